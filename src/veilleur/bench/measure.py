"""One company lives its year under each contender, and each attack is tried on it. The heart of the bench.

In: a kind, a seed and what to measure. Out: results of attacks and of honest life. One generated life and one
attacker serve all contenders; the honest past of a contender is lived once and forked for each attack,
through its own save and load where it has them.
Pitfall: an attacker reacts, so the same attacker makes other calls under each contender.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from veilleur.bench.contenders.rules import (
    AFTER_30_DAYS,
    CAPS,
    CONTENDERS,
    INSTALLED,
    VEILLEUR,
    WIDE_CAPS,
    Contender,
    ForkableRule,
    WatchRule,
)
from veilleur.bench.limits import spending
from veilleur.detection.business_hours import Calendar
from veilleur.detection.spending.recommended_limits import Multiples, Spending
from veilleur.numbering import DialPlan, PriceDeck
from veilleur.simulation import attacks, companies
from veilleur.simulation.attacks import CUNNING, PLAIN, Attack
from veilleur.simulation.companies import Company
from veilleur.simulation.engine.outcome import CallFate
from veilleur.simulation.engine.scheduler import Scheduler
from veilleur.simulation.engine.steps import PlannedCall, Step, moment_of
from veilleur.words.calls import Vantage
from veilleur.words.money import MICRO_EUROS_PER_EURO
from veilleur.words.site import Costs, Limits, Site

FIRST_DAY = date(2026, 1, 5)  # a Monday; a company's own first day lies up to a year later
# Counts of `Scheduler.honest` that mean a business call did not get through.
STOPPED = ("refused", "cut", "code_missed", "national_refused", "national_cut")
CORE = {(VEILLEUR, vantage) for vantage in Vantage} | {
    (rule, Vantage.ASKED) for rule in (INSTALLED, CAPS, WIDE_CAPS)
}
AS_INSTALLED = (INSTALLED, VEILLEUR)  # what a newcomer gets, beside limits fitted on a past
LEARNING_DAYS = 30  # after which a site that began without a past is measured once more
PAST_DAYS = 112  # of the bill an owner looks at before choosing the limits
EXPECTED_DAYS = 42  # of a market that is about to be opened
SPREADS = (0.5, 1.0, 1.5)  # of the durations, against the calibration


@dataclass(frozen=True, slots=True)
class AttackResult:
    """One attack under one contender. Seconds and records are None when it was never detected."""

    rule: str
    vantage: str
    attack: str
    kind: str
    seed: int
    day: int  # of the company's life on which it began
    tried: int  # calls
    passed: int
    minutes: float
    euros: float
    over_cap_eur: float  # by how much the worst window passed its limit, 0 when it did not
    collateral: int  # honest calls stopped meanwhile
    detected: bool
    by: str  # the kind of the first decision that met the attack
    seconds_from_act: float | None
    seconds_from_call: float | None
    records: int | None  # hostile records seen until then
    knows_code: bool = False  # the attacker can answer a question for a code


@dataclass(frozen=True, slots=True)
class HonestResult:
    """Honest life of one company under one contender; counts over `days` days."""

    rule: str
    vantage: str
    kind: str
    seed: int
    days: int
    counts: dict[str, int]
    samples: tuple[tuple[str, ...], ...] = ()  # what was stopped or asked: kind, time, number, reasons


@dataclass(slots=True)
class Life:
    """The honest steps of a company, generated once and on demand, and those that could cost money."""

    company: Company
    numbering: DialPlan
    first_day: date
    _steps: list[Step] = field(default_factory=list)
    _times: list[float] = field(default_factory=list)
    _dear: list[Step] = field(default_factory=list)
    _dear_times: list[float] = field(default_factory=list)
    _days: int = 0

    def ensure(self, days: int) -> None:
        """Have `days` days ready."""
        while self._days < days:
            for step in companies.honest_day(self.company, self.first_day + timedelta(days=self._days)):
                at = moment_of(step)
                self._steps.append(step)
                self._times.append(at)
                if not isinstance(step, PlannedCall) or self.numbering.destination(step.number).is_capped:
                    self._dear.append(step)
                    self._dear_times.append(at)
            self._days += 1

    def at(self, day: float) -> float:
        """When a day of this life begins, in seconds since 1970 UTC; parts of a day count."""
        whole = int(day)
        return self.company.midnight(self.first_day + timedelta(days=whole)) + (day - whole) * 86_400

    def between(self, begin: float, end: float, everything: bool) -> Sequence[Step]:
        """Steps of a span of time that was generated before."""
        steps, times = (self._steps, self._times) if everything else (self._dear, self._dear_times)
        return steps[bisect_left(times, begin) : bisect_left(times, end)]

    def onward(self, begin: float, everything: bool) -> Iterator[Step]:
        """Steps from a time on, without end."""
        while True:
            end = self.at(self._days)
            if begin < end:
                yield from self.between(begin, end, everything)
                begin = end
            self.ensure(self._days + 1)


@dataclass(frozen=True, slots=True)
class Setting:
    """What is measured. days: of honest life per company. shifted: distributions unlike the calibration's.

    samples: keep what was stopped. rules: names of contenders; attacks: ids; empty for all.
    """

    days: int = 231
    shifted: bool = True
    rules: tuple[str, ...] = ()
    attacks: tuple[str, ...] = ()
    vantages: tuple[Vantage, ...] = ()
    ablations: bool = True
    core: bool = False  # only Veilleur and caps alone, without national calls: for most of many seeds
    samples: bool = False
    cunning: bool = False  # every attacker has read the rules, not only Q
    knows_codes: bool = False  # every attacker can answer a question for a code, not one in fifty
    multiples: Multiples | None = None  # how limits are chosen, when not as each contender would
    costs: Costs | None = None  # what a stop and a question cost the judge, when not the published
    spread: float | None = None  # of the durations of every company, when not those of `SPREADS`

    def contenders(self) -> list[tuple[Contender, Vantage]]:
        """Contenders and the vantages to measure them at."""
        return [
            (one, vantage)
            for one in CONTENDERS.values()
            if (not self.rules and (self.ablations or not one.ablation)) or one.name in self.rules
            for vantage in one.vantages
            if not self.vantages or vantage in self.vantages
            if not self.core or one.name in self.rules or (one.name, vantage) in CORE
        ]


def make_company(kind: str, seed: int, setting: Setting) -> Company:
    """The company, shifted on purpose or not."""
    spread = SPREADS[seed % 3] if setting.shifted else 1.0
    if setting.spread is not None:
        spread = setting.spread
    return companies.make(kind, seed, spread, own_prices=setting.shifted and seed % 2 == 1)


def measure(kind: str, seed: int, setting: Setting) -> tuple[list[AttackResult], list[HonestResult]]:
    """All contenders on one company: its honest life, and each attack that fits its kind."""
    company = make_company(kind, seed, setting)
    numbering = DialPlan(
        company.site, PriceDeck(company.prices, company.site.tariff.covered(company.site.country))
    )
    rng = Random(f"bench/{kind}/{seed}")  # noqa: S311
    first_day = FIRST_DAY + timedelta(weeks=rng.randrange(52))
    past = Life(company, numbering, first_day - timedelta(days=PAST_DAYS))
    past.ensure(PAST_DAYS)
    known = list(past.between(0, past.at(PAST_DAYS), False))
    if company.kind.market:  # who opens a market chooses limits for what they expect of it
        coming = Life(company, numbering, company.turns_on)
        coming.ensure(EXPECTED_DAYS)
        known += coming.between(0, coming.at(EXPECTED_DAYS), False)
    spent = spending(known, company.site, numbering)
    life = Life(company, numbering, first_day)
    life.ensure(setting.days)
    planned: list[tuple[float, Attack, int]] = []
    for name, plugin in attacks.ATTACKS.items():
        if (plugin.kinds and kind not in plugin.kinds) or (setting.attacks and name not in setting.attacks):
            continue
        # Drawn for each attack by itself, so that one alone begins when it begins among all.
        day = Random(f"bench/{kind}/{seed}/{name}").random() * (setting.days - 1)  # noqa: S311
        how = CUNNING if setting.cunning else PLAIN
        planned.append((life.at(day), attacks.make(name, seed, company, life.at(day), how), int(day)))
    planned.sort(key=lambda one: one[0])
    hostile: list[AttackResult] = []
    honest: list[HonestResult] = []
    for contender, vantage in setting.contenders():
        _live(
            contender=contender,
            vantage=vantage,
            life=life,
            spent=spent,
            planned=planned,
            setting=setting,
            hostile=hostile,
            honest=honest,
        )
    return hostile, honest


def _live(
    contender: Contender,
    vantage: Vantage,
    life: Life,
    spent: Spending,
    planned: list[tuple[float, Attack, int]],
    setting: Setting,
    hostile: list[AttackResult],
    honest: list[HonestResult],
) -> None:
    company = life.company
    # National calls change no verdict of ours (a test holds a life with them against one without): where they
    # are no part of what is measured, they are left out for speed.
    everything = contender.sees_national and (
        not contender.own or (vantage is Vantage.ASKED and not setting.core)
    )
    limits = Limits() if contender.fits else spent.limits(setting.multiples or contender.multiples)
    site = replace(company.site, limits=limits, costs=setting.costs or company.site.costs)
    rule = contender.make(site, life.numbering, vantage)
    world = Scheduler(vantage, rule, trunk_channels=site.trunk_channels, numbering=life.numbering)
    now = life.at(0)
    settled_at = life.at(LEARNING_DAYS) if contender.fits and setting.days > LEARNING_DAYS else None
    before: dict[str, int] | None = None  # honest life until then
    for start, attack, day in planned:
        if settled_at is not None and before is None and start >= settled_at:
            world.live(life.between(now, settled_at, everything), settled_at)
            now, before = settled_at, dict(world.honest)
        world.live(life.between(now, start, everything), start)
        now = start
        forked = rule.fork()
        held = _limits_of(forked, site)
        knows_code = setting.knows_codes or attack.knows_code
        fork = world.fork(forked, knows_code=knows_code)
        fork.live_under_attack(life.onward(start, everything and not contender.own), attack.steps())
        result = _attack_result(
            rule=contender.name,
            vantage=vantage,
            attack=attack,
            day=day,
            site=replace(site, limits=_named_since(forked, held)),
            world=fork,
            numbering=life.numbering,
            knows_code=knows_code,
        )
        hostile.append(result)
        if before is not None:
            hostile.append(replace(result, rule=AFTER_30_DAYS))
    if settled_at is not None and before is None:
        world.live(life.between(now, settled_at, everything), settled_at)
        now, before = settled_at, dict(world.honest)
    world.live(life.between(now, life.at(setting.days), everything))
    if before is not None:
        honest.append(
            HonestResult(
                rule=AFTER_30_DAYS,
                vantage=vantage.value,
                kind=company.kind.name,
                seed=company.seed,
                days=setting.days - LEARNING_DAYS,
                counts={what: count - before.get(what, 0) for what, count in world.honest.items()},
            )
        )
    samples = tuple(
        (what, f"{at:.0f}", plan.extension, plan.number, plan.origin.value, *codes)
        for what, at, plan, codes in world.tally.samples
    )
    honest.append(
        HonestResult(
            rule=contender.name,
            vantage=vantage.value,
            kind=company.kind.name,
            seed=company.seed,
            days=setting.days,
            counts=dict(world.honest),
            samples=samples if setting.samples else (),
        )
    )


def _limits_of(rule: ForkableRule, site: Site) -> Limits:
    """What is in force under a rule now; of one that is no watch, what it was given."""
    if not isinstance(rule, WatchRule):
        return site.limits
    held = rule.watch.rooms.limits
    return Limits(
        closed_hours=held.amount("closed_hours"), day=held.amount("day"), month=held.amount("month")
    )


def _named_since(rule: ForkableRule, limits: Limits) -> Limits:
    """The greatest limit of each window that was in force since a rule was forked, `limits` being those then.
    Codes of honest callers let one give way during an attack."""
    if not isinstance(rule, WatchRule):
        return limits
    named = rule.named
    return Limits(
        closed_hours=_greater(limits.closed_hours, named.get("closed_hours")),
        day=_greater(limits.day, named.get("day")),
        month=_greater(limits.month, named.get("month")),
    )


def _greater(one: int | None, named: int | None) -> int | None:
    return one if one is None or named is None else max(one, named)


def _attack_result(
    rule: str,
    vantage: Vantage,
    attack: Attack,
    day: int,
    site: Site,
    world: Scheduler,
    numbering: DialPlan,
    knows_code: bool,
) -> AttackResult:
    passed = [fate for fate in world.fates if fate.passed_s > 0]
    cost = sum(numbering.destination(f.plan.number).price.cost(f.passed_s) for f in passed)
    found, act, call = world.detected_at, world.first_act_at, world.first_call_at
    return AttackResult(
        rule=rule,
        vantage=vantage.value,
        attack=attack.plugin.id,
        kind=attack.company.kind.name,
        seed=attack.seed,
        day=day,
        tried=len(world.fates),
        passed=len(passed),
        minutes=round(sum(f.passed_s for f in passed) / 60, 2),
        euros=cost / MICRO_EUROS_PER_EURO,
        over_cap_eur=round(_over_caps(passed, site, numbering), 2),
        collateral=sum(world.honest[what] for what in STOPPED),
        detected=found is not None,
        by=world.detected_by,
        seconds_from_act=None if found is None or act is None else round(found - act, 1),
        seconds_from_call=None if found is None or call is None else round(max(0.0, found - call), 1),
        records=None if found is None or vantage is not Vantage.RECORDS else world.records_until_detected,
        knows_code=knows_code,
    )


def _over_caps(passed: Sequence[CallFate], site: Site, numbering: DialPlan) -> float:
    """By how many euros hostile calls alone passed the limit of their worst window."""
    calendar, limits = Calendar(site), site.limits
    sums: dict[tuple[str, int], float] = {}
    for fate in passed:
        begin = at = fate.answered_at or fate.plan.start
        end, booked = at + fate.passed_s, 0.0
        price = numbering.destination(fate.plan.number).price
        while at < end:
            windows = calendar.windows(at)
            stop = min(end, windows.until)
            cost = price.cost(stop - begin) - booked
            booked += cost
            for key in (("closed", windows.closed), ("day", windows.day), ("month", windows.month)):
                sums[key] = sums.get(key, 0.0) + cost
            at = stop
    return max(
        (sum_ - most for key, sum_ in sums.items() if (most := _limit(limits, key)) > 0), default=0.0
    ) / (MICRO_EUROS_PER_EURO)


def _limit(limits: Limits, key: tuple[str, int]) -> float:
    name, number = key
    if name == "closed":
        return float(limits.closed_hours or 0) if number else 0.0
    return float((limits.day if name == "day" else limits.month) or 0)
