"""The consultation of the judge: all that is known of a call is put before it, by name.

In: a request, a leg or a record, and its destination. Out: the verdict, and whether the site's mode lets
it be carried out. Pitfall: a record is judged when it appears, by the hour at which the call was made; all
other calls by the watch's own time.
"""

from __future__ import annotations

from math import inf

from veilleur.detection.judge_port import CallFacts, Judging, Verdict
from veilleur.detection.spending.fitted_limits import CLOSED, CODES, DAY, MONTH, least_of
from veilleur.detection.spending.ledger import Ledger
from veilleur.detection.state.context import WatchContext
from veilleur.words.calls import Mode, Vantage
from veilleur.words.decisions import DecisionKind
from veilleur.words.destinations import Destination
from veilleur.words.events import CallRecorded, CallRequested, CallStarted
from veilleur.words.money import MicroEuro

# Seconds until a cut takes effect: a request waits for us; a cut of a running call was measured at 0.006 s
# on real switches, and at most a second is planned for; records appear after a call of twenty minutes
# (expert estimate).
EXPECTED_REACTION_S = {Vantage.ASKED: 0.0, Vantage.LIVE: 1.0, Vantage.RECORDS: 1_200.0}


class JudgeConsultation:
    """Asks the judge of one site. running_to: key of a number -> legs alive to it."""

    __slots__ = ("_context", "_judge", "_least", "_ledger", "_modes", "_running_to")

    def __init__(
        self, context: WatchContext, ledger: Ledger, judge: Judging, running_to: dict[str, int]
    ) -> None:
        self._context, self._ledger, self._judge, self._running_to = context, ledger, judge, running_to
        self._modes = dict(context.site.mode_by_class)
        limits = context.site.limits
        least = least_of(limits)
        self._least = {CODES[name]: least[name] for name in (CLOSED, DAY, MONTH) if name in limits.fitting}

    def on_request(
        self, event: CallRequested, destination: Destination, *, is_only_set: bool = False
    ) -> Verdict:
        """The verdict on a call that waits for leave. is_only_set: no call yet, a forward to it was set."""
        context, running, (closed, day) = self._context, self._ledger.accounts, self._spent()
        return self._judge.judge(
            CallFacts(
                moment=context.calendar.moment(context.now),
                call=event.request,
                extension=event.extension,
                destination=destination,
                origin=event.origin,
                vantage=context.vantage,
                outside_caller=event.outside_caller,
                address=event.address,
                agent=event.agent,
                can_key_digits=event.can_key_digits,
                running_capped=len(running) - (event.request in running),
                running_same=self._running_to.get(destination.e164 or destination.dialled, 0),
                spent_closed=closed,
                spent_day=day,
                reaction_s=EXPECTED_REACTION_S[context.vantage],
                request=event.request,
                watched_s=self._watched_s(),
                is_only_set=is_only_set,
            )
        )

    def on_leg(
        self,
        event: CallStarted,
        destination: Destination,
        *,
        has_permit: bool,
        is_joined: bool = False,
        vantage: Vantage | None = None,
    ) -> Verdict:
        """The verdict on a leg that runs. is_joined: who placed it joined two parties they spoke with.
        vantage: that of this call alone; None for that of the site."""
        vantage = vantage or self._context.vantage
        return self._judge.judge(self._facts_of_leg(event, destination, has_permit, is_joined, vantage))

    def preview_leg(self, event: CallStarted, destination: Destination) -> Verdict:
        """What `on_leg` would say of a leg where nobody is asked; nothing is kept."""
        return self._judge.preview(self._facts_of_leg(event, destination, True, False, Vantage.LIVE))

    def _facts_of_leg(
        self,
        event: CallStarted,
        destination: Destination,
        has_permit: bool,
        is_joined: bool,
        vantage: Vantage,
    ) -> CallFacts:
        context, running, (closed, day) = self._context, self._ledger.accounts, self._spent()
        return CallFacts(
            moment=context.calendar.moment(context.now),
            call=event.call,
            extension=event.extension,
            destination=destination,
            origin=event.origin,
            vantage=vantage,
            outside_caller=event.outside_caller,
            address=event.address,
            agent=event.agent,
            has_permit=has_permit,
            running_capped=len(running) - (event.call in running),
            running_same=self._running_to.get(destination.e164 or destination.dialled, 0),
            spent_closed=closed,
            spent_day=day,
            reaction_s=EXPECTED_REACTION_S[vantage],
            request=event.request,
            watched_s=self._watched_s(),
            is_joined=is_joined,
        )

    def on_record(self, event: CallRecorded, destination: Destination) -> tuple[Verdict, CallFacts]:
        """The verdict on a call that is over, and what was put before the judge."""
        context, running, (closed, day) = self._context, self._ledger.accounts, self._spent()
        facts = CallFacts(
            moment=context.calendar.moment(min(context.now, event.at)),
            call=event.call,
            extension=event.extension,
            destination=destination,
            origin=event.origin,
            vantage=Vantage.RECORDS,
            outside_caller=event.outside_caller,
            running_capped=len(running) - (event.call in running),
            running_same=self._running_to.get(destination.e164 or destination.dialled, 0),
            spent_closed=closed,
            spent_day=day,
            reaction_s=EXPECTED_REACTION_S[Vantage.RECORDS],
            answered_s=event.billed_s,
            watched_s=self._watched_s(),
        )
        return self._judge.judge(facts), facts

    def only_observes(self, destination: Destination, verdict: Verdict) -> bool:
        """Whether the mode of the site or class keeps this verdict from being carried out.

        Limits that fit start wide for the calls that the judge lets pass, so what it would stop is let pass
        for as long as little is spent, and no longer: within what a limit is at least.
        """
        site, began = self._context.site, self._context.began
        mode = self._modes.get(destination.number_class, site.mode) if self._modes else site.mode
        if verdict.proven or mode is Mode.ENFORCE or self._is_past_least():
            return False
        if mode is Mode.ASK:
            return verdict.kind is not DecisionKind.ASK
        days = site.observe_days
        return days == 0 or began is None or self._context.now < began + days * 86_400

    def _is_past_least(self) -> bool:
        """Whether more is spent in some window than its fitting limit is at least."""
        if not self._least:
            return False
        at_ms = int(self._context.now * 1000)
        self._ledger.settle(self._context.now)
        return any(
            total.grown(at_ms) > self._least.get(total.code, inf) for total in self._ledger.totals.current()
        )

    def _watched_s(self) -> float:
        began = self._context.began
        return 0.0 if began is None else self._context.now - began

    def _spent(self) -> tuple[MicroEuro, MicroEuro]:
        return self._ledger.spent(self._context.now)
