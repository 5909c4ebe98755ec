"""One line for one head, the same at every witness: in a file, in a mail, on a log server, at a service.

In: number and hash of an entry, the time, the site. Out: the line, and the heads found in any text that holds
such lines. Pitfall: the time in a line is the guard's own; only what a witness wrote before it ("received")
is the time of a clock that the guard's machine does not own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from veilleur.words.plain_json import parsed

HEAD_LINE_MAX_BYTES = 16_384  # a stamp of a time-stamping authority is some 6,000 of them
_HEAD = re.compile(
    r"(?:received (?P<received>[0-9T:.Z-]{16,32}): )?"
    r"veilleur: journal head (?P<seq>[0-9]{1,18}):(?P<hash>[0-9a-f]{64})"
    r'(?: at (?P<at>[0-9T:.Z-]{16,32}) of (?P<site>"(?:[^"\\]|\\.)*"))?'
    r"(?: stamped (?P<stamp>[A-Za-z0-9+/=]+))?",
    re.ASCII,
)


class WitnessedHead(NamedTuple):
    """A head as a witness has it.

    at: seconds since 1970 UTC, 0 when the line holds no time. site: "" when the line names none.
    is_receipt: the time is of the witness's own clock. stamp: of a time-stamping authority, in base64.
    """

    seq: int
    hash: str
    at: float = 0.0
    site: str = ""
    is_receipt: bool = False
    stamp: str = ""


def head_line(seq: int, digest: str, at: float, site: str) -> str:
    """The line that leaves the machine."""
    return f"veilleur: journal head {seq}:{digest} at {written_time(at)} of {json.dumps(site)}"


def written_time(at: float) -> str:
    """A time as it stands in a line, in UTC."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def heads_in(text: str) -> Iterator[WitnessedHead]:
    """Every head in a text, in its order."""
    for found in _HEAD.finditer(text):
        received = found["received"]
        yield WitnessedHead(
            seq=int(found["seq"]),
            hash=found["hash"],
            at=_seconds(received or found["at"]),
            site=_site(found["site"]),
            is_receipt=received is not None,
            stamp=found["stamp"] or "",
        )


def _seconds(text: str | None) -> float:
    try:
        return datetime.fromisoformat(text or "").timestamp()
    except ValueError:
        return 0.0


def _site(text: str | None) -> str:
    try:
        return str(parsed(text or '""'))
    except ValueError:
        return ""
