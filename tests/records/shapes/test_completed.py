"""Tables whose titles, twins and spreadsheets say what their cells leave out."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.records.files.test_pdf_tables import pdf

from veilleur.records import read
from veilleur.words.errors import InputError

PARIS = ZoneInfo("Europe/Paris")
BEGIN = datetime(2026, 6, 3, 10, 0, 1, tzinfo=PARIS)
CALLS = [
    (BEGIN + timedelta(hours=7 * place, minutes=13 * place), number, 40 + 137 * place)
    for place in range(8)
    for number in (("0199000201", "0639980277", "0037120000417")[place % 3],)
]


def clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def calls_in(path: Path) -> list[tuple[float, str, float]]:
    return sorted((event.at, event.number, event.billed_s) for event in read([path]))


def wanted() -> list[tuple[float, str, float]]:
    return sorted((at.timestamp(), number, float(talk)) for at, number, talk in CALLS)


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Relevé de juin 2026", "%d"),
        ("Relevé de juin 2026", "%d/%m"),
        ("Période : 06/2026", "%d/%m"),
        ("Du 15/05/2026 au 14/06/2026", "%d/%m"),
    ],
)
def test_a_title_completes_days_without_a_year(tmp_path: Path, title: str, written: str) -> None:
    lines = [title, "Jour;Heure;Numéro appelé;Durée;Montant € HT"]
    lines += [f"{at.strftime(written)};{at:%H:%M:%S};{far};{clock(talk)};0,10" for at, far, talk in CALLS]
    file = tmp_path / "facture.csv"
    file.write_text("\n".join(lines) + "\n")
    assert calls_in(file) == wanted()


def test_without_a_period_such_days_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "facture.csv"
    rows = [f"{at:%d/%m};{at:%H:%M:%S};{far};{clock(talk)};0,10" for at, far, talk in CALLS]
    file.write_text(
        "\n".join(["Facture du 02/07/2026", "Jour;Heure;Numéro appelé;Durée;Montant", *rows]) + "\n"
    )
    with pytest.raises(InputError):
        list(read([file]))


def test_two_tables_beside_each_other_in_a_pdf_are_read_both(tmp_path: Path) -> None:
    names = ("Date", "Heure", "Numéro", "Durée", "Coût")
    page = [(40, 800, "Détail des appels")]
    for places, part in (((30, 80, 125, 200, 250), CALLS[:4]), ((310, 360, 405, 480, 530), CALLS[4:])):
        page += [(x, 760, name) for x, name in zip(places, names, strict=True)]
        for row, (at, far, talk) in enumerate(part):
            texts = (f"{at:%d/%m/%y}", f"{at:%H:%M:%S}", far, clock(talk), "0,10")
            page += [(x, 745 - 13 * row, text) for x, text in zip(places, texts, strict=True)]
    file = tmp_path / "facture.pdf"
    file.write_bytes(pdf([page]))
    assert calls_in(file) == wanted()


@pytest.mark.parametrize(
    "heading", ["Date;Heure;Numéro appelé;Durée;Montant", "Date;Time;Extension;Called number;Talk time"]
)
def test_days_at_midnight_beside_a_clock_are_days(tmp_path: Path, heading: str) -> None:
    extension = "201;" if "Extension" in heading else ""
    cost = "" if extension else ";0,10"
    rows = [
        f"{at:%Y-%m-%d} 00:00:00;{at:%H:%M:%S};{extension}{far};{clock(talk)}{cost}"
        for at, far, talk in CALLS
    ]
    file = tmp_path / "calls.csv"
    file.write_text("\n".join([heading, *rows]) + "\n")
    assert calls_in(file) == wanted()


def test_a_length_as_a_part_of_a_day_is_a_length(tmp_path: Path) -> None:
    rows = [f"{at:%Y-%m-%d %H:%M:%S},201,{far},Outgoing,{talk / 86400:.12f}" for at, far, talk in CALLS]
    file = tmp_path / "calls.csv"
    file.write_text("\n".join(["Start,Extension,Called number,Direction,Duration", *rows]) + "\n")
    assert calls_in(file) == wanted()


def test_values_one_a_line_are_records(tmp_path: Path) -> None:
    blocks = [
        f"Start: {at:%Y-%m-%d %H:%M:%S}\nExtension: 201\nCalled number: {far}\n"
        f"Direction: Outgoing\nTalk time: {talk}\nNote: x"
        for at, far, talk in CALLS
    ]
    file = tmp_path / "calls.log"
    file.write_text("\n\n".join(blocks) + "\n")
    assert calls_in(file) == wanted()


def test_a_volume_and_its_unit_are_a_length_and_megabytes_none(tmp_path: Path) -> None:
    rows = [
        f"0199000100;{far};{at:%d/%m/%Y %H:%M:%S};{talk / 60:.4f};minutes;0,10" for at, far, talk in CALLS
    ]
    rows.append(f"0199000100;internet;{BEGIN:%d/%m/%Y %H:%M:%S};12;Mo;0,10")
    file = tmp_path / "trafic.csv"
    file.write_text("\n".join(["N° appelant;N° appelé;Date de début;Volume;Unité;Montant HT", *rows]) + "\n")
    assert calls_in(file) == wanted()
