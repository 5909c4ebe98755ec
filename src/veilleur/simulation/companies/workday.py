"""What the people of a company do on one day: calls, visits to mailboxes, forwards, registrations.

In: a company and a local day. Out: honest steps in order of time. Each day has its own random stream, so any
window of days gives the same bytes.
Pitfall: a call that begins before midnight may end after it.

Calibration: durations log-normal mu 4.63, sigma 0.98 (Anonymous Bank's spread at Gradwell's mean of
166 s); weekday shares and the hours 10 and 11 from Gradwell 2009, other hours assumed; daily volume
Gamma-Poisson with a variation of 0.18 from day to day (Anonymous Bank, same weekday). Everything else
is assumed: no source exists for small firms.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from math import ceil
from random import Random

from holidays import country_holidays

from veilleur.simulation.companies.company import Company
from veilleur.simulation.companies.phone_numbers import anywhere, foreign_number, french_number
from veilleur.simulation.engine.steps import PlannedCall, PlannedVisit, Step, moment_of
from veilleur.words.calls import Origin
from veilleur.words.events import ForwardCleared, ForwardSet, Registered

WEEKDAY = (1.0, 1.093, 1.087, 1.066, 0.951, 0.134, 0.134)  # against Monday
HOUR_SHARES = (*(1 / 11,) * 7, 1, 5, 10.5, 12, 12.2, 6.5, 6.8, 11, 11, 10.5, 8, 3.5, 1, *(1 / 11,) * 4)
HOURS = tuple(accumulate(HOUR_SHARES))
DAY_SHAPE = 31.0  # of the Gamma: a variation of 0.18
LONGEST_HONEST_CALL_S = 4 * 3600.0
MISTYPED = 0.05  # of PINs keyed by honest people
FORGOTTEN = 0.004  # of visits: three wrong PINs, and again some minutes later
NEW_CONTACT = 0.12  # of calls abroad: a new number in a habitual country
NEW_COUNTRY = 0.02  # of calls abroad: anywhere in the world
MARKET_SHARE = 0.08  # of all calls once the new market is open


def honest_days(company: Company, first_day: date, days: int) -> Iterator[Step]:
    """Honest steps of a number of local days, in order of time."""
    for offset in range(days):
        yield from honest_day(company, first_day + timedelta(days=offset))


def honest_day(company: Company, day: date) -> list[Step]:
    """Honest steps of one local day, in order of time."""
    kind = company.kind
    rng = company.random_of(day)
    midnight, share = company.midnight(day), share_of(company, day)
    mean = kind.calls_day * len(company.extensions) * share
    steps: list[Step] = [
        _call(company, rng, midnight, day)
        for _ in range(_poisson(rng, mean * rng.gammavariate(DAY_SHAPE, 1 / DAY_SHAPE)))
    ]
    for _ in range(_poisson(rng, kind.mailbox_day * len(company.extensions) * share)):
        steps.extend(_visit(company, rng, midnight))
    rare = company.random_of(day, "rare")
    if day.weekday() == 0:
        steps.extend(_registrations(company, rare, midnight, day))
    if kind.boiler and rare.random() < 0.02:
        steps.extend(_boiler(company, rare, midnight))
    if share > 0.5:
        for _ in range(_poisson(rare, kind.fax)):
            steps.extend(_fax(company, rare, midnight))
        if kind.conference and day.weekday() == company.seed % 5:
            steps.extend(_conference(company, rare, midnight, day))
        if kind.forwards > 0.2 and not kind.open_weekend:
            steps.extend(_evening_forward(company, rare, midnight))
    if kind.travels:
        steps.extend(_travel(company, day, midnight))
    # What would begin after midnight, or in an hour that summer time takes away, is left out: days join
    # in order of time.
    end = company.midnight(day + timedelta(days=1))
    steps = [step for step in steps if moment_of(step) < end]
    steps.sort(key=moment_of)
    return steps


def share_of(company: Company, day: date) -> float:
    """How busy a day is, against a Monday."""
    kind = company.kind
    share = WEEKDAY[day.weekday()]
    if kind.open_weekend:
        return max(share, 0.8)
    if is_holiday(day) or (kind.august and day.month == 8 and day.day <= 21):
        return 0.02
    if (day.month, day.day) >= (12, 24) or (day.month, day.day) <= (1, 2):
        return 0.2 * share  # a quiet week (Ruby)
    return share


def is_holiday(day: date) -> bool:
    """Whether it is one of the eleven public holidays of France."""
    return day in _holidays(day.year)


def _call(company: Company, rng: Random, midnight: float, day: date) -> PlannedCall:
    kind = company.kind
    second = rng.random() * 86400 if rng.random() < kind.night else _working_second(rng)
    origin, caller = Origin.EXTENSION, ""
    extension = company.extensions[int(rng.random() * len(company.extensions))]
    market = kind.market if kind.market and day >= company.turns_on else ()
    if market and rng.random() < MARKET_SHARE:
        number = company.dialled(
            foreign_number(company.random_of(date.min, str(rng.randrange(12))), rng.choice(market))
        )
    elif rng.random() < kind.foreign:
        number = _abroad(company, rng)
    else:
        number = company.contacts[int(len(company.contacts) * rng.random() ** 2)]
        drawn = rng.random()
        if drawn < kind.forwards + kind.transfers:
            origin = Origin.FORWARD if drawn < kind.forwards else Origin.TRANSFER
            caller = french_number(rng, 0.5)
            number = company.contacts[0] if origin is Origin.FORWARD else number
    return PlannedCall(
        start=midnight + second,
        ring_s=4.0 + rng.random() * 20,
        answered=rng.random() < kind.answered,
        duration_s=_duration(company, rng),
        extension=extension,
        number=number,
        origin=origin,
        outside_caller=caller,
        address="" if caller else company.address(extension, day),
        agent="" if caller else company.telephone_of(extension, day),
    )


def _abroad(company: Company, rng: Random) -> str:
    drawn = rng.random()
    kind = company.kind
    if drawn < NEW_COUNTRY or (kind.anywhere and rng.random() >= kind.regulars):
        return company.dialled(foreign_number(rng, anywhere(rng)))
    if drawn < NEW_COUNTRY + NEW_CONTACT and not kind.anywhere:
        return company.dialled(foreign_number(rng, rng.choice(kind.abroad)))
    return company.foreign_contacts[int(len(company.foreign_contacts) * rng.random() ** 2)]


def _visit(company: Company, rng: Random, midnight: float) -> Iterator[PlannedVisit]:
    extension = rng.choice(company.extensions)
    outside = rng.random() < 0.1
    caller = french_number(rng, 0.9) if outside else extension
    at, box = midnight + rng.uniform(8, 19) * 3600, f"{extension}@default"
    if rng.random() < FORGOTTEN:
        yield PlannedVisit(at, box, caller, outside, (False, False, False))
        at += rng.uniform(60, 900)
    tries: list[bool] = []
    while len(tries) < 2 and rng.random() < MISTYPED:
        tries.append(False)
    yield PlannedVisit(at, box, caller, outside, (*tries, True), changes_pin=rng.random() < 0.005)


def _registrations(company: Company, rng: Random, midnight: float, day: date) -> Iterator[Step]:
    for extension in company.extensions:
        at = midnight + rng.uniform(7, 8) * 3600
        agent = company.telephone_of(extension, day)
        yield Registered(at, at, extension, company.address(extension, day), agent)


def _boiler(company: Company, rng: Random, midnight: float) -> Iterator[PlannedCall]:
    # Cognac: a boiler's dialler called one premium number for a month, EUR 134 563, and nobody attacked.
    start = midnight + rng.random() * 3600 * 12
    number = company.dialled("0899000000")
    for place in range(rng.randint(20, 200)):
        yield PlannedCall(
            start=start + 120 * place,
            ring_s=3.0,
            answered=True,
            duration_s=30.0,
            extension=company.extensions[-1],
            number=number,
            faulty=True,
        )


def _fax(company: Company, rng: Random, midnight: float) -> Iterator[PlannedCall]:
    abroad = company.kind.foreign >= 0.01 and rng.random() < 0.2
    number = rng.choice(company.foreign_contacts if abroad else company.contacts)
    at, tries = midnight + _working_second(rng), rng.randint(2, 6)
    for place in range(tries):
        last = place == tries - 1
        yield PlannedCall(
            start=at,
            ring_s=5.0,
            answered=last,
            duration_s=rng.uniform(20, 120),
            extension=company.extensions[-1],
            number=number,
        )
        at += rng.uniform(120, 300)


def _conference(company: Company, rng: Random, midnight: float, day: date) -> Iterator[PlannedCall]:
    start = midnight + (9 + company.seed % 8) * 3600
    for extension in company.extensions[: rng.randint(2, 4)]:
        at = start + rng.uniform(-60, 240)
        yield PlannedCall(
            start=at,
            ring_s=3.0,
            answered=True,
            duration_s=rng.uniform(1500, 3600),
            extension=extension,
            number=company.foreign_contacts[0],
            address=company.address(extension, day),
            agent=company.telephone_of(extension, day),
        )


def _evening_forward(company: Company, rng: Random, midnight: float) -> Iterator[Step]:
    extension, mobile = company.extensions[0], company.contacts[0]
    morning, evening = midnight + rng.uniform(7.8, 8.3) * 3600, midnight + rng.uniform(18.3, 19) * 3600
    yield ForwardCleared(morning, morning, extension, "CF", mobile)
    yield ForwardSet(evening, evening, extension, "CF", mobile)


def _travel(company: Company, day: date, midnight: float) -> Iterator[Step]:
    # A trip is drawn on the day it begins, so that any window of days knows of it.
    for ago in range(4):
        trip = company.random_of(day - timedelta(days=ago), "trip")
        if trip.random() >= company.kind.travels:
            continue
        extension, number = trip.choice(company.extensions), trip.choice(company.foreign_contacts)
        last = trip.randint(2, 3)
        at = midnight + 9 * 3600 + trip.random() * 600
        if ago == 0:
            yield ForwardSet(at, at, extension, "CF", number)
        if ago == last:
            yield ForwardCleared(at, at, extension, "CF", number)
        if ago < last:
            rng = company.random_of(day, "abroad")
            for _ in range(rng.randint(1, 4)):
                yield PlannedCall(
                    start=midnight + rng.uniform(10, 18) * 3600,
                    ring_s=8.0,
                    answered=rng.random() < 0.8,
                    duration_s=_duration(company, rng),
                    extension=extension,
                    number=number,
                    origin=Origin.FORWARD,
                    outside_caller=french_number(rng, 0.5),
                )


def _working_second(rng: Random) -> float:
    return (rng.choices(range(24), cum_weights=HOURS)[0] + rng.random()) * 3600


def _duration(company: Company, rng: Random) -> float:
    return float(ceil(min(rng.lognormvariate(company.mu, company.sigma), LONGEST_HONEST_CALL_S)))


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
