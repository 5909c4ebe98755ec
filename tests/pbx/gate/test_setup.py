"""`veilleur setup gate`, as a person types it: files, the field of each maker, check, removal."""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from veilleur.cli import main
from veilleur.pbx.gate.setup import steps
from veilleur.pbx.gate.setup.makers import MAKERS
from veilleur.pbx.gate.setup.plan import CONFIG, UNIT

Run = Callable[..., tuple[int, str, str]]
WORDS = (
    "--name",
    "Garage Martin",
    "--pbx",
    "192.0.2.10",
    "--operator",
    "sip.op.example=203.0.113.5,203.0.113.6",
)
WORDS = (*WORDS, "--gate", "127.0.0.1", "--gate-port", "59370", "--guard-port", "59379")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C")
    monkeypatch.setattr(steps, "kamailio", lambda: None)  # the real one is asked in the laboratory

    def run_words(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["veilleur", "setup", "gate", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out = capsys.readouterr()
        return int(ended.value.code or 0), out.out, out.err

    return run_words


def test_it_writes_its_files_and_says_which_field_to_set(run: Run, tmp_path: Path) -> None:
    code, out, err = run(*WORDS, "--write", "gate")
    assert code == 0
    assert "apt install kamailio" in err
    secret = (tmp_path / "gate-secret").read_text().strip()
    assert stat.S_IMODE((tmp_path / "gate-secret").stat().st_mode) == 0o600
    config = tmp_path / "gate" / CONFIG
    assert stat.S_IMODE(config.stat().st_mode) == 0o640
    assert secret in config.read_text()
    assert 'directory = "' in (tmp_path / "veilleur.toml").read_text()
    assert secret not in out + err
    for maker in MAKERS:
        assert maker.name in out
    assert "outbound_proxy=sip:127.0.0.1:59370\\;lr" in out


def test_a_second_set_up_keeps_the_secret(run: Run, tmp_path: Path) -> None:
    run(*WORDS)
    before = (tmp_path / "gate-secret").read_text()
    assert run(*WORDS)[0] == 0
    assert (tmp_path / "gate-secret").read_text() == before


def test_without_write_the_files_are_printed_without_the_secret(run: Run, tmp_path: Path) -> None:
    _code, out, _err = run(*WORDS)
    assert "request_route {" in out
    assert (tmp_path / "gate-secret").read_text().strip() not in out
    assert not (tmp_path / "gate").exists()


def test_check_says_what_is_missing_and_removal_takes_its_files_alone(run: Run, tmp_path: Path) -> None:
    run(*WORDS, "--write", "gate")
    (tmp_path / "gate" / "mine.cfg").write_text("not ours")
    code, out, _err = run("--check", "--json")
    assert code == 1
    found = json.loads(out)
    assert (found["verdict"], found["in_force"]["answers"]) == ("broken", False)
    code, out, _err = run("--remove", "--json")
    removed = [Path(path).name for path in json.loads(out)["removed"]]
    assert (code, removed) == (0, [CONFIG, UNIT])
    assert (tmp_path / "gate" / "mine.cfg").exists()
    assert run("--remove")[1].startswith("Nothing of the gate")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "needs an operator"),
        (("--operator", 'x"y'), "no host"),
        (("--operator", "op", "--transports", "carrier-pigeon"), "udp, tcp and tls"),
        (("--operator", "op", "--transports", "tls"), "--certificate"),
        (("--operator", "op", "--waits", "sometimes"), "closed, always or never"),
    ],
)
def test_answers_that_make_no_gate_are_refused_before_anything_is_written(
    run: Run, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    code, _out, err = run(*words)
    assert code == 2
    assert said in err
    assert list(tmp_path.iterdir()) == []
