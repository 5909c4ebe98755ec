"""The post: messages handed to their channels, tried again, and reported to the journal.

In: attempts of one turn. Out: events `AlertSent` in the journal, and a word to the book when nobody was
reached. Pitfall: a channel may hang; each has its own time, and none holds up another.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType

from veilleur.alerts.channels.message import CHANNEL_TIMEOUT_S, ChannelError, Outgoing, Send
from veilleur.words.events import AlertSent

PAUSES_S = (5.0, 30.0, 120.0)  # before it is tried again, where no next person waits
BOUND_S = CHANNEL_TIMEOUT_S + 5.0
ESCALATED = ("first", "reminder", "again", "drill")  # whose next turn is the retry

Report = Callable[[AlertSent], Awaitable[None]]


class Post:
    """Sends. channels: by person and name; report: puts an event into the journal; now: the time.
    bounds_s: of channels that take longer than BOUND_S."""

    def __init__(
        self,
        channels: Mapping[tuple[str, str], Send],
        report: Report,
        now: Callable[[], float],
        pauses_s: Sequence[float] = PAUSES_S,
        bounds_s: Mapping[str, float] = MappingProxyType({}),
    ) -> None:
        self._channels, self._report, self._now, self._pauses_s = channels, report, now, pauses_s
        self._bounds_s = bounds_s
        self.failures: dict[str, str] = {}  # channel -> why, until it takes a message again

    async def send_turn(self, messages: Sequence[Outgoing]) -> bool:
        """Hand over the messages of one turn; False when no channel took one."""
        taken = await asyncio.gather(*(self._send(one) for one in messages))
        return any(taken)

    async def _send(self, message: Outgoing) -> bool:
        pauses = () if message.attempt.step in ESCALATED else self._pauses_s
        for pause in (*pauses, None):
            why, outcome = await self._try(message)
            attempt = message.attempt
            name = f"{attempt.channel} {attempt.person}".rstrip()
            await self._report(_event(message, self._now(), why, outcome))
            if not why:
                self.failures.pop(name, None)
                return True
            self.failures[name] = why
            if pause is not None:
                await asyncio.sleep(pause)
        return False

    async def _try(self, message: Outgoing) -> tuple[str, str]:
        """Why it was not taken, "" when it was; and what more is known of that."""
        send = self._channels.get((message.attempt.person, message.attempt.channel))
        if send is None:
            return "not configured any more", ""
        try:
            async with asyncio.timeout(self._bounds_s.get(message.attempt.channel, BOUND_S)):
                return "", await send(message) or ""
        except ChannelError as error:
            return str(error.message), ""
        except TimeoutError:
            return "no answer", ""
        except Exception as error:  # a library's own fault must not silence the other channels
            return f"fault ({type(error).__name__})", ""


def _event(message: Outgoing, now: float, why: str, outcome: str) -> AlertSent:
    attempt = message.attempt
    return AlertSent(
        at=now,
        seen_at=now,
        conversation=attempt.conversation,
        step=attempt.step,
        person=attempt.person,
        channel=attempt.channel,
        turn=attempt.turn,
        why=why,
        outcome=outcome,
    )
