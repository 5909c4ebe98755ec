"""The figures of a report as Markdown, laid out by `templates/`.

In: the plain data of `report.summary`. Out: the page of all tables, and the part of a first page.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from veilleur.bench.contenders.rules import AFTER_30_DAYS, INSTALLED, NOTHING, VEILLEUR
from veilleur.bench.figures import Constants
from veilleur.wording.templates import environment
from veilleur.words.errors import InputError

AS_INSTALLED = "as installed: no past, default mode, limits that fit themselves"
LATER = "the same, after its first 30 days"
FITTED = "limits fitted on the last 112 days, the judge enforces at once"
SEES = {"asked": "before it is dialled", "live": "while it runs", "records": "after it ended"}
INSTALLED_MARKS = (
    "<!-- as installed: made by veilleur bench detection --as-installed -->",
    "<!-- end of as installed -->",
)
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
    return _between(page, PAGE_MARKS, where, _laid_out("readme.md", data, sees=SEES))


def installed(data: dict[str, Any], template: str = "installed.md") -> str:
    """The tables of a run as installed: all of them, or (`installed_readme.md`) those of a first page."""
    rates = {one["attacks_per_site_year"]: one["expected"] for one in data["sweep"] if _is_usual(one)}
    names = {INSTALLED: AS_INSTALLED, AFTER_30_DAYS: LATER, VEILLEUR: FITTED}
    order = list(names)
    rows = [one for one in data["contenders"] if one["rule"] in names]
    rows.sort(key=lambda one: (list(SEES).index(one["vantage"]), order.index(one["rule"])))
    return _laid_out(template, data, rates=rates, names=names, rows=rows, sees=SEES)


def with_installed(page: str, data: dict[str, Any], where: str, template: str) -> str:
    """A page whose part between the marks holds these figures.

    Raises:
        InputError: when a mark is missing.
    """
    return _between(page, INSTALLED_MARKS, where, "\n" + installed(data, template))


def _is_usual(constants: dict[str, Any]) -> bool:
    """Whether a line of the sweep weighs a stop and a question as published."""
    usual = Constants()
    return (constants["honest_call_stopped_eur"], constants["question_eur"]) == (
        usual.honest_call_stopped_eur,
        usual.question_eur,
    )


def _between(page: str, marks: tuple[str, str], where: str, text: str) -> str:
    before, first, rest = page.partition(marks[0])
    _old, second, after = rest.partition(marks[1])
    if not first or not second:
        raise InputError(
            "{where}: the marks {first} and {second} are missing; put them where it belongs.",
            where=where,
            first=marks[0],
            second=marks[1],
        )
    return before + first + "\n" + text + second + after


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
