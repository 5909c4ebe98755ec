"""What a rule stops until the owner is asked is no secret: one incident, one alert."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.detection.stories import ATTACKER, CUBA, NIGHT, SITE, Saying, codes, request, watch

from veilleur.detection import Watch
from veilleur.detection.judge_port import CallFacts, Verdict
from veilleur.words.calls import Origin
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.site import Hours


@dataclass
class Precautious(Saying):
    """Refuses as a precaution, whatever the odds."""

    probability: float = 0.1
    proven: bool = False
    code: str = "unknown_detour"

    def judge(self, facts: CallFacts) -> Verdict:
        return super().judge(facts)._replace(is_precaution=True)


def forwarded(guard: Watch, calls: int) -> list[Decision]:
    """Calls from outside that a forward nobody saw sends abroad."""
    given: list[Decision] = []
    for number in range(calls):
        asked = request(NIGHT + 60 * number, f"r{number}", CUBA)
        given += guard.step(asked._replace(origin=Origin.FORWARD, outside_caller=ATTACKER))
    return given


def alerts(given: list[Decision]) -> list[str]:
    return codes([one for one in given if one.kind is DecisionKind.ALERT])


def test_six_refusals_behind_a_forward_that_nobody_saw_are_one_incident_and_one_alert() -> None:
    guard = watch(Precautious())
    given = forwarded(guard, 6)
    assert [one.kind for one in given].count(DecisionKind.REFUSE) == 6
    assert alerts(given) == ["attack_calling"]
    (incident,) = guard.incidents
    assert (incident.is_announced, incident.calls_stopped) == (True, 6)


def test_by_day_the_first_one_may_be_chance_and_the_second_is_reported() -> None:
    by_day = replace(SITE, hours=replace(Hours(), always=True))
    guard = watch(Precautious(), site=by_day)
    assert alerts(forwarded(guard, 1)) == []
    assert alerts(forwarded(guard, 3)) == ["attack_calling"]
