"""What the owner of a site was alerted of, and how its records have come in: kept for the next record.

In: records with the decisions that followed from them. Out: the history that bears on one record. Pitfall:
reading a history keeps nothing; a record that is not committed was never there.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from veilleur.detection.judge.memory.autodiallers import Autodiallers, Run
from veilleur.detection.judge.memory.site_activity import Activity, SiteActivity
from veilleur.detection.judge.parameters import (
    ALERT_FATIGUE_HALF_LIFE_S,
    CERTAIN_CALLS,
    SURE_WITHIN_S,
    TELEPHONES_FOLLOWED,
)
from veilleur.detection.judge_port import CallFacts
from veilleur.words.calls import INDIRECT_ORIGINS
from veilleur.words.decisions import DecisionKind, Reason
from veilleur.words.money import MicroEuro


class RecordHistory(NamedTuple):
    """What happened before one record, as far as it bears on it.

    activity: how busy the site is. line: extension and number. run: of calls there that a machine may have
    made, this one included; None where no machine can have made this one. is_machine_reported: the owner
    knows of that machine. sure_records: of this telephone amid a sure attack, this one included if it is
    another. alerted_at, alerted_db: the last alert, and how likely its record was. alerts: decayed count of
    alerts, as of this record. missed_attack_cost: of an attack that nobody is alerted of.
    """

    activity: Activity
    line: str
    run: Run | None
    is_machine_reported: bool
    sure_records: int
    alerted_at: float
    alerted_db: float
    alerts: float
    missed_attack_cost: MicroEuro


class AlertDecision(NamedTuple):
    """What follows from a record: nothing (allow), an alert (ask) or a lock (refuse), and the reasons for it.

    is_machine: nobody's attack, however odd its calls. run: to be kept. is_sure: another record of this
    telephone amid a sure attack. alerted_db: how likely the record was, where the owner is alerted.
    is_tiring: an alert that adds to alert fatigue; more about what the owner knows does not.
    """

    kind: DecisionKind
    reasons: tuple[Reason, ...]
    is_machine: bool = False
    run: Run | None = None
    is_sure: bool = False
    alerted_db: float | None = None
    is_tiring: bool = False


class AlertHistory:
    """The alerts and records of one site."""

    __slots__ = (
        "_activity",
        "_alerted_at",
        "_alerted_db",
        "_alerts",
        "_autodiallers",
        "_missed_attack_cost",
        "_sure",
    )

    def __init__(self, missed_attack_cost: MicroEuro) -> None:
        self._missed_attack_cost = missed_attack_cost
        self._autodiallers = Autodiallers()
        self._activity = SiteActivity()
        self._sure: dict[str, tuple[int, float]] = {}  # extension -> records amid a sure attack, and the last
        self._alerted_at, self._alerted_db = 0.0, 0.0
        self._alerts = 0.0  # decayed count at the time of the last

    def before(self, facts: CallFacts, is_home: bool) -> RecordHistory:
        """The history that bears on a record; nothing is kept. is_home: the call is to the site's country."""
        at, extension = facts.moment.at, facts.extension
        run, is_reported, line = None, False, ""
        if is_home and extension and facts.origin not in INDIRECT_ORIGINS:
            line = f"{extension}/{facts.destination.e164 or facts.destination.dialled}"
            run = self._autodiallers.run_with(line, at, facts.answered_s)
            is_reported = run.calls >= CERTAIN_CALLS and self._autodiallers.is_reported(line, at)
        count, last_at = self._sure.get(extension, (0, at))
        faded = 2.0 ** (-max(0.0, at - self._alerted_at) / ALERT_FATIGUE_HALF_LIFE_S)
        return RecordHistory(
            activity=self._activity.before(extension, at),
            line=line,
            run=run,
            is_machine_reported=is_reported,
            sure_records=count + 1 if abs(at - last_at) <= SURE_WITHIN_S else 1,
            alerted_at=self._alerted_at,
            alerted_db=self._alerted_db,
            alerts=self._alerts * faded,
            missed_attack_cost=self._missed_attack_cost,
        )

    def record(self, facts: CallFacts, before: RecordHistory, decision: AlertDecision) -> None:
        """Keep one more record and what followed from it. before: what `before` gave for it."""
        at, extension = facts.moment.at, facts.extension
        self._activity.record(extension, at, before.activity)
        if decision.run is not None:
            self._autodiallers.record(before.line, decision.run)
            if decision.is_machine and decision.kind is DecisionKind.ASK:
                self._autodiallers.record_report(before.line, at)
        if decision.is_sure:
            self._sure.pop(extension, None)
            self._sure[extension] = before.sure_records, at
            if len(self._sure) > TELEPHONES_FOLLOWED:
                del self._sure[next(iter(self._sure))]
        if decision.alerted_db is not None:
            if decision.is_tiring:
                self._alerts = before.alerts + 1.0
            self._alerted_at, self._alerted_db = at, decision.alerted_db

    def save(self) -> list[Any]:
        """Plain JSON data."""
        sure = [[extension, *kept] for extension, kept in self._sure.items()]
        return [
            self._alerted_at,
            self._alerted_db,
            self._alerts,
            self._autodiallers.save(),
            sure,
            self._activity.save(),
        ]

    def load(self, data: list[Any]) -> None:
        """Go on from saved data."""
        self._alerted_at, self._alerted_db, self._alerts, machines, sure, activity = data
        self._autodiallers.load(machines)
        self._activity.load(activity)
        self._sure = {extension: (count, at) for extension, count, at in sure}
