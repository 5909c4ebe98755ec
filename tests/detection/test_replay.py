"""Replay: what the watch would have done with a night of records."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veilleur.detection.judge_port import CallFacts, Verdict
from veilleur.detection.replay import Replay
from veilleur.detection.watch import AllowingJudge
from veilleur.words.calls import Direction, Origin, Vantage
from veilleur.words.decisions import Decision, DecisionKind, Reason
from veilleur.words.destinations import Destination, NumberClass
from veilleur.words.events import CallRecorded, Event, Tick
from veilleur.words.money import Price, micro_euros
from veilleur.words.site import Site

NIGHT = 1_773_363_600.0  # Friday 13 March 2026, 02:00 in Paris


class Dear:
    """Every number is a dear foreign one."""

    def destination(self, dialled: str, outside_line_removed: bool = False) -> Destination:
        price = Price(micro_euros(1))
        return Destination(dialled, "+53" + dialled, "CU", NumberClass.INTERNATIONAL, 0, price)


class Refusing(AllowingJudge):
    """Refuses everything."""

    def judge(self, facts: CallFacts) -> Verdict:
        return Verdict(DecisionKind.REFUSE, 0.99, 30.0)


def records(count: int) -> list[CallRecorded]:
    return [
        CallRecorded(
            NIGHT + 10 * n,
            NIGHT + 10 * n + 610,
            f"u{n}",
            Direction.OUT,
            "104",
            f"12345{n:02}",
            duration_s=610,
            billed_s=600,
            answered=True,
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("vantage", [Vantage.ASKED, Vantage.LIVE])
def test_calls_at_once_are_cut_so_that_the_night_costs_no_more_than_its_cap(vantage: Vantage) -> None:
    replay = Replay(Site(), Dear(), vantage, judge=AllowingJudge())
    outcomes = list(replay.outcomes(records(120)))
    assert [outcome.id for outcome in outcomes] == [f"u{n}" for n in range(120)]
    assert sum(outcome.cost for outcome in outcomes) <= micro_euros(10)
    assert "cut" in {outcome.decision for outcome in outcomes}
    assert replay.summary["cost_unwatched_eur"] == 1200


def test_a_refused_call_bills_nothing() -> None:
    outcomes = list(Replay(Site(), Dear(), Vantage.ASKED, judge=Refusing()).outcomes(records(2)))
    assert [(o.decision, o.billed_seconds, o.cost) for o in outcomes] == [("refuse", 0.0, 0)] * 2


def test_from_records_only_calls_that_start_after_the_first_record_are_stopped() -> None:
    late = replace_start(records(1)[0], NIGHT + 700)
    outcomes = list(Replay(Site(), Dear(), Vantage.RECORDS, judge=Refusing()).outcomes([*records(2), late]))
    assert [o.billed_seconds for o in outcomes] == [600, 600, 0]
    assert outcomes[2].reasons == ("extension_locked",)


def test_no_cap_and_an_allowing_judge_change_no_bill() -> None:
    site = Site()
    free = replace(site, limits=replace(site.limits, closed_hours=None, day=None, month=None))
    for outcome in Replay(free, Dear(), judge=AllowingJudge()).outcomes(records(5)):
        assert (outcome.decision, outcome.cost) == ("allow", outcome.cost_unwatched)


def replace_start(record: CallRecorded, at: float) -> CallRecorded:
    return record._replace(at=at, seen_at=at + 610, call="late")


class Everything(Replay):
    """Plays every call, also those that nothing can touch."""

    def _is_quiet(self, destination: Destination) -> bool:
        return False


class SomeDear:
    """Numbers that begin with 00 are dear and foreign, 112 saves lives, the rest is national."""

    def destination(self, dialled: str, outside_line_removed: bool = False) -> Destination:
        if dialled.startswith("00"):
            return Destination(dialled, "+" + dialled[2:], "CU", NumberClass.INTERNATIONAL, 0, DEAR)
        if dialled == "112":
            return Destination(dialled, "", "FR", NumberClass.EMERGENCY, 0, Price(0))
        return Destination(dialled, "+33" + dialled[1:], "FR", NumberClass.NATIONAL, 0, Price(50_000))


DEAR = Price(micro_euros(1))
CALLS = st.lists(
    st.tuples(
        st.integers(0, 20_000),
        st.integers(0, 3_000),
        st.sampled_from(["0199000010", "0199000011", "112", "0053555001", "0053555002"]),
        st.sampled_from(["104", "105"]),
        st.sampled_from([Direction.OUT, Direction.OUT, Direction.IN, Direction.INTERNAL]),
        st.booleans(),
    ),
    max_size=25,
)


@given(CALLS, st.sampled_from(list(Vantage)))
@settings(max_examples=60, deadline=None)
def test_calls_that_nothing_can_touch_need_not_be_played(calls: list[tuple], vantage: Vantage) -> None:
    recorded = sorted(
        CallRecorded(
            NIGHT + at,
            NIGHT + at + length,
            f"u{place}",
            direction,
            extension,
            number,
            duration_s=float(length),
            billed_s=length / 2 if answered else 0.0,
            answered=answered,
        )
        for place, (at, length, number, extension, direction, answered) in enumerate(calls)
    )
    quick, slow = Replay(Site(), SomeDear(), vantage), Everything(Site(), SomeDear(), vantage)
    assert [o.as_json() for o in quick.outcomes(recorded)] == [o.as_json() for o in slow.outcomes(recorded)]
    assert quick.summary == slow.summary


def test_the_line_of_a_call_is_whole_json_whatever_its_id() -> None:
    odd = records(1)[0]._replace(call='quo"te\\ \x1b[0m é')
    (outcome,) = Replay(Site(), Dear(), judge=Refusing()).outcomes([odd])
    given = json.loads(outcome.as_json())
    assert given["id"] == odd.call
    assert given["decision"] == "refuse"
    assert given["cost_eur"] == given["billed_seconds"] == 0
    assert given["cost_unwatched_eur"] == 10.0


def test_from_records_a_hostile_call_is_cut_too_late_and_bills_in_full() -> None:
    first, *_rest = Replay(Site(), Dear(), Vantage.RECORDS, judge=Refusing()).outcomes(records(2))
    assert (first.decision, first.billed_seconds) == ("cut", 600)
    assert first.decided_at == NIGHT + 610
    assert first.cost == first.cost_unwatched


def test_a_watch_that_wants_the_same_moment_again_gets_its_tick_a_moment_later() -> None:
    replay = Replay(Site(), Dear(), judge=AllowingJudge())
    ticks: list[float] = []

    class Impatient:
        """Wants a Tick at the same moment until a tenth of a second has passed."""

        @property
        def wake_at(self) -> float | None:
            return NIGHT + 5 if not ticks or ticks[-1] < NIGHT + 5.1 else None

        def step(self, event: Event) -> list[Decision]:
            if isinstance(event, Tick):
                ticks.append(event.at)
            return []

    replay._watch = Impatient()  # type: ignore[assignment]
    assert len(list(replay.outcomes(records(3)))) == 3
    assert 2 < len(ticks) < 50


def test_from_records_a_call_of_which_the_owner_is_only_alerted_is_let_through_with_its_reasons() -> None:
    class Alerting(AllowingJudge):
        def judge(self, facts: CallFacts) -> Verdict:
            return Verdict(DecisionKind.ASK, 0.4, 3.0, (Reason("new_number"),))

    outcomes = list(Replay(Site(), Dear(), Vantage.RECORDS, judge=Alerting()).outcomes(records(2)))
    assert [(o.decision, o.billed_seconds, o.reasons) for o in outcomes] == [
        ("allow", 600, ("new_number",))
    ] * 2


def test_only_a_caller_at_a_telephone_of_the_site_is_asked_for_a_code_and_then_does_not_get_out() -> None:
    class Asking(AllowingJudge):
        def judge(self, facts: CallFacts) -> Verdict:
            return Verdict(DecisionKind.ASK if facts.can_key_digits else DecisionKind.REFUSE, 0.4, 3.0)

    own, forwarded = records(2)
    calls = [own._replace(origin=Origin.EXTENSION), forwarded._replace(origin=Origin.FORWARD)]
    replay = Replay(Site(), Dear(), judge=Asking(), can_ask=True)
    assert [(o.decision, o.cost) for o in replay.outcomes(calls)] == [("ask", 0), ("refuse", 0)]
    assert replay.summary["ask"] == 1
