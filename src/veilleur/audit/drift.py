"""What has changed since an earlier audit: new weaknesses, mended ones, files that differ.

In: an audit and the note that the journal kept of an earlier one. Out: a `Drift`. Pitfall: the note holds
hashes of what was seen, no name and no number, so a mended weakness is named by its check alone.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple

from veilleur.audit.result import Audit

NOTE = "audit"
FILES_DIGEST = "files_digest"
_MOST_KEPT = 200  # weaknesses, of a note that is too long


class Drift(NamedTuple):
    """since: seconds since 1970 UTC. new: keys of weaknesses that were not there; mended: checks, once for
    each weakness that is gone; files: changed, new and gone ones."""

    since: float
    score_before: int
    new: frozenset[str]
    mended: tuple[int, ...]
    files: tuple[str, ...]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing has changed."""
        return not (self.new or self.mended or self.files)


def note_of(audit: Audit) -> dict[str, Any]:
    """What the journal keeps of an audit: no name, no number, no path of a person's."""
    return {
        "note": NOTE,
        "switch": audit.switch,
        "score": audit.score,
        "weak": audit.keys,
        "unknown": [one.check.number for one in audit.unknown],
        "files": audit.files,
    }


def shortened(note: dict[str, Any], most_bytes: int) -> dict[str, Any]:
    """The note, no longer than that: of many files one digest over all, of many weaknesses the first."""
    if len(json.dumps(note)) <= most_bytes:
        return note
    weak = dict(list(note["weak"].items())[:_MOST_KEPT])
    return {**note, "files": {}, FILES_DIGEST: _digest(note["files"]), "weak": weak}


def _digest(files: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()


def drift(audit: Audit, note: dict[str, Any], at: float) -> Drift:
    """An audit compared with an earlier one."""
    before = note.get("weak")
    before = before if isinstance(before, dict) else {}
    now = audit.keys
    old = note.get("files")
    files = old if isinstance(old, dict) else {}
    if FILES_DIGEST in note:
        changed = [] if note[FILES_DIGEST] in (_digest(audit.files),) else ["*"]  # some of them
    else:
        names = files.keys() | audit.files.keys()
        changed = sorted(name for name in names if files.get(name) != audit.files.get(name))
    return Drift(
        since=at,
        score_before=int(note.get("score") or 0),
        new=frozenset(now.keys() - before.keys()),
        mended=tuple(sorted(int(number) for key, number in before.items() if key not in now)),
        files=tuple(changed),
    )
