"""Which way a call of an unknown maker went, who of the two parties is the site's, and where it came from.

In: the numbers and the word for the direction of a record, and what those of the first records show together.
Out: direction, origin, and whether the two parties stand the other way round.
Pitfall: an operator's "local" call is none inside the company.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from veilleur.records.format import SHORT_NUMBER
from veilleur.records.inference.fields.field_roles import FieldRoles
from veilleur.records.inference.fields.field_types import is_outside_number
from veilleur.records.inference.fields.field_words import words_of
from veilleur.records.inference.fields.known_makers import plain_name
from veilleur.records.inference.guessed_numbers import (
    Parties,
    learned_words,
    others_placed,
    own_numbers,
    tail_of,
    telephones_in,
)
from veilleur.records.values.keywords import accepted_words, direction_in
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError

_DIALLED_IN = frozenset({"did", "ddi", "sda"})  # in the name of the called number: the site's own
_CALL_KIND = re.compile(
    r"nation|inter|mobil|local|fix|cell|premium|special|roam|free", re.IGNORECASE
)  # of a bill
_INDIRECT = (
    ("forward", Origin.FORWARD),
    ("divert", Origin.FORWARD),
    ("redirect", Origin.FORWARD),
    ("transit", Origin.FORWARD),
    ("transfer", Origin.TRANSFER),
    ("disa", Origin.DISA),
)


# out, in, internal. `O` and `T` are none: an operator's call that terminates is one that goes out.
_LETTERS = (
    ("o", "i", "n"),
    ("s", "e", "i"),  # sortant, salida, saída; entrant, entrada
    ("u", "e", "i"),  # uscita, entrata; uitgaand
    ("g", "k", "i"),  # gehend, kommend
    ("d", "a", "i"),  # départ, arrivée
)


class GuessedDirections:
    """The directions of the records of one table. learned: what words that were not known mean there.

    letters: the same, where single letters show it by themselves.
    """

    def __init__(
        self,
        roles: FieldRoles,
        names: Sequence[str],
        parties: Sequence[Parties],
        is_extension: Callable[[str], bool],
    ) -> None:
        self._roles, self._is_extension = roles, is_extension
        self._maker = maker = roles.maker
        plain = [plain_name(name) for name in names]
        self._authorised, self._leg = (
            plain.index(name) if name in plain else None
            for name in ((maker.authorised, maker.leg) if maker else ("", ""))
        )
        self._own = own_numbers(parties, roles.is_far)
        self._telephones = telephones_in(parties)
        self.letters = letters_for({one.word for one in parties if one.word})
        self.learned: Mapping[str, Direction] = self.letters or (
            {} if roles.is_far else learned_words(parties, self._by_numbers)
        )
        if self._roles.places.get("direction") is not None and not self.learned:
            self.learned = others_placed(parties, self._by_numbers)
        accepted = accepted_words({one.word for one in parties if one.word})
        if accepted:
            self.learned = {**self.learned, **dict.fromkeys(accepted, Direction.IN)}
        called = roles.places.get("called")
        self._is_own_called = (
            "direction" not in roles.places
            and called is not None
            and not _DIALLED_IN.isdisjoint(words_of(names[called]))
            and len({one.called for one in parties}) * 2 < len({one.caller for one in parties})
        )

    def direction(self, row: Sequence[str], word: str, caller: str, called: str) -> Direction:
        """The way of a call. Raises LineError where nothing shows it."""
        way = self._way_of_maker(row, word, called) or self._direction(word, caller, called)
        is_between = {caller, called} <= self._telephones and caller != called
        if is_between and not self._roles.is_far:
            return Direction.INTERNAL  # both call outside themselves, whatever the word
        return way

    def is_turned(self, direction: Direction, caller: str, called: str) -> bool:
        """Whether the caller stands where the called party does."""
        if self._roles.is_far:
            return direction is Direction.IN
        if direction is Direction.IN:
            return self.is_inside(caller) and is_outside_number(called) and tail_of(called) not in self._own
        if direction is Direction.OUT:
            return (
                is_outside_number(caller)
                and tail_of(caller) not in self._own
                and (tail_of(called) in self._own or self._is_extension(called))
            )
        return False

    def is_other_leg(self, row: Sequence[str], word: str) -> bool:
        """Whether the call stands in the record of its other leg, which a telephone or the outside began."""
        leg = self._leg
        return leg is not None and leg < len(row) and bool(row[leg].strip()) and word.lower() == "outbound"

    def is_inside(self, number: str) -> bool:
        """Whether a number is a telephone's, or the site's own on the public network."""
        if not number:
            return False
        is_short = number.isdecimal() and len(number) <= SHORT_NUMBER
        return is_short or self.is_telephone(number) or tail_of(number) in self._own

    def is_telephone(self, number: str) -> bool:
        """Whether a number is an extension, or no number but a name."""
        if self._is_extension(number) or number in self._telephones:
            return True
        return bool(number) and not number.lstrip("+").strip("*#x?•").isdecimal()

    def _way_of_maker(self, row: Sequence[str], word: str, called: str) -> Direction | None:
        if self._maker is None:
            return None
        if self._authorised is not None:
            if not (self._authorised < len(row) and row[self._authorised].strip()):
                return Direction.IN if word.lower() == "inbound" else Direction.OUT
            return Direction.OUT if is_outside_number(called) else Direction.INTERNAL
        return self._maker.way_of(word)

    def _direction(self, word: str, caller: str, called: str) -> Direction:
        known = direction_in(word) if word else None
        if known is Direction.INTERNAL and is_outside_number(called) and not self.is_inside(called):
            known = None  # an operator's "local" call is none inside the company
        if known is not None:
            return known
        if self._is_own_called:
            return Direction.IN
        by_numbers = None if self._roles.is_far else self._by_numbers(caller, called)
        if word:
            way = self.learned.get(word.lower()) or self._by_telephones(caller, called)
            if way is None:
                if "cost" in self._roles.places and _CALL_KIND.search(word):
                    return Direction.OUT
                raise LineError("direction not understood: {word!r}", word=word)
            return way
        if by_numbers is not None:
            return by_numbers
        if "direction" in self._roles.places:
            raise LineError("no word for the direction, and the numbers do not show it")
        return Direction.OUT

    def _by_numbers(self, caller: str, called: str) -> Direction | None:
        calls, is_called = self.is_inside(caller), self.is_telephone(called) or tail_of(called) in self._own
        if calls and is_called:
            return Direction.INTERNAL
        if calls:
            return Direction.OUT
        return Direction.IN if is_called else None

    def _by_telephones(self, caller: str, called: str) -> Direction | None:
        """The direction that the numbers of telephones show by themselves, where a word is not known."""
        if self._roles.is_far:
            return None
        calls, is_called = self._is_extension(caller), self._is_extension(called)
        if calls and is_called:
            return Direction.INTERNAL
        return Direction.IN if is_called and is_outside_number(caller) else None


def letters_for(words: Iterable[str]) -> dict[str, Direction]:
    """What single letters mean where both of a pair stand in a column of directions; else nothing."""
    seen = {word.lower() for word in words}
    if not 2 <= len(seen) <= 3 or any(len(word) > 1 for word in seen):
        return {}
    for out, came, inside in _LETTERS:
        if {out, came} <= seen <= {out, came, inside}:
            return {out: Direction.OUT, came: Direction.IN, inside: Direction.INTERNAL}
    return {}


def origin_of(word: str, extension: str) -> Origin:
    """Where an outgoing call came from, as far as the word for its direction says it."""
    small = word.lower()
    for part, origin in _INDIRECT:
        if part in small:
            return origin
    return Origin.EXTENSION if extension else Origin.UNKNOWN
