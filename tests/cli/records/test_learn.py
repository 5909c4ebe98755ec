"""`veilleur learn`: the guard starts with the habits of the company's past."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.evidence import stories

from veilleur.config import load_text
from veilleur.journal import Journal, JournalReader, verify
from veilleur.journal.restore import bring_back
from veilleur.numbering import DialPlan
from veilleur.numbering.deck_files import read_deck
from veilleur.pbx import registry
from veilleur.words.calls import Mode, Origin, Vantage
from veilleur.words.decisions import DecisionKind
from veilleur.words.events import CallRequested
from veilleur.words.site import Site

SITE = Site(name="Garage Martin", outside_line="", extensions=("1XX",), mode=Mode.ENFORCE, observe_days=0)
CUBA = "0053555123456"


def learn(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-c", "from veilleur.cli import main; main()", "learn", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        env={"LANG": "C", "PATH": "/usr/bin:/bin", "PYTHONPATH": os.environ.get("PYTHONPATH", "")},
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "veilleur.toml").write_text(
        '[site]\nname = "Garage Martin"\noutside_line = ""\nextensions = ["1XX"]\n[asterisk]\nsecret = "x"\n'
    )
    cuba = [
        stories.call(stories.moment(day, hour), "101", CUBA, 300.0)
        for day in range(40)
        if day % 7 < 5
        for hour in (9.5, 11.0, 14.0)
    ]
    stories.written(tmp_path, "past.csv", stories.office(40), cuba)
    return tmp_path


def answer(folder: Path, number: str, day: int = 42) -> DecisionKind:
    """What the guard would answer on the morning after, brought back from its journal."""
    reader = JournalReader(folder / "var/journal.db")
    watch = bring_back(reader, SITE, DialPlan(SITE), Vantage.ASKED).watch
    reader.close()
    at = stories.moment(day, 10.0)
    given = watch.step(CallRequested(at, at, "r1", "101", number, Origin.EXTENSION))
    (decision,) = (one for one in given if one.target == "r1")
    return decision.kind


def test_what_was_usual_before_the_guard_came_is_let_through(folder: Path) -> None:
    done = learn(folder, "past.csv", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["summary"]["calls_learned"] >= 90
    assert answer(folder, CUBA) is DecisionKind.ALLOW
    assert verify(folder / "var/journal.db").is_whole


def test_limits_too_tight_for_this_past_are_told_with_those_that_fit(folder: Path) -> None:
    config = folder / "veilleur.toml"
    config.write_text(config.read_text() + "[limits]\nday_eur = 1\n")
    done = learn(folder, "past.csv", "--lang", "fr")
    assert done.returncode == 0, done.stderr
    assert "Vos limites auraient refusé" in done.stdout
    fitting = done.stdout.rpartition("veilleur.toml\u00a0: ")[2].rstrip(".\n").replace(", ", "\n")
    config.write_text(config.read_text().replace("day_eur = 1\n", fitting + "\n"))
    again = learn(folder, "past.csv", "--replace", "--json")
    assert again.returncode == 0, again.stderr
    assert "limits" not in json.loads(again.stdout)["summary"]


@pytest.mark.slow
def test_the_journal_says_what_was_learned_from_which_files(folder: Path) -> None:
    learn(folder, "past.csv")
    reader = JournalReader(folder / "var/journal.db")
    notes = [entry.data for entry in reader.entries(site="Garage Martin", kind="note")]
    reader.close()
    learned = next(note for note in notes if note.get("note") == "learned")
    assert learned["files"][0]["name"] == "past.csv"
    assert len(learned["files"][0]["sha256"]) == 64


@pytest.mark.slow
def test_fraud_in_the_past_is_not_learned(folder: Path) -> None:
    stories.written(folder, "past.csv", stories.office(40), stories.zimbabwe())
    done = learn(folder, "past.csv", "--json")
    assert done.returncode == 1
    summary = json.loads(done.stdout)["summary"]
    assert summary["calls_suspect"] > 2_900
    assert summary["calls_learned"] < 150


@pytest.mark.slow
def test_a_guard_with_habits_of_its_own_keeps_them_unless_told(folder: Path) -> None:
    assert learn(folder, "past.csv").returncode == 0
    again = learn(folder, "past.csv")
    assert again.returncode == 2
    assert "--replace" in again.stderr
    assert learn(folder, "past.csv", "--replace").returncode == 0


@pytest.mark.slow
def test_while_the_guard_runs_nothing_is_learned_behind_its_back(folder: Path) -> None:
    journal = Journal(folder / "var/journal.db")
    try:
        done = learn(folder, "past.csv")
    finally:
        journal.close()
    assert done.returncode == 2
    assert done.stderr.startswith("veilleur: ")


def test_without_a_configuration_it_says_where_to_get_one(tmp_path: Path) -> None:
    stories.written(tmp_path, "past.csv", stories.office())
    done = learn(tmp_path, "past.csv")
    assert done.returncode == 2
    assert "veilleur.toml" in done.stderr


def test_limits_that_fit_start_from_the_past_and_the_journal_says_so(folder: Path) -> None:
    done = learn(folder, "past.csv", "--json")
    fitted = json.loads(done.stdout)["summary"]["limits_fitted"]
    assert fitted["day"] > 50
    settings = load_text(
        (folder / "veilleur.toml").read_text(), folder / "veilleur.toml", registry.sections()
    )
    reader = JournalReader(folder / "var/journal.db")
    watch = bring_back(reader, settings.site, DialPlan(settings.site), Vantage.ASKED).watch
    decisions = [entry.data for entry in reader.entries(kind="decision")]
    reader.close()
    assert watch.rooms.limits.amount("day") == fitted["day"] * 1_000_000
    assert watch.rooms.limits.amount("month") == fitted["month"] * 1_000_000
    assert ("limit", "day", fitted["day"] * 1_000_000) in [
        (one["kind"], one["target"], one.get("amount")) for one in decisions
    ]


@pytest.mark.slow
def test_a_running_guard_learns_at_once_and_keeps_it_over_a_kill(site: Any, run: Any, tmp_path: Path) -> None:
    dear = [stories.call(stories.moment(day, 10.0), "104", CUBA, 1800.0) for day in range(0, 28, 3)]
    records = stories.written(tmp_path, "past.csv", stories.office(28), dear)
    site.guard.start()
    code, out, err = run("learn", str(records), "--json")
    assert code == 0, err
    fitted = json.loads(out)["summary"]["limits_fitted"]
    site.guard.kill()
    site.guard.start()
    windows = {one["window"]: one for one in json.loads(run("limits", "--json")[1])["windows"]}
    assert windows["month"]["limit_eur"] == fitted["month"] > 300
    assert "--replace" in run("learn", str(records))[2]


BILL = """\
N° appelant;N° appelé;Date;Heure;Durée;Destination;Type;{heading}
01 99 00 01 10;0021655500011;07/11/2026;02:41:15;00:30:00;Tunisie mobile;Voix;13,500
01 99 00 01 10;0021655500012;07/11/2026;03:41:15;00:10:00;Tunisie mobile;Voix;4,500
01 99 00 01 10;0021655500013;07/11/2026;04:41:15;00:20:00;Tunisie mobile;Voix;9,000
01 99 00 01 10;03 53 01 00 44;03/11/2026;09:12:11;00:02:51;France fixe;Voix;0,000
"""


@pytest.mark.parametrize(
    ("heading", "tax"), [("Montant HT", "without"), ("Montant TTC", "with"), ("Montant", "")]
)
def test_prices_are_learned_from_a_bill_and_vat_is_not_guessed(
    tmp_path: Path, heading: str, tax: str
) -> None:
    (tmp_path / "bill.csv").write_text(BILL.format(heading=heading))
    (tmp_path / "veilleur.toml").write_text('# ours\n[site]\nname = "G"\n')
    done = learn(tmp_path, "--prices", "bill.csv", "--config", "veilleur.toml", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["tax"] == tax
    assert said["calls_at_zero"] == 1
    assert said["prices"]["216"]["eur_per_minute"] == pytest.approx(0.45)
    text = (tmp_path / "veilleur.toml").read_text()
    assert text.startswith("# ours")
    assert 'file = "veilleur-prices.csv"' in text
    settings = load_text(text, tmp_path / "veilleur.toml")
    assert settings.numbering().explain("0021698765432").price_source == "deck 216"
    assert "Learned on" in (tmp_path / "veilleur-prices.csv").read_text()


def test_a_file_without_amounts_in_euros_teaches_no_price(tmp_path: Path) -> None:
    lines = "number,start,duration,price,currency\n+21655500011,2026-11-07 02:41:15,1800,13.5,USD\n"
    (tmp_path / "bill.csv").write_text(lines)
    (tmp_path / "veilleur.toml").write_text('[site]\nname = "G"\n')
    done = learn(tmp_path, "--prices", "bill.csv", "--config", "veilleur.toml", "--lang", "en")
    assert done.returncode == 2
    assert not (tmp_path / "veilleur-prices.csv").exists()


def test_the_name_of_a_bill_is_no_price_and_no_fault(tmp_path: Path) -> None:
    """Bytes that are no UTF-8, a line that looks like a price, a sequence that steers a terminal."""
    name = os.fsdecode(b"bill\xff\n216,0.00\n\x1b[2J.csv")
    (tmp_path / name).write_text(BILL.format(heading="Montant HT"))
    (tmp_path / "veilleur.toml").write_text('[site]\nname = "G"\n')
    done = learn(tmp_path, "--prices", name, "--config", "veilleur.toml", "--json")
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    prices = read_deck(tmp_path / "veilleur-prices.csv")
    assert prices["216"].per_minute == 450_000


def test_without_a_configuration_the_way_to_read_records_is_named(tmp_path: Path) -> None:
    done = learn(tmp_path, "calls.csv")
    assert done.returncode == 2
    assert "veilleur check FILE" in done.stderr
