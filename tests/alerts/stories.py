"""A garage, its people, and the alerts of a night, for the tests of alerts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from veilleur.alerts.book import AlertBook
from veilleur.alerts.conversation import Conversation
from veilleur.alerts.escalation import Attempt, Escalation
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.events import AlertSent

NIGHT = 1_795_223_640.0  # Saturday 21 November 2026, 02:14 in Paris
WAIT_S = 180.0


class Night:
    """One night at the desk: what the watch decides goes in, messages come out."""

    def __init__(
        self,
        people: Sequence[str] = ("Paul", "Nadia"),
        *,
        channels: Sequence[str] = ("mail",),
        is_open: bool = False,
        messages_a_day: int = 60,
        has_program: bool = False,
        wait_s: float = WAIT_S,
        caps: Mapping[str, int] | None = None,
        week_at: Callable[[float], tuple[float, bool]] | None = None,
    ) -> None:
        self.now = NIGHT
        self.is_open = is_open
        self.count = 0
        self.sent: list[Attempt] = []
        self._wait_s, self._caps, self._week_at = wait_s, caps or {}, week_at
        self._arguments = (tuple(people), tuple(channels), messages_a_day, has_program)
        self.journal: list[Decision | object] = []
        self.book = self._made()

    def _made(self) -> AlertBook:
        people, channels, messages_a_day, has_program = self._arguments
        return AlertBook(
            Escalation(dict.fromkeys(people, channels), self._wait_s),
            is_open=lambda _at: self.is_open,
            is_about=is_about,
            messages_a_day=messages_a_day,
            has_program=has_program,
            caps=self._caps,
            week_at=self._week_at,
        )

    def take(self, what: object) -> None:
        self.journal.append(what)
        self.book.take(what)  # type: ignore[arg-type]

    def alert(self, code: str, incident: str = "i1", **fields: object) -> None:
        self.decide(DecisionKind.ALERT, Subject.SITE, "", incident, reasons=(Reason(code),), **fields)

    def refuse(self, number: str, incident: str = "i1") -> None:
        self.decide(DecisionKind.REFUSE, Subject.REQUEST, f"r{self.count}", incident, number=number)

    def decide(
        self, kind: DecisionKind, subject: Subject, target: str, incident: str, **fields: object
    ) -> None:
        self.count += 1
        self.take(
            Decision(
                id=f"d{self.count}",
                at=self.now,
                kind=kind,
                subject=subject,
                target=target,
                incident=incident,
                **fields,  # type: ignore[arg-type]
            )
        )

    def passes(self, seconds: float, *, step_s: float = 10.0, fails: bool = False) -> list[Attempt]:
        """Let time pass, send what is due and journal it; gives what was sent meanwhile."""
        until, before = self.now + seconds, len(self.sent)
        while True:
            due = self.book.due(self.now)
            self.sent += due
            for attempt in due:
                if attempt.step == "digest":
                    self.book.digest_was_sent()
                self.take(
                    AlertSent(
                        at=self.now,
                        seen_at=self.now,
                        conversation=attempt.conversation,
                        step=attempt.step,
                        person=attempt.person,
                        channel=attempt.channel,
                        turn=attempt.turn,
                        why="no answer" if fails else "",
                    )
                )
            if fails and due:
                self.book.failed(due, self.now)
            if self.now >= until:
                return self.sent[before:]
            self.now = min(until, self.now + step_s)

    def starts_again(self) -> None:
        """The desk is killed and started: it reads the journal."""
        self.book = self._made()
        for what in self.journal:
            self.book.take(what)  # type: ignore[arg-type]
        self.book.began(self.now)


def is_about(scope: str, value: str, conversation: Conversation) -> bool:
    names = conversation.extensions if scope == "extension" else conversation.numbers
    return value in names


def heard(attempts: Sequence[Attempt]) -> list[tuple[str, str]]:
    """Who heard what."""
    return [(one.person, one.step) for one in attempts]
