"""JSON objects and XML elements of unknown makers as rows of a table: their names are paths.

In: an object or an element. Out: its texts by path, such as `from phoneNumber`.
Pitfall: lists inside a record are its legs or notes, which are no calls of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from veilleur.records.format import (
    NOT_UNDERSTOOD,
    BadLine,
    Context,
    ParsedRecord,
    cause_of,
)
from veilleur.records.inference.fields.field_roles import roles_of
from veilleur.records.inference.guessed_records import GuessedRecords

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DEPTH = 3
SAMPLE = 300  # records, before the first is read: they settle units and words
MOST_FIELDS = 300


def texts_of(record: Mapping[str, Any], depth: int = DEPTH) -> dict[str, str]:
    """The texts of an object by path."""
    texts: dict[str, str] = {}
    for key, value in record.items():
        if isinstance(value, dict):
            if depth:
                for path, text in texts_of(value, depth - 1).items():
                    texts.setdefault(f"{key} {path}", text)
        elif isinstance(value, bool):
            texts[key] = "true" if value else "false"
        elif not isinstance(value, list):
            texts[key] = "" if value is None else str(value)
    return texts


def texts_of_element(element: Element) -> dict[str, str]:
    """The texts of an element by path: its attributes, its children's texts and attributes."""
    texts = dict(element.attrib)
    nested = [child.tag for child in element if len(child) or len(child.attrib) > 1]
    if len(nested) > len(set(nested)):
        return {}  # a list of records is none itself
    for child in element:
        if len(child):
            for path, text in texts_of_element(child).items():
                texts.setdefault(f"{child.tag} {path}", text)
            continue
        texts.setdefault(child.tag, (child.text or "").strip())
        for name, value in child.attrib.items():
            texts.setdefault(f"{child.tag} {name}", value)
    return texts


def is_call(texts: Mapping[str, str]) -> bool:
    """Whether these texts are those of a call."""
    if not 3 <= len(texts) <= MOST_FIELDS:
        return False
    names = list(texts)
    if roles_of(names, [[text] for text in texts.values()]) is not None:
        return True
    # One value may be odd where the names are those of a call: its line is to be refused, not passed over.
    return roles_of(names, [[] for _ in names]) is not None


def read_all(
    found: Iterable[tuple[int, dict[str, str]] | BadLine], context: Context, sample: int = SAMPLE
) -> Iterator[ParsedRecord | BadLine]:
    """The events of records given by path."""
    coming = iter(found)
    first = list(islice(coming, sample))
    rows = [one[1] for one in first if not isinstance(one, BadLine)]
    names = list(dict.fromkeys(name for row in rows for name in row))[:MOST_FIELDS]
    table = GuessedRecords(names, [_cells(row, names) for row in rows], context)
    for one in chain(first, coming):
        if isinstance(one, BadLine):
            yield one
            continue
        line, texts = one
        if table.found is None:
            yield BadLine(line, cause_of(ValueError()), str(texts)[:400])
            continue
        try:
            event = table.record(line, _cells(texts, names))
        except NOT_UNDERSTOOD as error:
            yield BadLine(line, cause_of(error), str(texts)[:400])
        else:
            if event is not None:
                yield ParsedRecord(line, event)


def _cells(texts: Mapping[str, str], names: Sequence[str]) -> list[str]:
    return [texts.get(name, "") for name in names]
