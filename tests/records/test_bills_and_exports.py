"""Bills and exports as operators and services hand them out: what they call a call, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.records import guess_site, read
from veilleur.records.values.datetimes import moment, number_of
from veilleur.records.values.keywords import charged_in
from veilleur.records.values.local_time import LocalClock
from veilleur.words.calls import Direction
from veilleur.words.events import CallRecorded
from veilleur.words.site import Site


def calls(path: Path, text: str, encoding: str = "utf-8") -> list[CallRecorded]:
    path.write_text(text, encoding=encoding)
    reader = read([path])
    found = list(reader)
    assert not reader.rejected
    return found


def test_a_message_or_megabytes_on_a_bill_are_no_call(tmp_path: Path) -> None:
    bill = (
        "Date;Heure;Ligne;Numéro appelé;Durée/Volume;Type;Montant HT\n"
        "03/06/2026;10:00:05;0639980010;0639980001;00:02:51;Voix;0,15\n"
        "03/06/2026;10:10:05;0639980010;internet;12,5 Mo;Data;0,00\n"
        "03/06/2026;10:12:05;0639980010;0639980002;1 SMS;SMS;0,00\n"
    )
    assert [one.number for one in calls(tmp_path / "bill.csv", bill)] == ["0639980001"]


def test_a_bill_that_tells_the_direction_charges_no_call_that_came_in(tmp_path: Path) -> None:
    bill = (
        "date;ligne;appelant;appelé;sens;durée (s);prix (€ HT)\n"
        "2026-06-03 10:00:05;0033199000210;0033199000210;0033639980001;sortant;171;0.03\n"
        "2026-06-03 11:00:05;0033199000210;0033261910044;0033199000210;entrant;60;0.0\n"
    )
    out, came = calls(tmp_path / "bill.csv", bill)
    assert (out.direction, came.direction) == (Direction.OUT, Direction.IN)
    assert came.outside_caller == "0033261910044"


def test_a_bill_of_one_line_need_not_name_it(tmp_path: Path) -> None:
    bill = (
        "Détail des communications;;;;;\nDate;Heure;Numéro appelé;Destination;Durée;Prix TTC\n"
        "06/06/2026;03:10;00 263 775 550 012;Zimbabwe;30min 0s;1 234,56 €\n;;;;Total;1 234,56 €\n"
    )
    [call] = calls(tmp_path / "bill.csv", bill, "cp1252")
    assert (call.number, call.billed_s, call.charged) == ("00263775550012", 1800, 1_234_560_000)


def test_home_numbers_with_their_country_code_show_that_no_digit_is_dialled_first(tmp_path: Path) -> None:
    bill = (
        "Date;Heure;Ligne;Numéro appelé;Durée;Montant HT\n"
        "03/06/2026;10:00:05;0033199000210;0033639980001;00:02:51;0,15\n"
    )
    assert guess_site(calls(tmp_path / "bill.csv", bill), Site()).site.outside_line == ""


def test_a_service_s_own_words_for_the_direction_are_understood(tmp_path: Path) -> None:
    export = (
        "Call SID,From,To,Call Status,Start Time,Duration,Price,Direction\n"
        "CA1,+33199000210,+263775550012,Completed,2026-06-06 03:10:44 CEST,1800,-1.234,Outgoing Dial\n"
        "CA2,+33639980001,+33199000210,No Answer,2026-06-06 01:10:44 UTC,0,,Incoming\n"
    )
    out, came = calls(tmp_path / "calls.csv", export)
    assert (out.direction, came.direction) == (Direction.OUT, Direction.IN)
    assert out.at == came.at
    assert out.charged == 1_234_000


def test_a_local_call_of_an_operator_leaves_the_company(tmp_path: Path) -> None:
    export = (
        "Call Date,Extension,Dialed Number,Call Type,Duration\n"
        "2026-06-03 10:00:00,101,0199000010,Local,60\n2026-06-03 10:05:00,101,102,Local,60\n"
    )
    out, inside = calls(tmp_path / "calls.csv", export)
    assert (out.direction, inside.direction) == (Direction.OUT, Direction.INTERNAL)


def test_a_weekday_before_the_date_and_brackets_in_a_number(tmp_path: Path) -> None:
    export = (
        "Type,Direction,From,To,Date,Time,Action Result,Duration\n"
        "Voice,Outgoing,(248) 555-0102,+263 77 555 0012,Sat 06/06/2026,3:10 AM,Call connected,0:30:00\n"
    )
    [call] = calls(tmp_path / "calls.csv", export)
    assert (call.extension, call.number, call.billed_s) == ("2485550102", "+263775550012", 1800)


@pytest.mark.parametrize(
    ("text", "euros"),
    [
        ("12,34 €", 12.34),
        ("1 234,56", 1234.56),
        ("1\u202f234,56 €", 1234.56),
        ("1.234,56", 1234.56),
        ("1,234.56", 1234.56),
        ("1'234.56", 1234.56),
        ("-0.10", 0.1),
        ("0,0300", 0.03),
        ("7", 7),
    ],
)
def test_amounts_of_any_country(text: str, euros: float) -> None:
    assert charged_in(text) == round(euros * 1_000_000)


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-03 10:00:00 CEST",
        "2026-06-03 08:00:00 UTC",
        "03/06/2026 10:00:00 +0200",
        "2026-06-03 10:00:00 (UTC+02:00)",
        "2026-06-03T10:00:00+02:00",
        "Wed 03/06/2026 10:00",
        "Jun 3, 2026 10:00:00 AM",
    ],
)
def test_one_moment_in_many_spellings(text: str) -> None:
    assert moment(text, LocalClock("Europe/Paris")) == 1_780_473_600


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("sip:+33199000010@pbx.example;user=phone", "+33199000010"),
        ("<sip:101@192.0.2.4>;tag=77", "101"),
        ("tel:+33199000010;phone-context=example", "+33199000010"),
        ("sips:%2B33199000010@pbx.example", "+33199000010"),
        ("(248) 555-0102", "2485550102"),
        ("101 - Alice Martin", "101"),
        ("Martin, Alice (101)", "101"),
        ("+33 1 99 00 00 10", "+33199000010"),
    ],
)
def test_a_number_however_it_is_dressed(text: str, number: str) -> None:
    assert number_of(text) == number
