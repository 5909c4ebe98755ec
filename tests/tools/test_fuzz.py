"""The fuzzer finds what it is to find, and a case it names comes again."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import pytest

from tools import fuzz


def test_the_same_seed_and_number_give_the_same_case(tmp_path: Path) -> None:
    for name, target in fuzz.TARGETS.items():
        first, again = (target(Random(f"1/{name}/3"), tmp_path) for _ in range(2))
        assert first == again, name


def test_an_error_is_named_with_its_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def failing(_chance: Random, _folder: Path) -> bytes:
        raise KeyError("no such case")

    monkeypatch.setitem(fuzz.TARGETS, "log", failing)
    assert "KeyError in" in fuzz.run_case("1", "log", 1, tmp_path)
    assert not fuzz.run_case("1", "codec", 1, tmp_path)


def test_what_takes_too_long_is_a_hang_though_it_catches_every_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def endless(_chance: Random, _folder: Path) -> bytes:
        while True:
            try:
                time.process_time()
            except Exception:
                return b""

    monkeypatch.setitem(fuzz.TARGETS, "log", endless)
    monkeypatch.setattr(fuzz, "HANG_S", 1)
    assert fuzz.run_case("1", "log", 1, tmp_path).startswith("hangs in")
