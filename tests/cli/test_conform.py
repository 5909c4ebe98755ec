"""`veilleur conform`: one adapter, one step, and what it prints."""

from __future__ import annotations

import json
import sys

import pytest

from veilleur.cli import main


def run(
    words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    monkeypatch.setenv("LANG", "C")
    monkeypatch.setattr(sys, "argv", ["veilleur", "conform", *words.split()])
    with pytest.raises(SystemExit) as ended:
        main()
    out = capsys.readouterr()
    return int(ended.value.code or 0), out.out, out.err


def test_a_step_that_holds(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = run("gate --step ask_emergency", monkeypatch, capsys)
    assert code == 0
    assert "holds" in out.splitlines()[0]
    assert out.splitlines()[-1] == "gate: 1 holds, 0 fails, 0 not offered"


def test_a_step_that_is_not_offered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _err = run("smdr --step ask_emergency --json", monkeypatch, capsys)
    assert code == 0
    assert json.loads(out) == {
        "adapter": "smdr",
        "step": "ask_emergency",
        "verdict": "not offered",
        "why": "",
    }


@pytest.mark.parametrize("words", ["fax", "gate --step never"])
def test_what_there_is_not_is_named(
    words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _out, err = run(words, monkeypatch, capsys)
    assert code == 2
    assert "There is no" in err
