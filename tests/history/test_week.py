"""One week in figures: calls, euros, what was blocked, tries, how much of it was seen, the last drill."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.config import Settings
from veilleur.history.week import Week, last_monday, week_at, week_of
from veilleur.journal import Journal, JournalReader
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.events import (
    AlertAnswered,
    CallAnswered,
    CallEnded,
    CallStarted,
    DrillRequested,
    Event,
    FeedLost,
    FeedRestored,
    GuardStarted,
    PinRefused,
)

SITE, PARIS = "Garage Martin", "Europe/Paris"
MONDAY = 1_795_993_200.0  # Monday 30 November 2026, 00:00 in Paris
DAY_S, WEEK_S = 86_400.0, 7 * 86_400.0
SINCE = MONDAY - WEEK_S


def week(folder: Path, *what: Event | Decision) -> Week | None:
    journal = Journal(folder / "journal.db")
    for one in what:
        if isinstance(one, Decision):
            journal.append_decision(SITE, one)
        else:
            journal.append_event(SITE, one)
    journal.close()
    reader = JournalReader(folder / "journal.db")
    try:
        return week_of(reader, SITE, Settings().numbering(), SINCE, MONDAY)
    finally:
        reader.close()


def call(at: float, name: str, number: str, talked_s: float) -> tuple[Event, ...]:
    return (
        CallStarted(at, at, name, number, extension="104"),
        CallAnswered(at, at, name),
        CallEnded(at + talked_s, at + talked_s, name),
    )


def decided(kind: DecisionKind, target: str, *, observed: bool = False, incident: str = "") -> Decision:
    return Decision(
        id=f"{kind}{target}",
        at=SINCE + DAY_S,
        kind=kind,
        subject=Subject.CALL,
        target=target,
        incident=incident,
        observed=observed,
        reasons=(Reason("attack_calling"),),
    )


def test_what_happened_in_it_is_counted_and_nothing_else(tmp_path: Path) -> None:
    at = SINCE + DAY_S
    found = week(
        tmp_path,
        *call(SINCE - 100, "before", "0199001234", 5),
        *call(at, "a", "0037129012345", 60),
        *call(at + 60, "b", "0199001234", 0),
        PinRefused(at, at, "104"),
        PinRefused(at, at, "104"),
        decided(DecisionKind.REFUSE, "r1"),
        decided(DecisionKind.REFUSE, "r1"),
        decided(DecisionKind.CUT, "c1"),
        decided(DecisionKind.CUT, "c2", observed=True),
        decided(DecisionKind.ALERT, "", incident="i1"),
        *call(MONDAY + 1, "after", "0199001234", 5),
    )
    assert found is not None
    price = Settings().numbering().destination("0037129012345").price
    assert (found.calls, found.cost, found.blocked, found.tries, found.incidents) == (
        2,
        price.cost(60),
        2,
        2,
        1,
    )
    assert found.seen == 1.0


def test_what_nobody_saw_is_not_quiet(tmp_path: Path) -> None:
    """Blind times that overlap count once; one that goes on counts to the end; a log that helps is none."""
    at = SINCE + DAY_S
    found = week(
        tmp_path,
        GuardStarted(SINCE + 1, SINCE + 1, last_sign_at=0.0),
        FeedLost(at, at, "pbx"),
        FeedLost(at + 600, at + 600, "gate"),
        FeedRestored(at + 1_200, at + 1_200, "pbx"),
        FeedRestored(at + 1_800, at + 1_800, "gate"),
        FeedLost(at + 2_000, at + 2_000, "log", calls_are_seen=True),
        GuardStarted(at + 5_000, at + 5_000, last_sign_at=at + 4_000),
        FeedLost(MONDAY - 500, MONDAY - 500, "pbx"),
    )
    assert found is not None
    assert found.seen == pytest.approx(1 - (1_800 + 1_000 + 500) / (WEEK_S - 1))


def test_the_last_drill_and_how_long_it_took(tmp_path: Path) -> None:
    early, late = SINCE - 20 * DAY_S, SINCE + 2 * DAY_S
    found = week(
        tmp_path,
        DrillRequested(early, early, "drill 1"),
        AlertAnswered(early + 48, early + 48, "drill 1", "seen", by="Paul"),
        *call(SINCE + DAY_S, "a", "0199001234", 5),
        DrillRequested(late, late, "drill 2"),
        DrillRequested(MONDAY + 10, MONDAY + 10, "drill 3"),
    )
    assert found is not None
    assert (found.drill_at, found.drill_s) == (late, None)


def test_before_the_first_monday_there_is_no_report(tmp_path: Path) -> None:
    assert week(tmp_path, *call(MONDAY + 60, "a", "0199001234", 5)) is None


@pytest.mark.parametrize("now", [MONDAY, MONDAY + 3_600.0, MONDAY + WEEK_S - 1])
def test_the_right_week_is_the_whole_one_before_this_one(now: float) -> None:
    assert last_monday(now, PARIS) == (SINCE, MONDAY)


def test_a_week_with_a_change_of_the_clock_has_its_own_length() -> None:
    autumn = 1_792_969_200.0 + 3_600.0  # Monday 26 October 2026, 00:00 in Paris, after winter time came
    begin, end = last_monday(autumn + DAY_S, PARIS)
    assert end - begin == WEEK_S + 3_600


def test_it_is_day_from_eight_to_twenty() -> None:
    hours = [week_at(MONDAY + hour * 3_600, PARIS)[1] for hour in (0, 7, 8, 19, 20, 23)]
    assert hours == [False, False, True, True, False, False]
