"""[http] of veilleur.toml: its keys, and the settings that come of them.

Pitfall: tokens that travel in clear text are anybody's; beyond loopback the section wants a certificate, or
the word that a proxy in front of it does that.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from veilleur.config.switch_section import LOOPBACK, FileContext, Section, SwitchSection, UnusableError
from veilleur.pbx.http.settings import HTTP_PORT, NAME, TOKENS_FILE, HttpSettings

PerSecond = Annotated[int, Field(ge=1, le=100_000)]


class HttpModel(Section):
    """The keys of [http]."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = HTTP_PORT
    tokens_file: Annotated[str, Field(min_length=1)] = TOKENS_FILE
    certificate: str = ""
    certificate_key: str = ""
    behind_proxy: bool = False
    silent_s: Annotated[float, Field(ge=1, le=3600)] = 60.0
    questions_per_second: PerSecond = 100
    events_per_second: PerSecond = 1_000


def settings_of(section: HttpModel, context: FileContext) -> HttpSettings:
    """The settings of a filled section.

    Raises:
        UnusableError: when tokens would travel in clear text, or half of a certificate is named.
    """
    if bool(section.certificate) != bool(section.certificate_key):
        raise UnusableError([NAME, "certificate"], "certificate and certificate_key go together.")
    if section.host not in LOOPBACK and not (section.certificate or section.behind_proxy):
        raise UnusableError(
            [NAME, "host"],
            "host {host} is not loopback, and tokens would travel in clear text: name certificate and "
            "certificate_key, or write behind_proxy = true where a proxy in front speaks TLS.",
            host=section.host,
        )
    return HttpSettings(
        tokens=Path(context.path(section.tokens_file)),
        host=section.host,
        port=section.port,
        certificate=context.path(section.certificate),
        certificate_key=context.path(section.certificate_key),
        silent_s=section.silent_s,
        questions_per_second=section.questions_per_second,
        events_per_second=section.events_per_second,
    )


SECTION = SwitchSection(name=NAME, shape=HttpModel, settings=settings_of)
