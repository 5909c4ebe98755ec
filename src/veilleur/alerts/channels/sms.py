"""Alerts as text messages, through an HTTP gateway of the owner's choice.

In: one message. Out: a request with the gateway's own fields. Pitfall: a gateway may answer 200 and have
refused it, so `accepted` says what its answer must hold; and the text is put in last, so that nothing within
it is taken for a blank.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
from typing import Any
from urllib.parse import quote, urlencode

from veilleur.alerts.channels import http
from veilleur.alerts.channels.message import ChannelError, Outgoing, Send
from veilleur.config.alerts_section import AlertSettings, Person
from veilleur.config.sms_section import SmsGateway

NAME = "sms"
_BLANK = re.compile(r"\{(number|text|secret)\}")


def connect(person: Person, settings: AlertSettings, _site: str) -> Send | None:
    """The mobile of a person; None when they get no text messages."""
    gateway = settings.sms
    if not person.sms or gateway is None:
        return None

    async def send(outgoing: Outgoing) -> None:
        await asyncio.to_thread(deliver, gateway, person.sms, outgoing.short)

    return send


def deliver(gateway: SmsGateway, number: str, text: str) -> None:
    """Hand a text to the gateway. number: in E.164.

    Raises:
        ChannelError: when it is not there, or does not take it.
    """
    values = {"number": _written(number, gateway), "text": text, "secret": gateway.secret}
    url = _BLANK.sub(lambda blank: quote(values[blank[1]], safe=""), gateway.url)
    headers = {name: _filled(value, values) for name, value in gateway.headers.items()}
    if gateway.user:
        login = f"{gateway.user}:{gateway.secret}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(login).decode()}"
    fields = _filled(gateway.fields, values)
    body: bytes | None = None
    if gateway.method == "GET":
        url += ("&" if "?" in url else "?") + urlencode(fields)
    elif gateway.encoding == "json":
        body = json.dumps(fields, ensure_ascii=False).encode()
        headers.setdefault("Content-Type", "application/json")
    else:
        body = urlencode(fields).encode()
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
    answer = http.request(url, body, headers).decode("utf-8", "replace")
    if gateway.accepted and gateway.accepted not in answer:
        raise ChannelError("the SMS gateway did not take it")  # its answer may repeat the secret


def _filled(value: Any, values: dict[str, str]) -> Any:
    """A field with its blanks filled, and the fields within it."""
    if isinstance(value, str):
        return _BLANK.sub(lambda blank: values[blank[1]], value)
    if isinstance(value, dict):
        return {name: _filled(one, values) for name, one in value.items()}
    return [_filled(one, values) for one in value] if isinstance(value, list) else value


def _written(number: str, gateway: SmsGateway) -> str:
    digits = number.removeprefix("+")
    return {"+": f"+{digits}", "00": f"00{digits}", "digits": digits}[gateway.number_format]
