"""The columns of a table as its records are read: two headings above each other, two numbers in one cell.

In: the names under which a table stands, the line above them, some rows and the titles between them.
Out: the names that explain themselves, and each row in their order.
Pitfall: a name that stands twice explains nothing; the line above it says whose number it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from veilleur.records.inference.fields.field_roles import FieldRoles, roles_of
from veilleur.records.inference.fields.field_types import filled, is_number, share
from veilleur.records.inference.fields.field_words import meanings_of
from veilleur.records.inference.guessed_sections import NAMES, Sections
from veilleur.records.inference.joined_columns import JoinedColumns, joined_columns
from veilleur.records.inference.stated_period import CompletedDays, completed_days

MOSTLY_PAIRS = 0.8
_PAIR = re.compile(r"(.*\d\S*)\s*(?:->|→|=>|>|\s[-–/à]\s|,|\bto\b|\bvers\b)\s*(\+?[\d*#].*)$")


@dataclass(frozen=True, slots=True)
class Layout:
    """names: of the columns as read. pair: a column that holds two numbers. added: roles from titles.

    joined: columns that hold one value together, or days that the title completes.
    """

    names: tuple[str, ...]
    pair: int | None = None
    added: tuple[str, ...] = ()
    joined: tuple[JoinedColumns | CompletedDays, ...] = ()

    def row(self, cells: Sequence[str], sections: Sections) -> list[str]:
        """The values of one row in the order of the names."""
        row = list(cells)
        for joined in self.joined:
            row = joined.row(row)
        if self.pair is not None and self.pair < len(row):
            found = _PAIR.match(row[self.pair])
            row[self.pair : self.pair + 1] = found.groups() if found else ("", "")
        if not self.added:
            return row
        own = len(self.names) - len(self.added)
        row = row[:own] + [""] * (own - len(row))
        return [*row, *sections.values(self.added)]

    def rows(self, rows: Sequence[Sequence[str]], sections: Sections) -> list[list[str]]:
        """The same of many."""
        return [self.row(row, sections) for row in rows]


def layout_of(
    names: Sequence[str],
    above: Sequence[str],
    rows: Sequence[Sequence[str]],
    sections: Sections,
    titles: Sequence[str] = (),
) -> tuple[Layout, FieldRoles] | None:
    """How a table is read, and the roles of its columns; None when it is none of calls."""
    for tried in _namings(names, above):
        days = completed_days(titles, tried, rows)
        joined: list[JoinedColumns | CompletedDays] = [*joined_columns(tried, rows)]
        if days is not None:
            joined.append(days)
        for one in joined:
            tried = one.names(tried)
        for layout in _with_pairs(Layout(tuple(tried), joined=tuple(joined)), rows):
            found = _completed(layout, rows, sections)
            if found is not None:
                return found
    return None


def _namings(names: Sequence[str], above: Sequence[str]) -> Iterator[list[str]]:
    """The names, together with the line above them where those alone stand twice."""
    both = _together(names, above)
    is_twice = len(set(filled(names))) < len(filled(names))
    if both and is_twice:
        yield both
    yield list(names)
    if both and not is_twice:
        yield both


def _together(names: Sequence[str], above: Sequence[str]) -> list[str]:
    """`Caller number` of `Caller` above `Number`; a group's name stands above its first column only."""
    if not filled(above) or abs(len(above) - len(names)) > 1 or len(filled(above)) < 2:
        return []
    upper, whole = "", []
    for place, name in enumerate(names):
        upper = (above[place] if place < len(above) else "") or upper
        whole.append(name if name.lower() == upper.lower() else f"{upper} {name}".strip())
    return whole


def _with_pairs(layout: Layout, rows: Sequence[Sequence[str]]) -> Iterator[Layout]:
    """The layout, and before it the same with the two numbers of one column apart."""
    for place, name in enumerate(layout.names):
        if not {"caller", "called"} <= meanings_of(name):
            continue
        texts = [row[place] for row in rows if place < len(row)]
        if filled(texts) and share(texts, _is_pair) >= MOSTLY_PAIRS:
            names = (*layout.names[:place], "From", "To", *layout.names[place + 1 :])
            yield replace(layout, names=names, pair=place)
    yield layout


def _is_pair(text: str) -> bool:
    found = _PAIR.match(text)
    return found is not None and is_number(found.group(1)) and is_number(found.group(2))


def _completed(
    layout: Layout, rows: Sequence[Sequence[str]], sections: Sections
) -> tuple[Layout, FieldRoles] | None:
    """The roles; where a direction or a telephone is missing that titles say, with columns for them."""
    roles = _roles(layout, rows, sections)
    missing = [
        role
        for role in ("direction", "caller", "date")
        if role in sections.roles and (roles is None or role not in roles.places)
    ]
    if not missing or (roles is not None and not roles.is_far and "caller" in roles.places):
        return None if roles is None else (layout, roles)
    added = replace(layout, names=(*layout.names, *(NAMES[role] for role in missing)), added=tuple(missing))
    completed = _roles(added, rows, sections)
    if completed is not None:
        return added, completed
    return None if roles is None else (layout, roles)


def _roles(layout: Layout, rows: Sequence[Sequence[str]], sections: Sections) -> FieldRoles | None:
    read = layout.rows(rows, sections)
    columns = [[row[place] if place < len(row) else "" for row in read] for place in range(len(layout.names))]
    return roles_of(layout.names, columns)
