"""`veilleur setup http`, as a person types it: what it writes and hands out, its check, its removal."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lab.addresses import free_port
from tests.pbx.http.calling import Caller, served
from tests.pbx.http.test_tls import made

from veilleur.cli import main
from veilleur.config import Settings, load
from veilleur.pbx import registry
from veilleur.pbx.http.settings import HttpSettings
from veilleur.pbx.http.setup.check import check, guard_answers
from veilleur.pbx.http.tokens import Tokens
from veilleur.pbx.setup_port import CheckReport

Run = Callable[..., tuple[int, str, str]]
WORDS = ("--name", "Garage Martin", "--extensions", "1XX", "--country", "FR", "--yes")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C")

    def run_words(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["veilleur", "setup", "http", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out = capsys.readouterr()
        return int(ended.value.code or 0), out.out, out.err

    return run_words


def http_of(settings: Settings) -> HttpSettings:
    assert isinstance(settings.switch, HttpSettings)
    return settings.switch


def test_the_token_is_shown_once_and_the_next_set_up_keeps_it(run: Run, tmp_path: Path) -> None:
    words = (*WORDS, "--http-port", str(free_port()), "--token", "sbc1", "--json")
    code, out, _err = run(*words)
    first = json.loads(out)
    http = http_of(load(tmp_path / "veilleur.toml", registry.sections()))
    owner = Tokens(http.tokens).owner_of(first["token"], time.time())
    assert code == 0
    assert owner is not None
    assert (owner.name, owner.scopes) == ("sbc1", ("ask", "report", "orders"))
    assert first["token"] not in (tmp_path / "http-tokens.json").read_text()
    assert (tmp_path / "http-tokens.json").stat().st_mode & 0o077 == 0
    code, out, _err = run(*words)
    second = json.loads(out)
    assert (code, second["token"]) == (0, None)
    assert [one["code"] for one in second["notices"]] == ["unchanged", "token_kept"]


def test_the_request_that_is_handed_out_names_the_address_and_not_the_token(run: Run) -> None:
    port = free_port()
    code, out, _err = run(*WORDS, "--http-port", str(port), "--lang", "fr")
    token = next(line.strip() for line in out.splitlines() if line.strip().startswith("veilleur_"))
    request = next(line for line in out.splitlines() if "curl" in line)
    assert code == 0
    assert f"http://127.0.0.1:{port}/v1/authorise" in request
    assert "$TOKEN" in request
    assert token not in request
    assert "Avant chaque appel sortant, sauf d’urgence" in out


def test_an_address_beyond_loopback_wants_a_certificate_or_a_proxy(run: Run, tmp_path: Path) -> None:
    code, _out, err = run(*WORDS, "--listen", "0.0.0.0", "--http-port", str(free_port()))
    assert code == 2
    assert "tokens would travel in clear text" in err
    assert not (tmp_path / "veilleur.toml").exists()
    certificate = made(tmp_path)
    code, out, _err = run(
        *WORDS,
        *("--listen", "0.0.0.0", "--http-port", str(free_port())),
        *("--certificate", str(certificate), "--certificate-key", str(certificate.with_suffix(".key"))),
        "--json",
    )
    text = (tmp_path / "veilleur.toml").read_text()
    assert code == 0
    assert json.loads(out)["url"].startswith("https://")
    assert 'certificate = "guard.pem"' in text  # below the configuration: it may be moved with it


def test_a_certificate_that_cannot_be_used_is_refused_before_anything_is_written(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "guard.pem").write_text("words")
    code, _out, err = run(
        *WORDS,
        "--http-port",
        str(free_port()),
        "--certificate",
        "guard.pem",
        "--certificate-key",
        "guard.pem",
    )
    assert code == 2
    assert "guard.pem" in err
    assert not (tmp_path / "veilleur.toml").exists()
    assert not (tmp_path / "http-tokens.json").exists()


def test_a_port_of_another_program_is_refused_with_its_cause(run: Run, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, _out, err = run(*WORDS, "--http-port", str(taken.getsockname()[1]))
    assert code == 2
    assert "the guard cannot listen there" in err
    assert not (tmp_path / "veilleur.toml").exists()


async def checked(caller: Caller, **changes: Any) -> CheckReport:
    http = replace(http_of(caller.settings), port=caller.port, **changes)
    return await asyncio.to_thread(check, replace(caller.settings, switches=(http,)), "en")


async def test_the_check_waits_for_the_first_question_and_names_what_is_missing(tmp_path: Path) -> None:
    async with served(tmp_path) as caller:
        report = await checked(caller)
        assert (report.is_in_force, report.data["verdict"]) == (False, "waits")
        assert report.data["in_force"] == {"listens": True, "token_there": True, "asks": False}
        gone = await checked(caller, tokens=tmp_path / "none.json")
    assert gone.data["verdict"] == "broken"
    assert "a token may ask" in gone.sentence
    assert (await checked(caller)).data["in_force"]["listens"] is False


async def test_the_check_notices_a_certificate_that_was_replaced_or_expires(tmp_path: Path) -> None:
    certificate = made(tmp_path, days=7)
    key = certificate.with_suffix(".key")
    async with served(tmp_path, toml=f'certificate = "{certificate}"\ncertificate_key = "{key}"\n') as caller:
        report = await checked(caller)
        assert report.data["in_force"]["certificate_holds"] is True
        assert "The certificate expires on" in report.notices[0]
        other = await checked(caller, certificate=str(made(tmp_path, "renewed")))
    assert other.data["in_force"]["certificate_holds"] is False


async def test_a_server_that_is_no_guard_is_not_taken_for_one() -> None:
    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        assert not await asyncio.to_thread(guard_answers, "127.0.0.1", port, over_tls=False)
        assert not await asyncio.to_thread(guard_answers, "127.0.0.1", port, over_tls=True)


def test_removal_takes_every_token_away(run: Run, tmp_path: Path) -> None:
    run(*WORDS, "--http-port", str(free_port()))
    code, out, _err = run("--remove")
    assert code == 0
    assert "The tokens hold no more" in out
    assert not Tokens(tmp_path / "http-tokens.json").all()
    assert "There is no token to take away" in run("--remove")[1]
