"""Which alert code is in force, without knowing it: a word that changes whenever the code does.

In: the file of codes beside a journal, as the guard keeps it. Out: a digest of its stored record. Pitfall: a
file that cannot be read has no word, so that what was bound to the code before is unknown until it is back.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from veilleur.words.plain_json import parsed

CODES_FILE, CODE_NAME = "codes.json", "alert"  # of `veilleur codes set alert`


def generation(journal: Path) -> str:
    """The word of the code in force; "" without one."""
    try:
        record = parsed(journal.with_name(CODES_FILE).read_text(encoding="ascii"))["codes"][CODE_NAME]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()
