"""Reading a journal: entries in order, the newest state, without ever writing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select

from veilleur.journal import schema
from veilleur.words.codec import decode_decision, decode_event, join_personal
from veilleur.words.decisions import Decision
from veilleur.words.events import Event

READ_BATCH = 1_000


class Entry(NamedTuple):
    """One entry, public and personal part joined; `forgotten` when the personal part is gone."""

    seq: int
    site: str
    at: float
    kind: str
    data: dict[str, Any]
    forgotten: bool

    def event(self) -> Event:
        """The event it holds. Raises ValueError when it is not an event."""
        return decode_event(self.data)

    def decision(self) -> Decision:
        """The decision it holds. Raises ValueError when it is not a decision."""
        return decode_decision(self.data)


class JournalReader:
    """A journal opened read-only; the guard may go on writing it.

    Raises:
        JournalError: when there is no readable journal at the path.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._engine = schema.open_engine(path, read_only=True)

    def entries(self, *, after: int = 0, site: str | None = None, kind: str | None = None) -> Iterator[Entry]:
        """Entries with a number above `after`, in order."""
        table, person = schema.entries, schema.personal
        while True:
            query = (
                select(table, person.c.data.label("personal"))
                .outerjoin(person, person.c.seq == table.c.seq)
                .where(table.c.seq > after)
                .order_by(table.c.seq)
                .limit(READ_BATCH)
            )
            if site is not None:
                query = query.where(table.c.site == site)
            if kind is not None:
                query = query.where(table.c.kind == kind)
            with self._engine.connect() as connection:
                rows = connection.execute(query).all()
            if not rows:
                return
            for row in rows:
                personal = json.loads(row.personal) if row.personal else None
                yield Entry(
                    seq=row.seq,
                    site=row.site,
                    at=row.at,
                    kind=row.kind,
                    data=join_personal(json.loads(row.public), personal),
                    forgotten=bool(row.commitment) and personal is None,
                )
            after = rows[-1].seq

    def checkpoint(self, site: str) -> tuple[int, str] | None:
        """The newest kept state of the site's watch and the entry it follows; None without one."""
        with self._engine.connect() as connection:
            row = connection.execute(
                select(schema.checkpoints.c.seq, schema.checkpoints.c.state).where(
                    schema.checkpoints.c.site == site
                )
            ).first()
        return (int(row[0]), str(row[1])) if row else None

    def close(self) -> None:
        """Let the file go."""
        self._engine.dispose()
