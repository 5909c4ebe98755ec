"""The part of veilleur.toml about the page of the watch: where it is served.

In: a filled [page]. Out: `PageSettings`. Pitfall: it listens on this machine alone unless an address is
written, and on any other address only with a certificate: passwords would pass in the clear.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from veilleur.config.switch_section import LOOPBACK, FileContext, Section, UnusableError

PAGE_PORT = 8140


class PageModel(Section):
    """[page]."""

    address: Annotated[str, Field(min_length=1, max_length=100)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = PAGE_PORT
    names: list[Annotated[str, Field(min_length=1, max_length=200)]] = Field(
        default_factory=list, max_length=20
    )
    certificate_file: str = ""
    key_file: str = ""


@dataclass(frozen=True, slots=True)
class PageSettings:
    """Where the page is served. port: 0 for any that is free. names: further host names of it.

    certificate, key: files of a TLS certificate; None for plain HTTP, on this machine alone.
    """

    address: str = "127.0.0.1"
    port: int = PAGE_PORT
    names: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None

    @property
    def is_encrypted(self) -> bool:
        """Whether it speaks HTTPS."""
        return self.certificate is not None

    @property
    def hosts(self) -> frozenset[str]:
        """The host names under which it answers."""
        return LOOPBACK | {self.address.lower(), *(name.lower() for name in self.names)}


def page_settings(section: PageModel, context: FileContext) -> PageSettings:
    """Settings of a filled section.

    Raises:
        UnusableError: when it would be served in the clear to other machines.
    """
    if bool(section.certificate_file) != bool(section.key_file):
        raise UnusableError(
            ["page", "key_file"], "certificate_file and key_file belong together; write both."
        )
    if section.address not in LOOPBACK and not section.certificate_file:
        raise UnusableError(
            ["page", "address"],
            "on {address} passwords would pass in the clear; write certificate_file and key_file, or leave "
            "127.0.0.1 and put a web server with HTTPS before it.",
            address=section.address,
        )
    return PageSettings(
        address=section.address,
        port=section.port,
        names=tuple(section.names),
        certificate=Path(context.path(section.certificate_file)) if section.certificate_file else None,
        key=Path(context.path(section.key_file)) if section.key_file else None,
    )
