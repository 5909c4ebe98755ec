"""What alerts may not say."""

from __future__ import annotations

import re

import pytest

from veilleur.alerts.short_texts import SHORT
from veilleur.alerts.texts import ALERT
from veilleur.alerts.weekly import WEEKLY

ALL = [*ALERT.values(), *SHORT.values(), *WEEKLY.values()]
FORBIDDEN = (
    r"!",
    r"\bdanger",
    r"c’est urgent|it is urgent|agissez|act now",
    r"vous auriez dû",
    r"you should have",
    r"immédiatement|immediately",
)


@pytest.mark.parametrize("sign", FORBIDDEN)
def test_no_text_frightens_or_blames(sign: str) -> None:
    """Everything is blocked already, so no message needs urgency."""
    for sentence in ALL:
        for text in sentence:
            assert not re.search(sign, text, re.IGNORECASE), text
