"""The desk's line to the guard: what was sent and answered goes into its journal; money comes back.

In: events of alerts. Out: requests on the control socket. Pitfall: the guard may be gone; what could not be
reported is kept, bounded, and reported when it is back, so that the proof of when somebody knew is whole.
"""

from __future__ import annotations

import asyncio
from collections import deque
from pathlib import Path
from typing import Any

from veilleur.control import client
from veilleur.words.errors import VeilleurError
from veilleur.words.events import AlertAnswered, AlertSent
from veilleur.words.money import MicroEuro, micro_euros

KEPT_MAX = 500
GUARD_ANSWERS_WITHIN_S = 5.0


class GuardLine:
    """Asks the running guard."""

    def __init__(self, control_socket: Path) -> None:
        self._socket = control_socket
        self._kept: deque[dict[str, Any]] = deque(maxlen=KEPT_MAX)

    async def report(self, event: AlertSent) -> bool:
        """Put what was sent into the journal; False when it waits for the guard."""
        return await self._put(
            {
                "do": "alert_sent",
                "conversation": event.conversation,
                "step": event.step,
                "person": event.person,
                "channel": event.channel,
                "turn": event.turn,
                "why": event.why,
                "outcome": event.outcome,
            }
        )

    async def answered(self, event: AlertAnswered) -> bool:
        """Put an answer into the journal; False when it waits for the guard."""
        return await self._put(
            {
                "do": "alert_answered",
                "conversation": event.conversation,
                "answer": event.answer,
                "channel": event.channel,
                "by": event.by,
            }
        )

    async def calls(self, person: str, *, makes_room: bool, trunk_full: bool = False) -> bool:
        """Say that somebody is about to be called; whether they may let through by a code. makes_room: a full
        trunk makes room for it; trunk_full: no line was free a moment ago."""
        answer = await self._ask(
            {"do": "alert_call", "person": person, "makes_room": makes_room, "trunk_full": trunk_full}
        )
        return answer is not None and answer.get("has_code") is True

    async def allow(self, territory: str, code: str, by: str) -> bool:
        """Let a country through for an hour; the guard compares the code."""
        answer = await self._ask({"do": "alert_allow", "territory": territory, "code": code, "by": by})
        return answer is not None and answer.get("allowed") is True

    async def is_code(self, code: str) -> bool:
        """Whether this is the alert code; the guard counts the wrong ones."""
        answer = await self._ask({"do": "alert_code", "code": code})
        return answer is not None and answer.get("is_right") is True

    async def let_through(self, scope: str, value: str, by: str, *, code: str = "") -> dict[str, Any] | None:
        """Let something through for an hour, by the code where one was given; None when nobody answers."""
        about = {"scope": scope, "value": value}
        if code:
            return await self._ask({"do": "alert_allow", **about, "code": code, "by": by})
        return await self._ask({"do": "answer", **about, "accepted": True, "minutes": 60, "person": by})

    async def note(self, what: str, person: str, about: str) -> bool:
        """Put into the journal what somebody did on the page that is no event of the watch."""
        return await self._put({"do": "page_note", "what": what, "person": person, "about": about})

    async def spent(self, incident: str) -> MicroEuro | None:
        """What an incident has cost; None when the guard cannot say."""
        answer = await self._ask({"do": "incident", "id": incident})
        amount = None if answer is None else answer.get("spent_eur")
        return micro_euros(amount) if isinstance(amount, int | float) else None

    async def retry(self) -> None:
        """Report what waited."""
        while self._kept and await self._ask(self._kept[0]) is not None:
            self._kept.popleft()

    async def _put(self, request: dict[str, Any]) -> bool:
        await self.retry()
        if not self._kept and await self._ask(request) is not None:
            return True
        self._kept.append(request)
        return False

    async def _ask(self, request: dict[str, Any]) -> dict[str, Any] | None:
        try:
            return await asyncio.to_thread(client.ask, self._socket, request, GUARD_ANSWERS_WITHIN_S)
        except VeilleurError:
            return None
