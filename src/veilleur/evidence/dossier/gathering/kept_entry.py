"""One entry of a journal as it lies there, with all that its hash covers. In: a row. Out: a value."""

from __future__ import annotations

from typing import Any, NamedTuple

from veilleur.evidence.dossier.content import Source
from veilleur.journal import checks
from veilleur.words.codec import decode_decision, decode_event, join_personal
from veilleur.words.decisions import Decision
from veilleur.words.events import Event

JOURNAL = "journal"


class KeptEntry(NamedTuple):
    """Columns in the order of the journal's own rows. salt, personal: None once they were forgotten."""

    seq: int
    site: str
    at: float
    kind: str
    public: str
    commitment: str
    previous: str
    hash: str
    salt: bytes | None
    personal: str | None

    @property
    def source(self) -> Source:
        """How a dossier names it."""
        return Source(JOURNAL, self.seq, self.hash)

    def event(self) -> Event | None:
        """The event it holds; None when it holds none that this version knows."""
        if self.kind != "event":
            return None
        try:
            return decode_event(self._data())
        except (ValueError, TypeError):
            return None

    def decision(self) -> Decision | None:
        """The decision it holds; None when it holds none that this version knows."""
        if self.kind != "decision":
            return None
        try:
            return decode_decision(self._data())
        except (ValueError, TypeError, KeyError, AttributeError):
            return None

    def _data(self) -> dict[str, Any]:
        return join_personal(checks.note_of(self.public), checks.note_of(self.personal))
