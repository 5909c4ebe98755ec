"""A whole guard that is asked over HTTP: limits, blindness, a cut, and a restart."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from veilleur.config import load
from veilleur.guard import Guard
from veilleur.pbx import registry
from veilleur.pbx.http.tokens import SCOPES, Tokens
from veilleur.words.events import Event, FeedLost

WAITS_S = 60.0
ABROAD = "0037129990000"
CONFIG = """
[site]
name = "Garage Martin"
extensions = ["1XX"]
[judge]
mode = "enforce"
[limits]
day_eur = {day}
[http]
port = 0
"""


class Asked:
    """A running guard, asked by requests."""

    def __init__(self, guard: Guard, secret: str) -> None:
        self.guard, self._secret = guard, secret

    async def posts(self, path: str, body: bytes, method: str = "POST") -> tuple[int, Any]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.guard.questions_port)
        login = f"Authorization: Bearer {self._secret}\r\nConnection: close"
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\n{login}"
        writer.write(f"{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        data = await asyncio.wait_for(reader.read(), WAITS_S)
        writer.close()
        said, _, text = data.partition(b"\r\n\r\n")
        return int(said.split()[1]), json.loads(text)

    async def asks(self, request: str, number: str) -> tuple[int, Any]:
        question = {"request": request, "number": number, "extension": "101"}
        return await self.posts("/v1/authorise", json.dumps(question).encode())

    async def reports(self, *events: dict[str, Any]) -> None:
        status, _said = await self.posts("/v1/events", "\n".join(map(json.dumps, events)).encode())
        assert status == 200


@asynccontextmanager
async def guarded(folder: Path, day: str = "50") -> AsyncIterator[Asked]:
    config = folder / "veilleur.toml"
    config.write_text(CONFIG.format(day=day))
    tokens = Tokens(folder / "http-tokens.json")
    tokens.remove("sbc1")
    secret = tokens.make("sbc1", SCOPES, 0.0)
    listens = asyncio.Event()

    def listen(event: Event, _decisions: object) -> None:
        if isinstance(event, FeedLost):
            listens.set()

    guard = Guard(load(config, registry.sections()), listener=listen)
    watching = asyncio.create_task(guard.run())
    try:
        await asyncio.wait_for(listens.wait(), WAITS_S)
        yield Asked(guard, secret)
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching


async def test_who_reports_nothing_is_blind_and_risky_calls_wait(tmp_path: Path) -> None:
    async with guarded(tmp_path) as asked:
        assert (await asked.asks("c1", ABROAD))[0] == 403
        assert (await asked.asks("c1", ABROAD))[1]["reasons"] == ["feed_blind"]
        assert (await asked.asks("c2", "112"))[0] == 200
        assert (await asked.asks("c3", "0145678901"))[0] == 200


async def test_an_answer_is_the_same_again_also_after_a_restart(tmp_path: Path) -> None:
    async with guarded(tmp_path) as asked:
        await asked.reports({"event": "Snapshot"})
        first = await asked.asks("c1", ABROAD)
        assert first[0] == 200
        assert 0 < first[1]["most_seconds"] < 86_400
        assert (await asked.asks("c1", ABROAD))[0] == 200
    async with guarded(tmp_path) as asked:  # blind again: a new call would be refused
        assert (await asked.asks("c1", ABROAD))[0] == 200
        assert (await asked.asks("c2", ABROAD))[0] == 403


async def test_a_call_beyond_the_limit_is_refused_and_a_leg_nobody_asked_about_is_cut(tmp_path: Path) -> None:
    async with guarded(tmp_path, day="0") as asked:
        await asked.reports({"event": "Snapshot"})
        status, said = await asked.asks("c1", ABROAD)
        assert (status, said["reasons"]) == (403, ["cap_day"])
        await asked.reports({"event": "CallStarted", "call": "c9", "request": "c9", "number": ABROAD})
        assert await asked.posts("/v1/orders?wait=20", b"", "GET") == (200, {"cut": ["c9"]})
        await asked.reports({"event": "CallEnded", "call": "c9"})
        assert await asked.posts("/v1/orders", b"", "GET") == (200, {"cut": []})
