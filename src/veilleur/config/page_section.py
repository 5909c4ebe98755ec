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
SITES_MAX = 500


class WatchedSiteModel(Section):
    """[[page.site]]: another site that an installer looks after."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    socket: Annotated[str, Field(max_length=300)] = ""
    file: Annotated[str, Field(max_length=300)] = ""


class PageModel(Section):
    """[page]."""

    address: Annotated[str, Field(min_length=1, max_length=100)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = PAGE_PORT
    names: list[Annotated[str, Field(min_length=1, max_length=200)]] = Field(
        default_factory=list, max_length=20
    )
    certificate_file: str = ""
    key_file: str = ""
    site: list[WatchedSiteModel] = Field(default_factory=list, max_length=SITES_MAX)


@dataclass(frozen=True, slots=True)
class WatchedSite:
    """Another site of the installer's view. socket: of its guard on this machine; else file: what
    `veilleur status --json` has said there, brought here by a program of the installer's."""

    name: str
    socket: Path | None = None
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class PageSettings:
    """Where the page is served. port: 0 for any that is free. names: further host names of it.

    sites: others that are looked after from it. certificate, key: files of a TLS certificate; None for plain
    HTTP, on this machine alone.
    """

    address: str = "127.0.0.1"
    port: int = PAGE_PORT
    names: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None
    sites: tuple[WatchedSite, ...] = ()

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
        UnusableError: when it would be served in the clear to other machines, or a site cannot be read.
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
    names = [site.name.casefold() for site in section.site]
    for site in section.site:
        if names.count(site.name.casefold()) > 1:
            raise UnusableError(
                ["site", "name"], "two sites are named {name!r}; give each its own name.", name=site.name
            )
        if bool(site.socket) == bool(site.file):
            raise UnusableError(
                ["page", "site"],
                "{name!r}: write socket, of its guard on this machine, or file, of what its status has said.",
                name=site.name,
            )
    return PageSettings(
        address=section.address,
        port=section.port,
        names=tuple(section.names),
        certificate=Path(context.path(section.certificate_file)) if section.certificate_file else None,
        key=Path(context.path(section.key_file)) if section.key_file else None,
        sites=tuple(
            WatchedSite(
                name=site.name,
                socket=Path(context.path(site.socket)) if site.socket else None,
                file=Path(context.path(site.file)) if site.file else None,
            )
            for site in section.site
        ),
    )
