"""The one writer: a thread that commits in groups, so that the journal never delays a decision.

In: entries from the guard's loop, by `append`, which returns at once. Out: committed rows, and tickets whose
`committed` is set. "Acknowledged" means committed to disk (`synchronous=FULL`). Pitfall: when the disk is
full nothing here raises into the watch. Entries wait in a bounded queue, `trouble` says what is wrong, and
when entries had to be dropped the next entry that is written names how many. A group is done when its
transaction is: the head file and the seal's key come after it and have troubles of their own.
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from veilleur.journal import chain, schema
from veilleur.journal.group import Group, unwritable
from veilleur.journal.head import Head, write_head
from veilleur.journal.lock import take_lock
from veilleur.journal.privacy.deletion import carry_on, carry_out, empty_log
from veilleur.journal.privacy.pseudonyms import Pseudonyms
from veilleur.journal.rescue import rescue
from veilleur.journal.sealing.key_in_use import KeyInUse
from veilleur.journal.statements import insert_group
from veilleur.journal.waiting import Forget, ForgetPerson, Item, Row, Seal, State, Ticket, Trouble
from veilleur.words.codec import encode_decision, encode_event, split_personal
from veilleur.words.decisions import Decision
from veilleur.words.errors import JournalError, system_cause
from veilleur.words.events import Event

GROUP_MAX_S = 0.02  # a commit gathers entries for 20 ms at most
GROUP_MAX_ENTRIES = 2_000
QUEUE_MAX_ENTRIES = 100_000  # about 50 MB; beyond that entries are counted and dropped
RETRY_S = 1.0
LOOK_EVERY_S = 0.5  # at the file itself: whether it is still the one that was opened

# Troubles that last, and what is said when they are over.
_OVER = {
    "unwritable": "written_again",
    "head_unwritable": "head_written_again",
    "seal_unusable": "seal_usable_again",
}
_LASTING = frozenset(_OVER)


class Journal:
    """An open journal. Append from one thread; close to commit what is left.

    Raises:
        JournalError: when it cannot be opened, or another guard is writing it.
    """

    def __init__(self, path: Path, *, on_trouble: Callable[[Trouble], None] | None = None) -> None:
        self.path = path
        self._troubles: dict[str, str] = {}
        self._on_trouble = on_trouble or (lambda _trouble: None)
        self._lock_file = take_lock(path)
        try:
            self._engine = schema.open_engine(path)
            self._head = self._last()
            self._identity = schema.identity(path)
        except schema.UNREADABLE as error:
            os.close(self._lock_file)
            raise schema.cannot_be_opened(path, error) from error
        except BaseException:
            os.close(self._lock_file)
            raise
        self._pseudonyms = Pseudonyms(lambda: self._engine)
        self._queue: queue.Queue[Item | None] = queue.Queue(QUEUE_MAX_ENTRIES)
        # Two counters, each written by one thread only.
        self._dropped = self._dropped_reported = 0
        self._unwritten = 0
        self._last_at = 0.0
        self._looked_at = self._moved_at = time.monotonic()
        self._seal_key = KeyInUse(path, lambda why: self._report("seal_unusable", why))
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._write, name="veilleur-journal", daemon=True)
        self._thread.start()

    @property
    def head(self) -> tuple[int, str]:
        """Number and hash of the last committed entry; it goes into alerts and reports."""
        return self._head

    @property
    def trouble(self) -> str:
        """Why entries cannot be written just now, in the system's words; "" when they can."""
        return self._troubles.get("unwritable", "")

    @property
    def head_trouble(self) -> str:
        """Why the head file cannot be written just now; "" when it can. Entries are kept all the same."""
        return self._troubles.get("head_unwritable", "")

    @property
    def still_s(self) -> float:
        """Seconds since the writer last took a turn: it takes one twice a second, also on a full disk."""
        return time.monotonic() - self._moved_at

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

    def seal(self, site: str, at: float) -> None:
        """Seal the chain up to all that was appended so far; nothing when sealing was never begun."""
        if self._queue.qsize() < QUEUE_MAX_ENTRIES // 2:
            self._queue.put_nowait(Seal(site, at))

    def forget_personal(
        self,
        site: str,
        before: float,
        now: float,
        *,
        wait_s: float = 60.0,
        kept: Sequence[tuple[float, float]] = (),
    ) -> int:
        """Delete personal parts older than `before` (seconds since 1970 UTC); the chain stays whole.

        kept: stretches of time under a legal hold.

        Returns how many were deleted, 0 when that is not known within `wait_s` seconds. The deletion
        is itself an entry, of the same commit, so that a hole that nobody ordered is distinguished.
        """
        return self.carry_out([Forget(site, before, now, Ticket(), [], tuple(kept))], wait_s=wait_s)

    def carry_out(self, orders: Sequence[Forget | ForgetPerson], *, wait_s: float) -> int:
        """Carry out deletions; gives how many parts went, of those orders that were done within `wait_s`."""
        with contextlib.suppress(queue.Full):
            for order in orders:
                self._queue.put(order, timeout=wait_s or None)
        until = time.monotonic() + wait_s
        for order in orders if wait_s else ():
            order.ticket.wait(max(0.0, until - time.monotonic()))
        return sum(sum(order.counted) for order in orders)

    def flush(self, timeout_s: float = 10.0) -> bool:
        """Wait until everything appended so far is on disk; False when it is not, in time."""
        ticket = Ticket()
        try:
            self._queue.put(Row("", 0.0, "flush", {}, {}, ticket), timeout=timeout_s)
        except queue.Full:
            return False
        return ticket.wait(timeout_s)

    def close(self) -> None:
        """Commit what is left and close; a full disk ends the attempt after a few seconds.

        What could not be written by then is lost, and `lost_at_stop` says how many entries that was.
        """
        if self._closing.is_set():
            return
        self.flush(5.0)
        self._closing.set()
        with contextlib.suppress(queue.Full):
            self._queue.put(None, timeout=1.0)
        self._thread.join(5.0)
        if self._unwritten:
            self._on_trouble(Trouble("lost_at_stop", str(self._unwritten)))
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
            self._last_at = at
        except queue.Full:
            self._dropped += 1
        return promise

    def _last(self) -> Head:
        with self._engine.connect() as connection:
            row = connection.execute(
                select(schema.entries.c.seq, schema.entries.c.hash)
                .order_by(schema.entries.c.seq.desc())
                .limit(1)
            ).first()
        return Head(int(row[0]), str(row[1])) if row else Head(0, chain.GENESIS)

    # --- the writer thread ------------------------------------------------------------------------

    def _write(self) -> None:
        while True:
            self._moved_at = time.monotonic()
            items, finished = self._gather()
            if self._is_file_due():
                self._look_at_the_file()
            if items:
                self._commit_until_done(items)
            if finished:
                self._unwritten += sum(isinstance(item, Row) for item in self._waiting())
                return

    def _gather(self) -> tuple[list[Item], bool]:
        try:
            first = self._queue.get(timeout=LOOK_EVERY_S)
        except queue.Empty:
            return [], False
        if first is None:
            return [], True
        items: list[Item] = [first]
        deadline = time.monotonic() + GROUP_MAX_S
        while len(items) < GROUP_MAX_ENTRIES:
            try:
                item = self._queue.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                break
            if item is None:
                return items, True
            items.append(item)
        return items, False

    def _waiting(self) -> list[Item]:
        found: list[Item] = []
        with contextlib.suppress(queue.Empty):
            while True:
                item = self._queue.get_nowait()
                if item is not None:
                    found.append(item)
        return found

    def _commit_until_done(self, items: list[Item]) -> None:
        """Commit items, whatever happens; what cannot be kept is replaced by an entry that says so."""
        is_replaced = False
        while True:
            group: Group | None = None
            try:
                is_seal_due = any(isinstance(item, Seal) for item in items)
                key = self._seal_key.usable(self._engine) if is_seal_due else None
                dropped = self._dropped - self._dropped_reported
                group = Group(self._head, items, dropped, key, self._pseudonyms)
                self._transact(group)
            except (OperationalError, OSError) as error:
                if not self._wait_for_room(error, items):
                    return
            except Exception as error:
                # One entry that the database or the codec refuses must not take the others with it.
                if len(items) > 1:
                    self._head = self._last_or(self._head)
                    for item in items:
                        self._commit_until_done([item])
                    return
                if is_replaced and not self._wait_for_room(error, items):
                    return
                items, is_replaced = [unwritable(items[0], error)], True
            else:
                return self._finish(group)
            if group is not None and self._was_committed(group):
                return self._finish(group)

    def _wait_for_room(self, error: Exception, items: list[Item]) -> bool:
        """Say what is wrong and wait; False when the journal is being closed and must give up."""
        self._moved_at = time.monotonic()
        self._report("unwritable", getattr(error, "orig", None) or system_cause(error))
        if self._closing.wait(RETRY_S):
            self._unwritten += sum(isinstance(item, Row) for item in items)
            return False
        if self._is_file_due():
            self._look_at_the_file()
        return True

    def _was_committed(self, group: Group) -> bool:
        """Whether a commit whose answer was lost took place after all; else the chain goes on from the file.

        The file is asked, not memory: a group that is repeated would stand there twice.
        """
        last = self._last_or(self._head)
        if last == group.head and last != self._head:
            return True
        self._head = last
        return False

    def _last_or(self, otherwise: Head) -> Head:
        try:
            return self._last()
        except schema.UNREADABLE:
            return otherwise

    def _transact(self, group: Group) -> None:
        if not group.rows and not group.orders:
            return
        with self._engine.begin() as connection:
            insert_group(connection, group)
            for order in group.orders:
                group.counts.append(carry_out(connection, order))
                if group.counts[-1]:
                    group.add_forgotten(order)
                    insert_group(connection, group)

    def _finish(self, group: Group) -> None:
        """What follows a commit. The group is done: nothing here may make it be committed again."""
        has_grown = group.head != self._head
        self._head = group.head
        self._report("unwritable", "")
        if has_grown:
            self._dropped_reported += group.dropped
            self._pseudonyms.saved()
            self._write_head()
            self._seal_key.keep(group.key)
        for order, count in zip(group.orders, group.counts, strict=True):
            order.counted.append(count)
            order.counted.extend(carry_on(self._engine, order, count, self._closing.is_set))
            self._pseudonyms.forget_all()
            empty_log(self._engine)
            order.ticket.settle(group.head.seq)
        for ticket, number in group.settled:
            ticket.settle(number)

    def _write_head(self) -> None:
        try:
            write_head(self.path, self._head)
        except OSError as error:
            self._report("head_unwritable", system_cause(error))
        else:
            self._report("head_unwritable", "")

    # --- the file under us ------------------------------------------------------------------------

    def _is_file_due(self) -> bool:
        return time.monotonic() - self._looked_at >= LOOK_EVERY_S

    def _look_at_the_file(self) -> None:
        """Whether the file is still the one that was opened; else what it held is written where it belongs.

        A file that is deleted or moved away goes on existing for whoever has it open, without a name: all
        that is committed to it would vanish with this process.
        """
        self._looked_at = time.monotonic()
        if self.head_trouble:
            self._write_head()
        now = schema.identity(self.path)
        if now == self._identity:
            return
        self._report("file_replaced" if now else "file_gone")
        try:
            self._engine = rescue(self._engine, self.path)
            self._identity = schema.identity(self.path)
        except (*schema.UNREADABLE, JournalError, OSError) as error:
            self._report("rescue_failed", system_cause(error))
            return
        self._report("rescued")
        note = {"note": "journal_file_rescued", "entries": self._head.seq}
        self._commit_until_done([Row("", self._last_at, "note", note, {})])

    def _report(self, kind: str, why: object = "") -> None:
        """Report a trouble once, and once when it is over. why: the system's own words."""
        why = why if isinstance(why, str) else str(why)
        before = self._troubles.get(kind, "")
        if kind in _LASTING:
            if why == before:
                return
            self._troubles[kind] = why
            self._on_trouble(Trouble(kind, why) if why else Trouble(_OVER[kind]))
        else:
            self._on_trouble(Trouble(kind, why))
