"""[gate] of veilleur.toml: its keys, and the settings that come of them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from veilleur.config.switch_section import FileContext, Section, SwitchSection
from veilleur.pbx.gate.settings import GUARD_PORT, NAME, SIP_PORT, GateSettings
from veilleur.words.messages import Message

Port = Annotated[int, Field(ge=1, le=65535)]


class GateModel(Section):
    """The keys of [gate]."""

    host: str = "127.0.0.1"
    port: Port = GUARD_PORT
    secret_file: str = "gate-secret"  # noqa: S105 - the name of a file
    address: str = ""
    sip_port: Port = SIP_PORT
    pbx: str = ""
    directory: str = ""
    other_trunks: list[str] = Field(default_factory=list)
    only_way: bool = False


def settings_of(section: GateModel, context: FileContext) -> GateSettings:
    """The settings of a filled section.

    Raises:
        UnusableError: when the secret cannot be read.
    """
    return GateSettings(
        host=section.host,
        port=section.port,
        secret=context.secret(NAME, section.secret_file, Message("the gate's secret")),
        address=section.address,
        sip_port=section.sip_port,
        pbx=section.pbx,
        directory=context.path(section.directory),
        other_trunks=tuple(section.other_trunks),
        is_only_way=section.only_way,
    )


SECTION = SwitchSection(
    name=NAME,
    shape=GateModel,
    settings=settings_of,
    why_once=Message("a guard serves one gate (for a second, see docs/gate.md)"),
)
