"""Attackers act in order of time, the same for a seed, and react to what stops them."""

from collections.abc import Sequence

import pytest

from veilleur.simulation import attacks, companies
from veilleur.simulation.engine.scheduler import Scheduler
from veilleur.simulation.engine.steps import Feedback, PlannedCall, PlannedVisit, moment_of
from veilleur.words.calls import Vantage
from veilleur.words.decisions import Decision, DecisionKind, Subject
from veilleur.words.events import CallRequested, CallStarted, Event

FRIDAY = 1772755200.0  # 6 March 2026


class Rule:
    def __init__(self, step):
        self.step = step


@pytest.mark.parametrize("cunning", [attacks.PLAIN, attacks.CUNNING])
@pytest.mark.parametrize("attack", attacks.ATTACKS)
def test_same_seed_same_steps_in_order_of_time(attack: str, cunning: attacks.Cunning) -> None:
    def steps() -> list[object]:
        run = attacks.make(attack, 5, companies.make("office", 2), FRIDAY, cunning).steps()
        seen: list[object] = []
        entered = 0
        try:
            step = next(run)
            while True:
                seen.append(step)
                entered += isinstance(step, PlannedVisit) and any(step.tries)
                step = run.send(Feedback(passed=len(seen), entered=entered))
        except StopIteration:
            assert [moment_of(s) for s in seen] == sorted(moment_of(s) for s in seen)
            return seen

    first = steps()
    assert first
    assert first == steps()
    assert all(step.hostile for step in first if isinstance(step, PlannedCall | PlannedVisit))


def test_a_refused_pump_gives_up_and_nothing_passes() -> None:
    def refuse(event: Event) -> Sequence[Decision]:
        if isinstance(event, CallRequested):
            return [Decision("d1", event.at, DecisionKind.REFUSE, Subject.REQUEST, event.request)]
        return ()

    world = Scheduler(Vantage.ASKED, Rule(refuse))
    world.run(iter(()), attacks.make("S", 1, companies.make("office", 1), FRIDAY).steps())
    assert len(world.fates) == 40
    assert all(fate.refused and fate.passed_s == 0 for fate in world.fates)


def test_a_cut_ends_the_call_after_the_reaction_time() -> None:
    def cut(event: Event) -> Sequence[Decision]:
        if isinstance(event, CallStarted):
            return [Decision("d1", event.at, DecisionKind.CUT, Subject.CALL, event.call)]
        return ()

    world = Scheduler(Vantage.LIVE, Rule(cut), reaction_s=10.0)
    world.run(iter(()), attacks.make("S", 1, companies.make("office", 1), FRIDAY).steps())
    assert all(fate.cut and fate.passed_s <= 10.0 for fate in world.fates)
