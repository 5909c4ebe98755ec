"""Events of the watch itself and of people: feeds, time, the guard, and what the owner says.

In: what the guard knows of itself and what people answer. Out: immutable events (`words/events.py` says
what all share). Pitfall: a `Tick` is no clock; it is delivered when the watch asked to be woken.
"""

from __future__ import annotations

from typing import NamedTuple

from veilleur.words.money import MicroEuro


class FeedLost(NamedTuple):
    """A source of events is blind from here on."""

    at: float
    seen_at: float
    feed: str
    why: str = ""
    calls_are_seen: bool = False  # it only helped, as a log of wrong PINs does: calls are seen all the same
    since: float = 0.0  # the last sign that came from it, on the guard's clock; 0 when not known
    is_asked: bool = True  # False: the switch may place calls without asking, though calls are seen


class FeedRestored(NamedTuple):
    """A source of events sees again."""

    at: float
    seen_at: float
    feed: str


class ProtectionLost(NamedTuple):
    """A part of what protects the site was taken away, and nobody announced it.

    what: "dialplan", "login", "log", "gate", "files" or "journal". closes: from here on only emergency and
    national calls pass, as the owner armed it.
    """

    at: float
    seen_at: float
    what: str
    why: str = ""
    closes: bool = False


class ProtectionRestored(NamedTuple):
    """It is there again, or the owner says that it was maintenance."""

    at: float
    seen_at: float
    what: str


class Tick(NamedTuple):
    """Time has passed: delivered when the watch asked to be woken."""

    at: float
    seen_at: float


class ClockStepped(NamedTuple):
    """The guard's wall clock was set; `step_s` seconds forward (negative: back)."""

    at: float
    seen_at: float
    step_s: float


class GuardStarted(NamedTuple):
    """The guard began to watch, with the state it had kept.

    last_sign_at: when its journal ended before, seconds since 1970 UTC; 0 when it was empty.
    """

    at: float
    seen_at: float
    version: str = ""
    last_sign_at: float = 0.0


class GapRead(NamedTuple):
    """The switch's own call records of a time without watch were read: what passed unseen was reported before
    this, as `CallRecorded`. Or they could not be read.

    began_at, ended_at: that time, on the guard's clock. why: why they cannot be read, "" when they were.
    is_final: no record of it is expected any more.
    """

    at: float
    seen_at: float
    began_at: float
    ended_at: float
    why: str = ""
    is_final: bool = True


class ConfigurationChanged(NamedTuple):
    """The switch's configuration is not what it was, or the daily audit found more than the last one.

    what: see `words.audit.configuration.ChangeKind`. value: the first names of what is new or different.
    """

    at: float
    seen_at: float
    what: str
    how_many: int = 1
    value: str = ""


class ActionFailed(NamedTuple):
    """A decision could not be carried out; the watch decides whether to try again."""

    at: float
    seen_at: float
    decision: str  # Decision.id
    why: str = ""


class CodeKeyed(NamedTuple):
    """A caller who was asked keyed a code (or nothing, three times). The code is no part of it."""

    at: float
    seen_at: float
    request: str
    extension: str
    number: str
    right: bool


class OwnerAnswered(NamedTuple):
    """The owner accepted or refused a kind of call.

    scope: "number", "territory" or "extension"; value: the E.164 number, ISO code, or extension.
    until: seconds since 1970 UTC; None means for good. once: holds for one call only.
    """

    at: float
    seen_at: float
    accepted: bool
    scope: str
    value: str
    until: float | None = None
    once: bool = False
    by: str = ""


class AnswerWithdrawn(NamedTuple):
    """An earlier answer of the owner holds no more."""

    at: float
    seen_at: float
    scope: str
    value: str
    by: str = ""


class Paused(NamedTuple):
    """The judge stands aside until `until` (seconds since 1970 UTC). Caps and law 1 go on."""

    at: float
    seen_at: float
    until: float
    by: str = ""


class Resumed(NamedTuple):
    """The judge is back before the pause ended by itself."""

    at: float
    seen_at: float
    by: str = ""


class UndoRequested(NamedTuple):
    """A person wants a decision taken back: a forward restored, a lock opened."""

    at: float
    seen_at: float
    decision: str  # Decision.id
    by: str = ""


class HoursOrdered(NamedTuple):
    """The owner says that the company is open from now until a time, whatever its hours.

    until: seconds since 1970 UTC, when its hours hold again; at or before the event's time they do at once.
    """

    at: float
    seen_at: float
    until: float
    by: str = ""


class LimitOrdered(NamedTuple):
    """The owner wants another limit for a time; beyond the ceiling it is held down to it.

    window: "closed_hours", "day" or "month". amount: micro-euros. until: seconds since 1970 UTC, when what
    was in force before comes back; at or before the event's time it comes back at once.
    """

    at: float
    seen_at: float
    window: str
    amount: MicroEuro
    until: float
    by: str = ""


class PastLearned(NamedTuple):
    """What the dearest windows of the company's past cost, in micro-euros: fitting limits start from it.

    month: of 31 days in a row. classes: (class word, its dearest day). days: how long that past is.
    """

    at: float
    seen_at: float
    closed_hours: MicroEuro
    day: MicroEuro
    month: MicroEuro
    classes: tuple[tuple[str, MicroEuro], ...] = ()
    days: int = 0
    by: str = ""
