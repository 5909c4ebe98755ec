"""A made gate: the messages of our Kamailio, without a Kamailio."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from pathlib import Path

from veilleur.conformance.made_switch import CALLER, EXTENSION, Ability, BaseSwitch
from veilleur.pbx.gate.calls import name_of

SECRET = "0123456789abcdef"  # noqa: S105 - of a made gate
TAG = "t"
ANSWERED_WITHIN_S = 2.0
_TEXTS = frozenset("ctnfiprdhu")


class MadeGate(BaseSwitch):
    """See `MadeSwitch`."""

    abilities = frozenset(
        {
            Ability.ASKS,
            Ability.LIVE,
            Ability.CUTS,
            Ability.SNAPSHOT,
            Ability.NAMES_CALLER,
            Ability.INCOMING,
        }
    )

    def __init__(self) -> None:
        super().__init__()
        self._server: asyncio.Server | None = None
        self._port = 0
        self._writer: asyncio.StreamWriter | None = None
        self._alive: dict[str, dict[str, str]] = {}
        self._waiting: dict[str, asyncio.Future[str]] = {}
        self._numbers = itertools.count(1)
        self._last = b""

    def section(self, folder: Path) -> str:
        """See `MadeSwitch`."""
        (folder / "gate-secret").write_text(SECRET)
        return f"[gate]\nport = {self._port}\n"

    async def start(self) -> None:
        """Wait for the guard."""
        await self.finds_line()

    async def stop(self) -> None:
        """Let go of it."""
        await self.loses_line()

    def name(self, call: str) -> str:
        """Call-ID and From-tag."""
        return name_of(call, TAG)

    async def asks(self, call: str, number: str, extension: str = EXTENSION) -> str:
        """See `MadeSwitch`."""
        if self._writer is None or self._writer.is_closing():
            return ""
        index = str(next(self._numbers))
        answer: asyncio.Future[str]
        answer = self._waiting[index] = asyncio.get_running_loop().create_future()
        self._says("ask", id=f"{index}|1", c=call, t=TAG, n=number, f=extension)
        try:
            async with asyncio.timeout(ANSWERED_WITHIN_S):
                return await answer
        except TimeoutError:
            return ""

    async def begins(self, call: str, number: str, extension: str = EXTENSION) -> None:
        """See `MadeSwitch`."""
        self._alive[call] = {"c": call, "t": TAG, "n": number, "f": extension, "q": "1"}
        self._says("started", **self._alive[call])

    async def is_answered(self, call: str) -> None:
        """See `MadeSwitch`."""
        if call in self._alive:
            self._alive[call]["up"] = "1"
        self._says("answered", c=call, t=TAG)

    async def ends(self, call: str, busy: bool = False) -> None:
        """See `MadeSwitch`."""
        self._alive.pop(call, None)
        self._says("ended", c=call, t=TAG, s="486" if busy else "200")

    async def repeats(self) -> None:
        """See `MadeSwitch`."""
        self._sends(self._last)

    async def comes_in(self, call: str) -> None:
        """See `MadeSwitch`."""
        self._says("incoming", c=call, n=EXTENSION, f=CALLER)

    async def talks_nonsense(self) -> None:
        """See `MadeSwitch`."""
        self._sends(b"nonsense")
        await self.loses_line()

    async def loses_line(self) -> None:
        """See `MadeSwitch`."""
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    async def finds_line(self) -> None:
        """See `MadeSwitch`."""
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
            self._port = int(self._server.sockets[0].getsockname()[1])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        try:
            while True:
                length = await reader.readuntil(b":")
                words = (await reader.readexactly(int(length[:-1]) + 1))[:-1].decode().split("|")
                self._hears(words)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            if self._writer is writer:
                self._writer = None

    def _hears(self, words: list[str]) -> None:
        if words[0] == "hello" and words[1] == SECRET:
            for alive in self._alive.values():
                self._says("alive", **alive)
            self._says("listed", now="2")
        elif words[0] == "alive":
            self._says("pong")
        elif words[0] in ("allow", "refuse"):
            waiting = self._waiting.pop(words[1], None)
            if waiting is not None and not waiting.done():
                waiting.set_result(words[0])
        elif words[0] == "kill":
            call = bytes.fromhex(words[1]).decode()
            self.ordered.append(self.name(call))
            if self.obeys and call in self._alive:
                self._alive.pop(call)
                self._says("ended", c=call, t=TAG, s="200")

    def _says(self, kind: str, **fields: str) -> None:
        texts = {key: value.encode().hex() if key in _TEXTS else value for key, value in fields.items()}
        data = json.dumps({"k": kind, **texts}).encode()
        self._last = b"%d:%b," % (len(data), data)
        self._sends(self._last)

    def _sends(self, data: bytes) -> None:
        if self._writer is not None:
            with contextlib.suppress(ConnectionError):
                self._writer.write(data)
