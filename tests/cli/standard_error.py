"""What a command says on standard error, without how far it has come: a busy machine makes it say that."""

from __future__ import annotations

import json
import re

_LINE = re.compile(r"\w[^:\n]*: \d+%, about \d+ (s|min) left$")


def without_progress(said: str) -> list[str]:
    """The other lines."""
    return [line for line in said.splitlines() if not _is_progress(line)]


def _is_progress(line: str) -> bool:
    if line.startswith("{"):
        return bool(json.loads(line)["type"] == "progress")
    return _LINE.match(line) is not None
