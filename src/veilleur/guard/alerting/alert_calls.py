"""Alert calls as the guard sees them: the code that lets a country through, and a call that comes back.

In: what the desk is about to do, keyed codes, incoming calls. Out: right or not; a channel hung up.
Pitfall: the guard makes no exception for alert calls: plain national numbers are never cut, so there is
nothing that an attacker could imitate. A call from the company's own number while one rings is that call,
forwarded back.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from veilleur.config.alerts_section import Telephone
from veilleur.guard.passcodes import Passcodes
from veilleur.words.errors import SwitchError
from veilleur.words.events import Event, IncomingCall
from veilleur.words.ports import Actuator, Clock, Numbering

CODE_NAME = "alert"  # of the alert code among the codes: `veilleur codes set alert`
WRONG_CODES_MAX = 3
WRONG_CODES_S = 3_600.0
LOOP_S = 180.0  # beyond the ringing: how long the longest talk lasts


class AlertCalls:
    """The alert calls of one site. note: keeps a note in the journal."""

    def __init__(
        self,
        telephone: Telephone | None,
        passcodes: Passcodes,
        numbering: Numbering,
        actuator: Actuator,
        clock: Clock,
        note: Callable[[dict[str, Any]], None],
    ) -> None:
        self._passcodes, self._numbering, self._actuator = passcodes, numbering, actuator
        self._clock, self._note = clock, note
        self._own = self._e164(telephone.caller) if telephone is not None else ""
        self._ring_s = telephone.ring_s if telephone is not None else 0.0
        self._until = 0.0
        self._wrong: deque[float] = deque(maxlen=WRONG_CODES_MAX)
        self._ending: set[asyncio.Task[None]] = set()

    # --- a call that comes back -----------------------------------------------------------------

    def announced(self, person: str) -> None:
        """An alert call goes out now."""
        self._until = self._clock.now() + self._ring_s + LOOP_S
        self._note({"note": "alert_call", "person": person})

    def take(self, event: Event) -> None:
        """One event of the switch: a call that came back is ended before it goes out again."""
        if not isinstance(event, IncomingCall) or self._clock.now() >= self._until or not self._own:
            return
        if self._e164(event.outside_caller) != self._own:
            return
        self._note({"note": "alert_call_came_back", "channel": event.call})
        task = asyncio.get_running_loop().create_task(self._end(event.call))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _end(self, channel: str) -> None:
        try:
            await self._actuator.hang_up_channel(channel)
        except SwitchError as error:
            self._note({"note": "alert_call_came_back", "channel": channel, "why": str(error.message)})

    def _e164(self, number: str) -> str:
        return self._numbering.destination(number, True).e164 or number

    # --- the code ---------------------------------------------------------------------------------

    @property
    def has_code(self) -> bool:
        """Whether somebody may let through by telephone at all."""
        return CODE_NAME in self._passcodes.extensions()

    @property
    def tries_left(self) -> int:
        """How many codes are still compared in this hour."""
        now = self._clock.now()
        return WRONG_CODES_MAX - sum(1 for at in self._wrong if now - at < WRONG_CODES_S)

    async def is_right(self, code: str) -> bool:
        """Whether a keyed code is the alert code; wrong ones are counted, whoever keyed them."""
        if self.tries_left <= 0 or not self.has_code:
            return False
        self._wrong.append(self._clock.now())  # before the wait: many at once have no more tries than one
        if not await asyncio.to_thread(self._passcodes.is_right, CODE_NAME, "", code):
            return False
        self._wrong.clear()
        return True
