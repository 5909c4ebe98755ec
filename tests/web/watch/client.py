"""A page served on loopback in a thread of its own, and a plain client with cookies to speak with it."""

from __future__ import annotations

import asyncio
import http.client
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyotp
import uvicorn
from argon2 import PasswordHasher

from veilleur.config import JournalSection, Settings
from veilleur.config.page_section import PageSettings
from veilleur.web.watch.app import application
from veilleur.web.watch.auth.people import People, Person, Role
from veilleur.web.watch.auth.secrets import Hasher
from veilleur.web.watch.house import House
from veilleur.web.watch.stream.guard import GuardWord
from veilleur.web.watch.stream.past import Past
from veilleur.words.site import Site

PASSWORD, ALERT_CODE = "one lamp is enough", "271828"
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW = 1_795_227_240.0  # Saturday 21 November 2026, 03:14 in Paris
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class Reply:
    """One answer."""

    status: int
    headers: http.client.HTTPMessage
    text: str


@dataclass
class Client:
    """A browser without scripts."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=lambda: {"Accept": "text/html", "Accept-Language": "en"})

    def get(self, path: str, **headers: str) -> Reply:
        """GET, without following."""
        return self.ask("GET", path, None, headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Reply:
        """POST a form."""
        return self.ask("POST", path, urlencode(fields), headers)

    def ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Reply:
        """Anything."""
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if body is not None:
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, sent)
            got = connection.getresponse()
            reply = Reply(got.status, got.headers, got.read().decode())
        finally:
            connection.close()
        for line in reply.headers.get_all("set-cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            if value.strip('"'):
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        return reply

    def token(self) -> str:
        """The token that the forms of this session bear."""
        return form_token(self.get("/people").text) or form_token(self.get("/").text)

    def log_in(self, name: str, password: str = PASSWORD, code: str = "") -> Reply:
        """Log in as a person that `served` made."""
        return self.post("/login", {"name": name, "password": password, "code": code})


def form_token(html: str) -> str:
    """The token of the forms of a page; "" when it has none."""
    found = re.search(r'name="token" value="([^"]+)"', html)
    return found[1] if found else ""


def said(html: str) -> str:
    """What a page says, without its marks."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


@dataclass
class Served:
    """A served page, with what it has noted."""

    house: House
    port: int
    notes: list[tuple[str, str, str]]
    time: list[float]
    app: Any

    def client(self) -> Client:
        """A new browser."""
        return Client(self.port)

    def as_(self, role: Role) -> Client:
        """A browser in which somebody of this role has logged in."""
        client = self.client()
        self.time[0] += 30  # a code of the second factor is good once
        reply = client.log_in(role.value, code=self.code())
        assert reply.status == 303, said(reply.text)
        return client

    def code(self) -> str:
        """The second factor's code of now."""
        return pyotp.TOTP(TOTP).at(self.time[0])


def person(role: Role) -> Person:
    """Somebody of a role, who is named after it."""
    hashed = CHEAP.hash
    return Person(
        name=role.value, role=role, password=hashed(PASSWORD), totp=TOTP, alert_code=hashed(ALERT_CODE)
    )


def settings_in(folder: Path, **values: Any) -> Settings:
    """A site with a page and a journal that may not be there yet."""
    site = values.pop("site", Site(name="Garage Martin"))
    return Settings(
        site=site, journal=JournalSection(folder / "journal.db"), page=PageSettings(port=0), **values
    )


@contextmanager
def serving(settings: Settings, *, is_new: bool = False, **parts: Any) -> Iterator[Served]:
    """Serve a page. is_new: nobody is known yet."""
    notes: list[tuple[str, str, str]] = []
    time = [NOW]

    async def note(what: str, who: str, about: str) -> None:
        notes.append((what, who, about))

    people = People(settings.journal.file.with_name("page.json"))
    if not is_new:
        for role in Role:
            people.keep(person(role))
    house = House(
        settings=settings,
        people=people,
        note=note,
        now=lambda: time[0],
        wall=lambda: time[0],
        guard=GuardWord(settings.control_socket, lambda: time[0]),
        past=Past(settings, lambda: time[0]),
        language="fr",
        hasher=Hasher(CHEAP),
        **parts,
    )
    app = application(house)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(100)
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, lifespan="off", ws="none", server_header=False)
    )
    server.capture_signals = _no_signals  # type: ignore[method-assign]
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])))
    thread.start()
    try:
        yield Served(house, listener.getsockname()[1], notes, time, app)
    finally:
        server.should_exit = server.force_exit = True
        thread.join(20)
        listener.close()


@contextmanager
def _no_signals() -> Iterator[None]:
    yield
