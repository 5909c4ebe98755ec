"""What tells a record that is one of the first two of an attack from an honest one, before a burst shows it.

In: a record, why the judge doubts it, and how busy the site and its telephone are. Out: marks in decibans,
and their weighed sum as log odds. Easily read wrong: the weights are of this question alone, fitted by
`veilleur bench calibrate` (docs/calibration/first-records.md). A mark may count against what its group says
in `marks.py`, since the judge's own odds hold it already.
"""

from __future__ import annotations

from math import log10
from typing import Any, NamedTuple

from veilleur.detection.judge_port import CallFacts
from veilleur.detection.signals.catalog import SIGNALS, Group
from veilleur.detection.signals.weights import FIRST_RECORD_SHIFT_DB, FIRST_RECORD_WEIGHTS
from veilleur.words.decisions import Reason
from veilleur.words.money import MICRO_EUROS_PER_EURO

GROUPS = (
    Group.TIME, Group.PLACE, Group.PRICE, Group.NUMBER, Group.EXTENSION, Group.ORIGIN, Group.RHYTHM,
)  # fmt: skip
MARKS = ("odds", *(group.value for group in GROUPS), "burn", "long", "detour", "age", "site", "telephone",
         "new_country")  # fmt: skip
FRAUD_CALL_S = 600.0  # what such a thief's call costs is told by this length, whatever this one's was
LEAST_BURN_EUR = 0.05
SHORT_S = 60.0  # a shorter call tells nothing: thieves try a number before they use it
SURE_MARK_DB = 10.0  # of a mark that is there or not
DAY_S = 86_400.0
SITE_HALF_LIFE_S, TELEPHONE_HALF_LIFE_S = 30 * DAY_S, 1800.0
TELEPHONES_FOLLOWED = 8


class Pace(NamedTuple):
    """How busy a site is. site: fading count of its records; telephone: of one, within the last half-hour.

    age_days: since the first record that was seen. All without the record that is weighed.
    """

    site: float
    telephone: float
    age_days: float


class Paces:
    """The records of one site, counted and forgotten. Only those that may cost money are ever told here."""

    __slots__ = ("_began", "_last_at", "_site", "_telephones")

    def __init__(self) -> None:
        self._began = 0.0
        self._last_at = 0.0
        self._site = 0.0
        self._telephones: dict[str, tuple[float, float]] = {}  # extension -> fading count, and when

    def see(self, extension: str, at: float) -> Pace:
        """Count one more record; gives the pace before it. at: when it began, in seconds since 1970 UTC."""
        self._began = self._began or at
        site = self._site * 2.0 ** (-max(0.0, at - self._last_at) / SITE_HALF_LIFE_S)
        count, when = self._telephones.pop(extension, (0.0, at))
        count *= 2.0 ** (-max(0.0, at - when) / TELEPHONE_HALF_LIFE_S)
        self._site, self._last_at = site + 1.0, max(at, self._last_at)
        self._telephones[extension] = count + 1.0, max(at, when)
        if len(self._telephones) > TELEPHONES_FOLLOWED:
            del self._telephones[next(iter(self._telephones))]
        return Pace(site, count, max(0.0, at - self._began) / DAY_S)

    def save(self) -> list[Any]:
        """Plain JSON data."""
        telephones = [[extension, *kept] for extension, kept in self._telephones.items()]
        return [self._began, self._last_at, self._site, telephones]

    def load(self, data: list[Any]) -> None:
        """Go on from saved data."""
        self._began, self._last_at, self._site, telephones = data
        self._telephones = {extension: (count, when) for extension, count, when in telephones}


def first_record_marks(
    facts: CallFacts, reasons: tuple[Reason, ...], bare_odds: float, pace: Pace
) -> tuple[float, ...]:
    """The marks of one record, in the order of `MARKS`. bare_odds: of the judge's filter, not corrected."""
    sums = dict.fromkeys(GROUPS, 0)
    for reason in reasons:
        signal = SIGNALS.get(reason.code)
        if signal is not None and signal.group in sums:
            sums[signal.group] += reason.weight_db
    burn = facts.destination.price.cost(FRAUD_CALL_S) / MICRO_EUROS_PER_EURO
    is_detour = bool(facts.outside_caller) or not facts.extension
    is_new = any(reason.code == "new_territory_site" for reason in reasons)
    return (
        _db(max(1e-12, bare_odds)),
        *map(float, sums.values()),
        _db(burn + LEAST_BURN_EUR),
        _db(max(1.0, facts.answered_s / SHORT_S)),
        SURE_MARK_DB * is_detour,
        _db(1.0 + pace.age_days),
        _db(1.0 + pace.site),
        _db(1.0 + pace.telephone),
        SURE_MARK_DB * is_new,
    )


def first_record_db(marks: tuple[float, ...]) -> float:
    """Log odds, in decibans, that a record with these marks is one of the first of an attack."""
    return FIRST_RECORD_SHIFT_DB + sum(map(float.__mul__, _WEIGHTS, marks))


def _db(ratio: float) -> float:
    return 10.0 * log10(ratio)


_WEIGHTS = tuple(FIRST_RECORD_WEIGHTS[name] for name in MARKS)
