"""What follows from a call that is over, at vantage `records`: nothing, a notice, an alert, or a lock.

In: what the judge found of a record. Out: what it is worth. A *notice* is an oddity that is no fraud, told
once (a machine that dials by itself). An *alert* is a question to the owner: it stops nothing, and costs no
more than a question. *Refuse* stops the later calls of that telephone, so a wrong one costs like calls that
are stopped. Easily read wrong: an alert answers another question than a refusal. Who is told of an attack
by its first or second record has no use for the many that follow, so what a burst of calls proves counts for
little here, what is odd in the call itself for much; the weights are fitted for that question alone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from veilleur.detection.judge.autodiallers import ALIKE_CALLS, CERTAIN_CALLS, Machines, Run
from veilleur.detection.judge.first_record_model import Paces, first_record_db, first_record_marks
from veilleur.detection.judge_port import CallFacts
from veilleur.detection.signals.catalog import SIGNALS, Group
from veilleur.words.calls import INDIRECT_ORIGINS
from veilleur.words.decisions import DecisionKind, Reason
from veilleur.words.money import MicroEuro, micro_euros

# Of an attack that nobody is told of: between the benchmark's median when nothing watches, 2 200 EUR, and its
# mean, 14 000; by hand, for as many alerts as are worth it on the curve in docs/calibration/first-records.md.
UNTOLD_COST: MicroEuro = micro_euros(3300)
ALERT_QUESTIONS = 2.0  # waking the owner costs as much as so many questions
# Who was woken listens less the next time: so many times the cost, half forgotten in so long.
TIRED_TIMES, TIRED_HALF_LIFE_S = 1.8, 45 * 86_400.0
TOLD_AGAIN_S = 86_400.0  # in a day the owner is told again only of what is far likelier
FAR_LIKELIER_DB = 10.0
LOCKED_CALLS = 2.0  # business calls that a wrong lock of a telephone stops until somebody opens it; by hand
PASSES_BEFORE_LOCK = 0.5  # calls; those that begin before a lock is read
# An attack that shows in so many records of one telephone within so long is certain enough to lock it,
# whatever each call alone looks like; no honest telephone of the calibration had more than four.
SURE_DB, SURE_RECORDS, SURE_WITHIN_S = 24.0, 5, 12 * 3600.0
TELEPHONES_FOLLOWED = 8
BROKEN_IN_DB = 10  # evidence at a door that is more than a mistyped PIN
CALLS_BEHIND_RECORD = 4.0  # calls already running or begun when a record tells of the first


class Told(NamedTuple):
    """What follows from a record, and the reasons for it."""

    kind: DecisionKind
    reasons: tuple[Reason, ...]
    is_machine: bool = False  # nobody's attack, however odd its calls


class Telling:
    """What the owner of one site was told of records, and how tired he is of it."""

    __slots__ = ("_machines", "_paces", "_sure", "_tired", "_told_at", "_told_db", "_untold_cost")

    def __init__(self, untold_cost: MicroEuro = UNTOLD_COST) -> None:
        self._untold_cost = untold_cost
        self._machines = Machines()
        self._paces = Paces()
        self._sure: dict[
            str, tuple[int, float]
        ] = {}  # records of an extension amid a sure attack, and the last
        self._told_at, self._told_db = 0.0, 0.0
        self._tired = 0.0  # alerts, fading, at the time of the last

    def weighed(
        self,
        facts: CallFacts,
        reasons: tuple[Reason, ...],
        bare_odds: float,
        attack_db: float,
        stake: float,
        is_refused: bool,
        is_habit: bool,
        question: MicroEuro,
        is_home: bool,
    ) -> Told:
        """What follows from one record.

        bare_odds: of the filter, not corrected. attack_db: that the site is under attack. stake: what the
        judge expects an alert to save, beside what it costs the honest. is_refused: the judge would refuse
        later calls of this telephone. is_habit: a number became a costly habit nobody vouched for.
        question: cost of one.
        """
        at = facts.moment.at
        pace = self._paces.see(facts.extension, at)
        run = self._run(facts, reasons, is_home)
        if run is not None and run.calls >= ALIKE_CALLS:
            return self._of_machine(run, facts, reasons)
        if self._is_sure(facts.extension, at, attack_db):
            is_refused, reasons = True, (Reason("attack_shows", round(attack_db)), *reasons)
        if is_refused and not (run is not None and run.may_be_machine):
            self._told_at, self._told_db = at, 100.0
            return Told(DecisionKind.REFUSE, reasons)
        if run is not None and run.calls > 1 and at < self._told_at + TOLD_AGAIN_S and not is_refused:
            return Told(DecisionKind.ALLOW, reasons)  # told already; the third call shows whether a machine
        db = first_record_db(first_record_marks(facts, reasons, bare_odds, pace))
        cost = question * ALERT_QUESTIONS * self.weariness(at)
        if is_habit:
            if cost > question * ALERT_QUESTIONS * TIRED_TIMES or not self._is_news(at, db):
                return Told(DecisionKind.ALLOW, reasons)
            self._tell(at, db)
            return Told(DecisionKind.ASK, (Reason("new_habit"), *reasons))
        if is_refused:
            stake = float(self._untold_cost)
        if max(10 ** (db / 10.0) * self._untold_cost, stake) <= cost or not self._is_news(at, db):
            return Told(DecisionKind.ALLOW, reasons)
        self._tell(at, db)
        return Told(DecisionKind.ASK, reasons)

    def weariness(self, at: float) -> float:
        """How many times a question's cost an alert costs now, for the alerts of the last weeks."""
        left = self._tired * 2.0 ** (-max(0.0, at - self._told_at) / TIRED_HALF_LIFE_S)
        return float(TIRED_TIMES**left)

    def _is_news(self, at: float, db: float) -> bool:
        return at >= self._told_at + TOLD_AGAIN_S or db >= self._told_db + FAR_LIKELIER_DB

    def _tell(self, at: float, db: float) -> None:
        if at >= self._told_at + TOLD_AGAIN_S:  # more about what he knows does not tire again
            left = self._tired * 2.0 ** (-max(0.0, at - self._told_at) / TIRED_HALF_LIFE_S)
            self._tired = left + 1.0
        self._told_at, self._told_db = at, db

    def _is_sure(self, extension: str, at: float, attack_db: float) -> bool:
        """Whether the attack shows in one record of this telephone after the other."""
        if not extension or attack_db < SURE_DB:
            return False
        count, last_at = self._sure.pop(extension, (0, at))
        count = count + 1 if abs(at - last_at) <= SURE_WITHIN_S else 1
        self._sure[extension] = count, at
        if len(self._sure) > TELEPHONES_FOLLOWED:
            del self._sure[next(iter(self._sure))]
        return count >= SURE_RECORDS

    def _run(self, facts: CallFacts, reasons: tuple[Reason, ...], is_home: bool) -> Run | None:
        """The run of calls that a machine may have made; None where it was none."""
        if not is_home or not facts.extension or facts.origin in INDIRECT_ORIGINS:
            return None
        if any(SIGNALS[one.code].group is Group.ENTRY and one.weight_db >= BROKEN_IN_DB for one in reasons):
            return None
        return self._machines.see(_who(facts), facts.moment.at, facts.answered_s)

    def _of_machine(self, run: Run, facts: CallFacts, reasons: tuple[Reason, ...]) -> Told:
        """A machine is told of once, and is nobody's attack."""
        if run.calls >= CERTAIN_CALLS and self._machines.is_news(_who(facts), facts.moment.at):
            return Told(DecisionKind.ASK, (Reason("faulty_dialler"), *reasons), True)
        return Told(DecisionKind.ALLOW, reasons, True)

    def save(self) -> list[Any]:
        """Plain JSON data."""
        sure = [[extension, *kept] for extension, kept in self._sure.items()]
        return [self._told_at, self._told_db, self._tired, self._machines.save(), sure, self._paces.save()]

    def load(self, data: list[Any]) -> None:
        """Go on from saved data."""
        self._told_at, self._told_db, self._tired, machines, sure, paces = data
        self._machines.load(machines)
        self._paces.load(paces)
        self._sure = {extension: (count, at) for extension, count, at in sure}


def _who(facts: CallFacts) -> str:
    return f"{facts.extension}/{facts.destination.e164 or facts.destination.dialled}"


def refuses_later_calls(probability: float, burn: MicroEuro, stopped: float, question: MicroEuro) -> bool:
    """Whether to lock the telephone: what its later calls may burn, against what a wrong lock stops."""
    honest = 1.0 - probability
    alert = honest * question * ALERT_QUESTIONS + probability * burn * PASSES_BEFORE_LOCK
    refuse = honest * stopped * LOCKED_CALLS
    return refuse < min(alert, probability * burn * CALLS_BEHIND_RECORD)


def at_stake(probability: float, burn: MicroEuro) -> float:
    """What an alert saves if the call is a thief's, for each time that it would be put to an honest one."""
    return probability / max(1e-9, 1.0 - probability) * burn * (CALLS_BEHIND_RECORD - PASSES_BEFORE_LOCK)
