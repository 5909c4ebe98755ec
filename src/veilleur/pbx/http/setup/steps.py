"""One set-up of a switch that asks over HTTP: a section of veilleur.toml, and a token that is shown once.

In: answers. Out: the token's hash in a file, and what to enter at the switch. Pitfall: nothing can be put
into such a switch from here; a token that exists already is kept, for the switch may be using it.
"""

from __future__ import annotations

import shlex
import socket
import time
from pathlib import Path
from typing import Any

from veilleur.config.switch_section import LOOPBACK
from veilleur.config.writing import path_beside, quoted
from veilleur.language import say
from veilleur.pbx.http.settings import NAME, TOKENS_FILE
from veilleur.pbx.http.setup.check import guard_answers
from veilleur.pbx.http.setup.sentences import SAY
from veilleur.pbx.http.tls import server_context
from veilleur.pbx.http.tokens import Tokens
from veilleur.pbx.setup_port import HandOut, SetupRequest
from veilleur.words.errors import ConfigError, system_cause
from veilleur.words.site import Site

SCOPES = ("ask", "report", "orders")  # what a switch needs; to read is for a monitoring system
ANY_ADDRESS = {"0.0.0.0", "::", ""}  # noqa: S104 - compared with, never bound here


class HttpSteps:
    """See `SetupSteps`."""

    def __init__(self, request: SetupRequest) -> None:
        self._answers, self._notices, self._config = request.answers, request.notices, request.config
        self._must_be_private()
        self._tokens = Tokens(request.config.absolute().with_name(TOKENS_FILE))
        self._secret = ""

    def section(self) -> list[str]:
        """The lines of [http]."""
        answers = self._answers
        lines = [f"[{NAME}]", f"host = {quoted(answers['listen'])}", f"port = {answers['http_port']}"]
        lines += [
            f"{key} = {quoted(path_beside(self._config, self._path(key)))}"
            for key in ("certificate", "certificate_key")
            if answers[key]
        ]
        if answers["behind_proxy"]:
            lines.append("behind_proxy = true")
        return lines

    def emergency_numbers(self, site: Site) -> tuple[str, ...]:
        """None beside those of the country."""
        del site
        return ()

    def prepare(self, site: Site) -> None:
        """Try the certificate and the address.

        Raises:
            ConfigError: when the guard could not listen there.
        """
        del site
        if self._answers["certificate"]:
            server_context(str(self._path("certificate")), str(self._path("certificate_key")))
        self._must_be_usable(self._answers["listen"], self._answers["http_port"])

    def install(self) -> None:
        """Make the token."""
        name = self._answers["token"]
        now = time.time()
        if any(one.name == name and one.holds(now) for one in self._tokens.all()):
            self._notices.say("token_kept", SAY["token_kept"], name=name)
            return
        self._secret = self._tokens.make(name, SCOPES, now)
        self._notices.wrote(self._tokens.path)

    def facts(self) -> dict[str, Any]:
        """Where the tokens' hashes are kept."""
        return {"tokens_file": str(self._tokens.path)}

    def hand_out(self) -> HandOut:
        """The token, and the request that the switch sends."""
        url = self._url()
        lines = []
        if self._secret:
            lines += ["", self._text("token", name=self._answers["token"]), f"  {self._secret}"]
        lines += ["", self._text("ask"), f"  {_example(url)}", self._text("report")]
        data = {"url": url, "token": self._secret or None, "token_name": self._answers["token"]}
        return HandOut(data=data, lines=tuple(lines))

    def _must_be_private(self) -> None:
        answers = self._answers
        if bool(answers["certificate"]) != bool(answers["certificate_key"]):
            raise ConfigError("--certificate and --certificate-key go together: give both, or neither.")
        if answers["listen"] not in LOOPBACK and not (answers["certificate"] or answers["behind_proxy"]):
            raise ConfigError(
                "--listen {host}: this is not loopback, and tokens would travel in clear text; give "
                "--certificate and --certificate-key, or --behind-proxy where a proxy in front speaks TLS.",
                host=answers["listen"],
            )

    def _url(self) -> str:
        host = self._answers["listen"]
        if host in ANY_ADDRESS:
            host = socket.gethostname()
        scheme = "https" if self._answers["certificate"] or self._answers["behind_proxy"] else "http"
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{self._answers['http_port']}"

    def _must_be_usable(self, host: str, port: int) -> None:
        try:
            family, kind, _protocol, _name, address = socket.getaddrinfo(
                host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            with socket.socket(family, kind) as tried:
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                tried.bind(address)
        except OSError as error:
            if any(guard_answers(host, port, over_tls=over_tls) for over_tls in (False, True)):
                return  # our own guard, since an earlier set-up
            raise ConfigError(
                "--listen {host} --http-port {port}: the guard cannot listen there ({why}); take another "
                "port, or an address of this machine.",
                host=host,
                port=port,
                why=system_cause(error),
            ) from error

    def _path(self, key: str) -> Path:
        return Path(self._answers[key]).absolute()

    def _text(self, code: str, **blanks: str) -> str:
        return say(SAY[code], blanks, self._notices.language)


def _example(url: str) -> str:
    body = shlex.quote('{"request": "1", "number": "0037129990000", "extension": "203"}')
    return (
        "curl -s -o /dev/null -w '%{http_code}' --max-time 1 -H \"Authorization: Bearer $TOKEN\" "
        f"{url}/v1/authorise -d {body}"
    )
