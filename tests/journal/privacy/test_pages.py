"""The pages on privacy say what the code does: terms of keeping stand in both languages and in the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from veilleur.config import JournalSection
from veilleur.config.model import JournalModel, PrivacyModel
from veilleur.config.settings import PrivacySection
from veilleur.journal import schema
from veilleur.journal.privacy.pseudonyms import PERIOD_S

DOCS = Path(__file__).parents[3] / "docs"
PAGES = ("confidentialite.md", "privacy.md")
TERM = re.compile(r"\*\*(\d+)\*\* (mois par défaut|jours|mois|months by default|days|months)")


@pytest.mark.parametrize("page", PAGES)
def test_the_terms_of_keeping_are_those_of_the_code(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    months, days, of_cases, _for_journald = [int(figure) for figure, _unit in TERM.findall(text)]
    assert months == JournalSection().keep_personal_months == JournalModel().keep_personal_months
    assert days == PERIOD_S / 86_400
    assert of_cases == PrivacySection().keep_cases_months == PrivacyModel().keep_cases_months


def test_both_languages_say_the_same_figures() -> None:
    french, english = (TERM.findall((DOCS / page).read_text(encoding="utf-8")) for page in PAGES)
    assert [figure for figure, _unit in french] == [figure for figure, _unit in english]


@pytest.mark.parametrize("page", PAGES)
def test_every_place_where_people_are_kept_is_named(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    places = {"entries": "partie publique|public part", "personal": "partie personnelle|personal part"}
    places |= {"pseudonyms": "pseudonyme|pseudonym", "checkpoints": "état gardé|kept state"}
    assert {*places, "about"} == set(schema.metadata.tables)
    for words in places.values():
        assert re.search(words, text)
    for file in ("codes.json", "veilleur-cases/", "keep_personal_months"):
        assert file in text
