"""A person is spoken to in French when the option or the locale is French."""

from __future__ import annotations

import pytest

from veilleur.language import pick_language


@pytest.mark.parametrize(
    ("option", "environ", "language"),
    [
        (None, {}, "en"),
        (None, {"LANG": "fr_FR.UTF-8"}, "fr"),
        (None, {"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "en"),
        (None, {"LANG": "C", "LC_MESSAGES": "fr_CA"}, "fr"),
        ("en", {"LANG": "fr_FR.UTF-8"}, "en"),
        ("fr", {"LANG": "C"}, "fr"),
    ],
)
def test_the_option_goes_before_the_locale(
    option: str | None, environ: dict[str, str], language: str
) -> None:
    assert pick_language(option, environ) == language
