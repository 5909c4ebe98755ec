"""What the raw files of a case say: the line of each call of the attack, and the months before it.

In: files, site, numbers and prices. Out: plain data, so that a child may do the reading. Pitfall: a call is
found again by what its line says (start, extension, number, seconds), since the id that `check` gave it may
hold the name of a file that is called otherwise in the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from veilleur.evidence.dossier.content import Month
from veilleur.evidence.past_incidents import PAID_AT_HOME
from veilleur.records import read
from veilleur.words.calls import Direction
from veilleur.words.destinations import Destination
from veilleur.words.events import CallRecorded
from veilleur.words.ports import Numbering
from veilleur.words.site import Site

_TWELVE_MONTHS_S = 366 * 86_400.0
CallKey = tuple[float, str, str, float]


def key_of(at: float, extension: str, number: str, seconds: float) -> CallKey:
    """What a call is found again by; a spreadsheet may have eaten the first zero of its number."""
    return (round(at, 3), extension, number.lstrip("0"), round(seconds, 3))


def place_of(destination: Destination, home: str) -> str:
    """The territory, or the class where there is none or where it says more."""
    is_paid_at_home = destination.territory == home and destination.number_class in PAID_AT_HOME
    if destination.territory and not is_paid_at_home:
        return destination.territory
    return destination.number_class.value


class MonthsBefore:
    """Counts the calls of the months before an attack."""

    def __init__(self, site: Site, numbering: Numbering, began_at: float, places: Iterable[str]) -> None:
        self._site, self._numbering, self._began_at = site, numbering, began_at
        self._zone, self._places = ZoneInfo(site.timezone), frozenset(places)
        self._counts: dict[str, list[float]] = {}

    def observe(self, record: CallRecorded) -> None:
        """Take in one record."""
        if record.direction is not Direction.OUT or not 0 < self._began_at - record.at <= _TWELVE_MONTHS_S:
            return
        month = f"{datetime.fromtimestamp(record.at, self._zone):%Y-%m}"
        counts = self._counts.setdefault(month, [0, 0.0, 0, 0, 0])
        counts[0] += 1
        counts[1] += record.billed_s
        destination = self._numbering.destination(record.number)
        if destination.is_capped:
            counts[2] += 1
            cost = record.charged
            counts[3] += destination.usual.cost(record.billed_s) if cost is None else cost
            counts[4] += place_of(destination, self._site.country) in self._places

    def data(self) -> list[list[Any]]:
        """The months as plain data, oldest first."""
        return [[month, *self._counts[month]] for month in sorted(self._counts)]


def months_of(data: Sequence[Sequence[Any]]) -> tuple[Month, ...]:
    """The months again."""
    return tuple(
        Month(
            month=str(month),
            calls=int(calls),
            seconds=float(seconds),
            abroad=int(abroad),
            abroad_cost=int(cost),
            to_places=int(to_places),
        )
        for month, calls, seconds, abroad, cost, to_places in data
    )


def scan(
    files: Sequence[Path],
    site: Site,
    numbering: Numbering,
    wanted: frozenset[CallKey],
    began_at: float,
    places: Iterable[str],
) -> dict[str, Any]:
    """Read the files once: where each wanted call stands, and the months before.

    Out: {"lines": [[key, [[place of the file, line], ...]], ...], "months": [...]}.
    """
    months = MonthsBefore(site, numbering, began_at, places)
    lines: dict[CallKey, list[list[int]]] = {}
    order = {path: place for place, path in enumerate(files)}

    def on_line(path: Path, line: int, record: CallRecorded) -> None:
        key = key_of(record.at, record.extension, record.number, record.billed_s)
        if key in wanted:
            lines.setdefault(key, []).append([order[path], line])

    reading = read(files, site, skip_unusable=True)
    reading.on_line = on_line
    for record in reading:
        months.observe(record)
    return {"lines": [[list(key), found] for key, found in lines.items()], "months": months.data()}
