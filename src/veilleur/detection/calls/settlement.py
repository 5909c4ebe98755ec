"""Settlement: what is owed for a call that is over, and what it teaches.

In: legs that ended, and records that were booked. Out: its cost, in the ledger and its incident; what the
judge learns of it. Pitfall: a call that was cut, or that belongs to an attack, is no habit; national money
is counted apart, for no cap stops it.
"""

from __future__ import annotations

from typing import Any

from veilleur.detection.calls.active_calls import Call
from veilleur.detection.calls.grace_budget import GraceBudget
from veilleur.detection.calls.number_scans import NumberScans
from veilleur.detection.calls.parameters import ENDED_FORGOTTEN_S, ENDED_MAX, FREE_CALL_FORGOTTEN_S, RANG_S
from veilleur.detection.calls.usage_alarms import UsageAlarms
from veilleur.detection.judge_port import CallFacts, Judging
from veilleur.detection.spending.ledger import Ledger
from veilleur.detection.state.bounded import remember
from veilleur.detection.state.context import WatchContext
from veilleur.detection.state.decisions import DecisionBook
from veilleur.detection.state.incident_reporter import HOSTILE
from veilleur.detection.state.incident_tracker import IncidentTracker, Touched
from veilleur.detection.state.limits_in_force import LimitsInForce
from veilleur.words.calls import Origin
from veilleur.words.decisions import Reason
from veilleur.words.destinations import CLASS_WORDS, Destination
from veilleur.words.money import FREE, MicroEuro


class Settlement:
    """Settles the calls of one site. ended: leg or record -> when its end was reported."""

    __slots__ = (
        "_context",
        "_decisions",
        "_grace",
        "_judge",
        "_ledger",
        "_limits",
        "_national",
        "_scans",
        "_tracker",
        "_usage",
        "ended",
    )

    def __init__(
        self,
        *,
        context: WatchContext,
        ledger: Ledger,
        decisions: DecisionBook,
        tracker: IncidentTracker,
        judge: Judging,
        scans: NumberScans,
        grace: GraceBudget,
        limits: LimitsInForce,
        usage: UsageAlarms,
    ) -> None:
        self._context, self._ledger, self._decisions = context, ledger, decisions
        self._tracker, self._judge, self._scans, self._grace = tracker, judge, scans, grace
        self._limits, self._usage = limits, usage
        self.ended: dict[str, float] = {}
        self._national: list[float] = [0, 0]  # day, micro-euros

    def close(self, name: str, call: Call | None) -> None:
        """A leg is gone, known or not: its orders are carried out, its money is counted."""
        now, unconfirmed = self._context.now, self._decisions.unconfirmed
        was_cut = bool(unconfirmed.open) and unconfirmed.confirm_ended(name)
        if call is not None:
            self._settle(name, call, was_cut)
        ended = self.ended
        while ended and now - next(iter(ended.values())) > ENDED_FORGOTTEN_S:
            del ended[next(iter(ended))]
        remember(ended, name, now, ENDED_MAX)

    def mark_ended(self, name: str) -> None:
        """A record was read: this call is over."""
        remember(self.ended, name, self._context.now, ENDED_MAX)

    def _settle(self, name: str, call: Call, was_cut: bool) -> None:
        now = self._context.now
        answered_s = call.answered_s(now)
        self._usage.left(call.destination, answered_s)
        if not call.is_capped:
            self.count_national(call.destination, answered_s)
            return
        cost = self._ledger.end(name, now)
        if self._grace.open:
            self._grace.ended(name, cost, now)
        self._scans.call_ended(call.extension, call.destination, answered_s)
        if cost and (was_cut or call.probability >= HOSTILE):
            self._tracker.record_cost(self._tracker.find(call.touched), now, cost)
        if was_cut:  # no habit; but what a cap alone cut cost money as honest as any other
            self._vouch(call.is_vouched, call.touched, call.destination, cost)
            return
        if call.answered_at is not None:
            self.learn(self._facts(name, call), call.touched, answered_s, cost, is_vouched=call.is_vouched)
        elif now - call.began >= RANG_S:
            self._judge.unanswered((name, call.request), now)

    def learn(
        self, facts: CallFacts, touched: Touched, answered_s: float, cost: MicroEuro, *, is_vouched: bool
    ) -> None:
        """Let the judge take a call for normal, unless it belongs to an announced incident.

        is_vouched: the fitting limits learn from it too, but from no call of a site that looks attacked.
        """
        if self._tracker.any_announced and self._tracker.is_announced(touched):
            return
        self._vouch(is_vouched, touched, facts.destination, cost)  # by what was known before its end
        self._judge.learn(facts, answered_s, cost)

    def _vouch(self, is_vouched: bool, touched: Touched, destination: Destination, cost: MicroEuro) -> None:
        if not (is_vouched and cost) or self._judge.attack_db(self._context.now) > 0.0:
            return
        if not (self._tracker.any_announced and self._tracker.is_announced(touched)):
            self._limits.vouched(CLASS_WORDS[destination.number_class], cost)

    def _facts(self, name: str, call: Call) -> CallFacts:
        return CallFacts(
            moment=self._context.calendar.moment(call.began),
            call=name,
            extension=call.extension,
            destination=call.destination,
            origin=Origin(call.origin),
            vantage=self._context.vantage,
            outside_caller=call.outside_caller,
            address=call.address,
            agent=call.agent,
            request=call.request,
        )

    def count_national(self, destination: Destination, answered_s: float) -> None:
        """Count the money of traffic that no cap stops; a day that costs too much is alerted once."""
        if answered_s <= 0.0 or destination.price is FREE:
            return
        cost = destination.price.cost(answered_s)
        if not cost or destination.is_emergency:
            return
        limit = self._context.site.limits.national_alarm_day
        day = self._context.calendar.windows(self._context.now).day
        if self._national[0] != day:
            self._national = [day, 0]
        self._national[1] += cost
        if limit is not None and self._national[1] > limit and self._decisions.is_news(f"national {day}"):
            self._decisions.alert(because=(Reason("national_alarm"),))

    def forget_expired(self, now: float) -> None:
        """A record that comes a day after its call is of another one."""
        self.ended = {name: at for name, at in self.ended.items() if now - at < FREE_CALL_FORGOTTEN_S}

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {"ended": self.ended, "national": self._national}

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self.ended, self._national = data["ended"], data["national"]
