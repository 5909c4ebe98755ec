"""A made switch that asks, reports and fetches its orders over HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import json
from pathlib import Path
from typing import Any

from veilleur.conformance.fakes.http_asking import post
from veilleur.conformance.made_switch import CALLER, EXTENSION, MAILBOX, Ability, BaseSwitch
from veilleur.pbx.http.tokens import SCOPES, Tokens
from veilleur.words.plain_json import parsed

ORDERS_WAIT_S = 20
MADE_SILENT_S = 1.0
SIGN_OF_LIFE_S = 0.2


class MadeHttpSwitch(BaseSwitch):
    """See `MadeSwitch`."""

    abilities = frozenset(Ability) - {Ability.READS_FORWARDS, Ability.RECORDS}

    def __init__(self) -> None:
        super().__init__()
        self._port = 0
        self._secret = ""
        self._alive: dict[str, dict[str, Any]] = {}
        self._last = b""
        self._is_on = False
        self._tasks: list[asyncio.Task[None]] = []
        self._count = 0

    def section(self, folder: Path) -> str:
        """See `MadeSwitch`."""
        self._secret = Tokens(folder / "http-tokens.json").make("made", SCOPES, 0.0)
        return f"[http]\nport = 0\nsilent_s = {MADE_SILENT_S}\nevents_per_second = 100000\n"

    async def stop(self) -> None:
        """Report no more, fetch no more."""
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._tasks.clear()

    async def meets(self, port: int) -> None:
        """Name all calls, and begin to fetch orders."""
        await self.stop()
        self._port = port
        self._tasks = [asyncio.create_task(self._fetch()), asyncio.create_task(self._give_signs())]
        await self.finds_line()

    async def asks(self, call: str, number: str, extension: str = EXTENSION) -> str:
        """See `MadeSwitch`."""
        question = {"request": call, "number": number, "extension": extension}
        body = json.dumps(question).encode()
        status, _said = await post(self._port, "/v1/authorise", body, self._secret)
        return {200: "allow", 403: "refuse", 202: "ask"}.get(status, "")

    async def begins(self, call: str, number: str, extension: str = EXTENSION) -> None:
        """See `MadeSwitch`."""
        self._alive[call] = {"call": call, "number": number, "extension": extension, "request": call}
        await self._report("CallStarted", **self._alive[call], outside_line_removed=True)

    async def is_answered(self, call: str) -> None:
        """See `MadeSwitch`."""
        if call in self._alive:
            self._alive[call]["answered_at"] = 1.0
        await self._report("CallAnswered", call=call)

    async def ends(self, call: str, busy: bool = False) -> None:
        """See `MadeSwitch`."""
        self._alive.pop(call, None)
        await self._report("CallEnded", call=call, cause="17" if busy else "16")

    async def repeats(self) -> None:
        """See `MadeSwitch`."""
        await post(self._port, "/v1/events", self._last, self._secret)

    async def comes_in(self, call: str) -> None:
        """See `MadeSwitch`."""
        await self._report("IncomingCall", call=call, outside_caller=CALLER, extension=EXTENSION)

    async def enters_pin(self, is_right: bool) -> None:
        """See `MadeSwitch`."""
        kind = "PinAccepted" if is_right else "PinRefused"
        await self._report(kind, mailbox=MAILBOX, outside_caller=CALLER, outside=True)

    async def changes_pin(self) -> None:
        """See `MadeSwitch`."""
        await self._report("PinChanged", mailbox=MAILBOX, outside_caller=CALLER, outside=True)

    async def registers(self, is_right: bool) -> None:
        """See `MadeSwitch`."""
        kind = "Registered" if is_right else "RegistrationRefused"
        await self._report(kind, account=EXTENSION, address="192.0.2.7")

    async def forwards(self, number: str) -> None:
        """See `MadeSwitch`."""
        kind = "ForwardSet" if number else "ForwardCleared"
        await self._report(kind, extension=EXTENSION, kind="CF", number=number)

    async def talks_nonsense(self) -> None:
        """See `MadeSwitch`."""
        await post(self._port, "/v1/events", b'\x00{"event": []}\n[[[[', self._secret)

    async def loses_line(self) -> None:
        """See `MadeSwitch`."""
        self._is_on = False

    async def finds_line(self) -> None:
        """See `MadeSwitch`."""
        self._is_on = True
        calls = [dict(call) for call in self._alive.values()]
        await self._report("Snapshot", calls=calls)

    async def _report(self, event: str, **fields: Any) -> None:
        self._count += 1
        self._last = json.dumps({"event": event, "id": str(self._count), **fields}).encode()
        if self._is_on:
            await post(self._port, "/v1/events", self._last, self._secret)

    async def _give_signs(self) -> None:
        while True:
            await asyncio.sleep(SIGN_OF_LIFE_S)
            if self._is_on:
                await post(self._port, "/v1/events", b"", self._secret)

    async def _fetch(self) -> None:
        while True:
            status, said = await post(
                self._port, f"/v1/orders?wait={ORDERS_WAIT_S}", b"", self._secret, "GET"
            )
            if status != 200:
                await asyncio.sleep(SIGN_OF_LIFE_S)
                continue
            for call in parsed(said)["cut"]:
                if call not in self.ordered or self.obeys:
                    self.ordered.append(call)
                if self.obeys and call in self._alive:
                    await self.ends(call)
            await asyncio.sleep(SIGN_OF_LIFE_S / 4)  # what is ordered stays in the list until it has ended
