"""Records whose values stand in columns under a heading, also as a database's console prints a table.

In: which headings mean what. Out: a `Format`.
Pitfall: the order of day and month is inferred from the whole file, since an American export of the first
days of a month looks French.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter

from veilleur.records.format import (
    NOT_UNDERSTOOD,
    BadLine,
    Context,
    Format,
    Line,
    ParsedRecord,
    cause_of,
    split,
    whole_records,
)
from veilleur.records.layouts.fixed_width import settled_dates
from veilleur.records.layouts.named_values import CURRENCY_NAMES, Layout, Values, named_record, plain
from veilleur.records.values.currencies import foreign_currency
from veilleur.records.values.datetimes import seconds
from veilleur.records.values.taxes import tax_named
from veilleur.records.values.zones import zone_named, zone_stated
from veilleur.words.errors import LineError

HEADING_WITHIN = 30  # lines: bills and reports begin with an address and a title
_MARKUP = ("{", "[", "<")  # of JSON, XML and pages, whose first line may hold all names
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")
_UNIT = re.compile(
    r"(?<=...)(?:en)?(?:hhmmss|mmss|secondes?|sec|minutes?|min|euros?|eur|ht|ttc"
    r"|usd|gbp|chf|cad|mad|dhs?|tnd|dzd|xof|fcfa|cfa|f)+$"
)
_SUMS = ("total", "sous-total", "sous total", "montant total", "grand total", "gesamt", "summe")
_MINUTES = re.compile(r"\bmin(?:utes?|s)?\b(?![\s:.]*s)", re.IGNORECASE)


_ROLES = Values._fields[:-1]


class _Columns:
    """Where the values of one table stand."""

    def __init__(self, columns: Mapping[str, int], heading: str, layout: Layout) -> None:
        self.delimiter = _delimiter(heading)
        names = _cells(heading, self.delimiter)
        self._in_minutes = [
            columns[role]
            for role in ("duration", "billed")
            if role in columns and _MINUTES.search(names[columns[role]])
        ]
        times = (names[columns[role]] for role in ("start", "time", "date") if role in columns)
        self.zone = next(filter(None, map(zone_named, times)), "")
        money = next((place for place, name in enumerate(names) if plain(name) in CURRENCY_NAMES), None)
        if money is not None:
            columns = {**columns, "currency": money}
        self._currency = foreign_currency(names[columns["cost"]]) if "cost" in columns else ""
        self.tax = tax_named(names[columns["cost"]]) if "cost" in columns else None
        self._least = 1 + max(columns[role] for role in layout.needed)
        self._all = 1 + max(columns.values())
        # A role that the file does not have stands behind the last value, where nothing is.
        self._pick = itemgetter(*(columns.get(role, self._all) for role in _ROLES))
        self._first = columns.get("start", columns.get("date", 0))
        self._has_billed = "billed" in columns

    def may_be_heading(self, cells: Sequence[str]) -> bool:
        """Whether the names of columns may stand here: where a date stands they do not."""
        return len(cells) <= self._first or not cells[self._first][:1].isdecimal()

    def is_no_record(self, cells: Sequence[str]) -> bool:
        """Whether it is a line of sums, or of nothing: both stand under the records."""
        words = [cell.strip().lower() for cell in cells]
        if not any(words) or words[0].startswith((*_SUMS, "(")):
            return True
        has_no_date = len(words) > self._first and not words[self._first]
        return has_no_date and any(word.startswith(_SUMS) for word in words)

    def values(self, cells: list[str]) -> Values:
        """The values of a record. Raises ValueError when there are too few."""
        width = len(cells)
        if width < self._least:
            raise LineError("too few columns: {count}", count=width)
        cells = [*cells[: self._all], *[""] * (max(0, self._all - width) + 1)]
        for place in self._in_minutes:
            if ":" not in cells[place]:
                cells[place] = f"{seconds(cells[place]) * 60:.3f}"
        values = Values._make((*map(str.strip, self._pick(cells)), self._has_billed))
        return values._replace(currency=self._currency) if self._currency else values


def headed_format(
    name: str, title: str, confidence: str, source: str, layout: Layout, likeness: float = 0.9
) -> Format:
    """A format of delimited lines under a heading, also as a database's console prints a table.

    likeness: its score when the heading fits; lower where the names are common words.
    """

    def score(lines: Sequence[str]) -> float:
        return likeness if any(columns_of(line, layout) for line in lines[:HEADING_WITHIN]) else 0.0

    def parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
        columns: _Columns | None = None
        zone = ""  # that a title or a heading names
        if layout.utc:
            context.clock.use_utc()
        for number, text in whole_records(settled_dates(lines, context)):
            if not text.strip("-+| =\t"):
                continue
            try:
                cells = _cells(text, columns.delimiter) if columns else []
                if columns is None or columns.may_be_heading(cells):
                    heading = columns_of(text, layout)
                    if heading is not None:
                        columns = _Columns(heading, text, layout)
                        if columns.tax is not None:
                            context.notice(columns.tax)
                        zone = columns.zone or zone
                        if zone and not layout.utc:
                            context.clock.use_zone(zone)
                        continue
                if columns is None:
                    zone = zone_stated(text) or zone
                    continue  # a title above the headings; without any the file is not this format
                if not cells[0][:1].isdecimal() and columns.is_no_record(cells):
                    continue
                if len(cells) == 1 and cells[0][:1].isalpha():
                    continue  # a remark, or what a printed page bears above and below its table
                values = columns.values(cells)
                if not values.is_message_or_data():
                    yield ParsedRecord(number, named_record(number, values, layout, context))
            except NOT_UNDERSTOOD as error:
                yield BadLine(number, cause_of(error), text)

    return Format(name=name, title=title, confidence=confidence, source=source, score=score, parse=parse)


def _delimiter(line: str) -> str:
    return max(",;\t|", key=line.count)


def _cells(line: str, delimiter: str) -> list[str]:
    if delimiter == "|":
        return [cell.strip() for cell in line.strip().strip("|").split("|")]
    return split(line, delimiter)


def columns_of(line: str, layout: Layout) -> dict[str, int] | None:
    """Role -> column, when the line is the heading of this layout."""
    if line.lstrip()[:1] in _MARKUP:
        return None
    try:
        cells = _cells(line, _delimiter(line))
    except ValueError:
        return None
    names = [plain(cell) for cell in cells]
    found = {}
    for role, headings in layout.roles.items():
        for heading in headings:
            if heading in names:
                found[role] = names.index(heading)
                break
    if found:
        bare = ["" if place in found.values() else _without_unit(cell) for place, cell in enumerate(cells)]
        for role, headings in layout.roles.items():
            place = next((bare.index(one) for one in headings if one in bare), None)
            if role not in found and place is not None:
                found[role] = place
    if "start" not in found and ("date" in found) != ("time" in found):
        found["start"] = found["date"] if "date" in found else found["time"]
    fits = layout.needed <= found.keys() and layout.marks <= set(names)
    fits = fits and (not layout.either or not layout.either.isdisjoint(found))
    fits = fits and ("start" in found or {"date", "time"} <= found.keys())
    return found if fits else None


@lru_cache(4096)
def _without_unit(name: str) -> str:
    """The heading without what it says of units: `Durée (mm:ss)` and `Durée en minutes` are a duration."""
    return _UNIT.sub("", plain(_IN_BRACKETS.sub(" ", name)))
