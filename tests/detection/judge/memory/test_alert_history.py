"""What the owner was alerted of, and runs of records, as the next record finds them."""

from __future__ import annotations

import json

import pytest
from tests.detection.test_judge_laws import DAY_S, MONDAY, facts

from veilleur.detection.judge.memory.alert_history import AlertDecision, AlertHistory, RecordHistory
from veilleur.detection.judge.memory.autodiallers import Run
from veilleur.detection.judge_port import CallFacts
from veilleur.words.calls import Origin, Vantage
from veilleur.words.decisions import DecisionKind

COST = 3_300_000_000
ALLOWED = AlertDecision(DecisionKind.ALLOW, ())
ALERT = AlertDecision(DecisionKind.ASK, (), alerted_db=-30.0, is_tiring=True)


def record(at: float, answered_s: float = 30.0) -> CallFacts:
    return facts(at, "BE", vantage=Vantage.RECORDS, answered_s=answered_s)


def observe(history: AlertHistory, at: float, decision: AlertDecision = ALLOWED) -> RecordHistory:
    before = history.before(record(at), True)
    history.record(record(at), before, decision._replace(run=before.run))
    return before


def test_alerts_add_up_and_halve_every_45_days() -> None:
    history = AlertHistory(COST)
    for day in (0, 45):
        observe(history, MONDAY + day * DAY_S, ALERT)
    assert history.before(record(MONDAY + 90 * DAY_S), True).alerts == pytest.approx((0.5 + 1.0) / 2)


def test_more_about_a_known_attack_moves_the_time_and_adds_no_fatigue() -> None:
    history = AlertHistory(COST)
    observe(history, MONDAY, ALERT)
    observe(history, MONDAY + 3600, ALERT._replace(alerted_db=-10.0, is_tiring=False))
    before = history.before(record(MONDAY + 3600), True)
    assert (before.alerts, before.alerted_at, before.alerted_db) == (1.0, MONDAY + 3600, -10.0)


def test_reading_the_history_keeps_nothing() -> None:
    history = AlertHistory(COST)
    observe(history, MONDAY, ALERT)
    saved = json.dumps(history.save())
    assert history.before(record(MONDAY + 60), True) == history.before(record(MONDAY + 60), True)
    assert json.dumps(history.save()) == saved


def test_a_run_goes_on_with_each_record_that_is_kept() -> None:
    history = AlertHistory(COST)
    runs = [observe(history, MONDAY + 120 * n).run for n in range(3)]
    assert runs[-1] == Run(last_at=MONDAY + 240, gap_s=120.0, length_s=30.0, calls=3, tries=3)
    assert history.before(record(MONDAY + 360), False).run is None  # not at home
    forwarded = record(MONDAY + 360)._replace(origin=Origin.FORWARD)
    assert history.before(forwarded, True).run is None


def test_a_machine_is_reported_until_the_owner_has_heard_of_it() -> None:
    history = AlertHistory(COST)
    for n in range(10):
        assert not observe(history, MONDAY + 120 * n).is_machine_reported
    observe(history, MONDAY + 1200, AlertDecision(DecisionKind.ASK, (), is_machine=True))
    assert observe(history, MONDAY + 1320).is_machine_reported


def test_records_amid_a_sure_attack_count_while_half_a_day_lies_between() -> None:
    history = AlertHistory(COST)
    sure = ALLOWED._replace(is_sure=True)
    counts = [observe(history, MONDAY + hours * 3600, sure).sure_records for hours in (0, 12, 25, 26)]
    assert counts == [1, 2, 1, 2]


def test_the_history_survives_a_restart() -> None:
    history, again = AlertHistory(COST), AlertHistory(COST)
    for n in range(12):
        observe(history, MONDAY + 120 * n, ALERT._replace(is_sure=True))
    again.load(json.loads(json.dumps(history.save())))
    late = record(MONDAY + 2000)
    assert again.before(late, True) == history.before(late, True)
