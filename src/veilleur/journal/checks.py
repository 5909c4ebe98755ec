"""What can be checked of one entry, and of the file around the chain: the parts of `verify`.

In: rows as they lie in the file, whatever their type has become. Out: findings, each with a code and a
sentence.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from veilleur.journal import chain, schema
from veilleur.journal.privacy.forgotten import Forgotten
from veilleur.words.plain_json import parsed


class Finding(NamedTuple):
    """One thing that is not as it was written: the entry's number, a code and a sentence.

    code: changed | missing | reordered | cut_off | personal_changed | personal_missing | personal_orphan |
    head_differs | head_missing | head_unreadable | checkpoint_changed | file_damaged | seal_wrong |
    seal_missing | witness_differs | witness_ahead | witness_unknown | witness_stamp_wrong.
    """

    seq: int
    code: str
    text: str


def check_row(row: Any, previous: str, seen: set[str]) -> Finding | None:
    """Whether an entry gives its hash and follows the one before. seen: hashes of the entries around."""
    if _digest(row) != row.hash:
        return Finding(
            row.seq, "changed", f"Entry {row.seq} was changed: its content does not give its hash."
        )
    if row.previous != previous:
        code = "reordered" if row.previous in seen else "changed"
        text = f"Entry {row.seq} does not follow entry {row.seq - 1}: one of the two was replaced or moved."
        return Finding(row.seq, code, text)
    return None


def _digest(row: Any) -> str:
    """The hash that the content gives; "" when a value has not even the type it was written with."""
    texts = (row.site, row.kind, row.public, row.commitment, row.previous)
    if not isinstance(row.at, float) or not all(isinstance(text, str) for text in texts):
        return ""
    return chain.entry_hash(
        seq=row.seq,
        site=row.site,
        at=row.at,
        kind=row.kind,
        public=row.public,
        personal_commitment=row.commitment,
        previous=row.previous,
    )


def check_personal(row: Any, forgotten: Forgotten) -> Finding | None:
    """Whether the personal part is the one committed to, or was deleted by an order."""
    if not row.commitment:
        if row.data is not None:
            text = f"Entry {row.seq} has a personal part that it never committed to."
            return Finding(row.seq, "personal_changed", text)
        return None
    if row.data is None:
        if not forgotten.covers(row.site, row.seq, row.at):
            text = f"The personal part of entry {row.seq} is missing, and no retention removed it."
            return Finding(row.seq, "personal_missing", text)
    elif _personal_digest(row) != row.commitment:
        return Finding(row.seq, "personal_changed", f"The personal part of entry {row.seq} was changed.")
    return None


def _personal_digest(row: Any) -> str:
    if not isinstance(row.salt, bytes) or not isinstance(row.data, str):
        return ""
    return chain.commitment(row.salt, row.data)


def missing(first: int, last: int) -> Finding:
    """Entries that are not there."""
    if first == last:
        return Finding(first, "missing", f"Entry {first} is missing.")
    return Finding(first, "missing", f"Entries {first} to {last} are missing.")


def check_states(connection: Connection) -> list[Finding]:
    """A kept state is believed after a restart only when its entry names its digest."""
    kept, table = schema.checkpoints, schema.entries
    query = select(kept.c.seq, kept.c.state, table.c.public).outerjoin(
        table, (table.c.seq == kept.c.seq) & (table.c.site == kept.c.site)
    )
    return [
        Finding(
            seq,
            "checkpoint_changed",
            f"The kept state of entry {seq} was changed: it does not give the digest in the chain.",
        )
        for seq, state, public in connection.execute(query)
        if not isinstance(state, str) or public != chain.canonical(chain.checkpoint_note(state))
    ]


def check_orphans(connection: Connection) -> list[Finding]:
    """Personal parts without an entry: nothing vouches for them."""
    person, table = schema.personal, schema.entries
    query = (
        select(person.c.seq)
        .outerjoin(table, table.c.seq == person.c.seq)
        .where(table.c.seq.is_(None))
        .limit(100)
    )
    return [
        Finding(seq, "personal_orphan", f"There is a personal part of an entry {seq} that does not exist.")
        for (seq,) in connection.execute(query)
    ]


def check_pages(connection: Connection) -> list[Finding]:
    """SQLite's own look at the pages of the file: a flipped bit may lie where no entry is read from."""
    rows = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(10)")]
    return [] if rows == ["ok"] else [Finding(0, "file_damaged", f"The file is damaged ({rows[0][:200]}).")]


# Values as they lie in the file, whatever their type has become.
_ROWS = """
SELECT entries.seq, site, at, kind, public, commitment, previous, hash, salt, data
FROM entries LEFT JOIN personal ON personal.seq = entries.seq
WHERE entries.seq > ? ORDER BY entries.seq LIMIT ?
"""


_NOTES = """
SELECT entries.seq, site, at, kind, public, commitment, previous, hash, salt, data
FROM entries LEFT JOIN personal ON personal.seq = entries.seq
WHERE kind = 'note' AND site = ? AND public LIKE ? ORDER BY entries.seq
"""


def rows_after(connection: Connection, after: int, most: int) -> list[Any]:
    """The next rows, entry and personal part joined."""
    return list(connection.exec_driver_sql(_ROWS, (after, most)).all())


def rows_of_note(connection: Connection, site: str, note: str) -> list[Any]:
    """The rows of one kind of note of a site, as `rows_after` gives them."""
    words = (site, f'%"note":"{note}"%')
    return list(connection.exec_driver_sql(_NOTES, words).all())


def forgotten(connection: Connection) -> Forgotten:
    """Which personal parts were deleted by an order."""
    table = schema.entries
    query = select(table.c.site, table.c.public).where(
        table.c.kind == "note", table.c.public.contains("personal_forgotten")
    )
    found = Forgotten()
    for site, public in connection.execute(query):
        note = note_of(public)
        if note.get("note") == "personal_forgotten":
            found.add(site, note)
    return found


def note_of(public: Any) -> dict[str, Any]:
    """The object of an entry's public part; empty when it is none any more."""
    try:
        note = parsed(public)
    except (ValueError, TypeError):
        return {}
    return note if isinstance(note, dict) else {}
