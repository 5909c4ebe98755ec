"""Whom to wake, at the end of set-up: one answer, and `veilleur drill` has somebody to reach."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from veilleur.config import Settings, load
from veilleur.pbx.registry import sections

Run = Callable[..., tuple[int, str, str]]
BASE = ("setup", "asterisk", "--offline", "--lang", "en")


def _read(folder: Path) -> Settings:
    return load(folder / "veilleur.toml", sections())


def test_a_telephone_gets_a_secret_topic_of_its_own(run: Run, tmp_path: Path) -> None:
    code, _out, err = run(*BASE, "--alert", "ntfy")
    assert code == 0
    (person,) = _read(tmp_path).alerts.people
    assert person.ntfy.startswith("https://ntfy.sh/veilleur-")
    assert len(person.ntfy) >= 48
    assert f"subscribe to {person.ntfy}" in err
    assert "veilleur drill" in err
    assert (tmp_path / "veilleur.toml").stat().st_mode & 0o077 == 0


def test_a_mail_goes_by_this_machine_or_by_the_server_that_was_named(run: Run, tmp_path: Path) -> None:
    assert run(*BASE, "--alert", "paul@example.org")[0] == 0
    server = _read(tmp_path).alerts.mail
    assert server is not None
    assert (server.server, server.port, server.security) == ("127.0.0.1", 25, "none")

    assert run(*BASE, "--alert", "paul@example.org", "--mail-server", "mail.example.org")[0] == 0
    server = _read(tmp_path).alerts.mail
    assert server is not None
    assert (server.server, server.port, server.security) == ("mail.example.org", 587, "starttls")


def test_a_telephone_number_is_called_by_the_pbx_through_a_login_that_may_originate_alone(
    run: Run, tmp_path: Path
) -> None:
    etc = tmp_path / "etc"
    etc.mkdir()
    (etc / "manager.conf").write_text("[general]\nenabled = yes\n")
    (etc / "extensions.conf").write_text("[general]\n")
    written = ("--write", str(etc), "--trunks", "PJSIP/carrier*")
    code, _out, err = run(*BASE, *written, "--alert", "06 39 98 00 01")
    assert code == 0
    assert "The PBX will call 06 39 98 00 01" in err
    alerts = _read(tmp_path).alerts
    assert [person.telephone for person in alerts.people] == ["0639980001"]
    assert alerts.telephone is not None
    assert alerts.telephone.dial == "PJSIP/{number}@carrier"
    assert (tmp_path / "telephone-secret").stat().st_mode & 0o077 == 0
    manager = (etc / "manager.conf").read_text()
    section = manager.partition("[veilleur-telephone]")[2].partition("; END")[0]
    assert f"secret = {alerts.telephone.secret}" in section
    assert "write = originate" in section
    assert "read" not in section
    before = {path.name: path.read_text() for path in etc.iterdir()}
    assert before["extensions.conf"].count("[veilleur-telephone]") == 1

    assert run(*BASE, *written, "--force")[0] == 0  # all pieces are written again, the telephone among them
    for name in ("manager.conf", "extensions.conf"):
        assert (etc / name).read_text().count("[veilleur-telephone]") == 1
    assert run("setup", "asterisk", "--remove", "--lang", "en")[0] == 0
    assert (etc / "manager.conf").read_text() == "[general]\nenabled = yes\n"
    assert (etc / "extensions.conf").read_text() == "[general]\n"


def test_a_number_that_costs_money_is_not_called(run: Run, tmp_path: Path) -> None:
    code, _out, err = run(*BASE, "--trunks", "PJSIP/carrier*", "--alert", "0037129012345")
    assert code == 2
    assert "plain national fixed and mobile numbers" in err
    assert _read(tmp_path).alerts.people == ()


def test_who_answers_nothing_hears_that_nobody_is_alerted(run: Run, tmp_path: Path) -> None:
    code, _out, err = run(*BASE)
    assert code == 0
    assert "Nobody is alerted in an attack: `veilleur setup asterisk --alert ADDRESS`" in err
    assert _read(tmp_path).alerts.people == ()


def test_an_address_that_cannot_be_used_is_asked_for_once_more(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["paul", "paul@example.org"])

    def answer(question: str) -> str:
        return next(answers) if question.startswith("Whom to wake") else ""

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("builtins.input", answer)
    code, _out, err = run(*BASE, "--no-learn")
    assert code == 0
    assert "'paul' is no mail address" in err
    assert [person.mail for person in _read(tmp_path).alerts.people] == ["paul@example.org"]


def test_who_is_named_already_stays_and_nobody_is_asked_again(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(*BASE, "--alert", "paul@example.org")[0] == 0
    asked: list[str] = []
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or "")
    assert run(*BASE, "--no-learn")[0] == 0
    assert [person.mail for person in _read(tmp_path).alerts.people] == ["paul@example.org"]
    assert not any(question.startswith("Whom to wake") for question in asked)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--alert", "nobody"), "is no mail address"),
        (("--alert", "a@example.org", "--mail-server", "mail:x"), "x is no port"),
        (("--alert", "http://mail.example.org/topic"), "https"),
    ],
)
def test_an_option_that_cannot_be_used_is_one_sentence(run: Run, words: tuple[str, ...], why: str) -> None:
    code, _out, err = run(*BASE, *words)
    assert code == 2
    assert why in err
