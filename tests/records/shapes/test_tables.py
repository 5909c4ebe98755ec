"""How tables are written: headings above headings, sums, encodings, printed columns, languages, archives."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.records.shapes.story import CALLS, FRENCH, IN, OUT, Call, assert_read, hms, table

HEADING = "Date;Heure;Poste;Numéro;Sens;Durée"


def french(one: Call) -> str:
    return f"{one.at:%d/%m/%Y;%H:%M:%S};{one.ext};{one.far};{FRENCH[one.way]};{hms(one.talk)}"


@pytest.mark.parametrize(
    "heading",
    [
        "Appel;;Interlocuteurs;;Appel;Durées\nDate;Heure;Poste;Numéro;Sens;Conversation",
        "Date;Heure;Poste;Numéro;Sens;Durée\n(jj/mm/aaaa);(hh:mm:ss);;;;(hh:mm:ss)",
        "Relevé;;;;;\nPériode : octobre 2026;;;;;\n\nDate;Heure;Poste;Numéro;Sens;Durée",
    ],
)
def test_two_rows_of_headings_are_one_heading(tmp_path: Path, heading: str) -> None:
    assert_read(table(tmp_path / "calls.csv", heading, french))


@pytest.mark.parametrize(
    "above", ["Call;Call;Caller;Called;Duration;Duration;", "Call;;Caller;Called;Duration;;"]
)
def test_names_that_stand_twice_are_told_apart_by_the_line_above(tmp_path: Path, above: str) -> None:
    path = table(
        tmp_path / "calls.csv",
        above + "\nDate;Time;Number;Number;Ring;Talk;Direction",
        lambda one: f"{one.at:%Y-%m-%d;%H:%M:%S};{one.caller};{one.called};{one.ring};{one.talk};{one.way}",
    )
    assert_read(path)


@pytest.mark.parametrize("between", [" - ", " -> ", " > ", " / "])
def test_two_numbers_in_one_cell_are_two_parties(tmp_path: Path, between: str) -> None:
    path = table(
        tmp_path / "calls.csv",
        "Date and time;From - To;Direction;Duration",
        lambda one: f"{one.at:%Y-%m-%d %H:%M:%S};{one.caller}{between}{one.called};{one.way};{one.talk}",
    )
    assert_read(path)


@pytest.mark.parametrize("name", ['"Dupré; Léa ""compta"""', '"a\nb"', "O'Brien"])
def test_a_name_may_hold_signs_of_the_table(tmp_path: Path, name: str) -> None:
    path = table(
        tmp_path / "calls.csv",
        HEADING.replace("Poste", "Nom;Poste"),
        lambda one: french(one).replace(f";{one.ext};", f";{name};{one.ext};"),
    )
    assert_read(path)


@pytest.mark.parametrize(
    "sums",
    [
        ";;;;Total général;05:00:00\nNombre d'appels;19;;;;\n",
        "Total;19;;;;05:00:00\n",
        "19 rows in set (0.00 sec)\n",
        "(19 lignes)\n",
        "Anzahl: 19;;;;;\n",
    ],
)
def test_sums_below_the_calls_are_no_calls(tmp_path: Path, sums: str) -> None:
    path = table(tmp_path / "calls.csv", HEADING, french)
    path.write_text(path.read_text() + sums)
    assert_read(path)


def test_sums_of_each_day_with_the_heading_again_are_no_calls(tmp_path: Path) -> None:
    lines: list[str] = []
    for place, one in enumerate(CALLS):
        if place and one.at.date() != CALLS[place - 1].at.date():
            lines += [f"Total du {CALLS[place - 1].at:%d/%m/%Y};;;5 appels;;01:20:00", "", HEADING]
        lines.append(french(one))
    path = tmp_path / "calls.csv"
    path.write_text("\n".join([HEADING, *lines, ""]))
    assert_read(path)


@pytest.mark.parametrize(
    "encoding", ["cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp850", "mac_roman"]
)
def test_letters_with_accents_are_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    assert_read(table(tmp_path / "calls.csv", HEADING, french, encoding=encoding))


PRINTED: list[tuple[str, Callable[[Call], str]]] = [
    (
        "Date       Time     Ext  Dir  Number               Ring     Talk\n"
        "---------- -------- ---- ---- -------------------- -------- --------",
        lambda one: (
            f"{one.at:%Y-%m-%d %H:%M:%S} {one.ext:4} {one.way:4} {one.far:20} {hms(one.ring)} {hms(one.talk)}"
        ),
    ),
    (
        "RELEVE DES COMMUNICATIONS\n\nDATE      HEURE      POSTE  SENS     NUMERO COMPOSE     DUREE",
        lambda one: (
            f"{one.at:%d/%m/%y  %H:%M:%S}   {one.ext}    {FRENCH[one.way]:8} {one.far:18} {hms(one.talk)}"
        ),
    ),
    (
        "Datum        Zeit       Nst.   Richtung        Rufnummer     Dauer\n" + "=" * 70,
        lambda one: (
            f"{one.at:%d.%m.%Y   %H:%M:%S}   {one.ext}    {'abgehend' if one.way == 'out' else 'kommend':9}"
            f" {one.far:>15}   {hms(one.talk)}"
        ),
    ),
    (
        "+---------------------+------+----------------+-----+------+\n"
        "| start               | ext  | number         | dir | talk |\n"
        "+---------------------+------+----------------+-----+------+",
        lambda one: (
            f"| {one.at:%Y-%m-%d %H:%M:%S} | {one.ext:4} | {one.far:14} | {one.way:3} | {one.talk:4} |"
        ),
    ),
]


@pytest.mark.parametrize(("heading", "line"), PRINTED)
def test_printed_columns_are_read_as_a_table(
    tmp_path: Path, heading: str, line: Callable[[Call], str]
) -> None:
    assert_read(table(tmp_path / "calls.txt", heading, line))


LANGUAGES = [
    "Datum;Tijdstip;Soort gesprek;Van nummer;Naar nummer;Gespreksduur;Resultaat|Uitgaand gesprek|"
    "Binnenkomend gesprek|Beantwoord|Geen gehoor",
    "Data;Hora;Tipo de chamada;Originador;Destinatário;Duração da conversação;Situação|Chamada efetuada|"
    "Chamada recebida|Atendida|Não atendida",
    "Fecha;Hora;Tipo de llamada;Número llamante;Número llamado;Duración conversación;Estado|Llamada saliente|"
    "Llamada entrante|Contestada|No contestada",
    "Data chiamata;Ora chiamata;Tipo;Numero chiamante;Numero chiamato;Durata conversazione;Esito|"
    "Chiamata in uscita|Chiamata in ingresso|Risposta|Nessuna risposta",
    "Datum;Uhrzeit;Anruftyp;Anrufer-Nr.;Gerufene Nr.;Gesprächszeit;Verbindungsstatus|abgehend|kommend|"
    "verbunden|nicht erreicht",
    "Datum;Zeit;Rufrichtung;Quelle;Ziel;Dauer;Status|gehend|kommend|angenommen|nicht angenommen",
    "Jour;Heure d'appel;Nature;N° de l'appelant;N° demandé;Temps de communication;Issue|Départ|Arrivée|"
    "Abouti|Non abouti",
    "Fecha;Hora inicio;Sentido;Extensión origen;Destino marcado;Tiempo hablado;Resultado|Salida|Entrada|"
    "Atendida|Perdida",
    "Date;Time;Call type;Calling party;Called party;Conversation time;Outcome|Outgoing call|Incoming call|"
    "Answered|Unanswered",
]


@pytest.mark.parametrize("said", LANGUAGES)
def test_headings_and_words_are_understood_in_seven_languages(tmp_path: Path, said: str) -> None:
    heading, out, came, yes, no = said.split("|")
    path = table(
        tmp_path / "calls.csv",
        heading,
        lambda one: (
            f"{one.at:%d/%m/%Y;%H:%M:%S};{out if one.way == 'out' else came};{one.caller};{one.called};"
            f"{hms(one.talk)};{yes if one.talk else no}"
        ),
    )
    assert_read(path)


def zipped(path: Path, *members: tuple[str, bytes]) -> Path:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    path.write_bytes(packed.getvalue())
    return path


def lines_of(calls: tuple[Call, ...]) -> str:
    return "\n".join([HEADING, *map(french, calls), ""])


def test_a_zip_of_two_months_and_a_letter_is_read(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "calls.zip",
        ("2026-10-a.csv", lines_of(CALLS[:9]).encode()),
        ("2026-10-b.csv", lines_of(CALLS[9:]).encode("utf-16")),
        ("LISEZMOI.txt", b"Bonjour, ce sont vos appels."),
    )
    assert_read(path)


def test_a_zip_of_two_layouts_is_read(tmp_path: Path) -> None:
    came = "\n".join(f"{one.at:%d/%m/%Y;%H:%M:%S};{one.far};{one.ext};{hms(one.talk)};in" for one in IN)
    left = "\n".join(f"{one.at:%d/%m/%Y;%H:%M:%S};{one.ext};{one.far};{hms(one.talk)};out" for one in OUT)
    path = zipped(
        tmp_path / "calls.zip",
        ("in.csv", f"Date;Time;Caller;Extension;Duration;Direction\n{came}\n".encode()),
        ("out.csv", f"Date;Time;Extension;Called;Duration;Direction\n{left}\n".encode()),
    )
    assert_read(path)
