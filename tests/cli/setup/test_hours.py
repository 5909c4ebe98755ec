"""Opening hours as people write them."""

from __future__ import annotations

import pytest

from veilleur.cli.setup.hours import hours_lines
from veilleur.words.errors import ConfigError


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("", ['mon-fri = "08:00-18:30"']),
        ("toujours", ["always = true"]),
        ("24h/24", ["always = true"]),
        ("8h-12h", ['mon-fri = "08:00-12:00"']),
        ("8h30-18h", ['mon-fri = "08:30-18:00"']),
        ("8-18", ['mon-fri = "08:00-18:00"']),
        ("8h à 12h et 14h à 18h30", ['mon-fri = "08:00-12:00,14:00-18:30"']),
        ("8h30-12h, 13h30 - 18 h", ['mon-fri = "08:30-12:00,13:30-18:00"']),
        ("9am-5pm", ['mon-fri = "09:00-17:00"']),
        ("9.00 to 17.30", ['mon-fri = "09:00-17:30"']),
        (
            "lun-ven 8h-12h, 14h-18h; sam 9h-12h",
            ['mon-fri = "08:00-12:00,14:00-18:00"', 'sat = "09:00-12:00"'],
        ),
        ("Lundi au vendredi de 8h à 18h, samedi 9h-12h", ['mon-fri = "08:00-18:00"', 'sat = "09:00-12:00"']),
        ("lun-ven: 8h-18h; mer: fermé", ['mon-fri = "08:00-18:00"', 'wed = "closed"']),
        ("mon-fri=08:00-18:30;sat=09:00-12:00", ['mon-fri = "08:00-18:30"', 'sat = "09:00-12:00"']),
        ("ven-sam=22:00-24:00", ['fri-sat = "22:00-24:00"']),
    ],
)
def test_hours_are_understood(words: str, lines: list[str]) -> None:
    assert hours_lines(words) == lines


@pytest.mark.parametrize(
    "words", ["whenever", "8h", "8h-25h", "8h70-9h", "mon-blu=08:00-12:00", "mon=", "8h-12h x"]
)
def test_what_is_no_time_is_said(words: str) -> None:
    with pytest.raises(ConfigError, match="write mon-fri"):
        hours_lines(words)
