"""Alert calls as the guard sees them: the code that lets a country through, and a call that comes back.

In: what the desk is about to do, keyed codes, incoming calls. Out: right or not; a channel hung up.
Pitfall: the judge makes no exception for alert calls: they are plain national ones, which it never cuts, so
there is nothing that an attacker could imitate. Only when a call is cut to make room for the next alert call
are those to people who are alerted now left alone. A call from the company's own number while one rings is
that call, forwarded back.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from veilleur.config.alerts_section import AlertSettings
from veilleur.guard.passcodes import Passcodes
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.errors import SwitchError
from veilleur.words.events import AlertCallPlaced, Event, IncomingCall
from veilleur.words.ports import Actuator, Clock, Numbering

CODE_NAME = "alert"  # of the alert code among the codes: `veilleur codes set alert`
WRONG_CODES_MAX = 3
WRONG_CODES_S = 3_600.0
LOOP_S = 180.0  # beyond the ringing: how long the longest talk lasts


class AlertCalls:
    """The alert calls of one site. note: keeps a note in the journal."""

    def __init__(
        self,
        alerts: AlertSettings,
        passcodes: Passcodes,
        numbering: Numbering,
        actuator: Actuator,
        clock: Clock,
        note: Callable[[dict[str, Any]], None],
    ) -> None:
        telephone = alerts.telephone
        self._passcodes, self._numbering, self._actuator = passcodes, numbering, actuator
        self._clock, self._note = clock, note
        self._own = self._e164(telephone.caller) if telephone is not None else ""
        self._ring_s = telephone.ring_s if telephone is not None else 0.0
        self._makes_room = telephone is not None and telephone.full_trunk == "cut"
        self._has_room: set[str] = set()  # people for whose call one was cut
        self._numbers = {one.name: self._e164(one.telephone) for one in alerts.people if one.telephone}
        self._until_of: dict[str, float] = {}  # person -> when the call to them is over at the latest
        self._until = 0.0
        self._wrong: deque[float] = deque(maxlen=WRONG_CODES_MAX)
        self._ending: set[asyncio.Task[None]] = set()

    # --- a call that comes back -----------------------------------------------------------------

    def announced(self, person: str) -> None:
        """An alert call goes out now."""
        self._until = self._until_of[person] = self._clock.now() + self._ring_s + LOOP_S
        self._note({"note": "alert_call", "person": person})

    def make_room(
        self,
        person: str,
        order: Callable[[Event], list[Decision]],
        *,
        running: Mapping[str, str],
        is_full: bool = False,
    ) -> None:
        """Let a full trunk make room for the call to somebody: one call is cut for it at the most, and none
        to somebody else who is alerted now.

        running: leg -> number. is_full: the PBX found no line for that same call a moment ago.
        """
        if not is_full:
            self._has_room.discard(person)
        if not self._makes_room or person in self._has_room:
            return
        now = self._clock.now()
        alerted = {self._numbers.get(name, "") for name, until in self._until_of.items() if now < until}
        legs = tuple(leg for leg, number in running.items() if number and number in alerted)
        given = order(
            AlertCallPlaced(at=now, seen_at=now, person=person, trunk_full=is_full, alert_legs=legs)
        )
        if any(_makes_room(decision) for decision in given):
            self._has_room.add(person)

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
        return await self.matched(code) is not None

    async def matched(self, code: str) -> bytes | None:
        """The mark of the alert code that was keyed (`Passcodes.mark`); None when it was another."""
        if self.tries_left <= 0 or not self.has_code:
            return None
        self._wrong.append(self._clock.now())  # before the wait: many at once have no more tries than one
        mark = await asyncio.to_thread(self._passcodes.matched, CODE_NAME, code)
        if mark is not None:
            self._wrong.clear()
        return mark


def _makes_room(decision: Decision) -> bool:
    codes = [reason.code for reason in decision.reasons]
    return decision.kind is DecisionKind.CUT and "alert_needs_line" in codes
