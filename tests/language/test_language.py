"""Sentences as a French or English reader sees them."""

from __future__ import annotations

import json
from datetime import datetime

import phonenumbers
import pytest

from veilleur.language import (
    Sentence,
    clock,
    day,
    euros,
    json_line,
    masked,
    pick_language,
    plural,
    printable,
    say,
    short_days,
    territory_phrase,
)


def test_money() -> None:
    assert euros(840_000, "fr") == "0,84\u00a0€"
    assert euros(840_000, "en") == "€0.84"
    assert euros(1_234_500_000, "fr") == "1\u202f235\u00a0€"


def test_the_last_four_digits_are_hidden_but_not_of_emergency_numbers() -> None:
    assert masked("0199001234") == "01\u00a099\u00a000\u00a0••\u00a0••"
    assert masked("+37129011234") == "+371\u00a02901\u00a0••••"
    assert (masked("112"), masked("116117"), masked("104")) == ("112", "116117", "104")


def test_the_hour_that_happens_twice_says_which() -> None:
    assert clock(1792887240.0, "Europe/Paris", "fr") == "02:14 (heure d’été)"
    assert clock(1792887240.0 + 3600, "Europe/Paris", "fr") == "02:14 (heure d’hiver)"


def test_hostile_values_are_made_harmless() -> None:
    text = say(Sentence("{x}", "{x}"), {"x": "a\x1b[31m\u202e\r\nb"}, "fr")
    assert all(mark not in text for mark in "\x1b\u202e\r\n")


def test_language_and_words() -> None:
    assert pick_language(None, {"LANG": "fr_FR.UTF-8"}) == "fr"
    assert pick_language(None, {"LC_ALL": "C", "LANG": "fr_FR"}) == "en"
    assert territory_phrase("LV", "fr") == "vers la Lettonie"
    assert territory_phrase("ZW", "fr") == "vers le Zimbabwe"
    assert territory_phrase("GB", "fr") == "vers le Royaume-Uni"
    assert territory_phrase("CK", "fr") == "vers les Îles Cook"
    assert plural(0, "appel", "appels", "fr") == "0\u00a0appel"


def test_a_count_takes_its_singular_or_plural() -> None:
    calls = Sentence("{calls|appel/appels}", "{calls|call/calls}")
    assert say(calls, {"calls": 0}, "fr") == "0\u00a0appel"
    assert say(calls, {"calls": 0}, "en") == "0\u00a0calls"
    assert say(calls, {"calls": "2"}, "fr") == "2\u00a0appels"
    assert say(calls, {}, "en") == "?"


HOSTILE = "201\x1b]0;x\x07\x9b2J\u202e\r\nFORGED\u2028\ud800"


def test_no_mark_in_a_line_of_json_steers_a_terminal_and_the_data_is_the_same() -> None:
    data = {"who": HOSTILE, "città": "été 0,84\u00a0€"}
    line = json_line(data)
    assert json.loads(line) == data
    assert all(c.isprintable() or c == "\u00a0" for c in line)
    assert "été" in line


def test_a_printed_sentence_is_whole_and_on_one_line() -> None:
    text = printable("x" * 1000 + HOSTILE)
    assert text.startswith("x" * 1000 + "201")
    assert len(text.splitlines()) == 1
    assert text.isprintable()


@pytest.mark.parametrize(
    ("at", "french", "english"),
    [
        ("2026-02-01", "dimanche 1er\u00a0février", "Sunday 1\u00a0February"),
        ("2026-08-12", "mercredi 12\u00a0août", "Wednesday 12\u00a0August"),
        ("2026-12-31", "jeudi 31\u00a0décembre", "Thursday 31\u00a0December"),
    ],
)
def test_a_day_is_written_as_each_language_writes_it(at: str, french: str, english: str) -> None:
    noon = datetime.fromisoformat(at + "T12:00+01:00").timestamp()
    assert day(noon, "Europe/Paris", "fr") == french
    assert day(noon, "Europe/Paris", "en") == english


def test_days_are_shortened_without_a_full_stop() -> None:
    assert short_days("fr") == ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
    assert short_days("en") == ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def test_each_country_that_can_be_called_has_its_article() -> None:
    phrases = [territory_phrase(iso, "fr") for iso in phonenumbers.SUPPORTED_REGIONS]
    assert [phrase for phrase in phrases if ":" in phrase] == []
