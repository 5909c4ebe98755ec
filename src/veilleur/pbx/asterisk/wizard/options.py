"""What `veilleur setup asterisk` has to know beyond the site, and the section that it writes of it.

In: options and answers. Out: `AsteriskAnswers`, and the lines of [asterisk]. Pitfall: files of another
machine are not ours, so Asterisk's call records are named for this one alone.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from veilleur.config.switch_section import LOOPBACK
from veilleur.config.writing import path_beside, quoted
from veilleur.pbx.asterisk.section import CDR_FILE
from veilleur.pbx.asterisk.settings import AGI_PORT, JOURNALD
from veilleur.pbx.asterisk.wizard.sentences import ASK
from veilleur.pbx.setup_port import Answers, Option

# Where FreePBX's module asks (contrib/freepbx/veilleur/GuardSocket.php), and as whom its web server runs.
PAGE_SOCKET, PAGE_USER = "/run/veilleur/page.sock", "asterisk"
FREEPBX = "freepbx"  # a word of the command: the same adapter, and no detection
# Those that set-up writes or leaves out itself: what an older file says of them is not kept.
OWN_KEYS = frozenset(
    "host port username secret secret_file tls tls_ca tls_fingerprint agi_port log_file own_log cdr_file "
    "cdr_database directory".split()
)
OPTIONS = (
    Option("host", str, "Address of the manager interface (AMI).", "127.0.0.1", ASK["host"], toml_key="host"),
    Option("port", int, "Its port.", 5038, ASK["port"], least=1, most=65535, toml_key="port"),
    Option("user", str, "Manager login.", "veilleur", ASK["user"], toml_key="username"),
    Option(
        "secret_file",
        Path,
        "File with the manager secret; made when it is not there.",
        toml_key="secret_file",
    ),
    Option(
        "tls_fingerprint",
        str,
        "SHA-256 of the certificate of a manager that speaks TLS; without it and --tls-ca the one that it "
        "shows now.",
        "",
        ASK["tls_fingerprint"],
        toml_key="tls_fingerprint",
    ),
    Option("tls_ca", str, "File of the CA (PEM) that signed that certificate.", "", toml_key="tls_ca"),
    Option("agi_port", int, "FastAGI port.", AGI_PORT, least=1, most=65535, toml_key="agi_port"),
    Option("log_file", str, "Log of wrong PINs, or journald; - for none.", "", toml_key="log_file"),
    Option(
        "cdr_file",
        str,
        "Asterisk's call records; - for none.",
        CDR_FILE,
        ASK["cdr_file"],
        toml_key="cdr_file",
    ),
    Option(
        "cdr_database",
        str,
        "FreePBX's call records: its login file; - for none.",
        "",
        toml_key="cdr_database",
    ),
    Option("freepbx", bool, "Else it is detected.", flags=("--freepbx/--plain",)),
    Option(
        "page",
        bool,
        "FreePBX's own page may look and answer; shows once the code that a yes there needs.",
        False,
    ),
    Option("waits", str, "When risky calls wait while Veilleur is absent: closed, always, never.", "closed"),
    Option("write", Path, "Write the pieces into this directory of Asterisk instead of printing them."),
    Option("gates", bool, "With --write: put the question before each Dial to a trunk too.", False),
    Option(
        "show_secret",
        bool,
        "Print the secret with the pieces.",
        False,
        flags=("--show-secret/--no-show-secret",),
    ),
)


@dataclass(frozen=True, slots=True)
class AsteriskAnswers:
    """The answers by name. freepbx: None when it is to be detected; write: None when nothing is written."""

    host: str
    port: int
    user: str
    secret_file: Path | None
    tls_fingerprint: str
    tls_ca: str
    agi_port: int
    log_file: str
    cdr_file: str
    cdr_database: str
    freepbx: bool | None
    page: bool
    waits: str
    write: Path | None
    gates: bool
    show_secret: bool

    @classmethod
    def of(cls, answers: Answers) -> AsteriskAnswers:
        """Those of set-up, which has more."""
        return cls(**{one.name: answers[one.name] for one in fields(cls)})

    @property
    def has_tls(self) -> bool:
        """Whether the manager is spoken to encrypted."""
        return bool(self.tls_fingerprint or self.tls_ca)

    @property
    def is_here(self) -> bool:
        """Whether the PBX runs on this machine."""
        return self.host in LOOPBACK


def page_section(kept_code: str) -> list[str]:
    """The lines of [guard] by which FreePBX's page is heard. kept_code: the hash of the code of its yes."""
    return [
        "",
        "[guard]",
        f"page_socket = {quoted(PAGE_SOCKET)}",
        f"page_user = {quoted(PAGE_USER)}",
        f"page_code = {quoted(kept_code)}",
    ]


def section(answers: AsteriskAnswers, secret_file: Path, config: Path) -> list[str]:
    """The lines of [asterisk]."""
    lines = [
        "[asterisk]",
        f"host = {quoted(answers.host)}",
        f"port = {answers.port}",
        f"username = {quoted(answers.user)}",
        f"secret_file = {quoted(path_beside(config, secret_file))}",
        f"agi_port = {answers.agi_port}",
    ]
    if answers.has_tls:
        lines.append("tls = true")
    if answers.tls_ca:
        lines.append(f"tls_ca = {quoted(answers.tls_ca)}")
    if answers.tls_fingerprint:
        lines.append(f"tls_fingerprint = {quoted(answers.tls_fingerprint)}")
    if answers.log_file:
        lines.append(f"log_file = {quoted(answers.log_file)}")
        if answers.log_file != JOURNALD:
            lines.append("own_log = true")
    if answers.cdr_database not in ("", "-"):
        lines.append(f"cdr_database = {quoted(answers.cdr_database)}")
    elif answers.is_here or answers.cdr_file != CDR_FILE:
        lines.append(f"cdr_file = {quoted('' if answers.cdr_file == '-' else answers.cdr_file)}")
    if answers.write is not None:
        lines.append(f"directory = {quoted(str(answers.write.absolute()))}  # where set-up wrote its pieces")
    return lines


def _beside(path: Path, config: Path) -> str:
    folder = config.absolute().parent
    whole = path.absolute()
    return str(whole.relative_to(folder)) if whole.is_relative_to(folder) else str(whole)
