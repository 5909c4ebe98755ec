"""docs/security.md: each test that it names is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_test_that_the_page_names_is_there() -> None:
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    named = re.findall(r"`((?:tests|tools|src)/[\w/.]+)`", text)
    assert len(named) > 20
    assert [one for one in named if not (ROOT / one).exists()] == []


def test_every_finding_has_a_line() -> None:
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    lines = re.findall(r"^\| ((?:[CHM]\d+(?:, )?)+) \|", text, re.M)
    found = {one for line in lines for one in line.split(", ")}
    wanted = {"C1", *(f"H{number}" for number in range(1, 10)), *(f"M{number}" for number in range(1, 13))}
    assert found == wanted
