"""The benchmark's figures are right where they can be counted by hand."""

import pytest

from veilleur.bench.detection import _attack, _honest, percentile, seal, wilson
from veilleur.bench.rules import RULES
from veilleur.words.calls import Vantage


def test_wilson_matches_the_published_example() -> None:
    low, high = wilson(10, 10)
    assert low == pytest.approx(0.7225, abs=1e-3)
    assert high == pytest.approx(1.0)


def test_percentile_is_a_value_that_was_measured() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([1.0, 2.0], 0.95) == 2.0


def test_the_seal_binds_the_seeds_and_their_order() -> None:
    assert seal([1, 2]) == seal([1, 2]) != seal([2, 1])


def test_a_rule_stops_money_that_passes_without_it() -> None:
    free = _attack("nothing", RULES["nothing"], "A", "office", 1, Vantage.ASKED, 1)
    yeastar = "calls per minute (Yeastar)"
    held = _attack(yeastar, RULES[yeastar], "A", "office", 1, Vantage.ASKED, 1)
    assert not free.detected
    assert held.detected
    assert held.euros < free.euros


def test_nothing_stops_no_honest_call() -> None:
    result = _honest("nothing", RULES["nothing"], "office", 1, Vantage.ASKED, 3)
    assert result.calls > 0
    assert (result.stopped, result.asked, result.alerts) == (0, 0, 0)
