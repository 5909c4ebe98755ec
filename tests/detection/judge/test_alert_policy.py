"""What the owner is told of records, as stories of one small company whose switch cannot be asked."""

from __future__ import annotations

import json

from veilleur.detection import Watch
from veilleur.detection.judge.judge import Judge
from veilleur.detection.judge.memory.autodiallers import Autodiallers, Run, next_run
from veilleur.numbering import DialPlan, PriceDeck
from veilleur.words.calls import Direction, Mode, Origin, Vantage
from veilleur.words.decisions import Decision, DecisionKind, Subject
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
    told: list[Decision] = []
    for day in range(7 * weeks):
        if day % 7 < 5:
            for hour in (1, 6):
                told += site.step(record(MONDAY + day * DAY_S + hour * 3600, SUPPLIER, 120.0))
    return told


def test_a_working_month_with_one_supplier_abroad_says_nothing() -> None:
    assert weeks_of_work(watch()) == []


def test_the_first_odd_record_is_told_and_asks_nothing_of_later_calls() -> None:
    site = watch()
    weeks_of_work(site)
    told = site.step(record(MONDAY + 28 * DAY_S + 12 * 3600, "00221339900110", 200.0))
    alerts = [one for one in told if one.subject is Subject.CALL]
    assert [one.kind for one in alerts] == [DecisionKind.ALERT]
    assert not any(one.kind is DecisionKind.LOCK for one in told)
    assert "attack_calling" not in {reason.code for one in told for reason in one.reasons}
    assert "new_territory_site" in [reason.code for reason in alerts[0].reasons]


def test_a_pump_is_announced_once_then_its_telephone_locked_and_only_growing_money_told() -> None:
    site = watch()
    weeks_of_work(site)
    begin = MONDAY + 28 * DAY_S + NIGHT_S
    told: list[Decision] = []
    for place in range(60):
        told += site.step(record(begin + 60 * place, f"{CUBA}{place % 7:03}", 600.0))
    about_calls = [one for one in told if one.subject is Subject.CALL]
    announced = [one for one in told if one.reasons and one.reasons[0].code == "attack_calling"]
    assert len(announced) == 1
    assert {one.target for one in told if one.kind is DecisionKind.LOCK} == {"104"}
    assert len(about_calls) <= 8  # of 60 hostile calls: the first doubt, then each doubling of the money
    assert {one.incident for one in about_calls[1:]} == {announced[0].incident}


def test_a_second_telephone_of_the_same_attack_is_locked_too_without_a_new_announcement() -> None:
    site = watch()
    weeks_of_work(site)
    begin = MONDAY + 28 * DAY_S + NIGHT_S
    told: list[Decision] = []
    for place in range(40):
        extension = "104" if place < 20 else "107"
        told += site.step(record(begin + 60 * place, f"{CUBA}{place % 7:03}", 600.0, extension))
    locked = [one.target for one in told if one.kind is DecisionKind.LOCK]
    assert list(dict.fromkeys(locked)) == ["104", "107"]
    assert sum(one.reasons[0].code == "attack_calling" for one in told if one.reasons) == 1


def test_a_machine_that_dials_by_itself_is_one_notice_and_locks_nothing() -> None:
    site = watch()
    weeks_of_work(site)
    begin = MONDAY + 28 * DAY_S + NIGHT_S
    told: list[Decision] = []
    for place in range(150):
        told += site.step(record(begin + 120 * place, HOTLINE, 30.0, "109"))
    codes = [one.reasons[0].code for one in told if one.subject is Subject.CALL]
    assert codes.count("faulty_dialler") == 1
    assert not any(one.kind is DecisionKind.LOCK for one in told)
    assert not any(one.reasons[0].code == "attack_calling" for one in told)
    assert len([code for code in codes if code != "faulty_dialler"]) <= 1


def test_long_calls_to_a_premium_number_at_odd_gaps_are_no_machine() -> None:
    site = watch()
    weeks_of_work(site)
    begin = MONDAY + 28 * DAY_S + NIGHT_S
    told: list[Decision] = []
    for place, gap in enumerate((0, 2000, 3100, 5600, 6900, 9000, 10_400, 13_000)):
        told += site.step(record(begin + gap, HOTLINE, 900.0 + 50 * place, "109"))
    assert any(one.kind is DecisionKind.ALERT for one in told)
    assert "faulty_dialler" not in {reason.code for one in told for reason in one.reasons}


def test_what_was_told_survives_a_restart() -> None:
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


def test_a_machine_the_owner_knows_is_told_again_after_a_month() -> None:
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
        told = site.step(
            record(begin + 400 * place + 37 * (place % 3), "00899024880", 700.0 + 90 * place, "109")
        )
        if any(one.kind is DecisionKind.LOCK and one.target == "109" for one in told):
            locked_after = place + 1
            break
    assert 0 < locked_after < 10


def test_short_calls_at_odd_gaps_are_locked_though_each_might_have_been_a_machines() -> None:
    site = watch()
    weeks_of_work(site)
    begin, told = MONDAY + 28 * DAY_S + NIGHT_S, []
    at = begin
    for place in range(40):
        at += 70 + 47 * (place % 5)
        told += site.step(record(at, HOTLINE, 40.0 + 31 * (place % 4), "109"))
    assert any(one.kind is DecisionKind.LOCK and one.target == "109" for one in told)
