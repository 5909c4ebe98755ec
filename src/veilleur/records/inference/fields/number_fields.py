"""Which fields hold the two parties of a call, and the telephone's own number.

In: the search through the fields of one table. Out: caller and called; else the far party and the telephone;
and the person, where the telephone bears no number of its own.
Pitfall: `Outgoing Caller ID` is no caller but what the far end is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from veilleur.records.inference.fields.field_search import MOSTLY, FieldSearch, Meant
from veilleur.records.inference.fields.field_types import filled, is_number, is_outside_number, share
from veilleur.records.values.datetimes import number_of

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
        varies = len(set(filled(self._search.columns[place]))) > 1  # the billed line does not
        return 3 + 2 * ("far" in meant) + ("number" in meant) + fits + varies - self._search.extras(place)

    def _own(self, place: int, meant: Meant) -> float:
        if meant & {"date", "time", "duration", "status", "direction", "talk", "ring", "called", "stop"}:
            return 0.0
        if "cost" in meant and "own" not in meant:
            return 0.0
        if not meant & {"own", "number"}:
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
