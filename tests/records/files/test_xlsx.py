"""A bill as operators send it: an Excel workbook with dates and durations as numbers of days."""

from __future__ import annotations

import tracemalloc
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from veilleur.records import read
from veilleur.records.files import xlsx
from veilleur.words.errors import InputError

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
STYLES = f"""<styleSheet {SPACE}><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm:ss"/>
<numFmt numFmtId="165" formatCode="[h]:mm:ss"/></numFmts>
<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>"""
TEXTS = ("Ligne", "Date et heure", "Numéro composé", "Durée", "Montant HT", "00216555000102")


def cell(place: str, value: object, style: int = 0, kind: str = "") -> str:
    marked = f' t="{kind}"' if kind else ""
    return f'<c r="{place}" s="{style}"{marked}><v>{value}</v></c>'


def bill(path: Path, extra: str = "", properties: str = "", day: int = 46176) -> Path:
    """Two calls: the second one a night's hour to Tunisia, 3 June 2026 10:00 being day 46176.4166...

    properties: of the workbook. day: the first call's, as the workbook's calendar counts it.
    """
    heading = "".join(cell(f"{letter}3", place, 0, "s") for place, letter in enumerate("ABCDE"))
    first = (
        cell("A4", 33199000210)
        + cell("B4", day + 10 / 24, 1)
        + cell("C4", 33261910044)
        + cell("D4", 90 / 86400, 2)
    )
    second = (
        cell("A5", 33199000210)
        + cell("B5", day + 3 + 3 / 24, 1)
        + cell("C5", 5, 0, "s")
        + cell("D5", 25 / 24, 2)
    )
    rows = f'<row r="1">{cell("A1", 0, 0, "s")}</row><row r="3">{heading}</row>'
    rows += f'<row r="4">{first}{cell("E4", 0)}</row><row r="5">{second}{cell("E5", "27.5")}</row>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", f"<workbook {SPACE}>{properties}</workbook>")
        archive.writestr("xl/styles.xml", STYLES)
        shared = "".join(f"<si><t>{text}</t></si>" for text in TEXTS)
        archive.writestr("xl/sharedStrings.xml", f"{extra}<sst {SPACE}>{shared}</sst>")
        archive.writestr(
            "xl/worksheets/sheet1.xml", f"<worksheet {SPACE}><sheetData>{rows}</sheetData></worksheet>"
        )
    return path


def test_a_bill_in_a_workbook_is_read_like_csv(tmp_path: Path) -> None:
    reader = read([bill(tmp_path / "facture.xlsx")])
    first, second = reader
    assert list(reader.formats.values()) == ["operator-bill-fr"]
    assert first.at == datetime(2026, 6, 3, 8, 0, tzinfo=UTC).timestamp()
    assert (first.extension, first.number, first.billed_s) == ("+33199000210", "+33261910044", 90.0)
    assert second.at == datetime(2026, 6, 6, 1, 0, tzinfo=UTC).timestamp()
    assert (second.number, second.billed_s, second.charged) == ("00216555000102", 90_000.0, 27_500_000)
    assert not reader.rejected


@pytest.mark.parametrize("written", ["1", "true"])
def test_a_bill_of_the_1904_calendar_has_the_same_days(tmp_path: Path, written: str) -> None:
    old_mac = bill(
        tmp_path / "mac.xlsx", properties=f'<workbookPr date1904="{written}"/>', day=46176 - (4 * 365 + 2)
    )
    assert [tuple(call) for call in read([old_mac])] == [
        tuple(call._replace(call=call.call.replace("pc.xlsx", "mac.xlsx")))
        for call in read([bill(tmp_path / "pc.xlsx")])
    ]


DATE, TIME, BOTH = 1, 2, 3  # styles of `shown`


def shown(path: Path, value: float, style: int, properties: str = "") -> str:
    """What one cell is read as."""
    styles = f"""<styleSheet {SPACE}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="46"/>
        <xf numFmtId="22"/></cellXfs></styleSheet>"""
    row = f'<sheetData><row r="1">{cell("A1", value, style)}</row></sheetData>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", f"<workbook {SPACE}>{properties}</workbook>")
        archive.writestr("xl/styles.xml", styles)
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet {SPACE}>{row}</worksheet>")
    with zipfile.ZipFile(path) as archive:
        return b"".join(xlsx.lines(archive, path)).decode().strip()


@pytest.mark.parametrize(
    ("value", "style", "in_1900", "in_1904"),
    [
        (46000, DATE, "2025-12-09", "2029-12-10"),
        (46000.25, BOTH, "2025-12-09 06:00:00", "2029-12-10 06:00:00"),
        (44538.75, BOTH, "2021-12-08 18:00:00", "2025-12-09 18:00:00"),
        (1, DATE, "1900-01-01", "1904-01-02"),
        (59.5, BOTH, "1900-02-28 12:00:00", "1904-02-29 12:00:00"),
        (60, DATE, "1900-02-29", "1904-03-01"),  # in 1900 as Excel shows it, a day that never was
        (61, DATE, "1900-03-01", "1904-03-02"),
        (1.5, TIME, "36:00:00", "36:00:00"),  # a duration has no calendar
        (3e6, DATE, "3000000.0", "3000000.0"),
    ],
)
def test_days_are_counted_from_the_calendar_of_the_workbook(
    tmp_path: Path, value: float, style: int, in_1900: str, in_1904: str
) -> None:
    path = tmp_path / "one.xlsx"
    assert shown(path, value, style) == in_1900
    assert shown(path, value, style, '<workbookPr date1904="0"/>') == in_1900
    assert shown(path, value, style, '<workbookPr date1904="1"/>') == in_1904


def test_a_workbook_that_declares_entities_is_refused(tmp_path: Path) -> None:
    bomb = bill(tmp_path / "bomb.xlsx", '<!DOCTYPE sst [<!ENTITY a "aaaa">]>')
    with pytest.raises(InputError, match="not safe"):
        list(read([bomb]))


@pytest.mark.parametrize(
    ("head", "said"), [(b"%PDF-1.7\n", "PDF"), (b"\xd0\xcf\x11\xe0\xa1\xb1", "before 2007")]
)
def test_documents_that_hold_no_text_are_named(tmp_path: Path, head: bytes, said: str) -> None:
    path = tmp_path / "facture"
    path.write_bytes(head * 20)
    with pytest.raises(InputError, match=said):
        list(read([path]))


def sheet_of(path: Path, content: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", f"<workbook {SPACE}/>")
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet {SPACE}>{content}</worksheet>")
    return path


@pytest.mark.parametrize("one", ["<row><c><v>1</v></c></row>", "<padding><x/></padding>"])
def test_a_long_sheet_takes_no_memory_for_what_was_read(tmp_path: Path, one: str) -> None:
    path = sheet_of(tmp_path / "long.xlsx", f"<sheetData>{one * 20_000}</sheetData>")
    with zipfile.ZipFile(path) as archive:
        tracemalloc.start()
        for _row in xlsx.lines(archive, path):
            pass
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 4_000_000  # kept whole, the sheet takes more than 20


@pytest.mark.parametrize("content", ["<a>" * 5_000 + "</a>" * 5_000, f"<row>{'<c/>' * 1_100}</row>"])
def test_a_sheet_without_bounds_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    monkeypatch.setattr(xlsx, "MOST_ELEMENTS", 1_000)
    path = sheet_of(tmp_path / "deep.xlsx", content)
    with zipfile.ZipFile(path) as archive, pytest.raises(InputError, match="not safe to read"):
        list(xlsx.lines(archive, path))


@pytest.mark.parametrize("one", ["<row/>", "<x/>"])
def test_a_sheet_of_rows_without_end_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one: str
) -> None:
    """A megabyte that unpacks to thirty million of them."""
    monkeypatch.setattr(xlsx, "SHEET_ROWS_MAX", 1_000)
    monkeypatch.setattr(xlsx, "BESIDE_ROWS_MAX", 1_000)
    path = sheet_of(tmp_path / "bomb.xlsx", one * 1_001)
    with zipfile.ZipFile(path) as archive, pytest.raises(InputError, match="not safe to read"):
        list(xlsx.lines(archive, path))


def test_a_sheet_may_have_as_many_rows_as_excel_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert xlsx.SHEET_ROWS_MAX == 1_048_576
    monkeypatch.setattr(xlsx, "SHEET_ROWS_MAX", 3)
    path = sheet_of(tmp_path / "calls.xlsx", "<row><c><v>1</v></c></row>" * 3)
    with zipfile.ZipFile(path) as archive:
        assert list(xlsx.lines(archive, path)) == [b"1\n"] * 3
