"""What docs/ publishes of the HTTP interface is what the code takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools.http_page import files

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", ["openapi.json", "events.schema.json", "events.md"])
def test_the_published_file_is_what_the_models_give(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == files()[name], "run `python -m tools.http_page`"
