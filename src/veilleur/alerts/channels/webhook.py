"""Alerts for a program: JSON by HTTP POST, signed, so that whoever takes it knows that it is ours.

In: one message. Out: a POST whose header `Veilleur-Signature` is `t=TIME,v1=HMAC`. Pitfall: the signature is
over time, a dot and the body; who checks it refuses an old time, else a message could be played again.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json

from veilleur.alerts.channels import http
from veilleur.alerts.channels.message import Outgoing, Send
from veilleur.config.alerts_section import Webhook

SIGNATURE = "Veilleur-Signature"


def connect(webhook: Webhook) -> Send:
    """The program that takes alerts."""

    async def send(outgoing: Outgoing) -> None:
        body = json.dumps(outgoing.data, ensure_ascii=False, sort_keys=True).encode()
        headers = {
            "Content-Type": "application/json",
            SIGNATURE: signature(webhook.secret, int(outgoing.at), body),
        }
        await asyncio.to_thread(http.request, webhook.url, body, headers)

    return send


def signature(secret: str, at: int, body: bytes) -> str:
    """The header's value for a body sent at a time (seconds since 1970 UTC)."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"
