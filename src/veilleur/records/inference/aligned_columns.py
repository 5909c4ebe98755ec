"""A printed table whose columns only blanks part -> the same with tabs.

In: the first lines of a file. Out: where the columns are; none where it is no such table.
Pitfall: a heading such as `NUMERO COMPOSE` has a blank of its own; a column ends only where the heading and
all rows of the sample are blank.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

HEADING_WITHIN = 30  # lines
ALIGNED_ROWS_LOOKED_AT = 200
LEAST_ROWS = 3
LEAST_ALIGNED = 4
_WHEN = re.compile(r"\d[:hH]\d\d|\d[/.-]\d{1,2}[/.-]\d{2}")
_DIGIT = re.compile(r"\d")
_RULE = re.compile(r"[-=_ ]*$")
_GROUPS = re.compile(r"[-=_]+")


@dataclass(frozen=True, slots=True)
class AlignedColumns:
    """Where the columns of one table begin and end. heading: its line."""

    heading: str
    spans: tuple[tuple[int, int], ...]

    def delimited(self, text: str) -> str:
        """The line with tabs between its cells; other lines as they are."""
        if text != self.heading and not _WHEN.search(text):
            return text
        cuts = [0]
        for (_, before), (begin, _) in zip(self.spans, self.spans[1:], strict=False):
            cut = min(begin, len(text))
            while cut > before and cut < len(text) and text[cut - 1 : cut].strip():
                cut -= 1  # a value that is wider to the left
            cuts.append(cut)
        ends = [*cuts[1:], len(text)]
        return "\t".join(text[begin:end].strip() for begin, end in zip(cuts, ends, strict=True))


def aligned_columns(texts: Sequence[str]) -> AlignedColumns | None:
    """The columns of the first aligned table in the lines."""
    for place, heading in enumerate(texts[:HEADING_WITHIN]):
        if (
            len(heading.split()) < LEAST_ALIGNED
            or "\t" in heading
            or any(heading.count(sign) for sign in ";|")
        ):
            continue
        if heading.count(",") > 1 or _DIGIT.search(heading):
            continue
        below = [text for text in texts[place + 1 : place + 1 + ALIGNED_ROWS_LOOKED_AT] if text.strip()]
        rows = [text for text in below if _WHEN.search(text)]
        if len(rows) < LEAST_ROWS or any("\t" in row or row.count(";") > 1 for row in rows):
            continue
        spans = _ruled(below[0]) if below else []
        for gap in (2, 1):  # a name may have a blank of its own, where two stand between columns
            if len(spans) < LEAST_ALIGNED:
                spans = _blank_between([heading, *rows], gap)
        named = [heading[begin:end].strip() for begin, end in spans]
        if len(spans) >= LEAST_ALIGNED and sum(map(bool, named)) >= 0.7 * len(spans):
            return AlignedColumns(heading, tuple(spans))
    return None


def _ruled(text: str) -> list[tuple[int, int]]:
    """The columns that a rule of dashes below the heading shows."""
    return [found.span() for found in _GROUPS.finditer(text)] if _RULE.match(text) else []


def _blank_between(lines: Sequence[str], gap: int) -> list[tuple[int, int]]:
    """The stretches between which all lines have as many blanks as `gap`, or more."""
    width = max(map(len, lines))
    is_used = [any(place < len(line) and line[place] != " " for line in lines) for place in range(width)]
    spans: list[tuple[int, int]] = []
    for place in (place for place, used in enumerate(is_used) if used):
        if spans and place - spans[-1][1] < gap:
            spans[-1] = spans[-1][0], place + 1
        else:
            spans.append((place, place + 1))
    return spans
