"""`veilleur setup gate`, as a person types it: files, the field of each maker, check, removal."""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from veilleur.cli import main
from veilleur.language import say
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
    ("days", "is_valid", "is_said"), [(60, True, False), (10, True, True), (-1, False, False)]
)
def test_check_says_three_weeks_before_until_when_the_certificate_is_valid(
    run: Run, tmp_path: Path, days: int, is_valid: bool, is_said: bool
) -> None:
    until = datetime.now(UTC) + timedelta(days=days)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "gate")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, until - timedelta(days=90), until)
    pem = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    (tmp_path / "gate.pem").write_bytes(pem)
    of_tls = (
        "--transports",
        "udp,tls",
        "--certificate",
        str(tmp_path / "gate.pem"),
        "--certificate-key",
        "key.pem",
    )
    run(*WORDS, *of_tls, "--write", "gate")
    assert json.loads(run("--check", "--json")[1])["in_force"]["certificate"] is is_valid
    assert (f"expires on {until:%Y-%m-%d}" in run("--check")[1]) is is_said


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


def test_the_page_names_each_maker_with_its_field_its_source_and_whether_it_was_tried() -> None:
    page = (Path(__file__).parents[3] / "docs" / "gate.md").read_text("utf-8")
    for one in MAKERS:
        row = next(line for line in page.splitlines() if line.startswith(f"| {one.name} |"))
        assert say(one.field, {"gate": "192.168.1.20:5070"}, "en") in row
        assert (one.source or "none checked") in row
        assert {"real": "real", "simulated": "simulation", "": "| no |"}[one.tried] in row
    wanted = "FreePBX PJSIP chan_sip 3CX Yeastar Grandstream Mitel OXO Panasonic CUBE AudioCodes FRITZ Direct"
    assert [name for name in wanted.split() if not any(name in one.name for one in MAKERS)] == []
