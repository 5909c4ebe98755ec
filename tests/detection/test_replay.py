"""Replay: what the watch would have done with a night of records."""

from __future__ import annotations

from dataclasses import replace

import pytest

from veilleur.detection.questions import CallFacts, Verdict
from veilleur.detection.replay import Replay
from veilleur.detection.watch import AllowingJudge
from veilleur.words.calls import Direction, Vantage
from veilleur.words.decisions import DecisionKind
from veilleur.words.destinations import Destination, NumberClass
from veilleur.words.events import CallRecorded
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
