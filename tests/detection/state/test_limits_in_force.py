"""Limits in force: the journal names each, codes and the owner move them, nothing closes without a word."""

from __future__ import annotations

import json
from dataclasses import replace

from tests.detection.stories import (
    CUBA,
    DAY_S,
    NIGHT,
    PARIS,
    SITE,
    Hearing,
    Numbers,
    Saying,
    answered,
    codes,
    ended,
    request,
    started,
    ticks,
    watch,
)

from veilleur.detection import Watch
from veilleur.detection.spending.fitted_limits import CLASS_NAMES
from veilleur.detection.watch import AllowingJudge
from veilleur.words import events as ev
from veilleur.words.calls import Mode, Vantage
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.money import micro_euros
from veilleur.words.site import FITTING_WINDOWS, Limits, Site

NOON = NIGHT + 10 * 3600  # Friday 12:00, open
UNKNOWN = replace(SITE, limits=Limits(fitting=FITTING_WINDOWS), trunk_channels=0)
# The owner says that nothing is spent usually, so that limits start at their least.
FITTING = replace(UNKNOWN, limits=replace(UNKNOWN.limits, usual_month=0))
ALLOW, ASK, REFUSE, LIMIT = DecisionKind.ALLOW, DecisionKind.ASK, DecisionKind.REFUSE, DecisionKind.LIMIT


def limits_of(given: list[Decision]) -> dict[str, int | None]:
    """What the decisions say of the limits, in euros."""
    return {d.target: None if d.amount is None else d.amount // 1_000_000 for d in given if d.kind is LIMIT}


def whole_call(guard: Watch, at: float, name: str, minutes: float, extension: str = "104") -> list[Decision]:
    """A call to Cuba at a euro a minute; gives all decisions."""
    given = guard.step(request(at, name, CUBA, extension))
    if any(d.kind is ALLOW and d.target == name for d in given):
        given += guard.step(started(at, name, CUBA, extension))
        given += guard.step(answered(at, name))
        given += guard.step(ended(at + 60 * minutes - 5, name))
    return given


def asked(guard: Watch, at: float, name: str) -> Decision:
    given = guard.step(ev.CallRequested(at, at, name, "104", CUBA, can_key_digits=True))
    (answer,) = (d for d in given if d.target == name)
    return answer


def filled(site: Site = FITTING, judge: AllowingJudge | None = None) -> Watch:
    """A guard at Friday noon whose day is spent but for a cent."""
    guard = watch(judge, site=site)
    for n in range(5):
        whole_call(guard, NOON + n * 700, f"f{n}", 10)
    return guard


def test_the_first_event_names_the_fitting_limits_and_a_written_site_names_none() -> None:
    given = watch(site=FITTING).step(ev.Tick(NOON, NOON))
    assert limits_of(given) == {"closed_hours": 10, "day": 50, "month": 300, "codes": 100}
    assert codes(given) == ["limit_least"] * 4
    assert watch().step(ev.Tick(NOON, NOON)) == []


def test_a_site_of_unknown_past_starts_wide_and_each_limit_that_falls_is_named() -> None:
    guard = watch(site=UNKNOWN)
    given = guard.step(ev.Tick(NOON, NOON))
    assert limits_of(given) == {"closed_hours": 100, "day": 400, "month": 2000, "codes": 200}
    assert codes(given) == ["limit_start"] * 4
    for day in range(1, 31):
        assert guard.step(ev.Tick(NOON + day * DAY_S, NOON + day * DAY_S)) == []
    given = guard.step(ev.Tick(NOON + 31 * DAY_S, NOON + 31 * DAY_S))
    assert limits_of(given) == {
        "closed_hours": 10,
        "day": 50,
        "month": 300,
        "codes": 100,
        **dict.fromkeys(CLASS_NAMES, 50),
    }
    assert set(codes(given)) == {"limit_least"}


def test_what_the_owner_accepts_teaches_a_limit_as_far_as_the_judge_believes_it_too() -> None:
    accepted = Saying(kind=ALLOW, probability=0.01, proven=False, code="owner_accepted")
    suspicious = Saying(kind=ALLOW, probability=0.3, proven=False, code="owner_accepted")
    for judge, learned in ((accepted, 80), (suspicious, None)):
        guard = watch(judge, site=FITTING)
        whole_call(guard, NOON, "a", 20)
        assert limits_of(guard.step(ev.Tick(NOON + DAY_S, NOON + DAY_S))).get("day") == learned


def test_while_observing_suspicious_calls_pass_only_as_far_as_the_least_limit() -> None:
    site = replace(UNKNOWN, mode=Mode.OBSERVE)
    suspicious = Saying(kind=REFUSE, probability=0.6, proven=False)
    guard = watch(suspicious, site=site)
    for n in range(5):
        given = guard.step(request(NOON + n * 700, f"s{n}", CUBA))
        assert [d.observed for d in given if d.target == f"s{n}"] == [True]
        guard.step(started(NOON + n * 700, f"s{n}", CUBA))
        guard.step(answered(NOON + n * 700, f"s{n}"))
        guard.step(ended(NOON + n * 700 + 660, f"s{n}"))
    given = guard.step(request(NOON + 4000, "x", CUBA))
    assert [(d.kind, d.observed) for d in given if d.target == "x"] == [(REFUSE, False)]
    written = watch(suspicious, site=replace(site, limits=Limits(day=micro_euros(400))))
    whole_call(written, NOON, "w", 60)
    given = written.step(request(NOON + 4000, "x", CUBA))
    assert [d.observed for d in given if d.target == "x"] == [True]


def test_after_midnight_the_limits_follow_what_was_vouched_for() -> None:
    guard = watch(site=FITTING)
    whole_call(guard, NOON, "a", 20)
    given = guard.step(ev.Tick(NOON + DAY_S, NOON + DAY_S))
    assert limits_of(given) == {"closed_hours": 20, "day": 80, "class international": 80}
    (day,) = (d for d in given if d.target == "day")
    assert day.reasons[0].code == "limit_fitted"
    assert dict(day.reasons[0].values) == {"dearest": "20000000"}
    assert guard.step(ev.Tick(NOON + DAY_S + 3600, NOON + DAY_S + 3600)) == []


def test_calls_that_nobody_judged_or_that_look_suspicious_teach_no_limit() -> None:
    for judge, before in (
        (Saying(kind=ALLOW, probability=0.3), None),
        (None, ev.Paused(NOON, NOON, NOON + 9 * 3600)),
    ):
        guard = watch(judge, site=FITTING)
        if before is not None:
            guard.step(before)
        whole_call(guard, NOON + 1, "a", 20)
        assert limits_of(guard.step(ev.Tick(NOON + DAY_S, NOON + DAY_S))) == {}


def test_a_call_that_only_a_cap_cut_is_learned_as_far_as_it_went() -> None:
    guard = watch(site=FITTING)
    guard.step(request(NOON, "a", CUBA))
    guard.step(started(NOON, "a", CUBA))
    guard.step(answered(NOON, "a"))
    assert "cap_day" in codes(ticks(guard, NOON + 7000))
    guard.step(ev.Tick(NOON + DAY_S, NOON + DAY_S))
    limits = guard.rooms.limits
    assert (limits.amount("day"), limits.why("day").code) == (micro_euros(100), "limit_fitted")


def test_nothing_is_learned_of_a_day_with_an_announced_incident() -> None:
    guard = watch(site=replace(FITTING, decoy_extensions=("199",)))
    whole_call(guard, NOON, "a", 20)
    guard.step(request(NOON + 3600, "d", CUBA, "199"))
    assert limits_of(guard.step(ev.Tick(NOON + DAY_S, NOON + DAY_S))) == {}


def test_much_of_a_limit_used_is_alerted_once_in_its_window() -> None:
    guard = watch(site=FITTING)
    given: list[Decision] = []
    for n in range(5):
        given += whole_call(guard, NOON + n * 700, f"c{n}", 10)
    alerts = [d for d in given if d.kind is DecisionKind.ALERT]
    assert codes(alerts) == ["limit_near", "limit_near", "limit_reached", "limit_reached"]  # day and class
    assert dict(alerts[0].reasons[0].values)["window"] == "day"


def test_one_long_call_is_alerted_of_at_the_minute_in_which_it_comes_to_each_share() -> None:
    guard = watch(site=FITTING)
    guard.step(request(NOON, "a", CUBA))
    guard.step(started(NOON, "a", CUBA))
    guard.step(answered(NOON, "a"))
    alerts = [d for d in ticks(guard, NOON + 2_900) if d.kind is DecisionKind.ALERT]
    minutes = {d.reasons[0].code: (d.at - NOON) / 60 for d in alerts}
    assert 29 <= minutes["limit_near"] <= 31  # 30 of 50 EUR, at one a minute
    assert 44 <= minutes["limit_reached"] <= 46
    copy = Watch.load(FITTING, Numbers(), guard.save(), AllowingJudge())
    assert copy.wake_at == guard.wake_at


def test_by_day_an_honest_caller_is_asked_and_a_right_code_lets_the_limit_give_way() -> None:
    guard = filled()
    at = NOON + 4000
    answer = asked(guard, at, "x")
    assert (answer.kind, answer.reasons[0].code) == (ASK, "cap_day")
    given = guard.step(ev.CodeKeyed(at + 5, at + 5, "x", "104", CUBA, True))
    assert limits_of(given) == {"day": 100, "class international": 100}
    assert codes(given) == ["limit_extended"] * 2
    assert {d.kind for d in guard.step(started(at + 6, "x", CUBA))} <= {DecisionKind.ALERT}


def test_a_wrong_code_moves_nothing() -> None:
    guard = filled()
    at = NOON + 4000
    asked(guard, at, "x")
    assert limits_of(guard.step(ev.CodeKeyed(at + 5, at + 5, "x", "104", CUBA, False))) == {}
    assert asked(guard, at + 10, "y").kind in (ASK, REFUSE)


def test_a_code_lets_a_limit_give_way_once_as_much_again_until_the_window_ends() -> None:
    guard = filled()
    at = NOON + 4000
    assert asked(guard, at, "x").kind is ASK
    given = guard.step(ev.CodeKeyed(at + 1, at + 1, "x", "104", CUBA, True))
    assert limits_of(given) == {"day": 100, "class international": 100}
    for n in range(5):
        whole_call(guard, at + 10 + n * 700, f"more-{n}", 10)
    last = asked(guard, at + 4000, "y")
    assert (last.kind, last.reasons[0].code) == (REFUSE, "cap_day")
    guard.step(ev.Tick(NOON + DAY_S, NOON + DAY_S))
    assert guard.rooms.limits.amount("day") == micro_euros(100)  # 4 x 50 wanted, in one doubling
    assert guard.rooms.limits.why("day").code == "limit_fitted"


def test_a_limit_gives_way_to_no_code_beyond_the_ceiling() -> None:
    guard = filled(replace(FITTING, limits=replace(FITTING.limits, ceiling_month=micro_euros(80))))
    asked(guard, NOON + 4000, "x")
    given = guard.step(ev.CodeKeyed(NOON + 4001, NOON + 4001, "x", "104", CUBA, True))
    assert limits_of(given)["day"] == 80


def test_a_call_that_may_not_end_within_the_limit_is_asked_for_before_it_begins() -> None:
    guard = watch(site=FITTING)
    for n in range(4):
        whole_call(guard, NOON + n * 700, f"f{n}", 11)
    answer = asked(guard, NOON + 3000, "x")  # six euros are left, and calls are expected to cost ten
    assert (answer.kind, answer.reasons[0].code) == (ASK, "cap_day")
    no_keys = guard.step(request(NOON + 3100, "y", CUBA))
    assert [d.kind for d in no_keys if d.target == "y"] == [ALLOW]


def test_refusal_is_hard_in_closed_hours_for_suspicion_without_keys_and_at_written_limits() -> None:
    at = NOON + 4000
    written = replace(SITE, limits=Limits(month=None), trunk_channels=0)
    suspicious = filled(judge=Saying(kind=ALLOW, probability=0.3))
    assert asked(suspicious, at, "x").kind is REFUSE
    assert asked(filled(written), at, "x").kind is REFUSE
    no_keys = filled().step(request(at, "x", CUBA))
    assert [d.kind for d in no_keys if d.target == "x"] == [REFUSE]
    night = watch(site=FITTING)
    whole_call(night, NIGHT, "n", 10)
    assert asked(night, NIGHT + 900, "x").kind is REFUSE


def test_at_the_ceiling_nobody_is_asked() -> None:
    site = replace(FITTING, limits=replace(FITTING.limits, ceiling_month=micro_euros(50)))
    assert asked(filled(site), NOON + 4000, "x").kind is REFUSE


def test_the_owner_raises_a_limit_for_a_time_and_it_comes_back() -> None:
    guard = filled(replace(SITE, limits=Limits(), trunk_channels=0))
    at, until = NOON + 4000, NOON + 4000 + 2 * DAY_S
    assert asked(guard, at, "x").kind is REFUSE
    given = guard.step(ev.LimitOrdered(at + 1, at + 1, "day", micro_euros(80), until, "root"))
    assert limits_of(given) == {"day": 80}
    assert given[0].until == until
    assert asked(guard, at + 120, "y").kind is ALLOW
    given = guard.step(ev.Tick(until, until))
    assert limits_of(given) == {"day": 50}
    assert codes(given) == ["limit_order_ended"]


def test_the_owner_opens_an_evening_and_what_the_closed_period_had_spent_counts_on_after_it() -> None:
    guard = watch(site=replace(SITE, limits=Limits(), trunk_channels=0))
    evening = NOON + 8 * 3600  # 20:00
    whole_call(guard, evening, "a", 10)
    assert asked(guard, evening + 700, "b").reasons[0].code == "cap_closed_hours"
    guard.step(ev.HoursOrdered(evening + 800, evening + 800, evening + 3 * 3600, "root"))
    assert asked(guard, evening + 900, "c").kind is ALLOW
    kept = json.loads(json.dumps(guard.save()))
    again = Watch.load(guard.rooms.context.site, Numbers(), kept, AllowingJudge())
    for one in (guard, again):
        assert asked(one, evening + 1000, "d").kind is ALLOW
        assert asked(one, evening + 3 * 3600, "e").reasons[0].code == "cap_closed_hours"


def test_the_owner_ends_an_opening_before_its_time() -> None:
    guard = filled(replace(SITE, limits=Limits(day=None, month=None), trunk_channels=0))
    evening = NOON + 8 * 3600
    guard.step(ev.HoursOrdered(evening, evening, evening + 3 * 3600))
    assert guard.rooms.context.calendar.moment(evening + 60).is_open
    guard.step(ev.HoursOrdered(evening + 60, evening + 60, evening + 60))
    assert not guard.rooms.context.calendar.moment(evening + 61).is_open


def test_no_order_passes_the_ceiling() -> None:
    guard = watch(site=FITTING)
    guard.step(ev.Tick(NOON, NOON))
    given = guard.step(ev.LimitOrdered(NOON, NOON, "month", micro_euros(99_999), NOON + DAY_S))
    assert limits_of(given) == {"month": 3000}  # ten times the least month


def test_a_limit_that_is_lowered_cuts_the_call_that_runs_beyond_it() -> None:
    guard = watch(site=FITTING)
    guard.step(request(NOON, "a", CUBA))
    guard.step(started(NOON, "a", CUBA))
    guard.step(answered(NOON, "a"))
    guard.step(ev.LimitOrdered(NOON + 90, NOON + 90, "day", micro_euros(2), NOON + DAY_S))
    wake = guard.wake_at
    assert wake is not None
    assert wake <= NOON + 120
    given = guard.step(ev.Tick(NOON + 119.5, NOON + 119.5))
    assert [d.reasons[0].code for d in given if d.kind is DecisionKind.CUT] == ["cap_day"]


def test_a_past_that_is_given_holds_at_once() -> None:
    guard = watch(site=FITTING)
    guard.step(ev.Tick(NOON, NOON))
    past = ev.PastLearned(
        NOON,
        NOON,
        closed_hours=micro_euros(5),
        day=micro_euros(60),
        month=micro_euros(700),
        classes=(("international", micro_euros(60)),),
        days=90,
    )
    given = guard.step(past)
    assert limits_of(given) == {
        "closed_hours": 120,
        "day": 240,
        "month": 1890,
        "class international": 240,
        "codes": 120,
    }
    assert set(codes(given)) == {"limit_from_past"}


def test_a_restart_decides_the_same() -> None:
    guard = filled()
    guard.step(ev.LimitOrdered(NOON + 3900, NOON + 3900, "month", micro_euros(200), NOON + 9 * DAY_S))
    copy = Watch.load(FITTING, Numbers(), json.loads(guard.save_as_json()), AllowingJudge())
    for at, name in ((NOON + 4000, "x"), (NOON + 2 * DAY_S, "y"), (NOON + 10 * DAY_S, "z")):
        for one in (request(at, name, CUBA), ev.CodeKeyed(at + 1, at + 1, name, "104", CUBA, True)):
            assert guard.step(one) == copy.step(one)


def test_a_state_of_the_version_before_is_brought_back_with_the_least_limits() -> None:
    guard = watch(Hearing(), site=FITTING)
    whole_call(guard, NOON, "a", 20)
    data = json.loads(guard.save_as_json())
    data["version"] = 5
    del data["limits"]
    copy = Watch.load(FITTING, Numbers(), data, Hearing())
    assert limits_of(copy.step(ev.Tick(NOON + 3600, NOON + 3600))) == {
        "closed_hours": 10,
        "day": 50,
        "month": 300,
        "codes": 100,
    }


def test_national_calls_have_no_limit_to_learn() -> None:
    guard = watch(site=FITTING)
    guard.step(request(NOON, "n", PARIS))
    guard.step(started(NOON, "n", PARIS))
    guard.step(answered(NOON, "n"))
    guard.step(ended(NOON + 36_000, "n"))
    assert limits_of(guard.step(ev.Tick(NOON + DAY_S, NOON + DAY_S))) == {}


def test_what_the_owner_accepts_teaches_a_limit_where_nobody_is_asked_too() -> None:
    accepted = Saying(kind=ALLOW, probability=0.01, proven=False, code="owner_accepted")
    guard = watch(accepted, Vantage.LIVE, FITTING)
    guard.step(started(NOON, "a", CUBA))
    guard.step(answered(NOON, "a"))
    guard.step(ended(NOON + 20 * 60 - 5, "a"))
    assert limits_of(guard.step(ev.Tick(NOON + DAY_S, NOON + DAY_S))).get("day") == 80
