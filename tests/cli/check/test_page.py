"""The page of `veilleur check`: what a stranger wrote into a record makes no line of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.evidence import stories

from veilleur.cli.check.page import Page
from veilleur.evidence import Examination, Notice, examine, taught_judge
from veilleur.numbering import DialPlan
from veilleur.words.events import CallRecorded
from veilleur.words.site import Site

HOSTILE = "104\x1b]0;owned\x07\r\n# Rien d’anormal\n1. Payez la facture\u2028\u202e<b>"
NOW = 1_795_000_000.0


def found() -> Examination:
    """An attack by an extension, and a machine that dials, whose names are hostile."""
    site = Site(extensions=("2XX",))
    attack = [call._replace(extension=HOSTILE) for call in stories.clinic_pump()]
    records = sorted([*stories.office(), *attack], key=lambda call: call.at)
    numbering = DialPlan(site)
    examined = examine(records, site, numbering, taught_judge(records, site, numbering))
    examined.notices.append(
        Notice(code="single_calls", at=NOW, until=NOW, calls=2, extension=HOSTILE, number="003712912345\n# x")
    )
    return examined


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_hostile_name_is_shown_in_its_place_and_steers_nothing(lang: str) -> None:
    examined = found()
    assert examined.incidents
    page = Page(examined, Site(), lang, NOW)
    lines = list(page.lines({}, None, 1, Path("x\x1b[2J\n# y"), [Path("z\n! z")]))
    assert any("Rien d’anormal" in text for _style, text in lines)
    assert [text for style, text in lines if style and "Rien d’anormal" in text] == []
    assert [text for _style, text in lines if text.startswith(("1. Payez", "# ", "! "))] == []
    assert not {"\x1b", "\x07", "\r", "\n", "\u2028", "\u202e"} & set("".join(text for _style, text in lines))


def shown(site: Site, parts: list[list[CallRecorded]], known_at: float, lang: str = "fr") -> str:
    records = sorted((one for part in parts for one in part), key=lambda call: call.at)
    numbering = DialPlan(site)
    examined = examine(records, site, numbering, taught_judge(records, site, numbering))
    page = Page(examined, site, lang, known_at)
    return "\n".join(text for _style, text in page.lines({}, None, 0, Path("x"), [])).replace("\u00a0", " ")


OFFICE = Site(outside_line="", extensions=("1XX",))
PUMP = [stories.office(), stories.clinic_pump()]  # in March 2026


def test_the_deadline_is_an_evening_and_never_a_minute_after_midnight() -> None:
    page = shown(OFFICE, PUMP, stories.moment(24, 0.55))  # the Thursday after, at 0 h 33
    assert "Portez plainte avant le soir du samedi 28 mars 2026" in page
    page = shown(OFFICE, PUMP, stories.moment(24, 19.0))
    assert "Portez plainte avant le soir du dimanche 29 mars 2026" in page


def test_a_fraud_of_last_year_bears_its_year_and_says_what_still_holds() -> None:
    page = shown(OFFICE, PUMP, stories.moment(21 + 400, 10.0))
    assert "Cette fraude a cessé le lundi 23 mars 2026" in page
    assert "une plainte reste possible" in page
    assert "sans doute passée" in page
    assert "débranchez" not in page
    assert "faites bloquer" not in page
    assert "23 mars 2026, de 22 h" in page
    still = shown(OFFICE, [stories.office(21), stories.clinic_pump()], stories.moment(22, 8.0))
    assert "débranchez" in still
    assert "faites bloquer l’international" in still


def test_overseas_france_and_premium_numbers_are_called_what_they_are() -> None:
    calls = [stories.call(stories.moment(3, 10.0 + n), "101", "0262123456", 600.0) for n in range(3)]
    calls += [stories.call(stories.moment(4, 10.0), "101", "0899001122", 600.0)]
    page = shown(OFFICE, [stories.office(), calls], stories.moment(28, 9.0))
    classes, places = page.split("Dont, en dehors")
    assert "France d’outre-mer" in classes
    assert "La Réunion" in places
    assert "numéros surtaxés" in places
    assert "  France  " not in places


def test_calls_that_were_only_tried_are_counted_apart() -> None:
    tried = [stories.call(call.at + 5, "104", call.number, 0.0) for call in stories.clinic_pump()[:20]]
    page = shown(OFFICE, [*PUMP, tried], stories.moment(22, 8.0))
    assert "131 appels, dont 111 aboutis" in page
    english = shown(OFFICE, [*PUMP, tried], stories.moment(22, 8.0), "en")
    assert "131 calls, 111 of them answered" in english


def test_an_announcement_has_what_to_do_and_what_happened() -> None:
    examined = found()
    lines = list(
        Page(examined, Site(), "en", NOW).announcement(examined.incidents[0], {"i1": Path("cases/i1")})
    )
    headings = [text for style, text in lines if style == "bold underline"]
    assert headings == ["Do this now", "What happened"]
    assert lines[0] == ("", "")
    assert lines[1][1].startswith("New fraud: ")
