"""A stretch of the journal that proves itself: each entry with its hash, from the attack to the head.

In: a journal, the number of the first entry, which personal parts may stand in it. Out: canonical JSON by
lines, and what the manifest says of them. Pitfall: entries between the attack and the head are in it too,
since only an unbroken chain leads to the head; their personal parts never are.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from veilleur.evidence.dossier.gathering.kept_entry import KeptEntry
from veilleur.journal import chain, checks, schema
from veilleur.journal.read_only import read_only_engine

_BATCH = 2_000
ENTRIES_MOST = 400_000  # between the attack and the head; a month of a busy site


class Extract(NamedTuple):
    """The stretch. content: for the archive. is_cut: it ends before the journal's head, for its length."""

    content: bytes
    first: int
    last: int
    head: str
    is_cut: bool

    @property
    def about(self) -> dict[str, Any]:
        """What the manifest says of it."""
        return {"first": self.first, "last": self.last, "head": self.head}


def entries_from(path: Path, first: int) -> list[KeptEntry]:
    """The entries of a journal from number `first` to its head, whole.

    Raises:
        JournalError: when it cannot be read.
    """
    engine = read_only_engine(path)
    found: list[KeptEntry] = []
    try:
        with engine.connect() as connection:
            after = first - 1
            while len(found) < ENTRIES_MOST and (rows := checks.rows_after(connection, after, _BATCH)):
                found += [KeptEntry(*row) for row in rows]
                after = rows[-1].seq
    except schema.UNREADABLE as error:
        raise schema.cannot_be_read(path, error) from error
    finally:
        engine.dispose()
    return found


def notes(path: Path, site: str, note: str) -> list[KeptEntry]:
    """The notes of one kind, in order.

    Raises:
        JournalError: when it cannot be read.
    """
    engine = read_only_engine(path)
    try:
        with engine.connect() as connection:
            rows = checks.rows_of_note(connection, site, note)
    except schema.UNREADABLE as error:
        raise schema.cannot_be_read(path, error) from error
    finally:
        engine.dispose()
    return [KeptEntry(*row) for row in rows]


def extract(entries: list[KeptEntry], may_hold_people: Callable[[KeptEntry], bool]) -> Extract:
    """The lines of these entries. may_hold_people: whether the personal part of an entry belongs in it."""
    lines = []
    for entry in entries:
        fields: dict[str, Any] = {
            "seq": entry.seq,
            "site": entry.site,
            "at": entry.at,
            "kind": entry.kind,
            "public": entry.public,
            "commitment": entry.commitment,
            "previous": entry.previous,
            "hash": entry.hash,
        }
        if entry.personal is not None and may_hold_people(entry):
            fields |= {"salt": (entry.salt or b"").hex(), "personal": entry.personal}
        lines.append(chain.canonical(fields).encode("utf-8", "surrogatepass") + b"\n")
    return Extract(
        content=b"".join(lines),
        first=entries[0].seq,
        last=entries[-1].seq,
        head=entries[-1].hash,
        is_cut=len(entries) >= ENTRIES_MOST,
    )
