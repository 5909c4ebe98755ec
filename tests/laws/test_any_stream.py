"""The laws over any stream of events, simulated by nobody: with a judge that allows all, one that
refuses all, and the judge of the house; with a switch that obeys, obeys late, or never does."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.detection.stories import NIGHT, SITE, Numbers, Saying
from tests.laws.checkers import (
    CallsEndInTime,
    CapHolds,
    CutBelievedWhenConfirmed,
    EmergencyNeverStopped,
    GoesOnAfterRestart,
    Leg,
    NoGhosts,
    StateBounded,
    said,
)
from tests.laws.stage import Stage
from tests.laws.streams import pump, stream

from veilleur.detection import Watch
from veilleur.detection.judge_port import Judging
from veilleur.detection.watch import AllowingJudge, real_judge
from veilleur.words import events as ev
from veilleur.words.calls import Mode, Vantage
from veilleur.words.codec import decode_event, encode_event
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.destinations import Destination, NumberClass
from veilleur.words.money import Price, micro_euros
from veilleur.words.site import Limits, Site

CAP = micro_euros(10)
DECOYED = replace(SITE, decoy_extensions=("198",), decoy_mailboxes=("199@default",), trunk_channels=3)
CLOSED = replace(DECOYED, limits=Limits(CAP, micro_euros(1000), None))
JUDGES = st.sampled_from(["allowing", "refusing", "asking", "real"])
VANTAGES = st.sampled_from([Vantage.ASKED, Vantage.LIVE])
MODES = st.sampled_from(list(Mode))
FEW = settings(max_examples=80, deadline=None)


def judge_of(name: str, site: Site) -> Judging:
    if name == "allowing":
        return AllowingJudge()
    if name == "real":
        return real_judge(site)
    return Saying(kind=DecisionKind.REFUSE if name == "refusing" else DecisionKind.ASK, proven=False)


def watch_of(judge: str, vantage: Vantage = Vantage.ASKED, site: Site = CLOSED) -> Watch:
    return Watch(site, Numbers(), judge_of(judge, site), vantage)


@FEW
@given(stream(records=True), JUDGES, st.sampled_from(Vantage), MODES)
def test_law_1_no_emergency_call_is_refused_asked_or_cut(
    events: list[ev.Event], judge: str, vantage: Vantage, mode: Mode
) -> None:
    site = replace(CLOSED, mode=mode)
    stage = Stage(watch_of(judge, vantage, site), [EmergencyNeverStopped(Numbers(), site.trunk_channels)])
    stage.live(events)
    stage.finish()


@FEW
@given(
    st.one_of(stream(most=90), pump()), st.sampled_from(["allowing", "real"]), VANTAGES,
    st.sampled_from([0.0, 0.5, 0.9]), st.sampled_from([0.0, 0.09]),
)  # fmt: skip
def test_law_2_what_calls_cost_stays_within_the_cap_with_those_in_progress(
    events: list[ev.Event], judge: str, vantage: Vantage, reaction_s: float, late_s: float
) -> None:
    checker = CapHolds(Numbers(), CAP, reaction_s + late_s)
    stage = Stage(watch_of(judge, vantage), [checker], reaction_s, late_s)
    stage.live(events)
    stage.until(stage.now + 4_000.0)
    stage.finish()


EVERY_CALL, ONE_CLASS, ONE_EXTENSION = "every call", "one class", "one extension"
NO_LIMIT = Limits(None, None, None)
WINDOWS = {
    "closed hours": (replace(NO_LIMIT, closed_hours=CAP), EVERY_CALL),
    "day": (replace(NO_LIMIT, day=CAP), EVERY_CALL),
    "month": (replace(NO_LIMIT, month=CAP), EVERY_CALL),
    "class": (replace(NO_LIMIT, per_class_day=(("international", CAP),)), ONE_CLASS),
    "extension": (replace(NO_LIMIT, per_extension_day=CAP), ONE_EXTENSION),
    "extension in 30 days": (replace(NO_LIMIT, per_extension_30_days=CAP), ONE_EXTENSION),
}
COUNTED: dict[str, Callable[[Leg], bool]] = {
    EVERY_CALL: lambda _leg: True,
    ONE_CLASS: lambda leg: leg.destination.number_class is NumberClass.INTERNATIONAL,
    ONE_EXTENSION: lambda leg: leg.extension == "104",
}


@FEW
@given(st.sampled_from(sorted(WINDOWS)), pump(("104", "105")), VANTAGES, st.sampled_from([0.0, 0.5]))
def test_law_2_holds_in_each_window_that_a_cap_may_have(
    window: str, events: list[ev.Event], vantage: Vantage, reaction_s: float
) -> None:
    limits, counted = WINDOWS[window]
    checker = CapHolds(Numbers(), CAP, reaction_s, COUNTED[counted])
    watch = Watch(replace(CLOSED, limits=limits), Numbers(), AllowingJudge(), vantage)
    stage = Stage(watch, [checker], reaction_s)
    stage.live(events)
    stage.until(stage.now + 4_000.0)
    stage.finish()


@FEW
@given(stream(most=90) | pump(("104", "105")), VANTAGES, st.sampled_from([0.0, 0.5]), st.integers(2, 900))
def test_no_call_of_a_class_lasts_longer_than_its_limit(
    events: list[ev.Event], vantage: Vantage, reaction_s: float, longest_s: int
) -> None:
    limits = replace(NO_LIMIT, longest_s=(("international", longest_s),))
    checker = CallsEndInTime(Numbers(), NumberClass.INTERNATIONAL, longest_s, reaction_s)
    watch = Watch(replace(CLOSED, limits=limits), Numbers(), AllowingJudge(), vantage)
    stage = Stage(watch, [checker], reaction_s)
    stage.live(events)
    stage.until(stage.now + 4_000.0)
    stage.finish()


class Priced(Numbers):
    """Every dear number at one price, whatever it is."""

    def __init__(self, price: Price) -> None:
        self._price = price

    def destination(self, dialled: str, outside_line_removed: bool = False) -> Destination:
        found = super().destination(dialled, outside_line_removed)
        return found._replace(price=self._price) if found.is_capped else found


@FEW
@given(
    st.builds(
        Price, st.integers(1, 900_000), st.integers(0, 200_000), st.sampled_from([1, 30, 60]),
        st.sampled_from([1, 6, 60]),
    ),
    st.integers(1, 10), pump(), VANTAGES,
)  # fmt: skip
def test_law_2_holds_at_any_price_and_the_watch_never_wants_the_same_moment_for_ever(
    price: Price, cap: int, events: list[ev.Event], vantage: Vantage
) -> None:
    site = replace(CLOSED, limits=Limits(micro_euros(cap), micro_euros(1000), None))
    numbers = Priced(price)
    stage = Stage(
        Watch(site, numbers, AllowingJudge(), vantage), [CapHolds(numbers, micro_euros(cap), 0.2)], 0.2
    )
    stage.live(events)
    stage.until(min(stage.now + 20_000.0, NIGHT + 21_000.0))
    stage.finish()


@FEW
@given(stream(), JUDGES, VANTAGES, st.sampled_from([0.01, 3.0, None]))
def test_law_3_an_order_is_repeated_until_it_is_confirmed_and_never_after(
    events: list[ev.Event], judge: str, vantage: Vantage, reaction_s: float | None
) -> None:
    stage = Stage(watch_of(judge, vantage), [CutBelievedWhenConfirmed(Numbers())], reaction_s)
    stage.live(events)
    stage.until(stage.now + 100.0)


@FEW
@given(st.one_of(stream(most=90), pump()), JUDGES, VANTAGES)
def test_law_4_when_all_is_over_nothing_is_held_and_the_sum_is_what_the_calls_cost(
    events: list[ev.Event], judge: str, vantage: Vantage
) -> None:
    stage = Stage(watch_of(judge, vantage), [NoGhosts(Numbers())], reaction_s=0.3)
    stage.live(events)
    stage.finish()


@settings(max_examples=30, deadline=None)
@given(stream(most=200, records=True), JUDGES)
def test_law_5_the_state_stays_small(events: list[ev.Event], judge: str) -> None:
    stage = Stage(watch_of(judge), [StateBounded(120_000, every=50)])
    stage.live(events)
    stage.finish()


@FEW
@given(stream(snapshots=False), JUDGES, VANTAGES, st.data())
def test_law_6_an_event_reported_twice_changes_no_verdict(
    events: list[ev.Event], judge: str, vantage: Vantage, data: st.DataObject
) -> None:
    # An event that bears the time of its reading cannot be known again: give each its own.
    events = [
        event._replace(at=event.seen_at - 0.5 - n / 1000)
        for n, event in enumerate(events)
        if not isinstance(event, ev.ActionFailed | ev.ClockStepped)
    ]
    once = Stage(watch_of(judge, vantage), [])
    once.live(events)
    twice = Stage(watch_of(judge, vantage), [])
    doubled: list[ev.Event] = []
    for event in events:
        doubled.append(event)
        if data.draw(st.booleans()) and not isinstance(event, ev.MailboxRequested | ev.CallRequested):
            doubled.append(event)
    twice.live(doubled)
    assert said(twice.decisions) == said(once.decisions)


@FEW
@given(st.permutations(range(4)), VANTAGES, st.integers(0, 3))
def test_law_6_the_events_of_a_leg_in_any_order_leave_no_money_and_no_line_behind(
    order: list[int], vantage: Vantage, doubled: int
) -> None:
    from tests.detection.stories import CUBA, NIGHT

    of_a_leg = [
        ev.CallRequested(NIGHT, NIGHT, "r", "104", CUBA),
        ev.CallStarted(NIGHT, NIGHT, "c", CUBA, "r", "104"),
        ev.CallAnswered(NIGHT, NIGHT, "c"),
        ev.CallEnded(NIGHT, NIGHT, "c"),
    ]
    given = [of_a_leg[n] for n in order]
    given.insert(doubled, given[doubled])
    watch = watch_of("allowing", vantage)
    for n, event in enumerate(given):
        watch.step(event._replace(seen_at=NIGHT + n))
    watch.step(ev.Tick(NIGHT + 200, NIGHT + 200))
    assert watch.rooms.calls.alive == {}
    assert watch.rooms.ledger.accounts == {}
    assert watch.wake_at is None


@FEW
@given(stream(records=True), JUDGES, st.sampled_from(Vantage), MODES, st.sets(st.integers(0, 60), max_size=8))
def test_law_7_a_restart_at_any_moment_decides_as_if_it_had_not_happened(
    events: list[ev.Event], judge: str, vantage: Vantage, mode: Mode, moments: set[int]
) -> None:
    site = replace(CLOSED, mode=mode)

    def reload(data: dict[str, object]) -> Watch:
        return Watch.load(site, Numbers(), data, judge_of(judge, site))

    twin = watch_of(judge, vantage, site)
    stage = Stage(watch_of(judge, vantage, site), [GoesOnAfterRestart(twin, reload, moments)])
    stage.live(events)
    stage.finish()


class Journal:
    """Keeps every event as the journal does: as JSON."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def saw(self, event: ev.Event, decisions: Sequence[Decision], watch: Watch) -> None:
        self.lines.append(json.dumps(encode_event(event)))

    def at_end(self, watch: Watch) -> None:
        """Nothing more to say."""


@FEW
@given(stream(records=True), JUDGES, VANTAGES)
def test_law_7_the_events_that_were_journalled_bring_the_watch_back_as_it_was(
    events: list[ev.Event], judge: str, vantage: Vantage
) -> None:
    journal = Journal()
    stage = Stage(watch_of(judge, vantage), [journal])
    stage.live(events)
    stage.until(stage.now + 30.0)
    again = watch_of(judge, vantage)
    decisions = [d for line in journal.lines for d in again.step(decode_event(json.loads(line)))]
    assert decisions == stage.decisions
    assert again.save() == stage.watch.save()


@pytest.mark.parametrize("judge", ["allowing", "refusing", "asking", "real"])
def test_a_watch_of_another_version_is_not_read_by_mistake(judge: str) -> None:
    data = watch_of(judge).save()
    data["version"] = 1
    with pytest.raises(ValueError, match="version"):
        Watch.load(CLOSED, Numbers(), data, judge_of(judge, CLOSED))
