"""docs/configuration.md names every key; a value that cannot be used there is one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from veilleur.config import load_text, model
from veilleur.language import error_in
from veilleur.pbx.registry import sections
from veilleur.words.errors import ConfigError

PAGE = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
SECTIONS: dict[str, type[BaseModel]] = {
    name: section
    for owner in (model.file_shape(sections()), model.SiteModel)
    for name, field in owner.model_fields.items()
    if (section := model.inner_model(field.annotation)) is not None
}


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_stands_in_its_section(section: str) -> None:
    part = PAGE.partition(f"**[{section}]**")[2].partition("| **[")[0]
    for key, field in SECTIONS[section].model_fields.items():
        if model.inner_model(field.annotation) is None:  # else it is a section of its own
            assert f"`{key}`" in part, key


WRONG = [
    "-1",
    '"zzz é"',
    "true",
    '["?"]',
    "{a = 1}",
    "nan",
    "99999999999999999999",
    "2026-01-01",
    '"\\u0007"',
]


def complaint(text: str) -> ConfigError | None:
    """What is said about a configuration; None when it can be used."""
    try:
        load_text(text, switches=sections())
    except ConfigError as error:
        return error
    return None


@pytest.mark.parametrize("section", SECTIONS)
def test_a_wrong_value_of_any_key_is_one_sentence_with_its_line_in_both_languages(section: str) -> None:
    for key, field in SECTIONS[section].model_fields.items():
        if model.inner_model(field.annotation) is not None:
            continue
        way = 'way = "serial"\ndevice = "x"\n' if section == "smdr" and key not in ("way", "device") else ""
        complaints = [said for value in WRONG if (said := complaint(f"[{section}]\n{way}{key} = {value}\n"))]
        assert complaints, key  # each key knows some value that makes no sense there
        for error in complaints:
            sentence, french = str(error), error_in(error, "fr")
            assert sentence.startswith("veilleur.toml:")
            assert "\n" not in sentence
            assert french != sentence
            assert "should" not in french
