"""Ways to people that are no longer written: each is informed, by itself, that it hears no more.

In: the people of today, and a file with those of the desk's last start. Out: messages by the former ways.
Pitfall: whoever moves an alert to another number is noticed by the old one; so the file is written again only
after they were sent, and a way that merely belongs to another person now is no former one.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from veilleur.config.alerts_section import Person
from veilleur.words.plain_json import parsed

WAYS = ("telephone", "sms", "mail")  # a topic of ntfy is a secret, and is kept nowhere else
FORMER_MAX = 30


class FormerWays:
    """The ways of one site. path: of the file, kept for its owner alone."""

    def __init__(self, path: Path, people: Iterable[Person]) -> None:
        self._path, self._people = path, tuple(people)

    @classmethod
    def beside(cls, journal: Path, people: Iterable[Person]) -> FormerWays:
        """With the file beside a journal."""
        return cls(journal.with_name("alerts.people.json"), people)

    def gone(self) -> list[Person]:
        """One entry for each way that is no longer written, with that way alone."""
        present = {(way, getattr(one, way)) for one in self._people for way in WAYS}
        found = []
        for name, way, address in self._read():
            if (way, address) not in present:
                found.append(Person(**{"name": name, way: address}))
        return found[:FORMER_MAX]

    def keep(self) -> None:
        """Keep the ways of today; where that fails, the next start compares with older ones."""
        kept = ((one.name, way, getattr(one, way)) for one in self._people for way in WAYS)
        ways = [row for row in kept if row[2]]
        temporary = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump({"ways": ways}, file)
            temporary.replace(self._path)

    def _read(self) -> list[tuple[str, str, str]]:
        try:
            rows = parsed(self._path.read_text(encoding="utf-8"))["ways"]
            return [(str(name), way, str(address)) for name, way, address in rows if way in WAYS and address]
        except (OSError, ValueError, KeyError, TypeError):
            return []
