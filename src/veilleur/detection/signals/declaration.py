"""What a signal is: one kind of evidence, declared in one record.

Out: `Signal`, and the limits of the groups. Pitfall: signals of one group report much the same thing twice,
so a group gives at most its limit however many of its signals fire.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from veilleur.language import Sentence

HOUR = 3600.0
DAY = 24 * HOUR


class Group(StrEnum):
    """What a signal speaks of; signals of one group are taken as correlated."""

    TIME = "time"
    PLACE = "place"
    PRICE = "price"
    NUMBER = "number"
    EXTENSION = "extension"
    RHYTHM = "rhythm"
    DURATION = "duration"
    ORIGIN = "origin"
    ENTRY = "entry"
    IDENTITY = "identity"


# Least and most evidence, in decibans, that one group may give. The least is how far what is usual excuses: a
# tenth of the attackers call at the company's own hours, to its own countries.
GROUP_LIMITS_DB: dict[Group, tuple[int, int]] = {
    Group.TIME: (-8, 18),
    Group.PLACE: (-10, 16),
    Group.PRICE: (-6, 12),
    Group.NUMBER: (-20, 12),
    Group.EXTENSION: (-6, 8),
    Group.RHYTHM: (-30, 50),
    Group.DURATION: (-3, 10),
    Group.ORIGIN: (-3, 25),
    Group.ENTRY: (0, 45),
    Group.IDENTITY: (0, 12),
}


class Signal(NamedTuple):
    """One kind of evidence.

    fr, en: its sentence; blanks: the values that the sentence needs. source: of its figures.
    weight_db: decibans of one occurrence; 0 when they are computed for each call.
    most_db: what repeats may add up to.
    half_life_s: seconds after which half is left; 0 for evidence that holds for the judged call only.
    attack: MITRE ATT&CK technique, "" when none fits.
    names_mailbox: its sentence names the mailbox it touches, never the caller.
    """

    code: str
    group: Group
    fr: str
    en: str
    source: str
    blanks: tuple[str, ...] = ()
    weight_db: int = 0
    most_db: int = 0
    half_life_s: float = 0.0
    attack: str = ""
    names_mailbox: bool = False

    @property
    def text(self) -> Sentence:
        """The sentence."""
        return Sentence(self.fr, self.en)
