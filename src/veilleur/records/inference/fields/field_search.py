"""The search through the fields of one table: each field is given to one role at most.

In: the names of the fields and some values of each; then, role by role, a score of each field that is left.
Out: the field with the highest score above 0, or none.
Pitfall: a field whose values are all empty fits every kind of value: then its name alone decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from veilleur.records.inference.fields.field_types import filled, share
from veilleur.records.inference.fields.field_words import meanings_of, words_of

MOSTLY = 0.6  # of the filled values
Meant = frozenset[str]
Score = Callable[[int, Meant], float]


class FieldSearch:
    """The fields of one table, and which of them have a role already."""

    def __init__(self, names: Sequence[str], columns: Sequence[Sequence[str]]) -> None:
        self.names, self.columns = names, columns
        self._meant = [meanings_of(name) for name in names]
        self._taken: set[int] = set()

    def best(self, score: Score) -> int | None:
        """The place of the field that fits a role best; it is given to no other role."""
        best, most = None, 0.0
        for place, meant in enumerate(self._meant):
            if place in self._taken:
                continue
            value = score(place, meant)
            if value > most:
                best, most = place, value
        if best is not None:
            self._taken.add(best)
        return best

    def share(self, place: int, fits: Callable[[str], bool]) -> float:
        """Share of the values that are of a kind; 1 where no value shows anything."""
        return share(self.columns[place], fits) if filled(self.columns[place]) else 1.0

    def extras(self, place: int) -> float:
        """What speaks against a field among equals: a longer name, and a place further behind."""
        return 0.1 * len(words_of(self.names[place])) + 0.1 * place / (1 + len(self.names))
