"""How tables are written: delimiters, quotes, encodings, lengths and dates as makers print them.

In: headings and a row for each call. Out: a `write` of a `Layout`.
Pitfall: what stands above and below the calls is part of a maker's file too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tools.strangers.firm import Call

Row = Callable[[Call], Iterable[object]]


def hms(seconds: int) -> str:
    """00:02:51."""
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


def ms(seconds: int) -> str:
    """2:51, minutes beyond 60 too."""
    return f"{seconds // 60}:{seconds % 60:02}"


def hmmss(seconds: int) -> str:
    """0:02:51."""
    return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


def spelt(seconds: int) -> str:
    """0h02m51s."""
    return f"{seconds // 3600}h{seconds % 3600 // 60:02}m{seconds % 60:02}s"


def spaced(number: str, step: int = 2) -> str:
    """01 99 00 01 10."""
    return " ".join(number[place : place + step] for place in range(0, len(number), step))


def table(
    heading: str,
    row: Row,
    *,
    delimiter: str = ",",
    quoted: bool = False,
    end: str = "\n",
    before: str = "",
    after: str = "",
    encoding: str = "utf-8",
    newest_first: bool = False,
    each: int = 0,
) -> Callable[[Sequence[Call]], bytes]:
    """A delimited table. heading: as it stands in the file; "" for none. each: rows after which it comes again."""

    def cell(value: object) -> str:
        text = str(value)
        if quoted or any(sign in text for sign in (delimiter, '"', "\n")):
            return '"' + text.replace('"', '""') + '"'
        return text

    def write(calls: Sequence[Call]) -> bytes:
        ordered = list(reversed(calls)) if newest_first else list(calls)
        lines = [before] if before else []
        for place, call in enumerate(ordered):
            if heading and (place == 0 or (each and place % each == 0)):
                lines.append(heading)
            lines.append(delimiter.join(cell(value) for value in row(call)))
        if after:
            lines.append(after)
        return (end.join(lines) + end).encode(encoding)

    return write


def way(call: Call, out: str, came: str, inside: str = "Internal") -> str:
    """The word for the direction."""
    return {"out": out, "in": came, "internal": inside}[call.way]


def far_e164(call: Call) -> str:
    """+33199000110."""
    return call.far


def far_bare(call: Call) -> str:
    """33199000110."""
    return call.bare


def as_json(build: Callable[[Call], dict[str, Any]], around: str = "") -> Callable[[Sequence[Call]], str]:
    """One JSON document. around: the key that holds the calls."""

    def write(calls: Sequence[Call]) -> str:
        objects: Any = [build(call) for call in calls]
        return json.dumps({around: objects, "page": 1} if around else objects, indent=1)

    return write


def as_json_lines(build: Callable[[Call], dict[str, Any]]) -> Callable[[Sequence[Call]], str]:
    """A JSON object a line."""
    return lambda calls: "".join(json.dumps(build(call)) + "\n" for call in calls)
