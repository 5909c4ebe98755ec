"""What an attacker is: a plugin with a name, a source, and reactive steps.

In: a company, a start (seconds since 1970 UTC) and a seed. Out: steps in order of time, a generator that is
sent `Feedback` after each.
Pitfall: a `cunning` attacker knows the published rules and the company; it waits, spreads, acts at noon, and
dials where the company dials.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from veilleur.simulation.companies.company import Company
from veilleur.simulation.companies.phone_numbers import foreign_number
from veilleur.simulation.engine.steps import Feedback, PlannedCall, Steps
from veilleur.words.calls import Origin

GIVES_UP_AFTER = 40  # fruitless calls in a row, as a dialler's operator would; assumed
# Country codes of advertised test numbers: 221 territories in 2017, so no list holds them all.
ADVERTISED = tuple(
    """
    220 221 222 224 225 226 231 232 234 235 236 241 243 245 248 252 254 257 260 261 263 264 27 32 355 370
    371 372 375 376 381 382 387 389 39 420 44 48 501 503 509 53 592 597 1876 1809 1345 1473 670 674 675 676
    677 679 682 685 686 688 850 855 880 88213 883 960 961 967 972 992 993 994 996 998
    """.split()
)


class Cunning(NamedTuple):
    """What an attacker who has read the rules does differently."""

    waits: bool = False  # minutes or hours between calls and between guesses
    spreads: bool = False  # another extension for each few calls
    own_countries: bool = False  # dials the company's own favourite countries
    noon: bool = False  # acts on working days between 11 and 14 h
    under_count: bool = False  # stays below any fixed count per minute, hour or day


PLAIN = Cunning()
CUNNING = Cunning(True, True, True, True, True)


@dataclass(slots=True)
class Scene:
    """What an attacker works with. now: where it stands in time, seconds since 1970 UTC."""

    rng: Random
    company: Company
    now: float
    cunning: Cunning = PLAIN
    seen: Feedback = field(default_factory=Feedback)

    def numbers(self, countries: tuple[str, ...], count: int) -> tuple[str, ...]:
        """Numbers abroad as dialled on this site; half of the seeds take other countries than the case's."""
        rng, own = self.rng, self.company.kind.abroad
        if self.cunning.own_countries:
            countries = own
        elif rng.random() < 0.5:
            countries = tuple(rng.sample(ADVERTISED, min(len(ADVERTISED), max(1, len(countries)))))
        return tuple(self.company.dialled(foreign_number(rng, rng.choice(countries))) for _ in range(count))

    def local(self) -> datetime:
        """The scene's time on the company's clock."""
        return datetime.fromtimestamp(self.now, ZoneInfo(self.company.site.timezone))

    def wait_for_hour(self, first: int, last: int, weekdays: tuple[int, ...] = tuple(range(7))) -> None:
        """Wait until the local clock stands within [first, last) on one of the weekdays."""
        if self.cunning.noon:
            first, last, weekdays = 11, 14, (0, 1, 2, 3, 4)
        while not (first <= self.local().hour < last and self.local().weekday() in weekdays):
            local = self.local()
            later = local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
            self.now += max(1.0, later.timestamp() - local.timestamp()) + self.rng.random() * 60

    def outside_caller(self) -> str:
        """A made-up number from which somebody calls in; one in three is withheld."""
        return f"+99{self.rng.randrange(10**8):08d}" if self.rng.random() < 2 / 3 else "anonymous"


@dataclass(frozen=True, slots=True)
class Plugin:
    """A registered attacker. steps: its behaviour. source: where the case is documented.

    fast: it means to burn money at once (the other ones are slow or hide in office hours).
    kinds: the kinds of company it needs; empty for any.
    """

    id: str
    name: str
    source: str
    steps: Callable[[Scene], Steps]
    fast: bool = True
    kinds: tuple[str, ...] = ()
    cunning: Cunning = PLAIN


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack, ready to run against one company. `steps` gives a new run each time."""

    plugin: Plugin
    company: Company
    start: float
    seed: int
    cunning: Cunning = PLAIN

    def steps(self) -> Steps:
        """The attacker at work; the same seed and the same feedback give the same steps."""
        key = f"{self.plugin.id}/{self.seed}/{self.company.site.name}"
        cunning = Cunning(*map(max, self.plugin.cunning, self.cunning))
        return self.plugin.steps(Scene(Random(key), self.company, self.start, cunning))  # noqa: S311

    @property
    def knows_code(self) -> bool:
        """Whether this attacker can answer a question for a code: one in fifty; assumed."""
        return Random(f"code/{self.plugin.id}/{self.seed}").random() < 0.02  # noqa: S311


class Way(NamedTuple):
    """How the attacker gets calls out: who is answerable for them, and what the switch sees."""

    extension: str
    origin: Origin = Origin.EXTENSION
    outside_caller: str = ""
    address: str = ""
    agent: str = ""
    unasked: bool = False
    deflected: bool = False


def pump(
    scene: Scene,
    way: Way,
    numbers: tuple[str, ...],
    gap_s: Callable[[], float],
    duration_s: Callable[[], float],
    calls: int,
    channels: int = 0,
) -> Steps:
    """Call over and over; give up after GIVES_UP_AFTER fruitless calls in a row.

    channels: most calls at once; 0 leaves it to the trunk.
    """
    rng, cunning, fruitless, in_day, day = scene.rng, scene.cunning, 0, 0, 0
    busy: list[float] = []
    for _ in range(calls):
        gap = gap_s()
        if cunning.waits:
            gap = max(gap, 75.0 + rng.random() * 240)
        if fruitless and fruitless % 5 == 0:
            if cunning.waits:
                scene.now += 3600 * rng.uniform(1, 20)
            if cunning.spreads and way.origin is Origin.EXTENSION:
                way = way._replace(extension=rng.choice(scene.company.extensions))
        scene.now += gap
        if cunning.under_count:
            in_day = in_day + 1 if int(scene.now // 86400) == day else 1
            day = int(scene.now // 86400)
            if in_day > 8:
                scene.now += 86400 - scene.now % 86400
        if cunning.noon:
            scene.wait_for_hour(11, 14)
        busy = [end for end in busy if end > scene.now]
        if channels and len(busy) >= channels:
            scene.now = min(busy)
        ring, length = rng.uniform(1, 6), max(0.0, duration_s())
        before = scene.seen
        scene.seen = yield PlannedCall(
            start=scene.now,
            ring_s=ring,
            answered=length > 0,
            duration_s=length,
            extension=way.extension,
            number=rng.choice(numbers),
            origin=way.origin,
            outside_caller=way.outside_caller,
            address=way.address,
            agent=way.agent,
            hostile=True,
            faulty=False,
            unasked=way.unasked,
            deflected=way.deflected,
        )
        after = scene.seen
        if after.congested > before.congested:
            scene.now += rng.uniform(20, 120)  # a full trunk: the dialler backs off
            continue
        busy.append(scene.now + ring + length)
        if after.forward_gone > before.forward_gone:
            return
        failed = after.refused + after.cut > before.refused + before.cut
        fruitless = fruitless + 1 if failed else 0
        if fruitless >= GIVES_UP_AFTER:
            return


def exponential(scene: Scene, mean_s: float, most_s: float = float("inf")) -> Callable[[], float]:
    """Gaps between calls with a mean, none longer than `most_s`."""
    return lambda: min(most_s, scene.rng.expovariate(1 / mean_s))


def until_cut(scene: Scene, mean_s: float = 1200.0) -> Callable[[], float]:
    """Lengths of calls that are held until the victim cuts them; 20 minutes is typical (TransNexus)."""
    mean_s *= scene.rng.uniform(0.5, 2.0)
    return lambda: max(60.0, scene.rng.gauss(mean_s, mean_s / 5))


def log_normal(scene: Scene, mean_s: float, sigma: float = 0.7) -> Callable[[], float]:
    """Lengths of calls with a mean, log-normal."""
    from math import log

    mu = log(mean_s) - sigma * sigma / 2
    return lambda: scene.rng.lognormvariate(mu, sigma)


def chosen(scene: Scene, choices: Iterable[str]) -> str:
    """One of the choices, by the seed."""
    return scene.rng.choice(tuple(choices))
