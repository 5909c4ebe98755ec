"""The incident reporter: evidence goes to the judge and into its incident, and the owner hears of it once.

In: evidence with whom it touches, verdicts that stop a call, caps that are reached. Out: incidents and
alerts. Pitfall: evidence goes two ways at once: to the judge, which weighs it, and into the incident it
belongs to, which is reported; `witness` and `record` go one of them alone.
"""

from __future__ import annotations

from veilleur.detection.judge_port import Entity, Judging, Verdict, Witnessed
from veilleur.detection.signals.accumulator import whom
from veilleur.detection.signals.catalog import SIGNALS
from veilleur.detection.state.context import WatchContext
from veilleur.detection.state.decisions import DecisionBook
from veilleur.detection.state.incident_tracker import IncidentTracker, Level, Touched
from veilleur.words.decisions import Reason

HOSTILE = 0.5  # probability of fraud from which a stopped call is reported as an attack; expert estimate
HOSTILE_OBSERVED = 0.9  # ... and where the judge only observes; expert estimate


class IncidentReporter:
    """Reports the incidents of one site."""

    __slots__ = ("_context", "_decisions", "_judge", "_tracker")

    def __init__(
        self, context: WatchContext, decisions: DecisionBook, tracker: IncidentTracker, judge: Judging
    ) -> None:
        self._context, self._decisions, self._tracker, self._judge = context, decisions, tracker, judge

    def report(
        self, signal: str, *touched: tuple[Entity, str], level: Level = Level.NOTHING, **values: str
    ) -> str:
        """Evidence for the judge and for its incident, announced; gives the incident's id."""
        self.witness(signal, *touched, **values)
        return self.record(signal, touched, level, False, **values)

    def witness(self, signal: str, *touched: tuple[Entity, str], **values: str) -> None:
        """Evidence for the judge alone. It knows a mailbox by its number."""
        entities = tuple(
            (entity, name.partition("@")[0]) if entity is Entity.MAILBOX else (entity, name)
            for entity, name in touched
            if name
        )
        self._judge.witness(
            Witnessed(at=self._context.now, signal=signal, entities=entities, values=tuple(values.items()))
        )

    def record(
        self,
        code: str,
        touched: Touched,
        level: Level = Level.NOTHING,
        is_hostile: bool = False,
        **values: str,
    ) -> str:
        """Put something into its incident, and announce it when it mattered; gives the incident's id.

        is_hostile: no honest person does this, so it belongs to the attack that is going on.
        """
        declared = SIGNALS.get(code)
        if touched:  # whom the sentence is about
            values = {"about": whom(code, touched), **values}
        reason = Reason(code, declared.weight_db if declared else 0, tuple(values.items()))
        now = self._context.now
        under_attack = bool(level) or is_hostile or self._judge.attack_db(now) > 0.0
        incident = self._tracker.add(now, reason, touched, under_attack)
        if level:
            self.announce(incident, level)
        return incident

    def announce(self, incident: str, level: Level) -> bool:
        """Wake the owner, once for each step an attack goes further; gives whether they were woken now."""
        code = self._tracker.raise_level(incident, level)
        if code:
            reasons = (Reason(code), *self._tracker.reasons(incident))
            self._decisions.alert(because=reasons, incident=incident)
        return bool(code)

    def incident_of(self, touched: Touched) -> str:
        """The incident a decision about these belongs to; "" when none."""
        return self._tracker.find(touched) or self._tracker.current(self._context.now)

    def incident_of_stopped(self, verdict: Verdict, touched: Touched, observed: bool) -> str:
        """The incident of a call that the judge would stop; begins one when it is hostile."""
        if verdict.is_precaution and not observed:
            return self._tracker.add(self._context.now, verdict.reasons[0], touched)
        if not verdict.reasons or not self.is_hostile(verdict, observed):
            return self._tracker.find(touched)
        return self._tracker.add(self._context.now, verdict.reasons[0], touched, is_under_attack=True)

    def is_hostile(self, verdict: Verdict, observed: bool) -> bool:
        """Whether a stopped call is worth waking somebody."""
        if verdict.reasons and verdict.reasons[0].code == "owner_refused":
            return False  # the owner knows
        return verdict.proven or verdict.probability >= (HOSTILE_OBSERVED if observed else HOSTILE)

    def is_worth_a_word(self, verdict: Verdict, incident: str, observed: bool) -> bool:
        """Whether the owner hears of a call that a rule stopped until they are asked: at once where nobody of
        the company is there to wonder, else when it happens again."""
        if observed or not verdict.is_precaution:
            return False
        is_open = self._context.calendar.moment(self._context.now).is_open
        return not is_open or self._tracker.times(incident, verdict.reasons[0].code) > 1

    def alert_cap(self, reason: Reason) -> None:
        """Report a cap that is reached, once per window."""
        code, now = reason.code, self._context.now
        windows = self._context.calendar.windows(now)
        window = {"cap_closed_hours": windows.closed, "cap_month": windows.month}.get(code, windows.day)
        if self._decisions.is_news(f"{code} {window}"):
            self._decisions.alert(because=(reason,), incident=self._tracker.current(now))
