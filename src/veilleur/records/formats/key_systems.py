"""Small systems whose SMDR is one line a call: Vodavi, AltiGen, Merlin, Inter-Tel, Matrix, ESI, DBS.

Each layout has its own shape (`layouts/key_system_lines.py`); a file keeps to one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from veilleur.records.format import (
    IDLE,
    NOT_UNDERSTOOD,
    BadLine,
    Context,
    Format,
    Line,
    ParsedRecord,
    call_record,
    cause_of,
    share_of,
)
from veilleur.records.layouts.fixed_width import is_rule
from veilleur.records.layouts.key_system_lines import SHAPES, VODAVI_SECOND_LINE, Call
from veilleur.records.values.digits import shown_digits
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded

_HEADING = re.compile(r"\s*(?:STA\s+CO|TYP\s+EXT|CALL\s+TYPE)\b", re.IGNORECASE)


def _record(line: int, call: Call, context: Context) -> CallRecorded:
    return call_record(
        context=context,
        line=line,
        at=call.at,
        direction=call.way,
        extension=call.extension,
        number=call.number or call.extension,
        duration=call.billed + call.waited,
        billed=call.billed,
        origin=call.origin,
        outside=call.outside,
        trunk=call.trunk,
    )


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    held: ParsedRecord | None = None
    for number, text in lines:
        if text == IDLE and held is not None:
            yield held
            held = None
        if text == IDLE or is_rule(text) or _HEADING.match(text):
            continue
        second = VODAVI_SECOND_LINE.match(text)
        if second is not None and held is not None:
            yield ParsedRecord(held.line, held.event._replace(outside_caller=shown_digits(second["caller"])))
            held = None
            continue
        if held is not None:
            yield held
            held = None
        found, read = next(
            ((m, reader) for shape, reader in SHAPES if (m := shape.match(text))), (None, None)
        )
        try:
            if found is None or read is None:
                raise LineError("the shape of no key system that is known")
            call = read(found, text, context)
            event = _record(number, call, context)
        except NOT_UNDERSTOOD as error:
            yield BadLine(number, cause_of(error), text)
            continue
        held = ParsedRecord(number, event)
    if held is not None:
        yield held


def _score(lines: Sequence[str]) -> float:
    def fits(line: str) -> bool:
        return any(shape.match(line) for shape, _ in SHAPES) or bool(VODAVI_SECOND_LINE.match(line))

    return share_of([one for one in lines if not _HEADING.match(one)] or lines, fits) * 0.9


FORMAT = Format(
    name="key-system-smdr",
    title="Small systems: Vodavi, AltiGen, Merlin, Inter-Tel, Matrix, ESI, Panasonic DBS, PhoneSuite",
    confidence="documented",
    source="the makers' manuals; Inter-Tel and Matrix as public collectors cut them; columns partly guessed",
    score=_score,
    parse=_parse,
    yearless=True,
    joins_by_time=True,
    holds_lines=True,
)
