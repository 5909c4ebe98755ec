"""Asterisk cdr_custom with the mapping of its configuration sample: caller id first, 19 columns."""

from __future__ import annotations

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
    whole_texts,
)
from veilleur.words.errors import LineError


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    rows = Rows(context)
    return rows.settled(_events(lines, rows))


def _events(lines: Iterable[Line], rows: Rows) -> Iterator[ParsedRecord | BadLine]:
    for number, text in whole_records(lines):
        if not text.strip():
            continue
        try:
            v = split(text)
            if not 17 <= len(v) <= 20:
                raise LineError("{count} columns where the sample mapping has 19", count=len(v))
            row = Row(
                src=v[1],
                dst=v[2],
                context=v[3],
                channel=v[4],
                dstchannel=v[5],
                lastapp=v[6],
                lastdata=v[7],
                start=v[8],
                duration=v[11],
                billsec=v[12],
                disposition=v[13],
                uniqueid=v[16],
            )
            yield ParsedRecord(number, rows.event(number, row._replace(account=v[15])))
        except ValueError as error:
            yield BadLine(number, cause_of(error), text)


def _score(lines: Sequence[str]) -> float:
    good = 0
    lines = whole_texts(lines)
    for line in lines:
        try:
            values = split(line)
        except ValueError:
            continue
        if 17 <= len(values) <= 20 and values[8][4:5] == "-" and values[10][4:5] == "-":
            good += values[11].isdecimal() and values[12].isdecimal()
    return good / len(lines)


FORMAT = Format(
    name="asterisk-cdr-custom",
    title="Asterisk cdr_custom (sample mapping)",
    confidence="documented",
    source="cdr_custom.conf.sample",
    score=_score,
    parse=_parse,
)
