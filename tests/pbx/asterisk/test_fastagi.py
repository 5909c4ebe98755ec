"""The dialplan asks: right answers, and nothing that allows when something is wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veilleur.pbx.asterisk.fastagi import AgiError, Answer, FastAgi, read_request
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.words import events
from veilleur.words.calls import Origin


class Office:
    """The guard's side: one answer for all, and what was asked and told."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[events.Event] = []
        self.told: list[events.Event] = []

    def decide(self, event: events.CallRequested | events.MailboxRequested) -> Answer:
        self.asked.append(event)
        return self.answer


@asynccontextmanager
async def serving(office: Office) -> AsyncIterator[int]:
    agi = FastAgi(
        AsteriskSettings(agi_port=0),
        office.decide,
        lambda _extension, _number, digits: len(digits) == 4,
        office.told.append,
        lambda: 1000.0,
        lambda text: len(text) == 3 and text.isdigit(),
    )
    port = await agi.start()
    try:
        yield port
    finally:
        await agi.stop()


async def call(port: int, script: str, arguments: list[str], keyed: tuple[str, ...] = ()) -> list[str]:
    """What the server ordered, each order answered as Asterisk answers."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = ["agi_network: yes", f"agi_network_script: {script}", "agi_callerid: 0199001122"]
    lines += [f"agi_arg_{n}: {one}" for n, one in enumerate(arguments, 1)]
    writer.write(("\n".join(lines) + "\n\n").encode())
    orders, replies = [], list(keyed)
    while line := (await reader.readline()).decode().strip():
        orders.append(line)
        result = replies.pop(0) if line.startswith("GET DATA") and replies else "1"
        writer.write(f"200 result={result}\n".encode())
    writer.close()
    return orders


ASK = ["number=0088213123456", "caller=101", "channel=PJSIP/101-00000001", "unique=1.2", "origin=extension"]


async def test_the_word_and_its_reason_are_set() -> None:
    office = Office(Answer("refuse", "veilleur/closed"))
    async with serving(office) as port:
        orders = await call(port, "ask", ASK)
    assert orders == ["SET VARIABLE VEILLEUR_WHY veilleur/closed", "SET VARIABLE VEILLEUR refuse"]
    (event,) = office.asked
    assert isinstance(event, events.CallRequested)
    assert (event.extension, event.request, event.can_key_digits) == ("101", "1.2", True)


async def test_arguments_may_come_within_the_script_name() -> None:
    office = Office(Answer("allow"))
    async with serving(office) as port:
        assert await call(port, ",".join(["ask", *ASK]), []) == ["SET VARIABLE VEILLEUR allow"]


async def test_a_forwarded_call_answers_for_its_forwarder_and_cannot_be_asked() -> None:
    office = Office(Answer("refuse"))
    arguments = ["number=0088213123456", "channel=PJSIP/carrier-01", "unique=1", "forwarder=104"]
    async with serving(office) as port:
        await call(port, "ask", arguments)
    (event,) = office.asked
    assert isinstance(event, events.CallRequested)
    assert (event.extension, event.origin, event.outside_caller) == ("104", Origin.FORWARD, "0199001122")
    assert not event.can_key_digits


async def test_an_unknown_word_never_allows() -> None:
    async with serving(Office(Answer("yes"))) as port:
        assert await call(port, "ask", ASK) == ["SET VARIABLE VEILLEUR refuse"]


@pytest.mark.parametrize(("keyed", "right"), [(("11", "1111"), True), (("1", "2", "3"), False)])
async def test_a_code_may_be_keyed_three_times(keyed: tuple[str, ...], right: bool) -> None:
    office = Office(Answer("refuse"))
    async with serving(office) as port:
        orders = await call(port, "code", ASK, keyed)
    assert orders[-1] == f"SET VARIABLE VEILLEUR {'allow' if right else 'refuse'}"
    (event,) = office.told
    assert isinstance(event, events.CodeKeyed)
    assert event.right is right


async def test_a_mailbox_is_asked_for() -> None:
    office = Office(Answer("refuse"))
    async with serving(office) as port:
        await call(port, "mailbox", ["mailbox=104", "caller=0199001122", "unique=1", "outside=1"])
    (event,) = office.asked
    assert isinstance(event, events.MailboxRequested)
    assert (event.mailbox, event.outside, event.outside_caller) == ("104@default", True, "0199001122")


@pytest.mark.parametrize("sent", [b"GET / HTTP/1.1\r\n\r\n", b"agi_x: " + b"a" * 9000 + b"\n\n", b"agi_a: b"])
async def test_nonsense_is_answered_with_nothing(sent: bytes) -> None:
    async with serving(Office(Answer("allow"))) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        writer.write_eof()
        try:
            got = await reader.read()
        except ConnectionResetError:
            got = b""
        writer.close()
    assert got == b""


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_request_or_refused(data: bytes) -> None:
    async def read() -> None:
        reader = asyncio.StreamReader(limit=256)
        reader.feed_data(data)
        reader.feed_eof()
        with suppress(AgiError, ValueError):
            await read_request(reader)

    asyncio.run(read())
