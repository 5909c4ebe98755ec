"""The one writer: a thread that commits in groups, so that the journal never delays a decision.

In: entries from the guard's loop, by `append`, which returns at once. Out: committed rows, and
tickets whose `committed` is set. "Acknowledged" means committed to disk (`synchronous=FULL`).
What a reader would get wrong: when the disk is full nothing here raises into the watch. Entries
wait in a bounded queue, `trouble` says what is wrong, and when entries had to be dropped the next
entry that is written names how many.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import DatabaseError

from veilleur.journal import chain, schema
from veilleur.journal.waiting import Forget, Item, Row, State, Ticket
from veilleur.words.codec import encode_decision, encode_event, split_personal
from veilleur.words.decisions import Decision
from veilleur.words.errors import JournalError, system_cause
from veilleur.words.events import Event
from veilleur.words.messages import Message

GROUP_MAX_S = 0.02  # a commit gathers entries for 20 ms at most
GROUP_MAX_ENTRIES = 2_000
QUEUE_MAX_ENTRIES = 100_000  # about 50 MB; beyond that entries are counted and dropped
RETRY_S = 1.0
FORGET_MAX_ENTRIES = 5_000  # personal parts deleted in one commit, so that none waits long for it


class Journal:
    """An open journal. Append from one thread; close to commit what is left.

    Raises:
        JournalError: when it cannot be opened, or another guard is writing it.
    """

    def __init__(self, path: Path, *, on_trouble: Callable[[str], None] | None = None) -> None:
        self.path = path
        self.trouble = ""
        self._on_trouble = on_trouble or (lambda _text: None)
        self._lock_file = _take_lock(path)
        try:
            self._engine = schema.open_engine(path)
            self._seq, self._hash = self._last()
        except DatabaseError as error:
            os.close(self._lock_file)
            raise schema.cannot_be_opened(path, error) from error
        except BaseException:
            os.close(self._lock_file)
            raise
        self._queue: queue.Queue[Item | None] = queue.Queue(QUEUE_MAX_ENTRIES)
        # Two counters, each written by one thread only.
        self._dropped = self._dropped_told = 0
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._write, name="veilleur-journal", daemon=True)
        self._thread.start()

    @property
    def head(self) -> tuple[int, str]:
        """Number and hash of the last committed entry; it goes into alerts and reports."""
        return self._seq, self._hash

    def append_event(self, site: str, event: Event, *, ticket: bool = False) -> Ticket | None:
        """Keep an event, in the order of the calls."""
        public, personal = split_personal(encode_event(event))
        return self._append(
            site=site, at=event.seen_at, kind="event", public=public, personal=personal, ticket=ticket
        )

    def append_decision(self, site: str, decision: Decision, *, ticket: bool = False) -> Ticket | None:
        """Keep a decision, in the order of the calls."""
        public, personal = split_personal(encode_decision(decision))
        return self._append(
            site=site, at=decision.at, kind="decision", public=public, personal=personal, ticket=ticket
        )

    def append_note(
        self, site: str, at: float, note: dict[str, Any], *, ticket: bool = False
    ) -> Ticket | None:
        """Keep anything else that proves something: a start, a report sent, a file's hash."""
        public, personal = split_personal(note)
        return self._append(site=site, at=at, kind="note", public=public, personal=personal, ticket=ticket)

    def checkpoint(self, site: str, at: float, state: str) -> None:
        """Keep the watch's state as it is after all that was appended so far."""
        # A checkpoint only saves time at a restart: when the queue is full it is not worth an entry.
        if self._queue.qsize() < QUEUE_MAX_ENTRIES // 2:
            self._queue.put_nowait(State(site, at, state))

    def forget_personal(self, site: str, before: float, now: float, *, wait_s: float = 60.0) -> int:
        """Delete personal parts older than `before` (seconds since 1970 UTC); the chain stays whole.

        Returns how many were deleted, 0 when that is not known within `wait_s` seconds. The deletion
        is itself an entry, of the same commit, so that a hole that nobody ordered is told apart.
        """
        order = Forget(site, before, now, Ticket(), [])
        with contextlib.suppress(queue.Full):
            self._queue.put(order, timeout=wait_s or None)
        if wait_s:
            order.ticket.wait(wait_s)
        return sum(order.counted)

    def flush(self, timeout_s: float = 10.0) -> bool:
        """Wait until everything appended so far is on disk; False when it is not, in time."""
        ticket = Ticket()
        try:
            self._queue.put(Row("", 0.0, "flush", {}, {}, ticket), timeout=timeout_s)
        except queue.Full:
            return False
        return ticket.wait(timeout_s)

    def close(self) -> None:
        """Commit what is left and close; a full disk ends the attempt after a few seconds."""
        if self._closing.is_set():
            return
        self.flush(5.0)
        self._closing.set()
        with contextlib.suppress(queue.Full):
            self._queue.put(None, timeout=1.0)
        self._thread.join(5.0)
        self._engine.dispose()
        os.close(self._lock_file)

    def _append(
        self, site: str, at: float, kind: str, public: dict[str, Any], personal: dict[str, Any], ticket: bool
    ) -> Ticket | None:
        promise = Ticket() if ticket else None
        if self._closing.is_set():
            raise JournalError("{path}: the journal is closed; nothing more can be appended.", path=self.path)
        try:
            self._queue.put_nowait(Row(site, at, kind, public, personal, promise))
        except queue.Full:
            self._dropped += 1
        return promise

    def _last(self) -> tuple[int, str]:
        with self._engine.connect() as connection:
            row = connection.execute(
                select(schema.entries.c.seq, schema.entries.c.hash)
                .order_by(schema.entries.c.seq.desc())
                .limit(1)
            ).first()
        return (int(row[0]), str(row[1])) if row else (0, chain.GENESIS)

    # --- the writer thread ------------------------------------------------------------------------

    def _write(self) -> None:
        while True:
            group, finished = self._gather()
            if group:
                self._commit_until_done(group)
            if finished:
                return

    def _gather(self) -> tuple[list[Item], bool]:
        first = self._queue.get()
        if first is None:
            return [], True
        group: list[Item] = [first]
        deadline = time.monotonic() + GROUP_MAX_S
        while len(group) < GROUP_MAX_ENTRIES:
            try:
                item = self._queue.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                break
            if item is None:
                return group, True
            group.append(item)
        return group, False

    def _commit_until_done(self, group: list[Item]) -> None:
        while True:
            try:
                self._commit(group)
            except (DatabaseError, OSError) as error:
                why = getattr(error, "orig", None) or system_cause(error)
                self._say_trouble(Message("the journal cannot be written ({why})", why=why))
                if self._closing.wait(RETRY_S):
                    return
            except Exception as error:
                # One entry that cannot be put into words must not take the others with it.
                if len(group) > 1:
                    for item in group:
                        self._commit_until_done([item])
                    return
                group = [_unwritable(group[0], error)]
            else:
                self._say_trouble("")
                return

    def _say_trouble(self, text: str) -> None:
        if text != self.trouble:
            self.trouble = text
            self._on_trouble(text)

    def _commit(self, group: list[Item]) -> None:
        chained = _Chained(self._seq, self._hash)
        settled: list[tuple[Ticket, int]] = []
        states: dict[str, tuple[int, str]] = {}
        orders: list[Forget] = []
        dropped, last_at = self._dropped - self._dropped_told, 0.0
        for item in group:
            if isinstance(item, Forget):
                orders.append(item)
            elif isinstance(item, State):
                chained.add(item.site, item.at, "note", chain.checkpoint_note(item.state), {})
                states[item.site] = (chained.seq, item.state)
            else:
                if item.kind != "flush":
                    chained.add(item.site, item.at, item.kind, item.public, item.personal)
                    last_at = item.at
                if item.ticket is not None:
                    settled.append((item.ticket, chained.seq))
        if dropped and chained.rows:
            chained.add("", last_at, "note", {"note": "entries_dropped", "count": dropped}, {})
        counts: list[int] = []
        if chained.rows or orders:
            with self._engine.begin() as connection:
                _insert(connection, chained, states)
                for order in orders:
                    counts.append(_forget(connection, order))
                    if counts[-1]:
                        chained.add(order.site, order.at, "note", _forgotten(order), {})
                        _insert(connection, chained, {})
        has_grown = chained.seq != self._seq
        self._seq, self._hash = chained.seq, chained.hash
        if has_grown:
            self._dropped_told += dropped
            self._write_head()
        for order, count in zip(orders, counts, strict=True):
            order.counted.append(count)
            if count == FORGET_MAX_ENTRIES:
                self._forget_more(order)
            order.ticket.settle(chained.seq)
        for ticket, number in settled:
            ticket.settle(number)

    def _forget_more(self, order: Forget) -> None:
        """The rest of a long deletion, in commits of its own: its entry is in the chain already."""
        count = FORGET_MAX_ENTRIES
        while count == FORGET_MAX_ENTRIES and not self._closing.is_set():
            with self._engine.begin() as connection:
                count = _forget(connection, order)
            order.counted.append(count)

    def _write_head(self) -> None:
        # After the commit, never before: the head file may lag behind the journal, never lead.
        head = schema.head_path(self.path)
        descriptor = os.open(head, os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            os.pwrite(descriptor, f"{self._seq:>20} {self._hash}\n".encode(), 0)
        finally:
            os.close(descriptor)


class _Chained:
    """Rows of one commit, each chained to the one before."""

    def __init__(self, seq: int, previous: str) -> None:
        self.seq = seq
        self.hash = previous
        self.rows: list[dict[str, Any]] = []
        self.personal_rows: list[dict[str, Any]] = []

    def add(self, site: str, at: float, kind: str, public: dict[str, Any], personal: dict[str, Any]) -> None:
        salt = os.urandom(chain.SALT_BYTES)
        public_text = chain.canonical(public)
        personal_text = chain.canonical(personal) if personal else ""
        committed = chain.commitment(salt, personal_text)
        seq, previous = self.seq + 1, self.hash
        self.seq = seq
        self.hash = chain.entry_hash(
            seq=seq,
            site=site,
            at=at,
            kind=kind,
            public=public_text,
            personal_commitment=committed,
            previous=previous,
        )
        self.rows.append(
            {
                "seq": seq,
                "site": site,
                "at": at,
                "kind": kind,
                "public": public_text,
                "commitment": committed,
                "previous": previous,
                "hash": self.hash,
            }
        )
        if personal_text:
            self.personal_rows.append({"seq": seq, "salt": salt, "data": personal_text})


def _forgotten(order: Forget) -> dict[str, Any]:
    return {"note": "personal_forgotten", "before": order.before}


def _forget(connection: Connection, order: Forget) -> int:
    table, person = schema.entries, schema.personal
    old = (
        select(person.c.seq)
        .join(table, table.c.seq == person.c.seq)
        .where(table.c.site == order.site, table.c.at < order.before)
        .limit(FORGET_MAX_ENTRIES)
    )
    return int(connection.execute(delete(person).where(person.c.seq.in_(old))).rowcount)


def _unwritable(item: Item, error: Exception) -> Row:
    """What is kept in place of an entry that cannot be kept: that there was one, and why."""
    ticket = None if isinstance(item, State) else item.ticket
    kind = item.kind if isinstance(item, Row) else type(item).__name__
    note = {"note": "entry_unwritable", "kind": str(kind), "why": type(error).__name__}
    return Row(str(item.site), float(item.at), "note", note, {}, ticket)


def _insert(connection: Connection, chained: _Chained, states: dict[str, tuple[int, str]]) -> None:
    """Write the rows that were chained since the last time, and the states."""
    if chained.rows:
        connection.execute(insert(schema.entries), chained.rows)
    if chained.personal_rows:
        connection.execute(insert(schema.personal), chained.personal_rows)
    chained.rows, chained.personal_rows = [], []
    for site, (seq, state) in states.items():
        statement = sqlite_insert(schema.checkpoints).values(site=site, seq=seq, state=state)
        connection.execute(
            statement.on_conflict_do_update(index_elements=["site"], set_={"seq": seq, "state": state})
        )


def _take_lock(path: Path) -> int:
    """One writer only: a second guard on the same journal would break the chain."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path.with_name(path.name + ".lock"), os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise JournalError(
            "{path}: the journal cannot be opened ({why}); check the path, its rights and the free space.",
            path=path,
            why=system_cause(error),
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise JournalError(
            "{path}: another Veilleur is writing this journal; stop it first, or set another [journal] file.",
            path=path,
        ) from error
    return descriptor
