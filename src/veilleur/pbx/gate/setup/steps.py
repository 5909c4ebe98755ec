"""One set-up of a gate: its secret, its files checked by Kamailio, and the field that a person sets.

In: answers. Out: files, and sentences. Pitfall: everything lies in a folder of its own and runs as a unit of
its own; a Kamailio that is on the machine already is neither read nor changed.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from veilleur.config.writing import path_beside, quoted, write_new
from veilleur.language import say
from veilleur.pbx.gate.certificate import TLS_CONFIG
from veilleur.pbx.gate.setup import makers
from veilleur.pbx.gate.setup.options import GateAnswers, plan_of
from veilleur.pbx.gate.setup.plan import CONFIG, UNIT, GatePlan, files
from veilleur.pbx.gate.setup.sentences import SAY
from veilleur.pbx.setup_port import HandOut, SetupRequest
from veilleur.words.errors import ConfigError, system_cause
from veilleur.words.site import Site

SECRET_FILE = "gate-secret"  # noqa: S105 - the name of a file
SECRET_BYTES = 24
CHECKED_WITHIN_S = 20.0
ACCOUNT = "veilleur-gate"


def kamailio() -> str | None:
    """The program, where it is installed."""
    return shutil.which("kamailio", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


def refusal(program: str, config: Path) -> str:
    """What Kamailio says against a configuration; "" when it accepts it."""
    command = [program, "-c", "-f", str(config)]
    done = subprocess.run(  # noqa: S603 - a fixed program, and a file of our own
        command, capture_output=True, text=True, check=False, timeout=CHECKED_WITHIN_S
    )
    if done.returncode == 0:
        return ""
    faults = [line for line in done.stderr.splitlines() if "ERROR" in line or "CRITICAL" in line]
    return (faults or done.stderr.splitlines() or ["?"])[-1].strip()


class GateSteps:
    """See `SetupSteps`."""

    def __init__(self, request: SetupRequest) -> None:
        self._request, self._notices = request, request.notices
        self._answers = GateAnswers.of(request.answers)
        self._secret_file = self._answers.gate_secret_file or request.config.with_name(SECRET_FILE)
        plan_of(self._answers, Site(), "0" * 16)  # answers that make no configuration are refused first
        self._plan: GatePlan | None = None

    def section(self) -> list[str]:
        """The lines of [gate]."""
        answers = self._answers
        lines = [
            "[gate]",
            f"port = {answers.guard_port}",
            f"secret_file = {quoted(path_beside(self._request.config, self._secret_file))}",
            f"address = {quoted(answers.gate)}",
            f"sip_port = {answers.gate_port}",
            f"pbx = {quoted(answers.pbx)}",
        ]
        if answers.write is not None:
            lines.append(f"directory = {quoted(str(answers.write.absolute()))}")
        return lines

    def emergency_numbers(self, site: Site) -> tuple[str, ...]:
        """None beside those of the country."""
        del site
        return ()

    def prepare(self, site: Site) -> None:
        """Make the secret, and let Kamailio check the configuration."""
        known = self._secret()
        plan = self._plan = plan_of(self._answers, site, known)
        if not plan.operator_networks:
            self._say("anybody")
        program = kamailio()
        if program is None:
            self._say("no_kamailio")
            return
        with tempfile.TemporaryDirectory(prefix="veilleur-gate-") as folder:
            for name, text in files(plan).items():
                Path(folder, name).write_text(text)
            text = (
                Path(folder, CONFIG)
                .read_text()
                .replace(f"{plan.directory}/{TLS_CONFIG}", f"{folder}/{TLS_CONFIG}")
            )
            Path(folder, CONFIG).write_text(text)
            why = refusal(program, Path(folder, CONFIG))
        if why:
            raise ConfigError("Kamailio refuses the gate's configuration: {why}", why=why)
        self._say("checked")

    def install(self) -> None:
        """Write the files where --write says."""
        folder = self._answers.write
        if folder is None:
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files(self._made()).items():
            path = folder / name
            path.unlink(missing_ok=True)
            write_new(path, text, 0o644 if name == UNIT else 0o640)
            self._notices.wrote(path)

    def facts(self) -> dict[str, Any]:
        """Where the secret is."""
        return {"secret_file": str(self._secret_file)}

    def hand_out(self) -> HandOut:
        """The files that were not written, the commands, and the field of each maker."""
        plan, language = self._made(), self._notices.language
        pieces = {} if self._answers.write is not None else files(plan)
        if not self._answers.show_secret:
            pieces = {name: text.replace(plan.secret, "SECRET") for name, text in pieces.items()}
        lines: list[str] = []
        if pieces:
            lines.append(f"\n{self._text('pieces')}\n")
            lines += [f"# ----- {plan.directory}/{name}\n{text}" for name, text in pieces.items()]
            if not self._answers.show_secret:
                lines.append(self._text("secret_hidden", path=str(self._secret_file)))
        commands = start_commands(plan.directory)
        fields = makers.lines(f"{plan.address}:{plan.port}", language)
        lines += ["", self._text("start"), *(f"  {one}" for one in commands)]
        lines += ["", self._text("field"), *fields, "", self._text("allow_list")]
        return HandOut(data={"pieces": pieces, "commands": commands, "fields": fields}, lines=tuple(lines))

    def _secret(self) -> str:
        path = self._secret_file
        try:
            return path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            known = secrets.token_hex(SECRET_BYTES)
            write_new(path, known + "\n", 0o600)
            self._say("secret_made", path=str(path))
            return known
        except (OSError, UnicodeDecodeError) as error:
            cause = system_cause(error) if isinstance(error, OSError) else "?"
            raise ConfigError(
                "{path}: the gate's secret cannot be read ({why}).", path=path, why=cause
            ) from error

    def _made(self) -> GatePlan:
        assert self._plan is not None
        return self._plan

    def _say(self, code: str, **blanks: str) -> None:
        self._notices.say(code, SAY[code], **blanks)

    def _text(self, code: str, **blanks: str) -> str:
        return say(SAY[code], blanks, self._notices.language)


def start_commands(directory: str) -> list[str]:
    """What puts the gate into service."""
    return [
        f"adduser --system --group --no-create-home {ACCOUNT}",
        f"chgrp -R {ACCOUNT} {directory}",
        f"systemctl enable --now {directory}/{UNIT}",
    ]


def stop_command() -> str:
    """What takes it out of service."""
    return f"systemctl disable --now {UNIT}; deluser --system {ACCOUNT}"
