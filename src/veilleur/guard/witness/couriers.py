"""Witnesses, each with a thread of its own: none delays the guard, and none another.

In: the journal's head, each second, and word of each incident. Out: heads at witnesses; what became of them.
Pitfall: a delivery may hang for its whole time; only its own witness waits for it, and the guard reads what
became of it from its own loop.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from veilleur.config import Settings
from veilleur.config.witness_section import KINDS
from veilleur.guard.witness.timetable import OwnHead, Timetable
from veilleur.words.errors import VeilleurError
from veilleur.words.messages import Message

LOOK_EVERY_S = 0.5
AT_STOP_S = 2.0  # for the last head


class Change(NamedTuple):
    """A witness is out of reach, or takes heads again (why is "" then)."""

    name: str
    why: object


class _Courier:
    """Delivers to one witness."""

    def __init__(
        self,
        name: str,
        deliver: Callable[[OwnHead, str], str],
        timetable: Timetable,
        inform_others: Callable[[_Courier, str], None],
        now: Callable[[], float],
    ) -> None:
        self.name, self.timetable = name, timetable
        self._deliver, self._inform_others, self._now = deliver, inform_others, now
        self._changed = threading.Condition()
        self._more = ""  # a time-stamp that goes along with the next head
        self._is_stopping = False
        self.was_blind = False
        self.thread = threading.Thread(target=self._run, name=f"witness {name}", daemon=True)

    def offer(self, head: OwnHead) -> None:
        """The head as it is now."""
        with self._changed:
            self.timetable.offer(head, self._now())
            self._changed.notify()

    def hurry(self) -> None:
        """The next head is wanted at once."""
        with self._changed:
            self.timetable.hurry(self._now())

    def take_along(self, line: str) -> None:
        """A line that goes along with the next head."""
        with self._changed:
            self._more = line

    def stop(self, head: OwnHead | None) -> None:
        """Deliver this head yet, then end."""
        with self._changed:
            if head is not None and self.timetable.last != head:
                self.timetable.last_call(head)
            self._is_stopping = True
            self._changed.notify()

    def state(self) -> dict[str, Any]:
        """Plain data for `status`."""
        with self._changed:
            last, is_blind = self.timetable.last, self.timetable.is_blind(self._now())
            why = self.timetable.why
        return {
            "name": self.name,
            "vouched_seq": last.seq if last else 0,
            "vouched_at": last.at if last else None,
            "trouble": why,
            "blind": is_blind,
        }

    def change(self) -> Change | None:
        """What is new since it was asked last."""
        with self._changed:
            is_blind, why = self.timetable.is_blind(self._now()), self.timetable.why
        if is_blind == self.was_blind:
            return None
        self.was_blind = is_blind
        return Change(self.name, why if is_blind else "")

    def _run(self) -> None:
        while True:
            with self._changed:
                head = self.timetable.due(self._now())
                if head is None:
                    if self._is_stopping:
                        return
                    self._changed.wait(LOOK_EVERY_S)
                    continue
                more = self._more
            self._try(head, more)

    def _try(self, head: OwnHead, more: str) -> None:
        try:
            for_others = self._deliver(head, more)
        except Exception as error:  # whatever it is, it must not end the only way to this witness
            why = error.message if isinstance(error, VeilleurError) else type(error).__name__
            with self._changed:
                self.timetable.failed(why, self._now())
            return
        with self._changed:
            self.timetable.delivered(head, self._now())
            self._more = "" if self._more == more else self._more
        if for_others:
            self._inform_others(self, for_others)


class Couriers:
    """All witnesses of one guard. now: a clock that never goes back, in seconds."""

    def __init__(self, settings: Settings, now: Callable[[], float] = time.monotonic) -> None:
        # Late: it loads HTTP and mail, which few guards need.
        from veilleur.guard.witness.delivery import delivery_to

        self._couriers = [
            _Courier(
                name=one.name,
                deliver=delivery_to(one, settings.site.name, settings.journal.file, settings.alerts.mail),
                timetable=Timetable(one.every_s, KINDS[one.kind].least_s),
                inform_others=self._take_along,
                now=now,
            )
            for one in settings.witnesses
        ]
        for courier in self._couriers:
            courier.thread.start()

    def offer(self, head: tuple[int, str], at: float) -> None:
        """The journal's head as it is now; at: the guard's time, seconds since 1970 UTC."""
        if head[0]:
            for courier in self._couriers:
                courier.offer(OwnHead(*head, at))

    def hurry(self) -> None:
        """Something happened that witnesses should hold at once."""
        for courier in self._couriers:
            courier.hurry()

    def changes(self) -> list[Message]:
        """Sentences about witnesses that went out of reach, or came back."""
        found = [change for one in self._couriers if (change := one.change()) is not None]
        return [
            Message(
                "The witness {name} cannot be reached ({why}): what is rewritten meanwhile it cannot prove.",
                name=change.name,
                why=change.why,
            )
            if change.why
            else Message("The witness {name} takes the journal's head again.", name=change.name)
            for change in found
        ]

    def states(self) -> list[dict[str, Any]]:
        """Plain data for `status`."""
        return [courier.state() for courier in self._couriers]

    def stop(self, head: tuple[int, str], at: float) -> None:
        """Let the last head leave, within a bound."""
        until = time.monotonic() + AT_STOP_S
        for courier in self._couriers:
            courier.stop(OwnHead(*head, at) if head[0] else None)
        for courier in self._couriers:
            with contextlib.suppress(RuntimeError):
                courier.thread.join(max(0.0, until - time.monotonic()))

    def _take_along(self, of: _Courier, line: str) -> None:
        for courier in self._couriers:
            if courier is not of:
                courier.take_along(line)
