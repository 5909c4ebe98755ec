"""When a call began and how long it lasted: zones, ends, hours for minutes, ringing in the length."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.records.shapes.story import CALLS, FRENCH, Call, assert_read, hms, table

NEW_YORK = ZoneInfo("America/New_York")


def parties(one: Call) -> str:
    return f"{one.caller_e164},{one.called_e164},{one.way}bound,{one.talk}"


@pytest.mark.parametrize(
    ("heading", "zone", "suffix"),
    [
        ("Start (GMT),From,To,Direction,Duration", ZoneInfo("UTC"), ""),
        ("start_utc,From,To,Direction,Duration", ZoneInfo("UTC"), ""),
        ("Start (UTC+2),From,To,Direction,Duration", ZoneInfo("Etc/GMT-2"), ""),
        ("Start (America/New_York),From,To,Direction,Duration", NEW_YORK, ""),
        ("Start,From,To,Direction,Duration", ZoneInfo("UTC"), " UTC"),
        ("Start,Timezone,From,To,Direction,Duration", ZoneInfo("UTC"), ",UTC"),
        (
            "Call report\nTime zone: UTC\nPeriod: 2026-10-13\n\nStart,From,To,Direction,Duration",
            ZoneInfo("UTC"),
            "",
        ),
    ],
)
def test_a_zone_counts_wherever_it_is_written(
    tmp_path: Path, heading: str, zone: ZoneInfo, suffix: str
) -> None:
    path = table(
        tmp_path / "calls.csv",
        heading,
        lambda one: f"{one.at.astimezone(zone):%Y-%m-%d %H:%M:%S}{suffix},{parties(one)}",
    )
    assert_read(path)


def test_the_date_of_a_mail_bears_its_zone(tmp_path: Path) -> None:
    path = tmp_path / "calls.json"
    path.write_text(
        json.dumps(
            [
                {
                    "date_created": f"{one.utc:%a, %d %b %Y %H:%M:%S} +0000",
                    "from": one.caller_e164,
                    "to": one.called_e164,
                    "direction": f"{one.way}bound",
                    "duration": str(one.talk),
                }
                for one in CALLS
            ]
        )
    )
    assert_read(path)


@pytest.mark.parametrize("heading", ["Fin d'appel", "Hung up at", "Gesprächsende", "Ended"])
def test_an_end_is_told_from_a_start(tmp_path: Path, heading: str) -> None:
    path = table(
        tmp_path / "calls.csv",
        f"{heading};Poste;Numéro;Sens;Sonnerie;Durée",
        lambda one: (
            f"{one.end:%d/%m/%Y %H:%M:%S};{one.ext};{one.far};{FRENCH[one.way]};{one.ring};{one.talk}"
        ),
    )
    assert_read(path)


@pytest.mark.parametrize("none", ["", "0000-00-00 00:00:00", "NULL"])
def test_start_answer_and_end_give_ringing_and_talk(tmp_path: Path, none: str) -> None:
    path = table(
        tmp_path / "calls.csv",
        "StartTime,AnswerTime,EndTime,Caller,Callee,Direction",
        lambda one: (
            f"{one.at:%Y-%m-%d %H:%M:%S},{f'{one.answered_at:%Y-%m-%d %H:%M:%S}' if one.talk else none},"
            f"{one.end:%Y-%m-%d %H:%M:%S},{one.caller},{one.called},{one.way}"
        ),
    )
    assert_read(path)


def minutes(one: Call) -> str:
    whole = -(-one.talk // 60)
    return f"{whole // 60}:{whole % 60:02d}"


@pytest.mark.parametrize(
    ("written", "talk_within_s"),
    [
        (minutes, 60.0),
        (lambda one: f"{one.talk // 60}:{one.talk % 60:02d}", 1.0),
        (lambda one: f"{one.talk // 60}'{one.talk % 60:02d}\"", 1.0),
        (lambda one: f"{one.talk // 3600}h {one.talk % 3600 // 60}m {one.talk % 60}s", 1.0),
        (lambda one: f"PT{one.talk // 3600}H{one.talk % 3600 // 60}M{one.talk % 60}S", 1.0),
    ],
    ids=["h:mm", "m:ss", "primes", "spelt", "iso"],
)
def test_how_lengths_are_written_is_settled_over_the_file(
    tmp_path: Path, written: object, talk_within_s: float
) -> None:
    assert callable(written)
    path = table(
        tmp_path / "calls.csv",
        "Date,Time,Ext,Number,Direction,Duration",
        lambda one: f"{one.at:%Y-%m-%d,%H:%M:%S},{one.ext},{one.far},{one.way},{written(one)}",
    )
    assert_read(path, talk_within_s=talk_within_s)


def test_a_length_that_stands_for_the_ringing_of_a_call_without_answer_is_no_talk(tmp_path: Path) -> None:
    path = table(
        tmp_path / "calls.csv",
        "Date/heure;Appelant;Appelé;Durée;Statut",
        lambda one: (
            f"{one.at:%d/%m/%Y %H:%M:%S};{one.caller};{one.called};{hms(one.talk or one.ring)};"
            f"{'Décroché' if one.talk else 'Sans réponse'}"
        ),
    )
    assert_read(path)


def test_calls_that_nobody_answered_show_that_the_length_holds_the_ringing(tmp_path: Path) -> None:
    path = table(
        tmp_path / "calls.csv",
        "start,caller,callee,direction,ring,duration,answered",
        lambda one: (
            f"{one.at:%Y-%m-%d %H:%M:%S},{one.caller},{one.called},{one.way},{one.ring},"
            f"{one.ring + one.talk},{'yes' if one.talk else 'no'}"
        ),
    )
    assert_read(path)


def test_time_in_a_queue_is_no_talk(tmp_path: Path) -> None:
    path = table(
        tmp_path / "calls.csv",
        "start,caller,callee,direction,wait_time,duration,disconnect_reason",
        lambda one: (
            f"{one.at:%Y-%m-%d %H:%M:%S},{one.caller},{one.called},{one.way},{one.ring},{one.talk},"
            f"{'Normal clearing' if one.talk else 'No answer'}"
        ),
    )
    assert_read(path)


def test_ends_may_be_a_day_later_than_starts(tmp_path: Path) -> None:
    path = table(
        tmp_path / "calls.csv",
        "Date;Start time;End time;Extension;Number;Direction",
        lambda one: (
            f"{one.at:%d/%m/%Y;%H:%M:%S};{one.at + timedelta(seconds=one.talk):%H:%M:%S};{one.ext};{one.far};"
            f"{one.way}"
        ),
    )
    notices = assert_read(path)
    assert any("counted from start to end" in notice for notice in notices)
