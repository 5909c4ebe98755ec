"""Many sites: the worst first, shared causes as one, and nothing that cannot be read is quiet."""

from __future__ import annotations

from typing import Any

import pytest

from veilleur.web.watch.sites.ranking import Group, Row, SiteStatus, groups, ranked, row_of

NOW = 1_795_227_240.0
FEED = {"feed": "AMI", "sees": True, "since": NOW - 9_000, "why": ""}
GONE = {"feed": "AMI", "sees": False, "since": NOW - 720, "why": "no answer of the operator"}
CALL = {"number": "+371 2901 ••••", "capped": True, "began_at": NOW - 90}


def site(name: str = "a", *, at: float = NOW, **changed: Any) -> SiteStatus:
    """A guard that sees its switch while nothing happens."""
    status = {
        "running": True,
        "feeds": [FEED],
        "incidents_open": 0,
        "calls": [],
        "calls_running": 0,
        "caps": [{"spent_eur": 1.0, "limit_eur": 10.0}],
        **changed,
    }
    return SiteStatus(name, status, at)


def state(one: SiteStatus) -> str:
    return row_of(one, NOW).state


def test_the_worst_is_first_and_of_equals_the_one_that_is_so_for_longest() -> None:
    found = [
        site("quiet"),
        site("late", feeds=[FEED, GONE]),
        site("blind", feeds=[GONE]),
        site("full", caps=[{"spent_eur": 10.0, "limit_eur": 10.0}]),
        site("nearly", caps=[{"spent_eur": 8.0, "limit_eur": 10.0}]),
        site("attack", incidents_open=1, calls=[CALL]),
        site("attack for longer", incidents_open=1, calls=[{**CALL, "began_at": NOW - 900}]),
        SiteStatus("silent", None, 0.0, "silent"),
    ]
    assert [row.name for row in ranked(found, NOW)] == [
        "attack for longer",
        "attack",
        "full",
        "blind",
        "silent",
        "nearly",
        "late",
        "quiet",
    ]


def test_old_news_and_a_stopped_guard_are_blind() -> None:
    assert row_of(site(at=NOW - 901), NOW).why == "old"
    assert state(site(at=NOW - 901)) == "blind"
    assert row_of(site(running=False), NOW).why == "stopped"
    assert state(site(feeds=[])) == "blind"


def test_the_fullest_limit_is_shown() -> None:
    row = row_of(
        site(caps=[{"spent_eur": 9.0, "limit_eur": 10.0}, {"spent_eur": 20.0, "limit_eur": 300.0}]), NOW
    )
    assert (row.spent, row.limit) == (9.0, 10.0)


def test_what_several_share_is_one_group() -> None:
    attacked = [site(f"a{n}", incidents_open=1, calls=[CALL, CALL]) for n in range(3)]
    blind = [site(f"b{n}", feeds=[GONE]) for n in range(2)]
    alone = [site("c", incidents_open=1, calls=[{**CALL, "number": "+32 2 ••••"}]), site("d")]
    assert groups(ranked([*attacked, *blind, *alone], NOW)) == [
        Group("number", "+371 2901 ••••", ("a0", "a1", "a2")),
        Group("feed", "no answer of the operator", ("b0", "b1")),
    ]


def test_a_call_that_no_limit_counts_is_no_shared_cause() -> None:
    rows = ranked([site(name, incidents_open=1, calls=[{**CALL, "capped": False}]) for name in "ab"], NOW)
    assert groups(rows) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"feeds": None},
        {"feeds": [None, 3, "x"]},
        {"incidents_open": "many"},
        {"incidents_open": float("nan")},
        {"caps": {"a": 1}},
        {"caps": [{"spent_eur": "9", "limit_eur": None}]},
        {"calls": "<b>"},
        {"calls": [{"number": ["x"], "capped": True}], "incidents_open": 1},
        {"calls_running": 1e400},
        {"running": "yes"},
    ],
)
def test_a_status_of_any_program_is_read_without_belief(wrong: dict[str, Any]) -> None:
    assert isinstance(row_of(site(**wrong), NOW), Row)
