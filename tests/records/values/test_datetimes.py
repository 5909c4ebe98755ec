"""Dates, times and durations in the ways that programs and people write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from veilleur.records.values.datetimes import moment, number_of, seconds
from veilleur.records.values.local_time import LocalClock

TEN_PAST_THREE = datetime(2026, 6, 3, 13, 10, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-03 15:10:00", "2026/6/3 15:10", "03/06/2026 15:10", "03.06.26 15:10", "03-06-2026 15:10:00",
        "03/06/2026 à 15:10", "03/06/2026 15:10:00.000", "20260603151000", "20260603 15:10:00",
        "20260603T151000", "6/3/2026 3:10:00 PM", "6/3/2026 3:10 pm", "2026/06/03 03:10:00 p.m.",
        "03-Jun-2026 15:10:00", "3 juin 2026 15:10", "3 juin 2026 à 15h10", "Jun 3, 2026, 15:10",
        "Wed Jun 3 15:10:00 2026", "mercredi 3 juin 2026 15:10", "2026-06-03T13:10:00Z",
        "2026-06-03T15:10:00.000+0200", "15:10:00 CEST Wed Jun 3 2026", "*13:10:00.000 UTC Wed Jun 3 2026",
        "15:10:00 CEST 2026-06-03", "3:10 PM 06/03/2026", "03/06/2026 15.10.00", "03.06.2026, 15.10",
        "03/06/2026 151000", "6/3/26 3:10P", "46176,6319444444", "46176 0.6319444444",
        "2026-06-03T15:10:00+02:00", "Wed, 03 Jun 2026 13:10:00 +0000", "1780492200", "1780492200000",
    ],
)  # fmt: skip
def test_a_moment_is_read_in_each_usual_way(text: str) -> None:
    assert moment(text, LocalClock("Europe/Paris")) == TEN_PAST_THREE


@pytest.mark.parametrize(
    ("text", "month", "day"),
    [("13/6/2026 9:00 AM", 6, 13), ("6/13/2026 9:00 AM", 6, 13), ("1 août 2026 09:00", 8, 1)],
)
def test_the_larger_number_is_the_day(text: str, month: int, day: int) -> None:
    assert moment(text, LocalClock("UTC")) == datetime(2026, month, day, 9, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "31/02/2026 10:00", "6/31/2026 9:00 PM", "3 jour 2026 10:00", "12:00"),
        *(
            "10:00 11:00",
            "10:00 *11:00 5",
            "10:00 UTC 11:00 UTC 12:00",
            "1:11 " * 12 + "5",
        ),  # turned for ever
    ],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        moment(text, LocalClock("Europe/Paris"))


@pytest.mark.parametrize(
    "text",
    ["171", "0:02:51", "02:51", "2m51", "2m 51s", "2'51\"", "PT2M51S", "00h02m51s", "2 min 51 s", "171 s"],
)
def test_a_duration_is_read_in_each_usual_way(text: str) -> None:
    assert seconds(text) == 171


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("06399802 XX", "06399802••"),
        ("06 39 98 XX XX", "063998••••"),
        ("0199000110 Martin", "0199000110"),
        ("+49 30 231251 (Empfang)", "+4930231251"),
        ("Martin (202)", "202"),
        ("Compta <204>", "204"),
    ],
)
def test_a_number_is_found_beside_its_name_and_with_its_hidden_digits(text: str, number: str) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize(
    ("text", "length"), [("64s (1m 4s)", 64), ("0h02m13s", 133), ("2 min 05 s", 125), ("00:02:05", 125)]
)
def test_a_length_is_read_with_its_units_or_an_explanation(text: str, length: float) -> None:
    assert seconds(text) == length
