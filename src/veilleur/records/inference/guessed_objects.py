"""JSON objects and XML elements of unknown makers as rows of a table: their names are paths.

In: an object or an element. Out: its texts by path, such as `from phoneNumber`.
Pitfall: lists inside a record are its legs or notes, which are no calls of their own.
"""

from __future__ import annotations

from collections import Counter
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
from veilleur.records.inference.fields.field_words import meanings_of, words_of
from veilleur.records.inference.guessed_records import GuessedRecords
from veilleur.records.one_call import one_each
from veilleur.records.values.keywords import direction_in
from veilleur.words.calls import Direction

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DEPTH = 3
MOST_PARTIES = 4
_NAME_KEYS = ("name", "key", "id", "field")
_ROLE_KEYS = ("role", "type", "side", "kind", "party")
_PARTY_ROLES = frozenset({"caller", "called", "far", "inner", "own"})
_OPPOSITE = {Direction.OUT: Direction.IN, Direction.IN: Direction.OUT}
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
            texts[key] = _said_by(key, value)
        elif isinstance(value, list):
            for path, text in _parties(key, value).items():
                texts.setdefault(path, text)
        else:
            texts[key] = "" if value is None else str(value)
    return texts


def _said_by(key: str, is_so: bool) -> str:
    """`true` or `false`; of `is_outbound`, the direction."""
    way = direction_in(" ".join(words_of(key)))
    if way not in _OPPOSITE:
        return "true" if is_so else "false"
    return (way if is_so else _OPPOSITE[way]).value


def _parties(key: str, listed: Sequence[Any]) -> dict[str, str]:
    """The texts of `[{"role": "caller", "number": ...}, ...]` by role; other lists are legs or notes."""
    texts: dict[str, str] = {}
    roles = [_role_of(one) for one in listed[:MOST_PARTIES]]
    if len(set(roles)) < max(2, len(listed)) or not all(roles):
        return {}
    for role, one in zip(roles, listed, strict=True):
        for path, text in texts_of(one, 0).items():
            texts[f"{role} {path}"] = text
    return {path: text for path, text in texts.items() if text}


def _role_of(one: Any) -> str:
    """`caller` of a party that says so; empty for what is no party."""
    if not isinstance(one, dict):
        return ""
    named = (str(one[key]) for key in _ROLE_KEYS if isinstance(one.get(key), str))
    return next((name for name in named if meanings_of(name) & _PARTY_ROLES), "")


def texts_of_element(element: Element) -> dict[str, str]:
    """The texts of an element by path: its attributes, its children's texts and attributes."""
    texts = dict(element.attrib)
    nested = [child.tag for child in element if len(child) or len(child.attrib) > 1]
    if len(nested) > len(set(nested)):
        return {}  # a list of records is none itself
    tags = Counter(child.tag for child in element)
    repeated = {tag for tag, count in tags.items() if count > 1}
    for child in element:
        named = next((child.attrib[key] for key in _NAME_KEYS if key in child.attrib), "")
        if named and not len(child) and child.tag in repeated:  # `<field name="caller">201</field>`
            texts.setdefault(named, (child.text or child.attrib.get("value") or "").strip())
            continue
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
    """The events of records given by path. sample: 1 while the file still grows: then nobody waits."""
    outcomes = _read_all(found, context, sample)
    return one_each(outcomes, only_linked=True) if sample > 1 else outcomes


def _read_all(
    found: Iterable[tuple[int, dict[str, str]] | BadLine], context: Context, sample: int
) -> Iterator[ParsedRecord | BadLine]:
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
