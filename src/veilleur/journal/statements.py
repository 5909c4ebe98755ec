"""What the writer asks of the database: rows and states written, seals counted.

In: an open connection within a transaction, or an engine. Out: rows changed. Pitfall: nothing here commits.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from veilleur.journal import schema
from veilleur.journal.checks import note_of
from veilleur.journal.group import Group


def insert_group(connection: Connection, group: Group) -> None:
    """Write the rows that were chained since the last time, and the states."""
    group.pseudonyms.save(connection)
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
            note = note_of(public)  # an entry that was tampered with is named by `verify`
            if isinstance(note.get("key"), str) and isinstance(note.get("index"), int):
                made[note["key"]] = max(made.get(note["key"], 0), note["index"] + 1)
    return made
