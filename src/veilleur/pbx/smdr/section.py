"""[smdr] of veilleur.toml: its keys, and the settings that come of them.

In: the filled section, and where the file lies. Out: `SmdrSettings`. Pitfall: each way in needs a key of its
own (a port, a device, a file), which is checked here and not by the shape.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from veilleur.config.switch_section import FileContext, Section, SwitchSection, UnusableError
from veilleur.pbx.smdr.settings import NAME, SmdrSettings, Way
from veilleur.words.messages import Message

_NEEDED = {"client": "port", "listen": "port", "oxe": "host", "serial": "device", "file": "file"}


class SmdrModel(Section):
    """The keys of [smdr]: an old PABX that only prints its calls."""

    way: Literal["client", "listen", "oxe", "serial", "file"]
    format: str = ""
    spool: str = "var/smdr"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 0
    login: list[str] = Field(default_factory=list)
    secret_file: str = ""
    peers: list[str] = Field(default_factory=list)
    device: str = ""
    baud: Annotated[int, Field(ge=50, le=4_000_000)] = 9600
    bits: Annotated[int, Field(ge=5, le=8)] = 8
    parity: Literal["N", "E", "O"] = "N"
    stop_bits: Annotated[int, Field(ge=1, le=2)] = 1
    file: str = ""


def settings_of(section: SmdrModel, context: FileContext) -> SmdrSettings:
    """The settings of a filled section.

    Raises:
        UnusableError: when a key that its way needs is missing, or the secret cannot be read.
    """
    key = _NEEDED[section.way]
    if not getattr(section, key):
        raise UnusableError([NAME, key], 'way = "{way}" needs {key} in [smdr].', way=section.way, key=key)
    is_described = section.format.endswith(".toml")
    as_written = section.model_dump(exclude={"format", "secret_file"})
    of_this_file = {
        "way": Way(section.way),
        "spool": str(context.folder / section.spool),
        "format_name": context.path(section.format) if is_described else section.format,
        "login": tuple(section.login),
        "secret": context.secret(NAME, section.secret_file, Message("the PABX's password"))
        if section.secret_file
        else "",
        "peers": tuple(section.peers),
        "file": context.path(section.file),
    }
    return SmdrSettings(**{**as_written, **of_this_file})


SECTION = SwitchSection(name=NAME, shape=SmdrModel, settings=settings_of)
