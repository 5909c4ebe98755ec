"""The part of veilleur.toml about text messages: one HTTP gateway, described by its own fields.

In: a filled [alerts.sms]. Out: `SmsGateway`. Pitfall: its secret lies in a file or a variable and stands in
no field; `{secret}` is where it goes. A gateway in the owner's own network may speak plain http, others not.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, JsonValue

from veilleur.config.switch_section import LOOPBACK, FileContext, Section, UnusableError
from veilleur.words.messages import Message

NUMBER, TEXT, SECRET = "{number}", "{text}", "{secret}"
FIELDS_MAX = 40
_HEADER = re.compile(r"^[A-Za-z0-9-]{1,60}$")

Method = Literal["POST", "GET"]
Encoding = Literal["form", "json"]
NumberFormat = Literal["+", "00", "digits"]


class SmsModel(Section):
    """[alerts.sms]: a gateway that takes text messages over HTTP."""

    url: Annotated[str, Field(max_length=500)]
    method: Method = "POST"
    encoding: Encoding = "form"
    fields: Annotated[dict[str, JsonValue], Field(max_length=FIELDS_MAX)]
    headers: Annotated[dict[str, str], Field(max_length=FIELDS_MAX)] = Field(default_factory=dict)
    number_format: NumberFormat = "+"
    user: Annotated[str, Field(max_length=200)] = ""
    secret_file: str = ""
    secret_variable: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$|^$")] = ""
    accepted: Annotated[str, Field(max_length=200)] = ""
    messages_a_day: Annotated[int, Field(ge=1, le=500)] = 20


@dataclass(frozen=True, slots=True)
class SmsGateway:
    """A gateway. fields: its own, with blanks {number}, {text} and {secret}; form: sent as such, or as JSON.

    user: of HTTP's own login, whose password is the secret; "" for none. accepted: what its answer holds when
    it took a message, "" where the status alone says so. messages_a_day: to all people together.
    """

    url: str = field(repr=False)
    fields: dict[str, Any] = field(repr=False)
    method: Method = "POST"
    encoding: Encoding = "form"
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    number_format: NumberFormat = "+"
    user: str = ""
    secret: str = field(default="", repr=False)
    accepted: str = ""
    messages_a_day: int = 20


def sms_gateway(section: SmsModel, context: FileContext, *, people: int) -> SmsGateway:
    """The gateway of a filled section; people: how many have a number.

    Raises:
        UnusableError: when its address cannot be used, its secret cannot be read, or a message would hold no
        text or would reach the wrong person.
    """
    _check_url(section.url)
    written = repr(section.fields)
    if TEXT not in written:
        raise UnusableError(
            ["sms", "fields"], "fields hold no {blank}; write in which of them the message goes.", blank=TEXT
        )
    if NUMBER not in written and NUMBER not in section.url and people > 1:
        raise UnusableError(
            ["sms", "fields"], "fields hold no {blank}; so all would reach one telephone.", blank=NUMBER
        )
    is_flat = all(isinstance(value, str | int | float) for value in section.fields.values())
    if not is_flat and (section.encoding == "form" or section.method == "GET"):
        raise UnusableError(
            ["sms", "fields"], 'fields within fields need method = "POST" and encoding = "json".'
        )
    for name, value in section.headers.items():
        if not _HEADER.match(name) or not value.isprintable() or not value.isascii():
            raise UnusableError(["sms", "headers"], "{name!r} is no header that can be sent.", name=name)
    return SmsGateway(
        url=section.url,
        fields=dict(section.fields),
        method=section.method,
        encoding=section.encoding,
        headers=dict(section.headers),
        number_format=section.number_format,
        user=section.user,
        secret=_secret(section, context),
        accepted=section.accepted,
        messages_a_day=section.messages_a_day,
    )


def _secret(section: SmsModel, context: FileContext) -> str:
    if section.secret_file:
        return context.secret("sms", section.secret_file, Message("the gateway's password or key"))
    if not section.secret_variable:
        if section.user or SECRET in repr((section.fields, section.headers)):
            raise UnusableError(
                ["sms", "secret_file"], "write secret_file or secret_variable: where the secret is kept."
            )
        return ""
    secret = context.environ.get(section.secret_variable, "").strip()
    if not secret or not secret.isprintable():
        raise UnusableError(
            ["sms", "secret_variable"],
            "the variable {name} of the environment holds no secret; set it for the service.",
            name=section.secret_variable,
        )
    return secret


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and _is_near(host))
    if not (host and is_safe and url.isascii() and url.isprintable()) or set(url) & set(' "<>\\'):
        raise UnusableError(
            ["sms", "url"],
            "url cannot be used; write an address that begins with https:// "
            "(http:// is for this machine and the private addresses of your own network).",
        )


def _is_near(host: str) -> bool:
    if host in LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False
