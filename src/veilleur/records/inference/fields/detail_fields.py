"""Which fields hold what else a record says of a call.

In: the search through the fields of one table. Out: direction, cost, status, trunk, answered, the
call's id, and the id that several rows of one call share.
Pitfall: a wholesaler's table has two prices; what the operator pays is not what the customer is charged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from veilleur.records.inference.fields.field_search import MOSTLY, FieldSearch, Meant
from veilleur.records.inference.fields.field_types import filled, is_direction, is_money, share
from veilleur.records.inference.fields.field_words import words_of
from veilleur.records.values.keywords import accepted_words, is_plain_incoming

SHORTEST_SHARED_ID = 4  # characters: a shorter one is a telephone's or a counter that begins again
ROWS_OF_ONE = 8  # at the mean, at most: more often it is the id of something else
_COST_ENDINGS = frozenset({"tax", "vat", "taxes", "cliente", "customer", "client", "kunde", "iva"})
MOST_KINDS = 12
LEAST_PLAIN_WAYS = 0.1  # of the rows
LEAST_PLACES = 3  # different words, before a column of unknown ones is none of directions
_YES_OR_NO = frozenset("true false yes no oui non 0 1 ja nein nej nei tak nie si sì y n".split())
_BOUGHT = frozenset({"buy", "compra", "achat", "base", "wholesale", "einkauf", "buycost"})


class DetailFields:
    """The search for words, amounts and ids."""

    def __init__(self, search: FieldSearch) -> None:
        self._search = search

    def roles(self) -> Iterator[tuple[str, int]]:
        """direction, status, cost, trunk, id."""

        def way(place: int, meant: Meant) -> float:
            named = 3 * ("direction" in meant) + ("type" in meant) + 0.5 * ("call" in meant)
            if not named or meant & {"number", "name", "cost", "date", "time"}:
                return 0.0
            known = self._known_directions(place)
            if "direction" not in meant and known < MOSTLY and not self._has_plain_way(place):
                return 0.0
            if not known and self._are_places(place):
                return 0.0
            return named + 3 * known - self._search.extras(place)

        def plain(meaning: str, without: Meant) -> Callable[[int, Meant], float]:
            return lambda place, meant: (
                3 - self._search.extras(place) if meaning in meant and not meant & without else 0.0
            )

        direction = self._search.best(way)
        if direction is None:
            direction = self._search.best(lambda place, meant: self._mostly_directions(place))
        if direction is not None:
            yield "direction", direction
        cost = self._search.best(self._cost)
        if cost is not None:
            yield "cost", cost
        for role, without in (
            ("status", frozenset({"id", "number", "cost", "date", "time"})),
            ("trunk", frozenset({"number", "id", "stop", "cost", "type"})),
        ):
            place = self._search.best(plain(role, without))
            if place is not None:
                yield role, place
        answered = self._search.best(
            lambda place, meant: (
                3.0
                if "answer" in meant
                and self._search.share(place, _is_yes_or_no) >= MOSTLY
                and filled(self._search.columns[place])
                else 0.0
            )
        )
        if answered is not None:
            yield "answered", answered
        call = self._search.best(self._identity)
        if call is not None:
            yield "call", call
        linked = self._search.best(self._shared_identity)
        if linked is not None:
            yield "linked", linked

    def _are_places(self, place: int) -> bool:
        """Whether the words are those of a bill for where a call went: `Kierunek`, `Direction`."""
        words = set(filled(self._search.columns[place]))
        return len(words) >= LEAST_PLACES and all(len(word) > 2 for word in words)

    def _mostly_directions(self, place: int) -> float:
        texts = filled(self._search.columns[place])
        if len(texts) < 4 or len(set(texts)) > 8:
            return 0.0
        return 1.0 * (self._known_directions(place) > 0.95)

    def _has_plain_way(self, place: int) -> bool:
        """Whether some of its words are nothing but a direction (`IN`), and others kinds of calls placed.

        The others are understood by their numbers, or refused: what came in is not passed for placed.
        """
        texts = filled(self._search.columns[place])
        seen = Counter(text.lower() for text in texts)
        plain = sum(count for text, count in seen.items() if is_plain_incoming(text))
        return len(seen) <= MOST_KINDS and plain >= LEAST_PLAIN_WAYS * len(texts) > 0

    def _known_directions(self, place: int) -> float:
        """The share of the words of a column that name a direction."""
        accepted = accepted_words(filled(self._search.columns[place]))
        return share(self._search.columns[place], lambda text: is_direction(text) or text.lower() in accepted)

    def _cost(self, place: int, meant: Meant) -> float:
        words = words_of(self._search.names[place])
        if "cost" not in meant or meant & {"type", "date", "number", "id"} or "included" in words:
            return 0.0
        if "stop" in meant and words[-1] not in _COST_ENDINGS:
            return 0.0
        if self._search.share(place, is_money) < MOSTLY:
            return 0.0
        bought = 2 * (not _BOUGHT.isdisjoint(words))  # what the operator pays, not the customer
        return 3 + ("total" in meant) + (words[-1] in _COST_ENDINGS) - bought - self._search.extras(place)

    def _identity(self, place: int, meant: Meant) -> float:
        if "id" not in meant or meant & {"own", "stop", "name", "far", "type"}:
            return 0.0
        texts = filled(self._search.columns[place])
        if len(set(texts)) < len(texts):
            return 0.0
        return 2 + ("call" in meant) - self._search.extras(place)

    def _shared_identity(self, place: int, meant: Meant) -> float:
        """The id of a call whose legs or attempts stand in rows of their own."""
        is_named = "link" in meant or ("id" in meant and meant & {"call", "talk"})
        if not is_named or meant & {"own", "stop", "name", "far", "type", "number", "caller", "called"}:
            return 0.0
        texts = self._search.columns[place]
        seen = Counter(filled(texts))
        if not seen or any(len(text) < SHORTEST_SHARED_ID for text in seen):
            return 0.0
        if seen.total() < len(texts) * 0.9 or max(seen.values()) == 1 or len(seen) * ROWS_OF_ONE < len(texts):
            return 0.0
        return 2 + 2 * ("link" in meant) - self._search.extras(place)


def _is_yes_or_no(text: str) -> bool:
    return text.lower() in _YES_OR_NO
