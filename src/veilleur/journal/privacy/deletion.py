"""Deleting personal parts: by age, or those of one person; overwritten, and nothing left in the log.

In: an order, and the writer's database. Out: how many parts were deleted. Pitfall: with `secure_delete`
SQLite overwrites what is deleted in the file, but the write-ahead log beside it still holds the pages as they
were: it is emptied after each order.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from sqlalchemy import Connection, Engine, delete, not_, select
from sqlalchemy.exc import DatabaseError

from veilleur.journal import schema
from veilleur.journal.privacy import pseudonyms
from veilleur.journal.waiting import Forget, ForgetPerson, Ticket

AT_ONCE = 5_000  # personal parts deleted in one commit, so that none waits long for it
OF_A_PERSON_AT_ONCE = 2_000


def carry_out(connection: Connection, order: Forget | ForgetPerson) -> int:
    """Carry out an order, or its first `AT_ONCE` entries, within a transaction; gives how many parts went."""
    if isinstance(order, Forget):
        pseudonyms.forget_before(connection, order.site, order.before)
        return _forget_before(connection, order)
    person, table = schema.personal, schema.entries
    named = select(table.c.seq).where(table.c.site == order.site, table.c.seq.in_(order.entries))
    pseudonyms.forget_names(connection, order.site, order.names)
    return int(connection.execute(delete(person).where(person.c.seq.in_(named))).rowcount)


def carry_on(
    engine: Engine, order: Forget | ForgetPerson, count: int, is_ended: Callable[[], bool]
) -> Iterator[int]:
    """The rest of a long deletion, in commits of its own: its entry is in the chain already.

    count: how many parts went in the commit before.
    """
    with contextlib.suppress(DatabaseError):  # the next retention deletes what is left
        while isinstance(order, Forget) and count == AT_ONCE and not is_ended():
            with engine.begin() as connection:
                count = _forget_before(connection, order)
            yield count


def empty_log(engine: Engine) -> None:
    """Let nothing that was deleted stay in the write-ahead log; a reader that holds it puts that off."""
    with contextlib.suppress(DatabaseError), engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def orders_for(site: str, entries: list[int], names: tuple[str, ...], now: float) -> list[ForgetPerson]:
    """The orders by which one person is forgotten: each names the entries that it empties in the chain."""
    starts = range(0, max(1, len(entries)), OF_A_PERSON_AT_ONCE)
    some = (tuple(entries[start : start + OF_A_PERSON_AT_ONCE]) for start in starts)
    return [ForgetPerson(site, part, names, now, Ticket(), []) for part in some]


def _forget_before(connection: Connection, order: Forget) -> int:
    table, person = schema.entries, schema.personal
    old = (
        select(person.c.seq)
        .join(table, table.c.seq == person.c.seq)
        .where(table.c.site == order.site, table.c.at < order.before)
        .where(*(not_(table.c.at.between(begin, end)) for begin, end in order.kept))
        .limit(AT_ONCE)
    )
    return int(connection.execute(delete(person).where(person.c.seq.in_(old))).rowcount)
