"""The key of the next seal, as the writer uses it: never one that has made a seal already.

In: the journal's path, and its database. Out: a key, None when nothing is to be sealed.
Pitfall: a stop between a seal and the new key leaves the old key in the file, which would make the same seal
twice; so the seals of the journal are counted once.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, select

from veilleur.journal import schema
from veilleur.journal.checks import note_of
from veilleur.journal.sealing.seals import SealKey, keep_key, kept_key
from veilleur.words.errors import system_cause


class KeyInUse:
    """The current key of one journal. report: takes what is wrong with its file."""

    def __init__(self, path: Path, report: Callable[[str], None]) -> None:
        self._path, self._report = path, report
        self._seals_made: dict[str, int] | None = None  # by key; read when the first seal is due

    def usable(self, engine: Engine) -> SealKey | None:
        """The key of the next seal; None when sealing was never begun or the key cannot be read."""
        try:
            key = kept_key(self._path)
        except (OSError, ValueError) as error:
            self._report(system_cause(error))
            return None
        if self._seals_made is None:
            self._seals_made = _seals_made(engine)
        while key is not None and key.index < self._seals_made.get(key.identity, 0):
            key = key.next()
        return key

    def keep(self, key: SealKey | None) -> None:
        """Overwrite the key by the one after the seals that were committed."""
        if key is None or self._seals_made is None or key.index <= self._seals_made.get(key.identity, 0):
            return
        self._seals_made[key.identity] = key.index
        try:
            keep_key(self._path, key)
        except OSError as error:
            self._report(system_cause(error))


def _seals_made(engine: Engine) -> dict[str, int]:
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
