"""`veilleur setup http --check`: does the guard answer, by the right certificate, and has the switch asked.

In: a configuration. Out: a report. Pitfall: it asks without a token and reads the refusal; a token is known
to the switch alone, so whether the switch asks is read in the journal.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from datetime import UTC, datetime, timedelta

from veilleur.config import Settings
from veilleur.journal import JournalReader
from veilleur.language import say
from veilleur.pbx.http.settings import HttpSettings
from veilleur.pbx.http.setup.sentences import SAY
from veilleur.pbx.http.tls import der, own_certificate, valid_until
from veilleur.pbx.http.tokens import Tokens
from veilleur.pbx.setup_port import CheckReport, RemovalReport
from veilleur.words.errors import ConfigError, JournalError

GUARD_ANSWERS_S = 2.0
RENEW_WITHIN = timedelta(days=21)
LOOPBACK_OF = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - what the guard listens on
QUESTION = b"GET /v1/health HTTP/1.1\r\nHost: veilleur\r\nConnection: close\r\n\r\n"
REFUSAL = b"HTTP/1.1 401 "
MARK = b'{"error": "token"}'


def check(settings: Settings, language: str) -> CheckReport:
    """Whether the switch can ask, and whether it has.

    Raises:
        ConfigError: when no such switch is configured, or its certificate or tokens cannot be read.
    """
    http = _settings_of(settings)
    now = datetime.now(UTC)
    notices: list[str] = []
    found = {"listens": guard_answers(http.host, http.port, over_tls=bool(http.certificate))}
    if http.certificate:
        certificate = own_certificate(http.certificate)
        until = valid_until(certificate)
        found["certificate_holds"] = now < until and _sent_certificate(http) == der(certificate)
        if now < until < now + RENEW_WITHIN:
            notices.append(say(SAY["expires_soon"], {"day": f"{until:%Y-%m-%d}"}, language))
    tokens = Tokens(http.tokens).all()
    found["token_there"] = any("ask" in one.scopes and one.holds(now.timestamp()) for one in tokens)
    has_asked = _has_asked(settings)
    missing = [key for key, is_there in found.items() if not is_there]
    verdict = "broken" if missing else "whole" if has_asked else "waits"
    pieces = {**found, "asks": has_asked}
    names = {key: say(SAY[key], {"place": f"{http.host}:{http.port}"}, language) for key in pieces}
    sentence = say(SAY[verdict], {"missing": ", ".join(names[key] for key in missing)}, language)
    return CheckReport(
        is_in_force=verdict == "whole",
        data={"verdict": verdict, "in_force": pieces, "sentence": sentence},
        sentence=sentence,
        lines=tuple(
            f"  {names[key]}: {say(SAY['yes' if is_there else 'no'], {}, language)}"
            for key, is_there in pieces.items()
        ),
        notices=tuple(notices),
    )


def guard_answers(host: str, port: int, *, over_tls: bool) -> bool:
    """Whether a guard's HTTP half answers there: its refusal of a request without a token is its mark."""
    try:
        with _connected(host, port, over_tls=over_tls) as connection:
            connection.sendall(QUESTION)
            answer = b""
            while len(answer) < 4_096 and (piece := connection.recv(4_096)):
                answer += piece
    except OSError:
        return False
    return answer.startswith(REFUSAL) and answer.endswith(MARK)


def take_out(settings: Settings | None, language: str) -> RemovalReport:
    """Take every token away: from then on nobody is answered.

    Raises:
        ConfigError: when the tokens cannot be read or written.
    """
    http = _settings_of(settings) if settings is not None else None
    names: list[str] = []
    if http is not None:
        tokens = Tokens(http.tokens)
        names = list(dict.fromkeys(token.name for token in tokens.all()))
        for name in names:
            tokens.remove(name)
    return RemovalReport(
        paths=(),
        sentence=say(SAY["removed" if names else "nothing"], {}, language),
        data={"tokens": names},
    )


def _settings_of(settings: Settings) -> HttpSettings:
    http = next((one for one in settings.switches if isinstance(one, HttpSettings)), None)
    if http is None:
        raise ConfigError("{path}: there is no [http] here; run `veilleur setup http`.", path=settings.source)
    return http


def _connected(host: str, port: int, *, over_tls: bool) -> socket.socket:
    """Raises OSError when nobody listens, or nobody speaks TLS there."""
    plain = socket.create_connection((LOOPBACK_OF.get(host, host), port), GUARD_ANSWERS_S)
    if not over_tls:
        return plain
    # Nothing secret is sent, and whose certificate it is, is compared afterwards.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        return context.wrap_socket(plain)
    except OSError:
        plain.close()
        raise


def _sent_certificate(http: HttpSettings) -> bytes | None:
    with contextlib.suppress(OSError), _connected(http.host, http.port, over_tls=True) as connection:
        assert isinstance(connection, ssl.SSLSocket)
        return connection.getpeercert(binary_form=True)
    return None


def _has_asked(settings: Settings) -> bool:
    """Whether the journal holds a question."""
    try:
        reader = JournalReader(settings.journal.file)
    except JournalError:
        return False
    try:
        found = reader.entries(kind="event", holding='"event":"CallRequested"')
        return next(iter(found), None) is not None
    finally:
        reader.close()
