"""The expander lives plans as each vantage sees them, and lets rules and people act on them."""

from collections.abc import Sequence

from veilleur.simulation.engine.scheduler import HUMAN_S, Scheduler
from veilleur.simulation.engine.steps import PlannedCall, PlannedVisit, Steps
from veilleur.words.calls import Direction, Origin, Vantage
from veilleur.words.decisions import Decision, DecisionKind, Subject
from veilleur.words.events import (
    CallEnded,
    CallRecorded,
    CallRequested,
    CodeKeyed,
    Event,
    ForwardCleared,
    ForwardSet,
    MailboxEntered,
    MailboxRequested,
    PinAccepted,
    PinRefused,
    Registered,
    Tick,
)

NOON = 1_772_622_000.0


def call(at: float, *, hostile: bool = False, talk_s: float = 60.0, **more: object) -> PlannedCall:
    return PlannedCall(NOON + at, 5.0, True, talk_s, "101", "0044100000", hostile=hostile, **more)  # type: ignore[arg-type]


def visit(at: float, *tries: bool, hostile: bool = True, outside: bool = True) -> PlannedVisit:
    return PlannedVisit(NOON + at, "101@default", "+991", outside, tries, hostile=hostile)


class Scripted:
    """Keeps what it is fed and answers with a decision where its kind and subject fit."""

    def __init__(self, on: type | None = None, kind: DecisionKind = DecisionKind.ALERT) -> None:
        self.fed: list[Event] = []
        self._on, self._kind = on, kind

    def step(self, event: Event) -> Sequence[Decision]:
        self.fed.append(event)
        if self._on is None or not isinstance(event, self._on):
            return ()
        target = getattr(event, "request", "") or getattr(event, "call", "")
        if isinstance(event, ForwardSet):
            return [Decision("d", event.at, self._kind, Subject.FORWARD, f"{event.extension}/{event.kind}")]
        asked = isinstance(event, CallRequested | MailboxRequested)
        subject = Subject.REQUEST if asked else Subject.CHANNEL if target.startswith("m") else Subject.CALL
        return [Decision("d", event.seen_at, self._kind, subject, target)]

    def kinds(self) -> list[str]:
        return [type(event).__name__ for event in self.fed]


def attacker(*steps: object) -> Steps:
    for step in steps:  # noqa: UP028 - what is sent to it goes nowhere
        yield step  # type: ignore[misc]


def suffered(vantage: Vantage, rule: Scripted, *steps: object, **more: object) -> Scheduler:
    world = Scheduler(vantage, rule, **more)  # type: ignore[arg-type]
    world.live_under_attack(iter(()), attacker(*steps))
    return world


def test_each_vantage_sees_a_call_its_own_way() -> None:
    seen = {}
    for vantage in Vantage:
        rule = Scripted()
        suffered(vantage, rule, call(0, hostile=True))
        seen[vantage] = rule.kinds()
    assert seen[Vantage.RECORDS] == ["CallRecorded"]
    assert seen[Vantage.LIVE] == ["CallStarted", "CallAnswered", "CallEnded"]
    assert seen[Vantage.ASKED] == ["CallRequested", *seen[Vantage.LIVE]]


def test_records_tell_nothing_of_the_doors_but_a_call_into_voicemail() -> None:
    rule = Scripted()
    steps = (
        visit(0, False, False, True),
        ForwardSet(NOON + 60, NOON + 60, "101", "CF", "0044100000"),
        Registered(NOON + 70, NOON + 70, "101", "198.51.100.1"),
    )
    suffered(Vantage.RECORDS, rule, *steps)
    (record,) = rule.fed
    assert isinstance(record, CallRecorded)
    assert (record.direction, record.outside_caller) == (Direction.IN, "+991")


def test_a_locked_mailbox_turns_the_attacker_away_before_a_pin_is_keyed() -> None:
    rule = Scripted(MailboxRequested, DecisionKind.REFUSE)
    world = suffered(Vantage.ASKED, rule, visit(0, True))
    assert rule.kinds() == ["MailboxRequested"]
    assert world._entered == 0


def test_a_visitor_who_is_hung_up_on_keys_no_further_pin() -> None:
    rule = Scripted(PinRefused, DecisionKind.CUT)
    suffered(Vantage.LIVE, rule, visit(0, False, False, True))
    assert rule.kinds() == ["MailboxEntered", "PinRefused", "MailboxLeft"]
    free = Scripted(MailboxEntered)
    suffered(Vantage.LIVE, free, visit(0, False, False, True))
    assert sum(isinstance(event, PinAccepted) for event in free.fed) == 1


def test_a_forward_that_was_taken_back_carries_no_call() -> None:
    set_ = ForwardSet(NOON, NOON, "101", "CF", "0044100000")
    pumped = [call(10 + 100 * n, hostile=True, origin=Origin.FORWARD) for n in range(3)]
    standing = suffered(Vantage.LIVE, Scripted(), set_, *pumped)
    assert len(standing.fates) == 3
    rule = Scripted(ForwardSet, DecisionKind.UNDO)
    undone = suffered(Vantage.LIVE, rule, set_, *pumped)
    assert undone.fates == []
    assert sum(isinstance(event, ForwardCleared) for event in rule.fed) == 1
    assert (undone.detected_at, undone.detected_by) == (NOON, "undo")


def test_a_full_trunk_carries_no_more_unless_the_network_deflects() -> None:
    calls = [call(n, hostile=True, talk_s=600.0) for n in range(5)]
    world = suffered(Vantage.LIVE, Scripted(), *calls, trunk_channels=2)
    assert [fate.congested for fate in world.fates] == [False, False, True, True, True]
    deflected = [one._replace(deflected=True) for one in calls]
    assert not any(
        f.congested for f in suffered(Vantage.LIVE, Scripted(), *deflected, trunk_channels=2).fates
    )


def test_an_attacker_who_does_not_know_the_code_is_refused_and_it_is_reported() -> None:
    rule = Scripted(CallRequested, DecisionKind.ASK)
    world = suffered(Vantage.ASKED, rule, call(0, hostile=True))
    assert (world.fates[0].asked, world.fates[0].refused) == (True, True)
    assert [event.right for event in rule.fed if isinstance(event, CodeKeyed)] == [False]
    knowing = suffered(
        Vantage.ASKED, Scripted(CallRequested, DecisionKind.ASK), call(0, hostile=True), knows_code=True
    )
    assert knowing.fates[0].passed_s == 60.0


def test_a_leg_that_no_dialplan_sees_is_never_asked_about() -> None:
    rule = Scripted(CallRequested, DecisionKind.REFUSE)
    world = suffered(Vantage.ASKED, rule, call(0, hostile=True, unasked=True))
    assert world.fates[0].passed_s == 60.0
    assert "CallRequested" not in rule.kinds()


def test_after_an_alarm_by_records_a_person_pulls_the_plug_fifteen_minutes_later() -> None:
    calls = [call(300.0 * n, hostile=True, talk_s=250.0) for n in range(12)]
    world = suffered(Vantage.RECORDS, Scripted(CallRecorded), *calls)
    alarm = NOON + 255.0
    assert world.detected_at == alarm
    assert world.records_until_detected == 1
    ends = [fate.answered_at + fate.passed_s for fate in world.fates if fate.answered_at]
    assert max(ends) <= alarm + HUMAN_S
    assert len(world.fates) < 12
    unwatched = suffered(Vantage.RECORDS, Scripted(), *calls)
    assert len(unwatched.fates) == 12


def test_an_alarm_that_an_honest_call_sets_off_is_no_detection() -> None:
    rule = Scripted(CallEnded)
    world = Scheduler(Vantage.LIVE, rule)
    world.live_under_attack(iter([call(20)]), attacker(visit(0, False), call(4_000, hostile=True)))
    assert world.honest["alerts"] == 1
    assert world.detected_at == NOON + 4_065.0


def test_a_fork_lives_on_by_itself() -> None:
    world = Scheduler(Vantage.LIVE, Scripted())
    world.live(iter([call(0, talk_s=1_000.0)]), NOON + 100)
    other = Scripted()
    fork = world.fork(other)
    fork.live(iter([call(200)]))
    assert other.kinds() == ["CallStarted", "CallAnswered", "CallEnded", "CallEnded"]
    assert world.honest["calls"] == fork.honest["calls"] == 1


class Restless(Scripted):
    """Wants a Tick at one moment, and is content only two thousandths of a second later."""

    wake_at: float | None = NOON + 30.0

    def step(self, event: Event) -> Sequence[Decision]:
        self.fed.append(event)
        if isinstance(event, Tick) and event.at > NOON + 30.001:
            self.wake_at = None
            return [Decision("d", event.at, DecisionKind.CUT, Subject.CALL, "c1")]
        return ()


def test_a_rule_that_wants_the_same_moment_again_is_ticked_a_moment_later() -> None:
    rule = Restless()
    world = Scheduler(Vantage.LIVE, rule, reaction_s=1.0)
    world.live_under_attack(iter(()), attacker(call(0, hostile=True, talk_s=1_000.0)))
    assert 25.9 < world.fates[0].passed_s < 26.1


class NeverContent(Scripted):
    """Wants a Tick for ever."""

    wake_at = NOON + 30.0


def test_a_rule_that_is_never_content_does_not_stop_the_world() -> None:
    rule = NeverContent()
    world = Scheduler(Vantage.LIVE, rule)
    world.live_under_attack(iter(()), attacker(call(0, hostile=True, talk_s=86_400.0)))
    assert world.fates[0].passed_s == 86_400.0
    assert len(rule.fed) < 2_000
