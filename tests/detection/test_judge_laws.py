"""Laws of the judge that hold for any evidence and any calls, in made-up evenings and years."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veilleur.detection.judge.judge import Judge
from veilleur.detection.judge.parameters import MOST_ACTS, MOST_JUDGED_CALLS, MOST_ODDS, MOST_RECENT
from veilleur.detection.judge_port import CallFacts, Entity, Moment, Witnessed
from veilleur.detection.profile.decayed_counts import DecayedCounts
from veilleur.detection.profile.parameters import MOST_KEYS
from veilleur.detection.signals.accumulator import MOST_ENTITIES, EvidenceAccumulator
from veilleur.detection.signals.catalog import GROUP_LIMITS_DB, SIGNALS
from veilleur.words.calls import Origin, Vantage
from veilleur.words.decisions import DecisionKind
from veilleur.words.destinations import Destination, NumberClass
from veilleur.words.money import Price, micro_euros
from veilleur.words.site import Costs, Site

MONDAY = 1_789_977_600.0  # 21 September 2026, 08:00 UTC
DAY_S = 86_400.0
ACCESS_SIGNALS = sorted(code for code, signal in SIGNALS.items() if signal.half_life_s)
PLACES = {"BE": "0.35", "CU": "2.00", "LV": "0.90", "TL": "4.50", "GB": "0.35"}


def abroad(place: str, number: int) -> Destination:
    price = Price(micro_euros(PLACES[place]))
    dialled = f"00{place}{number:04d}"
    return Destination(dialled, "+" + dialled[2:], place, NumberClass.INTERNATIONAL, 0, price)


def facts(at: float, place: str, number: int = 1, extension: str = "104", **more) -> CallFacts:
    hour, weekday = int(at // 3600 % 24), int((at // DAY_S + 3) % 7)
    moment = Moment(at, hour, weekday, weekday < 5 and 8 <= hour < 18, 0)
    call = f"{at}-{extension}-{number}"
    asked = CallFacts(
        moment, call, extension, abroad(place, number), Origin.EXTENSION, Vantage.ASKED, can_key_digits=True
    )
    return asked._replace(**more)


WITNESSED = st.tuples(
    st.floats(0, 3 * DAY_S),
    st.sampled_from(ACCESS_SIGNALS),
    st.sampled_from(["104", "105"]),
    st.integers(1, 5),
)


@given(st.lists(WITNESSED, max_size=12), WITNESSED)
@settings(max_examples=60, deadline=None)
def test_more_evidence_of_access_never_lowers_suspicion(evidence: list[tuple], one_more: tuple) -> None:
    def suspicion(witnessed: list[tuple]) -> tuple[float, float]:
        judge = Judge(Site())
        for after, code, extension, times in sorted(witnessed):
            for _ in range(times):
                judge.witness(Witnessed(MONDAY + after, code, ((Entity.EXTENSION, extension),)))
        at = MONDAY + 3 * DAY_S
        return judge.attack_db(at), judge.judge(facts(at, "CU")).attack_db

    before, after = suspicion(evidence), suspicion([*evidence, one_more])
    # A call that access explains says a hair less of calls alone: below a hundred-thousandth of a deciban.
    assert after[0] >= before[0] - 1e-5
    assert after[1] >= before[1] - 1e-5


@given(st.lists(WITNESSED, min_size=2, max_size=8), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_evidence_seen_at_one_moment_counts_the_same_in_any_order(evidence: list[tuple], random) -> None:
    def left(witnessed: list[tuple]) -> float:
        judge = Judge(Site())
        for _, code, extension, _ in witnessed:
            judge.witness(Witnessed(MONDAY, code, ((Entity.EXTENSION, extension),)))
        return judge.attack_db(MONDAY + 60)

    shuffled = list(evidence)
    random.shuffle(shuffled)
    assert left(shuffled) == pytest.approx(left(evidence))


@given(st.lists(st.tuples(st.floats(0, 300 * DAY_S), st.sampled_from(ACCESS_SIGNALS)), max_size=60))
@settings(max_examples=40, deadline=None)
def test_however_often_it_repeats_a_signal_gives_no_more_than_its_limit(witnessed: list[tuple]) -> None:
    evidence = EvidenceAccumulator()
    for after, code in sorted(witnessed):
        evidence.add("site:", code, after)
        for signal, left in evidence.remaining(("site:",), after).items():
            assert left.weight_db <= SIGNALS[signal].most_db + 1e-9


def test_no_group_gives_more_than_its_limit_whatever_happened() -> None:
    judge = Judge(Site())
    for code in ACCESS_SIGNALS:
        for _ in range(50):
            judge.witness(Witnessed(MONDAY, code, ((Entity.ADDRESS, "198.51.100.7"),)))
    most = sum(most for _, most in GROUP_LIMITS_DB.values())
    assert judge.attack_db(MONDAY) < most


CALLS = st.lists(
    st.tuples(
        st.floats(1, 9 * 3600),
        st.sampled_from(sorted(PLACES)),
        st.integers(1, 4),
        st.sampled_from(["104", "105", "106"]),
        st.sampled_from(["learned", "right", "wrong", "unanswered"]),
    ),
    max_size=25,
)


def live(judge: Judge, calls: list[tuple], begin: float = MONDAY) -> list[DecisionKind]:
    at, kinds = begin, []
    for gap, place, number, extension, fate in calls:
        at += gap
        call = facts(at, place, number, extension)
        verdict = judge.judge(call)
        kinds.append(verdict.kind)
        if verdict.kind is DecisionKind.ASK and fate in ("right", "wrong"):
            judge.code_keyed(call.call, at, fate == "right")
        judge.reconsider((call.call,), at + 5, 5.0)
        if fate == "learned" or fate == "right":
            judge.learn(call, 90.0, call.destination.price.cost(90))
    return kinds


@given(CALLS, CALLS)
@settings(max_examples=60, deadline=None)
def test_saved_at_any_point_and_loaded_it_goes_on_exactly(before: list[tuple], after: list[tuple]) -> None:
    first, second = Judge(Site()), Judge(Site())
    live(first, before)
    saved = json.dumps(first.save())
    second.load(json.loads(saved))
    assert json.dumps(second.save()) == saved
    later = MONDAY + 30 * DAY_S
    assert live(first, after, later) == live(second, after, later)
    assert json.dumps(first.save()) == json.dumps(second.save())


@given(CALLS)
@settings(max_examples=40, deadline=None)
def test_every_verdict_is_a_probability_with_its_reasons_in_order(calls: list[tuple]) -> None:
    judge = Judge(Site())
    at = MONDAY
    for gap, place, number, extension, _ in calls:
        at += gap
        verdict = judge.judge(facts(at, place, number, extension))
        assert 0.0 <= verdict.probability <= 1.0
        assert verdict.attack_db <= 110
        signals = [reason for reason in verdict.reasons if reason.code in SIGNALS]
        assert all(one.weight_db >= two.weight_db for one, two in pairwise(signals))


@pytest.mark.slow
@given(st.integers(0, 2**32), st.sampled_from(sorted(PLACES)))
@settings(max_examples=20, deadline=None)
def test_state_stays_in_kilobytes_whatever_is_called(seed: int, place: str) -> None:
    judge = Judge(Site())
    for n in range(1500):
        call = facts(MONDAY + n * 977.0, place, (seed + n) % 9973, str(100 + n % 250))
        judge.judge(call)
        judge.learn(call, 60.0, 1)
    for n in range(1000):
        judge.witness(Witnessed(MONDAY + 20 * DAY_S, "wrong_pin", ((Entity.CALLER, f"+99{n}"),)))
    saved = judge.save()
    assert len(saved["profile"]["counts"][0]) <= MOST_KEYS
    assert len(saved["pending"]) <= MOST_JUDGED_CALLS
    assert len(saved["evidence"]) <= MOST_ENTITIES
    assert len(saved["filter"]["recent"]) <= MOST_RECENT
    assert len(saved["filter"]["acts"]) <= MOST_ACTS
    assert sum(saved["filter"]["odds"]) <= MOST_ODDS * 1.0001


@given(st.lists(st.tuples(st.integers(0, 900), st.floats(0.01, 1.0)), max_size=40))
def test_a_key_gains_at_most_a_day_each_day_and_fades(days: list[tuple[int, float]]) -> None:
    counts = DecayedCounts()
    for day, credit in sorted(days):
        before = counts.days("n+32", day)
        counts.learn("n+32", day, credit)
        assert counts.days("n+32", day) <= before + 1.0 + 1e-6
    last = max((day for day, _ in days), default=0)
    assert counts.days("n+32", last + 56) == pytest.approx(counts.days("n+32", last) / 2, abs=1e-6)


def test_the_dearer_the_honest_call_the_later_it_is_refused() -> None:
    """Refusing costs what the site says: with a higher price of nuisance nothing more is refused."""
    pump = [(9.0, "TL", n % 4, "104", "unanswered") for n in range(10)]
    refused = []
    for nuisance in (1, 15, 400):
        judge = Judge(Site(costs=Costs(honest_call_stopped=micro_euros(nuisance))))
        calls = [(gap, place, number, extension, fate) for gap, place, number, extension, fate in pump]
        at, count = MONDAY, 0
        for gap, place, number, extension, _ in calls:
            at += gap
            verdict = judge.judge(facts(at, place, number, extension, can_key_digits=False))
            count += verdict.kind is DecisionKind.REFUSE
        refused.append(count)
    assert refused == sorted(refused, reverse=True)
    assert refused[0] >= 7


def test_a_right_code_clears_what_a_wrong_one_would_mark_suspect() -> None:
    right, wrong = Judge(Site()), Judge(Site())
    for judge in (right, wrong):
        night = MONDAY - 6 * 3600
        asked = facts(night, "TL")
        assert judge.judge(asked).kind is DecisionKind.ASK
        judge.code_keyed(asked.call, night, judge is right)
        if judge is right:
            judge.learn(asked, 120.0, 1)
    again = MONDAY - 6 * 3600 + 900
    assert right.judge(facts(again, "TL")).kind is DecisionKind.ALLOW
    assert wrong.judge(facts(again, "TL")).kind is not DecisionKind.ALLOW
    assert wrong.attack_db(again) > right.attack_db(again) + 10


def test_a_running_call_is_cut_once_the_next_ones_show_the_pump() -> None:
    judge = Judge(Site())
    numbers = range(6)
    calls = [facts(MONDAY + 9 * n, "TL", n, vantage=Vantage.LIVE, can_key_digits=False) for n in numbers]
    kinds = [judge.judge(call).kind for call in calls]
    assert kinds[0] is DecisionKind.ALLOW
    assert kinds[-1] is DecisionKind.REFUSE
    first = judge.reconsider((calls[0].call,), MONDAY + 60, 50.0)
    assert first.kind is DecisionKind.REFUSE
    assert first.reasons[0].code == "attack_shows"
    assert judge.reconsider((calls[0].call,), MONDAY + 61, 51.0).kind is DecisionKind.ALLOW  # once


def test_what_an_attacker_was_let_do_teaches_nothing() -> None:
    judge = Judge(Site())
    night = MONDAY - 6 * 3600
    calls = [facts(night + 20 * n, "CU", 1) for n in range(8)]
    for call in calls:
        judge.judge(call)
    for call in calls:  # the site only observes, so that all of them went through
        judge.learn(call, 600.0, call.destination.price.cost(600))
    after = facts(night + 20 * DAY_S, "CU", 1)
    codes = {reason.code for reason in judge.judge(after).reasons}
    assert "known_number" not in codes
    assert "known_territory" not in codes


def test_a_number_that_becomes_a_costly_habit_is_asked_about_once() -> None:
    judge = Judge(Site())
    live(judge, [(3600.0, "BE", 9, "105", "learned")])
    asked = 0
    for day in range(10, 60):
        at = MONDAY + day * DAY_S + 7200
        call = facts(at, "GB", 3, "104")
        verdict = judge.judge(call)
        if verdict.kind is DecisionKind.ASK:
            asked += 1
            judge.code_keyed(call.call, at, True)
        judge.learn(call, 180.0, call.destination.price.cost(180))
    assert 1 <= asked <= 2


def test_the_owner_s_yes_clears_what_looked_like_an_attack() -> None:
    judge = Judge(Site())
    for n in range(6):
        judge.judge(facts(MONDAY + 9 * n, "TL", n, can_key_digits=False))
    before = judge.attack_db(MONDAY + 60)
    judge.answered(True, "territory", "TL", None, False)
    assert judge.attack_db(MONDAY + 60) < before - 10
    assert judge.judge(facts(MONDAY + 70, "TL", 7)).kind is DecisionKind.ALLOW
    judge.withdrawn("territory", "TL")
    assert judge.judge(facts(MONDAY + 80, "CU", 7)).reasons[0].code != "owner_accepted"
