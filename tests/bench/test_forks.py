"""A fork of a contender goes on exactly as it would itself: nobody is measured on a worse copy."""

from datetime import date, timedelta

import pytest

from veilleur.bench.contenders.rules import CONTENDERS
from veilleur.numbering import DialPlan
from veilleur.simulation import attacks, companies
from veilleur.simulation.engine.scheduler import Scheduler

FIRST_DAY = date(2026, 3, 2)


@pytest.mark.parametrize("attack", ["A", "I", "L"])
@pytest.mark.parametrize("name", [name for name, one in CONTENDERS.items() if not one.ablation])
def test_an_attacker_fares_the_same_against_a_fork(name: str, attack: str) -> None:
    company = companies.make("exporter", 6)
    start = company.midnight(FIRST_DAY + timedelta(days=12)) + 9 * 3600
    later = list(companies.honest_days(company, FIRST_DAY + timedelta(days=12), 3))
    contender = CONTENDERS[name]

    def suffered(forked: bool) -> tuple[object, ...]:
        plan = DialPlan(company.site)
        rule = contender.make(company.site, plan, contender.vantages[0])
        world = Scheduler(contender.vantages[0], rule, trunk_channels=4, numbering=plan)
        world.live(companies.honest_days(company, FIRST_DAY, 12), start)
        if forked:
            world = world.fork(rule.fork())
        world.live_under_attack(iter(later), attacks.make(attack, 5, company, start).steps())
        fates = [(fate.plan, fate.refused, fate.asked, fate.cut, fate.passed_s) for fate in world.fates]
        return fates, world.detected_at, world.detected_by

    assert suffered(True) == suffered(False)
