"""Caps: what fits, what is cut, when a window changes; money booked as the operator will bill it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.detection.stories import (
    CUBA,
    DAY_S,
    LATVIA,
    NIGHT,
    PARIS,
    SITE,
    answered,
    ask,
    call,
    codes,
    ended,
    kinds,
    request,
    started,
    ticks,
    watch,
)

from veilleur.detection import Watch
from veilleur.words import events as ev
from veilleur.words.calls import Direction, Vantage
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.money import micro_euros
from veilleur.words.site import Hours, Limits, Site

NOON = NIGHT + 10 * 3600  # Friday 12:00, open
NONE = Limits(closed_hours=None, day=None, month=None, national_alarm_day=None)


def limited(**limits: object) -> Site:
    return replace(SITE, limits=replace(NONE, **limits), trunk_channels=0)  # type: ignore[arg-type]


def cuts(given: list[Decision]) -> list[str]:
    return [d.target for d in given if d.kind is DecisionKind.CUT]


def paris(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Paris")).timestamp()


def test_a_running_call_is_cut_while_the_minute_it_is_in_still_fits() -> None:
    guard = watch(site=limited(day=micro_euros(3)))
    call(guard, NOON, "a", CUBA)
    given = ticks(guard, NOON + 600, confirmed_after=0.5)
    (cut,) = (d for d in given if d.kind is DecisionKind.CUT)
    assert NOON + 178 < cut.at <= NOON + 179  # the fourth minute would begin at 180
    assert codes(given) == ["limit_near", "limit_reached", "cap_day", "cap_day"]  # then it is cut
    assert ask(guard, request(NOON + 601, "b", CUBA)).kind is DecisionKind.REFUSE


def test_a_call_that_ends_gives_back_what_was_booked_ahead() -> None:
    guard = watch(site=limited(day=micro_euros(3)))
    call(guard, NOON, "a", CUBA)
    guard.step(ended(NOON + 59.5, "a"))  # the second minute was booked already
    call(guard, NOON + 100, "b", CUBA)
    guard.step(ended(NOON + 159, "b"))
    assert ask(guard, request(NOON + 200, "c", CUBA)).kind is DecisionKind.ALLOW


def test_a_permit_that_is_never_used_gives_its_reservation_back_after_a_minute() -> None:
    guard = watch(site=limited(day=micro_euros(1)))
    assert ask(guard, request(NOON, "a", CUBA)).kind is DecisionKind.ALLOW
    assert ask(guard, request(NOON + 1, "b", CUBA)).kind is DecisionKind.REFUSE
    guard.step(ev.Tick(NOON + 60, NOON + 60))
    assert ask(guard, request(NOON + 61, "b", CUBA)).kind is DecisionKind.ALLOW


def test_the_cap_of_one_extension_stops_it_alone() -> None:
    guard = watch(site=limited(per_extension_day=micro_euros(2)))
    call(guard, NOON, "a", CUBA, "104")
    call(guard, NOON, "b", CUBA, "105")
    assert codes(call(guard, NOON + 1, "c", CUBA, "104")) == []
    assert "cap_extension_day" in codes(call(guard, NOON + 2, "d", CUBA, "104"))
    given = ticks(guard, NOON + 70)
    assert set(cuts(given)) == {"leg-a", "leg-c"}


def test_the_cap_of_one_class_stops_it_alone() -> None:
    guard = watch(site=limited(per_class_day=(("satellite", micro_euros(1)),)))
    call(guard, NOON, "a", LATVIA)
    call(guard, NOON, "b", CUBA)
    assert cuts(ticks(guard, NOON + 70)) == ["leg-a"]
    assert "cap_class_day" in codes(call(guard, NOON + 80, "c", LATVIA))
    assert kinds(call(guard, NOON + 80, "d", CUBA)) == [DecisionKind.ALLOW]


def test_the_cap_of_the_month_holds_over_days_and_opens_with_the_next_month() -> None:
    site = limited(month=micro_euros(3))
    guard = watch(site=site)
    last = paris("2026-03-30T12:00")
    for day in range(3):
        at = last - 2 * DAY_S + day * DAY_S
        call(guard, at, f"a{day}", CUBA)
        guard.step(ended(at + 30, f"a{day}"))
    assert codes([ask(guard, request(paris("2026-03-31T23:00"), "b", CUBA))]) == ["cap_month"]
    assert ask(guard, request(paris("2026-04-01T00:01"), "c", CUBA)).kind is DecisionKind.ALLOW


def test_a_call_over_midnight_is_split_between_the_days() -> None:
    site = limited(day=micro_euros(4))
    guard = watch(site=site)
    begin = paris("2026-03-12T23:57:30")
    call(guard, begin, "a", CUBA)  # three minutes before midnight, then more
    given = ticks(guard, paris("2026-03-13T00:01:00"))
    assert cuts(given) == []
    given = ticks(guard, paris("2026-03-13T00:10:00"))
    assert cuts(given) == ["leg-a"]
    assert given[-1].at > paris("2026-03-13T00:03:00")


def test_a_night_is_one_window_although_midnight_lies_in_it() -> None:
    site = limited(closed_hours=micro_euros(2))
    guard = watch(site=site)
    evening = paris("2026-03-12T22:00")
    for n in range(2):
        call(guard, evening + 100 * n, f"a{n}", CUBA)
        guard.step(ended(evening + 100 * n + 30, f"a{n}"))
    assert codes([ask(guard, request(paris("2026-03-13T04:00"), "b", CUBA))]) == ["cap_closed_hours"]
    assert ask(guard, request(paris("2026-03-13T08:01"), "c", CUBA)).kind is DecisionKind.ALLOW
    assert ask(guard, request(paris("2026-03-13T19:00"), "d", CUBA)).kind is DecisionKind.ALLOW


def test_a_call_that_runs_into_closing_time_is_bound_by_the_cap_of_the_night() -> None:
    guard = watch(site=limited(closed_hours=micro_euros(2), day=micro_euros(100)))
    call(guard, paris("2026-03-12T18:00"), "a", CUBA)
    given = ticks(guard, paris("2026-03-12T20:00"))
    (cut,) = (d for d in given if d.kind is DecisionKind.CUT)
    assert paris("2026-03-12T18:31") < cut.at < paris("2026-03-12T18:33")


def test_caps_stand_above_a_pause_of_the_owner() -> None:
    guard = watch(site=limited(day=micro_euros(1)))
    guard.step(ev.Paused(NOON, NOON, NOON + 3600))
    first = ask(guard, request(NOON, "a", CUBA))
    assert (first.kind, codes([first])) == (DecisionKind.ALLOW, ["paused"])
    assert codes([ask(guard, request(NOON, "b", CUBA))]) == ["cap_day"]


def test_a_clock_that_is_set_forward_changes_the_window_and_back_again_opens_none() -> None:
    site = limited(day=micro_euros(1))
    guard = watch(site=site)
    call(guard, NOON, "a", CUBA)
    guard.step(ended(NOON + 30, "a"))
    assert ask(guard, request(NOON + 40, "b", CUBA)).kind is DecisionKind.REFUSE
    guard.step(ev.ClockStepped(NOON + 50, NOON + 50, DAY_S))
    assert ask(guard, request(NOON + 60, "c", CUBA)).kind is DecisionKind.ALLOW
    guard.step(ev.ClockStepped(NOON + 70, NOON + 70, -DAY_S))
    assert ask(guard, request(NOON + 80, "d", CUBA)).kind is DecisionKind.REFUSE


def test_a_clock_that_was_wrong_at_the_start_is_read_right_once_it_is_set() -> None:
    started_in_1970 = 40_000.0
    guard = watch(site=limited(closed_hours=micro_euros(0)))
    guard.step(ev.ClockStepped(started_in_1970, started_in_1970, NOON - started_in_1970))
    assert ask(guard, request(started_in_1970 + 1, "a", CUBA)).kind is DecisionKind.ALLOW
    guard.step(ev.ClockStepped(started_in_1970 + 2, started_in_1970 + 2, NIGHT - NOON))
    assert ask(guard, request(started_in_1970 + 3, "b", CUBA)).kind is DecisionKind.REFUSE


def test_national_calls_are_never_stopped_but_a_dear_day_is_alerted_once() -> None:
    site = limited(day=micro_euros(0), national_alarm_day=micro_euros("0.25"))
    guard = watch(site=site)
    given: list[Decision] = []
    for n in range(10):
        given += call(guard, NOON + n * 1000, f"n{n}", PARIS)
        given += guard.step(ended(NOON + n * 1000 + 600, f"n{n}"))  # ten cents each
    assert [d.at for d in given if codes([d]) == ["national_alarm"]] == [NOON + 2600]
    assert {d.kind for d in given} == {DecisionKind.ALLOW, DecisionKind.ALERT}
    given = call(guard, NOON + DAY_S, "m", PARIS)
    given += guard.step(ended(NOON + DAY_S + 1800, "m"))
    assert "national_alarm" in codes(given)


def test_at_records_a_cap_is_an_alarm_only() -> None:
    guard = watch(vantage=Vantage.RECORDS, site=limited(day=micro_euros(15)))
    given: list[Decision] = []
    for n in range(3):
        at = NOON + n * 1000
        record = ev.CallRecorded(
            at, at + 620, f"u{n}", Direction.OUT, "104", CUBA, duration_s=620, billed_s=600, answered=True
        )
        given += guard.step(record)
        given += guard.step(record)  # read twice
    assert [(d.kind, codes([d])) for d in given] == [
        (DecisionKind.ALERT, ["limit_near"]),
        (DecisionKind.ALERT, ["cap_day"]),
    ]
    assert given[1].at == NOON + 1620


def test_with_hours_open_day_and_night_no_closed_cap_counts() -> None:
    site = replace(limited(closed_hours=micro_euros(0)), hours=Hours(always=True))
    assert ask(watch(site=site), request(NIGHT, "a", CUBA)).kind is DecisionKind.ALLOW


def test_many_calls_at_once_are_stopped_together_when_their_next_minutes_do_not_fit() -> None:
    guard = watch(site=limited(day=micro_euros(25)), vantage=Vantage.LIVE)
    for n in range(20):
        guard.step(started(NOON + n * 0.1, f"c{n}", CUBA))
        guard.step(answered(NOON + n * 0.1, f"c{n}"))
    given = ticks(guard, NOON + 61, confirmed_after=0.5)
    assert len(set(cuts(given))) == 15  # five more minutes fit
    given += ticks(guard, NOON + 600, confirmed_after=0.5)
    assert len(set(cuts(given))) == 20


def test_looking_for_the_next_moment_of_a_cap_costs_no_tick_a_second() -> None:
    guard: Watch = watch(site=limited(day=micro_euros(50)))
    call(guard, NOON, "a", CUBA)
    assert codes(ticks(guard, NOON + 40 * 60)) == ["limit_near"]
    looks = 0
    while (wake := guard.wake_at) is not None and wake < NOON + 48 * 60:
        guard.step(ev.Tick(wake, wake))
        looks += 1
    assert looks < 20


def test_a_number_dearer_than_the_highest_price_is_not_called_at_all() -> None:
    cheap, dear = micro_euros("0.99"), micro_euros(1)
    assert ask(watch(site=limited(price_minute=dear)), request(NOON, "a", CUBA)).kind is DecisionKind.ALLOW
    guard = watch(site=limited(price_minute=cheap))
    answer = ask(guard, request(NOON, "a", CUBA))
    assert (answer.kind, codes([answer])) == (DecisionKind.REFUSE, ["price_too_high"])
    assert ask(guard, request(NOON, "b", PARIS)).kind is DecisionKind.ALLOW
    live = watch(site=limited(price_minute=cheap), vantage=Vantage.LIVE)
    assert codes([d for d in live.step(started(NOON, "c", CUBA)) if d.kind is DecisionKind.CUT]) == [
        "price_too_high"
    ]


def test_a_fee_a_call_has_a_limit_of_its_own() -> None:
    guard = watch(site=limited(call_fee=0))
    assert (
        ask(guard, request(NOON, "a", CUBA)).kind is DecisionKind.ALLOW
    )  # no fee there, whatever a minute costs


def test_a_call_of_a_class_with_a_longest_length_is_cut_in_time_and_others_run_on() -> None:
    guard = watch(site=limited(longest_s=(("international", 600),)))
    call(guard, NOON, "a", CUBA)
    assert guard.wake_at is not None
    assert guard.wake_at <= NOON + 600
    cut = [d for d in ticks(guard, NOON + 610) if d.kind is DecisionKind.CUT]
    assert [d.target for d in cut][:1] == ["leg-a"]
    assert codes(cut)[0] == "cap_call_length"
    assert cut[0].at <= NOON + 600


def test_a_quota_of_30_days_counts_the_days_before_and_forgets_them_in_time() -> None:
    guard = watch(site=limited(per_extension_30_days=micro_euros(30)))
    for day in range(2):  # 14 EUR each
        at = NOON + day * 86_400
        call(guard, at, f"a{day}", CUBA, "104")
        guard.step(ev.CallEnded(at + 840, at + 840, f"leg-a{day}"))
    later = NOON + 2 * 86_400
    other = ask(guard, request(later, "r0", CUBA, "105"))
    assert other.kind is DecisionKind.ALLOW
    call(guard, later, "b", CUBA, "104")
    assert "cap_extension_quota" in codes(ticks(guard, later + 240))  # 2 EUR were left
    after = NOON + 33 * 86_400
    assert ask(guard, request(after, "r1", CUBA, "104")).kind is DecisionKind.ALLOW
