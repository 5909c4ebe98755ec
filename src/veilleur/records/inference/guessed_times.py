"""When the call of a record of an unknown maker began, how long it lasted and how much of it was talk.

In: the roles of the fields, and the first records, which settle zones and units for all. Out: seconds.
Pitfall: a duration may hold the ringing or not; its name decides, or start, answer and end of the same
records.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from veilleur.records.inference.fields.field_roles import FieldRoles
from veilleur.records.inference.fields.field_types import is_time, share
from veilleur.records.inference.fields.field_words import meanings_of, words_of
from veilleur.records.inference.guessed_lengths import Unit, unit_of
from veilleur.records.values.datetimes import day_alone, moment
from veilleur.records.values.keywords import is_status_answered
from veilleur.records.values.local_time import LocalClock
from veilleur.records.values.zones import zone_named
from veilleur.words.errors import LineError

DAY_S = 86_400
LARGEST_STEP_S = 60  # of charging: a talk that exceeds the duration by more is no rounding
ROUNDED_UP_S = 1.5  # more than this above the duration is a step of charging
_NO = frozenset({"false", "no", "non", "0", "f", "n", "nein", "nej", "nei", "nie"})
_CAUSE_NAMES = frozenset({"cause", "causes", "q850", "release", "disconnect", "termination", "hangup"})
_CAUSES_WITHOUT_ANSWER = frozenset("1 2 3 17 18 19 20 21 22 27 28 34 41 42 44 47 50 55 57 58 63 88".split())
_OFFSET_ALONE = re.compile(r"[+-]\d\d?(?::?\d\d)?$")
_EPOCH_IN_ID = re.compile(r"(?:^|-)(1\d{9})\.\d+")  # Asterisk's: when the channel began


class GuessedTimes:
    """Times and lengths of the records of one table. units: of its columns of durations, by role.

    is_ring_within: whether the duration holds the ringing too.
    """

    def __init__(
        self,
        roles: FieldRoles,
        names: Sequence[str],
        rows: Sequence[Sequence[str]],
        clock: LocalClock,
        zone: str = "",
    ) -> None:
        self._roles, self._names, self._clock = roles, names, clock
        columns = [[row[place] if place < len(row) else "" for row in rows] for place in range(len(names))]
        self._zones: dict[str, LocalClock] = {}
        self._clocks = self._own_clocks(zone or (roles.maker.zone if roles.maker else ""))
        self._zone_place = next((place for place, name in enumerate(names) if _is_zone_name(name)), None)
        self._hint = next(
            (place for place, texts in enumerate(columns) if share(texts, _has_epoch) > 0.9), None
        )
        status = roles.places.get("status")
        self._is_cause = (
            status is not None
            and not _CAUSE_NAMES.isdisjoint(words_of(names[status]))
            and "16" in columns[status]  # normal clearing: these are causes of Q.850
        )
        elapsed = [self._elapsed(row) for row in rows]
        waited, spoken = self._parts(rows)
        lasted = {"duration": elapsed, "billed": spoken, "ring": waited}
        self.units: Mapping[str, Unit] = {
            role: unit_of(names[place], columns[place], lasted[role])
            for role in ("duration", "billed", "ring")
            if (place := roles.places.get(role)) is not None
        }
        if roles.maker is not None and roles.maker.are_hours:
            self.units = {**self.units, "duration": Unit(are_hours=True)}
        self.is_ring_within = self._is_ring_within(rows, elapsed)

    def lengths(self, row: Sequence[str]) -> tuple[float, float, float]:
        """The start, the whole length and the time of talk, in seconds."""
        hint = _EPOCH_IN_ID.search(row[self._hint]) if self._hint is not None else None
        if hint is not None:
            self._clock.went_to(float(hint.group(1)))
        start, answer, end = (self._at(row, role) for role in ("start", "answer", "end"))
        length = {role: unit.seconds(self._roles.value(row, role)) for role, unit in self.units.items()}
        ring = length.get("ring", 0.0)
        if start is not None and end is not None and end < start and "date" in self._roles.places:
            end += DAY_S  # over midnight, with one date
        lasted = max(0.0, end - start) if start is not None and end is not None else 0.0
        waited = max(0.0, answer - start) if start is not None and answer is not None else 0.0
        if self._roles.value(row, "billed"):
            billed = length["billed"]
            whole = length.get("duration", 0.0)
            if (
                0 < whole < billed - ROUNDED_UP_S and billed - whole <= LARGEST_STEP_S
            ):  # what is charged is rounded up to its step
                billed = self._talk_of(whole, ring, waited, lasted)
        elif self._roles.value(row, "duration"):
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
        if "time_is_end" in self._roles.places:
            start -= duration
        return start, duration, billed

    def _own_clocks(self, zone: str) -> dict[str, LocalClock]:
        clocks = {}
        for role in ("start", "date", "time", "end", "answer"):
            named = zone_named(self._names[self._roles.places[role]]) if role in self._roles.places else ""
            if named or zone:
                clocks[role] = LocalClock(named or zone)
                clocks[role].is_day_first = self._clock.is_day_first
        if "time" in clocks:
            clocks.setdefault("date", clocks["time"])
        return clocks

    def _clock_of(self, role: str, row: Sequence[str]) -> LocalClock:
        clock = self._clocks.get(role)
        if clock is not None:
            return clock
        if self._zone_place is None or self._zone_place >= len(row):
            return self._clock
        said = row[self._zone_place].strip()
        name = zone_named(f"UTC{said}" if _OFFSET_ALONE.match(said) else said)
        if not name:
            return self._clock
        if name not in self._zones:
            self._zones[name] = LocalClock(name)
            self._zones[name].is_day_first = self._clock.is_day_first
        return self._zones[name]

    def _at(self, row: Sequence[str], role: str) -> float | None:
        if role == "start" and "start" not in self._roles.places:
            date, time = day_alone(self._roles.value(row, "date")), self._roles.value(row, "time")
            return moment(f"{date} {time}", self._clock_of("date", row)) if date and time else None
        text = self._roles.value(row, role)
        if not text or text == "0" or text.startswith("0000"):
            return None
        if is_time(text) and "date" in self._roles.places:  # the day is written once
            return moment(f"{day_alone(self._roles.value(row, 'date'))} {text}", self._clock_of("date", row))
        return moment(text, self._clock_of(role, row))

    def _elapsed(self, row: Sequence[str]) -> float | None:
        try:
            start, end = self._at(row, "start"), self._at(row, "end")
        except ValueError:
            return None
        if start is None or end is None:
            return None
        return end - start if end >= start else end - start + DAY_S if "date" in self._roles.places else None

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
        """Whether the duration holds the ringing too: its name says total, or start and end show it.

        So does a call that nobody answered: it lasted as long as it rang.
        """
        if "ring" not in self._roles.places or "duration" not in self._roles.places:
            return False
        if "total" in meanings_of(self._names[self._roles.places["duration"]]):
            return True
        seen = []
        for row, lasted in zip(rows, elapsed, strict=True):
            try:
                ring = self.units["ring"].seconds(self._roles.value(row, "ring"))
                whole = self.units["duration"].seconds(self._roles.value(row, "duration"))
            except ValueError:
                continue
            if ring > 1 and not self._is_answered(row, None, is_answer_needed=False):
                seen.append(abs(whole - ring) < 1)
            elif lasted and ring > 1:
                seen.append(abs(lasted - whole) < abs(lasted - whole - ring))
        return bool(seen) and sum(seen) * 2 > len(seen)

    def _talk_of(self, whole: float, ring: float, waited: float, lasted: float) -> float:
        if waited and lasted and abs(whole - lasted) <= 1.5 and whole > waited:
            return whole - waited
        return whole - ring if self.is_ring_within and whole >= ring else whole

    def _is_answered(
        self, row: Sequence[str], answer: float | None, *, is_answer_needed: bool = True
    ) -> bool:
        said = self._roles.value(row, "answered")
        if said and said.lower() in _NO:
            return False
        if is_answer_needed and "answer" in self._roles.places and answer is None:
            return False
        words = (self._roles.value(row, "status"), self._roles.value(row, "direction"))
        if self._is_cause and words[0].strip() in _CAUSES_WITHOUT_ANSWER:
            return False
        return all(is_status_answered(word) for word in words)


def _has_epoch(text: str) -> bool:
    return _EPOCH_IN_ID.search(text) is not None


def _is_zone_name(name: str) -> bool:
    words = words_of(name)
    joined = "".join(words)
    return joined.endswith(
        ("timezone", "offset", "zeitzone", "fuseau", "fuseauhoraire", "fusoorario", "tijdzone", "tz")
    )
