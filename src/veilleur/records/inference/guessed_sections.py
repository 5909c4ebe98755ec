"""What titles between the rows say of the rows below them: `Appels émis`, `Poste : 201`.

In: the lines of a file, in order. Out: columns that the table itself lacks, and their values row by row.
Pitfall: a title is believed only where no column says the same, since `Outgoing calls` may head a report of
both directions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from veilleur.records.inference.fields.field_types import is_date
from veilleur.records.inference.fields.field_words import meanings_of
from veilleur.records.values.keywords import direction_in
from veilleur.words.calls import Direction

LONGEST_TITLE = 60  # characters
NAMED_TITLE = 3  # cells: a word, a telephone, who has it
LONGEST_TELEPHONE = 6  # digits
_OWN = re.compile(
    r"\b(?:poste|extension|ext|station|user|utilisateur|nebenstelle|durchwahl|interno|anexo|ramal|toestel)"
    r"\b\.?(?: n°)?[\s:;=#]*(\d{2,6})\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
NAMES = {
    "direction": "Direction",
    "caller": "Extension",
    "date": "Date",
}  # of the columns that are added, by role


def said_by(cells: Sequence[str]) -> dict[str, str]:
    """What a title says, by role; nothing for a line that is none."""
    there = [cell for cell in cells if cell]
    if len(there) == NAMED_TITLE and "own" in meanings_of(there[0]) and _is_extension(there[1]):
        return {"caller": there[1]}  # `Extension`, `201`, `Reception`
    text = " ".join(there)
    if len(there) == 1 and is_date(text.strip()):
        return {"date": text.strip()}
    if not 1 <= len(there) <= 2 or len(text) > LONGEST_TITLE:
        return {}
    said = {}
    own = _OWN.search(text)
    if own is not None:
        said["caller"] = own.group(1)
    elif len(there) == 2 and "own" in meanings_of(there[0]) and _is_extension(there[1]):
        said["caller"] = there[1]
    way = direction_in(text)
    if way in (Direction.IN, Direction.OUT) and not _DIGIT.search(text):
        said["direction"] = way.value
    return said


def _is_extension(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_TELEPHONE


class Sections:
    """The titles of one file. roles: those that any title of the sample says something of."""

    def __init__(self, sample: Iterable[Sequence[str]]) -> None:
        self.roles: set[str] = set()
        for cells in sample:
            self.roles |= said_by(cells).keys()
        self._now: dict[str, str] = {}

    def note(self, cells: Sequence[str]) -> bool:
        """Take a line for a title, if it is one that says something."""
        said = said_by(cells)
        self._now |= said
        return bool(said)

    def take_over(self, before: Sections) -> None:
        """What was said above the heading holds below it."""
        self._now = before._now | self._now

    def values(self, roles: Iterable[str]) -> list[str]:
        """What holds for the row that comes now."""
        return [self._now.get(role, "") for role in roles]
