"""Records that are JSON objects, by the names of their keys.

In: which keys mean what. Out: a `Format`.
Pitfall: an object is a record only when it has the keys that the layout needs; others are an API's wrapping.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from veilleur.records.containers.json_objects import objects
from veilleur.records.format import (
    LONGEST_DOCUMENT_LINE_CHARACTERS,
    NOT_UNDERSTOOD,
    BadLine,
    Context,
    Format,
    Line,
    ParsedRecord,
    cause_of,
)
from veilleur.records.layouts.named_values import CURRENCY_NAMES, Layout, Values, named_record, plain


def json_format(name: str, title: str, confidence: str, source: str, layout: Layout) -> Format:
    """A format of JSON objects, one a line, in a list, or in an API's answer."""
    needed = {role: layout.roles[role] for role in layout.needed}

    def is_record(found: Mapping[str, Any]) -> bool:
        names = {plain(key) for key in found}
        return layout.marks <= names and all(names & set(keys) for keys in needed.values())

    def score(lines: Sequence[str]) -> float:
        text = "".join(lines)
        if "{" not in text and not text.lstrip().startswith("["):
            return 0.0
        names = {plain(key) for key in re.findall(r'"(\w+)"\s*:', text)}
        fits = layout.marks <= names and all(names & set(keys) for keys in needed.values())
        return 0.9 if fits else 0.0

    def parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
        for found in objects(lines, is_record):
            if isinstance(found, BadLine):
                yield found
                continue
            line, record = found
            try:
                named = _of_object(record, layout)
                yield ParsedRecord(line, named_record(line, named, layout, context))
            except NOT_UNDERSTOOD as error:
                yield BadLine(line, cause_of(error), str(record)[:400])

    return Format(
        name=name,
        title=title,
        confidence=confidence,
        source=source,
        score=score,
        parse=parse,
        longest_line=LONGEST_DOCUMENT_LINE_CHARACTERS,
    )


def _of_object(record: Mapping[str, Any], layout: Layout) -> Values:
    texts: dict[str, str] = {}
    for key, value in record.items():
        if isinstance(value, dict):  # an amount with its currency
            texts.setdefault("currency", str(value.get("currencyCode") or value.get("currency") or ""))
            value = value.get("value", "")
        texts[plain(key)] = "" if value is None or isinstance(value, list) else str(value)
    roles: dict[str, str] = {}
    for role, names in layout.roles.items():
        there = [texts[name] for name in names if name in texts]
        if there:
            roles[role] = next(filter(None, there), "")
    roles["currency"] = next((texts[name] for name in texts if name in CURRENCY_NAMES), "")
    return Values.of(roles)
