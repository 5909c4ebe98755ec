"""Web pages and XML workbooks that are named .xls are tables."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from veilleur.records import read
from veilleur.words.errors import InputError

HEADINGS = ("Start time", "Caller", "Called", "Direction", "Duration")
ROWS = (
    ("2026-06-03 10:00:00", "201", "0261910001", "Outbound", "0:02:20"),
    ("2026-06-03 23:00:00", "202", "005355500011", "Outbound", "1:00:00"),
)
TRUTH = [("201", "0261910001", 140.0), ("202", "005355500011", 3600.0)]


def html(name: str = "td") -> str:
    rows = "".join(
        "<tr>" + "".join(f"<{name} class=x>{cell}</{name}>" for cell in row) + "</tr>\n"
        for row in (HEADINGS, *ROWS)
    )
    return f"<html><head><title>Calls</title></head><body><p>June</p><table>{rows}</table></body></html>"


def spreadsheet_ml() -> str:
    def cell(text: str) -> str:
        if text.startswith("2026"):
            return f'<ss:Cell><ss:Data ss:Type="DateTime">{text.replace(" ", "T")}.000</ss:Data></ss:Cell>'
        if text.count(":") == 2:
            hours, rest = text.split(":", 1)
            stamp = f"1899-12-31T{int(hours):02}:{rest}.000"
            return f'<ss:Cell ss:Index="5"><ss:Data ss:Type="DateTime">{stamp}</ss:Data></ss:Cell>'
        return f'<ss:Cell><ss:Data ss:Type="String">{text}</ss:Data></ss:Cell>'

    rows = "".join(f"<ss:Row>{''.join(map(cell, row))}</ss:Row>" for row in (HEADINGS, *ROWS))
    return (
        '<?xml version="1.0"?><ss:Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<ss:Worksheet ss:Name="Calls"><ss:Table>{rows}</ss:Table></ss:Worksheet></ss:Workbook>'
    )


def open_document(path: Path) -> None:
    """What LibreOffice saves: dates and lengths beside the text in the form of a country."""

    def cell(text: str) -> str:
        if text.startswith("2026"):
            kind, shown = f'office:value-type="date" office:date-value="{text.replace(" ", "T")}"', "03/06/26"
        elif text.count(":") == 2:
            hours, minutes, seconds = text.split(":")
            kind = f'office:value-type="time" office:time-value="PT{int(hours):02}H{minutes}M{seconds}S"'
            shown = text
        else:
            kind, shown = 'office:value-type="string"', text
        return f"<table:table-cell {kind}><text:p>{shown}</text:p></table:table-cell>"

    blank = '<table:table-cell table:number-columns-repeated="16379"/>'
    rows = "".join(
        f"<table:table-row>{''.join(map(cell, row))}{blank}</table:table-row>" for row in (HEADINGS, *ROWS)
    )
    content = (
        '<?xml version="1.0"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">'
        f"<office:body><office:spreadsheet><table:table>{rows}</table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("styles.xml", '<?xml version="1.0"?><office:document-styles/>')
        archive.writestr("content.xml", content)
        archive.writestr("meta.xml", '<?xml version="1.0"?><office:document-meta/>')


def test_an_open_document_is_read(tmp_path: Path) -> None:
    path = tmp_path / "calls.ods"
    open_document(path)
    found = list(read([path]))
    assert [(one.extension, one.number, one.billed_s) for one in found] == TRUTH


@pytest.mark.parametrize(
    "text", [html(), html("th"), html().replace("</td>", ""), html().replace("\n", ""), spreadsheet_ml()]
)
def test_its_rows_are_read_as_a_table(tmp_path: Path, text: str) -> None:
    path = tmp_path / "calls.xls"
    path.write_text(text)
    reader = read([path])
    found = list(reader)
    assert not reader.rejected
    assert [(one.extension, one.number, one.billed_s) for one in found] == TRUTH


def test_a_workbook_with_a_password_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "calls.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(2000) + "EncryptedPackage".encode("utf-16-le") + bytes(600))
    with pytest.raises(InputError, match="password"):
        list(read([path]))
