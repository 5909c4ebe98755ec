"""The page of formats says what the registry says."""

from __future__ import annotations

from pathlib import Path

from tools.formats_page import page

ROOT = Path(__file__).parents[2]


def test_the_page_is_made_of_the_registry() -> None:
    assert (ROOT / "docs" / "formats.md").read_text() == page()
