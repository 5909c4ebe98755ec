"""Tables as people keep them: headings that name units, sums under the records, numbers that were rounded."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.records import read
from veilleur.words.events import CallRecorded

LINE = "23/11/2026;09:01:00;101;0199000010;{}\n"


def read_back(path: Path, heading: str, *values: str) -> list[CallRecorded]:
    path.write_text(heading + "\n" + "".join(LINE.format(value) for value in values))
    reader = read([path])
    found = list(reader)
    assert not reader.rejected
    return found


@pytest.mark.parametrize(
    ("duration", "written", "seconds"),
    [
        ("Durée (mm:ss)", "2:51", 171),
        ("Durée (s)", "171", 171),
        ("Durée en secondes", "171", 171),
        ("Durée en minutes", "2,85", 171),
        ("Durée (min)", "2.85", 171),
        ("Durée (hh:mm:ss)", "00:02:51", 171),
        ("Durée (min:s)", "2:51", 171),
    ],
)
def test_a_heading_may_name_its_unit(tmp_path: Path, duration: str, written: str, seconds: float) -> None:
    heading = f"Date;Heure;Poste;Numéro composé;{duration}"
    [found] = read_back(tmp_path / "calls.csv", heading, written)
    assert found.billed_s == pytest.approx(seconds)


def test_a_price_with_its_tax_in_the_heading_is_the_price(tmp_path: Path) -> None:
    heading = "Date;Heure;Poste;Numéro composé;Durée (s);Coût TTC (€)"
    [found] = read_back(tmp_path / "calls.csv", heading, "60;0,45 €")
    assert found.charged == 450_000


def test_sums_under_the_records_are_no_records(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    body = LINE.format("60;0,45") + "Total HT;;;;;0,45\n;;;Total;;1 234,56 €\n;;;;;\n"
    path.write_text("Date;Heure;Poste;Numéro composé;Durée;Montant\n" + body)
    reader = read([path])
    assert len(list(reader)) == 1
    assert not reader.rejected


def test_a_number_that_a_spreadsheet_rounded_keeps_the_digits_it_shows(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("Date;Heure;Poste;Numéro composé;Durée\n23/11/2026;09:01:00;101;2,63776E+11;00:01:00\n")
    assert [record.number for record in read([path])] == ["263776••••••"]
