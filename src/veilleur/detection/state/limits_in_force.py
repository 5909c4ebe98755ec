"""The limits in force: what each cap lets be spent now, and why; each change of it is a decision.

In: the limits as configured, nights, vouched calls, the owner's orders, codes keyed at a reached limit. Out:
amounts for the ledger; `LIMIT` decisions that name them; alerts when much of one is used. Pitfall: an amount
changes only here and only together with its decision, so that the journal names the amount of each moment.
Nights are noticed by the first event after local midnight; the guard sends a Tick then, so that one comes.
"""

from __future__ import annotations

from math import inf
from typing import Any, NamedTuple

from veilleur.detection.business_hours import Windows
from veilleur.detection.spending.fitted_limits import (
    CLASS,
    CLASS_NAMES,
    CLOSED,
    CODES,
    DAY,
    KEYED,
    MONTH,
    FittedLimits,
    keyed_beside,
)
from veilleur.detection.spending.ledger import NEAR_PERCENT, REACHED_PERCENT, Ledger
from veilleur.detection.spending.recommended_limits import TEN_EUROS
from veilleur.detection.state.cap_reasons import ReachedCap
from veilleur.detection.state.context import WatchContext
from veilleur.detection.state.decisions import DecisionBook
from veilleur.detection.state.incident_tracker import IncidentTracker
from veilleur.words.decisions import Reason
from veilleur.words.events import LimitOrdered, PastLearned
from veilleur.words.money import MicroEuro, Price

NEAR, REACHED = "limit_near", "limit_reached"
_NAMES = {code: name for name, code in CODES.items()}


class _GaveWay(NamedTuple):
    """What a limit gave way to in a window, why, and the most that it gives way to in it."""

    window: int
    amount: MicroEuro
    code: str
    most: MicroEuro


_NOTHING = _GaveWay(0, 0, "", 0)


def limit_state(spent: MicroEuro, limit: MicroEuro | None) -> str:
    """ "limit_near" or "limit_reached" from these shares of a limit on; "" below."""
    if limit is None or not spent or spent * 100 < limit * NEAR_PERCENT:
        return ""
    return REACHED if spent * 100 >= limit * REACHED_PERCENT else NEAR


class LimitsInForce:
    """The limits of one site. fitted: those that follow its past; due: when time may next change one."""

    __slots__ = (
        "_context",
        "_decisions",
        "_extra",
        "_fitting",
        "_ledger",
        "_named",
        "_owner",
        "_tracker",
        "due",
        "fitted",
    )

    def __init__(
        self, context: WatchContext, ledger: Ledger, decisions: DecisionBook, tracker: IncidentTracker
    ) -> None:
        self._context, self._ledger = context, ledger
        self._decisions, self._tracker = decisions, tracker
        limits = context.site.limits
        written = {f"{CLASS}{word}" for word, _amount in limits.per_class_day}
        names = [name for name in (CLOSED, DAY, MONTH, KEYED) if name in limits.fitting]
        if "class_day" in limits.fitting:
            names += [name for name in CLASS_NAMES if name not in written]
        self._fitting = frozenset(names)
        self.fitted = FittedLimits(limits)
        self._owner: dict[
            str, tuple[MicroEuro, float]
        ] = {}  # name -> the amount that was ordered, until when
        self._extra: dict[str, _GaveWay] = {}
        self._named: dict[str, MicroEuro | None] = {}  # what the last decision on each said
        self.due = 0.0
        for name in names:
            self._pass_on(name, self.amount(name))

    # --- what holds ---------------------------------------------------------------------------

    @property
    def ceiling(self) -> MicroEuro:
        """What no fitted or ordered limit passes."""
        return self.fitted.ceiling

    @property
    def class_names(self) -> tuple[str, ...]:
        """The limits of classes of destination that there are."""
        written = {f"{CLASS}{word}" for word, _amount in self._context.site.limits.per_class_day}
        return tuple(name for name in CLASS_NAMES if name in self._fitting or name in written)

    def is_fitting(self, name: str) -> bool:
        """Whether a limit follows the past; else it stands as the owner wrote it."""
        return name in self._fitting

    def ordered(self, name: str) -> tuple[MicroEuro, float] | None:
        """What the owner ordered, and until when; None when nothing holds."""
        return self._owner.get(name)

    def amount(self, name: str) -> MicroEuro | None:
        """What a cap lets be spent now; None for no cap."""
        ordered = self._owner.get(name)
        return self.without_order(name) if ordered is None else min(ordered[0], self.ceiling)

    def without_order(self, name: str) -> MicroEuro | None:
        """What it would be if the owner had ordered nothing; None for no cap."""
        if name not in self._fitting:
            return self._written(name)
        # Not what was added: a night in the middle of a window must not come on top of it.
        return min(self.ceiling, max(self.fitted.values[name], self._extra.get(name, _NOTHING).amount))

    def _written(self, name: str) -> MicroEuro | None:
        limits = self._context.site.limits
        if name.startswith(CLASS):
            return dict(limits.per_class_day).get(name.removeprefix(CLASS))
        return {
            CLOSED: limits.closed_hours,
            DAY: limits.day,
            MONTH: limits.month,
            KEYED: keyed_beside(limits),
        }[name]

    def is_too_dear(self, price: Price) -> bool:
        """Whether a destination at this price is not to be called at all."""
        limits = self._context.site.limits
        if limits.price_minute is not None and price.per_minute > limits.price_minute:
            return True
        return limits.call_fee is not None and price.connection > limits.call_fee

    # --- time ---------------------------------------------------------------------------------

    def time_is(self) -> None:
        """Time went on. At the first event after a local midnight the limits are fitted again; of a day on
        which an incident was announced or went on, nothing is learned."""
        context = self._context
        now = context.now
        if now < self.due:
            return
        windows = context.calendar.windows(now)
        because: dict[str, Reason] = {}
        for name, (_amount, until) in list(self._owner.items()):
            if until <= now:
                del self._owner[name]
                because[name] = Reason("limit_order_ended")
        for name, gave in list(self._extra.items()):
            if gave.window != self._window(name, windows):
                del self._extra[name]
                because[name] = Reason("limit_window_ended")
        if self._fitting:
            if self._tracker.mattered_since(self.fitted.fitted_at):
                self.fitted.forget_pending()
            self.fitted.night(now, windows)
        self._announce(because)
        self._set_due(windows)

    def clock_changed(self) -> None:
        """The wall clock was set: windows may end at other times."""
        self.due = 0.0

    def _set_due(self, windows: Windows) -> None:
        ends = [until for _amount, until in self._owner.values()]
        self.due = min([*ends, windows.until if self._fitting or self._extra else inf])

    # --- what changes them --------------------------------------------------------------------

    def vouched(self, number_class: str, cost: MicroEuro) -> None:
        """A call ended of which the judge believes that it is honest: fitting limits learn from it."""
        if self._fitting and cost:
            self.fitted.spend(self._context.calendar.windows(self._context.now), number_class, cost)

    def ordered_by_owner(self, event: LimitOrdered) -> None:
        """The owner wants another limit for a time, or the one before back."""
        if event.window not in CODES:
            return
        if event.until <= self._context.now:
            self._owner.pop(event.window, None)
        else:
            self._owner[event.window] = min(max(0, event.amount), self.ceiling), event.until
        self._announce({event.window: Reason("limit_ordered")})
        self.due = 0.0

    def past_learned(self, event: PastLearned) -> None:
        """The owner gave the company's past: fitting limits start from it, at once."""
        if not self._fitting:
            return
        dearest = {CLOSED: event.closed_hours, DAY: event.day, MONTH: event.month}
        dearest |= {
            f"{CLASS}{word}": amount for word, amount in event.classes if f"{CLASS}{word}" in CLASS_NAMES
        }
        now = self._context.now
        self.fitted.start_from(now, self._context.calendar.windows(now), dearest)
        reason = Reason("limit_from_past", 0, (("days", str(event.days)),))
        self._announce(dict.fromkeys(self._fitting, reason))

    def can_extend(self, code: str, number_class: str) -> bool:
        """Whether a right code would let this cap be passed: only a fitting one, below the ceiling."""
        name = _name_of(code, number_class)
        return bool(name) and self._extended(name) > (self.amount(name) or 0)

    def extend(self, code: str, number_class: str) -> bool:
        """Somebody of the company confirmed a call that this cap would refuse: it gives way, a little."""
        name = _name_of(code, number_class)
        if not name or not self.can_extend(code, number_class):
            return False
        self._add(name, self._extended(name), Reason("limit_extended"))
        return True

    def give_way(self, code: str, number_class: str) -> bool:
        """An honest call runs in opening hours and this cap would end it: it gives way by a quarter, as
        often as needed, up to what a right code opens."""
        name = _name_of(code, number_class)
        if name == CLOSED or not self.can_extend(code, number_class):
            return False
        fitted = self.fitted.values[name]
        wanted = min(self._extended(name), (self.amount(name) or 0) + max(TEN_EUROS, fitted // 4))
        self._add(name, wanted, Reason("limit_gave_way"))
        return True

    def _add(self, name: str, amount: MicroEuro, reason: Reason) -> None:
        windows = self._context.calendar.windows(self._context.now)
        most = self._extended(name)
        self._extra[name] = _GaveWay(self._window(name, windows), amount, reason.code, most)
        self._announce({name: reason})
        self.due = min(self.due, windows.until)

    def _extended(self, name: str) -> MicroEuro:
        if name not in self._fitting or name in self._owner:
            return 0
        # As much again as fitted, once in a window: a code for each call beyond a limit would tax busy days.
        # What lies beyond is the owner's to open.
        if name in self._extra:
            return min(self._extra[name].most, self.ceiling)
        fitted = self.fitted.values[name]
        return min(fitted + max(TEN_EUROS, fitted), self.ceiling)

    # --- what is said of them -----------------------------------------------------------------

    def look(self) -> None:
        """Alert once in each window when much of its limit is used: nothing closes without a word."""
        now = self._context.now
        self._ledger.looked(now)
        for total in self._ledger.totals.current():
            limit = total.limit
            if limit is None:
                continue
            spent = total.grown(int(now * 1000)) if total.rate else total.spent
            if spent and spent * 100 >= limit * NEAR_PERCENT:  # seldom
                self._alert_use(total.key, spent, limit)

    def _alert_use(self, key: str, spent: MicroEuro, limit: MicroEuro) -> None:
        state = limit_state(spent, limit)
        code, number, word = key.split("/", 2)
        decisions = self._decisions
        if not state or decisions.was_news(f"{code} {number}") or decisions.was_news(f"{REACHED} {key}"):
            return  # worse was alerted in this window
        if decisions.is_news(f"{state} {key}"):
            window = _NAMES.get(code, f"{CLASS}{word}")
            values = (("window", window), ("spent", str(spent)), ("limit", str(limit)))
            reason = (
                Reason("limit_reached", 0, values) if state == REACHED else Reason("limit_near", 0, values)
            )
            decisions.alert(because=(reason,))

    def _announce(self, because: dict[str, Reason]) -> None:
        for name in (CLOSED, DAY, MONTH, KEYED, *CLASS_NAMES):
            if name not in self._fitting and name not in self._named and name not in self._owner:
                continue
            amount = self.amount(name)
            # What gave way and fits as much by now is named again: from here on it is what fits.
            has_ended = name in because and because[name].code == "limit_window_ended"
            if name in self._named and self._named[name] == amount and not has_ended:
                continue
            if name not in self._named and name.startswith(CLASS) and amount == self.fitted.start(name):
                continue  # a class stands at what a day begins with, as documented
            self._named[name] = amount
            self._pass_on(name, amount)
            ordered = self._owner.get(name)
            self._decisions.limit(
                name,
                because=(because.get(name) or self._fitted_reason(name),),
                amount=amount,
                until=ordered[1] if ordered else None,
            )

    def _fitted_reason(self, name: str) -> Reason:
        day = self._context.calendar.windows(self._context.now).day
        if self.fitted.is_at_start(name, day):
            return Reason("limit_start")
        dearest = self.fitted.dearest(name, day)
        if name == CLOSED and not dearest:  # it is never below the dearest day
            dearest = self.fitted.dearest(DAY, day)
        if not dearest:
            return Reason("limit_least")
        return Reason("limit_fitted", 0, (("dearest", str(dearest)),))

    def why(self, name: str) -> Reason:
        """Why a limit is what it is."""
        if name in self._owner:
            return Reason("limit_ordered")
        if name not in self._fitting:
            return Reason("limit_written")
        if name in self._extra:
            return Reason(self._extra[name].code)
        return self._fitted_reason(name)

    def _pass_on(self, name: str, amount: MicroEuro | None) -> None:
        if name == KEYED:
            self._ledger.set_limit("cap_codes", "", amount)
        elif name.startswith(CLASS):
            self._ledger.set_limit("cap_class_day", name.removeprefix(CLASS), amount)
        else:
            self._ledger.set_limit(CODES[name], "", amount)

    @staticmethod
    def _window(name: str, windows: Windows) -> int:
        return {CLOSED: windows.closed, MONTH: windows.month}.get(name, windows.day)

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "fitted": self.fitted.save() if self._fitting else None,
            "owner": {name: list(order) for name, order in self._owner.items()},
            "extra": {name: list(extra) for name, extra in self._extra.items()},
            "named": self._named,
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data; what the file says otherwise since then is announced at the next event."""
        if self._fitting and data["fitted"] is not None:
            self.fitted.load(data["fitted"])
        self._owner = {name: (amount, until) for name, (amount, until) in data["owner"].items()}
        for name, (window, amount, *rest) in data["extra"].items():
            if rest:
                self._extra[name] = _GaveWay(window, amount, *rest)
            else:  # the versions before kept what a code had added
                amount += self.fitted.values[name]
                self._extra[name] = _GaveWay(window, amount, "limit_extended", amount)
        self._named = data["named"]
        for name in {*self._fitting, *self._owner}:
            self._pass_on(name, self.amount(name))


def limit_name(reached: ReachedCap) -> str:
    """ "day", "class premium", "extension 204": the limit behind a cap that stopped a call."""
    code, of = reached.reason.code, reached.of
    return _name_of(code, of) or (f"extension {of}" if of else KEYED)


def _name_of(code: str, number_class: str) -> str:
    """The limit behind a cap's code; "" for one that nothing extends."""
    return f"{CLASS}{number_class}" if code == "cap_class_day" else _NAMES.get(code, "")
