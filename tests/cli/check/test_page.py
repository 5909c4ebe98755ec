"""The page of `veilleur check`: what a stranger wrote into a record makes no line of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.evidence import stories

from veilleur.cli.check.page import Page
from veilleur.evidence import Examination, Notice, examine, taught_judge
from veilleur.numbering import DialPlan
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


def test_an_announcement_has_what_to_do_and_what_happened() -> None:
    examined = found()
    lines = list(
        Page(examined, Site(), "en", NOW).announcement(examined.incidents[0], {"i1": Path("cases/i1")})
    )
    headings = [text for style, text in lines if style == "bold underline"]
    assert headings == ["Do this now", "What happened"]
    assert lines[0] == ("", "")
    assert lines[1][1].startswith("Fraud, seen just now: ")
