"""At `live` an attack beside them costs telephones that it did not touch none of their calls abroad."""

from __future__ import annotations

from dataclasses import replace

import pytest

from veilleur.bench.contenders.rules import CONTENDERS, INSTALLED
from veilleur.bench.measure import FIRST_DAY, Life, Setting, make_company
from veilleur.numbering import DialPlan, PriceDeck
from veilleur.simulation import attacks
from veilleur.simulation.engine.scheduler import Scheduler
from veilleur.simulation.engine.steps import PlannedCall
from veilleur.words.calls import Vantage
from veilleur.words.site import Limits

pytestmark = pytest.mark.slow

PAST_DAYS, HOURS = 2, 8
# Fast ones that show within the hour, by each way in; the slow ones are for the limits.
BESIDE = ("A", "F", "G", "I", "L", "M", "O", "T")


def stopped(world: Scheduler, apart_from: set[str]) -> set[str]:
    """Numbers that the judge stopped, no limit: a limit stops whoever comes when it is spent."""
    return {
        f"{plan.extension} {plan.number} {plan.start:.0f}"
        for what, _at, plan, codes in world.tally.samples
        if what in ("cut", "refused") and plan.extension not in apart_from and not codes[0].startswith("cap_")
    }


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("kind", ["exporter", "shipping_agent"])
def test_the_same_honest_calls_are_cut_no_more_often_than_in_peace(kind: str, seed: int) -> None:
    company = make_company(kind, seed, Setting())
    numbering = DialPlan(
        company.site, PriceDeck(company.prices, company.site.tariff.covered(company.site.country))
    )
    life = Life(company, numbering, FIRST_DAY)
    life.ensure(PAST_DAYS + 4)
    site = replace(company.site, limits=Limits())
    rule = CONTENDERS[INSTALLED].make(site, numbering, Vantage.LIVE)
    world = Scheduler(Vantage.LIVE, rule, trunk_channels=site.trunk_channels, numbering=numbering)
    now, honest = life.at(0), 0
    for hour in (9.5, 14.0, 24 + 9.5, 24 + 14.0):
        start = life.at(PAST_DAYS + hour / 24)
        world.live(life.between(now, start, False), start)
        now, end = start, start + HOURS * 3600
        calls = life.between(start, end, False)
        honest += sum(isinstance(one, PlannedCall) for one in calls)
        peace = world.fork(rule.fork())
        peace.live(calls, end)
        for name in BESIDE:
            beside = world.fork(rule.fork())
            left = iter(calls)
            beside.live_under_attack(left, attacks.make(name, seed, company, start).steps())
            beside.live(left, end)
            touched = {fate.plan.extension for fate in beside.fates}
            assert stopped(beside, touched) <= stopped(peace, touched), f"beside {name}, at {hour}"
    assert honest > 20
