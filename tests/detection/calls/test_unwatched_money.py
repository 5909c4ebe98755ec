"""What passed while nobody watched is charged to the attack it belongs to, and an honest call to none."""

from __future__ import annotations

from tests.detection.stories import ATTACKER, CUBA, LATVIA, NIGHT, Saying, started, watch

from veilleur.words import events as ev
from veilleur.words.calls import Direction, Vantage
from veilleur.words.decisions import DecisionKind
from veilleur.words.money import euros


def record(number: str, caller: str = "") -> ev.CallRecorded:
    return ev.CallRecorded(
        at=NIGHT - 30,
        seen_at=NIGHT + 5,
        call="unseen",
        direction=Direction.OUT,
        extension="104",
        number=number,
        outside_caller=caller,
        duration_s=60,
        billed_s=60,
        answered=True,
    )


def spent(recorded: ev.CallRecorded) -> float:
    """What the incident of a call to Cuba costs, once a record that alone looks honest was read."""
    judge = Saying()
    guard = watch(judge, Vantage.LIVE)
    guard.step(started(NIGHT, "a", CUBA)._replace(outside_caller=ATTACKER))
    judge.kind, judge.probability = DecisionKind.ALLOW, 0.3
    guard.step(recorded)
    return float(euros(guard.incidents[-1].spent))


def test_a_call_to_the_number_of_an_attack_costs_the_attack_its_money() -> None:
    assert spent(record(CUBA)) == 1.0


def test_so_does_one_for_its_caller() -> None:
    assert spent(record(LATVIA, ATTACKER)) == 1.0


def test_another_call_of_the_same_extension_does_not() -> None:
    assert spent(record(LATVIA)) == 0.0
