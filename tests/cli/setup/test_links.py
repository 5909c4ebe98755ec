"""Answers by a link at set-up: nothing is written before the address was opened and led to this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from lab.addresses import free_port
from tests.alerts.http_stand_in import HttpStandIn
from tests.web.watch.client import serving, settings_in

from veilleur.cli.setup.page_proof import open_once
from veilleur.config import Settings, load
from veilleur.config.page_section import PageSettings
from veilleur.pbx.registry import sections
from veilleur.web.watch.shield import POLICY
from veilleur.words.errors import ConfigError

Run = Callable[..., tuple[int, str, str]]
BASE = ("setup", "asterisk", "--offline", "--force", "--lang", "en")


def read(folder: Path) -> Settings:
    return load(folder / "veilleur.toml", sections())


@contextmanager
def web_server_before(page_port: int, prefix: str = "") -> Iterator[HttpStandIn]:
    """A web server that passes what it gets on to a port of this machine."""

    def passed_on(server: HttpStandIn) -> bytes:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{page_port}{prefix}{server.requests[-1].path}"
        ) as found:
            return bytes(found.read())

    with HttpStandIn() as server:
        server.answer = passed_on
        yield server


def with_page(folder: Path, port: int) -> None:
    (folder / "veilleur.toml").write_text(f"[page]\nport = {port}\n# ours\n")


class TestAnAddressThatLeadsHere:
    def test_it_is_opened_once_then_written_and_a_drill_is_what_comes_next(
        self, run: Run, tmp_path: Path
    ) -> None:
        port = free_port()
        with_page(tmp_path, port)
        with web_server_before(port) as server:
            code, _out, err = run(*BASE, "--answer-address", f"{server.address}/")
            (got,) = server.requests
        assert code == 0
        assert got.method == "GET"
        assert got.path.startswith("/a/")  # as a link of an alert
        assert read(tmp_path).alerts.answer_address == server.address
        assert "# ours" in (tmp_path / "veilleur.toml").read_text()
        assert "opens and leads here" in err
        assert "in a drill alone (`veilleur drill`)" in err

    def test_the_port_is_free_again_and_served_one_path_alone(self) -> None:
        port = free_port()
        statuses = []

        def answer(server: HttpStandIn) -> bytes:
            for path in ("/", "/login", "/a/", "/a/x", server.requests[-1].path + "x"):
                with pytest.raises(urllib.error.HTTPError) as refused:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}{path}")
                statuses.append(refused.value.code)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{server.requests[-1].path}") as found:
                return bytes(found.read())

        for _time in range(2):  # the second one binds the same port
            with HttpStandIn() as server:
                server.answer = answer
                open_once(PageSettings(port=port), server.address)
        assert statuses == [404] * 10

    def test_a_page_that_runs_already_is_recognised_though_the_name_is_new_to_it(self) -> None:
        with HttpStandIn(code=421) as page:
            port = int(page.address.rpartition(":")[2])
            with pytest.raises(ConfigError, match="not with the page of this machine"):
                open_once(PageSettings(port=port), page.address)
            page.headers = {"Content-Security-Policy": POLICY}
            open_once(PageSettings(port=port), page.address)

    def test_the_page_itself_is_recognised(self, tmp_path: Path) -> None:
        with serving(settings_in(tmp_path)) as served, HttpStandIn(body=b"hello") as other:
            page = PageSettings(port=served.port)
            open_once(page, f"http://127.0.0.1:{served.port}")
            open_once(page, f"http://localhost:{served.port}")
            with pytest.raises(ConfigError, match="not with the page of this machine"):
                open_once(page, other.address)


class TestAPageWithACertificate:
    @pytest.fixture
    def page(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PageSettings:
        key, certificate = tmp_path / "page.key", tmp_path / "page.crt"
        made = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
        ]
        names = ["-addext", "subjectAltName=DNS:localhost"]
        subprocess.run([*made, *names, "-keyout", key, "-out", certificate], check=True, capture_output=True)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        return PageSettings(port=free_port(), certificate=certificate, key=key)

    def test_it_is_opened_over_https_though_a_stranger_says_nothing(self, page: PageSettings) -> None:
        strangers = []

        def connects(server: HttpStandIn) -> bytes:
            """A web server before it, which also shows that a silent connection holds nothing up."""
            strangers.append(socket.create_connection(("127.0.0.1", page.port)))
            with urllib.request.urlopen(f"https://localhost:{page.port}{server.requests[-1].path}") as found:
                return bytes(found.read())

        with HttpStandIn() as server:
            server.answer = connects
            open_once(page, server.address)
            open_once(page, f"https://localhost:{page.port}")
        strangers[0].close()

    def test_a_certificate_that_no_telephone_trusts_is_said(
        self, page: PageSettings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", os.devnull)
        monkeypatch.setenv("SSL_CERT_DIR", os.devnull)
        with pytest.raises(ConfigError, match="cannot be opened from this machine"):
            open_once(page, f"https://localhost:{page.port}")

    def test_a_certificate_file_that_is_none_is_one_sentence(self, page: PageSettings) -> None:
        assert page.certificate is not None
        page.certificate.write_text("no certificate\n")
        with pytest.raises(ConfigError, match="cannot be served"):
            open_once(page, f"https://localhost:{page.port}")


class TestAnAddressThatDoesNot:
    @pytest.mark.parametrize(
        ("address", "why"),
        [
            ("http://veilleur.example.org", "begins with https://"),
            ("veilleur.example.org", "begins with https://"),
            ("https://[", "begins with https://"),
            ("https://veilleur.example.org/?a=b", "write the address alone"),
            ("https://me:word@veilleur.example.org", "write the address alone"),
            ("https://veilleur.example.org/#a", "write the address alone"),
        ],
    )
    def test_what_is_no_safe_address_is_not_even_opened(
        self, run: Run, tmp_path: Path, address: str, why: str
    ) -> None:
        code, _out, err = run(*BASE, "--answer-address", address)
        assert code == 2
        assert why in err
        assert read(tmp_path).alerts.answer_address == ""
        assert read(tmp_path).page is None

    def test_nobody_who_answers_there_is_one_sentence_and_writes_nothing(
        self, run: Run, tmp_path: Path
    ) -> None:
        with_page(tmp_path, free_port())
        code, _out, err = run(*BASE, "--answer-address", f"http://127.0.0.1:{free_port()}")
        assert code == 2
        assert "cannot be opened from this machine" in err
        assert "Nothing was written" in err
        assert read(tmp_path).alerts.answer_address == ""

    @pytest.mark.parametrize("code_of_server", [200, 302, 404, 502])
    def test_another_server_is_not_taken_for_ours(
        self, run: Run, tmp_path: Path, code_of_server: int
    ) -> None:
        with_page(tmp_path, free_port())
        with HttpStandIn(code=code_of_server, body=b"hello", location="/") as server:
            code, _out, err = run(*BASE, "--answer-address", server.address)
        assert code == 2
        assert f"not with the page of this machine (it says {code_of_server})" in err
        assert read(tmp_path).alerts.answer_address == ""

    def test_a_server_that_repeats_what_it_is_asked_is_not_taken_for_ours(self) -> None:
        with HttpStandIn() as server:
            server.answer = lambda one: one.requests[-1].path.rpartition("/")[2].encode()
            with pytest.raises(ConfigError, match="not with the page of this machine"):
                open_once(PageSettings(port=free_port()), server.address)

    def test_a_page_that_may_not_be_served_where_it_says_is_one_sentence(self) -> None:
        with pytest.raises(ConfigError, match=r"cannot be served on 192\.0\.2\.7:8140"):
            open_once(PageSettings(address="192.0.2.7"), "http://127.0.0.1:1")


class TestQuestions:
    def test_whoever_gets_mails_is_asked_and_an_address_that_fails_is_asked_for_again(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        port = free_port()
        with_page(tmp_path, port)
        with web_server_before(port) as server:
            answers = iter(["http://veilleur.example.org", server.address])
            asked: list[str] = []

            def answer(question: str) -> str:
                asked.append(question)
                if question.startswith("Whom to wake"):
                    return "paul@example.org"
                return next(answers) if question.startswith("Answer by a link too?") else ""

            monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
            monkeypatch.setattr("builtins.input", answer)
            code, _out, err = run(*BASE, "--no-learn")
        assert code == 0
        assert "begins with https://" in err
        assert read(tmp_path).alerts.answer_address == server.address
        assert sum(one.startswith("Answer by a link too?") for one in asked) == 2

    def test_who_is_only_called_is_not_asked_since_a_call_holds_no_link(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True)

        def answer(question: str) -> str:
            asked.append(question)
            return ""

        monkeypatch.setattr("builtins.input", answer)
        assert run(*BASE, "--no-learn")[0] == 0
        assert not any(one.startswith("Answer by a link") for one in asked)

    def test_where_nobody_can_be_asked_it_is_said_how_in_french(self, run: Run) -> None:
        words = ("setup", "asterisk", "--offline", "--lang", "fr", "--alert", "paul@example.org")
        _code, _out, err = run(*words)
        assert (
            "Réponses par un lien\u00a0: «\u00a0veilleur setup asterisk --answer-address https://…\u00a0»"
            in err
        )


def test_a_new_name_is_added_to_those_of_the_page(tmp_path: Path) -> None:
    from veilleur.cli.setup.answer_links import _with_address

    before = '[page]\nnames = ["other.example.org"]\n[[alerts.person]]\nname = "Paul"\n'
    after = _with_address(before, "https://Veilleur.example.org/guard")
    assert '["other.example.org", "veilleur.example.org"]' in after
    assert after == _with_address(after, "https://Veilleur.example.org/guard")
