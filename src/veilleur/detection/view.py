"""The watch looked at from outside, for `status` and the page: a picture, never the state itself.

In: a watch and a time. Out: a `View`. Pitfall: looking books nothing and turns no window, so that a watch
that is looked at decides as one that is not.
"""

from __future__ import annotations

from typing import NamedTuple

from veilleur.detection.calls.coverage_gaps import CoverageGap
from veilleur.detection.calls.usage_alarms import Usage
from veilleur.detection.state.cap_reasons import ReachedCap
from veilleur.detection.state.limits_in_force import limit_state
from veilleur.detection.watch import Watch
from veilleur.words.calls import Vantage
from veilleur.words.decisions import Reason
from veilleur.words.destinations import CAPPED_CLASSES, CLASS_WORDS, Destination
from veilleur.words.incidents import Incident
from veilleur.words.money import MicroEuro


class RunningCall(NamedTuple):
    """An out leg that is alive. cost: what it costs so far if it is capped, else 0."""

    call: str
    extension: str
    number: str
    origin: str
    began_at: float
    answered_at: float | None
    cost: MicroEuro
    is_capped: bool


class CapState(NamedTuple):
    """One cap in its present window. window: closed_hours, day or month; reservations are in `spent`.

    state: limit_near, limit_reached, or "" while little of it is used. is_fitting: it follows the past.
    reason: why it is what it is. until: when an order of the owner ends, else None.
    before: what holds without that order; None for no cap.
    """

    window: str
    limit: MicroEuro
    spent: MicroEuro
    state: str
    is_fitting: bool
    reason: Reason
    until: float | None
    before: MicroEuro | None


class Lock(NamedTuple):
    """A lock that holds. kind: mailbox, extension, caller (name: the number), code (keying of codes)."""

    kind: str
    name: str
    until: float


class View(NamedTuple):
    """One site at one moment; times in seconds since 1970 UTC, money in micro-euros.

    enforces_from: when the judge begins to act by itself; None when the mode was set for good.
    """

    at: float
    vantage: Vantage
    is_open: bool
    open_until: float | None  # the owner says that it is open, whatever its hours
    paused_until: float | None
    enforces_from: float | None
    blind: tuple[str, ...]
    calls: tuple[RunningCall, ...]
    caps: tuple[CapState, ...]
    locks: tuple[Lock, ...]
    attack_db: float
    classes: tuple[CapState, ...]  # each class of destination that has a limit a day; window: "class premium"
    ceiling: MicroEuro
    reached: tuple[ReachedCap, ...]  # caps that stopped a call in the window that runs
    usage: tuple[Usage, ...]  # of the plan and of free numbers, which only alarm


def incidents(watch: Watch) -> list[Incident]:
    """The incidents that the watch remembers, newest last."""
    return watch.incidents


def unwatched_since(watch: Watch) -> float | None:
    """Since when calls may have passed unseen whose records were not yet read to the end."""
    return watch.rooms.gaps.open_since


def last_gap(watch: Watch) -> CoverageGap | None:
    """The last time without watch, as far as it is known."""
    return watch.rooms.gaps.last


def wall_ahead_s(watch: Watch) -> float:
    """How far the watch believes the wall clock to be ahead of the guard's time, in seconds."""
    return watch.rooms.context.calendar.ahead_s


def numbers_called(watch: Watch) -> dict[str, str]:
    """The number of each out leg that is alive, as all the world dials it; "" where there is none."""
    return {name: call.destination.e164 for name, call in watch.rooms.calls.alive.items()}


def view(watch: Watch, at: float) -> View:
    """The watch as it stands at `at`."""
    context, ledger = watch.rooms.context, watch.rooms.ledger
    site = context.site
    windows = context.calendar.windows(at)
    calls = []
    for name, call in watch.rooms.calls.alive.items():
        account, cost = ledger.accounts.get(name), 0
        if account is not None and account.answered_at is not None:
            cost = account.price.cost(at - account.answered_at)
        calls.append(
            RunningCall(
                call=name,
                extension=call.extension,
                number=call.number,
                origin=call.origin,
                began_at=call.began,
                answered_at=call.answered_at,
                cost=cost,
                is_capped=account is not None,
            )
        )
    numbers = {"closed_hours": windows.closed, "day": windows.day, "month": windows.month}
    caps = [_cap(watch, name, f"cap_{name}/{number}/", at) for name, number in numbers.items() if number]
    classes = [
        _cap(watch, name, f"cap_class_day/{windows.day}/{name.removeprefix('class ')}", at)
        for name in watch.rooms.limits.class_names
    ]
    classes.append(_cap(watch, "codes", "", at))
    observes = site.mode.value != "enforce" and site.observe_days > 0
    return View(
        at=at,
        vantage=context.vantage,
        is_open=context.calendar.moment(at).is_open,
        open_until=context.calendar.ordered[1] if context.calendar.ordered[1] > at else None,
        paused_until=context.paused_until if context.paused_until > at else None,
        enforces_from=(context.began or at) + site.observe_days * 86_400 if observes else None,
        blind=tuple(context.blind),
        calls=tuple(calls),
        caps=tuple(cap for cap in caps if cap is not None),
        locks=tuple(_locks(watch, at)),
        attack_db=watch.rooms.judge.attack_db(at),
        classes=tuple(cap for cap in classes if cap is not None),
        ceiling=watch.rooms.limits.ceiling,
        reached=tuple(watch.rooms.cap_reasons.in_force(windows)),
        usage=tuple(watch.rooms.usage.used(at)),
    )


def limits_due(watch: Watch) -> float:
    """When time may next change a limit; who keeps a clock sends a Tick then."""
    return watch.rooms.limits.due


def limit_amount(watch: Watch, name: str) -> MicroEuro | None:
    """What a limit lets be spent now, whether or not its window runs; None where there is none."""
    return watch.rooms.limits.amount(name)


def most_seconds(watch: Watch, destination: Destination, at: float) -> int | None:
    """Seconds until one more call alone reaches a limit of the site; None where no limit counts it."""
    if destination.number_class not in CAPPED_CLASSES:
        return None
    word = CLASS_WORDS[destination.number_class]
    windows, limits = watch.rooms.context.calendar.windows(at), watch.rooms.limits
    keys = {"day": f"cap_day/{windows.day}/", "month": f"cap_month/{windows.month}/"}
    if windows.closed:
        keys["closed_hours"] = f"cap_closed_hours/{windows.closed}/"
    if f"class {word}" in limits.class_names:
        keys[f"class {word}"] = f"cap_class_day/{windows.day}/{word}"
    found = [seconds for name, seconds in watch.rooms.context.site.limits.longest_s if name == word]
    per_minute = destination.price.per_minute
    for name, key in keys.items():
        limit = limits.amount(name)
        if limit is not None and per_minute > 0:
            found.append(max(0, limit - watch.rooms.ledger.totals.spent(key, at)) * 60 // per_minute)
    return min(found, default=None)


def _cap(watch: Watch, name: str, key: str, at: float) -> CapState | None:
    """A limit and what is used of it; None where there is none."""
    limits = watch.rooms.limits
    limit = limits.amount(name)
    if limit is None:
        return None
    ledger, ordered = watch.rooms.ledger, limits.ordered(name)
    totals = ledger.totals
    spent = totals.spent(key, at) if key else totals.most_by_codes(int(at * 1000))
    return CapState(
        window=name,
        limit=limit,
        spent=spent,
        state=limit_state(spent, limit),
        is_fitting=limits.is_fitting(name),
        reason=limits.why(name),
        until=ordered[1] if ordered else None,
        before=limits.without_order(name),
    )


def _locks(watch: Watch, at: float) -> list[Lock]:
    found = []
    for key, until in watch.rooms.locks.lockouts.held(at):
        kind, space, name = key.partition(" ")
        lock = Lock(kind=kind, name=name, until=until)
        found.append(lock if space else Lock(kind="mailbox", name=key, until=until))
    return found
