"""Calls that nobody answered, or that were refused, have no talk, however a maker says so."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from veilleur.records import read

BEGIN = datetime(2026, 6, 3, 10, 0, 1, tzinfo=ZoneInfo("Europe/Paris"))
TALKS = (40, 0, 314, 451, 0, 725, 62, 99, 0, 103)


@pytest.mark.parametrize(
    ("name", "spoken", "refused"),
    [
        ("SIP code", "200", "487"),
        ("Reason", "200 OK", "403 Forbidden"),
        ("Response code", "200", "603"),
        ("Release cause", "16", "19"),
        ("Hangup cause", "16", "21"),
        ("Hangup cause", "NORMAL_CLEARING", "UNALLOCATED_NUMBER"),
        ("Result", "OK", "Call rejected"),
        ("Status", "completed", "Blocked by policy"),
        ("Résultat", "Abouti", "Non abouti"),
        ("Ergebnis", "verbunden", "abgewiesen"),
        ("Esito", "Risposta", "Rifiutata"),
        ("Resultado", "Contestada", "Rechazada"),
    ],
)
def test_ringing_is_no_talk(tmp_path: Path, name: str, spoken: str, refused: str) -> None:
    lines = [f"Start;Extension;Called number;Direction;Duration;{name}"]
    for place, talk in enumerate(TALKS):
        at = BEGIN + timedelta(hours=place)
        word = spoken if talk else refused
        lines.append(f"{at:%Y-%m-%d %H:%M:%S};201;01990002{place:02};Outgoing;{talk or 23};{word}")
    file = tmp_path / "calls.csv"
    file.write_text("\n".join(lines) + "\n")
    assert [event.billed_s for event in read([file])] == list(TALKS)


def test_an_offset_in_a_column_of_its_own_counts(tmp_path: Path) -> None:
    lines = ["Start;Offset;Extension;Called number;Direction;Duration"]
    utc = BEGIN.astimezone(ZoneInfo("UTC"))
    lines += [f"{utc:%Y-%m-%d %H:%M:%S};+00:00;201;0199000211;Outgoing;{talk + 1}" for talk in TALKS]
    file = tmp_path / "calls.csv"
    file.write_text("\n".join(lines) + "\n")
    assert {event.at for event in read([file])} == {BEGIN.timestamp()}


def test_minutes_that_a_spreadsheet_took_for_hours_are_minutes_and_it_is_said(tmp_path: Path) -> None:
    talks = [68, 84, 131, 45, 62, 200, 97, 188, 75]
    lines = ["Start;Extension;Called number;Direction;Duration"]
    lines += [
        f"{BEGIN + timedelta(hours=place):%Y-%m-%d %H:%M:%S};201;0199000211;Outgoing;"
        f"{talk // 60}:{talk % 60:02}:00"
        for place, talk in enumerate(talks)
    ]
    file = tmp_path / "calls.csv"
    file.write_text("\n".join(lines) + "\n")
    reader = read([file])
    assert [event.billed_s for event in reader] == talks
    assert any("spreadsheet" in str(notice) for notice in reader.notices)
