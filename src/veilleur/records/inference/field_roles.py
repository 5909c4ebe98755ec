"""Which field of a table or object of an unknown maker holds what: by its name and by its values.

In: the names of the fields, and some values of each. Out: role -> field, as `Values` names the roles.
Pitfall: the weights below are expert estimates; what they cannot settle is left out, and a table without a
start, a number and a duration is no table of calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from veilleur.records.inference.field_types import (
    filled,
    has_zone,
    is_clock,
    is_date,
    is_direction,
    is_duration,
    is_epoch,
    is_moment,
    is_money,
    is_number,
    is_outside_number,
    is_time,
    share,
)
from veilleur.records.inference.field_words import meanings_of, words_of
from veilleur.records.inference.known_makers import Maker, maker_of, plain_name
from veilleur.records.values.datetimes import number_of
from veilleur.records.values.keywords import direction_in
from veilleur.records.values.zones import zone_named
from veilleur.words.calls import Direction

MOSTLY = 0.6  # of the filled values
LONGEST_EXTENSION = 5  # digits; a longer id of a user is none that a telephone bears
_UNITS = frozenset({"second", "minute", "milli", "unknown"})
_COST_ENDINGS = frozenset({"tax", "vat", "taxes", "cliente", "customer", "client", "kunde", "iva"})
_BOUGHT = frozenset({"buy", "compra", "achat", "base", "wholesale", "einkauf", "buycost"})
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
Meant = frozenset[str]


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


def roles_of(names: Sequence[str], columns: Sequence[Sequence[str]]) -> FieldRoles | None:
    """The roles of the fields; None when they are no call records. columns: values, one list a field."""
    finder = _Finder(names, columns)
    places: dict[str, int] = {}
    for find in (finder.times, finder.numbers, finder.lengths, finder.words):
        for role, place in find():
            places.setdefault(role, place)
    maker = maker_of(names)
    if maker is not None:
        plain = [plain_name(name) for name in names]
        places.update({role: plain.index(name) for role, name in maker.roles.items() if name in plain})
    has_start = (
        "start" in places or {"date", "time"} <= places.keys() or "end" in places or "answer" in places
    )
    has_length = bool({"duration", "billed"} & places.keys()) or {"end", "answer"} <= places.keys()
    if {"start", "end"} <= places.keys():
        has_length = True
    if not (has_start and has_length and "called" in places):
        return None
    if not {"caller", "cost", "direction", "trunk"} & places.keys():
        return None
    is_far = finder.is_far or (finder.is_caller_own and _is_called_far(places, columns))
    return FieldRoles(places, finder.inside, is_far and maker is None, maker)


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


class _Finder:
    """The search through the fields of one table."""

    def __init__(self, names: Sequence[str], columns: Sequence[Sequence[str]]) -> None:
        self._names, self._columns = names, columns
        self._meant = [meanings_of(name) for name in names]
        self._taken: set[int] = set()
        self.inside: dict[str, int] = {}
        self.is_far = False
        self.is_caller_own = False  # the telephone stands for the caller, and no column names one

    def _best(self, score: Callable[[int, Meant], float], take: bool = True) -> int | None:
        best, most = None, 0.0
        for place, meant in enumerate(self._meant):
            if place in self._taken:
                continue
            value = score(place, meant)
            if value > most:
                best, most = place, value
        if best is not None and take:
            self._taken.add(best)
        return best

    def _share(self, place: int, fits: Callable[[str], bool]) -> float:
        """1 where no value shows anything: then the name alone decides."""
        return share(self._columns[place], fits) if filled(self._columns[place]) else 1.0

    def _extras(self, place: int) -> float:
        return 0.1 * len(words_of(self._names[place])) + 0.1 * place / (1 + len(self._names))

    def times(self) -> Iterator[tuple[str, int]]:
        """start, or date and time; end; answer."""

        def at(meaning: str) -> Callable[[int, Meant], float]:
            def score(place: int, meant: Meant) -> float:
                if meaning not in meant or meant & {"duration", "ring", "talk", "wait", "called", "name"}:
                    return 0.0
                if "stop" in meant or not self._is_when(place):
                    return 0.0
                return 5 + 0.5 * self._bears_zone(place) - self._extras(place)

            return score

        end, answer = self._best(at("end")), self._best(at("answer"))
        start = self._best(at("start"))
        if start is None:
            start = self._best(self._any_moment)
        if start is not None:
            yield "start", start
        else:
            yield from self._date_and_time("", frozenset({"end", "answer", "stop"}))
        for role, place in (("end", end), ("answer", answer)):
            if place is not None:
                yield role, place

    def _is_when(self, place: int) -> bool:
        texts = self._columns[place]
        if not filled(texts):
            return True
        return max(share(texts, is_moment), share(texts, is_epoch)) >= MOSTLY

    def _bears_zone(self, place: int) -> bool:
        """Whether the values, or the name, leave no question of the time zone."""
        texts = self._columns[place]
        return bool(zone_named(self._names[place])) or any(
            share(texts, fits) >= MOSTLY for fits in (is_epoch, has_zone)
        )

    def _any_moment(self, place: int, meant: Meant) -> float:
        if meant & {"end", "answer", "stop", "duration", "talk", "ring", "caller", "called", "number"}:
            return 0.0
        texts = self._columns[place]
        named = 3.0 * bool(meant & {"date", "time", "moment"})
        if not filled(texts):
            return named - self._extras(place) if "moment" in meant or {"date", "time"} <= meant else 0.0
        if share(texts, is_moment) >= MOSTLY or (named and share(texts, is_epoch) >= MOSTLY):
            return 1 + named + 0.5 * self._bears_zone(place) - self._extras(place)
        return 0.0

    def _date_and_time(self, suffix: str, without: Meant) -> Iterator[tuple[str, int]]:
        def day(place: int, meant: Meant) -> float:
            texts = self._columns[place]
            if meant & without or self._share(place, is_date) < MOSTLY:
                return 0.0
            if not filled(texts) and "date" not in meant:
                return 0.0
            return 1 + 2 * ("date" in meant) + ("start" in meant) - self._extras(place)

        def hour(place: int, meant: Meant) -> float:
            if meant & without or meant & {"duration", "talk", "ring", "wait", "total"}:
                return 0.0
            if not meant & {"time", "start"} or self._share(place, is_time) < MOSTLY:
                return 0.0
            return 1 + 2 * ("time" in meant) + ("start" in meant) - self._extras(place)

        date = self._best(day)
        time = self._best(hour)
        if date is not None and time is None:  # `heure de fin` alone
            ending = self._best(
                lambda place, meant: (
                    1.0 * ({"end", "time"} <= meant and self._share(place, is_time) >= MOSTLY)
                )
            )
            if ending is not None:
                yield "date", date
                yield "time", ending
                yield "time_is_end", ending
                return
        if date is not None and time is not None:
            yield "date", date
            yield "time", time

    def numbers(self) -> Iterator[tuple[str, int]]:
        """caller and called; else the far party and the telephone."""

        def party(meaning: str, other: str) -> Callable[[int, Meant], float]:
            def score(place: int, meant: Meant) -> float:
                if meaning not in meant or meant & _NO_NUMBER or other in meant:
                    return 0.0
                if {"caller", "inner", "id"} <= meant:  # `Outgoing Caller ID` is what the far end sees
                    return 0.0
                fits = self._share(place, is_number)
                if fits < MOSTLY:
                    return 0.0
                outer = 1.0 * self._share(place, is_outside_number) if meaning == "called" else 0.0
                inner = 1.5 * ("inner" in meant) + 4 * ("own" in meant) + ("id" in meant)
                value = 5 + 2 * ("number" in meant) + 2 * fits + outer - inner - self._extras(place)
                return value - ("unknown" in meant)

            return score

        found = set()
        for role, other in (("called", "caller"), ("caller", "called")):
            place = self._best(party(role, other))
            if place is not None:
                found.add(role)
                yield role, place
                own = self._best(self._own_of(role))
                if own is not None:
                    self.inside[role] = own
        if "called" not in found:
            far = self._best(self._far)
            if far is not None:
                yield "called", far
                self.is_far = "caller" not in found
        if "caller" not in found:
            own = self._best(self._own)
            if own is not None:
                self.is_caller_own = True
                yield "caller", own
        person = self._best(self._person)
        if person is not None:
            yield "person", person

    def _own_of(self, role: str) -> Callable[[int, Meant], float]:
        def score(place: int, meant: Meant) -> float:
            if role not in meant or meant & (_NO_NUMBER | {"id"}):
                return 0.0
            if "own" not in meant and not self._are_telephones(place):
                return 0.0
            return 5 * (self._share(place, is_number) >= MOSTLY) - self._extras(place)

        return score

    def _are_telephones(self, place: int) -> bool:
        """Whether the values are short numbers, of more than one telephone."""
        texts = filled(self._columns[place])
        return len(set(texts)) > 1 and all(
            is_number(text) and len(number_of(text)) <= LONGEST_EXTENSION for text in texts
        )

    def _far(self, place: int, meant: Meant) -> float:
        if meant & (_NO_NUMBER | {"own", "id", "trunk"}) or not meant & {"number", "far"}:
            return 0.0
        fits = self._share(place, is_outside_number)
        if fits < MOSTLY:
            return 0.0
        return 3 + 2 * ("far" in meant) + ("number" in meant) + fits - self._extras(place)

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
        is_long_id = "id" in meant and any(len(text) > LONGEST_EXTENSION for text in self._columns[place])
        fits = self._share(place, is_number) >= MOSTLY and not is_long_id
        return 2 * fits + 2 * ("own" in meant) + named + ("number" in meant and fits) - self._extras(place)

    def _person(self, place: int, meant: Meant) -> float:
        """Who has the telephone, where it bears no number of its own."""
        if "own" not in meant or meant & {"stop", "id", "type", "date", "time", "duration", "cost"}:
            return 0.0
        texts = filled(self._columns[place])
        if not texts or any("@" in text for text in texts):
            return 0.0
        if share(texts, is_number) >= MOSTLY:  # an extension beside the company's line
            return 4 - self._extras(place) if self._are_telephones(place) else 0.0
        if not any(sign.isalpha() for text in texts for sign in text):
            return 0.0
        return 3 + ("name" in meant) - self._extras(place)

    def lengths(self) -> Iterator[tuple[str, int]]:
        """billed, ring and duration."""

        def length(wanted: Meant, without: Meant) -> Callable[[int, Meant], float]:
            def score(place: int, meant: Meant) -> float:
                if not meant & wanted or meant & without or meant & {"cost", "caller", "called", "name"}:
                    return 0.0
                if meant & {"stop", "type", "id", "number", "direction", "own"} and "duration" not in meant:
                    return 0.0
                if self._share(place, is_duration) < MOSTLY:
                    return 0.0
                sure = 2 * ("duration" in meant) + ("talk" in meant) + 0.5 * bool(meant & _UNITS)
                return 2 + sure + self._share(place, is_clock) * 0.1 - self._extras(place)

            return score

        talk = self._best(length(frozenset({"talk"}), frozenset({"ring", "wait", "end"})))
        if talk is None:  # `answered duration`, `seconds connected`
            talk = self._best(
                lambda place, meant: (
                    3.0
                    if "answer" in meant
                    and meant & {"duration", "second", "minute"}
                    and self._share(place, is_duration) >= MOSTLY
                    else 0.0
                )
            )
        if talk is not None:
            yield "billed", talk
        ring = self._best(length(frozenset({"ring"}), frozenset({"wait"})))
        if ring is not None:
            yield "ring", ring
        whole = self._best(
            length(frozenset({"duration", "total"}), frozenset({"ring", "wait", "talk", "answer"}))
        )
        if whole is None:
            whole = self._best(
                length(frozenset({"second", "minute", "milli"}), frozenset({"ring", "wait", "date", "time"}))
            )
        if whole is None and talk is None:
            whole = self._best(
                length(frozenset({"call", "time"}), frozenset({"ring", "wait", "date", "end"}))
            )
        if whole is not None:
            yield "duration", whole

    def words(self) -> Iterator[tuple[str, int]]:
        """direction, status, cost, trunk, id."""

        def way(place: int, meant: Meant) -> float:
            named = 3 * ("direction" in meant) + ("type" in meant) + 0.5 * ("call" in meant)
            if not named or meant & {"number", "name", "cost", "date", "time"}:
                return 0.0
            known = share(self._columns[place], is_direction)
            if "direction" not in meant and known < MOSTLY:
                return 0.0
            return named + 3 * known - self._extras(place)

        def plain(meaning: str, without: Meant) -> Callable[[int, Meant], float]:
            return lambda place, meant: (
                3 - self._extras(place) if meaning in meant and not meant & without else 0.0
            )

        direction = self._best(way)
        if direction is None:
            direction = self._best(lambda place, meant: self._mostly_directions(place))
        if direction is not None:
            yield "direction", direction
        cost = self._best(self._cost)
        if cost is not None:
            yield "cost", cost
        for role, without in (
            ("status", frozenset({"id", "number", "cost", "date", "time"})),
            ("trunk", frozenset({"number", "id", "stop", "cost", "type"})),
        ):
            place = self._best(plain(role, without))
            if place is not None:
                yield role, place
        answered = self._best(
            lambda place, meant: (
                3.0
                if "answer" in meant
                and self._share(place, _is_yes_or_no) >= MOSTLY
                and filled(self._columns[place])
                else 0.0
            )
        )
        if answered is not None:
            yield "answered", answered
        call = self._best(self._identity)
        if call is not None:
            yield "call", call

    def _mostly_directions(self, place: int) -> float:
        texts = filled(self._columns[place])
        if len(texts) < 4 or len(set(texts)) > 8:
            return 0.0
        return 1.0 * (share(texts, is_direction) > 0.95)

    def _cost(self, place: int, meant: Meant) -> float:
        words = words_of(self._names[place])
        if "cost" not in meant or meant & {"type", "date", "number", "id"} or "included" in words:
            return 0.0
        if "stop" in meant and words[-1] not in _COST_ENDINGS:
            return 0.0
        if self._share(place, is_money) < MOSTLY:
            return 0.0
        bought = 2 * (not _BOUGHT.isdisjoint(words))  # what the operator pays, not the customer
        return 3 + ("total" in meant) + (words[-1] in _COST_ENDINGS) - bought - self._extras(place)

    def _identity(self, place: int, meant: Meant) -> float:
        if "id" not in meant or meant & {"own", "stop", "name", "far", "type"}:
            return 0.0
        texts = filled(self._columns[place])
        if len(set(texts)) < len(texts):
            return 0.0
        return 2 + ("call" in meant) - self._extras(place)


def _is_yes_or_no(text: str) -> bool:
    return text.lower() in (
        "true",
        "false",
        "yes",
        "no",
        "oui",
        "non",
        "0",
        "1",
        "ja",
        "nein",
        "si",
        "sì",
        "y",
        "n",
    )
