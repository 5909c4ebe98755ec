"""Grandstream UCM over its API: JSON, or a CSV whose values are not quoted.

In the CSV a comma inside `lastdata` shifts the columns after it: they are found again from the three
times, which stand together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from veilleur.records.asterisk.cdr_tables import names_of, records
from veilleur.records.containers.json_objects import objects
from veilleur.records.format import (
    LONGEST_DOCUMENT_LINE_CHARACTERS,
    BadLine,
    Context,
    Format,
    Line,
    ParsedRecord,
    first_of,
)
from veilleur.words.messages import Message

COLUMNS = tuple(
    """
    accountcode src dst dcontext clid channel dstchannel lastapp lastdata start answer end duration billsec
    disposition amaflags uniqueid
    """.split()
)
_NAMES = {**(names_of(COLUMNS) or {}), "linkedid": "session"}
_TIMES = re.compile(r",(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),([-: \d]*),([-: \d]*),")
_HEADING = "AcctId,accountcode,src,dst"


def _is_record(found: Mapping[str, Any]) -> bool:
    return isinstance(found.get("main_cdr"), dict) or _is_row(found)


def _is_row(found: Mapping[str, Any]) -> bool:
    return {"AcctId", "src", "dst", "channel", "disposition"} <= found.keys()


def _rows_of(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Newer firmware: `main_cdr` sums up what `sub_cdr_1`... list leg by leg."""
    if _is_row(record):
        return [record]
    legs: list[Mapping[str, Any]]
    legs = [value for key, value in record.items() if key.startswith("sub_cdr") and isinstance(value, dict)]
    return legs or [record["main_cdr"]]


def _of_json(lines: Iterable[Line]) -> Iterator[tuple[int, Mapping[str, str]] | BadLine]:
    for found in objects(lines, _is_record):
        if isinstance(found, BadLine):
            yield found
        else:
            line, record = found
            for row in _rows_of(record):
                values = {key.lower(): "" if value is None else str(value) for key, value in row.items()}
                yield line, {**values, "session": ""}


def _of_csv(lines: Iterable[Line]) -> Iterator[tuple[int, Mapping[str, str]] | BadLine]:
    for number, text in lines:
        if not text.strip() or text.startswith(_HEADING):
            continue
        times = _TIMES.search(text)
        if times is None:
            yield BadLine(number, Message("no start, answer and end time side by side"), text)
            continue
        before = text[: times.start()].split(",")
        after = text[times.end() :].split(",")
        # The caller id may hold a comma of its own: channels and what follows count from the right
        # of the context, whose place is fixed.
        channel = next((i for i, v in enumerate(before[5:], 5) if re.match(r"[A-Za-z0-9]+/\S", v)), 6)
        values = [*before[1:5], ",".join(before[5:channel]), *before[channel : channel + 3]]
        values += [",".join(before[channel + 3 :]), *times.groups(), *after[:5]]
        yield number, dict(zip(COLUMNS, values, strict=False))


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    first, together = first_of(lines, 3)
    is_json = any(text.lstrip().startswith(("{", "[")) for _, text in first)
    yield from records(_of_json(together) if is_json else _of_csv(together), _NAMES, context)


def _score(lines: Sequence[str]) -> float:
    if any(line.startswith(_HEADING) for line in lines[:3]):
        return 0.99
    text = "".join(lines)
    return 0.95 if '"AcctId"' in text and '"dstchannel"' in text else 0.0


FORMAT = Format(
    name="grandstream-api",
    title="Grandstream UCM API (CSV or JSON)",
    confidence="documented",
    source="examples of the maker's CDR API guide",
    score=_score,
    parse=_parse,
    longest_line=LONGEST_DOCUMENT_LINE_CHARACTERS,
)
