"""The book of conversations: journal entries in, messages to people out. Pure: no clock, no socket.

In: decisions and events in the journal's order, and the time. Out: attempts to be sent now. Pitfall: what
was sent is an event of the journal too (`AlertSent`), so a desk that starts again reads on and sends nothing
twice; and ten thousand alerts of one attack are one conversation.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from veilleur.alerts.conversation import BLIND, INCIDENT, Conversation, Stage
from veilleur.alerts.escalation import (
    DIGEST,
    DRILL,
    MORNING,
    NEWS,
    OVER,
    PROGRAM,
    REMINDER,
    SETTLED,
    WEBHOOK,
    WEEK,
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
HALVED_KINDS = (REMINDER, SETTLED, OVER)  # what takes at most half of a channel's own bound
KEPT_FOR_QUESTIONS = 4  # of that bound, which those kinds leave in any case
KEEP, ALLOW, UNKNOWN, SEEN = "keep", "allow", "unknown", "seen"
UNPROVEN = "unproven"  # "keep", from a device on which no code was typed: it ends nothing
WEEK_AFTER_S, WEEK_AGAIN_S, WEEK_LATE_S = 8 * 3_600.0, 1_800.0, 13 * 3_600.0  # after Monday began
MOST = 1_000_000  # of a channel without a bound of its own
_NEVER = float("inf")


class AlertBook:
    """All conversations of one site.

    is_open: whether the company is open at a time (seconds since 1970 UTC). is_about: whether an owner's
    answer (scope, value) concerns a number as dialled or an extension. has_program: whether a webhook is
    wanted. caps: messages a day of channels that have a bound of their own. week_at: for a time, when its
    week began, and whether it is day; None where no weekly report is wanted.
    """

    def __init__(
        self,
        escalation: Escalation,
        *,
        is_open: Callable[[float], bool],
        is_about: Callable[[str, str, Conversation], bool],
        messages_a_day: int,
        has_program: bool = False,
        caps: Mapping[str, int] = MappingProxyType({}),
        week_at: Callable[[float], tuple[float, bool]] | None = None,
    ) -> None:
        self._escalation = escalation
        self._is_open, self._is_about = is_open, is_about
        self._messages_a_day, self._has_program, self._caps = messages_a_day, has_program, caps
        self.conversations: dict[str, Conversation] = {}
        self._week_at = week_at
        self._week_sent = self._week_tried = 0.0
        self._blind: dict[str, float] = {}
        self._sent_at: deque[tuple[float, str]] = deque()
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
            self._sent_at.append((sent.at, sent.channel))
        if sent.step == DIGEST:
            for one in self.conversations.values():
                if one.stage is not Stage.WAITING and one.began_at <= sent.at:
                    self._digested(one)
            return
        if sent.step == WEEK and not sent.why:
            self._week_sent = max(self._week_sent, _week_of(sent.conversation))
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
        elif sent.step == SETTLED:
            conversation.others_know = True
        elif sent.step == MORNING:
            conversation.stage = Stage.HELD if conversation.stage is Stage.OVER else conversation.stage
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
        elif event.answer == UNPROVEN:
            conversation.claimed.setdefault(event.by, event.seen_at)
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
            if conversation.answer and abs(now - conversation.answered_at) > STALE_S:
                conversation.others_know = True
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
        attempts += self._weekly(now)
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
        if conversation.stage is Stage.ANSWERED and not conversation.others_know:
            conversation.others_know = True
            if conversation.kind == INCIDENT:
                others = [person for person in conversation.reached if person != conversation.answered_by]
                yield from self._to(others, conversation.id, SETTLED)
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
        yield from self._morning_call()
        if self.for_digest():
            yield from self._to(self._escalation.people[:1], f"{DIGEST} {now:.0f}", DIGEST)

    def _morning_call(self) -> Iterator[Attempt]:
        """Where nobody answered at night: one call at opening, about the latest."""
        held = [one for one in self.conversations.values() if self._is_held_incident(one)]
        first = self._escalation.people[:1]
        if held and first:
            latest = max(held, key=lambda one: one.last_at)
            for channel in self._escalation.ways_to_call(first[0]):
                latest.is_called_back = True
                yield Attempt(latest.id, MORNING, first[0], channel, latest.turn)

    @staticmethod
    def _is_held_incident(one: Conversation) -> bool:
        return one.stage is Stage.HELD and one.kind == INCIDENT and not one.was_reported

    def _weekly(self, now: float) -> Iterator[Attempt]:
        """Once a week, by day, that all was quiet: to the first person, and again where nobody took it."""
        if self._week_at is None:
            return
        begin, is_day = self._week_at(now)
        is_due = begin > self._week_sent and is_day and now - begin >= WEEK_AFTER_S
        if is_due and abs(now - self._week_tried) >= WEEK_AGAIN_S:
            self._week_tried = now
            yield from self._to(self._escalation.people[:1], f"{WEEK} {begin:.0f}", WEEK)

    def nothing_of_the_week(self, conversation: str) -> None:
        """The journal holds nothing of that week: there is no report of it."""
        self._week_sent = max(self._week_sent, _week_of(conversation))

    def is_week_late(self, now: float) -> bool:
        """Whether nobody has got the report that this Monday should have brought."""
        if self._week_at is None or not self._escalation.people:
            return False
        begin, _is_day = self._week_at(now)
        return begin > self._week_sent and now - begin > WEEK_LATE_S

    def for_digest(self) -> list[Conversation]:
        """What waits for the next opening: attempts turned away, what nobody answered at night, and once
        what was answered: that is not settled yet."""
        return [one for one in self.conversations.values() if self._is_for_digest(one)]

    @staticmethod
    def _is_for_digest(one: Conversation) -> bool:
        if one.stage is Stage.HELD:
            return not one.was_reported
        if one.stage is Stage.QUIET:
            return bool(one.alerts) and not one.was_reported and one.kind != DRILL
        return bool(one.answer) and not one.is_recalled and one.kind == INCIDENT

    def digest_was_sent(self) -> None:
        """The digest went out: what it said is not said again."""
        for one in self.for_digest():
            self._digested(one)

    @staticmethod
    def _digested(conversation: Conversation) -> None:
        conversation.was_reported = True
        conversation.is_recalled = bool(conversation.answer)
        if conversation.stage is Stage.HELD and not conversation.is_called_back:
            conversation.stage = Stage.OVER  # who is called may still answer

    def _to(self, people: Iterable[str], conversation: str, step: str) -> Iterator[Attempt]:
        for person in people:
            for channel in self._escalation.ways_to_inform(person):
                yield Attempt(conversation, step, person, channel)

    def _within_the_day(self, attempts: list[Attempt], now: float) -> list[Attempt]:
        """An attacker who makes incident after incident fills no mailbox: beyond the day's number only what
        somebody must decide and the digest go out, and beyond twice that number the digest alone. A channel
        with a bound of its own keeps half of it, and four at least, from reminders and from what is settled:
        they must not use up what a new question needs. The last that goes out says so beside its alert."""
        while self._sent_at and abs(now - self._sent_at[0][0]) > DAY_S:
            self._sent_at.popleft()
        by_channel = Counter(channel for _at, channel in self._sent_at)
        sent, allowed = by_channel.total(), []
        for attempt in attempts:
            if attempt.person == PROGRAM:
                allowed.append(attempt)
                continue
            most, cap = 2 * self._messages_a_day, self._caps.get(attempt.channel, MOST)
            own = min(cap // 2, cap - KEPT_FOR_QUESTIONS) if attempt.step in HALVED_KINDS else cap
            is_digest = attempt.step == DIGEST
            if by_channel[attempt.channel] >= own or (sent >= most and not is_digest):
                continue
            if sent >= self._messages_a_day and attempt.step in CAPPED_KINDS:
                continue
            by_channel[attempt.channel] += 1
            sent += not is_digest
            is_last = by_channel[attempt.channel] == cap or (sent == most and not is_digest)
            allowed.append(attempt._replace(is_last=is_last))
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


def _week_of(conversation: str) -> float:
    """When the week began in which a report was due."""
    _, _, begin = conversation.partition(" ")
    return float(begin) if begin.isdecimal() else 0.0
