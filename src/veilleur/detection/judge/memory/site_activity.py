"""How busy a site and each of its telephones are, for the model of first records.

In: records in order of start. Out: `Activity`: counts that decay, c(t) = sum(2 ** (-(t - t_i) / h)), with one
half-life h for the site and one for a telephone. Pitfall: the activity before a record does not hold it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from veilleur.detection.judge.parameters import (
    SITE_ACTIVITY_HALF_LIFE_S,
    TELEPHONE_ACTIVITY_HALF_LIFE_S,
    TELEPHONES_FOLLOWED,
)
from veilleur.detection.profile.parameters import DAY_S


class Activity(NamedTuple):
    """How busy a site is. site: decayed count of its records; telephone: of one, within the last half-hour.

    age_days: since the first record that was seen. All without the record that is weighed.
    """

    site: float
    telephone: float
    age_days: float


class SiteActivity:
    """The records of one site, counted with decay. Only those that may cost money come here."""

    __slots__ = ("_began", "_last_at", "_site", "_telephones")

    def __init__(self) -> None:
        self._began = 0.0
        self._last_at = 0.0
        self._site = 0.0
        self._telephones: dict[str, tuple[float, float]] = {}  # extension -> decayed count, and when

    def before(self, extension: str, at: float) -> Activity:
        """The activity before a record; nothing is kept. at: when it began, in seconds since 1970 UTC."""
        count, when = self._telephones.get(extension, (0.0, at))
        return Activity(
            site=self._site * 2.0 ** (-max(0.0, at - self._last_at) / SITE_ACTIVITY_HALF_LIFE_S),
            telephone=count * 2.0 ** (-max(0.0, at - when) / TELEPHONE_ACTIVITY_HALF_LIFE_S),
            age_days=max(0.0, at - (self._began or at)) / DAY_S,
        )

    def record(self, extension: str, at: float, before: Activity) -> None:
        """Count one more record. before: what `before` gave for it."""
        self._began = self._began or at
        _, when = self._telephones.pop(extension, (0.0, at))
        self._site, self._last_at = before.site + 1.0, max(at, self._last_at)
        self._telephones[extension] = before.telephone + 1.0, max(at, when)
        if len(self._telephones) > TELEPHONES_FOLLOWED:
            del self._telephones[next(iter(self._telephones))]

    def save(self) -> list[Any]:
        """Plain JSON data."""
        telephones = [[extension, *kept] for extension, kept in self._telephones.items()]
        return [self._began, self._last_at, self._site, telephones]

    def load(self, data: list[Any]) -> None:
        """Go on from saved data."""
        self._began, self._last_at, self._site, telephones = data
        self._telephones = {extension: (count, when) for extension, count, when in telephones}
