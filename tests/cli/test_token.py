"""`veilleur token`: shown once, kept as a hash, and only where a switch asks over HTTP."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from veilleur.cli import main
from veilleur.pbx.http.tokens import Tokens

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C")
    (tmp_path / "veilleur.toml").write_text("[http]\n")

    def run_words(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["veilleur", "token", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out = capsys.readouterr()
        return int(ended.value.code or 0), out.out, out.err

    return run_words


def test_a_token_stands_alone_on_standard_output_and_opens(run: Run, tmp_path: Path) -> None:
    code, out, _err = run("make", "sbc1", "--scope", "ask")
    assert code == 0
    owner = Tokens(tmp_path / "http-tokens.json").owner_of(out.strip(), 0.0)
    assert owner is not None
    assert (owner.name, owner.scopes) == ("sbc1", ("ask",))
    assert run("list") == (0, "sbc1: ask, for good\n", "")


def test_a_second_one_of_the_name_is_refused_and_a_rotated_one_differs(run: Run) -> None:
    first = json.loads(run("make", "sbc1", "--json")[1])["token"]
    code, _out, err = run("make", "sbc1")
    assert code == 2
    assert "rotate it" in err
    assert json.loads(run("rotate", "sbc1", "--json")[1])["token"] != first
    assert len(run("list")[1].splitlines()) == 2
    assert run("remove", "sbc1")[1] == "The tokens of sbc1 hold no more.\n"
    assert run("list")[1] == "There are no tokens.\n"


def test_what_it_may_do_is_one_of_four(run: Run) -> None:
    code, _out, err = run("make", "sbc1", "--scope", "everything")
    assert code == 2
    assert "ask, report, orders, read" in err


def test_another_switch_has_no_tokens(run: Run, tmp_path: Path) -> None:
    (tmp_path / "veilleur.toml").write_text("[asterisk]\n")
    code, _out, err = run("list")
    assert code == 2
    assert "there is no [http] here" in err
