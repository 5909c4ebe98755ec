"""`verify`: whether a journal is as it was written, and if not, which entry is wrong and how.

A chain proves that nothing was changed since; it cannot prove what was never written. A tail that
was cut off is found by the head file beside the journal, and, should that have been cut too, by any
head (number and hash) that left the machine in an alert or report.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.exc import DatabaseError

from veilleur.journal import chain, schema

BATCH = 5_000


class Finding(NamedTuple):
    """One thing that is not as it was written: the entry's number, a code and a sentence."""

    seq: int
    # changed | missing | reordered | cut_off | personal_changed | personal_missing | head_differs |
    # checkpoint_changed
    code: str
    text: str


@dataclass(slots=True)
class Verification:
    """What was found. `entries` counts those read; `head` is the last number and hash."""

    entries: int = 0
    head: tuple[int, str] = (0, chain.GENESIS)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether nothing at all is wrong."""
        return not self.findings


def verify(
    path: Path, *, expected_head: tuple[int, str] | None = None, most_findings: int = 100
) -> Verification:
    """Read the whole journal once and check every link.

    expected_head: number and hash from an alert or a report; the entry must be there and the same.

    Raises:
        JournalError: when there is no readable journal at the path.
    """
    engine = schema.open_engine(path, read_only=True)
    result = Verification()
    witnesses = dict(filter(None, [_head_file(path), expected_head]))
    try:
        with engine.connect() as connection:
            forgotten_before = _forgotten_before(connection)
            _walk(connection, result, witnesses, forgotten_before, most_findings)
            _check_states(connection, result)
    except DatabaseError as error:
        raise schema.cannot_be_read(path, error) from error
    finally:
        engine.dispose()
    return result


def _walk(
    connection: Connection,
    result: Verification,
    witnesses: dict[int, str],
    forgotten_before: dict[str, float],
    most: int,
) -> None:
    expected_seq, previous, seen_hashes = 1, chain.GENESIS, set[str]()
    after = 0
    while len(result.findings) < most:
        rows = _batch(connection, after)
        if not rows:
            break
        for row in rows:
            if row.seq != expected_seq:
                result.findings.append(_missing(expected_seq, row.seq - 1))
                # The link over a hole cannot hold; what follows is checked from here on.
                previous = row.previous
            _check_row(row, previous, seen_hashes, result)
            _check_personal(row, forgotten_before, result)
            witness = witnesses.pop(row.seq, None)
            if witness is not None and witness != row.hash:
                text = f"Entry {row.seq} is not the one that was reported: its hash is another."
                result.findings.append(Finding(row.seq, "head_differs", text))
            previous, expected_seq = row.hash, row.seq + 1
            result.entries += 1
            result.head = (row.seq, row.hash)
        after = rows[-1].seq
        seen_hashes = {row.hash for row in rows}
    for seq in sorted(witnesses):
        if seq >= expected_seq:
            text = f"Entries {expected_seq} to {seq} were cut off: the journal ends before its known head."
            result.findings.append(Finding(expected_seq, "cut_off", text))


def _check_row(row: Any, previous: str, seen: set[str], result: Verification) -> None:
    if _digest(row) != row.hash:
        text = f"Entry {row.seq} was changed: its content does not give its hash."
        result.findings.append(Finding(row.seq, "changed", text))
    elif row.previous != previous:
        code = "reordered" if row.previous in seen else "changed"
        text = f"Entry {row.seq} does not follow entry {row.seq - 1}: one of the two was replaced or moved."
        result.findings.append(Finding(row.seq, code, text))


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


def _personal_digest(row: Any) -> str:
    if not isinstance(row.salt, bytes) or not isinstance(row.data, str):
        return ""
    return chain.commitment(row.salt, row.data)


def _check_personal(row: Any, forgotten_before: dict[str, float], result: Verification) -> None:
    if not row.commitment:
        if row.data is not None:
            text = f"Entry {row.seq} has a personal part that it never committed to."
            result.findings.append(Finding(row.seq, "personal_changed", text))
        return
    if row.data is None:
        limit = forgotten_before.get(row.site, float("-inf"))
        if not isinstance(row.at, float) or row.at >= limit:
            text = f"The personal part of entry {row.seq} is missing, and no retention removed it."
            result.findings.append(Finding(row.seq, "personal_missing", text))
    elif _personal_digest(row) != row.commitment:
        text = f"The personal part of entry {row.seq} was changed."
        result.findings.append(Finding(row.seq, "personal_changed", text))


def _check_states(connection: Connection, result: Verification) -> None:
    """A kept state is believed after a restart only when its entry names its digest."""
    kept, table = schema.checkpoints, schema.entries
    query = select(kept.c.seq, kept.c.state, table.c.public).outerjoin(
        table, (table.c.seq == kept.c.seq) & (table.c.site == kept.c.site)
    )
    for seq, state, public in connection.execute(query):
        if public != chain.canonical(chain.checkpoint_note(state)):
            text = f"The kept state of entry {seq} was changed: it does not give the digest in the chain."
            result.findings.append(Finding(seq, "checkpoint_changed", text))


def _missing(first: int, last: int) -> Finding:
    if first == last:
        return Finding(first, "missing", f"Entry {first} is missing.")
    return Finding(first, "missing", f"Entries {first} to {last} are missing.")


# Values as they lie in the file, whatever their type has become.
_ROWS = """
SELECT entries.seq, site, at, kind, public, commitment, previous, hash, salt, data
FROM entries LEFT JOIN personal ON personal.seq = entries.seq
WHERE entries.seq > ? ORDER BY entries.seq LIMIT ?
"""


def _batch(connection: Connection, after: int) -> list[Any]:
    return list(connection.exec_driver_sql(_ROWS, (after, BATCH)).all())


def _forgotten_before(connection: Connection) -> dict[str, float]:
    table = schema.entries
    query = select(table.c.site, table.c.public).where(
        table.c.kind == "note", table.c.public.contains("personal_forgotten")
    )
    limits: dict[str, float] = {}
    for site, public in connection.execute(query):
        try:
            note = json.loads(public)
            if note["note"] == "personal_forgotten":
                limits[site] = max(limits.get(site, float("-inf")), float(note["before"]))
        except (ValueError, TypeError, KeyError):
            continue  # its own check names it
    return limits


def _head_file(path: Path) -> tuple[int, str] | None:
    try:
        seq, digest = schema.head_path(path).read_text(encoding="ascii").split()
        return int(seq), digest
    except (OSError, ValueError):
        return None
