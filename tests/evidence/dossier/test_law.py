"""The law in force on the day of the facts, and nothing more than is known of it."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from veilleur.evidence import dossier
from veilleur.evidence.dossier.law import articles, vat_per_cent

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("day", "years"),
    [(date(2022, 5, 1), "deux ans"), (date(2023, 1, 26), "trois ans"), (date(2010, 1, 1), "")],
)
def test_the_version_of_the_day_is_quoted(day: date, years: str) -> None:
    article = next(one for one in articles(day, "fr") if one.id == "323-1")
    assert article.text.count(years) >= bool(years)
    assert bool(article.text) == bool(years)


def test_the_72_hours_were_no_law_before_april_2023() -> None:
    def text(day: date) -> str:
        return next(one.text for one in articles(day, "en") if one.id == "L12-10-1")

    assert text(date(2023, 4, 23)) == ""
    assert "72 hours" in text(date(2023, 4, 24))


def test_versions_do_not_overlap_and_name_their_source() -> None:
    law = tomllib.loads(files(dossier).joinpath("law.toml").read_text("utf-8"))
    for article in law["article"]:
        days = [(one["from"], one.get("until", date.max)) for one in article["version"]]
        assert days == sorted(days)
        assert all(end < begin for (_, end), (begin, _) in pairwise(days))
        for one in article["version"]:
            assert all(one[key] for key in ("source", "checked", "fr", "en"))
            assert one["read"] in ("official", "copy", "notes")
            assert bool(one.get("where")) == (one["read"] == "copy")


def test_vat_of_a_country_that_is_not_known_is_not_guessed() -> None:
    assert vat_per_cent("FR", date(2026, 11, 22)) == 20
    assert vat_per_cent("BE", date(2026, 11, 22)) is None
    assert vat_per_cent("FR", date(2012, 1, 1)) is None


def test_the_error_rates_are_those_of_the_benchmark() -> None:
    known = tomllib.loads(files(dossier).joinpath("known_errors.toml").read_text("utf-8"))
    measured = json.loads((ROOT / "docs/benchmark/detection.json").read_text())
    rows = {
        row["vantage"]: row
        for row in measured["contenders"]
        if row["rule"] == "Veilleur" and row["companies"] == 800
    }
    assert known["commit"] == measured["about"]["commit"]
    assert str(known["date"]) == measured["about"]["date"][:10]
    assert measured["about"]["seal"].startswith(known["seal"])
    assert known["attacks"] == rows["asked"]["of"] == rows["records"]["of"]
    assert known["records"]["found_per_cent"] == share(rows["records"])
    assert known["asked"]["found_per_cent"] == share(rows["asked"])
    assert known["records"]["alerts_per_quarter"] == round(rows["records"]["alerts_per_quarter"][0], 2)
    assert known["asked"]["stopped_per_quarter"] == round(rows["asked"]["stopped_per_quarter"][0], 2)


def share(row: dict[str, Any]) -> float:
    return round(100 * row["detected"] / row["of"], 1)


def test_both_languages_have_the_same_texts_with_the_same_blanks() -> None:
    fr, en = (
        tomllib.loads(files(dossier).joinpath(f"texts.{lang}.toml").read_text("utf-8"))
        for lang in ("fr", "en")
    )
    assert codes(fr) == codes(en)


def codes(texts: dict[str, Any], before: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in texts.items():
        if isinstance(value, dict):
            found |= codes(value, f"{before}{name}.")
        elif isinstance(value, list):
            found[before + name] = len(value)
        else:
            found[before + name] = sorted(part.split("}")[0] for part in value.split("{")[1:])
    return found
