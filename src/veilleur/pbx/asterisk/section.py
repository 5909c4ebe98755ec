"""[asterisk] of veilleur.toml: its keys, and the settings that come of them.

In: the filled section, and where the file lies. Out: `AsteriskSettings`. Pitfall: the secret of the
environment goes before that of `secret_file`, and that before `secret` in the file.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from veilleur.config.switch_section import LOOPBACK, NO_PATHS, FileContext, Section, SwitchSection
from veilleur.pbx.asterisk.settings import AGI_PORT, NAME, AsteriskSettings
from veilleur.words.messages import Message

SECRET_VARIABLE = "VEILLEUR_AMI_SECRET"  # noqa: S105 - the name of a variable
CDR_FILE = "/var/log/asterisk/cdr-csv/Master.csv"  # of Asterisk's module cdr_csv, as it is packaged


class AsteriskModel(Section):
    """The keys of [asterisk]."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 5038
    username: str = "veilleur"
    secret: Annotated[str, Field(repr=False)] = ""
    secret_file: str = ""
    log_file: str = ""
    own_log: bool = False
    agi_host: str = "127.0.0.1"
    agi_port: Annotated[int, Field(ge=1, le=65535)] = AGI_PORT
    asks: bool = True
    poll_forwards_s: Annotated[float, Field(ge=0.2, le=3600)] = 2.0
    directory: str = ""
    cdr_file: str | None = None  # None: Asterisk's own, where it is on this machine
    cdr_database: str = ""  # FreePBX's: /etc/freepbx.conf
    tls: bool = False
    tls_ca: str = ""
    tls_fingerprint: Annotated[str, Field(pattern=r"^([0-9A-Fa-f]{2}[: ]?){31}[0-9A-Fa-f]{2}$|^$")] = ""
    code_prompt: Annotated[str, Field(pattern=r"^[A-Za-z0-9_./&-]{1,200}$")] = "vm-password"


def settings_of(section: AsteriskModel, context: FileContext) -> AsteriskSettings:
    """The settings of a filled section.

    Raises:
        UnusableError: when the secret cannot be read.
    """
    secret = context.environ.get(SECRET_VARIABLE, "")
    if not secret and section.secret_file:
        secret = context.secret(NAME, section.secret_file, Message("the AMI secret"))
    as_written = section.model_dump(exclude={"secret_file"})
    of_this_file = {
        "secret": secret or section.secret,
        "log_file": section.log_file if section.log_file in NO_PATHS else context.path(section.log_file),
        "directory": context.path(section.directory),
        "cdr_database": context.path(section.cdr_database),
        "cdr_file": _cdr_file(section, context),
        "tls_ca": context.path(section.tls_ca),
        # Whoever names a certificate means it to be checked.
        "tls": section.tls or bool(section.tls_ca or section.tls_fingerprint),
    }
    return AsteriskSettings(**{**as_written, **of_this_file})


def _cdr_file(section: AsteriskModel, context: FileContext) -> str:
    if section.cdr_file is not None:
        return context.path(section.cdr_file)
    return CDR_FILE if section.host in LOOPBACK else ""


SECTION = SwitchSection(name=NAME, shape=AsteriskModel, settings=settings_of)
