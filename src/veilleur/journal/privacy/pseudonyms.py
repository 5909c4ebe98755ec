"""Pseudonyms: what stands for an extension or a mailbox in the part of the journal that is kept for good.

In: a name, and the time of its entry. Out: a random word such as `~3f9a1c2b7d40`, the same for one name
during one month. What joins the two lies in a private table of the journal's file; retention deletes it with
the numbers of that month, and nothing can compute it again. Pitfall: a hash of a name, even one with a key,
is guessed at once by whoever has the key, for there are a thousand extensions; so the word is drawn by lot,
and one person can be forgotten without the others.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, Engine, delete, select
from sqlalchemy.dialects.sqlite import insert

from veilleur.journal import schema

PERIOD_S = 30 * 86_400.0  # a forgotten month cannot be joined to the next
MARK = "~"  # no extension begins with it
WORD_BYTES = 6
NAMES_A_MONTH_MAX = 20_000  # of one month; a sweep of made-up names must not fill the memory
PERIODS_MAX = 3  # that are held in memory
NAME_CHARACTERS = 64
_LATEST = 1e11


def period_of(at: float) -> int:
    """The month of a time, counted from 1970 UTC; one of its own for a time that cannot be."""
    return int(at // PERIOD_S) if math.isfinite(at) and abs(at) < _LATEST else -1


def bare(name: str) -> tuple[str, str]:
    """The number of an extension, and what follows it: "104@default" and "104/CF" are both of 104."""
    end = min((place for sign in "@/" if (place := name.find(sign)) > 0), default=len(name))
    return name[:end], name[end:]


def _key(name: str) -> str:
    """The name as the table holds it: no database takes half a surrogate pair; some are made long."""
    return name[:NAME_CHARACTERS].encode("utf-8", "backslashreplace").decode()


class Pseudonyms:
    """The pseudonyms of one journal, for its writer.

    engine: gives the database, which may be another one after a rescue.
    """

    def __init__(self, engine: Callable[[], Engine]) -> None:
        self._engine = engine
        self._known: dict[tuple[str, int], dict[str, str]] = {}
        self._unsaved: list[dict[str, Any]] = []

    def replace(self, site: str, at: float, names: dict[str, str]) -> dict[str, str]:
        """The same fields with a pseudonym in place of each name."""
        return {key: self._one(site, at, name) for key, name in names.items()}

    def _one(self, site: str, at: float, name: str) -> str:
        name, rest = bare(name)
        name, rest = _key(name), rest[:NAME_CHARACTERS]
        known = self._of_month(site, period_of(at))
        word = known.get(name)
        if word is None:
            word = MARK + secrets.token_hex(WORD_BYTES)
            if len(known) < NAMES_A_MONTH_MAX:
                known[name] = word
                self._unsaved.append({"site": site, "period": period_of(at), "name": name, "word": word})
        return word + rest

    def _of_month(self, site: str, period: int) -> dict[str, str]:
        known = self._known.get((site, period))
        if known is None:
            while len(self._known) >= PERIODS_MAX:
                del self._known[next(iter(self._known))]
            known = self._known[site, period] = self._read(site, period)
        return known

    def _read(self, site: str, period: int) -> dict[str, str]:
        table = schema.pseudonyms
        query = select(table.c.name, table.c.word).where(table.c.site == site, table.c.period == period)
        try:
            with self._engine().connect() as connection:
                return {str(name): str(word) for name, word in connection.execute(query)}
        except schema.UNREADABLE:
            return {}  # a damaged table of pseudonyms must not keep entries out of the journal

    def save(self, connection: Connection) -> None:
        """Write what was drawn since the last `saved`, within a transaction."""
        if self._unsaved:
            connection.execute(insert(schema.pseudonyms).on_conflict_do_nothing(), self._unsaved)

    def saved(self) -> None:
        """The transaction took place."""
        self._unsaved = []

    def forget_all(self) -> None:
        """Forget what is held in memory: the table has changed."""
        self._known.clear()


def forget_before(connection: Connection, site: str, before: float) -> None:
    """Delete the pseudonyms of the months that ended by `before` (seconds since 1970 UTC)."""
    table = schema.pseudonyms
    ended = table.c.period < period_of(before)
    connection.execute(delete(table).where(table.c.site == site, ended))


def forget_names(connection: Connection, site: str, names: Iterable[str]) -> None:
    """Delete the pseudonyms of some names, of every month."""
    table = schema.pseudonyms
    keys = [_key(bare(name)[0]) for name in names]
    connection.execute(delete(table).where(table.c.site == site, table.c.name.in_(keys)))


def words_of(connection: Connection, site: str, name: str) -> list[str]:
    """The pseudonyms of one name that are still known."""
    table = schema.pseudonyms
    query = select(table.c.word).where(table.c.site == site, table.c.name == _key(bare(name)[0]))
    return [str(word) for (word,) in connection.execute(query.order_by(table.c.period))]
