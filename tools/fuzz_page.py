"""Further targets of the fuzzer: the links of alerts, and the page.

In: a chance and a folder for files. Out: what was made of them, for the fuzzer's own tests.
Pitfall: the page is asked without a port; no request may end in a fault of ours, and no guard runs here.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, cast
from urllib.parse import quote, urlencode

from tests.alerts.stories import Night
from tests.web.watch.client import CHEAP, PASSWORD, TOTP, form_token, person, settings_in

from tools.fuzz_entrances import ADDRESS, FIVE_HUNDRED, NOW, values
from tools.garbling import garbled
from veilleur.alerts.composer import Composer
from veilleur.alerts.tokens import Answered, Tokens
from veilleur.config.alerts_section import AlertSettings
from veilleur.desk.answer_links import AnswerLinks
from veilleur.desk.guard_line import GuardLine
from veilleur.web.watch.answer_port import Press
from veilleur.web.watch.app import application
from veilleur.web.watch.auth.people import People, Role
from veilleur.web.watch.auth.secrets import Hasher
from veilleur.web.watch.house import House
from veilleur.web.watch.stream.guard import GuardWord
from veilleur.web.watch.stream.past import Past

UNAVAILABLE = 503


class _Guard:
    """A guard that takes every answer, and no code."""

    async def answered(self, _event: object) -> bool:
        return True

    async def is_code(self, _code: str) -> bool:
        return False

    async def let_through(self, *_what: object, **_more: object) -> None:
        return None


@cache
def _links() -> tuple[Any, str]:
    from tempfile import mkdtemp

    folder = Path(mkdtemp(prefix="veilleur-fuzz-links-"))
    night = Night()
    settings = settings_in(folder, alerts=AlertSettings(answer_address=ADDRESS, word="linden"))
    links = AnswerLinks(
        address=ADDRESS,
        path=folder / "links.json",
        tokens=Tokens(b"k" * 32),
        book=night.book,
        guard=cast(GuardLine, _Guard()),
        composer=Composer(settings.site, settings.numbering(), "en"),
        people=("Paul", "Nadia"),
        generation=lambda: "first",
        now=lambda: night.now,
    )
    night.refuse("0037129012345")
    night.alert("attack_calling")
    night.passes(0)
    about = night.book.conversations["i1"]
    token = Tokens(b"k" * 32).make(
        Answered(about.id, "Paul", "link", about.times_asked, about.turn, night.now + 1000)
    )
    assert links.question(token, "").nonce
    return links, token


def answer_links(chance: Random, _folder: Path) -> bytes:
    """The link of an alert as it comes back, with its form."""
    links, token = _links()
    if chance.random() < 0.4:
        token = garbled(chance, token.encode()).decode("latin-1")
    nonce = links.question(token, "").nonce
    if chance.random() < 0.6:
        nonce = values(chance) + chance.choice(("", ".", ".a.b", nonce[nonce.find(".") :]))
    elif chance.random() < 0.6:
        nonce = garbled(chance, nonce.encode()).decode("latin-1")
    press = Press(
        answer=chance.choice(("keep", "allow", "unknown", "seen", values(chance))),
        nonce=nonce,
        code=chance.choice(("", "000000", values(chance))),
        device=chance.choice(("", token, values(chance))),
    )
    asyncio.run(links.answered(token, press))
    Tokens(b"k" * 32).read(chance.choice((token, values(chance), f"{values(chance)}.x")), NOW)
    return json.dumps([token, *press]).encode()


PATHS = (
    "/ /login /start/x /visit/x /a/x /incidents /incidents/i1 /incidents/i1/allow /incidents/i1/undo "
    "/incidents/i1/moment /people /people/invite /normal /normal/101 /sites /sites/list /sites/drill "
    "/setup /setup/people /setup/drill /setup/drill/found /setup/contact.vcf /settings "
    "/settings/answers /settings/answers/withdraw /settings/hours /settings/limit "
    "/settings/limit/preview /settings/limit/follow /settings/limit/reset /settings/draft/x "
    "/settings/draft/x/found /answer/keep /answer/allow /language /prolong /permissions/withdraw "
    "/start/x/code /nothing"
).split()
FIELDS = (
    "name password nonce answer code word scope value until minutes day month closed_hours window "
    "eur open close monday mail sms language role id number"
).split()


@cache
def _page() -> tuple[Any, str, str]:
    """The page, and the session and form's token of its owner."""
    from tempfile import mkdtemp

    import pyotp

    folder = Path(mkdtemp(prefix="veilleur-fuzz-page-"))
    settings = settings_in(folder, alerts=AlertSettings(answer_address=ADDRESS, word="linden"))
    people = People(folder / "page.json")
    for role in Role:
        people.keep(person(role))
    house = House(
        settings=settings,
        people=people,
        note=_noted,
        now=lambda: NOW,
        wall=lambda: NOW,
        guard=GuardWord(settings.control_socket, lambda: NOW),
        past=Past(settings, lambda: NOW),
        language="fr",
        hasher=Hasher(CHEAP),
        answers=_links()[0],
    )
    app = application(house)
    form = {"name": Role.OWNER.value, "password": PASSWORD, "code": pyotp.TOTP(TOTP).at(NOW)}
    plain = [(b"host", b"127.0.0.1"), (b"content-type", b"application/x-www-form-urlencoded")]
    login = asyncio.run(_asked(app, "POST", "/login", b"", plain, urlencode(form).encode()))
    cookie = "; ".join(
        value.decode("latin-1").partition(";")[0] for name, value in login.headers if name == b"set-cookie"
    )
    people_page = asyncio.run(_asked(app, "GET", "/people", b"", [*plain, (b"cookie", cookie.encode())], b""))
    token = form_token(people_page.body.decode())
    assert token, people_page
    return app, cookie, token


@dataclass
class _Reply:
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


async def _noted(*_what: str) -> None:
    return


def page(chance: Random, _folder: Path) -> bytes:
    """A request to the page of an owner, or of somebody who has not logged in."""
    app, cookie, token = _page()
    path = chance.choice(PATHS)
    if path.startswith("/a/") and chance.random() < 0.7:
        path = f"/a/{_links()[1]}"
    if chance.random() < 0.3:
        path += chance.choice(("", "/", "?")) + quote(values(chance)[:2000], errors="replace")
    fields = {name: values(chance)[:5000] for name in FIELDS if chance.random() < 0.3}
    fields["token"] = token if chance.random() < 0.9 else values(chance)
    body = urlencode(fields, errors="replace").encode()
    body = garbled(chance, body) if chance.random() < 0.2 else body
    headers = [
        (b"host", b"127.0.0.1"),
        (b"content-type", b"application/x-www-form-urlencoded"),
        (chance.choice((b"origin", b"accept-language", b"x-forwarded-for", b"accept")), _header(chance)),
        (b"cookie", cookie.encode() if chance.random() < 0.8 else b"veilleur_session=" + _header(chance)),
    ]
    method = chance.choice(("GET", "POST", "POST", "HEAD"))
    asked, _, query = path.partition("?")
    status = asyncio.run(_asked(app, method, asked, query.encode(), headers, body)).status
    assert status < FIVE_HUNDRED or status == UNAVAILABLE, (method, path, status)
    return path.encode() + body.replace(token.encode(), b"TOKEN")  # it is drawn by lot


def _header(chance: Random) -> bytes:
    return re.sub(rb"[\r\n\0]", b"", values(chance).encode("utf-8", "replace"))[:4000]


async def _asked(
    app: Callable[..., Awaitable[None]],
    method: str,
    path: str,
    query: bytes,
    headers: list[tuple[bytes, bytes]],
    body: bytes,
) -> _Reply:
    """What a page answers."""
    from urllib.parse import unquote

    reply = _Reply(0, [], b"")
    parts = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return parts.pop(0) if parts else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            reply.status, reply.headers = message["status"], list(message["headers"])
        else:
            reply.body += message.get("body", b"")

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "path": unquote(path),
        "raw_path": path.encode("utf-8", "replace"),
        "query_string": query,
        "headers": headers,
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
        "root_path": "",
    }
    await app(scope, receive, send)
    return reply


TARGETS = (answer_links, page)
