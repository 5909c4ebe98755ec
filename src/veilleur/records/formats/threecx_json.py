"""3CX: its CDR record as a client program passes it on in JSON."""

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
from veilleur.records.formats.threecx_file import record_of

_FIELDS = tuple(
    """
    historyId callId duration timeStart timeAnswered timeEnd reasonTerminated fromNo toNo fromDn toDn dialNo
    reasonChanged finalNumber finalDn billCode billRate billCost billName chain
    """.split()
)


def _is_record(found: Mapping[str, Any]) -> bool:
    return {"timeStart", "fromNo", "toNo", "reasonTerminated"} <= found.keys()


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    for found in objects(lines, _is_record):
        if isinstance(found, BadLine):
            yield found
            continue
        line, record = found
        try:
            values = [str(record.get(name) or "").strip() for name in _FIELDS]
            yield ParsedRecord(line, record_of(line, values, context))
        except NOT_UNDERSTOOD as error:
            yield BadLine(line, cause_of(error), str(record)[:400])


def _score(lines: Sequence[str]) -> float:
    text = "".join(lines)
    return 0.9 if all(f'"{name}"' in text for name in ("timeStart", "fromNo", "reasonTerminated")) else 0.0


FORMAT = Format(
    name="3cx-json",
    title="3CX record relayed as JSON",
    confidence="seen",
    source="one record in a public thread",
    score=_score,
    parse=_parse,
    longest_line=LONGEST_DOCUMENT_LINE_CHARACTERS,
)
