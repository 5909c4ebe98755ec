"""The published chart: every rule and attack by name, and the same bytes for the same figures."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from veilleur.bench import chart
from veilleur.words.errors import InputError

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "docs" / "benchmark" / "detection.json"
TEXT = "{http://www.w3.org/2000/svg}text"


@pytest.fixture
def figures() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(PUBLISHED.read_text("utf-8"))
    return data


def texts(drawn: str) -> list[str]:
    return ["".join(node.itertext()).strip() for node in ElementTree.fromstring(drawn).iter(TEXT)]


def test_each_rule_stands_with_its_figure_and_each_attack_with_its_name(figures: dict[str, Any]) -> None:
    shown = texts(chart.svg(figures))
    for one in figures["contenders"]:
        if not one["ablation"]:
            assert f"{one['rule']} ({one['vantage']})" in shown
    for one in figures["attacks"]:
        assert f"{one['attack']}  {one['name']}" in shown
    assert {"8.1", "332", "4,979", "0.1", "10k", "1M"} <= set(shown)
    assert any(figures["about"]["commit"] in text for text in shown)


def test_another_process_draws_the_same_bytes_and_they_are_the_published_ones(
    figures: dict[str, Any],
) -> None:
    program = (
        "import json, sys; from veilleur.bench import chart; "
        f"sys.stdout.write(chart.svg(json.load(open({str(PUBLISHED)!r}))))"
    )
    drawn = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert drawn == chart.svg(figures)
    assert texts(drawn) == texts(PUBLISHED.with_suffix(".svg").read_text("utf-8"))


def test_a_rule_may_be_called_anything(figures: dict[str, Any]) -> None:
    figures["contenders"][0]["rule"] = "<b>$x$ & 'co'"
    assert "<b>$x$ & 'co' (asked)" in texts(chart.svg(figures))


def test_a_run_without_attacks_has_a_chart_too(figures: dict[str, Any]) -> None:
    assert "Veilleur (asked)" in texts(chart.svg({**figures, "attacks": []}))


def test_without_matplotlib_it_says_what_to_install(
    figures: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(InputError, match=r"install veilleur\[bench\]"):
        chart.svg(figures)
