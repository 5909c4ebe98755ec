"""Whether the headings of a bill name its amounts with or without VAT.

In: files. Out: "with", "without" or "". Pitfall: only the first lines are looked at, and what says both says
neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_HEADING_LINES = 60
_LOOKED_AT_BYTES = 64 * 1024
_WITHOUT = re.compile(r"\b(h\.?t\.?|hors taxes?|excl\w*\.? (?:vat|tax)|ex vat|netto?|iva esclusa)\b", re.I)
_WITH = re.compile(r"\b(t\.?t\.?c\.?|incl\w*\.? (?:vat|tax)|brutto|iva inclusa)\b", re.I)


def tax_of_headings(paths: Iterable[Path]) -> str:
    """Whether headings name amounts "with" or "without" VAT; "" when they say neither, or both."""
    said = set()
    for path in paths:
        with path.open("rb") as file:
            text = file.read(_LOOKED_AT_BYTES).decode("utf-8", "replace")
        for line in text.splitlines()[:_HEADING_LINES]:
            said |= {"without"} if _WITHOUT.search(line) else set()
            said |= {"with"} if _WITH.search(line) else set()
    return said.pop() if len(said) == 1 else ""
