"""The benchmark's figures are right where they can be counted on fingers, and fair to everybody."""

import pytest

from veilleur.bench import seed_commitment
from veilleur.bench.contenders.rules import AFTER_30_DAYS, INSTALLED
from veilleur.bench.detection import run
from veilleur.bench.figures import Constants, SiteYear, bootstrap, percentile, wilson
from veilleur.bench.measure import Setting, make_company, measure
from veilleur.bench.targets import aims
from veilleur.words.calls import Vantage
from veilleur.words.errors import InputError

SHORT = Setting(days=5, attacks=("A", "I"), rules=("Veilleur", "nothing"))


def only(rule: str, *vantages: Vantage, attacks: tuple[str, ...] = ("A",), days: int = 10) -> Setting:
    return Setting(days=days, rules=(rule,), vantages=vantages, attacks=attacks)


def test_wilson_matches_the_published_example() -> None:
    share = wilson(10, 10)
    assert share.low == pytest.approx(0.7225, abs=1e-3)
    assert share.high == pytest.approx(1.0)


def test_percentile_is_a_value_that_was_measured() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([1.0, 2.0], 0.95) == 2.0


def test_a_bootstrap_of_equal_values_is_certain_and_of_unequal_ones_is_not() -> None:
    assert bootstrap([2.0] * 10) == (2.0, 2.0, 2.0)
    mixed = bootstrap([0.0, 10.0] * 20)
    assert mixed.low < 5.0 == mixed.value < mixed.high


def test_expected_euros_weigh_each_harm_with_its_constant() -> None:
    year = SiteYear(leak_per_attack=100.0, collateral_per_attack=2.0, stopped=1.0, asked=4.0)
    assert year.expected(Constants(0.1, 15.0, 0.5)) == pytest.approx(10.0 + 3.0 + 15.0 + 2.0)


def test_a_rule_stops_money_that_passes_without_it() -> None:
    (free,), _ = measure("office", 1, only("nothing"))
    (held,), _ = measure("office", 1, only("operator's daily cap (Telnyx-like)"))
    assert not free.detected
    assert held.detected
    assert held.euros < free.euros


def test_nothing_stops_no_honest_call_and_detects_no_attack() -> None:
    hostile, (life,) = measure("office", 1, only("nothing", attacks=("A", "B", "J")))
    assert set(life.counts) <= {"calls"}
    assert not any(one.detected for one in hostile)


def test_the_watch_judges_the_same_whether_or_not_it_sees_national_calls(monkeypatch: pytest.MonkeyPatch):
    from dataclasses import replace

    from veilleur.bench.contenders import rules

    whole = rules.CONTENDERS["Veilleur"]
    setting = only("Veilleur", Vantage.ASKED, attacks=("A", "F", "Q"), days=20)
    seeing, (life,) = measure("exporter", 4, setting)
    monkeypatch.setitem(rules.CONTENDERS, "Veilleur", replace(whole, sees_national=False))
    blind, (other,) = measure("exporter", 4, setting)
    assert seeing == blind
    names = ("asked", "refused", "cut")
    assert [life.counts.get(n, 0) for n in names] == [other.counts.get(n, 0) for n in names]


def test_the_same_seeds_give_the_same_results_with_one_process_or_two() -> None:
    one = run((3,), SHORT, ("craftsman", "office"))
    two = run((3,), SHORT, ("craftsman", "office"), processes=2)
    assert one == two


def test_a_run_that_is_over_reports_whole_seeds_in_their_order() -> None:
    report = run((3, 9, 4), SHORT, ("craftsman", "restaurant"), is_over=lambda: True)
    assert report.seeds == (3,)
    assert {life.kind for life in report.honest} == {"craftsman", "restaurant"}


def test_beyond_the_first_seeds_only_veilleur_and_its_caps_are_measured() -> None:
    core = {(one.name, vantage.value) for one, vantage in Setting(core=True).contenders()}
    caps = {("caps alone", "asked"), ("caps alone, as wide as Veilleur's", "asked")}
    ours = {("Veilleur", v) for v in ("asked", "live", "records")} | {(INSTALLED, "asked")}
    assert core == ours | caps


def test_who_changes_the_sealed_seeds_breaks_the_seal(tmp_path) -> None:
    text = seed_commitment.draw(5)
    assert len(seed_commitment.opened(text, tmp_path)) == 5
    assert seed_commitment.seal(text) != seed_commitment.seal(text.replace("1", "2"))
    assert seed_commitment.draw(5) != text
    with pytest.raises(InputError, match=r":2: 'x' is no seed"):
        seed_commitment.opened("salt 00\nx\n", tmp_path / "seeds")


@pytest.mark.slow
def test_laws_hold_over_a_quick_run_with_every_attack() -> None:
    kinds = ("craftsman", "exporter", "hotel", "boiler", "restaurant", "campaign")
    setting = Setting(days=45, rules=("Veilleur", "caps alone"), vantages=(Vantage.ASKED, Vantage.LIVE))
    report = run((1,), setting, kinds, processes=2)
    assert max(one.over_cap_eur for one in report.hostile) <= 2.0  # the cap plus one decision interval
    for life in report.honest:
        assert not life.counts.get("national_refused", 0) + life.counts.get("national_cut", 0)
        assert not life.counts.get("decoy_alerts", 0)
    hostile = report.of("Veilleur", "asked")[0]
    assert sum(one.detected for one in hostile) / len(hostile) > 0.95
    burned = {
        rule: sum(one.euros for one in report.of(rule, "asked")[0]) for rule in ("Veilleur", "caps alone")
    }
    assert burned["Veilleur"] < burned["caps alone"] / 3


def test_a_cunning_attacker_makes_other_calls_than_a_plain_one() -> None:
    (plain,), _ = measure("office", 1, only("nothing", attacks=("A",)))
    cunning = Setting(days=10, rules=("nothing",), attacks=("A",), cunning=True)
    (sly,), _ = measure("office", 1, cunning)
    assert sly.euros != plain.euros


def test_a_site_without_a_past_is_measured_as_installed_and_once_more_after_its_first_month() -> None:
    setting = Setting(days=40, attacks=("A",), rules=(INSTALLED,), vantages=(Vantage.ASKED,))
    hostile, honest = measure("craftsman", 3, setting)
    lives = {one.rule: one for one in honest}
    assert (lives[INSTALLED].days, lives[AFTER_30_DAYS].days) == (40, 10)
    assert lives[AFTER_30_DAYS].counts["calls"] < lives[INSTALLED].counts["calls"]
    begun = {one.rule: one.day for one in hostile}
    assert INSTALLED in begun
    assert begun.get(AFTER_30_DAYS, 30) >= 30
    assert all(one.over_cap_eur <= 0.5 for one in hostile)


def test_what_a_site_without_a_past_gets_has_aims_of_its_own() -> None:
    setting = Setting(days=40, attacks=("A",), rules=(INSTALLED, "Veilleur"), vantages=(Vantage.ASKED,))
    said = {aim.text: aim.reached for aim in aims(run((3,), setting, ("craftsman",)))}
    for row in ("as installed", "as installed, after 30 days"):
        text = f"{row}: honest calls stopped per site-quarter: 0.1 at most (mean kind), 1 (worst kind)"
        assert said[text] is True


def test_after_a_month_attacks_by_day_find_little_where_no_past_was_given() -> None:
    setting = Setting(days=120, attacks=("M", "H"), rules=(INSTALLED,), vantages=(Vantage.ASKED,), core=True)
    report = run((11, 12, 13), setting, ("craftsman", "office", "clinic"))
    by_day = [aim for aim in aims(report) if "leak EUR 10 at most" in aim.text]
    assert len(by_day) == 2
    assert all(aim.reached for aim in by_day), by_day
    assert len(report.of(AFTER_30_DAYS, "asked")[0]) >= 9


def test_the_lengths_of_calls_of_every_company_can_be_made_wilder() -> None:
    spreads = {make_company("office", seed, Setting(spread=1.5)).sigma for seed in (1, 2, 3)}
    assert len(spreads) == 1
    assert spreads.pop() == pytest.approx(1.47)
