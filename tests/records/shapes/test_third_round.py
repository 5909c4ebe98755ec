"""Values and words that the third round of strangers' layouts showed, each by itself."""

from __future__ import annotations

import pytest

from veilleur.records.country_inference import zone_of
from veilleur.records.inference.stated_period import completed_days
from veilleur.records.values.datetimes import seconds
from veilleur.records.values.keywords import accepted_words, charged_in, direction_in
from veilleur.words.calls import Direction


@pytest.mark.parametrize(
    ("country", "zone"),
    [
        ("MA", "Africa/Casablanca"),
        ("DZ", "Africa/Algiers"),
        ("IE", "Europe/Dublin"),
        ("LV", "Europe/Riga"),
        ("EE", "Europe/Tallinn"),
        ("IN", "Asia/Kolkata"),
        ("DE", "Europe/Berlin"),
        ("ES", "Europe/Madrid"),
    ],
)
def test_a_country_has_its_own_time_and_not_its_neighbours(country: str, zone: str) -> None:
    assert zone_of(country, [], "Europe/Paris") == zone


@pytest.mark.parametrize(("text", "expected"), [("PT1M4.4S", 64.4), ("PT2H", 7_200), ("1h 2m 3.5s", 3_723.5)])
def test_a_length_may_be_written_as_iso_8601_does(text: str, expected: float) -> None:
    assert seconds(text) == pytest.approx(expected)


def test_an_amount_in_pence_is_a_hundredth() -> None:
    assert charged_in("19.5p") == 195_000
    assert charged_in("19.5") == 19_500_000


def test_to_and_from_alone_are_directions_and_within_a_text_are_none() -> None:
    assert direction_in("to") is Direction.OUT
    assert direction_in("From") is Direction.IN
    assert direction_in("call to Spain") is None


def test_a_call_that_was_placed_and_missed_was_placed() -> None:
    assert direction_in("MISSED_OUTGOING") is Direction.OUT
    assert direction_in("missed") is Direction.IN


def test_accepted_means_that_it_came_in_only_beside_calls_placed() -> None:
    assert accepted_words(["Abgehend", "Angenommen", "Verpasst"]) == {"angenommen"}
    assert not accepted_words(["Angenommen", "Verpasst"])  # an outcome, of both directions
    assert not accepted_words(["Outgoing", "Incoming", "Answered"])  # what came in has a word of its own


def test_days_without_a_year_take_it_from_a_period_with_months_in_letters() -> None:
    found = completed_days(
        ["Billing period Dec 15, 2026 - Jan 14, 2027"], ["Date", "Number"], [["Dec 30", "1"], ["Jan 02", "2"]]
    )
    assert found is not None
    assert [found.row([day, "1"])[0] for day in ("Dec 30", "Jan 02")] == ["2026-12-30", "2027-01-02"]
