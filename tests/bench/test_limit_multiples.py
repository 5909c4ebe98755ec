"""Wider limits stop fewer honest calls and let more money go; both are measured and published."""

from __future__ import annotations

import pytest

from veilleur.bench import limit_multiples
from veilleur.bench.contenders.rules import CAPS, VEILLEUR


@pytest.mark.slow
def test_each_rule_is_measured_with_each_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limit_multiples, "TRIED", limit_multiples.TRIED[:2])
    widths = limit_multiples.tried(1, kinds=("craftsman",))
    assert [(one.rule, one.multiples) for one in widths] == [
        (rule, width) for rule in (CAPS, VEILLEUR) for width in limit_multiples.TRIED
    ]
    assert all(one.site_years > 0.5 and one.expected_eur >= 0 for one in widths)
    caps, _wider, ours, _ours_wider = widths
    assert ours.expected_eur < caps.expected_eur
    assert limit_multiples.markdown(widths).count("\n") == 2 + len(widths)
