"""Times without watch: what passed meanwhile is counted once, reported once, and never forgotten half-way."""

from __future__ import annotations

import json

import pytest

from veilleur.config import load_text
from veilleur.detection import Watch
from veilleur.detection.signals.catalog import sentence
from veilleur.detection.view import last_gap, unwatched_since, view
from veilleur.words import events as ev
from veilleur.words.calls import Direction, Origin, Vantage
from veilleur.words.decisions import Decision, DecisionKind

SETTINGS = load_text('[site]\nname = "Garage Martin"\nextensions = ["10X"]\n[judge]\nmode = "enforce"\n')
NUMBERING = SETTINGS.numbering()
FRIDAY_NIGHT = 1_795_212_000.0  # 20 November 2026, 23:00 in Paris
LATVIA = "00037129011000"


def a_watch(vantage: Vantage = Vantage.ASKED) -> Watch:
    watch = Watch(SETTINGS.site, NUMBERING, vantage=vantage)
    watch.step(ev.GuardStarted(FRIDAY_NIGHT, FRIDAY_NIGHT, "test"))
    watch.step(ev.FeedRestored(FRIDAY_NIGHT, FRIDAY_NIGHT, "asterisk"))
    return watch


def record(
    name: str, number: str = LATVIA, after_s: float = 60.0, billed_s: float = 120.0
) -> ev.CallRecorded:
    at = FRIDAY_NIGHT + 60
    return ev.CallRecorded(
        at,
        FRIDAY_NIGHT + 600,
        name,
        Direction.OUT,
        "104",
        number,
        Origin.FORWARD,
        "+263771000000",
        billed_s,
        billed_s,
        billed_s > 0,
    )


def read(*, why: str = "", is_final: bool = True, until_s: float = 590.0) -> ev.GapRead:
    began = FRIDAY_NIGHT + 30
    return ev.GapRead(
        FRIDAY_NIGHT + 601, FRIDAY_NIGHT + 601, began, FRIDAY_NIGHT + until_s, why=why, is_final=is_final
    )


def sentences_of(decisions: list[Decision]) -> list[str]:
    return [
        sentence(reason, "en")
        for one in decisions
        if one.kind is DecisionKind.ALERT
        for reason in one.reasons
        if reason.code.startswith("unwatched")
    ]


def came_back(watch: Watch) -> None:
    at = FRIDAY_NIGHT + 595
    watch.step(ev.GuardStarted(at, at, "test", last_sign_at=FRIDAY_NIGHT + 30))
    watch.step(ev.FeedRestored(at, at, "asterisk"))


def test_calls_of_a_time_without_watch_are_reported_in_one_alert_with_their_money() -> None:
    watch = a_watch()
    came_back(watch)
    assert unwatched_since(watch) == FRIDAY_NIGHT + 30
    spent_before = view(watch, FRIDAY_NIGHT + 596).caps[0].spent

    for name in ("a", "b", "b"):  # reported twice is passed once
        watch.step(record(name))
    decisions = watch.step(read())

    (text,) = sentences_of(decisions)
    price = NUMBERING.destination(LATVIA).price.cost(120)
    assert "2\u00a0calls abroad" in text
    assert f"€{2 * price / 1e6:.2f}" in text
    assert "23:00" in text
    assert "23:09" in text
    assert view(watch, FRIDAY_NIGHT + 602).caps[0].spent - spent_before == 2 * price
    gap = last_gap(watch)
    assert gap is not None
    assert (gap.calls, gap.cost) == (2, 2 * price)
    assert unwatched_since(watch) is None
    assert sentences_of(watch.step(read())) == [], "nothing new is nothing to report"


@pytest.mark.parametrize("number", ["0112", "00199001234", "0639980000", "104"])
def test_emergency_and_ordinary_calls_are_neither_judged_nor_reported(number: str) -> None:
    watch = a_watch()
    came_back(watch)
    assert watch.step(record("a", number)) == []
    assert sentences_of(watch.step(read())) == []


def test_a_call_that_was_not_answered_cost_nothing_and_is_not_reported() -> None:
    watch = a_watch()
    came_back(watch)
    watch.step(record("a", billed_s=0.0))
    assert sentences_of(watch.step(read())) == []


def test_a_record_that_comes_late_is_reported_by_itself_and_counts_in_the_whole() -> None:
    watch = a_watch()
    came_back(watch)
    watch.step(record("a"))
    assert len(sentences_of(watch.step(read(is_final=False)))) == 1
    assert unwatched_since(watch) == FRIDAY_NIGHT + 30, "until the last reading the gap is open"
    watch.step(record("late"))
    (text,) = sentences_of(watch.step(read()))
    assert "1\u00a0call abroad" in text
    gap = last_gap(watch)
    assert gap is not None
    assert gap.calls == 2


def test_a_guard_that_dies_while_it_reads_begins_again_where_the_gap_began() -> None:
    watch = a_watch()
    came_back(watch)
    watch.step(record("a"))
    watch = Watch.load(SETTINGS.site, NUMBERING, json.loads(watch.save_as_json()))
    at = FRIDAY_NIGHT + 600
    watch.step(ev.GuardStarted(at, at, "test", last_sign_at=FRIDAY_NIGHT + 599))
    assert unwatched_since(watch) == FRIDAY_NIGHT + 30
    watch.step(record("a"))
    watch.step(record("b"))
    (text,) = sentences_of(watch.step(read()))
    assert "2\u00a0calls" in text


def test_a_lost_feed_opens_a_gap_and_one_that_only_helped_does_not() -> None:
    watch = a_watch()
    at = FRIDAY_NIGHT + 100
    watch.step(ev.FeedLost(at, at, "asterisk-log", "gone", calls_are_seen=True))
    assert unwatched_since(watch) is None
    watch.step(ev.FeedLost(at, at, "asterisk", "gone", since=at - 3))
    watch.step(ev.FeedLost(at + 9, at + 9, "asterisk", "gone still"))
    assert unwatched_since(watch) == at - 3


def test_what_cannot_be_known_is_said_when_the_time_was_long() -> None:
    watch = a_watch()
    came_back(watch)
    assert sentences_of(watch.step(read(why="no file", until_s=40))) == []
    watch = a_watch()
    came_back(watch)
    (text,) = sentences_of(watch.step(read(why="no file")))
    assert "do not tell which calls passed" in text
    gap = last_gap(watch)
    assert gap is not None
    assert gap.why == "no file"


def test_a_pabx_that_only_prints_its_calls_has_no_gaps() -> None:
    watch = a_watch(Vantage.RECORDS)
    came_back(watch)
    assert unwatched_since(watch) is None
    watch.step(record("a"))
    assert sentences_of(watch.step(read())) == []


def test_what_passed_unwatched_is_no_habit() -> None:
    """A guard that is kept from watching must not learn from the attacker that their number is honest."""
    watch = a_watch()
    before = watch.save()["state"]["judge"]
    came_back(watch)
    for day in range(20):
        watch.step(record(f"c{day}"))
    after = watch.save()["state"]["judge"]
    assert after["profile"]["counts"] == before["profile"]["counts"]
