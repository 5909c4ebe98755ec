"""docs/configuration.md names every key, and its defaults are those of the code."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from veilleur.config import model

PAGE = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
SECTIONS: dict[str, type[BaseModel]] = {
    name: section
    for owner in (model.File, model.SiteModel)
    for name, field in owner.model_fields.items()
    if (section := model.inner_model(field.annotation)) is not None
}


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_stands_in_its_section(section: str) -> None:
    part = PAGE.partition(f"**[{section}]**")[2].partition("| **[")[0]
    for key, field in SECTIONS[section].model_fields.items():
        if model.inner_model(field.annotation) is None:  # else it is a section of its own
            assert f"`{key}`" in part, key
