"""Alerts on records, as stories of one small company whose switch cannot be asked, and as costs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.detection.test_judge_laws import facts

from veilleur.detection import Watch
from veilleur.detection.judge.alert_policy import alert_decision, alert_fatigue, at_stake, refuses_later_calls
from veilleur.detection.judge.call_view import CallView
from veilleur.detection.judge.first_record_model import log_odds_db
from veilleur.detection.judge.judge import Judge
from veilleur.detection.judge.memory.alert_history import AlertDecision
from veilleur.detection.judge.memory.autodiallers import Autodiallers, Run, next_run
from veilleur.detection.judge.memory.site_memory import SiteMemory
from veilleur.detection.judge.weighing import weigh
from veilleur.numbering import DialPlan, PriceDeck
from veilleur.words.calls import Direction, Mode, Origin, Vantage
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.events import CallRecorded
from veilleur.words.site import Site

SITE = Site(mode=Mode.ENFORCE)
MONDAY = 1_773_043_200.0  # 9 March 2026, 09:00 in Paris
DAY_S, NIGHT_S = 86_400.0, 17 * 3600.0  # 02:00
CUBA, SUPPLIER, HOTLINE = "00053555012", "0003226990011", "00899000000"


def watch() -> Watch:
    return Watch(SITE, DialPlan(SITE, PriceDeck()), Judge(SITE), Vantage.RECORDS)


def record(at: float, number: str, billed_s: float, extension: str = "104") -> CallRecorded:
    end = at + billed_s + 5
    return CallRecorded(
        at, end, f"{at:.0f}.{extension}", Direction.OUT, extension, number, Origin.EXTENSION, "",
        billed_s + 5, billed_s, billed_s > 0,
    )  # fmt: skip


def weeks_of_work(site: Watch, weeks: int = 4) -> list[Decision]:
    """Two calls each working day to the supplier in Belgium."""
    decisions: list[Decision] = []
    for day in range(7 * weeks):
        if day % 7 < 5:
            for hour in (1, 6):
                decisions += site.step(record(MONDAY + day * DAY_S + hour * 3600, SUPPLIER, 120.0))
    return decisions


def test_a_working_month_with_one_supplier_abroad_says_nothing() -> None:
    assert weeks_of_work(watch()) == []


def test_the_first_odd_record_is_alerted_and_asks_nothing_of_later_calls() -> None:
    site = watch()
    weeks_of_work(site)
    decisions = site.step(record(MONDAY + 28 * DAY_S + 12 * 3600, "00221339900110", 200.0))
    alerts = [one for one in decisions if one.subject is Subject.CALL]
    assert [one.kind for one in alerts] == [DecisionKind.ALERT]
    assert not any(one.kind is DecisionKind.LOCK for one in decisions)
    assert "attack_calling" not in {reason.code for one in decisions for reason in one.reasons}
    assert "new_territory_site" in [reason.code for reason in alerts[0].reasons]


def test_a_pump_is_announced_once_then_its_telephone_locked_and_only_growing_money_reported() -> None:
    site = watch()
    weeks_of_work(site)
    begin = MONDAY + 28 * DAY_S + NIGHT_S
    decisions: list[Decision] = []
    for place in range(60):
        decisions += site.step(record(begin + 60 * place, f"{CUBA}{place % 7:03}", 600.0))
    about_calls = [one for one in decisions if one.subject is Subject.CALL]
    announced = [one for one in decisions if one.reasons and one.reasons[0].code == "attack_calling"]
    assert len(announced) == 1
    assert {one.target for one in decisions if one.kind is DecisionKind.LOCK} == {"104"}
    assert (
        len(about_calls) <= 8
    )  # of 60 hostile calls: the first suspicious one, then each doubling of the money
    assert {one.incident for one in about_calls[1:]} == {announced[0].incident}


def test_a_second_telephone_of_the_same_attack_is_locked_too_without_a_new_announcement() -> None:
    site = watch()
    weeks_of_work(site)
    begin = MONDAY + 28 * DAY_S + NIGHT_S
    decisions: list[Decision] = []
    for place in range(40):
        extension = "104" if place < 20 else "107"
        decisions += site.step(record(begin + 60 * place, f"{CUBA}{place % 7:03}", 600.0, extension))
    locked = [one.target for one in decisions if one.kind is DecisionKind.LOCK]
    assert list(dict.fromkeys(locked)) == ["104", "107"]
    assert sum(one.reasons[0].code == "attack_calling" for one in decisions if one.reasons) == 1


def test_a_machine_that_dials_by_itself_is_one_notice_and_locks_nothing() -> None:
    site = watch()
    weeks_of_work(site)
    begin = MONDAY + 28 * DAY_S + NIGHT_S
    decisions: list[Decision] = []
    for place in range(150):
        decisions += site.step(record(begin + 120 * place, HOTLINE, 30.0, "109"))
    codes = [one.reasons[0].code for one in decisions if one.subject is Subject.CALL]
    assert codes.count("faulty_dialler") == 1
    assert not any(one.kind is DecisionKind.LOCK for one in decisions)
    assert not any(one.reasons[0].code == "attack_calling" for one in decisions)
    assert len([code for code in codes if code != "faulty_dialler"]) <= 1


def test_long_calls_to_a_premium_number_at_odd_gaps_are_no_machine() -> None:
    site = watch()
    weeks_of_work(site)
    begin = MONDAY + 28 * DAY_S + NIGHT_S
    decisions: list[Decision] = []
    for place, gap in enumerate((0, 2000, 3100, 5600, 6900, 9000, 10_400, 13_000)):
        decisions += site.step(record(begin + gap, HOTLINE, 900.0 + 50 * place, "109"))
    assert any(one.kind is DecisionKind.ALERT for one in decisions)
    assert "faulty_dialler" not in {reason.code for one in decisions for reason in one.reasons}


def test_what_was_alerted_survives_a_restart() -> None:
    site = watch()
    weeks_of_work(site)
    begin = MONDAY + 28 * DAY_S + NIGHT_S
    for place in range(5):
        site.step(record(begin + 120 * place, HOTLINE, 30.0, "109"))
    saved = json.loads(json.dumps(site.save()))
    again = Watch.load(SITE, DialPlan(SITE, PriceDeck()), saved, Judge(SITE))
    for place in range(5, 40):
        one = record(begin + 120 * place, HOTLINE, 30.0, "109")
        assert list(again.step(one)) == list(site.step(one))


def test_a_run_goes_on_only_while_gap_and_length_stay_the_same() -> None:
    run: Run | None = None
    for place in range(12):
        run = next_run(run, 1000.0 + 300 * place, 20.0)
    assert run is not None
    assert run.calls == 12
    assert next_run(run, run.last_at + 300, 21.0).calls == 13
    assert next_run(run, run.last_at + 420, 20.0).calls == 1  # another gap
    assert next_run(run, run.last_at + 300, 60.0).calls == 1  # another length
    assert next_run(run, run.last_at + 10, 20.0).calls == 1  # while it still talks


def test_a_machine_the_owner_knows_is_reported_again_after_a_month() -> None:
    machines, line = Autodiallers(), "109/+33899000000"
    assert not machines.is_reported(line, 0.0)
    machines.record_report(line, 0.0)
    assert machines.is_reported(line, 20 * DAY_S)
    assert not machines.is_reported(line, 31 * DAY_S)


def test_a_night_of_long_calls_to_a_premium_number_locks_the_telephone_before_ten_records() -> None:
    site = watch()
    for week in range(8):  # a company that calls such numbers now and then
        for day in range(5):
            site.step(record(MONDAY + (7 * week + day) * DAY_S + 2 * 3600, HOTLINE, 180.0 + 7 * day, "102"))
    begin = MONDAY + 56 * DAY_S + NIGHT_S
    locked_after = 0
    for place in range(10):
        decisions = site.step(
            record(begin + 400 * place + 37 * (place % 3), "00899024880", 700.0 + 90 * place, "109")
        )
        if any(one.kind is DecisionKind.LOCK and one.target == "109" for one in decisions):
            locked_after = place + 1
            break
    assert 0 < locked_after < 10


def test_short_calls_at_odd_gaps_are_locked_though_each_might_have_been_a_machines() -> None:
    site = watch()
    weeks_of_work(site)
    begin, decisions = MONDAY + 28 * DAY_S + NIGHT_S, []
    at = begin
    for place in range(40):
        at += 70 + 47 * (place % 5)
        decisions += site.step(record(at, HOTLINE, 40.0 + 31 * (place % 4), "109"))
    assert any(one.kind is DecisionKind.LOCK and one.target == "109" for one in decisions)


# --- the policy, against its costs in plain arithmetic; a question costs half a euro ----------------------

EURO = 1_000_000


def test_each_alert_makes_the_next_cost_four_fifths_more() -> None:
    assert [alert_fatigue(alerts) for alerts in (0.0, 1.0, 2.5)] == pytest.approx([1.0, 1.8, 1.8**2.5])


@pytest.mark.parametrize("probability", [0.1, 0.4, 0.55, 0.58, 0.62, 0.9])
def test_a_telephone_is_locked_where_that_costs_less_than_an_alert_and_than_to_do_nothing(
    probability: float,
) -> None:
    # Calls burn 20 euros: half a one before an alert is read, four if nobody is alerted. A wrong lock stops
    # two business calls of 15 euros; an alert costs two questions.
    lock = (1 - probability) * 2 * 15
    alert = (1 - probability) * 2 * 0.5 + probability * 20 * 0.5
    nothing = probability * 20 * 4
    assert refuses_later_calls(probability, 20 * EURO, 15.0 * EURO, EURO // 2) is (lock < min(alert, nothing))


def test_a_telephone_is_locked_from_three_quarters_on_where_calls_burn_twenty_euros() -> None:
    limit = 29 / 39  # (1 - p) * 30 against (1 - p) * 1 + p * 10
    for probability, is_locked in ((limit * 0.999, False), (limit * 1.001, True)):
        assert refuses_later_calls(probability, 20 * EURO, 15.0 * EURO, EURO // 2) is is_locked


def test_an_alert_saves_three_and_a_half_calls() -> None:
    assert at_stake(0.2, 20 * EURO) == pytest.approx(0.25 * 20 * EURO * 3.5)


def decide(
    missed_attack_cost: float,
    probability: float = 1e-9,
    attack_db: float = -30.0,
    reasons: tuple[Reason, ...] = (),
    **history: Any,
) -> AlertDecision:
    """What follows from a record to Cuba at night of a company not known yet. reasons: further ones."""
    site, memory = Site(), SiteMemory(Site(), round(missed_attack_cost))
    view = CallView.read(memory, facts(MONDAY - 8 * 3600, "CU", vantage=Vantage.RECORDS, answered_s=200.0))
    assert view.history is not None
    assessment = weigh(view)._replace(probability=probability, attack_db=attack_db)
    assessment = assessment._replace(reasons=(*reasons, *assessment.reasons))
    return alert_decision(view, assessment, view.history._replace(**history), site.costs)[0]


def odds_of_first_record() -> float:
    view = CallView.read(
        SiteMemory(Site(), 0), facts(MONDAY - 8 * 3600, "CU", vantage=Vantage.RECORDS, answered_s=200.0)
    )
    assessment = weigh(view)
    assert view.history is not None
    burn, odds = view.prior.fraud_call_cost, assessment.step.odds
    return float(10 ** (log_odds_db(view.facts, burn, assessment.reasons, odds, view.history.activity) / 10))


def test_the_owner_is_alerted_once_the_odds_of_an_attack_are_worth_two_questions_and_the_fatigue() -> None:
    odds = odds_of_first_record()
    for alerts, fatigue in ((0.0, 1.0), (3.0, 1.8**3)):
        cost = 2 * 0.5 * EURO * fatigue
        assert decide(0.999 * cost / odds, alerts=alerts).kind is DecisionKind.ALLOW
        assert decide(1.001 * cost / odds, alerts=alerts).kind is DecisionKind.ASK


def test_within_a_day_only_what_is_ten_decibans_likelier_is_news() -> None:
    began, cost = MONDAY - 8 * 3600, 100_000 * EURO / odds_of_first_record()
    db = decide(cost).alerted_db
    assert db is not None
    hour_ago, day_ago = began - 3600, began - DAY_S
    assert decide(cost, alerted_at=hour_ago, alerted_db=db - 9.9).kind is DecisionKind.ALLOW
    assert decide(cost, alerted_at=hour_ago, alerted_db=db - 10.1).kind is DecisionKind.ASK
    assert decide(cost, alerted_at=day_ago, alerted_db=db).kind is DecisionKind.ASK


def test_an_alert_tires_unless_it_is_more_about_what_the_owner_knows() -> None:
    began, cost = MONDAY - 8 * 3600, 100_000 * EURO / odds_of_first_record()
    assert decide(cost).is_tiring
    assert not decide(cost, alerted_at=began - 3600, alerted_db=-200.0).is_tiring


def test_a_sure_attack_locks_a_telephone_by_its_fifth_record() -> None:
    for sure_records, attack_db, kind in (
        (5, 24.0, DecisionKind.REFUSE),
        (4, 24.0, DecisionKind.ALLOW),
        (5, 23.9, DecisionKind.ALLOW),
    ):
        decision = decide(0.0, attack_db=attack_db, sure_records=sure_records)
        assert decision.kind is kind
        assert decision.is_sure is (attack_db >= 24.0)


def test_three_calls_alike_are_a_machine_s_and_ten_are_reported_once() -> None:
    for calls, is_reported, kind in (
        (3, False, DecisionKind.ALLOW),
        (9, False, DecisionKind.ALLOW),
        (10, False, DecisionKind.ASK),
        (10, True, DecisionKind.ALLOW),
    ):
        run = Run(MONDAY, 120.0, 30.0, calls, calls)
        decision = decide(1e15, run=run, is_machine_reported=is_reported)
        assert (decision.kind, decision.is_machine) == (kind, True)
    assert not decide(1e15, run=Run(MONDAY, 120.0, 30.0, 2, 2)).is_machine


def test_no_call_is_a_machine_s_where_somebody_broke_in() -> None:
    run = Run(MONDAY, 120.0, 30.0, 10, 10)
    for weight_db, is_machine in ((9, True), (10, False)):
        decision = decide(1e15, run=run, reasons=(Reason("pin_sweep", weight_db),))
        assert decision.is_machine is is_machine
        assert (decision.run is run) is is_machine
