"""Rules that no cost outweighs: whom to ask when nobody of the company can be."""

from __future__ import annotations

from typing import Any

import pytest
from tests.detection.test_judge_laws import MONDAY, facts

from veilleur.detection.judge.call_view import CallView
from veilleur.detection.judge.hard_rules import precaution
from veilleur.detection.judge.memory.site_memory import SiteMemory
from veilleur.detection.judge.parameters import MISSED_ATTACK_COST
from veilleur.detection.profile.number_standing import Standing
from veilleur.words.calls import Origin
from veilleur.words.decisions import DecisionKind
from veilleur.words.site import Site

ALLOW, ASK, REFUSE = DecisionKind.ALLOW, DecisionKind.ASK, DecisionKind.REFUSE
SUSPECT = Standing(True, False, 0.0)


def view(number: float = 0.0, **more: Any) -> CallView:
    """A call, with days of credit of its number."""
    found = CallView.read(SiteMemory(Site(), MISSED_ATTACK_COST), facts(MONDAY, "BE", **more))
    return found._replace(familiarity=found.familiarity._replace(number=number))


def rule(found: CallView, cheapest: DecisionKind = ALLOW) -> str:
    wanted = precaution(found, cheapest)
    return "" if wanted is None else f"{wanted.kind.value} {wanted.reason.code}"


@pytest.mark.parametrize("origin", [Origin.FORWARD, Origin.VOICEMAIL, Origin.DISA, Origin.TRANSFER])
def test_the_owner_is_asked_where_an_outside_party_calls_a_number_nobody_knows(origin: Origin) -> None:
    assert rule(view(origin=origin)) == "refuse unknown_detour"
    assert rule(view(origin=origin), ASK) == "refuse unknown_detour"
    assert rule(view(origin=origin), REFUSE) == ""  # refused already, by its evidence
    assert rule(view(0.4, origin=origin)) == ""  # called on a day before
    assert rule(view(origin=origin)._replace(detour_days=1.5)) == ""  # a way that is used every other day


def test_a_caller_whom_somebody_joined_by_day_is_no_unknown_party() -> None:
    joined = {"origin": Origin.TRANSFER, "is_joined": True}
    assert rule(view(**joined)) == ""
    by_night = facts(MONDAY, "BE").moment._replace(is_open=False)
    assert rule(view(moment=by_night, **joined)) == "refuse unknown_detour"


def test_the_owner_is_asked_where_the_switch_dials_by_itself() -> None:
    assert rule(view(origin=Origin.UNKNOWN, extension="")) == "refuse unknown_detour"
    assert rule(view(origin=Origin.UNKNOWN, extension="", request="r1")) == ""
    assert rule(view(origin=Origin.UNKNOWN)) == ""


def test_the_owner_is_asked_where_a_telephone_is_new_in_the_first_days() -> None:
    assert rule(view(address="198.51.100.7")._replace(is_new_network=True)) == "refuse unknown_detour"


def test_the_caller_is_asked_where_the_last_one_did_not_know_the_code() -> None:
    assert rule(view()._replace(standing=SUSPECT)) == "ask code_not_known"
    assert rule(view()._replace(standing=SUSPECT), ASK) == ""
    assert rule(view(can_key_digits=False)._replace(standing=SUSPECT)) == ""
