"""docs/audit.md says of each check what the catalogue says."""

from __future__ import annotations

from tools.audit_page import PAGE, page_with

from veilleur.audit.checks import CATALOGUE, CHECKS, FURTHER
from veilleur.pbx.asterisk.audit.survey import JUDGED

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_tables_of_the_page_are_those_of_the_catalogue() -> None:
    assert page_with(TEXT) == TEXT, "run `python -m tools.audit_page`"


def test_there_are_sixty_four_checks_each_with_its_source_and_a_code_of_its_own() -> None:
    assert [one.number for one in CHECKS] == list(range(1, 65))
    assert len({one.code for one in CATALOGUE.values()}) == len(CATALOGUE) == len(CHECKS) + len(FURTHER)
    assert [one.number for one in CATALOGUE.values() if not one.source.strip()] == []


def test_what_a_switch_judges_is_in_the_catalogue() -> None:
    assert set(JUDGED) <= set(CATALOGUE)
