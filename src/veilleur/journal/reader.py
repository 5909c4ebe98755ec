"""Reading a journal: entries in order, the newest state, without ever writing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, not_, select

from veilleur.journal import chain, checks, schema
from veilleur.journal.privacy.forgotten import Forgotten
from veilleur.journal.read_only import read_only_engine
from veilleur.words.codec import decode_decision, decode_event, join_personal
from veilleur.words.decisions import Decision
from veilleur.words.events import Event

READ_BATCH = 1_000
TEXTS_BATCH = 4_000


class EventTexts(NamedTuple):
    """An event as it lies in the file: two JSON texts, or whatever they were changed into."""

    seq: int
    public: Any
    personal: Any  # None without one, and when it is forgotten


class Entry(NamedTuple):
    """One entry, public and personal part joined; `forgotten` when the personal part is gone.

    The data of an entry that was tampered with may be empty: it is neither an event nor a decision.
    """

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


def _entry_of(row: Any) -> Entry:
    return Entry(
        seq=row.seq,
        site=row.site,
        at=row.at,
        kind=row.kind,
        data=join_personal(checks.note_of(row.public), checks.note_of(row.data)),
        forgotten=bool(row.commitment) and not row.data,
    )


class JournalReader:
    """A journal opened read-only; the guard may go on writing it.

    Raises:
        JournalError: when there is no readable journal at the path; also while reading.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._engine = read_only_engine(path)

    def entries(
        self, *, after: int = 0, site: str | None = None, kind: str | None = None, holding: str = ""
    ) -> Iterator[Entry]:
        """Entries with a number above `after`, in order; `holding`: text that their public part holds."""
        table, person = schema.entries, schema.personal
        while True:
            query = (
                select(
                    table.c.seq,
                    table.c.site,
                    table.c.at,
                    table.c.kind,
                    table.c.public,
                    table.c.commitment,
                    person.c.data.label("personal"),
                )
                .outerjoin(person, person.c.seq == table.c.seq)
                .where(table.c.seq > after)
                .order_by(table.c.seq)
                .limit(READ_BATCH)
            )
            if site is not None:
                query = query.where(table.c.site == site)
            if kind is not None:
                query = query.where(table.c.kind == kind)
            if holding:
                query = query.where(table.c.public.contains(holding, autoescape=True))
            rows = self._rows(query)
            if not rows:
                return
            for seq, name, at, what, public, commitment, personal in rows:
                data = checks.note_of(public)
                if personal:
                    data = join_personal(data, checks.note_of(personal))
                is_forgotten = bool(commitment) and not personal
                yield Entry(seq=seq, site=name, at=at, kind=what, data=data, forgotten=is_forgotten)
            after = rows[-1].seq

    def event_texts(self, *, after: int, site: str) -> Iterator[EventTexts]:
        """Events with a number above `after`, in order, unread: for who wants little of very many of them."""
        table, person = schema.entries, schema.personal
        while True:
            query = (
                select(table.c.seq, table.c.public, person.c.data)
                .outerjoin(person, person.c.seq == table.c.seq)
                .where(table.c.seq > after, table.c.site == site, table.c.kind == "event")
                .order_by(table.c.seq)
                .limit(TEXTS_BATCH)
            )
            with self._connected() as connection:
                rows = connection.execute(query).cursor.fetchall()
            if not rows:
                return
            yield from map(EventTexts._make, rows)
            after = rows[-1][0]

    def checked(self, *, after: int) -> Iterator[tuple[Entry, str]]:
        """Entries of every site above number `after`, each with what is wrong with it, "" when nothing is.

        Hash, link and personal part are checked as they are read: SQLite's pages have no checksum, so this is
        the only thing that stands between a flipped bit and whoever believes the entry.
        """
        previous: str | None = None if after else chain.GENESIS
        expected, begin = after + 1, max(0, after - 1)
        while True:
            with self._connected() as connection:
                rows = checks.rows_after(connection, begin, READ_BATCH)
            if not rows:
                return
            for row in rows:
                if row.seq == after:
                    previous = row.hash
                    wrong = checks.check_row(row, row.previous, set())
                    if wrong is not None:
                        yield _entry_of(row), wrong.text
                    continue
                found = checks.check_row(row, row.previous if previous is None else previous, set())
                if found is None and row.data is not None:
                    found = checks.check_personal(row, Forgotten())
                if found is None and row.seq != expected:
                    found = checks.missing(expected, row.seq - 1)
                yield _entry_of(row), found.text if found is not None else ""
                previous, expected = row.hash, row.seq + 1
            begin = rows[-1].seq

    def checkpoint(self, site: str) -> tuple[int, str] | None:
        """The newest kept state of the site's watch and the entry it belongs to.

        None when there is none, and when the chain does not vouch for it: it is only a short cut.
        """
        kept, table = schema.checkpoints, schema.entries
        rows = self._rows(
            select(kept.c.seq, kept.c.state, table.c.kind, table.c.public)
            .join(table, (table.c.seq == kept.c.seq) & (table.c.site == kept.c.site))
            .where(kept.c.site == site)
        )
        if not rows:
            return None
        seq, state, kind, public = rows[0]
        if kind != "note" or public != chain.canonical(chain.checkpoint_note(state)):
            return None
        return int(seq), str(state)

    def last(self) -> tuple[int, float]:
        """Number and time (seconds since 1970 UTC) of the last entry; (0, 0.0) when there is none."""
        table = schema.entries
        rows = self._rows(select(table.c.seq, table.c.at).order_by(table.c.seq.desc()).limit(1))
        return self._number_and_time(rows[0]) if rows else (0, 0.0)

    def before_last_events(self, site: str, count: int) -> int:
        """Number of the entry before the last `count` events of a site; 0 when there are no more."""
        table = schema.entries
        query = select(table.c.seq).where(table.c.site == site, table.c.kind == "event")
        rows = self._rows(query.order_by(table.c.seq.desc()).offset(count).limit(1))
        return int(rows[0][0]) if rows else 0

    def before(self, at: float) -> int:
        """Number of the last entry before a time (seconds since 1970 UTC); 0 when there is none.

        Found by bisection: the times of a journal never go back.
        """
        table = schema.entries
        below, above = 0, self.last()[0] + 1
        while above - below > 1:
            middle = (below + above) // 2
            query = select(table.c.at).where(table.c.seq >= middle).order_by(table.c.seq).limit(1)
            rows = self._rows(query)
            if rows and self._number_and_time((middle, rows[0][0]))[1] < at:
                below = middle
            else:
                above = middle
        return below

    def oldest_personal(self, site: str, kept: Sequence[tuple[float, float]] = ()) -> float | None:
        """Time of the oldest entry of a site whose personal part is still there; None when there is none.

        kept: stretches of time under a legal hold, which are passed over.
        """
        table, person = schema.entries, schema.personal
        query = select(table.c.at).join(person, person.c.seq == table.c.seq).where(table.c.site == site)
        query = query.where(*(not_(table.c.at.between(begin, end)) for begin, end in kept))
        rows = self._rows(query.order_by(person.c.seq).limit(1))
        return self._number_and_time((0, rows[0][0]))[1] if rows else None

    def with_personal(self) -> set[int]:
        """Numbers of the entries whose personal part is still kept."""
        return {int(row[0]) for row in self._rows(select(schema.personal.c.seq))}

    def first_later_than(self, at: float, *, after: int) -> tuple[int, float] | None:
        """Number and time of the first entry above number `after` that is later than `at`; None without
        one."""
        table = schema.entries
        query = select(table.c.seq, table.c.at).where(table.c.seq > after, table.c.at > at)
        rows = self._rows(query.order_by(table.c.seq).limit(1))
        return self._number_and_time(rows[0]) if rows else None

    def at_or_before(self, seq: int) -> tuple[int, float]:
        """Number and time of the last entry up to number `seq`; (0, 0.0) when there is none."""
        table = schema.entries
        query = select(table.c.seq, table.c.at).where(table.c.seq <= seq)
        rows = self._rows(query.order_by(table.c.seq.desc()).limit(1))
        return self._number_and_time(rows[0]) if rows else (0, 0.0)

    def _number_and_time(self, row: Any) -> tuple[int, float]:
        """Two columns of a row; a damaged page may hold anything."""
        try:
            return int(row[0]), float(row[1])
        except (TypeError, ValueError, OverflowError) as error:
            raise schema.cannot_be_read(self.path, error) from error

    def close(self) -> None:
        """Let the file go."""
        self._engine.dispose()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except schema.UNREADABLE as error:
            raise schema.cannot_be_read(self.path, error) from error

    def _rows(self, query: Select[Any]) -> list[Any]:
        with self._connected() as connection:
            return list(connection.execute(query).all())
