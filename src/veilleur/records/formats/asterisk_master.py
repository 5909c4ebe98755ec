"""Asterisk Master.csv: 16, 17, 18 or 21 columns without a heading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec

from veilleur.records.asterisk.cdr_rows import Row, Rows
from veilleur.records.format import (
    IDLE,
    BadLine,
    Block,
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
from veilleur.words.events import CallRecorded


def _row(values: list[str]) -> Row:
    if not 16 <= len(values) <= 22:
        raise LineError("{count} columns where Master.csv has 16 to 22", count=len(values))
    more = values + [""] * 6
    # With only one of the two options on, the 17th column is a uniqueid or a userfield.
    uniqueid = more[16] if more[16].rpartition("-")[2].replace(".", "").isdecimal() else ""
    # By position: by name a tuple of 14 values costs three times as much, for each row.
    return Row(
        values[1],  # src
        values[2],  # dst
        values[3],  # context
        values[5],  # channel
        values[6],  # dstchannel
        values[7],  # lastapp
        values[8],  # lastdata
        values[9],  # start
        values[12],  # duration
        values[13],  # billsec
        values[14],  # disposition
        uniqueid,
        more[19],  # linkedid
        values[0],  # account
    )


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    rows = Rows(context)
    return rows.settled(_events(lines, rows))


def _events(lines: Iterable[Line], rows: Rows) -> Iterator[ParsedRecord | BadLine | None]:
    for number, text in whole_records(lines):
        if text == IDLE:
            yield None
            continue
        if not text.strip():
            continue
        try:
            yield ParsedRecord(number, rows.event(number, _row(split(text))))
        except ValueError as error:
            yield BadLine(number, cause_of(error), text)


def _parse_blocks(
    blocks: Iterable[Block], context: Context
) -> Iterator[list[CallRecorded] | ParsedRecord | BadLine]:
    from veilleur.records.asterisk.cdr_columns import read_blocks  # polars: big files only

    return read_blocks(blocks, context, _row)


def _score(lines: Sequence[str]) -> float:
    good = 0
    lines = whole_texts(lines)
    for line in lines:
        try:
            values = split(line)
        except ValueError:
            continue
        if 16 <= len(values) <= 22 and values[9][4:5] == "-" and values[11][4:5] == "-":
            # FreeSWITCH has a template in this order; its causes bear underscores.
            good += values[12].isdecimal() and values[13].isdecimal() and "_" not in values[14]
    return good / len(lines)


FORMAT = Format(
    name="asterisk-master-csv",
    title="Asterisk Master.csv",
    confidence="seen",
    source="cdr_csv module and its configuration sample; real files",
    score=_score,
    parse=_parse,
    holds_lines=True,
    parse_blocks=_parse_blocks if find_spec("polars") else None,  # in a browser there is none
)
