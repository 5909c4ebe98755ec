"""Records of an unknown maker -> events, by what `field_roles` found, and what the whole file shows.

In: the names of the fields, the first records, and then each record. Out: a `CallRecorded`.
Pitfall: what the file does not show is never guessed in silence: the record is refused with its cause, or a
notice of the file says how it was read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from veilleur.records.format import SHORT_NUMBER, Context, call_record
from veilleur.records.inference.field_roles import FieldRoles, roles_of
from veilleur.records.inference.field_types import filled, is_outside_number, is_time, share
from veilleur.records.inference.field_words import meanings_of, words_of
from veilleur.records.inference.guessed_lengths import Unit, how_read, unit_of
from veilleur.records.inference.guessed_numbers import (
    Parties,
    are_signs_missing,
    learned_words,
    own_numbers,
    tail_of,
)
from veilleur.records.inference.known_makers import plain_name
from veilleur.records.values.datetimes import moment, number_of
from veilleur.records.values.keywords import charged_in, direction_in, is_message_or_data, is_status_answered
from veilleur.records.values.local_time import LocalClock
from veilleur.records.values.zones import zone_named
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded
from veilleur.words.messages import Message

DAY_S = 86_400
ROUNDED_UP_S = 1.5  # more than this above the duration is a step of charging
_NO = frozenset({"false", "no", "non", "0", "f", "n", "nein"})
_EPOCH_IN_ID = re.compile(r"(?:^|-)(1\d{9})\.\d+")  # Asterisk's: when the channel began
_CURRENCY_NAMES = (
    ("currency",),
    ("devise",),
    ("waehrung",),
    ("wahrung",),
    ("valuta",),
    ("moneda",),
    ("moeda",),
)
_OTHER_MONEY = re.compile(
    r"\b(?:USD|GBP|CHF|CAD|AUD|BRL|INR|MXN|PLN|SEK|NOK|DKK|CZK|ZAR|JPY|RUB|TRY)\b|[$£¥₹]"
)
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


class GuessedRecords:
    """One table of an unknown maker. `found` is None when it is none of calls."""

    def __init__(
        self, names: Sequence[str], rows: Sequence[Sequence[str]], context: Context, zone: str = ""
    ) -> None:
        columns = [[row[place] if place < len(row) else "" for row in rows] for place in range(len(names))]
        self.found: FieldRoles | None = roles_of(names, columns)
        if self.found is None:
            return
        self._names, self._context = names, context
        self._maker = self.found.maker
        plain = [plain_name(name) for name in names]
        self._authorised, self._leg = (
            plain.index(name) if name in plain else None
            for name in ((self._maker.authorised, self._maker.leg) if self._maker else ("", ""))
        )
        self._places: Mapping[str, int] = self.found.places
        self._clocks = self._own_clocks(zone or (self._maker.zone if self._maker else ""))
        self._zone_place = next((place for place, name in enumerate(names) if _is_zone_name(name)), None)
        self._currency = next(
            (place for place, name in enumerate(names) if words_of(name)[-1:] in _CURRENCY_NAMES), None
        )
        self._hint = next(
            (place for place, texts in enumerate(columns) if share(texts, _has_epoch) > 0.9), None
        )
        self._zones: dict[str, LocalClock] = {}
        elapsed = [self._elapsed(row) for row in rows]
        waited, spoken = self._parts(rows)
        lasted = {"duration": elapsed, "billed": spoken, "ring": waited}
        self._units = {
            role: unit_of(names[self._places[role]], columns[self._places[role]], lasted[role])
            for role in ("duration", "billed", "ring")
            if role in self._places
        }
        if self._maker is not None and self._maker.are_hours:
            self._units["duration"] = Unit(are_hours=True)
        self._rings_within = self._is_ring_within(rows, elapsed)
        self._adds_plus = False
        self._adds_plus = are_signs_missing(
            self._number(row, role) for row in rows for role in ("caller", "called")
        )
        self._own: frozenset[str] = frozenset()
        parties = [self._parties(row) for row in rows]
        self._own = own_numbers(parties, self.found_far)
        self._learned = {} if self.found_far else learned_words(parties, self._by_numbers)
        self._give_notice(rows)

    def _own_clocks(self, zone: str) -> dict[str, LocalClock]:
        clocks = {}
        for role in ("start", "date", "time", "end", "answer"):
            named = zone_named(self._names[self._places[role]]) if role in self._places else ""
            if named or zone:
                clocks[role] = LocalClock(named or zone)
                clocks[role].is_day_first = self._context.clock.is_day_first
        if "time" in clocks:
            clocks.setdefault("date", clocks["time"])
        return clocks

    def _value(self, row: Sequence[str], role: str) -> str:
        place = self._places.get(role)
        text = row[place].strip() if place is not None and place < len(row) else ""
        return text if filled([text]) else ""

    def _clock(self, role: str, row: Sequence[str]) -> LocalClock:
        clock = self._clocks.get(role)
        if clock is not None:
            return clock
        if self._zone_place is None or self._zone_place >= len(row):
            return self._context.clock
        name = zone_named(row[self._zone_place])
        if not name:
            return self._context.clock
        if name not in self._zones:
            self._zones[name] = LocalClock(name)
            self._zones[name].is_day_first = self._context.clock.is_day_first
        return self._zones[name]

    def _at(self, row: Sequence[str], role: str) -> float | None:
        if role == "start" and "start" not in self._places:
            date, time = self._value(row, "date"), self._value(row, "time")
            return moment(f"{date} {time}", self._clock("date", row)) if date and time else None
        text = self._value(row, role)
        if not text or text == "0" or text.startswith("0000"):
            return None
        if is_time(text) and "date" in self._places:  # the day is written once
            return moment(f"{self._value(row, 'date')} {text}", self._clock("date", row))
        return moment(text, self._clock(role, row))

    def _elapsed(self, row: Sequence[str]) -> float | None:
        try:
            start, end = self._at(row, "start"), self._at(row, "end")
        except ValueError:
            return None
        if start is None or end is None:
            return None
        return end - start if end >= start else end - start + DAY_S if "date" in self._places else None

    def _parts(self, rows: Sequence[Sequence[str]]) -> tuple[list[float | None], list[float | None]]:
        """Seconds before the answer, and after it, where the times of a record show them."""
        waited: list[float | None] = []
        spoken: list[float | None] = []
        for row in rows:
            try:
                start, answer, end = (self._at(row, role) for role in ("start", "answer", "end"))
            except ValueError:
                start = answer = end = None
            waited.append(answer - start if answer is not None and start is not None else None)
            spoken.append(end - answer if end is not None and answer is not None else None)
        if not any(spoken):
            spoken = [self._elapsed(row) for row in rows]
        return waited, spoken

    def _is_ring_within(self, rows: Sequence[Sequence[str]], elapsed: Sequence[float | None]) -> bool:
        """Whether the duration holds the ringing too: its name says total, or start and end show it."""
        if "ring" not in self._places or "duration" not in self._places:
            return False
        if "total" in meanings_of(self._names[self._places["duration"]]):
            return True
        seen = []
        for row, lasted in zip(rows, elapsed, strict=True):
            try:
                ring = self._units["ring"].seconds(self._value(row, "ring"))
                whole = self._units["duration"].seconds(self._value(row, "duration"))
            except ValueError:
                continue
            if lasted and ring > 1:
                seen.append(abs(lasted - whole) < abs(lasted - whole - ring))
        return bool(seen) and sum(seen) * 2 > len(seen)

    @property
    def found_far(self) -> bool:
        """Whether one column holds the other party, whatever the direction."""
        return self.found is not None and self.found.is_far

    def _parties(self, row: Sequence[str]) -> Parties:
        return Parties(
            self._number(row, "caller"), self._number(row, "called"), self._value(row, "direction")
        )

    def _give_notice(self, rows: Sequence[Sequence[str]]) -> None:
        notice = self._context.notice
        for role, unit in self._units.items():
            name = self._names[self._places[role]]
            if not unit.is_sure and filled([self._value(row, role) for row in rows]):
                notice(how_read(name, unit))
        for word, way in self._learned.items():
            if self._maker is not None and self._maker.way_of(word) is not None:
                continue
            notice(
                Message(
                    "the word {word!r} for the direction is not known; by their numbers, these calls are"
                    " taken as {way}",
                    word=word,
                    way=_WAYS[way],
                )
            )
        says_nothing = "direction" not in self._places and ("cost" not in self._places or self.found_far)
        if says_nothing and self.found_far:
            notice(Message("no column says the direction; all calls are taken as outgoing"))
        elif says_nothing and not all(self._is_inside(self._number(row, "caller")) for row in rows):
            notice(Message("no column says the direction; the numbers decide it"))
        if not {"duration", "billed", "answer"} & self._places.keys():
            notice(Message("no column holds the time of talk; it is counted from start to end"))

    def record(self, line: int, row: Sequence[str]) -> CallRecorded | None:
        """The event; None for a message or data. Raises ValueError with the cause."""
        if is_message_or_data(self._value(row, "direction"), self._value(row, "duration")):
            return None
        caller, called = self._number(row, "caller"), self._number(row, "called")
        word = self._value(row, "direction")
        if self._is_other_leg(row, word):
            return None
        if not called:
            raise LineError("no number")
        direction = self._way_of_maker(row, word, called) or self._direction(word, caller, called)
        at, duration, billed = self._lengths(row)
        inside = number_of(self._inner(row, "called" if direction is Direction.IN else "caller"))
        is_turned = self._is_turned(direction, caller, called)
        outside, number, extension, origin = "", called, caller, Origin.EXTENSION
        line_used = ""
        if direction is Direction.IN:
            outside, number = (called, caller) if is_turned else (caller, called)
            extension = inside or (number if self._is_telephone(number) else "")
            if not extension and number != outside:
                extension = number_of(self._value(row, "person"))
            origin = Origin.UNKNOWN
        elif direction is Direction.OUT:
            extension, number = (called, caller) if is_turned else (inside or caller, called)
            if not extension or is_outside_number(extension):
                person = number_of(self._value(row, "person"))
                line_used, extension = (extension, person) if person else ("", extension)
            origin = self._origin(word, extension)
        cost = self._value(row, "cost")
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
            trunk=self._value(row, "trunk") or line_used,
            call=self._value(row, "call"),
            charged=charged_in(cost) if cost and self._are_euros(cost, row) else None,
        )

    def _number(self, row: Sequence[str], role: str) -> str:
        """The number of a party; that of its telephone where it has no other."""
        number = number_of(self._value(row, role) or self._inner(row, role))
        return f"+{number}" if self._adds_plus and number.isdigit() and len(number) > SHORT_NUMBER else number

    def _inner(self, row: Sequence[str], role: str) -> str:
        assert self.found is not None
        place = self.found.inside.get(role)
        text = row[place].strip() if place is not None and place < len(row) else ""
        return text if filled([text]) else ""

    def _origin(self, word: str, extension: str) -> Origin:
        small = word.lower()
        for part, origin in _INDIRECT:
            if part in small:
                return origin
        return Origin.EXTENSION if extension else Origin.UNKNOWN

    def _is_other_leg(self, row: Sequence[str], word: str) -> bool:
        """Whether the call stands in the record of its other leg, which a telephone or the outside began."""
        leg = self._leg
        return leg is not None and leg < len(row) and bool(row[leg].strip()) and word.lower() == "outbound"

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
        if known is Direction.INTERNAL and is_outside_number(called) and not self._is_inside(called):
            known = None  # an operator's "local" call is none inside the company
        if known is not None:
            return known
        by_numbers = None if self.found_far else self._by_numbers(caller, called)
        if word:
            way = self._learned.get(word.lower()) or self._by_telephones(caller, called)
            if way is None:
                if "cost" in self._places and _CALL_KIND.search(word):
                    return Direction.OUT
                raise LineError("direction not understood: {word!r}", word=word)
            return way
        if by_numbers is not None:
            return by_numbers
        if "direction" in self._places:
            raise LineError("no word for the direction, and the numbers do not show it")
        return Direction.OUT

    def _by_numbers(self, caller: str, called: str) -> Direction | None:
        calls, is_called = self._is_inside(caller), self._is_telephone(called) or tail_of(called) in self._own
        if calls and is_called:
            return Direction.INTERNAL
        if calls:
            return Direction.OUT
        return Direction.IN if is_called else None

    def _by_telephones(self, caller: str, called: str) -> Direction | None:
        """The direction that the numbers of telephones show by themselves, where a word is not known."""
        if self.found_far:
            return None
        calls, is_called = self._context.is_extension(caller), self._context.is_extension(called)
        if calls and is_called:
            return Direction.INTERNAL
        return Direction.IN if is_called and is_outside_number(caller) else None

    def _is_telephone(self, number: str) -> bool:
        return self._context.is_extension(number) or (
            bool(number) and not number.lstrip("+").strip("*#x?•").isdigit()
        )

    def _are_euros(self, cost: str, row: Sequence[str]) -> bool:
        """Whether an amount is in euros, as far as the file names a currency."""
        money = row[self._currency] if self._currency is not None and self._currency < len(row) else ""
        other = _OTHER_MONEY.search(f"{self._names[self._places['cost']]} {cost} {money}".upper())
        if other is not None:
            self._context.notice(
                Message("prices are in {currency} and are not counted as euros", currency=other.group())
            )
        return other is None

    def _is_inside(self, number: str) -> bool:
        if not number:
            return False
        is_short = number.isdigit() and len(number) <= SHORT_NUMBER
        return is_short or self._is_telephone(number) or tail_of(number) in self._own

    def _is_turned(self, direction: Direction, caller: str, called: str) -> bool:
        """Whether the caller stands where the called party does."""
        if self.found_far:
            return direction is Direction.IN
        if direction is Direction.IN:
            return self._is_inside(caller) and is_outside_number(called) and tail_of(called) not in self._own
        if direction is Direction.OUT:
            return (
                is_outside_number(caller)
                and tail_of(caller) not in self._own
                and tail_of(called) in self._own
            )
        return False

    def _lengths(self, row: Sequence[str]) -> tuple[float, float, float]:
        """The start, the whole length and the time of talk, in seconds."""
        hint = _EPOCH_IN_ID.search(row[self._hint]) if self._hint is not None else None
        if hint is not None:
            self._context.clock.went_to(float(hint.group(1)))
        start, answer, end = (self._at(row, role) for role in ("start", "answer", "end"))
        length = {role: unit.seconds(self._value(row, role)) for role, unit in self._units.items()}
        ring = length.get("ring", 0.0)
        if start is not None and end is not None and end < start and "date" in self._places:
            end += DAY_S  # over midnight, with one date
        lasted = max(0.0, end - start) if start is not None and end is not None else 0.0
        waited = max(0.0, answer - start) if start is not None and answer is not None else 0.0
        if self._value(row, "billed"):
            billed = length["billed"]
            whole = length.get("duration", 0.0)
            if 0 < whole < billed - ROUNDED_UP_S:  # what is charged is rounded up to its step
                billed = self._talk_of(whole, ring, waited, lasted)
        elif self._value(row, "duration"):
            billed = self._talk_of(length["duration"], ring, waited, lasted)
        elif answer is not None and end is not None:
            billed = max(0.0, end - answer)
        else:
            billed = max(0.0, lasted - ring)
        if not self._is_answered(row, answer):
            billed = 0.0
        duration = max(length.get("duration", 0.0), lasted, billed + max(ring, waited))
        if start is None:
            start = answer if answer is not None else end - duration if end is not None else None
        if start is None:
            raise LineError("no date and time")
        if "time_is_end" in self._places:
            start -= duration
        return start, duration, billed

    def _talk_of(self, whole: float, ring: float, waited: float, lasted: float) -> float:
        if waited and lasted and abs(whole - lasted) <= 1.5 and whole > waited:
            return whole - waited
        return whole - ring if self._rings_within and whole >= ring else whole

    def _is_answered(self, row: Sequence[str], answer: float | None) -> bool:
        said = self._value(row, "answered")
        if said and said.lower() in _NO:
            return False
        if "answer" in self._places and answer is None:
            return False
        words = (self._value(row, "status"), self._value(row, "direction"))
        return all(is_status_answered(word) for word in words)


_WAYS = {
    Direction.OUT: Message("outgoing"),
    Direction.IN: Message("incoming"),
    Direction.INTERNAL: Message("internal"),
}


def _has_epoch(text: str) -> bool:
    return _EPOCH_IN_ID.search(text) is not None


def _is_zone_name(name: str) -> bool:
    words = words_of(name)
    joined = "".join(words)
    return joined.endswith(
        ("timezone", "zeitzone", "fuseau", "fuseauhoraire", "fusoorario", "tijdzone", "tz")
    )
