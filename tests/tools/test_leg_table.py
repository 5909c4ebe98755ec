"""The page of the life of a leg: what it shows is what the code does."""

from __future__ import annotations

from pathlib import Path

from tools.leg_table import ACTIONS, page

from veilleur.detection.calls.leg_table import Action

PAGE = Path(__file__).parents[2] / "docs" / "legs.md"


def test_the_page_of_legs_is_made_of_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_each_action_is_explained() -> None:
    assert set(ACTIONS) == set(Action) - {Action.IGNORE}
