"""Records of an unknown maker -> events, by what `field_roles` found, and what the whole file shows.

In: the names of the fields, the first records, and then each record. Out: a `CallRecorded`.
Pitfall: what the file does not show is never guessed in silence: the record is refused with its cause, or a
notice of the file says how it was read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from veilleur.records.format import SHORT_NUMBER, Context, call_record
from veilleur.records.inference.country_hints import language_hint
from veilleur.records.inference.fields.field_roles import FieldRoles, roles_of
from veilleur.records.inference.fields.field_types import filled, is_outside_number
from veilleur.records.inference.fields.field_words import words_of
from veilleur.records.inference.guessed_directions import GuessedDirections, origin_of
from veilleur.records.inference.guessed_lengths import how_read
from veilleur.records.inference.guessed_numbers import Parties, are_signs_missing
from veilleur.records.inference.guessed_times import GuessedTimes
from veilleur.records.values.currencies import currency_of_country, foreign_currency
from veilleur.records.values.datetimes import number_of
from veilleur.records.values.keywords import charged_in, is_message_or_data
from veilleur.records.values.taxes import tax_named
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded
from veilleur.words.messages import Message

_DEVICE = re.compile(r"(?:E|EXT|X)(\d{2,5})$")
_CURRENCY_NAMES = (
    ("currency",),
    ("devise",),
    ("waehrung",),
    ("wahrung",),
    ("valuta",),
    ("moneda",),
    ("moeda",),
)


class GuessedRecords:
    """One table of an unknown maker. `found` is None when it is none of calls."""

    def __init__(
        self, names: Sequence[str], rows: Sequence[Sequence[str]], context: Context, zone: str = ""
    ) -> None:
        columns = [[row[place] if place < len(row) else "" for row in rows] for place in range(len(names))]
        self.found: FieldRoles | None = roles_of(names, columns)
        if self.found is None:
            return
        self._roles, self._names, self._context = self.found, names, context
        context.hints.add(language_hint(names))
        self._currency = next(
            (place for place, name in enumerate(names) if words_of(name)[-1:] in _CURRENCY_NAMES), None
        )
        self._is_euro_named = any("€" in text or "EUR" in text for one in (names, *rows) for text in one)
        self._times = GuessedTimes(self._roles, names, rows, context.clock, zone)
        self._adds_plus = False
        self._adds_plus = are_signs_missing(
            self._number(row, role) for row in rows for role in ("caller", "called")
        )
        parties = [
            Parties(
                self._number(row, "caller"), self._number(row, "called"), self._roles.value(row, "direction")
            )
            for row in rows
        ]
        self._directions = GuessedDirections(self._roles, names, parties, context.is_extension)
        self._give_notice(rows)

    def _give_notice(self, rows: Sequence[Sequence[str]]) -> None:
        notice = self._context.notice
        tax = tax_named(self._names[self._roles.places["cost"]]) if "cost" in self._roles.places else None
        if tax is not None:
            notice(tax)
        for role, unit in self._times.units.items():
            name = self._names[self._roles.places[role]]
            if role == "ring" and not self._times.is_ring_within:
                continue  # it is no part of what is shown or charged
            if not unit.is_sure and filled([self._roles.value(row, role) for row in rows]):
                notice(how_read(name, unit))
        learned = {} if self._directions.letters else self._directions.learned
        for word, way in learned.items():
            if self._roles.maker is not None and self._roles.maker.way_of(word) is not None:
                continue
            notice(
                Message(
                    "the word {word!r} for the direction is not known; by their numbers, these calls are"
                    " taken as {way}",
                    word=word,
                    way=_WAYS[way],
                )
            )
        says_nothing = "direction" not in self._roles.places and (
            "cost" not in self._roles.places or self._roles.is_far
        )
        if says_nothing and self._roles.is_far:
            notice(Message("no column says the direction; all calls are taken as outgoing"))
        elif says_nothing and not all(
            self._directions.is_inside(self._number(row, "caller")) for row in rows
        ):
            notice(Message("no column says the direction; the numbers decide it"))
        if not {"duration", "billed", "answer"} & self._roles.places.keys():
            notice(Message("no column holds the time of talk; it is counted from start to end"))

    @property
    def are_legs(self) -> bool:
        """Whether several rows may be one call."""
        return "linked" in self._roles.places

    def record(self, line: int, row: Sequence[str]) -> CallRecorded | None:
        """The event; None for a message or data. Raises ValueError with the cause."""
        if is_message_or_data(self._roles.value(row, "direction"), self._roles.value(row, "duration")):
            return None
        caller, called = self._number(row, "caller"), self._number(row, "called")
        word = self._roles.value(row, "direction")
        if self._directions.is_other_leg(row, word):
            return None
        if not called:
            raise LineError("no number")
        direction = self._directions.direction(row, word, caller, called)
        at, duration, billed = self._times.lengths(row)
        inside = number_of(self._roles.inner(row, "called" if direction is Direction.IN else "caller"))
        is_turned = self._directions.is_turned(direction, caller, called)
        outside, number, extension, origin = "", called, caller, Origin.EXTENSION
        line_used = ""
        if direction is Direction.IN:
            outside, number = (called, caller) if is_turned else (caller, called)
            extension = inside or (number if self._directions.is_telephone(number) else "")
            if not extension and number != outside:
                extension = number_of(self._roles.value(row, "person"))
            origin = Origin.UNKNOWN
        elif direction is Direction.OUT:
            extension, number = (called, caller) if is_turned else (inside or caller, called)
            if not extension or is_outside_number(extension):
                person = number_of(self._roles.value(row, "person"))
                line_used, extension = (extension, person) if person else ("", extension)
            origin = origin_of(word, extension)
        cost = self._roles.value(row, "cost")
        return call_record(
            context=self._context,
            line=line,
            at=at,
            direction=direction,
            extension=extension,
            number=number or extension,
            duration=duration,
            billed=billed,
            origin=origin,
            outside=outside,
            trunk=self._roles.value(row, "trunk") or line_used,
            call=self._roles.value(row, "call"),
            linked=self._roles.value(row, "linked"),
            charged=charged_in(cost) if cost else None,
            currency=self._currency_of(cost, row) if cost else "",
        )

    def _number(self, row: Sequence[str], role: str) -> str:
        """The number of a party; that of its telephone where it has no other."""
        number = number_of(self._roles.value(row, role) or self._roles.inner(row, role))
        device = _DEVICE.match(number)
        if device is not None:  # E205
            return device.group(1)
        return (
            f"+{number}" if self._adds_plus and number.isdecimal() and len(number) > SHORT_NUMBER else number
        )

    def _currency_of(self, cost: str, row: Sequence[str]) -> str:
        """The currency of an amount, as far as the file names another than the euro."""
        money = row[self._currency] if self._currency is not None and self._currency < len(row) else ""
        texts = self._names[self._roles.places["cost"]], cost, money
        named = foreign_currency(*texts)
        if named or self._is_euro_named:
            return named
        currency = currency_of_country(self._context.site.country, *texts)
        if currency:
            self._context.notice(
                Message(
                    "no currency is named; prices are taken for {currency}, the money of the site’s country",
                    currency=currency,
                )
            )
        return currency


_WAYS = {
    Direction.OUT: Message("outgoing"),
    Direction.IN: Message("incoming"),
    Direction.INTERNAL: Message("internal"),
}
