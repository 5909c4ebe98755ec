"""docs/dialplan.md says of each application what the model's table says."""

from __future__ import annotations

from tools.dialplan_page import PAGE, TREATMENT, page_with

from veilleur.pbx.asterisk.dialplan.applications import APPLICATIONS, HARMLESS, TABLE, Does

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_table_of_the_page_is_that_of_the_model() -> None:
    assert page_with(TEXT) == TEXT, "run `python -m tools.dialplan_page`"


def test_each_thing_that_an_application_does_is_treated() -> None:
    assert set(TREATMENT) == set(Does)


def test_no_application_stands_twice() -> None:
    assert len(APPLICATIONS) == len(TABLE)
    assert not HARMLESS & set(APPLICATIONS)
