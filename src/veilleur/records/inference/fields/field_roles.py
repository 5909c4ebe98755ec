"""Which field of a table or object of an unknown maker holds what: by its name and by its values.

In: the names of the fields, and some values of each. Out: role -> field, as `guessed_records.py` reads them.
Pitfall: the weights of each search are expert estimates; what they cannot settle is left out, and a table
without a start, a number and a duration is no table of calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from veilleur.records.inference.fields.detail_fields import DetailFields
from veilleur.records.inference.fields.field_search import FieldSearch
from veilleur.records.inference.fields.field_types import LONGEST_NONE, NONE_TEXTS, is_outside_number
from veilleur.records.inference.fields.known_makers import Maker, maker_of, plain_name
from veilleur.records.inference.fields.length_fields import LengthFields
from veilleur.records.inference.fields.number_fields import NumberFields
from veilleur.records.inference.fields.time_fields import TimeFields
from veilleur.records.values.keywords import direction_in
from veilleur.words.calls import Direction


@dataclass(frozen=True, slots=True)
class FieldRoles:
    """Role -> place of the field. inside: places of a telephone's own number, of the caller and the called.

    is_far: there is one number for the other party and one for the telephone, whatever the direction.
    maker: what is known of who wrote them.
    """

    places: Mapping[str, int]
    inside: Mapping[str, int] = field(default_factory=dict)
    is_far: bool = False
    maker: Maker | None = None

    def value(self, row: Sequence[str], role: str) -> str:
        """What a record says under a role; "" for nothing."""
        place = self.places.get(role)
        return "" if place is None else _cell(row, place)

    def inner(self, row: Sequence[str], role: str) -> str:
        """The telephone's own number of the caller or the called; "" for none."""
        place = self.inside.get(role)
        return "" if place is None else _cell(row, place)


def _cell(row: Sequence[str], place: int) -> str:
    """A value, without blanks; asked twenty times for each record."""
    text = row[place].strip() if place < len(row) else ""
    return "" if len(text) <= LONGEST_NONE and text.lower() in NONE_TEXTS else text


def roles_of(names: Sequence[str], columns: Sequence[Sequence[str]]) -> FieldRoles | None:
    """The roles of the fields; None when they are no call records. columns: values, one list a field."""
    search = FieldSearch(names, columns)
    numbers = NumberFields(search)
    places: dict[str, int] = {}
    for fields in (TimeFields(search), numbers, LengthFields(search, places), DetailFields(search)):
        for role, place in fields.roles():
            places.setdefault(role, place)
    maker = maker_of(names)
    if maker is not None:
        plain = [plain_name(name) for name in names]
        places.update({role: plain.index(name) for role, name in maker.roles.items() if name in plain})
    has_start = (
        "start" in places or {"date", "time"} <= places.keys() or "end" in places or "answer" in places
    )
    has_length = bool({"duration", "billed"} & places.keys()) or {"end", "answer"} <= places.keys()
    if {"start", "end"} <= places.keys() or {"date", "time", "end"} <= places.keys():
        has_length = True
    if not (has_start and has_length and "called" in places):
        return None
    if not {"caller", "cost", "direction", "trunk"} & places.keys():
        return None
    is_far = numbers.is_far or (numbers.is_caller_own and _is_called_far(places, columns))
    return FieldRoles(places, numbers.inside, is_far and maker is None, maker)


def _is_called_far(places: Mapping[str, int], columns: Sequence[Sequence[str]]) -> bool:
    """Whether the records of incoming calls have the other party where the called number stands."""
    if "direction" not in places:
        return False
    incoming = [
        (called, caller)
        for word, called, caller in zip(
            columns[places["direction"]], columns[places["called"]], columns[places["caller"]], strict=True
        )
        if direction_in(word) is Direction.IN
    ]
    far = sum(is_outside_number(called) and not is_outside_number(caller) for called, caller in incoming)
    return far * 2 > len(incoming)
