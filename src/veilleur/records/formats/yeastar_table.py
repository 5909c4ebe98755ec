"""Yeastar S series: a dump of its monthly table `cdr_YYYYMM`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from veilleur.records.containers import sql_dump
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
from veilleur.records.layouts.named_values import Layout, Values, named_record, plain
from veilleur.words.calls import Direction

_LAYOUT = Layout(
    roles={
        "start": ("datetime",),
        "caller": ("src",),
        "called": ("dst",),
        "call": ("uniqueid",),
        "duration": ("duration",),
        "billed": ("billable",),
        "status": ("disposition",),
        "direction": ("calltype",),
        "source_trunk": ("srctrunk",),
        "trunk": ("dstrunk",),
        "did": ("didnumber",),
        "cost": ("usercost",),
    },
    needed=frozenset({"start", "caller", "called", "direction"}),
    directions={"inbound": Direction.IN, "outbound": Direction.OUT, "internal": Direction.INTERNAL},
)


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    for row in sql_dump.rows(lines, lambda table: table.lower().startswith("cdr_")):
        if isinstance(row, BadLine):
            yield row
            continue
        values = {plain(n): v for n, v in zip(row.columns, row.values, strict=False)}
        roles = {
            role: values[name] for role, names in _LAYOUT.roles.items() for name in names if name in values
        }
        try:
            yield ParsedRecord(row.line, named_record(row.line, Values.of(roles), _LAYOUT, context))
        except NOT_UNDERSTOOD as error:
            yield BadLine(row.line, cause_of(error), row.raw)


def _score(lines: Sequence[str]) -> float:
    text = "\n".join(lines)
    fits = re.search(r"INTO `?cdr_\d{6}", text) and "dstrunk" in text
    return 0.97 if fits else 0.0


FORMAT = Format(
    name="yeastar-table",
    title="Yeastar S-series table",
    confidence="seen",
    source="real dump in a public repository",
    score=_score,
    parse=_parse,
    longest_line=LONGEST_DOCUMENT_LINE_CHARACTERS,
)
