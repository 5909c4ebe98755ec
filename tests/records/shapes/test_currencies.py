"""Amounts in another currency than euros: kept, shown as they are, and never counted as euros."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.records.shapes.story import CALLS, OUT, Call, hms, table

from veilleur.records import read, read_confined
from veilleur.words.site import Site


def test_a_british_bill_that_names_no_currency_is_in_pounds(tmp_path: Path) -> None:
    path = tmp_path / "bill.csv"
    path.write_text(
        "CLI,Call Date,Call Time,Dialled Number,Duration (secs),Charge\n"
        + "".join(f"02079460100,{day:02}/06/2026,10:00:00,0114960{day:04},60,0.12\n" for day in range(1, 20))
    )
    reader = read([path], Site(country="GB", timezone="Europe/London"))
    assert [one.charged for one in reader] == [None] * 19
    assert set(reader.foreign.values()) == {("GBP", 120_000)}
    assert any("no currency is named" in str(notice) for notice in reader.notices)
    assert {one.charged for one in read([path], Site())} == {120_000}


NIGHT = OUT[-3:]  # what the judge takes for an attack


def amount(one: Call) -> float:
    return one.talk / 100


def in_the_heading(path: Path, name: str) -> Path:
    return table(
        path,
        f"Date;Heure;Ligne;Numéro appelé;Durée;{name}",
        lambda one: f"{one.at:%d/%m/%Y;%H:%M:%S};0199000100;{one.far};{hms(one.talk)};{amount(one):.2f}",
        OUT,
    )


def in_the_cell(path: Path, sign: str) -> Path:
    return table(
        path,
        "Date,Time,Extension,Dialled number,Seconds,Cost",
        lambda one: f"{one.at:%Y-%m-%d,%H:%M:%S},{one.ext},{one.far},{one.talk},{sign}{amount(one):.2f}",
        OUT,
    )


def in_a_column(path: Path, code: str) -> Path:
    return table(
        path,
        "Date;Heure;Ligne;Numéro appelé;Durée;Montant;Devise",
        lambda one: (
            f"{one.at:%d/%m/%Y;%H:%M:%S};0199000100;{one.far};{hms(one.talk)};{amount(one):.2f};{code}"
        ),
        OUT,
    )


def of_twilio(path: Path, code: str) -> Path:
    calls = [
        {
            "sid": f"CA{place}",
            "start_time": f"{one.utc:%a, %d %b %Y %H:%M:%S} +0000",
            "end_time": f"{one.end:%a, %d %b %Y %H:%M:%S} +0200",
            "from": "+33199000100",
            "to": one.e164,
            "duration": str(one.talk),
            "status": "completed",
            "direction": "outbound-api",
            "price": f"-{amount(one):.2f}",
            "price_unit": code,
        }
        for place, one in enumerate(OUT)
    ]
    path.write_text(json.dumps({"calls": calls}))
    return path


@pytest.mark.parametrize(
    ("write", "written", "currency"),
    [
        (in_the_heading, "Montant (CHF)", "CHF"),
        (in_the_heading, "Montant DH", "MAD"),
        (in_the_heading, "Charge USD", "USD"),
        (in_the_heading, "Prix F CFA", "XOF"),
        (in_the_cell, "£", "GBP"),
        (in_the_cell, "$", "$"),
        (in_the_cell, "CHF ", "CHF"),
        (in_a_column, "MAD", "MAD"),
        (of_twilio, "USD", "USD"),
    ],
)
def test_another_currency_is_kept_and_never_counted_as_euros(
    tmp_path: Path, write: Callable[[Path, str], Path], written: str, currency: str
) -> None:
    path = write(tmp_path / "bill.csv", written)
    reader = read_confined([path])
    events = list(reader)
    assert {event.call for event in events} == reader.foreign.keys()
    assert not any(event.charged for event in events)
    assert {code for code, _ in reader.foreign.values()} == {currency}
    assert sum(micro for _, micro in reader.foreign.values()) == round(sum(map(amount, OUT)) * 1_000_000)


@pytest.mark.parametrize("name", ["Montant HT (€)", "Coût EUR", "Montant HT"])
def test_euros_and_amounts_without_a_currency_are_euros(tmp_path: Path, name: str) -> None:
    reader = read([in_the_heading(tmp_path / "bill.csv", name)])
    assert all(event.charged is not None for event in reader)
    assert not reader.foreign


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from veilleur.cli import main; main()", *words]
    return subprocess.run(program, cwd=folder, capture_output=True, text=True, check=False)


def test_check_shows_the_amounts_of_the_file_beside_its_own_estimates(tmp_path: Path) -> None:
    path = in_the_heading(tmp_path / "bill.csv", "Montant (CHF)")
    page = run(tmp_path, "check", path.name, "--lang", "fr").stdout
    night, whole = sum(map(amount, NIGHT)), sum(map(amount, OUT))
    assert f"dans sa monnaie\u00a0: {night:.2f}".replace(".", ",") in page
    assert f"({whole:.2f}".replace(".", ",") in page
    assert "environ" in page
    printed = run(tmp_path, "check", path.name, "--json").stdout
    objects = [json.loads(line) for line in printed.splitlines()]
    said = [one["incident"]["file_amounts"] for one in objects if one["type"] == "incident"]
    assert said == [{"CHF": pytest.approx(night)}]
    assert len(CALLS) > len(NIGHT)


def test_prices_in_another_currency_are_not_learned(tmp_path: Path) -> None:
    path = in_the_heading(tmp_path / "bill.csv", "Montant (CHF)")
    (tmp_path / "veilleur.toml").write_text('[site]\nname = "Garage"\ncountry = "FR"\n')
    done = run(tmp_path, "learn", "--prices", path.name, "--lang", "en")
    assert done.returncode == 2
    assert "CHF" in done.stderr
