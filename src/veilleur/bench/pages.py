"""The figures of a report as Markdown, laid out by `templates/`.

In: the plain data of `report.summary`. Out: the page of all tables, and the part of a first page.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from veilleur.bench.contenders.rules import NOTHING, VEILLEUR
from veilleur.wording.templates import environment
from veilleur.words.errors import InputError

SEES = {"asked": "before it is dialled", "live": "while it runs", "records": "after it ended"}
PAGE_MARKS = ("<!-- benchmark: made by veilleur bench detection -->", "<!-- end of benchmark -->")


def markdown(data: dict[str, Any]) -> str:
    """The tables of a summary."""
    bare = {one["attack"]: one["median"][0] for one in data["attacks"] if one["rule"] == NOTHING}
    return _laid_out("detection.md", {"codes": (), "corners": (), **data}, ours=VEILLEUR, at_stake=bare)


def page_with(page: str, data: dict[str, Any], where: str) -> str:
    """A page whose part between the two marks holds the chart and the table of these figures.

    Raises:
        InputError: when a mark is missing.
    """
    before, first, rest = page.partition(PAGE_MARKS[0])
    _old, second, after = rest.partition(PAGE_MARKS[1])
    if not first or not second:
        raise InputError(
            "{where}: the marks {first} and {second} are missing; put them where it belongs.",
            where=where,
            first=PAGE_MARKS[0],
            second=PAGE_MARKS[1],
        )
    return before + first + "\n" + _laid_out("readme.md", data, sees=SEES) + second + after


def _laid_out(template: str, data: dict[str, Any], **values: Any) -> str:
    pages = environment(Path(__file__).with_name("templates"))
    pages.filters |= {
        "as": format,
        "cell": lambda text: text.replace("|", "\\|"),
        "interval": _interval,
        "seconds": lambda value: "-" if value is None else f"{value:,.0f}",
        "share_of": lambda part, whole: f"{part / max(1e-9, whole):.0%}",
    }
    return pages.get_template(template).render(data, **values)


def _interval(values: Sequence[float]) -> str:
    """A value with the ends of its interval."""
    value, low, high = values
    return f"{value:,.2f} ({low:,.2f} to {high:,.2f})"
