"""When a protection that is gone is an attack: a table of states, pure, on a given clock.

In: signs that a part of the protection is gone or back, and announced windows of maintenance. Out: losses
that are an attack, each once. Pitfall: what was never held cannot be lost; and a window excuses only what
happens in it: what is still gone when it ends is lost then. A strike is mended in the same second, so it
holds for a time of its own, and no longer.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

GRACE_S = 5.0
# A switch that starts again takes logins before its dialplan is read; a gate with TLS takes its time too.
GRACE_OF = {"dialplan": 25.0, "gate": 20.0}
STRIKE_HOLDS_S = 600.0  # people were woken at once; nothing else ever reports that it is over


class State(StrEnum):
    """Where one part of the protection stands."""

    UNKNOWN = "unknown"  # never seen in force: nothing can be lost
    HELD = "held"
    LOST = "lost"  # a moment ago: it may come back by itself
    EXCUSED = "excused"  # gone in an announced window
    ATTACK = "attack"


class Sign(StrEnum):
    """What happens to it."""

    BACK = "back"
    GONE = "gone"
    GRACE_OVER = "grace_over"
    WINDOW_BEGAN = "window_began"
    WINDOW_ENDED = "window_ended"


# (state, sign) -> state. What is not named stays as it is. GONE within a window is GONE, then WINDOW_BEGAN.
TABLE: dict[tuple[State, Sign], State] = {
    (State.UNKNOWN, Sign.BACK): State.HELD,
    (State.HELD, Sign.GONE): State.LOST,
    (State.LOST, Sign.BACK): State.HELD,
    (State.LOST, Sign.GRACE_OVER): State.ATTACK,
    (State.LOST, Sign.WINDOW_BEGAN): State.EXCUSED,
    (State.EXCUSED, Sign.BACK): State.HELD,
    (State.EXCUSED, Sign.WINDOW_ENDED): State.LOST,
    (State.ATTACK, Sign.BACK): State.HELD,
    (State.ATTACK, Sign.WINDOW_BEGAN): State.EXCUSED,
}
PARTS = ("dialplan", "login", "log", "gate", "files", "journal")


class Loss(NamedTuple):
    """A part of the protection is gone, by attack (is_back: and is there again)."""

    what: str
    why: str
    is_back: bool = False


@dataclass(slots=True)
class _Part:
    state: State = State.UNKNOWN
    lost_at: float = 0.0
    struck_at: float | None = None
    why: str = ""


class ProtectionLosses:
    """All parts of one site's protection. Times are the guard's, in seconds since 1970 UTC."""

    def __init__(self) -> None:
        self._parts = {what: _Part() for what in PARTS}
        self._news: list[Loss] = []
        self.window_until = 0.0

    def state(self, what: str) -> State:
        """Where a part stands."""
        return self._parts[what].state

    @property
    def lost(self) -> dict[str, str]:
        """What is gone by attack, with why."""
        return {what: one.why for what, one in self._parts.items() if one.state is State.ATTACK}

    def back(self, what: str, now: float) -> None:
        """A part is seen in force."""
        self._step(what, Sign.BACK, now)

    def gone(self, what: str, why: str, now: float) -> None:
        """A part is seen to be gone."""
        if self._parts[what].state is State.HELD:
            self._parts[what].why = why
        self._step(what, Sign.GONE, now)
        if now < self.window_until:
            self._step(what, Sign.WINDOW_BEGAN, now)

    def struck(self, what: str, why: str, now: float, *, is_excused: bool = True) -> None:
        """Something that is mended at once all the same was no accident, unless it was announced.

        is_excused: by a window; what lets somebody announce the next one is not.
        """
        if now >= self.window_until or not is_excused:
            self._parts[what].struck_at = now
            self._news.append(Loss(what, why))

    def window(self, until: float, now: float) -> None:
        """Maintenance was announced until a time; one that is past ends it."""
        self.window_until = until
        if until > now:
            for what, one in self._parts.items():
                one.struck_at = None
                self._step(what, Sign.WINDOW_BEGAN, now)

    def due(self, now: float) -> list[Loss]:
        """What is news now; to be asked each second."""
        if self.window_until and now >= self.window_until:
            self.window_until = 0.0
            for what in PARTS:
                self._step(what, Sign.WINDOW_ENDED, now)
        for what, one in self._parts.items():
            if one.state is State.LOST and now - one.lost_at >= GRACE_OF.get(what, GRACE_S):
                self._step(what, Sign.GRACE_OVER, now)
            if one.struck_at is not None and now - one.struck_at >= STRIKE_HOLDS_S:
                one.struck_at = None
                if one.state is not State.ATTACK:
                    self._news.append(Loss(what, one.why, is_back=True))
        news, self._news = self._news, []
        return news

    def _step(self, what: str, sign: Sign, now: float) -> None:
        part = self._parts[what]
        was, part.state = part.state, TABLE.get((part.state, sign), part.state)
        if part.state is was:
            return
        if part.state is State.LOST:
            part.lost_at = now
        elif part.state is State.ATTACK:
            self._news.append(Loss(what, part.why))
        elif was is State.ATTACK and part.state is State.HELD:
            self._news.append(Loss(what, part.why, is_back=True))
