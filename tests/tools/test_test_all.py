"""What `make test` says of its own time."""

from __future__ import annotations

import sys

import pytest
from tools.test_all import summary

from tools import test_all

TOOK = {"types": 20.0, "switches": 180.0, "tests": 300.0, "lab": 400.0}


def test_a_run_that_had_to_install_machines_is_not_mistaken_for_a_warm_one() -> None:
    assert summary({**TOOK, "switches": 0.4}, []) == "--- all: 720 s, warm"
    assert summary(TOOK, ["Asterisk 22", "Debian 12"]) == (
        "--- all: 720 s, and 180 s before to install Asterisk 22, Debian 12 (cold)"
    )


def test_a_run_whose_tests_fail_goes_on_and_says_all_that_failed(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(test_all, "steps", lambda: [("tests", ["false"]), ("lab", ["echo", "the lab ran"])])
    assert test_all.main() == 1
    out = capfd.readouterr().out
    assert "the lab ran" in out
    assert out.splitlines()[-1] == "--- failed: tests"


def test_a_check_that_fails_ends_the_run(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(test_all, "steps", lambda: [("types", ["false"]), ("lab", ["echo", "the lab ran"])])
    assert test_all.main() == 1
    assert "the lab ran" not in capfd.readouterr().out


def test_a_machine_that_keeps_nothing_compiled_does_so_for_itself_alone(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    says = [sys.executable, "-c", "import sys; print('writes:', not sys.dont_write_bytecode)"]
    monkeypatch.setattr(test_all, "steps", lambda: [("switches", says)])
    assert test_all.main() == 0
    assert "writes: True" in capfd.readouterr().out
