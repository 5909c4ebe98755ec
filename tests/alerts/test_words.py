"""What alerts may not say, and the table of docs/alerts.md that names the test of each harm."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from veilleur.alerts.short_texts import SHORT
from veilleur.alerts.texts import ALERT
from veilleur.alerts.weekly import WEEKLY

ROOT = Path(__file__).parents[2]
ALL = [*ALERT.values(), *SHORT.values(), *WEEKLY.values()]
FORBIDDEN = (
    r"!",
    r"\bdanger",
    r"c’est urgent|it is urgent|agissez|act now",
    r"vous auriez dû",
    r"you should have",
    r"immédiatement|immediately",
)
HARMS = re.findall(r"tests/\S+?\.py::\w+", (ROOT / "docs" / "alerts.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("sign", FORBIDDEN)
def test_no_text_frightens_or_blames(sign: str) -> None:
    """Everything is blocked already, so no message needs urgency."""
    for sentence in ALL:
        for text in sentence:
            assert not re.search(sign, text, re.IGNORECASE), text


@pytest.mark.parametrize("name", HARMS)
def test_the_table_of_harms_names_tests_that_are_there(name: str) -> None:
    path, _, function = name.partition("::")
    assert f"def {function}(" in (ROOT / path).read_text(encoding="utf-8")


def test_the_table_of_harms_is_whole() -> None:
    assert len(HARMS) >= 20
