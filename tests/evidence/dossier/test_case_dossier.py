"""The dossier of a case: each figure comes from lines of the kept files, which anybody can add up again."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from tests.evidence.dossier import cases

from veilleur.evidence.dossier import tables
from veilleur.evidence.dossier.content import Dossier, Grade
from veilleur.evidence.dossier.document import document
from veilleur.evidence.dossier.figures import figures, ranges
from veilleur.evidence.dossier.gathering.from_case import manifest_of
from veilleur.evidence.dossier.pdf import pages, pdf
from veilleur.evidence.dossier.setting import Setting
from veilleur.evidence.dossier.summary import summary_sentences
from veilleur.evidence.dossier.wording import Words
from veilleur.words.errors import InputError


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dossier")


@pytest.fixture(scope="module")
def dossier(folder: Path) -> Dossier:
    return cases.dossier(folder)


def setting(dossier: Dossier, lang: str, *, is_masked: bool = False) -> Setting:
    return Setting(dossier, Words(lang, dossier.timezone), is_masked=is_masked, verifier="pass\n")


def test_every_figure_is_what_its_lines_add_up_to(folder: Path, dossier: Dossier) -> None:
    """Read again with nothing of ours: the lines that a figure names, of the file whose hash it names."""
    raw = next((folder / "cases").glob("*/raw/01-Master.csv"))
    rows = list(csv.reader(raw.read_text().splitlines()))
    found = {figure.name: figure for figure in figures(dossier)}
    lines = found["calls_tried"].data()["files"][0]
    assert lines["sha256"] == hashlib.sha256(raw.read_bytes()).hexdigest()
    named = [rows[line - 1] for line in lines["lines"]]
    assert found["calls_tried"].value == len(named) == 111
    assert {row[2][:2] for row in named} == {"00"}  # abroad, all of them
    answered = [rows[line - 1] for line in found["seconds"].data()["files"][0]["lines"]]
    assert found["seconds"].value == sum(int(row[13]) for row in answered)
    assert found["calls_answered"].value == sum(int(row[13]) > 0 for row in named)


def test_tables_add_up_to_the_total(dossier: Dossier) -> None:
    for groups in (dossier.by_place(), dossier.by_extension(), dossier.by_number()):
        assert sum(total.tried for _, total in groups) == dossier.total.tried
        assert sum(total.cost for _, total in groups) == dossier.total.cost
        assert sum(total.seconds for _, total in groups) == dossier.total.seconds


def test_the_months_before_show_what_was_normal(dossier: Dossier) -> None:
    assert [month.month for month in dossier.months] == ["2026-03"]
    assert dossier.months[0].calls == 16 * 14  # the office's own calls until that night
    assert dossier.months[0].to_places == 0


def test_a_case_says_that_nobody_watched(dossier: Dossier) -> None:
    assert dossier.grade is Grade.RECORDS_ONLY
    text = str(document(setting(dossier, "fr")))
    assert "Preuve tirée des seuls relevés d’appels" in text
    assert "comment l’intrus est entré" in text
    assert "à vérifier par un avocat" in text


def test_a_changed_file_proves_nothing(tmp_path: Path) -> None:
    kept = cases.case(tmp_path)
    raw = kept / "raw/01-Master.csv"
    raw.chmod(0o600)
    raw.write_bytes(raw.read_bytes().replace(b"1200", b"1300", 1))
    with pytest.raises(InputError, match="was changed since the case was opened"):
        manifest_of(kept)


def test_the_circulated_copy_holds_no_whole_number_that_was_called(dossier: Dossier) -> None:
    text = str(document(setting(dossier, "fr", is_masked=True)))
    rows = str(tables.call_rows(dossier, is_masked=True))
    for call in dossier.calls:
        assert call.called not in text + rows
        assert call.number not in text + rows
    assert dossier.calls[0].called in str(document(setting(dossier, "fr")))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_pages_are_pdf_a_and_have_ink(dossier: Dossier, lang: str) -> None:
    data = document(setting(dossier, lang))
    content = pdf("dossier.typ", data, dossier.made_at)
    assert content.startswith(b"%PDF-")
    assert b"pdfaid:part" in content
    assert content == pdf("dossier.typ", data, dossier.made_at), "the same dossier gives the same bytes"
    pictures = pages("dossier.typ", data, 40)
    assert 6 <= len(pictures) <= 15
    assert all(picture.startswith(b"\x89PNG") and len(picture) > 1_500 for picture in pictures)


def test_french_stands_with_its_no_break_spaces(dossier: Dossier) -> None:
    texts = " ".join(summary_sentences(setting(dossier, "fr")))
    assert "€" in texts
    assert not [mark for mark in (" :", " ;", " €", " %", "« ") if mark in texts]


def test_a_workbook_and_a_csv_hold_the_same_calls(dossier: Dossier) -> None:
    rows = tables.call_rows(dossier, is_masked=False)
    text = tables.as_csv(tables.CALL_HEADS, rows).decode("utf-8-sig")
    back = list(csv.reader(io.StringIO(text)))
    assert len(back) == len(rows) + 1
    assert back[1][5] == f"'{dossier.calls[0].called}"  # no spreadsheet takes it for a formula
    with zipfile.ZipFile(io.BytesIO(tables.as_xlsx(tables.CALL_HEADS, rows))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<row ") == len(rows) + 1
    assert dossier.calls[0].called in sheet


def test_ranges_of_lines() -> None:
    assert ranges([5, 1, 2, 3, 9, 2]) == [(1, 3), (5, 5), (9, 9)]


def test_an_attack_without_a_call_has_a_dossier_too(dossier: Dossier) -> None:
    silent = replace(dossier, calls=(), steps=(), months=())
    for lang in ("fr", "en"):
        data = document(setting(silent, lang))
        assert pages("dossier.typ", data, 30)
        assert len(data["summary"]["sentences"]) == 1
