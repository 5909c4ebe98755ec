"""[freeswitch] of veilleur.toml: its keys, and the settings that come of them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from veilleur.config.switch_section import LOOPBACK, FileContext, Section, SwitchSection, UnusableError
from veilleur.pbx.freeswitch.settings import ASK_PORT, EVENT_SOCKET_PORT, NAME, FreeSwitchSettings
from veilleur.words.messages import Message


class FreeSwitchModel(Section):
    """The keys of [freeswitch]."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = EVENT_SOCKET_PORT
    secret_file: str = "freeswitch-secret"  # noqa: S105 - the name of a file
    ask_host: str = "127.0.0.1"
    ask_port: Annotated[int, Field(ge=0, le=65535)] = ASK_PORT
    asks: bool = True
    trunk_profiles: list[str] = Field(default_factory=lambda: ["external"])
    directory: str = ""


def settings_of(section: FreeSwitchModel, context: FileContext) -> FreeSwitchSettings:
    """The settings of a filled section.

    Raises:
        UnusableError: when the secret cannot be read, or anybody on the network could ask.
    """
    if section.ask_host not in LOOPBACK:
        raise UnusableError(
            [NAME, "ask_host"],
            "ask_host stays on this machine (127.0.0.1): what the dialplan asks there bears no token.",
        )
    return FreeSwitchSettings(
        host=section.host,
        port=section.port,
        secret=context.secret(NAME, section.secret_file, Message("the password of the event socket")),
        ask_host=section.ask_host,
        ask_port=section.ask_port,
        asks=section.asks,
        trunk_profiles=tuple(section.trunk_profiles),
        directory=context.path(section.directory),
    )


SECTION = SwitchSection(name=NAME, shape=FreeSwitchModel, settings=settings_of)
