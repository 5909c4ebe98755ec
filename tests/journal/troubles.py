"""What goes wrong with a journal, for its tests: troubles that are said, and a past that is rewritten."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from veilleur.journal import Journal, Trouble, chain, verify
from veilleur.words.events import Tick

NIGHT = 1_795_000_000.0
SITE = "Garage Martin"


class Said:
    """Collects troubles; `wait` awaits one of a kind."""

    def __init__(self) -> None:
        self.all: list[Trouble] = []
        self._changed = threading.Condition()

    def __call__(self, trouble: Trouble) -> None:
        with self._changed:
            self.all.append(trouble)
            self._changed.notify_all()

    def wait(self, kind: str) -> Trouble:
        with self._changed:
            assert self._changed.wait_for(lambda: any(one.kind == kind for one in self.all), 20), self.all
        return next(one for one in self.all if one.kind == kind)


def tick(journal: Journal, number: int) -> None:
    ticket = journal.append_event(SITE, Tick(NIGHT + number, NIGHT + number), ticket=True)
    assert ticket is not None
    assert ticket.wait(20)


def codes(path: Path, **how: object) -> list[str]:
    return [finding.code for finding in verify(path, **how).findings]  # type: ignore[arg-type]


def rewrite(path: Path, seq: int, *, onward: bool) -> None:
    """Change one entry, give it the hash of its new content, and, onward, chain all that follow to it."""
    with closing(sqlite3.connect(path)) as connection, connection:
        rows = list(connection.execute("SELECT * FROM entries WHERE seq >= ? ORDER BY seq", [seq]))
        previous = rows[0][6]
        for number, site, at, kind, public, committed, before, _digest in rows if onward else rows[:1]:
            at = at + 0.5 if number == seq else at
            link = previous if onward else before
            previous = chain.entry_hash(
                seq=number,
                site=site,
                at=at,
                kind=kind,
                public=public,
                personal_commitment=committed,
                previous=link,
            )
            connection.execute(
                "UPDATE entries SET at = ?, previous = ?, hash = ? WHERE seq = ?",
                [at, link, previous, number],
            )
