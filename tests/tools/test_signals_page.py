"""The page of signals says what the declarations say."""

from __future__ import annotations

from pathlib import Path

from tools.signals_page import page

from veilleur.detection.signals.catalog import RULES, SIGNALS

ROOT = Path(__file__).parents[2]


def test_the_page_is_made_of_the_declarations() -> None:
    assert (ROOT / "docs" / "signals.md").read_text(encoding="utf-8") == page()


def test_the_page_has_a_row_for_each_and_says_where_a_new_one_goes() -> None:
    for code in (*SIGNALS, *RULES):
        assert f"\n| {code} |" in page()
    assert "A new signal is two files" in page()
