"""An operator's bill as PDF: its table is read as any table; what is none is named with its cause."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from veilleur.records import read
from veilleur.words.errors import InputError

NAMES = ("Date", "Heure", "Numéro appelé", "Destination", "Durée", "Montant HT")
HEADINGS = list(zip((40, 110, 170, 270, 400, 480), NAMES, strict=True))
ROWS = [
    ("03/06/2026", "10:00:01", "01 99 00 02 01", "National", "00:02:20", "0,0210"),
    ("03/06/2026", "11:30:00", "0037120000417", "", "00:17:06", "5,7200"),  # its destination is empty
    ("04/06/2026", "09:15:42", "06 39 98 02 77", "National mobile", "00:00:22", "0,0100"),
    ("04/06/2026", "16:03:11", "02 61 91 04 22", "National", "00:05:45", "0,0350"),
]
Printed = list[tuple[int, int, str]]


def pdf(pages: list[Printed]) -> bytes:
    """A PDF of these texts at these places."""
    kids = " ".join(f"{4 + 2 * place} 0 R" for place in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for place, page in enumerate(pages):
        text = "\n".join(f"BT /F1 9 Tf {x} {y} Td ({said}) Tj ET" for x, y, said in page).encode("cp1252")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * place} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text))
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + head + table + tail


def bill(pages: list[list[tuple[str, ...]]]) -> bytes:
    printed = []
    for number, rows in enumerate(pages, start=1):
        page: Printed = [(40, 800, "Facture du mois de juin"), *((x, 760, name) for x, name in HEADINGS)]
        for place, row in enumerate(rows):
            places = [x for x, _name in HEADINGS[:-1]] + [500]  # amounts stand to the right
            page += [(x, 745 - 13 * place, text) for x, text in zip(places, row, strict=True) if text]
        printed.append([*page, (270, 60, f"Page {number}")])
    return pdf(printed)


def test_the_table_of_a_bill_is_read_over_its_pages(tmp_path: Path) -> None:
    path = tmp_path / "facture.pdf"
    path.write_bytes(bill([ROWS[:2], ROWS[2:]]))
    reader = read([path])
    calls = list(reader)
    assert [(call.number, call.billed_s, call.charged) for call in calls] == [
        ("0199000201", 140.0, 21_000),
        ("0037120000417", 1026.0, 5_720_000),
        ("0639980277", 22.0, 10_000),
        ("0261910422", 345.0, 35_000),
    ]
    assert not reader.rejected


def test_a_scanned_bill_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf([[]]))
    with pytest.raises(InputError, match="without text"):
        list(read([path]))


def test_a_damaged_pdf_is_named_with_its_cause(tmp_path: Path) -> None:
    path = tmp_path / "half.pdf"
    path.write_bytes(b"%PDF-1.4\n1 0 obj\n<< /Type")
    with pytest.raises(InputError, match=r"cannot be read|without text"):
        list(read([path]))


def test_a_pdf_that_is_too_large_for_a_bill_is_one_sentence(tmp_path: Path) -> None:
    """A stream of 200 MB without a line end took minutes; the file below has a hole, so it costs no disk."""
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.4\n1 0 obj\n<< /Length 3 >>\nstream\n")
        file.truncate(200 << 20)
    with pytest.raises(InputError, match=r"huge\.pdf: takes more time or memory to read than it may"):
        list(read([path]))


def test_without_the_library_the_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pdfplumber", None)
    path = tmp_path / "facture.pdf"
    path.write_bytes(bill([ROWS]))
    with pytest.raises(InputError, match=r"veilleur\[pdf\]"):
        list(read([path]))
