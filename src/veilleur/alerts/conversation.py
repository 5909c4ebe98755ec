"""One conversation with people: an incident from the first message to the last, whatever its alerts.

In: the decisions and answers of one incident. Out: what is known of it, and where the conversation stands.
Pitfall: its state follows from journalled decisions and events alone, so that a restart goes on where it was;
and it is bounded, whatever an attacker makes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from veilleur.alerts.urgency import Urgency
from veilleur.words.decisions import Decision, DecisionKind, Subject

CONVERSATION_NAMES_MAX = 50
STOPPED_MAX = 10_000
DRILL = "drill"
BLIND = "blind"
INCIDENT = "incident"
PROTECTION_LOST = "protection_lost"


class Stage(StrEnum):
    """Where a conversation stands."""

    QUIET = "quiet"  # nobody need answer
    WAITING = "waiting"  # somebody must
    HELD = "held"  # nobody did: all stays blocked until opening
    ANSWERED = "answered"
    OVER = "over"


@dataclass(slots=True)
class Conversation:
    """One incident with people. Times in seconds since 1970 UTC.

    id: of the incident, or "limit day", "blind pbx", "drill 1764480000".
    codes: reasons of its alerts, in order. stopped: calls refused or cut. level: how far the attack has come.
    turn: the next turn of the escalation, due at next_at. reached: who got a message, in order.
    first_numbers: those known when it first asked, so that the subject of its messages stays the same.
    """

    id: str
    began_at: float
    last_at: float
    urgency: Urgency = Urgency.DIGEST
    level: int = 0
    stage: Stage = Stage.QUIET
    alerts: list[Decision] = field(default_factory=list)
    stopped: set[str] = field(default_factory=set)
    numbers: dict[str, None] = field(default_factory=dict)
    extensions: dict[str, None] = field(default_factory=dict)
    forwards: dict[str, None] = field(default_factory=dict)
    turn: int = 0
    next_at: float = 0.0
    times_asked: int = 0  # 1 the first time; more after new evidence
    first_numbers: tuple[str, ...] = ()
    reached: dict[str, None] = field(default_factory=dict)
    answered_by: str = ""
    answered_at: float = 0.0
    claimed: dict[str, float] = field(default_factory=dict)  # who said "keep" from a device not known
    answer: str = ""
    others_know: bool = False  # that it is settled, and by whom
    is_called_back: bool = False  # in the morning, after a night in which nobody answered
    is_recalled: bool = False  # the digest has said that it was answered, and what is left to do
    is_unprotected: bool = False  # what protects the PBX was taken away in it
    was_reported: bool = False  # a message by day, or the digest, has been sent
    is_program_due: bool = False  # the webhook has news to come

    @property
    def kind(self) -> str:
        """ "incident", "limit", "blind" or "drill"."""
        word = self.id.partition(" ")[0]
        return word if " " in self.id else INCIDENT

    def learn(self, decision: Decision) -> None:
        """Take in what was decided in this incident."""
        self.last_at = max(self.last_at, decision.at)
        if decision.number:
            _remember(self.numbers, decision.number)
        if decision.extension:
            _remember(self.extensions, decision.extension)
        if decision.observed:
            return
        if decision.kind in (DecisionKind.REFUSE, DecisionKind.CUT) and len(self.stopped) < STOPPED_MAX:
            self.stopped.add(f"{decision.subject} {decision.target}")
        if decision.kind is DecisionKind.UNDO and decision.subject is Subject.FORWARD:
            _remember(self.forwards, decision.extension)

    def alert(self, alert: Decision, urgency: Urgency, level: int) -> None:
        """An alert of the watch. It asks once, and again only when the attack has come further."""
        if len(self.alerts) >= CONVERSATION_NAMES_MAX:
            self.alerts.pop()  # the last one says what holds now, however long the attack
        self.alerts.append(alert)
        if alert.reasons and alert.reasons[0].code == PROTECTION_LOST:
            self.is_unprotected = True
        self.urgency = max(self.urgency, urgency)
        is_further = level > self.level
        self.level = max(self.level, level)
        if urgency is Urgency.WAKE and (self.stage is Stage.QUIET or (self.is_settled and is_further)):
            self.ask()

    def ask(self) -> None:
        """Somebody must answer from here on; the first turn is due at once, whatever the guard's clock
        says."""
        self.stage, self.turn, self.next_at = Stage.WAITING, 0, 0.0
        if not self.times_asked:
            self.first_numbers = tuple(self.numbers)
        self.times_asked += 1
        self.others_know = self.is_recalled = False
        self.is_program_due = True

    def answered(self, at: float, answer: str, by: str) -> None:
        """Somebody decided; nobody else is called."""
        if self.stage in (Stage.WAITING, Stage.HELD):
            self.stage, self.answer, self.answered_by, self.next_at = Stage.ANSWERED, answer, by, at
            self.answered_at = at
            self.is_program_due = True

    @property
    def is_settled(self) -> bool:
        """Whether nobody is called for it any more."""
        return self.stage in (Stage.ANSWERED, Stage.HELD, Stage.OVER)


def _remember(names: dict[str, None], name: str) -> None:
    if len(names) < CONVERSATION_NAMES_MAX:
        names[name] = None
