"""Which fields hold the two parties of a call, and the telephone's own number.

In: the search through the fields of one table. Out: caller and called; else the far party and the telephone;
and the person, where the telephone bears no number of its own.
Pitfall: `Outgoing Caller ID` is no caller but what the far end is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from veilleur.records.inference.fields.field_search import MOSTLY, FieldSearch, Meant
from veilleur.records.inference.fields.field_types import filled, is_number, is_outside_number, share
from veilleur.records.inference.fields.field_words import words_of
from veilleur.records.values.datetimes import number_of

LEAST_COUNTED = 6  # rows
LEAST_UNNAMED = 12  # rows
LEAST_TELEPHONES = 3
_TELEPHONE = re.compile(r"(?:E|EXT|X|N|SIP/|PJSIP/)\d{2,5}", re.IGNORECASE)
_ACCOUNTS = frozenset("account subject username login konto compte conta cuenta accountcode".split())
LONGEST_EXTENSION = 5  # digits; a longer id of a user is none that a telephone bears
_NO_NUMBER = frozenset(
    {
        "stop",
        "name",
        "type",
        "date",
        "time",
        "duration",
        "cost",
        "status",
        "direction",
        "ring",
        "talk",
        "wait",
        "link",
    }
)


class NumberFields:
    """The search for numbers.

    inside: places of a telephone's own number, of the caller and the called. is_far: there is one number for
    the other party and one for the telephone. is_caller_own: the telephone stands for the caller.
    """

    def __init__(self, search: FieldSearch) -> None:
        self._search = search
        self.inside: dict[str, int] = {}
        self.is_far = False
        self.is_caller_own = False  # and no column names one

    def roles(self) -> Iterator[tuple[str, int]]:
        """caller and called; else the far party and the telephone."""

        def party(meaning: str, other: str) -> Callable[[int, Meant], float]:
            def score(place: int, meant: Meant) -> float:
                if meaning not in meant or meant & _NO_NUMBER or other in meant:
                    return 0.0
                if {"caller", "inner", "id"} <= meant:  # `Outgoing Caller ID` is what the far end sees
                    return 0.0
                fits = self._search.share(place, is_number)
                if fits < MOSTLY:
                    return 0.0
                outer = 1.0 * self._search.share(place, is_outside_number) if meaning == "called" else 0.0
                inner = 1.5 * ("inner" in meant) + 4 * ("own" in meant) + ("id" in meant)
                value = 5 + 2 * ("number" in meant) + 2 * fits + outer - inner - self._search.extras(place)
                return value - ("unknown" in meant)

            return score

        found = set()
        for role, other in (("called", "caller"), ("caller", "called")):
            place = self._search.best(party(role, other))
            if place is not None:
                found.add(role)
                yield role, place
                own = self._search.best(self._own_of(role))
                if own is not None:
                    self.inside[role] = own
        if "called" not in found:
            far = self._search.best(self._far)
            if far is not None:
                yield "called", far
                self.is_far = "caller" not in found
            elif "caller" in found:  # a list of calls that came in
                own = self._search.best(self._own)
                if own is not None:
                    yield "called", own
        if "caller" not in found:
            own = self._search.best(self._own)
            if own is None:
                own = self._search.best(self._account)
            if own is None:
                own = self._search.best(self._unnamed)
            if own is not None:
                self.is_caller_own = True
                yield "caller", own
        person = self._search.best(self._person)
        if person is not None:
            yield "person", person

    def _own_of(self, role: str) -> Callable[[int, Meant], float]:
        def score(place: int, meant: Meant) -> float:
            if role not in meant or meant & (_NO_NUMBER | {"id"}):
                return 0.0
            if "own" not in meant and not self._are_telephones(place):
                return 0.0
            return 5 * (self._search.share(place, is_number) >= MOSTLY) - self._search.extras(place)

        return score

    def _are_telephones(self, place: int) -> bool:
        """Whether the values are short numbers, of more than one telephone."""
        texts = filled(self._search.columns[place])
        return len(set(texts)) > 1 and all(
            is_number(text) and len(number_of(text)) <= LONGEST_EXTENSION for text in texts
        )

    def _far(self, place: int, meant: Meant) -> float:
        if meant & (_NO_NUMBER | {"own", "id", "trunk"}) or not meant & {"number", "far"}:
            return 0.0
        fits = self._search.share(place, is_outside_number)
        if fits < MOSTLY:
            return 0.0
        varies = self._varies(place)  # the billed line does not
        if not varies and any(
            other != place and self._varies(other) and self._search.share(other, is_outside_number) >= MOSTLY
            for other in range(len(self._search.names))
        ):
            return 0.0
        return 3 + 2 * ("far" in meant) + ("number" in meant) + fits + varies - self._search.extras(place)

    def _varies(self, place: int) -> bool:
        return len(set(filled(self._search.columns[place]))) > 1

    def _account(self, place: int, meant: Meant) -> float:
        """An account or a user of a switch that bears the number of its telephone."""
        is_account = not _ACCOUNTS.isdisjoint(words_of(self._search.names[place]))
        if not is_account or meant & {"cost", "date", "time", "duration", "type"}:
            return 0.0
        return 2.0 - self._search.extras(place) if self._are_telephones(place) else 0.0

    def _unnamed(self, place: int, meant: Meant) -> float:
        """Telephones that no name announces: a few short numbers that come again, all as long (`E201`)."""
        if meant & (
            _NO_NUMBER - {"link"} | {"id", "trunk", "caller", "called", "far", "answer", "start", "end"}
        ):
            return 0.0
        texts = filled(self._search.columns[place])
        seen = set(texts)
        if len(texts) < LEAST_UNNAMED or not LEAST_TELEPHONES <= len(seen) <= len(texts) / 2:
            return 0.0
        if len({len(text) for text in seen}) > 1 or not all(_TELEPHONE.fullmatch(text) for text in seen):
            return 0.0
        return 1.0 - 0.5 * (seen.pop()[0].isdecimal()) - 0.1 * self._search.extras(place)

    def _is_counter(self, place: int) -> bool:
        """Whether the values count the rows, upwards or downwards."""
        texts = filled(self._search.columns[place])
        if len(texts) < LEAST_COUNTED or not all(text.isdecimal() and len(text) < 19 for text in texts):
            return False
        values = [int(text) for text in texts]
        steps = [after - before for before, after in pairwise(values)]
        return all(step > 0 for step in steps) or all(step < 0 for step in steps)

    def _own(self, place: int, meant: Meant) -> float:
        if self._is_counter(place):
            return 0.0
        if meant & {"date", "time", "duration", "status", "direction", "talk", "ring", "called", "stop"}:
            return 0.0
        if "cost" in meant and "own" not in meant:
            return 0.0
        if not meant & {"own", "number"} or words_of(self._search.names[place]) == ("line",):
            return 0.0
        named = "name" not in meant and "id" not in meant and "type" not in meant
        if not named and "own" not in meant:
            return 0.0
        is_long_id = "id" in meant and any(
            len(text) > LONGEST_EXTENSION for text in self._search.columns[place]
        )
        fits = self._search.share(place, is_number) >= MOSTLY and not is_long_id
        return (
            2 * fits
            + 2 * ("own" in meant)
            + named
            + ("number" in meant and fits)
            - self._search.extras(place)
        )

    def _person(self, place: int, meant: Meant) -> float:
        """Who has the telephone, where it bears no number of its own."""
        if "own" not in meant or meant & {"stop", "id", "type", "date", "time", "duration", "cost"}:
            return 0.0
        texts = filled(self._search.columns[place])
        if not texts or any("@" in text for text in texts):
            return 0.0
        if share(texts, is_number) >= MOSTLY:  # an extension beside the company's line
            return 4 - self._search.extras(place) if self._are_telephones(place) else 0.0
        if not any(sign.isalpha() for text in texts for sign in text):
            return 0.0
        return 3 + ("name" in meant) - self._search.extras(place)
