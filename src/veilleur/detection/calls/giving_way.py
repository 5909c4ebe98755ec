"""Giving way: in opening hours a fitting limit gives way to an honest call that it would cut.

In: calls that a cap would end. Out: whether they go on, under a limit that was raised a little. Nobody can be
asked for a code while a call runs, and a call that is cut in the middle is worse than one that is refused
with a word. Pitfall: what all of that opens in a window is what one right code opens there, never above the
ceiling; in closed hours, for a suspicious call and where an attack was reported the cap stays hard. At
vantage `live` only a call that begins goes on: those that run too would lose 4 % more to attackers for 0.03
honest calls more a quarter (docs/benchmark/installed.md).
"""

from __future__ import annotations

from veilleur.detection.calls.active_calls import ActiveCalls, Call
from veilleur.detection.calls.enforcement import OWN_ORIGINS, vouches
from veilleur.detection.judge_port import Judging
from veilleur.detection.spending.ledger import Ledger
from veilleur.detection.spending.window_totals import passed
from veilleur.detection.state.context import WatchContext
from veilleur.detection.state.incident_tracker import IncidentTracker
from veilleur.detection.state.judge_consultation import JudgeConsultation
from veilleur.detection.state.limits_in_force import LimitsInForce
from veilleur.detection.state.locks import Locks
from veilleur.words.calls import Vantage
from veilleur.words.destinations import CLASS_WORDS
from veilleur.words.events import CallStarted

CAPS_OF_A_CALL = 4  # closed period, day, month, class


class GivingWay:
    """Lets honest calls of one site go on past a fitting limit."""

    __slots__ = ("_calls", "_consultation", "_context", "_judge", "_ledger", "_limits", "_locks", "_tracker")

    def __init__(
        self,
        *,
        context: WatchContext,
        ledger: Ledger,
        limits: LimitsInForce,
        calls: ActiveCalls,
        tracker: IncidentTracker,
        judge: Judging,
        consultation: JudgeConsultation,
        locks: Locks,
    ) -> None:
        self._context, self._ledger, self._limits, self._calls = context, ledger, limits, calls
        self._tracker, self._judge, self._consultation, self._locks = tracker, judge, consultation, locks

    def to_running(self, name: str, code: str) -> bool:
        """A call that runs was found to pass this cap: whether it goes on."""
        call = self._calls.alive.get(name)
        if (
            call is None
            or self._context.vantage is Vantage.LIVE
            or not call.is_vouched
            or not self._may(call)
        ):
            return False
        verdict = self._judge.reconsider(
            (name, call.request), self._context.now, call.answered_s(self._context.now)
        )
        if not vouches(verdict) or not self._limits.give_way(
            code, CLASS_WORDS[call.destination.number_class]
        ):
            return False
        self._ledger.resume(name, self._context.now)
        return True

    def to_begun(self, leg: CallStarted, call: Call, code: str) -> bool:
        """A leg began where nobody is asked, and passes this cap: whether it goes on."""
        if self._context.vantage is not Vantage.LIVE or not self._may(call):
            return False
        if not vouches(self._consultation.preview_leg(leg, call.destination)):
            return False
        account = self._ledger.accounts[leg.call]
        totals = self._ledger.totals.of(account.extension, account.number_class, account.by_code)
        for _cap in range(CAPS_OF_A_CALL):
            if not code or not self._limits.give_way(code, account.number_class):
                break
            code = passed(totals, 0)
        return not code

    def _may(self, call: Call) -> bool:
        context = self._context
        return (
            call.origin in OWN_ORIGINS
            and call.extension != ""
            and not context.is_paused
            and call.extension not in context.site.decoy_extensions
            and not self._locks.is_extension_locked(call.extension)
            and context.calendar.moment(context.now).is_open
            and not (self._tracker.any_announced and self._tracker.is_announced(call.touched))
        )
