"""What the writer asks of the database: rows and states written.

In: an open connection within a transaction. Out: rows changed. Pitfall: nothing here commits.
"""

from __future__ import annotations

from sqlalchemy import Connection, insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from veilleur.journal import schema
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
