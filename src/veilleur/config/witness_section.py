"""The part of veilleur.toml about witnesses: where the journal's head goes, out of this machine's reach.

In: filled [[witness]]. Out: `WitnessSettings`. Pitfall: a witness that this machine can rewrite, such as a
plain file on a disk of its own, proves nothing against whoever owns the machine; that cannot be seen here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import Field

from veilleur.config.switch_section import LOOPBACK, FileContext, Section, UnusableError
from veilleur.words.messages import Message

Kind = Literal["service", "file", "http", "mail", "stamp"]


class KindOfWitness(NamedTuple):
    """What holds for each witness of a kind.

    usual_minutes: between two heads, unless an incident sends one at once. least_s: between two heads, also
    while alerts come by the hundred. needs: keys that must be written.
    """

    usual_minutes: float
    least_s: float
    needs: tuple[str, ...]


# A mail each minute would be read by nobody, and public authorities of time-stamps ask for moderation.
KINDS: dict[Kind, KindOfWitness] = {
    "service": KindOfWitness(1, 2.0, ("url", "token_file")),
    "file": KindOfWitness(1, 2.0, ("file",)),
    "http": KindOfWitness(1, 10.0, ("url",)),
    "mail": KindOfWitness(60, 600.0, ("to",)),
    "stamp": KindOfWitness(60, 60.0, ("url", "certificates_file")),
}


class WitnessModel(Section):
    """One of [[witness]]."""

    kind: Kind
    url: Annotated[str, Field(max_length=500)] = ""
    token_file: str = ""
    ca_file: str = ""
    file: str = ""
    to: Annotated[str, Field(max_length=200)] = ""
    certificates_file: str = ""
    every_minutes: Annotated[float, Field(ge=0.1, le=1440)] | None = None


@dataclass(frozen=True, slots=True)
class WitnessSettings:
    """One witness.

    token: of a service, or of a server that takes files; ca: PEM of who signed its certificate, None for
    those of the system. certificates: PEM that the tokens of an authority are checked against.
    """

    kind: Kind
    every_s: float
    url: str = ""
    token: str = field(default="", repr=False)
    ca: Path | None = None
    file: Path | None = None
    to: str = ""
    certificates: Path | None = None

    @property
    def name(self) -> str:
        """How people know it."""
        where = urlsplit(self.url).hostname if self.url else self.to or str(self.file)
        return f"{self.kind} {where}"

    @property
    def speaks_outward(self) -> bool:
        """Whether the network is needed for it."""
        return self.kind != "file"


def witness_settings(
    sections: list[WitnessModel], context: FileContext, *, has_mail: bool
) -> tuple[WitnessSettings, ...]:
    """Settings of filled sections. has_mail: there is a mail server in [alerts.mail].

    Raises:
        UnusableError: when one lacks what its kind needs, or would send a token in the clear.
    """
    return tuple(_one(section, context, has_mail) for section in sections)


def _one(section: WitnessModel, context: FileContext, has_mail: bool) -> WitnessSettings:
    for key in KINDS[section.kind].needs:
        if not getattr(section, key):
            raise UnusableError(
                ["witness", "kind"],
                "a witness of kind {kind} needs {key}; write it.",
                kind=section.kind,
                key=key,
            )
    if section.kind == "mail" and not has_mail:
        raise UnusableError(
            ["witness", "kind"], "a witness by mail needs [alerts.mail]; write server and sender there."
        )
    if section.url:
        _check_url(section)
    token = ""
    if section.token_file:
        token = context.secret("witness", section.token_file, Message("the token of the witness"))
    return WitnessSettings(
        kind=section.kind,
        every_s=60.0 * (section.every_minutes or KINDS[section.kind].usual_minutes),
        url=section.url,
        token=token,
        ca=_path(section.ca_file, context),
        file=_path(section.file, context),
        to=section.to,
        certificates=_path(section.certificates_file, context),
    )


def _path(written: str, context: FileContext) -> Path | None:
    return Path(context.path(written)) if written else None


def _check_url(section: WitnessModel) -> None:
    try:
        parts = urlsplit(section.url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    may_be_clear = section.kind == "stamp" or host in LOOPBACK
    if (
        not host
        or parts.scheme not in ("https", "http")
        or (parts.scheme == "http" and not may_be_clear)
        or not section.url.isascii()
        or set(section.url) & set(' "<>\\')
    ):
        raise UnusableError(
            ["witness", "url"],
            "{url} cannot be used; write https://... (http:// is for this machine, and for time-stamps).",
            url=section.url,
        )
