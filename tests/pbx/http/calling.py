"""A guard's HTTP half that the test asks: a real server on loopback, and a decision that the test gives."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from veilleur.config import Settings, load_text
from veilleur.pbx.adapter import Answer, GuardHooks, Switch
from veilleur.pbx.http.section import SECTION
from veilleur.pbx.http.settings import HttpSettings
from veilleur.pbx.http.switch import build
from veilleur.pbx.http.tokens import SCOPES, Tokens
from veilleur.words.events import CallRequested, Event, MailboxRequested

WAITS_S = 60.0
Decide = Callable[[CallRequested], Answer]


class Said:
    """An answer of the server."""

    def __init__(self, data: bytes) -> None:
        head, _, self.body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        self.status = int(first.split()[1])
        self.headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Caller:
    """The switch, as far as its requests go."""

    def __init__(self, switch: Switch, port: int, secret: str, settings: Settings) -> None:
        self.switch, self.port, self.secret, self.settings = switch, port, secret, settings
        self.events: list[Event] = []
        self._new = asyncio.Event()
        self.faults: list[BaseException] = []
        self.questions: list[CallRequested] = []
        self.now = 1_000.0

    def takes(self, event: Event) -> None:
        self.events.append(event)
        self._new.set()

    async def happens(self, kind: type[Event], count: int = 1) -> None:
        """Wait until `count` events of a kind came."""
        async with asyncio.timeout(WAITS_S):
            while sum(isinstance(event, kind) for event in self.events) < count:
                self._new.clear()
                await self._new.wait()

    async def sends(self, data: bytes) -> Said:
        """Raw bytes on a connection of their own, and the answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(data)
        try:
            return await _answer(reader)
        finally:
            writer.close()

    async def asks(
        self, method: str, path: str, body: Any = None, secret: str | None = None, **headers: str
    ) -> Said:
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(data)}"]
        known = self.secret if secret is None else secret
        if known:
            lines.append(f"Authorization: Bearer {known}")
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return await self.sends("\r\n".join(lines).encode() + b"\r\n\r\n" + data)

    async def authorise(self, request: str, number: str, **more: Any) -> Said:
        return await self.asks("POST", "/v1/authorise", {"request": request, "number": number, **more})

    async def reports(self, *events: dict[str, Any]) -> Said:
        return await self.asks("POST", "/v1/events", b"\n".join(json.dumps(one).encode() for one in events))


async def _answer(reader: asyncio.StreamReader) -> Said:
    async with asyncio.timeout(WAITS_S):
        head = await reader.readuntil(b"\r\n\r\n")
        length = Said(head).headers.get("content-length", "0")
        return Said(head + await reader.readexactly(int(length)))


@asynccontextmanager
async def served(
    folder: Path, decide: Decide = lambda _event: Answer("allow"), toml: str = ""
) -> AsyncIterator[Caller]:
    """The HTTP half of a guard; decide: what it answers."""
    settings = load_text(
        f'[site]\nname = "Essai"\n[http]\nport = 0\n{toml}', folder / "veilleur.toml", (SECTION,)
    )
    http = settings.switch
    assert isinstance(http, HttpSettings)
    secret = Tokens(http.tokens).make("sbc1", SCOPES, 0.0)

    def decided(event: CallRequested | MailboxRequested) -> Answer:
        assert isinstance(event, CallRequested)
        caller.questions.append(event)
        return decide(event)

    hooks = GuardHooks(
        decide=decided,
        code_is_right=lambda _extension, _number, digits: digits == "4711",
        emit=lambda event: caller.takes(event),
        now=lambda: caller.now,
        chance=lambda: 0.0,
        numbering=settings.numbering(),
        say=lambda _text: None,
        note=lambda _note: None,
        on_fault=lambda _during, error: caller.faults.append(error),
        most_seconds=lambda _number: 600,
    )
    switch = build(settings, hooks)
    port = await switch.questions.start()
    caller = Caller(switch, port, secret, settings)
    running = asyncio.create_task(switch.feed.run(caller.takes))
    try:
        yield caller
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        await switch.questions.stop()
