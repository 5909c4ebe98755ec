"""docs/configuration.md names every key, and its defaults are those of the code."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from veilleur.config import model

PAGE = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
SECTIONS: dict[str, type[BaseModel]] = {
    "site": model.SiteModel, "hours": model.HoursModel, "limits": model.LimitsModel,
    "tariff": model.TariffModel, "judge": model.JudgeModel, "decoys": model.DecoysModel,
    "asterisk": model.AsteriskModel, "journal": model.JournalModel, "guard": model.GuardModel,
    "numbers": model.NumbersModel,
}  # fmt: skip
INNER = {"hours", "limits", "tariff", "judge", "decoys"}  # sections of their own in the file


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_stands_in_its_section(section: str) -> None:
    part = PAGE.partition(f"**[{section}]**")[2].partition("| **[")[0]
    for key in SECTIONS[section].model_fields:
        if section != "site" or key not in INNER:
            assert f"`{key}`" in part, key
