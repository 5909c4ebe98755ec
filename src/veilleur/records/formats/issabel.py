"""Issabel and Elastix: CDR report as CSV. The duration is a text such as `2m 58s`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from veilleur.records.asterisk.cdr_tables import names_of, records
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
from veilleur.records.layouts.fixed_width import settled_dates
from veilleur.records.layouts.named_values import plain

# The report's headings follow the language of the web page: French and Spanish as translated there.
_ENGLISH = {
    "fecha": "date",
    "origen": "source",
    "fuente": "source",
    "destino": "destination",
    "canalorigen": "srcchannel",
    "canalfuente": "srcchannel",
    "canaldestino": "dstchannel",
    "estado": "status",
    "duracion": "duration",
    "codigodecuenta": "accountcode",
    "duree": "duration",
    "statut": "status",
    "etat": "status",
    "canalsource": "srcchannel",
    "canaldst": "dstchannel",
    "canaldest": "dstchannel",
    "canalsrc": "srcchannel",
}
_NAMES = "date source destination srcchannel dstchannel status duration uniqueid accountcode did".split()


def _heading(line: str) -> list[str] | None:
    try:
        columns = [plain(name) for name in split(line)]
    except ValueError:
        return None
    columns = [_ENGLISH.get(name, name) for name in columns]
    return columns if names_of(columns) and {"date", "srcchannel"} <= set(columns) else None


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    columns: list[str] = []

    def named() -> Iterator[tuple[int, Mapping[str, str]] | BadLine]:
        for number, text in whole_records(settled_dates(lines, context)):
            heading = _heading(text)
            if heading is not None:
                columns[:] = heading
            elif text.strip():
                try:
                    yield number, dict(zip(columns, split(text), strict=False))
                except ValueError as error:
                    yield BadLine(number, cause_of(error), text)

    names = names_of(_NAMES) or {}
    yield from records(named(), names, context)


def _score(lines: Sequence[str]) -> float:
    return 0.97 if any(_heading(line) for line in lines[:30]) else 0.0


FORMAT = Format(
    name="issabel-report",
    title="Issabel or Elastix CDR report",
    confidence="documented",
    source="source of the report's page; no real export found",
    score=_score,
    parse=_parse,
)
