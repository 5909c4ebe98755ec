"""`veilleur setup gate --check`: does the gate answer, is its configuration right, and did a call pass it.

In: a configuration. Out: a report. Pitfall: it asks the gate by SIP OPTIONS from this machine and reads our
own journal for the first call; it changes nothing and never shows the guard's secret to anybody.
"""

from __future__ import annotations

import secrets
import socket
from datetime import UTC, datetime
from pathlib import Path

from veilleur.config import Settings
from veilleur.journal import JournalReader
from veilleur.language import say
from veilleur.pbx.gate.certificate import RENEW_WITHIN, TLS_CONFIG, certificate_of, valid_until
from veilleur.pbx.gate.settings import NAME, GateSettings
from veilleur.pbx.gate.setup.plan import CONFIG, UNIT
from veilleur.pbx.gate.setup.sentences import SAY
from veilleur.pbx.gate.setup.steps import kamailio, refusal, stop_command
from veilleur.pbx.setup_port import CheckReport, RemovalReport
from veilleur.words.errors import ConfigError, JournalError

GATE_ANSWERS_S = 2.0
ASKED_TIMES = 3
DEFAULT_DIRECTORY = "/etc/veilleur/gate"


def check(settings: Settings, language: str) -> CheckReport:
    """Whether the gate is in service.

    Raises:
        ConfigError: when no gate is configured.
    """
    gate = _gate_of(settings)
    if gate is None:
        raise ConfigError("{path}: no gate is named; run `veilleur setup gate`.", path=settings.source)
    found = {"answers": answers(gate), "line": _listens(gate)}
    program, config = kamailio(), Path(gate.directory or DEFAULT_DIRECTORY, CONFIG)
    if program is not None and config.exists():
        found["valid"] = not refusal(program, config)
    certificate = certificate_of(gate.directory or DEFAULT_DIRECTORY)
    until = valid_until(certificate) if certificate is not None else None
    expiry: tuple[str, ...] = ()
    if until is not None:
        found["certificate"] = datetime.now(UTC) < until
        if until - RENEW_WITHIN <= datetime.now(UTC) < until:
            expiry = (say(SAY["expires_soon"], {"day": f"{until:%Y-%m-%d}"}, language),)
    saw_call = _saw_call(settings)
    missing = [key for key, ok in found.items() if not ok]
    verdict = "broken" if missing else "whole" if saw_call else "waits"
    names = {key: say(SAY[key], {}, language) for key in (*found, "call")}
    sentence = say(SAY[verdict], {"missing": ", ".join(names[key] for key in missing)}, language)
    pieces = {**found, "call": saw_call}
    said = {True: say(SAY["yes"], {}, language), False: say(SAY["no"], {}, language)}
    return CheckReport(
        is_in_force=verdict == "whole",
        data={"verdict": verdict, "in_force": pieces, "sentence": sentence},
        sentence=sentence,
        lines=(
            *(f"  {names[key]}: {said[ok]}" for key, ok in pieces.items()),
            *expiry,
        ),
    )


def _gate_of(settings: Settings) -> GateSettings | None:
    return next((one for one in settings.switches if isinstance(one, GateSettings)), None)


def answers(gate: GateSettings) -> bool:
    """Whether the gate answers OPTIONS."""
    family = socket.AF_INET6 if ":" in gate.address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as asker:
        asker.settimeout(GATE_ANSWERS_S / ASKED_TIMES)
        try:
            asker.connect((gate.address, gate.sip_port))
            own, port = asker.getsockname()[:2]
            host = f"[{gate.address}]" if family is socket.AF_INET6 else gate.address
            token = secrets.token_hex(8)
            request = (
                f"OPTIONS sip:{host}:{gate.sip_port} SIP/2.0\r\n"
                f"Via: SIP/2.0/UDP {own}:{port};branch=z9hG4bK{token};rport\r\n"
                f"From: <sip:veilleur@{own}>;tag={token}\r\nTo: <sip:{host}>\r\nCall-ID: {token}\r\n"
                "CSeq: 1 OPTIONS\r\nMax-Forwards: 5\r\nContent-Length: 0\r\n\r\n"
            )
        except OSError:
            return False
        for _try in range(ASKED_TIMES):
            try:
                asker.send(request.encode())
                return asker.recv(4096).startswith(b"SIP/2.0 200 ")
            except OSError:
                continue
    return False


def _listens(gate: GateSettings) -> bool:
    try:
        with socket.create_connection((gate.host, gate.port), GATE_ANSWERS_S):
            return True
    except OSError:
        return False


def _saw_call(settings: Settings) -> bool:
    try:
        reader = JournalReader(settings.journal.file)
    except JournalError:
        return False
    try:
        found = reader.entries(kind="event", holding=f'"trunk":"{NAME}"')
        return next(iter(found), None) is not None
    finally:
        reader.close()


def take_out(settings: Settings | None, write: Path | None, language: str) -> RemovalReport:
    """Remove the gate's files, and nothing else of that folder."""
    gate = _gate_of(settings) if settings is not None else None
    known = gate.directory if gate is not None and gate.directory else DEFAULT_DIRECTORY
    folder = write or Path(known)
    paths = tuple(path for path in (folder / name for name in (CONFIG, TLS_CONFIG, UNIT)) if path.is_file())
    for path in paths:
        path.unlink()
    code = "removed" if paths else "nothing"
    sentence = say(SAY[code], {"path": str(folder), "stop": stop_command()}, language)
    return RemovalReport(paths=paths, sentence=sentence, data={"directory": str(folder)})
