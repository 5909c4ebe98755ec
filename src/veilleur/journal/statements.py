"""What the writer asks of the database: rows and states written, personal parts deleted, seals counted.

In: an open connection within a transaction, or an engine. Out: rows changed. Pitfall: nothing here commits.
"""

from __future__ import annotations

import json

from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from veilleur.journal import schema
from veilleur.journal.group import Group
from veilleur.journal.waiting import Forget


def forget(connection: Connection, order: Forget, *, at_most: int) -> int:
    """Delete personal parts that an order names, `at_most` of them; gives how many were."""
    table, person = schema.entries, schema.personal
    old = (
        select(person.c.seq)
        .join(table, table.c.seq == person.c.seq)
        .where(table.c.site == order.site, table.c.at < order.before)
        .limit(at_most)
    )
    return int(connection.execute(delete(person).where(person.c.seq.in_(old))).rowcount)


def insert_group(connection: Connection, group: Group) -> None:
    """Write the rows that were chained since the last time, and the states."""
    if group.rows:
        connection.execute(insert(schema.entries), group.rows)
    if group.personal_rows:
        connection.execute(insert(schema.personal), group.personal_rows)
    for site, (seq, state) in group.states.items():
        statement = sqlite_insert(schema.checkpoints).values(site=site, seq=seq, state=state)
        connection.execute(
            statement.on_conflict_do_update(index_elements=["site"], set_={"seq": seq, "state": state})
        )
    group.rows, group.personal_rows, group.states = [], [], {}


def seals_made(engine: Engine) -> dict[str, int]:
    """How many seals the journal holds of each key."""
    table = schema.entries
    query = select(table.c.public).where(table.c.kind == "note", table.c.public.contains('"note":"seal"'))
    made: dict[str, int] = {}
    with engine.connect() as connection:
        for (public,) in connection.execute(query):
            note = json.loads(public)
            made[note["key"]] = max(made.get(note["key"], 0), int(note["index"]) + 1)
    return made
