"""Articles of law as they stood on the day of the facts, from `law.toml`.

In: a day. Out: articles in one language, with source and the day they were looked at. Pitfall: information to
be checked by a lawyer; an article whose versions do not cover the day is named without a text.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple


class Article(NamedTuple):
    """One article. text: "" where no version covers the day. since: first day of the version. read: what was
    compared with it, "official", "copy" or "notes"; where: whose copy."""

    id: str
    title: str
    text: str
    source: str
    checked: date | None
    since: date | None
    read: str = ""
    where: str = ""


class Ruling(NamedTuple):
    """One decision of a court, as the published notes have it."""

    court: str
    text: str


def articles(day: date, lang: str) -> list[Article]:
    """The articles in force on a day."""
    found = []
    for article in _law()["article"]:
        title = str(article[f"title_{lang}"])
        version = in_force(article["version"], day)
        if version is None:
            found.append(Article(str(article["id"]), title, "", "", None, None))
        else:
            found.append(
                Article(
                    id=str(article["id"]),
                    title=title,
                    text=str(version[lang]),
                    source=str(version.get(f"source_{lang}", version["source"])),
                    checked=version["checked"],
                    since=version["from"],
                    read=str(version["read"]),
                    where=str(version.get("where", "")),
                )
            )
    return found


def rulings(lang: str) -> list[Ruling]:
    """Decisions on hacked PBXs that were found."""
    return [Ruling(str(one[f"court_{lang}"]), str(one[lang])) for one in _law()["decision"]]


def vat_per_cent(country: str, day: date) -> int | None:
    """The rate of VAT in a country on a day; None where it is not in the file."""
    version = in_force(_law()["vat"].get(country, []), day)
    return None if version is None else int(version["per_cent"])


def in_force(versions: list[dict[str, Any]], day: date) -> dict[str, Any] | None:
    """The version that covers a day."""
    return next((one for one in versions if one["from"] <= day <= one.get("until", date.max)), None)


@lru_cache(maxsize=1)
def _law() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("law.toml").read_text("utf-8"))
