"""One person in the journal: an extension of the site, or a number outside it.

In: what somebody asks about, and a journal. Out: which entries name that person, and a way to take the name
out of a saved state. Pitfall: a number stands as it was dialled, with or without the outside line; it is the
same person in every spelling. Entries of journals before pseudonyms name extensions in the part that is kept
for good: these can be counted, and not be changed.
"""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from veilleur.config import Settings
from veilleur.detection.view import view
from veilleur.detection.watch import Watch
from veilleur.history.incidents import read
from veilleur.journal import JournalReader
from veilleur.journal.privacy.deletion import orders_for
from veilleur.journal.privacy.pseudonyms import MARK, bare
from veilleur.journal.reader import Entry
from veilleur.journal.waiting import ForgetPerson
from veilleur.words.errors import InputError
from veilleur.words.ports import Numbering

NUMBER_DIGITS = 7  # what has fewer is an extension
COMPARED_DIGITS = 6  # of the end; a number that does not share them need not be looked at closely
_OF_CALLS = {"call", "request", "linked", "trunk", "origin", "direction", "cause"}
_OF_ENTRIES = {
    "id",
    "incident",
    "decision",
    "event",
    "note",
    "kind",
    "subject",
    "feed",
    "why",
    "version",
    "window",
}
_NOT_NAMES = frozenset(_OF_CALLS | _OF_ENTRIES)
_NAMING_BLANKS = frozenset({"about", "extension", "mailbox", "caller", "number", "whom", "name"})
_NUMBER = re.compile(r"(?<![\w.+~-])\+?\d{7,}(?![\w.-])")
_IDENTIFIER = re.compile(r"[di]\d+")


class Person:
    """Whom it is about. value: an extension such as 204, or a number in any spelling."""

    def __init__(self, value: str, numbering: Numbering) -> None:
        self.value = value.strip()
        digits = re.sub(r"\D", "", self.value)
        if not digits or len(self.value) > 40:
            raise InputError("{value!r} is neither an extension nor a number.", value=value[:40])
        self.is_number = len(digits) >= NUMBER_DIGITS
        self._numbering = numbering
        self._number = numbering.destination(self.value).e164 or self.value
        self._tail = digits[-COMPARED_DIGITS:]
        self._word = MARK + secrets.token_hex(6)
        self._token = re.compile(rf"(?<![\w.+~-]){re.escape(self.value)}(?![\w.-])")

    def is_named_by(self, text: str) -> bool:
        """Whether a name or number of an entry is this person's."""
        if not self.is_number:
            return bare(text)[0] == self.value
        if not text.endswith(self._tail):
            return False
        return text == self.value or (self._numbering.destination(text).e164 or text) == self._number

    def is_in(self, data: Any) -> bool:
        """Whether an entry's data names this person."""
        if isinstance(data, dict):
            return any(self.is_in(value) for key, value in data.items() if key not in _NOT_NAMES)
        if isinstance(data, list):
            if len(data) == 2 and all(isinstance(one, str) for one in data):  # a blank and its text
                blank, text = data
                return (self.is_number or blank in _NAMING_BLANKS) and self.is_named_by(text)
            return any(self.is_in(one) for one in data)
        return isinstance(data, str) and self.is_named_by(data)

    def hidden(self, text: str) -> str:
        """A text of a saved state with a word that means nobody in place of this person."""
        if self.is_number:
            return _NUMBER.sub(lambda one: self._word if self.is_named_by(one[0]) else one[0], text)
        return text if _IDENTIFIER.fullmatch(text) else self._token.sub(self._word, text)


@dataclass(slots=True)
class Found:
    """What is kept about one person. Times in seconds since 1970 UTC.

    entries: numbers of entries whose personal part is kept. evidence: those of them that belong to an attack.
    for_good: how many entries without one name them: older journals named extensions in the public part.
    """

    entries: list[int] = field(default_factory=list)
    evidence: set[int] = field(default_factory=set)
    for_good: int = 0
    first_at: float = 0.0
    last_at: float = 0.0
    by_kind: Counter[str] = field(default_factory=Counter)
    incidents: list[str] = field(default_factory=list)


def entries_of(reader: JournalReader, site: str, person: Person) -> Iterator[Entry]:
    """Every entry of a site that names a person, in order."""
    for entry in reader.entries(site=site):
        if person.is_in(entry.data):
            yield entry


def refuse_running(watch: Watch, person: Person) -> None:
    """Raises InputError while a call of the person runs: its money hangs on its name."""
    for call in view(watch, 0.0).calls:
        if person.is_named_by(call.number) or person.is_named_by(call.extension):
            raise InputError("{value}: a call of theirs is going on; try again after it.", value=person.value)


def forgetting(settings: Settings, person: Person, found: Found, now: float) -> list[ForgetPerson]:
    """The orders that delete what was found about a person, but for evidence of attacks."""
    names = () if person.is_number or found.evidence else (person.value,)
    going = [number for number in found.entries if number not in found.evidence]
    return orders_for(settings.site.name, going, names, now)


def find(settings: Settings, person: Person) -> Found:
    """What the journal keeps about a person.

    Raises:
        JournalError: when the journal cannot be read.
    """
    attacks = [one for one in read(settings) if one.incident.is_announced]
    found = Found()
    touching: set[str] = set()
    reader = JournalReader(settings.journal.file)
    try:
        apart = reader.with_personal()
        for entry in entries_of(reader, settings.site.name, person):
            kind = str(entry.data.get("event") or entry.data.get("kind") or entry.kind)
            found.by_kind[kind] += 1
            found.first_at = found.first_at or entry.at
            found.last_at = entry.at
            if entry.seq not in apart:
                found.for_good += 1
                continue
            found.entries.append(entry.seq)
            for attack in attacks:
                if attack.incident.began_at <= entry.at <= attack.incident.last_at:
                    found.evidence.add(entry.seq)
                    touching.add(attack.incident.id)
    finally:
        reader.close()
    found.incidents = sorted(touching)
    return found
