"""`veilleur reconcile` as a person gives it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.evidence.reconcile import bills

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


def test_what_is_no_bill_is_said(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Bonjour,\nvoici la facture.\n")
    code, _out, err = run("reconcile", str(path), str(path), "--lang", "en")
    assert code == 2
    assert "note.txt" in err
