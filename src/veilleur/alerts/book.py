"""The book of conversations: journal entries in, messages to people out. Pure: no clock, no socket.

In: decisions and events in the journal's order, and the time. Out: attempts to be sent now. Pitfall: what
was sent is an event of the journal too (`AlertSent`), so a desk that starts again reads on and sends nothing
twice; and ten thousand alerts of one attack are one conversation.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from veilleur.alerts.conversation import BLIND, Conversation, Stage
from veilleur.alerts.escalation import (
    DIGEST,
    DRILL,
    NEWS,
    OVER,
    PROGRAM,
    REMINDER,
    WEBHOOK,
    Attempt,
    Escalation,
)
from veilleur.alerts.urgency import Urgency, urgency_of
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.events import (
    AlertAnswered,
    AlertSent,
    DrillRequested,
    Event,
    FeedLost,
    FeedRestored,
    OwnerAnswered,
)

CONVERSATIONS_MAX = 200
OVER_AFTER_S = 1_800.0  # without anything new, once a person has answered
BLIND_AFTER_S = 120.0  # a switch that restarts is back by then
STALE_S = 3_600.0
OLD_S = 7 * 86_400.0
DAY_S = 86_400.0
CAPPED_KINDS = (REMINDER, NEWS, OVER)  # what is left out once the day's messages are used up
KEEP, ALLOW, UNKNOWN, SEEN = "keep", "allow", "unknown", "seen"
_NEVER = float("inf")


class AlertBook:
    """All conversations of one site.

    is_open: whether the company is open at a time (seconds since 1970 UTC). is_about: whether an owner's
    answer (scope, value) concerns a number as dialled or an extension. has_program: whether a webhook is
    wanted.
    """

    def __init__(
        self,
        escalation: Escalation,
        *,
        is_open: Callable[[float], bool],
        is_about: Callable[[str, str, Conversation], bool],
        messages_a_day: int,
        has_program: bool = False,
    ) -> None:
        self._escalation = escalation
        self._is_open, self._is_about = is_open, is_about
        self._messages_a_day, self._has_program = messages_a_day, has_program
        self.conversations: dict[str, Conversation] = {}
        self._blind: dict[str, float] = {}
        self._sent_at: deque[float] = deque()
        self._digest_is_due = False
        self._was_open = True
        self._opened_at = _NEVER

    # --- what the journal says ----------------------------------------------------------------

    def take(self, what: Decision | Event) -> None:
        """Take one entry of the journal in."""
        if isinstance(what, Decision):
            self._decided(what)
        elif isinstance(what, AlertSent):
            self._was_sent(what)
        elif isinstance(what, AlertAnswered):
            self._was_answered(what)
        elif isinstance(what, OwnerAnswered):
            self._owner_answered(what)
        elif isinstance(what, DrillRequested):
            drill = self._conversation(what.conversation, what.seen_at)
            drill.urgency = Urgency.WAKE
            drill.ask()
        elif isinstance(what, FeedLost):
            if what.is_asked and not what.calls_are_seen:
                self._blind.setdefault(what.feed, what.seen_at)
        elif isinstance(what, FeedRestored):
            self._sees_again(what)

    def _decided(self, decision: Decision) -> None:
        if decision.kind is DecisionKind.ALERT:
            conversation = self._conversation(_name_of(decision), decision.at)
            conversation.learn(decision)
            urgency, level = urgency_of(decision)
            conversation.alert(decision, urgency, level)
        elif decision.incident:
            self._conversation(decision.incident, decision.at).learn(decision)

    def _was_sent(self, sent: AlertSent) -> None:
        if sent.person != PROGRAM and not sent.why:
            self._sent_at.append(sent.at)
        if sent.step == DIGEST:
            for one in self.conversations.values():
                if one.stage in (Stage.QUIET, Stage.HELD) and one.began_at <= sent.at:
                    self._digested(one)
            return
        conversation = self.conversations.get(sent.conversation)
        if conversation is None:
            return
        if sent.person == PROGRAM:
            conversation.is_program_due = False
            return
        if not sent.why:
            conversation.reached[sent.person] = None
        if sent.step == NEWS:
            conversation.was_reported = True
        elif sent.step == OVER:
            conversation.stage = Stage.OVER
        else:
            self._escalation.was_taken(conversation, sent.turn, sent.at)

    def _was_answered(self, event: AlertAnswered) -> None:
        conversation = self.conversations.get(event.conversation)
        if conversation is None:
            return
        if event.answer == UNKNOWN:
            self._escalation.passed_on(conversation, event.seen_at)
        else:
            conversation.answered(event.seen_at, event.answer, event.by)

    def _owner_answered(self, event: OwnerAnswered) -> None:
        for conversation in self.conversations.values():
            if self._is_about(event.scope, event.value, conversation):
                conversation.answered(event.seen_at, ALLOW if event.accepted else KEEP, event.by)

    def _sees_again(self, event: FeedRestored) -> None:
        self._blind.pop(event.feed, None)
        conversation = self.conversations.get(f"{BLIND} {event.feed}")
        if conversation is not None and conversation.stage is Stage.QUIET:
            conversation.last_at = event.seen_at
            conversation.stage = Stage.ANSWERED if conversation.was_reported else Stage.OVER

    def began(self, now: float) -> None:
        """The journal has been read. What happened before anybody could be alerted wakes nobody hours
        later."""
        for conversation in self.conversations.values():
            conversation.next_at = min(conversation.next_at, now + self._escalation.wait_s)
            if conversation.stage is Stage.WAITING and not conversation.reached:
                if abs(now - conversation.last_at) > STALE_S:
                    conversation.stage, conversation.urgency = Stage.QUIET, Urgency.DIGEST
                conversation.is_program_due = conversation.stage is Stage.WAITING

    # --- what is due ----------------------------------------------------------------------------

    def due(self, now: float) -> list[Attempt]:
        """Messages to be sent now; each is handed out once."""
        self._find_blind(now)
        attempts: list[Attempt] = []
        for conversation in list(self.conversations.values()):
            attempts += self._due_of(conversation, now)
        attempts += self._digest(now)
        self._forget(now)
        return self._within_the_day(attempts, now)

    def failed(self, attempts: Iterable[Attempt], now: float) -> None:
        """No channel took these messages of one turn."""
        for attempt in attempts:
            conversation = self.conversations.get(attempt.conversation)
            if conversation is not None:
                self._escalation.failed(conversation, attempt.turn, now)
                return

    def _due_of(self, conversation: Conversation, now: float) -> Iterator[Attempt]:
        if self._has_program and conversation.is_program_due:
            conversation.is_program_due = False
            yield Attempt(conversation.id, conversation.stage.value, PROGRAM, WEBHOOK)
        yield from self._escalation.due(conversation, now)
        if self._is_news(conversation, now):
            conversation.was_reported = True
            yield from self._to(self._escalation.people[:1], conversation.id, NEWS)
        if self._is_over(conversation, now):
            conversation.stage = Stage.OVER
            yield from self._to(conversation.reached, conversation.id, OVER)

    def _is_news(self, conversation: Conversation, now: float) -> bool:
        if conversation.stage is not Stage.QUIET or conversation.was_reported:
            return False
        if conversation.kind == BLIND:
            return True  # nobody watches: that waits for no opening
        return conversation.urgency is Urgency.MESSAGE and self._is_open(now)

    def _is_over(self, conversation: Conversation, now: float) -> bool:
        if conversation.stage is not Stage.ANSWERED or conversation.kind == DRILL:
            return False
        return conversation.kind == BLIND or now - conversation.last_at >= OVER_AFTER_S

    def _find_blind(self, now: float) -> None:
        for feed, since in self._blind.items():
            name = f"{BLIND} {feed}"
            known = self.conversations.get(name)
            if now - since >= BLIND_AFTER_S and (known is None or known.stage is Stage.OVER):
                self.conversations.pop(name, None)
                self._conversation(name, since).urgency = Urgency.MESSAGE

    def _digest(self, now: float) -> Iterator[Attempt]:
        """At each opening, what waited for it: in one message, to the first person."""
        is_open = self._is_open(now)
        self._opened_at = min(self._opened_at, now)
        if (is_open and not self._was_open) or now - self._opened_at >= DAY_S:  # a hotel never opens
            self._digest_is_due, self._opened_at = True, now
        self._was_open = is_open
        if not self._digest_is_due:
            return
        self._digest_is_due = False
        if self.for_digest():
            yield from self._to(self._escalation.people[:1], f"{DIGEST} {now:.0f}", DIGEST)

    def for_digest(self) -> list[Conversation]:
        """What waits for the next opening: attempts turned away, and what nobody answered at night."""
        return [
            one
            for one in self.conversations.values()
            if one.stage is Stage.HELD
            or (one.stage is Stage.QUIET and one.alerts and not one.was_reported and one.kind != DRILL)
        ]

    def digest_was_sent(self) -> None:
        """The digest went out: what it said is not said again."""
        for one in self.for_digest():
            self._digested(one)

    @staticmethod
    def _digested(conversation: Conversation) -> None:
        conversation.was_reported = True
        if conversation.stage is Stage.HELD:
            conversation.stage = Stage.OVER

    def _to(self, people: Iterable[str], conversation: str, step: str) -> Iterator[Attempt]:
        for person in people:
            for channel in self._escalation.ways_to_inform(person):
                yield Attempt(conversation, step, person, channel)

    def _within_the_day(self, attempts: list[Attempt], now: float) -> list[Attempt]:
        """An attacker who makes incident after incident fills no mailbox: beyond the day's number only what
        somebody must decide and the digest go out, and beyond twice that number the digest alone."""
        while self._sent_at and abs(now - self._sent_at[0]) > DAY_S:
            self._sent_at.popleft()
        sent, allowed = len(self._sent_at), []
        for attempt in attempts:
            if attempt.person != PROGRAM and attempt.step != DIGEST:
                if sent >= 2 * self._messages_a_day:
                    continue
                if sent >= self._messages_a_day and attempt.step in CAPPED_KINDS:
                    continue
                sent += 1
            allowed.append(attempt)
        return allowed

    def _conversation(self, name: str, at: float) -> Conversation:
        found = self.conversations.get(name)
        if found is None:
            found = self.conversations[name] = Conversation(name, began_at=at, last_at=at)
        return found

    def _forget(self, now: float) -> None:
        """Keep the number of conversations bounded: what is settled and oldest goes first."""
        old = [
            name
            for name, one in self.conversations.items()
            if now - one.last_at > OLD_S and one.stage is not Stage.WAITING
        ]
        for name in old:
            del self.conversations[name]
        excess = len(self.conversations) - CONVERSATIONS_MAX
        if excess > 0:
            by_need = sorted(self.conversations.values(), key=lambda one: (not one.is_settled, one.last_at))
            for one in by_need[:excess]:
                del self.conversations[one.id]


def _name_of(alert: Decision) -> str:
    """The conversation of an alert: its incident, else one for each kind of notice."""
    if alert.incident:
        return alert.incident
    reason = alert.reasons[0] if alert.reasons else None
    if reason is None:
        return "notice alert"
    window = dict(reason.values).get("window", "")
    day = int(alert.at // DAY_S)  # a limit that is reached again tomorrow is news again
    return f"notice {reason.code} {window}".rstrip() + f" {day}"
