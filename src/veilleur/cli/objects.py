"""The objects that `audit`, `check` and `replay` print with --json, one a line; docs/json.md describes them.

Out: lines with `type` and `version`. Pitfall: `VERSION` goes up when a key goes or changes its meaning; a new
key alone changes nothing for who reads the old ones.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Any, TextIO
from zoneinfo import ZoneInfo

VERSION = 1
WITH_OBJECTS = frozenset({"audit", "check", "replay"})  # commands whose errors are objects too


def object_line(kind: str, content: dict[str, Any]) -> str:
    """One object under its own name: `{"type": "incident", "version": 1, "incident": {...}}`."""
    return json.dumps({"type": kind, "version": VERSION, kind: content})


def print_object(kind: str, content: dict[str, Any], out: TextIO | None = None) -> None:
    """Print one object at once."""
    print(object_line(kind, content), file=out or sys.stdout, flush=True)


def iso_time(at: float, timezone: str) -> str | None:
    """A time as ISO 8601 with the offset of a zone; None for no time."""
    return datetime.fromtimestamp(at, ZoneInfo(timezone)).isoformat(timespec="seconds") if at else None
