"""Tickets of an OmniPCX Enterprise in real time, however the network cuts them."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veilleur.pbx.smdr.feed import SmdrFeed
from veilleur.pbx.smdr.oxe import HELLO, TicketStream
from veilleur.pbx.smdr.settings import SmdrSettings, Way
from veilleur.words.errors import SwitchError
from veilleur.words.events import CallRecorded, Event
from veilleur.words.site import Site

TICKETS = (Path(__file__).parents[2] / "records" / "alcatel_oxe" / "sample.txt").read_bytes().splitlines()[:3]


def message(body: bytes) -> bytes:
    return len(body).to_bytes(2, "big") + body


def ticket(text: bytes) -> bytes:
    return message((b"\x01\x00\x02\x00" + text.ljust(525)).ljust(772, b"\x00"))


STREAM = message(b"P") + b"".join(map(ticket, TICKETS[:2])) + message(b"TEST_REQ") + ticket(TICKETS[2])


@given(st.lists(st.integers(1, 400), min_size=1, max_size=12))
def test_cuts_change_neither_tickets_nor_answers(cuts: list[int]) -> None:
    stream, tickets, answer, at, turn = TicketStream(), [], b"", 0, 0
    while at < len(STREAM):
        step = cuts[turn % len(cuts)]
        heard = stream.feed(STREAM[at : at + step])
        tickets += heard.tickets
        answer += heard.answer
        at, turn = at + step, turn + 1
    assert tickets == [text.rstrip() for text in TICKETS]
    assert answer == b"\x00\x02\x00\x00\x00\x08TEST_RSP"


def test_another_protocol_on_that_port_is_said() -> None:
    with pytest.raises(SwitchError, match="none of an OmniPCX"):
        TicketStream().feed(b"HTTP/1.1 400 BadLine Request")


async def test_a_call_server_gives_its_calls(tmp_path: Path) -> None:
    said: list[bytes] = []
    done = asyncio.Event()

    async def call_server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        said.append(await reader.readexactly(3))
        writer.write(STREAM)
        said.append(await reader.readexactly(14))
        await done.wait()
        writer.close()

    calls: list[CallRecorded] = []

    def take(event: Event) -> None:
        if isinstance(event, CallRecorded):
            calls.append(event)
        if len(calls) == len(TICKETS):
            done.set()

    server = await asyncio.start_server(call_server, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    feed = SmdrFeed(SmdrSettings(Way.OXE, str(tmp_path), port=port), Site(), time.time, lambda: 0.5)
    async with server:
        task = asyncio.create_task(feed.run(take))
        async with asyncio.timeout(60):
            await done.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert said == [HELLO, b"\x00\x02\x00\x00\x00\x08TEST_RSP"]
    assert feed.format_name == "alcatel-oxe"
    assert [call.number for call in calls] == ["000216555000101", "4105", "00216555000102"]
