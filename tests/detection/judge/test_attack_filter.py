"""The two-state filter, against Bayes' rule in plain arithmetic and integrals by scipy."""

from __future__ import annotations

from math import exp, log

import pytest
from scipy.integrate import quad

from veilleur.detection.judge.attack_filter import (
    AttackFilter,
    filter_step,
    posterior_of,
)
from veilleur.detection.judge.call_likelihood import CallLikelihood, CallTrace
from veilleur.detection.judge.site_state import SiteState, SiteView

HOUR_S = 3600.0
AT = 1_790_000_000.0
START = 0.1 / 8766  # attacks an hour
SPEEDS, SHARES = (180.0, 12.0, 0.7, 0.1), (0.5, 0.25, 0.1, 0.15)
HALF_LIVES = (24.0, 24.0, 48.0, 240.0)


def likelihood(
    at: float = AT, extension: str = "104", place: str = "CU", number: str = "1", honest_rate: float = 0.02
) -> CallLikelihood:
    return CallLikelihood(
        trace=CallTrace(at, extension, place, number),
        honest_rate=honest_rate,
        extensions=5,
        extension_honest=0.25,
        place_attack=0.05,
        place_honest=0.01,
        number_honest=0.4,
        number_attack=1.0,
        change_rate=0.3,
    )


def site(
    odds: tuple[float, ...] = (0.0,) * 4,
    change: float = 0.0,
    acts: tuple[tuple[CallTrace, float], ...] = (),
    recent: tuple[CallTrace, ...] = (),
) -> SiteView:
    state = SiteState(AT, list(odds), change, list(acts), list(recent))
    earlier = [*recent[::-1], *(act for act, _ in acts)]
    return SiteView(state, earlier, False, False, START, 12 * START)


def test_the_first_call_of_a_quiet_site_is_fraud_at_the_rate_of_attacks_over_that_of_honest_calls() -> None:
    posterior = posterior_of(site(), likelihood())
    assert posterior.odds == pytest.approx(START / 0.02)
    assert posterior.parts == pytest.approx([START / 0.02 * share for share in SHARES])


def test_under_attack_each_speed_expects_the_next_call_at_its_own_rate() -> None:
    before = (0.01, 0.02, 0.03, 0.04)
    posterior = posterior_of(site(before), likelihood())
    new = START / 0.02
    parts = [
        odds * speed / 0.02 + new * share for odds, speed, share in zip(before, SPEEDS, SHARES, strict=True)
    ]
    assert posterior.parts == pytest.approx(parts)
    assert posterior.odds == pytest.approx(sum(parts) / 1.1)
    assert posterior.attack_share == pytest.approx(0.1 / 1.1)
    assert posterior.slow_share == pytest.approx(parts[3] / sum(parts))


def test_a_regime_change_makes_odd_calls_honest() -> None:
    posterior = posterior_of(site(change=2.0), likelihood())
    assert posterior.change == pytest.approx(2.0 * 0.3 / 0.02)
    assert posterior.odds == pytest.approx(START / 0.02 / (1 + 2.0 * 0.3 / 0.02))


def test_after_a_break_in_the_first_call_is_expected_soon_and_at_some_time_for_certain() -> None:
    def density(hours: float, is_own: bool = False) -> float:
        found = posterior_of(site(), likelihood(), 1.0, AT - hours * HOUR_S, is_own)
        return found.access * 0.02

    assert density(0.0) == pytest.approx(0.3 * 12)  # an hour: shape over five minutes
    assert density(1.0) == pytest.approx(0.3 / (1 + 1 / 12) * (1 / 13) ** 0.3)
    total = quad(density, 0, 1)[0] + quad(lambda x: density(exp(x)) * exp(x), 0, 60)[0]
    assert total == pytest.approx(1.0, abs=1e-4)
    assert density(1.0, True) == pytest.approx(density(1.0) * 0.7 * 5)  # on the same of five telephones


@pytest.mark.parametrize("hours", [0.01, 0.2, 5.0, 100.0])
def test_silence_makes_fast_attackers_unlikely_and_turns_some_into_slow_ones(hours: float) -> None:
    watch = AttackFilter(0.1)
    watch.state = SiteState(AT, [1.0, 2.0, 3.0, 4.0], 0.5, [], [])
    state = watch.view(AT + hours * HOUR_S, 0.0, "CU", "104").state
    silent = [exp(-speed * hours) for speed in SPEEDS]
    faded = [0.5 ** (hours / half_life) for half_life in HALF_LIVES]
    expected = [odds * s * f for odds, s, f in zip((1.0, 2.0, 3.0, 4.0), silent, faded, strict=True)]
    pauses = zip((1.0, 2.0, 3.0, 4.0), silent, (0.3, 0.3, 0.3, 0.03), strict=True)
    expected[3] += sum(odds * (1 - s) * share for odds, s, share in pauses) * faded[3]
    assert state.odds == pytest.approx(expected, rel=1e-9)
    change = 0.5 * exp(-(0.1 + log(2) / 72) * hours) + min(hours, 10.0) / 8766  # a change calls within 10 h
    assert state.change == pytest.approx(change)
    assert watch.odds(AT + hours * HOUR_S) == pytest.approx(sum(expected) / (1 + change))
    assert watch.odds(AT - 60) == pytest.approx(10.0 / 1.5)  # an earlier time changes nothing


def test_an_attack_begins_with_the_rate_of_the_site_s_costs_and_may_be_half_a_day_old() -> None:
    watch = AttackFilter(2.0)
    assert watch.start_rate == pytest.approx(2 / 8766)
    assert watch.idle_odds == pytest.approx(12 * 2 / 8766)
    assert AttackFilter(0.0).start_rate > 0.0
    assert watch.state.change == 1.0  # at first, a regime change is as likely as none


def test_each_call_adds_its_odds_and_one_attacker_in_twenty_changes_speed() -> None:
    before = (0.01, 0.0, 0.0, 0.0)
    step = filter_step(site(before), likelihood(), 0.0, 0.0, False, True)
    after = [odds + part for odds, part in zip(before, step.posterior.parts, strict=True)]
    mixed = [0.95 * odds + 0.05 * sum(after) * share for odds, share in zip(after, SHARES, strict=True)]
    assert step.state.odds == pytest.approx(mixed)
    assert step.attack_odds == pytest.approx(sum(after))
    ((act, share),) = step.state.acts
    assert (act.number, act.honest) == ("1", pytest.approx(1 / (1 + step.odds)))
    mass = sum(step.posterior.parts)
    assert share == pytest.approx(mass / (0.01 + mass))


def test_the_odds_never_exceed_three_hundred() -> None:
    step = filter_step(site((200.0, 0.0, 0.0, 0.0)), likelihood(), 0.0, 0.0, False, True)
    assert sum(step.state.odds) == pytest.approx(300.0)


def test_the_last_eight_calls_and_the_last_four_suspicious_ones_are_kept() -> None:
    watch = AttackFilter(0.1)
    for n in range(12):
        view = watch.view(AT + n, 0.0, "CU", "104")
        watch.state = filter_step(view, likelihood(AT + n), 0.0, 0.0, False, True).state
    assert [trace.at - AT for trace in watch.state.recent] == list(range(4, 12))
    assert [act.at - AT for act, _ in watch.state.acts] == list(range(8, 12))
    assert sum(share for _, share in watch.state.acts) <= 1.0


def test_a_forward_that_is_only_set_counts_as_no_call() -> None:
    view = site((0.01, 0.0, 0.0, 0.0))
    assert filter_step(view, likelihood(), 0.0, 0.0, False, False).state == view.state


def test_a_call_like_those_before_is_likelier_of_the_same_attack() -> None:
    # 70 % of an attack's calls come from the same telephone, 40 % go to the same place, 30 % to the number.
    act = CallTrace(AT - 60, "104", "CU", "1", 0.1)
    same_place = 0.4 / 0.05 + 0.6

    def next_part(*changed: str) -> float:
        call = likelihood(AT, *changed)
        return posterior_of(site((1.0, 0.0, 0.0, 0.0), acts=((act, 0.5),)), call).parts[0]

    def expected(extension: float, place: float) -> float:
        likeness = 0.5 * extension * place + 0.5
        # No honest follow-up is near as likely: its rate is that of the act itself, one in ten honest.
        follow = 0.1 * 0.03 * HOUR_S / 120
        return likeness, follow

    same, other = 0.7 * 5, 0.3 * 5 / 4
    for changed, extension, place, follow in (
        (("104", "CU", "2"), same, same_place, 0.8 * 5 * (0.6 / 0.05) * 0.5 * 0.4),
        (("105", "CU", "2"), other, same_place, 0.2 * 0.25 * 5 * (0.6 / 0.05) * 0.5 * 0.4),
        (("104", "LV", "2"), same, 0.6, 0.8 * 5 * (0.4 * 0.01 / 0.05) * 0.5 * 0.4),
        (("104", "CU", "1"), same, same_place + 0.3 / 0.05, 0.8 * 5 * (0.6 / 0.05) * (0.5 + 0.5 * 0.4)),
    ):
        likeness, rate = expected(extension, place)
        honest = 0.02 + rate * follow
        new = START / honest * 0.5
        assert next_part(*changed) == pytest.approx(180.0 * likeness / honest + new), changed


def test_an_honest_redial_and_a_conference_excuse_a_call() -> None:
    first = CallTrace(AT - 240, "104", "CU", "1", 1.0)
    rate = 0.03 * HOUR_S / 300
    redial = posterior_of(site(recent=(first,)), likelihood())
    expected = 0.02 + rate * 0.8 * 5 * (0.6 / 0.05) * (0.5 + 0.5 * 0.4)
    assert redial.first == pytest.approx(START / expected)
    conference = posterior_of(site(recent=(first,)), likelihood(extension="105"))
    assert conference.first == pytest.approx(START / (0.02 + rate * 1.0 * (0.6 / 0.05) * (0.5 + 0.5 * 0.4)))
    running = posterior_of(site(recent=(first,)), likelihood()._replace(is_running=True))
    expected = 0.02 + rate * 0.8 * 5 * (0.6 / 0.05) * (0.5 * 0.05 + 0.5 * 0.4)
    assert running.first == pytest.approx(START / expected)
    fax = tuple(first._replace(at=AT - 240 - n) for n in (20, 10, 0))
    retried = posterior_of(site(recent=fax), likelihood())
    expected = 0.02 + 5 * rate * 0.8 * 5 * (0.6 / 0.05) * (0.5 + 0.5 * 0.4)
    assert retried.first == pytest.approx(START / expected)


def test_a_correction_multiplies_the_odds_that_the_call_had_added() -> None:
    watch, call = AttackFilter(0.1), likelihood()
    step = filter_step(watch.view(AT, 0.0, "CU", "104"), call, 0.0, 0.0, False, True)
    watch.state = step.state
    watch.correct(call, 0.2, step.posterior)
    less = [odds - 0.8 * part for odds, part in zip(step.state.odds, step.posterior.parts, strict=True)]
    less = [max(0.0, odds) for odds in less]
    mixed = [0.95 * odds + 0.05 * sum(less) * share for odds, share in zip(less, SHARES, strict=True)]
    assert watch.state.odds == pytest.approx(mixed)
    assert watch.state.recent[-1].honest == pytest.approx(1 / (1 + 0.2 * step.odds))


def test_a_code_keyed_right_clears_the_calls_of_that_telephone_before() -> None:
    watch, call = AttackFilter(0.1), likelihood()
    step = filter_step(watch.view(AT, 0.0, "CU", "104"), call, 0.0, 0.0, False, True)
    watch.state = step.state._replace(odds=[1.0, 0.0, 0.0, 0.0])
    watch.correct(call, 0.02, step.posterior, is_proof=True)
    assert sum(watch.state.odds) == pytest.approx(0.05 * (1.0 - 0.98 * step.posterior.parts[0]))
    assert watch.state.acts == []


def test_the_owner_s_word_leaves_a_twentieth() -> None:
    watch = AttackFilter(0.1)
    watch.state = SiteState(AT, [1.0, 2.0, 3.0, 4.0], 0.5, [(CallTrace(AT, "104", "CU", "1"), 1.0)], [])
    watch.reset()
    assert watch.state.odds == pytest.approx([0.05, 0.1, 0.15, 0.2])
    assert watch.state.acts == []


def test_a_running_call_is_weighed_again_by_the_suspicious_calls_that_followed_it() -> None:
    watch, call = AttackFilter(0.1), likelihood(AT - 60)
    later = CallTrace(AT, "105", "LV", "2", 0.1)
    watch.state = SiteState(AT, [2.0, 0.0, 0.0, 2.0], 1.0, [(later, 1.0)], [])
    gap = 60 / HOUR_S
    density = 0.5 * 180 * exp(-180 * gap) + 0.5 * 0.1 * exp(-0.1 * gap)
    likeness = 0.3 * 5 / 4 * 0.6
    ratio = 3.0 * density * likeness / 0.02
    ongoing = 4.0 / 2.0
    assert watch.reweigh(call, AT, 3.0) == pytest.approx(ongoing * ratio / (1 + ongoing + ratio))
    assert watch.reweigh(likelihood(AT + 1), AT + 2) == 0.0  # nothing suspicious came after it


@pytest.mark.parametrize(("share", "is_counted"), [(0.199, False), (0.201, True)])
def test_a_call_with_a_fifth_of_the_odds_speaks_of_those_before(share: float, is_counted: bool) -> None:
    watch = AttackFilter(0.1)
    later = CallTrace(AT, "105", "LV", "2", 0.1)
    watch.state = SiteState(AT, [2.0, 0.0, 0.0, 2.0], 1.0, [(later, share)], [])
    assert (watch.reweigh(likelihood(AT - 60), AT) > 0.0) is is_counted


@pytest.mark.parametrize(("rate", "is_suspect"), [(1.01, False), (0.99, True)])
def test_a_call_of_odds_below_a_hundred_thousandth_is_not_suspected(rate: float, is_suspect: bool) -> None:
    step = filter_step(site(), likelihood(honest_rate=rate * START * 1e5), 0.0, 0.0, False, True)
    assert bool(step.state.acts) is is_suspect
    assert (sum(step.state.odds) > 0.0) is is_suspect


def test_what_was_tried_within_three_days_is_granted_to_the_honest() -> None:
    watch = AttackFilter(0.1)
    watch.state = SiteState(AT, [0.0] * 4, 0.0, [], [CallTrace(AT, "104", "CU", "1", 0.9)])

    def tried(days: float, place: str, extension: str) -> tuple[bool, bool]:
        view = watch.view(AT + days * 86_400, 0.0, place, extension)
        return view.tried_place, view.tried_extension

    assert tried(2.9, "CU", "109") == (True, False)
    assert tried(2.9, "LV", "104") == (False, True)
    assert tried(3.1, "CU", "104") == (False, False)
