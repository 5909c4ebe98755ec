"""The country of records without a configuration: what showed it is said, and a person may name it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from veilleur.cli import main

HEADING = "Date,Direction,Extension,Number,Duration (s)\n"


def records(path: Path, numbers: list[str], night: list[str] | None = None) -> Path:
    """A call each working hour of June; and what an attacker dials in one night."""
    begin = datetime(2026, 6, 1, 9)
    rows = [
        f"{begin + timedelta(days=place % 5 + 7 * (place // 5), hours=place % 7)},Outbound,101,{number},60"
        for place, number in enumerate(numbers)
    ]
    rows += [
        f"{datetime(2026, 6, 6, 23) + timedelta(minutes=place)},Outbound,101,{number},600"
        for place, number in enumerate(night or [])
    ]
    path.write_text(HEADING + "\n".join(rows) + "\n")
    return path


def summary(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    lines = capsys.readouterr().out.splitlines()
    return dict(json.loads(lines[-1])["summary"])


Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`veilleur check` with these arguments, where no configuration lies; gives its exit code."""
    monkeypatch.chdir(tmp_path)

    def check(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["veilleur", "check", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0)

    return check


def test_the_country_that_is_dialled_on_most_days_is_the_sites(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at_home = [f"+4420794602{place:02}" for place in range(30)]
    foreign = [f"+3712000{place:04}" for place in range(60)]  # twice as many, in one night
    run(str(records(tmp_path / "calls.csv", at_home, foreign)), "--json")
    found = summary(capsys)
    assert (found["country"], found["country_from"]) == ("GB", "days")


@pytest.mark.parametrize(
    ("heading", "country"),
    [
        ("Datum;Tijd;Toestel;Gebeld nummer;Duur", "NL"),
        ("Datum;Zeit;Nebenstelle;Zielrufnummer;Dauer;Betrag CHF", "CH"),
        ("Date;Heure;Poste;Numéro appelé;Durée", "FR"),
        ("Date;Time;Extension;Called number;Duration", "CH"),  # 071 is no number of France
    ],
)
def test_the_language_or_money_of_the_headings_shows_a_country_whose_numbers_look_french(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], heading: str, country: str
) -> None:
    numbers = ("0445550144", "0315550155", "0795550166", "0715550177", "0315550188")
    numbers = ("0205550144", "0105550155", "0612345066", "0705550177") if country == "NL" else numbers
    rows = [
        f"{day:02}/06/2026;1{place}:00:00;101;{number};00:02:00;0,10"
        for day in range(1, 13)
        for place, number in enumerate(numbers)
    ]
    file = tmp_path / "calls.csv"
    file.write_text(heading + "\n" + "\n".join(rows) + "\n")
    run(str(file), "--json")
    assert summary(capsys)["country"] == country


def test_a_country_that_is_named_is_believed(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = records(tmp_path / "calls.csv", [f"01990002{place:02}" for place in range(30)])
    run(str(file), "--json", "--country", "be")
    found = summary(capsys)
    assert (found["country"], found["country_from"]) == ("BE", "said")


def test_the_page_says_what_showed_the_country_and_how_to_change_it(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = records(tmp_path / "calls.csv", [f"01990002{place:02}" for place in range(30)])
    run(str(file), "--lang", "en")
    page = " ".join(capsys.readouterr().out.split())
    assert "The country comes from the form of national numbers; if it is another, name it" in page


def test_a_word_that_is_no_country_is_refused(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = records(tmp_path / "calls.csv", ["0199000201"])
    assert run(str(file), "--country", "Belgique", "--lang", "en") == 2
    assert "two letters" in capsys.readouterr().err
