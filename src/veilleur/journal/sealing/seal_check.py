"""Whether the seals of a journal are those of one verification key: `verify` with the key at hand.

In: entries in order. Out: findings. Pitfall: whoever rewrites the past holds only today's key, so they can
add seals of later indices but none of an earlier one: a gap in the indices is the trace.
"""

from __future__ import annotations

from typing import Any

from veilleur.journal import checks
from veilleur.journal.checks import Finding
from veilleur.journal.sealing.seals import SealKey

# The guard seals each hour while it runs. Entries that go on for longer without a seal are a finding.
SEALED_AT_LEAST_EVERY_S = 3 * 3600.0


class SealCheck:
    """Follows the seals of one key through a journal. sealed_to: the last entry that a right one vouches
    for."""

    def __init__(self, key: SealKey) -> None:
        self._key = key
        self._findings: list[Finding] = []
        self._sealed_at = self._last_at = 0.0
        self.sealed_to = 0

    def look(self, row: Any, before: tuple[int, str]) -> None:
        """Take in one entry. before: number and hash of the entry before it."""
        if isinstance(row.at, float):
            self._last_at = max(self._last_at, row.at)
        if row.kind != "note" or not isinstance(row.public, str) or '"note":"seal"' not in row.public:
            return
        note = checks.note_of(row.public)
        if note.get("note") != "seal" or note.get("key") != self._key.identity:
            return
        if self._key.is_right(note, *before):
            self.sealed_to, self._sealed_at = before[0], row.at
        else:
            text = f"The seal in entry {row.seq} is not the one due there: what lies before it was rewritten."
            self._findings.append(Finding(row.seq, "seal_wrong", text))
        self._key = self._key.next()

    def findings(self, last_seq: int) -> list[Finding]:
        """What is wrong with the seals of a journal whose last entry is `last_seq`."""
        if self._last_at - self._sealed_at > SEALED_AT_LEAST_EVERY_S and self.sealed_to:
            text = f"Nothing was sealed after entry {self.sealed_to}: seals were removed, or sealing ended."
            return [*self._findings, Finding(self.sealed_to, "seal_missing", text)]
        if self.sealed_to or self._findings:
            return self._findings
        text = "There is no seal of this verification key: another key is meant, or the seals were removed."
        return [Finding(last_seq, "seal_missing", text)]
