"""A company made of a kind and a seed, and its honest telephone life, day by day.

Each day has its own random stream, so any window of days gives the same bytes. Calibration: log-normal
durations mu 4.63, sigma 0.98 (Anonymous Bank spread at Gradwell's mean of 166 s); weekday shares and
10 h and 11 h from Gradwell 2009, other hours assumed; daily volume Gamma-Poisson.
The one thing to get wrong: days are local days of the site, times are seconds since 1970 UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import accumulate
from math import ceil
from random import Random
from zoneinfo import ZoneInfo

from holidays import country_holidays

from veilleur.simulation.companies.kinds import KINDS, Kind
from veilleur.simulation.plan import PlannedCall, Step, moment_of
from veilleur.words.calls import Origin
from veilleur.words.errors import InputError
from veilleur.words.events import (
    MailboxEntered,
    MailboxLeft,
    PinAccepted,
    PinRefused,
)
from veilleur.words.site import Hours, Site

WEEKDAY = (1.0, 1.09, 1.09, 1.07, 0.95, 0.13, 0.13)  # against Monday
HOUR_SHARES = (0.1,) * 7 + (1, 5, 10.5, 12, 12.2, 6.5, 6.8, 11, 11, 10.5, 8, 3.5, 1) + (0.1,) * 4
HOURS = tuple(accumulate(HOUR_SHARES))
FRENCH_FICTION = ("019900", "026191", "035301", "046571", "053649")  # ARCEP: never assigned
WORLD = ("1", "7", "20", "27", "30", "34", "39", "41", "44", "49", "53", "55", "81", "86", "91", "212", "371")


@dataclass(frozen=True, slots=True)
class Company:
    """One company: its site, its people and whom they call. Build it with `make`."""

    kind: Kind
    seed: int
    site: Site
    extensions: tuple[str, ...]
    contacts: tuple[str, ...]
    foreign_contacts: tuple[str, ...]
    sigma: float = 0.98
    mu: float = 4.63

    def days(self, first_day: date, days: int) -> Iterator[Step]:
        """Honest steps of so many local days, in order of time."""
        for offset in range(days):
            yield from self.day(first_day + timedelta(days=offset))

    def day(self, day: date) -> list[Step]:
        """Honest steps of one local day, in order of time."""
        rng = Random(f"{self.kind.name}/{self.seed}/{day.isoformat()}")  # noqa: S311
        midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.site.timezone)).timestamp()
        steps: list[Step] = [self._call(rng, midnight, day) for _ in range(self._volume(rng, day))]
        for _ in range(_poisson(rng, self.kind.mailbox_day * len(self.extensions) * self._share(day))):
            steps.extend(self._mailbox(rng, midnight))
        if self.kind.boiler and rng.random() < 0.02:  # the Cognac boiler: one number, again and again
            start = midnight + rng.random() * 3600 * 12
            number = self._dialled("0899" + "000000")
            steps.extend(
                PlannedCall(start + 120 * i, 3.0, True, 30.0, self.extensions[-1], number)
                for i in range(rng.randint(20, 200))
            )
        steps.sort(key=moment_of)
        return steps

    def _share(self, day: date) -> float:
        kind = self.kind
        share = WEEKDAY[day.weekday()]
        if kind.open_weekend:
            share = max(share, 0.8)
        elif day in _holidays(day.year) or (kind.august and day.month == 8 and day.day <= 21):
            share = 0.02
        return share

    def _volume(self, rng: Random, day: date) -> int:
        mean = self.kind.calls_day * len(self.extensions) * self._share(day)
        return _poisson(rng, mean * rng.gammavariate(31.0, 1 / 31.0))  # day to day variation 0.18

    def _call(self, rng: Random, midnight: float, day: date) -> PlannedCall:
        kind = self.kind
        if rng.random() < kind.night:
            second = rng.random() * 86400
        else:
            hour = rng.choices(range(24), cum_weights=HOURS)[0]
            second = (hour + rng.random()) * 3600
        origin, caller = Origin.EXTENSION, ""
        abroad = kind.market if kind.market and day.timetuple().tm_yday >= kind.new_market_day else ()
        if abroad and rng.random() < 0.08:
            number = self._dialled(foreign_number(rng, rng.choice(abroad)))
        elif rng.random() < kind.foreign:
            number = (
                self._dialled(foreign_number(rng, rng.choice(WORLD)))
                if kind.anywhere or rng.random() < 0.1
                else self.foreign_contacts[int(len(self.foreign_contacts) * rng.random() ** 2)]
            )
        else:
            number = self.contacts[int(len(self.contacts) * rng.random() ** 2)]
            if rng.random() < kind.forwards:
                origin, caller = Origin.FORWARD, french_number(rng, 0.5)
                number = self.contacts[0]
        return PlannedCall(
            midnight + second,
            4.0 + rng.random() * 20,
            rng.random() < kind.answered,
            float(ceil(min(rng.lognormvariate(self.mu, self.sigma), 4 * 3600))),
            self.extensions[int(rng.random() * len(self.extensions))],
            number,
            origin,
            caller,
        )

    def _mailbox(self, rng: Random, midnight: float) -> Iterator[Step]:
        extension = rng.choice(self.extensions)
        outside = rng.random() < 0.1
        caller = french_number(rng, 0.9) if outside else extension
        at = midnight + rng.uniform(8, 19) * 3600
        request, box = f"m{int(at * 1000)}", f"{extension}@default"
        yield MailboxEntered(at, at, request, box, caller, outside)
        at += 5
        while rng.random() < 0.05:  # an honest mistyped PIN
            yield PinRefused(at, at, box, request, caller, outside)
            at += 6
        yield PinAccepted(at, at, box, request, caller, outside)
        at += 40
        yield MailboxLeft(at, at, request, box)

    def _dialled(self, number: str) -> str:
        return self.site.outside_line + number


def make(kind: str, seed: int, sigma_factor: float = 1.0) -> Company:
    """The company of a kind and seed. sigma_factor shifts the spread of durations on purpose.

    Raises:
        InputError: when no such kind exists.
    """
    if kind not in KINDS:
        message = f"There is no kind of company called {kind!r}; choose one of {', '.join(KINDS)}."
        raise InputError(message)
    spec = KINDS[kind]
    rng = Random(f"{kind}/{seed}")  # noqa: S311
    line = rng.choice(("", "0"))
    extensions = tuple(str(101 + i) for i in range(rng.randint(*spec.extensions)))
    hours = Hours(always=True) if spec.open_weekend else Hours(holidays="FR")
    contacts = tuple(line + french_number(rng, spec.mobile) for _ in range(rng.randint(30, 200)))
    abroad = tuple(line + foreign_number(rng, rng.choice(spec.abroad)) for _ in range(rng.randint(3, 15)))
    site = Site(name=f"{kind}-{seed}", outside_line=line, hours=hours, trunk_channels=rng.choice((4, 8, 15)))
    return Company(spec, seed, site, extensions, contacts, abroad, 0.98 * sigma_factor)


def french_number(rng: Random, mobile: float) -> str:
    """A French number of the ranges kept for fiction, mobile with the given probability."""
    prefix = "063998" if rng.random() < mobile else rng.choice(FRENCH_FICTION)
    return f"{prefix}{rng.randrange(10_000):04d}"


def foreign_number(rng: Random, country_code: str, digits: int = 8) -> str:
    """A made-up number abroad, dialled from France."""
    return f"00{country_code}{rng.randrange(10 ** (digits - 1), 10**digits)}"


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("FR", years=year))


def _poisson(rng: Random, mean: float) -> int:
    # Large means: the normal limit is close enough and costs one draw.
    if mean > 50:
        return max(0, round(rng.gauss(mean, mean**0.5)))
    count, sum_ = 0, rng.expovariate(1.0)
    while sum_ < mean:
        count += 1
        sum_ += rng.expovariate(1.0)
    return count
