"""Files that hold no calls: each is named as what it is; else what was seen and what is missing is said."""

from __future__ import annotations

import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from tests.records.shapes.story import CALLS, assert_read
from tests.records.shapes.test_documents import HEADING, french

from veilleur.language import error_in
from veilleur.records import read
from veilleur.words.errors import InputError

DAYS = range(1, 21)
STATEMENT = "Date;Libellé;Débit;Crédit;Solde\n" + "".join(
    f"{day:02d}/10/2026;PRLV EDF;-{day},50;;{2000 - day},50\n" for day in DAYS
)
LOG = "".join(f"2026-10-13 09:{day:02d}:12,321 INFO [main] Request {day} served in 3 ms\n" for day in DAYS)
CONTACTS = "".join(f"BEGIN:VCARD\nVERSION:3.0\nTEL:+336399800{day:02d}\nEND:VCARD\n" for day in DAYS)
CALENDAR = "BEGIN:VCALENDAR\n" + "".join(
    f"BEGIN:VEVENT\nDTSTART:202610{day:02d}T090000Z\nEND:VEVENT\n" for day in DAYS
)
BILL = "Facture n° 2026-1044;;\nAbonnement;12,00;EUR\nTotal HT;46,50;EUR\nTVA 20 %;9,30;EUR\n"
PAGE = "<!DOCTYPE html><html><body><h1>Connexion</h1><form><input name=login></form></body></html>\n"
DUMP = "-- MySQL dump 10.13\nCREATE TABLE `users` (`id` int);\nINSERT INTO `users` VALUES (1,'admin');\n"


def refused(path: Path) -> InputError:
    with pytest.raises(InputError) as error:
        list(read([path]))
    return error.value


@pytest.mark.parametrize(
    ("name", "content", "english", "french_words"),
    [
        ("photo.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(range(256)) * 40, "a picture", "une image"),
        ("scan.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "a picture", "une image"),
        ("statement.csv", STATEMENT.encode(), "a bank statement", "un relevé de banque"),
        ("app.log", LOG.encode(), "the log of a program", "le journal d’un programme"),
        ("contacts.vcf", CONTACTS.encode(), "a list of contacts", "un carnet de contacts"),
        ("calendar.ics", CALENDAR.encode(), "a calendar", "un agenda"),
        (
            "bill.csv",
            BILL.encode(),
            "a bill without its list of calls",
            "une facture sans le détail des appels",
        ),
        ("page.html", PAGE.encode(), "a web page without a table", "une page web sans tableau"),
        ("dump.sql", DUMP.encode(), "a database without a table of calls", "une base de données sans table"),
    ],
)
def test_a_file_that_is_something_else_is_named(
    tmp_path: Path, name: str, content: bytes, english: str, french_words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    error = refused(path)
    assert english in str(error)
    assert french_words in error_in(error, "fr")
    assert "CSV" in str(error)


def test_an_empty_workbook_holds_no_text(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{main}"><sheets/></workbook>')
        archive.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData/></worksheet>')
    assert "holds no text" in str(refused(path))


@pytest.mark.parametrize(
    ("member", "named"),
    [("word/document.xml", "a Word document"), ("xl/workbook.bin", "a binary Excel workbook (.xlsb)")],
)
def test_a_document_of_an_office_that_is_not_read_is_named(tmp_path: Path, member: str, named: str) -> None:
    path = tmp_path / "document.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "Bonjour")
    assert named in str(refused(path))


def test_a_box_of_mails_without_calls_says_what_was_seen_and_what_is_missing(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.fr", "b@example.fr", "Mardi"
    mail.set_content("On se voit mardi ?\n")
    path = tmp_path / "box.mbox"
    path.write_bytes(b"From a@example.fr Tue Oct 13 10:00:00 2026\n" + bytes(mail) + b"\n")
    error = refused(path)
    assert "On se voit mardi" in str(error)
    said = error_in(error, "fr")
    assert "Pas trouvé\u00a0: une date et une heure, un numéro composé, une durée" in said
    assert "veilleur formats describe" in said


def test_a_table_of_something_else_says_which_columns_look_known(tmp_path: Path) -> None:
    path = tmp_path / "stock.csv"
    path.write_text("Référence;Désignation;Quantité;Prix\nA1;Vis;120;0,12\nA2;Écrou;300;0,10\n")
    said = error_in(refused(path), "fr")
    assert "Référence, Désignation, Quantité, Prix" in said
    assert "(colonne" in said
    assert "détail des communications" in said


def test_a_picture_beside_the_records_in_an_archive_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "month.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(range(256)) * 40)
        archive.writestr("calls.csv", "\n".join([HEADING, *map(french, CALLS), ""]))
    assert_read(path)
