"""The guard's end of the line, before a gate that the test plays."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from veilleur.pbx.adapter import Answer, GuardHooks
from veilleur.pbx.gate import reserved_port
from veilleur.pbx.gate.line import GateLine
from veilleur.pbx.gate.settings import GateSettings
from veilleur.words.errors import SwitchError
from veilleur.words.events import (
    CallEnded,
    CallRequested,
    CallStarted,
    Event,
    FeedLost,
    FeedRestored,
    MailboxRequested,
    Snapshot,
)
from veilleur.words.site import Site

SECRET = "0123456789abcdef"
WAITS_S = 60.0


class PlayedGate:
    """The far end of the line."""

    def __init__(self, line: GateLine) -> None:
        self.line = line
        self.events: asyncio.Queue[Event] = asyncio.Queue()
        self.faults: list[BaseException] = []
        self.connections: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()

    async def is_called(self) -> None:
        self._reader, self._writer = await asyncio.wait_for(self.connections.get(), WAITS_S)
        assert await self.hears() == f"hello|{SECRET}"

    async def hears(self) -> str:
        """The next message that is no sign of life."""
        while True:
            length = await asyncio.wait_for(self._reader.readuntil(b":"), WAITS_S)
            word = (await self._reader.readexactly(int(length[:-1]) + 1))[:-1].decode()
            if word != "alive":
                return word

    def peer_port(self) -> int:
        """From which port the guard came."""
        return int(self._writer.get_extra_info("peername")[1])

    def says(self, kind: str, **fields: str) -> None:
        texts = {key: value.encode().hex() if key in "ctnf" else value for key, value in fields.items()}
        self.sends(json.dumps({"k": kind, **texts}).encode())

    def sends(self, data: bytes) -> None:
        self._writer.write(b"%d:%b," % (len(data), data))

    def sends_raw(self, data: bytes) -> None:
        self._writer.write(data)

    def hangs_up(self) -> None:
        self._writer.close()

    async def event(self, kind: type[Any]) -> Any:
        """The next event of a kind."""
        while True:
            event = await asyncio.wait_for(self.events.get(), WAITS_S)
            if isinstance(event, kind):
                return event


@asynccontextmanager
async def gate(word: str = "allow", silent_s: float = WAITS_S) -> AsyncIterator[PlayedGate]:
    def decide(_event: CallRequested | MailboxRequested) -> Answer:
        if word == "fault":
            raise RuntimeError
        return Answer(word)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await played.connections.put((reader, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    settings = GateSettings(port=server.sockets[0].getsockname()[1], secret=SECRET, silent_s=silent_s)
    hooks = GuardHooks(
        decide=decide,
        code_is_right=lambda *_words: False,
        emit=lambda event: played.events.put_nowait(event),
        now=lambda: 1_000.0,
        chance=lambda: 0.0,
        numbering=None,  # type: ignore[arg-type]
        say=lambda _text: None,
        note=lambda _note: None,
        on_fault=lambda _during, error: played.faults.append(error),
    )
    played = PlayedGate(GateLine(settings, Site(extensions=("2XX",)), hooks))
    running = asyncio.create_task(played.line.run(played.events.put_nowait))
    try:
        await played.is_called()
        yield played
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        server.close()


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("allow", "allow|7|8"),
        ("refuse", "refuse|7|8|refused"),
        ("ask", "refuse|7|8|ask"),
        ("ALLOW", "refuse|7|8|refused"),
    ],
)
async def test_only_the_word_allow_allows(word: str, answer: str) -> None:
    async with gate(word) as played:
        played.says("ask", id="7|8", c="c1", t="t1", n="0037129990000", f="203")
        assert await played.hears() == answer


async def test_a_fault_of_ours_answers_nothing_and_the_gate_decides_alone() -> None:
    async with gate("fault") as played:
        played.says("ask", id="7|8", c="c1", t="t1", n="0037129990000")
        played.says("started", c="c1", t="t1", n="0199001234")
        await played.event(CallStarted)
        assert len(played.faults) == 1
        assert played.line.refused == 0


async def test_it_sees_once_the_gate_has_named_its_calls() -> None:
    async with gate() as played:
        played.says("alive", c="c1", t="t1", n="0037129990000", f="203", q="2", up="5")
        played.says("listed", now="10")
        assert len((await played.event(Snapshot)).calls) == 1
        await played.event(FeedRestored)
        assert played.line.is_connected


async def test_a_cut_names_the_call_as_the_gate_knows_it_and_its_end_is_the_proof() -> None:
    async with gate() as played:
        played.says("started", c="c1", t="t1", n="0037129990000", q="2")
        started = await played.event(CallStarted)
        await played.line.cut_call(started.call)
        assert await played.hears() == f"kill|{b'c1'.hex()}|{b't1'.hex()}|2"
        played.says("ended", c="c1", t="t1", s="200")
        assert (await played.event(CallEnded)).call == started.call
        with pytest.raises(SwitchError, match="not alive on the gate"):
            await played.line.cut_call(started.call)


@pytest.mark.parametrize("nonsense", [b"GET / HTTP/1.1\r\n", b"5:hello,", b"99999999"])
async def test_nonsense_of_the_gate_is_a_lost_line_and_it_comes_back(nonsense: bytes) -> None:
    async with gate() as played:
        played.says("listed", now="10")
        await played.event(FeedRestored)
        played.sends_raw(nonsense)
        await played.event(FeedLost)
        await played.is_called()


async def test_a_gate_that_gives_no_sign_is_a_lost_line() -> None:
    async with gate(silent_s=0.05) as played:
        assert "no sign" in (await played.event(FeedLost)).why


async def test_a_lost_line_is_reported_and_opened_again() -> None:
    async with gate() as played:
        played.says("listed", now="10")
        await played.event(FeedRestored)
        played.hangs_up()
        await played.event(FeedLost)
        await played.is_called()
        played.says("listed", now="10")
        await played.event(FeedRestored)


async def test_a_gate_knows_no_forwards() -> None:
    async with gate() as played:
        for order in (
            played.line.clear_forward("203", "CF"),
            played.line.restore_forward("203", "CF", "0199001234"),
        ):
            with pytest.raises(SwitchError, match="no forwards"):
                await order


async def test_it_comes_from_a_port_that_no_ordinary_user_may_take() -> None:
    """As root, as in CI and on a PBX; the gate hangs up on all others."""
    if os.geteuid() != 0:
        pytest.skip("only root and the service may take such a port")
    async with gate() as played:
        assert played.peer_port() in reserved_port.PORTS


async def test_where_it_may_take_none_and_is_hung_up_on_it_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    async def may_not(_host: str, _port: int) -> None:
        return None

    monkeypatch.setattr(reserved_port, "connect", may_not)
    async with gate() as played:
        assert played.peer_port() not in reserved_port.PORTS
        played.hangs_up()
        lost = await played.event(FeedLost)
        assert "ports under 1024" in str(lost.why)


async def test_ports_that_are_taken_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken, socket.socket() as listener:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        monkeypatch.setattr(reserved_port, "PORTS", (taken.getsockname()[1], 0))
        monkeypatch.setattr(reserved_port, "_first", itertools.count(0))
        found = await reserved_port.connect(*listener.getsockname())
        assert found is not None
        found[1].close()
        monkeypatch.setattr(reserved_port, "PORTS", (taken.getsockname()[1],))
        with pytest.raises(OSError, match="in use"):
            await reserved_port.connect(*listener.getsockname())


async def test_who_stops_it_in_the_moment_in_which_a_connection_ends_stops_it() -> None:
    ending, done = asyncio.Event(), asyncio.Event()

    async def signs(_writer: asyncio.StreamWriter) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ending.set()
            await done.wait()  # the connection is over, and its end takes a moment

    async with gate() as played:
        played.line._give_signs = signs  # type: ignore[method-assign]
        played.hangs_up()
        await played.is_called()
        (running,) = (one for one in asyncio.all_tasks() if one.get_coro().__qualname__ == "GateLine.run")  # type: ignore[union-attr]
        played.hangs_up()
        await asyncio.wait_for(ending.wait(), WAITS_S)
        running.cancel()
        await asyncio.wait({running}, timeout=WAITS_S)
        assert running.cancelled()
