"""Alerts by ntfy: a push to a telephone that may ring through the night, with buttons that travel outward.

In: one message. Out: a publication on the person's topic; presses of its buttons arrive on the topic's own
answer topic, which `answers` reads. Pitfall: whoever knows the topic can read and press, so it must be
secret, and no button lets anything through: "keep blocked" and "I don't know" cost nobody money.
"""

from __future__ import annotations

import asyncio
import json
from urllib.parse import urlsplit, urlunsplit

from veilleur.alerts.channels import http
from veilleur.alerts.channels.message import ChannelError, Outgoing, Send
from veilleur.config.alerts_section import AlertSettings, Person
from veilleur.words.plain_json import parsed

NAME = "ntfy"
ANSWERS = "-answers"  # the answer topic's name begins with that of the topic
URGENT, NORMAL, LOW = 5, 3, 2  # ntfy's own scale; 5 rings in "Do not disturb" where its owner allows it
TOKEN_MAX = 450  # of a person whose name is long


def connect(person: Person, _settings: AlertSettings, _site: str) -> Send | None:
    """The topic of a person; None when they have none."""
    if not person.ntfy:
        return None
    server, topic = _split(person.ntfy)

    async def send(outgoing: Outgoing) -> None:
        body = json.dumps(publication(outgoing, topic, server)).encode()
        await asyncio.to_thread(http.request, server, body, {"Content-Type": "application/json"})

    return send


def publication(outgoing: Outgoing, topic: str, server: str) -> dict[str, object]:
    """What is published; a later message of an incident bears the same id and replaces the earlier one."""
    step = outgoing.attempt.step
    return {
        "topic": topic,
        "title": outgoing.text.subject,
        "message": "\n\n".join((outgoing.text.line, *outgoing.text.paragraphs[:1])),
        "priority": URGENT if outgoing.is_urgent else LOW if step == "over" else NORMAL,
        "sequence_id": outgoing.thread,
        **({"click": outgoing.link} if outgoing.link else {}),
        "actions": [
            {
                "action": "http",
                "label": button.word,
                "url": f"{server}/{topic}{ANSWERS}",
                "method": "POST",
                "body": button.token,
                "clear": True,
            }
            for button in outgoing.buttons
        ],
    }


async def answers(person: Person, since: str) -> tuple[list[str], str]:
    """Tokens that were pressed after the message `since` ("" for the last ten minutes), and the newest id.

    Raises:
        ChannelError: when the server cannot be asked.
    """
    server, topic = _split(person.ntfy)
    url = f"{server}/{topic}{ANSWERS}/json?poll=1&since={since or '10m'}"
    data = await asyncio.to_thread(http.request, url)
    tokens = []
    for line in data.decode("utf-8", "replace").splitlines():
        try:
            message = parsed(line)
            if message.get("event") == "message":
                tokens.append(str(message.get("message", ""))[:TOKEN_MAX])
                since = str(message["id"])
        except (ValueError, KeyError, AttributeError):
            continue  # anybody who knows the topic may write there
    return tokens, since if since.isalnum() else ""


def _split(address: str) -> tuple[str, str]:
    """Server and topic of a topic's address.

    Raises:
        ChannelError: when it names no topic.
    """
    parts = urlsplit(address)
    server, _, topic = parts.path.rpartition("/")
    if not topic:
        raise ChannelError("the ntfy address names no topic")
    return urlunsplit((parts.scheme, parts.netloc, server, "", "")), topic
