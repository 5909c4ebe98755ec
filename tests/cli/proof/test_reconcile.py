"""`veilleur reconcile` as a person gives it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.evidence.reconcile import bills

from veilleur.journal import Journal
from veilleur.words import events as ev

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str, str]:
    monkeypatch.chdir(tmp_path)
    right = bills.year(400)
    lines = bills.with_planted(right, 2)
    footer = ("Total HT;;;;;9999,00", "TVA 20 %;;;;;1999,80", "Total TTC;;;;;11998,80")
    bill, records, deck = bills.write(tmp_path, right, lines, footer)
    return str(bill), str(records), str(deck)


def test_the_lines_in_dispute_are_listed_in_euros(files: tuple[str, str, str], run: Run) -> None:
    bill, records, deck = files
    code, out, err = run("reconcile", bill, records, "--tariff", deck, "--out", "litige.csv", "--lang", "fr")
    assert (code, err) == (1, "")
    assert "appels que le standard n’a jamais passés" in out
    assert "totaux qui ne sont pas la somme" in out
    rows = list(csv.reader(Path("litige.csv").read_text("utf-8-sig").splitlines()))
    assert not [row[2] for row in rows[1:] if row[2] and row[2] in out], "numbers are masked on the screen"
    assert len(rows) == 1 + 5 * 2 + 1


def test_machines_get_every_line(files: tuple[str, str, str], run: Run) -> None:
    bill, records, deck = files
    code, out, _err = run("reconcile", bill, records, "--tariff", deck, "--json")
    *lines, last = map(json.loads, out.splitlines())
    assert code == 1
    summary = last["summary"]
    kinds = {"never_made": 2, "billed_twice": 2, "not_answered": 2, "too_long": 2, "price": 2, "total": 1}
    assert summary["by_kind"] == kinds
    assert sum(one["disputed_eur"] for one in lines) == pytest.approx(summary["disputed_eur"])


def test_without_a_tariff_prices_are_not_checked_and_that_is_said(
    files: tuple[str, str, str], run: Run
) -> None:
    bill, records, _deck = files
    code, out, _err = run("reconcile", bill, records, "--lang", "en")
    assert code == 1
    assert "prices are not checked" in out
    assert "prices other than the tariff" not in out


def test_without_records_the_guards_journal_is_taken(files: tuple[str, str, str], run: Run) -> None:
    bill, _records, deck = files
    assert run("reconcile", bill, "--lang", "en")[0] == 2
    Path("veilleur.toml").write_text('[site]\nname = "Garage Martin"\noutside_line = ""\n', "utf-8")
    journal = Journal(Path("var/journal.db"))
    for at, extension, number, seconds in bills.year(400).made:
        call = f"{at}-{number}"
        journal.append_event("Garage Martin", ev.CallStarted(at, at, call, number, extension=extension))
        if seconds:
            journal.append_event("Garage Martin", ev.CallAnswered(at, at, call))
        journal.append_event("Garage Martin", ev.CallEnded(at + seconds, at + seconds, call))
    journal.close()
    code, out, _err = run("reconcile", bill, "--tariff", deck, "--lang", "en", "--json")
    kinds = {"never_made": 2, "billed_twice": 2, "not_answered": 2, "too_long": 2, "price": 2, "total": 1}
    assert (code, json.loads(out.splitlines()[-1])["summary"]["by_kind"]) == (1, kinds)
    page = run("reconcile", bill, "--lang", "en")[1]
    assert "found in the guard’s journal" in page
    assert "gate" not in page, "nobody has one"
    Path("gate-secret").write_text("0123456789abcdef", "utf-8")
    with Path("veilleur.toml").open("a", encoding="utf-8") as file:
        file.write("[gate]\n")
    assert "Not seen by the gate: 2\u00a0calls of the bill." in run("reconcile", bill, "--lang", "en")[1]
    assert "Non vus par la porte\u00a0: 2\u00a0appels" in run("reconcile", bill, "--lang", "fr")[1]


def test_what_is_no_bill_is_said(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Bonjour,\nvoici la facture.\n")
    code, _out, err = run("reconcile", str(path), str(path), "--lang", "en")
    assert code == 2
    assert "note.txt" in err
