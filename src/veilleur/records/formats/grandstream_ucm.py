"""Grandstream UCM: CSV with a heading, the rows are Asterisk's under other names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from veilleur.records.asterisk.cdr_rows import Row, Rows
from veilleur.records.format import (
    BadLine,
    Context,
    Format,
    Line,
    ParsedRecord,
    cause_of,
    split,
    whole_records,
)
from veilleur.records.layouts.named_values import plain
from veilleur.words.errors import LineError
from veilleur.words.messages import Message

_NEEDED = {"callernumber", "calleenumber", "sourcechannel", "calltime", "talktime", "uniqueid"}
_YEAR = re.compile(r"\d{4}")  # in each record, in no heading


def _heading(text: str) -> list[str] | None:
    names = [plain(name) for name in text.split(",")]
    return names if set(names) >= _NEEDED else None


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    rows = Rows(context)
    return rows.settled(_events(lines, rows))


def _events(lines: Iterable[Line], rows: Rows) -> Iterator[ParsedRecord | BadLine]:
    names: list[str] | None = None
    for number, text in whole_records(lines):
        if not text.strip():
            continue
        heading = None if _YEAR.search(text) else _heading(text)
        if heading is not None:
            names = heading
            continue
        try:
            if names is None:
                raise LineError("stands above the line of headings")
            named = dict(zip(names, split(text), strict=False))
            row = Row(
                src=named["callernumber"],
                dst=named["calleenumber"],
                context=named.get("context", ""),
                channel=named["sourcechannel"],
                dstchannel=named.get("destchannel", ""),
                lastapp=named.get("lastapp", ""),
                lastdata=named.get("lastdate", ""),
                start=named["starttime"],
                duration=named["calltime"],
                billsec=named["talktime"],
                disposition=named["disposition"],
                uniqueid=named["uniqueid"],
                linkedid=named.get("session", ""),
                account=named.get("accountcode", ""),
            )
            yield ParsedRecord(number, rows.event(number, row))
        except KeyError as error:
            yield BadLine(number, Message("the column {name} is missing", name=error), text)
        except ValueError as error:
            yield BadLine(number, cause_of(error), text)


def _score(lines: Sequence[str]) -> float:
    return 0.95 if any(_heading(line) for line in lines[:30]) else 0.0


FORMAT = Format(
    name="grandstream-ucm",
    title="Grandstream UCM CSV",
    confidence="seen",
    source="26 headings of real files in public repositories",
    score=_score,
    parse=_parse,
)
