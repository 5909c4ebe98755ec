"""The format of a live stream is found after any noise, and noise costs little."""

from __future__ import annotations

import random

import pytest

from veilleur.pbx.smdr import recognition
from veilleur.pbx.smdr.daily_budget import DailyBudget
from veilleur.pbx.smdr.framing import RawLine
from veilleur.pbx.smdr.recognition import Recogniser

SEED = 20_261_130


def record(number: int) -> bytes:
    when = f"03/06/26 10:{number % 60:02} 00:02:00"
    return f"A101  --> N01 {when}     4 ST         00021655500{number:04}".encode()


def noise(count: int) -> list[bytes]:
    """What a serial line at the wrong speed gives."""
    draw = random.Random(SEED)
    return [draw.randbytes(draw.randrange(4, 90)).replace(b"\n", b"n") for _ in range(count)]


@pytest.mark.parametrize("before", [0, 1, 59, 60, 61, 5_000])
def test_records_after_noise_are_recognised_at_once(before: int) -> None:
    recogniser = Recogniser(None)
    for number, data in enumerate(noise(before)):
        assert recogniser.add(RawLine(number, data)).form is None
    forms = [recogniser.add(RawLine(before + number, record(number))).form for number in range(6)]
    found = [form.name for form in forms if form is not None]
    assert found
    assert found[0] == "alcatel-oxo"


def test_the_same_lines_are_recognised_at_the_same_line_again() -> None:
    lines = [RawLine(number, data) for number, data in enumerate([*noise(300), *map(record, range(9))])]

    def recognised_at() -> int:
        recogniser = Recogniser(None)
        return next(line.offset for line in lines if recogniser.add(line).form is not None)

    assert recognised_at() == recognised_at()


def test_noise_is_not_held_against_every_format(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []
    real = recognition.recognise_lines
    monkeypatch.setattr(recognition, "recognise_lines", lambda texts: looks.append(1) or real(texts))
    recogniser = Recogniser(None)
    for number, data in enumerate(noise(2_000)):
        recogniser.add(RawLine(number, data))
    assert len(looks) < 100


def test_a_day_has_its_budget() -> None:
    budget = DailyBudget(100)
    assert budget.allows(60, 0.0)
    assert not budget.allows(60, 10.0)
    assert budget.passed_over == 60
    assert budget.allows(40, 20.0)
    assert budget.allows(100, 86_400.0)
