"""JSON objects of calls of any maker, by the names of their keys and the types of their values.

Nothing is known of who wrote them: every format of its own goes before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from veilleur.records.containers.json_objects import objects
from veilleur.records.format import (
    LONGEST_DOCUMENT_LINE_CHARACTERS,
    BadLine,
    Context,
    Format,
    Line,
    ParsedRecord,
)
from veilleur.records.inference.guessed_objects import SAMPLE, is_call, read_all, texts_of
from veilleur.records.layouts.fixed_width import settled_dates


def _is_record(found: dict[str, Any]) -> bool:
    return is_call(texts_of(found))


def _score(lines: Sequence[str]) -> float:
    text = "\n".join(lines)
    if not text.lstrip("\ufeff \t\r\n").startswith(("{", "[")) and not any(
        line.lstrip().startswith("{") for line in lines
    ):
        return 0.0
    found = objects(enumerate(lines), _is_record)
    return 0.5 if any(not isinstance(one, BadLine) for one in found) else 0.0


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    is_live = hasattr(lines, "at_hand")

    def texts() -> Iterator[tuple[int, dict[str, str]] | BadLine]:
        for one in objects(settled_dates(lines, context), _is_record):
            yield one if isinstance(one, BadLine) else (one[0], texts_of(one[1]))

    return read_all(texts(), context, 1 if is_live else SAMPLE)


FORMAT = Format(
    name="any-json",
    title="JSON objects of calls whose keys explain themselves",
    confidence="guessed",
    source="usual keys of many makers, found by name and type",
    score=_score,
    parse=_parse,
    longest_line=LONGEST_DOCUMENT_LINE_CHARACTERS,
)
