"""What an attacker is: a plugin with a name, a source, and reactive steps.

In: a company, a start (seconds since 1970 UTC) and a seed. Out: steps in order of time, a generator
that is sent `Feedback` after each. The one thing to get wrong: `adaptive` attackers know the
published rules; they dial at noon, few calls at a time, to the company's own countries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from veilleur.simulation.companies.company import Company, foreign_number
from veilleur.simulation.plan import Feedback, PlannedCall, Steps
from veilleur.words.calls import Origin
from veilleur.words.events import ForwardSet, MailboxEntered, MailboxLeft, PinAccepted, PinRefused


@dataclass(slots=True)
class Scene:
    """What an attacker works with. now: where it stands in time, seconds since 1970 UTC."""

    rng: Random
    company: Company
    now: float
    adaptive: bool = False

    def numbers(self, countries: tuple[str, ...], count: int) -> tuple[str, ...]:
        """Numbers abroad as dialled on this site; the company's own countries when adaptive."""
        own = self.company.kind.abroad if self.adaptive else countries
        line = self.company.site.outside_line
        return tuple(line + foreign_number(self.rng, self.rng.choice(own)) for _ in range(count))

    def local(self) -> datetime:
        """The scene's time on the company's clock."""
        return datetime.fromtimestamp(self.now, ZoneInfo(self.company.site.timezone))

    def wait_for_hour(self, first: int, last: int, weekdays: tuple[int, ...] = tuple(range(7))) -> None:
        """Wait until the local clock stands within [first, last) on one of the weekdays."""
        if self.adaptive:
            first, last, weekdays = 11, 14, (0, 1, 2, 3, 4)
        while not (first <= self.local().hour < last and self.local().weekday() in weekdays):
            local = self.local()
            later = local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
            self.now += max(1.0, later.timestamp() - local.timestamp()) + self.rng.random() * 60


@dataclass(frozen=True, slots=True)
class Plugin:
    """A registered attacker. steps: its behaviour. source: where the case is documented."""

    id: str
    name: str
    source: str
    steps: Callable[[Scene], Steps]


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack, ready to run against one company. `steps` gives a new run each time."""

    plugin: Plugin
    company: Company
    start: float
    seed: int
    adaptive: bool = False

    def steps(self) -> Steps:
        """The attacker at work; the same seed and the same feedback give the same steps."""
        key = f"{self.plugin.id}/{self.seed}/{self.company.site.name}"
        rng = Random(key)  # noqa: S311
        return self.plugin.steps(Scene(rng, self.company, self.start, self.adaptive))


def pump(
    scene: Scene,
    numbers: tuple[str, ...],
    gap_s: Callable[[], float],
    duration_s: Callable[[], float],
    calls: int,
    origin: Origin = Origin.EXTENSION,
    extension: str = "",
    address: str = "",
    agent: str = "",
    channels: int = 0,
) -> Steps:
    """Call over and over. Gives up after 40 refusals in a row or 40 cuts, as a dialler's operator would.

    channels: most calls at once, 0 for no limit.
    """
    extension = extension or scene.rng.choice(scene.company.extensions)
    before = Feedback()
    fruitless = 0
    busy: list[float] = []
    for _ in range(calls):
        gap = gap_s()
        if scene.adaptive:
            gap = max(gap, 75.0 + scene.rng.random() * 60)  # below five calls a minute, or any like it
            if fruitless and fruitless % 5 == 0:
                scene.now += 3600 * scene.rng.uniform(1, 20)
                extension = scene.rng.choice(scene.company.extensions)
        scene.now += gap
        busy = [end for end in busy if end > scene.now]
        if channels and len(busy) >= channels:
            scene.now = min(busy)
        ring, length = scene.rng.uniform(1, 6), duration_s()
        busy.append(scene.now + ring + length)
        caller = f"+99{scene.rng.randrange(10**8):08d}" if origin is not Origin.EXTENSION else ""
        number = scene.rng.choice(numbers)
        after = yield PlannedCall(
            scene.now, ring, length > 0, length, extension, number, origin, caller, address, agent, True
        )
        failed = after.refused + after.cut > before.refused + before.cut
        fruitless = fruitless + 1 if failed else 0
        before = after
        if fruitless >= 40:
            return


def guess_pin(scene: Scene, mailbox: str) -> Steps:
    """Guess a mailbox's PIN, three tries a call (Asterisk's default), then get in.

    Source: Asterisk sample configuration; the first 20 PINs open 26.8 % of boxes (Guardian 2012).
    """
    tries = scene.rng.randint(2, 60)
    caller = f"+99{scene.rng.randrange(10**8):08d}"
    box = f"{mailbox}@default"
    while tries > 0:
        scene.now += scene.rng.uniform(5, 40) * (60 if scene.adaptive else 1)
        request = f"x{int(scene.now * 1000)}"
        yield MailboxEntered(scene.now, scene.now, request, box, caller, True)
        for _ in range(min(3, tries)):
            scene.now += 6
            tries -= 1
            if tries == 0:
                yield PinAccepted(scene.now, scene.now, box, request, caller, True)
            else:
                yield PinRefused(scene.now, scene.now, box, request, caller, True)
        scene.now += 2
        yield MailboxLeft(scene.now, scene.now, request, box)


def set_forward(scene: Scene, extension: str, number: str) -> Steps:
    """Set a forward of an extension to a number."""
    scene.now += scene.rng.uniform(20, 300)
    yield ForwardSet(scene.now, scene.now, extension, "CF", number)
