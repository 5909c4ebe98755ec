"""A preview says what a verdict would say, and changes nothing: whatever went before, whatever is asked."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.detection.test_judge_laws import DAY_S, MONDAY, PLACES, facts

from veilleur.detection.judge.judge import Judge
from veilleur.detection.judge_port import CallFacts, Entity, Verdict, Witnessed
from veilleur.words.calls import Origin, Vantage
from veilleur.words.destinations import NumberClass
from veilleur.words.site import Site

SITE = Site(unaskable_extensions=("106",))
EXTENSIONS = ("104", "105", "106", "")


@st.composite
def calls(draw: st.DrawFn) -> dict[str, Any]:
    vantage = draw(st.sampled_from(Vantage))
    is_record = vantage is Vantage.RECORDS
    return {
        "gap_s": draw(st.sampled_from([0.0, 9.0, 60.0, 3600.0, 86_400.0])),
        "place": draw(st.sampled_from(sorted(PLACES))),
        "number": draw(st.integers(1, 3)),
        "extension": draw(st.sampled_from(EXTENSIONS)),
        "vantage": vantage,
        "origin": draw(st.sampled_from([Origin.EXTENSION, *Origin])),
        "address": "" if is_record else draw(st.sampled_from(["", "192.168.1.9", "198.51.100.7"])),
        "outside_caller": draw(st.sampled_from(["", "+3312"])),
        "has_permit": draw(st.booleans()),
        "can_key_digits": draw(st.booleans()),
        "answered_s": draw(st.sampled_from([0.0, 30.0, 900.0])) if is_record else 0.0,
        "is_only_set": draw(st.booleans()),
        "watched_s": draw(st.sampled_from([0.0, 5 * DAY_S])),
    }


HAPPENINGS = st.one_of(
    st.tuples(st.just("call"), calls()),
    st.tuples(st.just("learn"), st.floats(1.0, 2000.0)),
    st.tuples(st.just("code"), st.booleans()),
    st.tuples(st.just("run"), st.floats(0.0, 2000.0)),
    st.tuples(
        st.just("witness"),
        st.sampled_from(["wrong_pin", "pin_after_guessing", "decoy_extension", "new_network"]),
    ),
    st.tuples(st.just("owner"), st.tuples(st.booleans(), st.sampled_from(["BE", "CU"]), st.booleans())),
)


def live(judge: Judge, happenings: list[tuple[str, Any]], is_previewed: bool) -> list[Verdict]:
    """A stretch of one company's life; each verdict is previewed first where that is wanted."""
    at, last, verdicts = MONDAY, facts(MONDAY, "BE"), []
    for kind, what in happenings:
        if kind == "call":
            at += what["gap_s"]
            last = facts(at, **{name: value for name, value in what.items() if name != "gap_s"})
            if is_previewed:
                check_preview(judge, last)
            verdicts.append(judge.judge(last))
        elif kind == "learn":
            judge.learn(last, what, last.destination.price.cost(what))
        elif kind == "code":
            judge.code_keyed(last.call, at, what)
        elif kind == "run":
            verdicts.append(judge.reconsider((last.call,), at, what))
        elif kind == "witness":
            judge.witness(Witnessed(at, what, ((Entity.EXTENSION, "104"), (Entity.ADDRESS, "198.51.100.7"))))
        else:
            accepted, territory, once = what
            judge.answered(accepted, "territory", territory, at + 7200.0, once)
    return verdicts


def check_preview(judge: Judge, call: CallFacts) -> None:
    saved = json.dumps(judge.save())
    preview = judge.preview(call)
    assert json.dumps(judge.save()) == saved
    again = Judge(SITE)
    again.load(json.loads(saved))
    assert again.judge(call) == preview


@given(st.lists(HAPPENINGS, max_size=25))
@settings(max_examples=150, deadline=None)
def test_a_preview_says_what_the_verdict_says_and_changes_neither_state_nor_later_verdicts(
    happenings: list[tuple[str, Any]],
) -> None:
    previewed, plain = Judge(SITE), Judge(SITE)
    assert live(previewed, happenings, True) == live(plain, happenings, False)
    assert json.dumps(previewed.save()) == json.dumps(plain.save())


def test_a_preview_uses_up_no_answer_that_the_owner_gave_for_one_call() -> None:
    judge, call = Judge(SITE), facts(MONDAY, "CU")
    judge.answered(True, "territory", "CU", None, True)
    codes = [judge.preview(call).reasons[0].code for _ in range(3)]
    assert codes == ["owner_accepted"] * 3
    assert judge.judge(call).reasons[0].code == "owner_accepted"
    assert judge.judge(call).reasons[0].code != "owner_accepted"


def test_a_call_that_costs_nothing_is_previewed_as_allowed() -> None:
    judge = Judge(SITE)
    call = facts(MONDAY, "BE")
    free = call._replace(destination=call.destination._replace(number_class=NumberClass.NATIONAL))
    assert judge.preview(free) == judge.judge(free)
