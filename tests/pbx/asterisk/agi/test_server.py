"""The dialplan asks: right answers, and nothing that allows when something is wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veilleur.pbx.asterisk.agi.request import AgiError, call_requested, read_request
from veilleur.pbx.asterisk.agi.server import MAX_CONNECTIONS, Answer, CodeIsRight, FastAgi
from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.events.call_origin import WayOut
from veilleur.pbx.asterisk.events.translator import Translator
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.words import events
from veilleur.words.calls import Origin
from veilleur.words.destinations import Destination, NumberClass
from veilleur.words.money import FREE
from veilleur.words.ports import Numbering
from veilleur.words.site import Site


class Office:
    """The guard's side: one answer for all, and what was asked and emitted."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[events.Event] = []
        self.emitted: list[events.Event] = []

    def decide(self, event: events.CallRequested | events.MailboxRequested) -> Answer:
        self.asked.append(event)
        return self.answer


@asynccontextmanager
async def serving(
    office: Office,
    code_is_right: CodeIsRight = lambda _extension, _number, digits: len(digits) == 4,
    translator: Translator | None = None,
    numbering: Numbering | None = None,
    code_prompt: str = "vm-password",
) -> AsyncIterator[int]:
    agi = FastAgi(
        AsteriskSettings(agi_port=0, code_prompt=code_prompt),
        office.decide,
        code_is_right,
        office.emitted.append,
        lambda: 1000.0,
        lambda text: len(text) == 3 and text.isdigit(),
        translator=translator,
        numbering=numbering,
        unaskable=frozenset({"109"}),
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


@pytest.mark.parametrize(
    ("keyed", "right"),
    [
        (("1111",), True),
        (("11", "1111"), True),
        (("1", "2", "3"), False),
        (("", "", ""), False),
        (("-1",), False),  # hung up
    ],
)
async def test_who_was_told_to_key_a_code_has_three_tries(keyed: tuple[str, ...], right: bool) -> None:
    office = Office(Answer("ask"))
    async with serving(office) as port:
        assert await call(port, "ask", ASK) == ["SET VARIABLE VEILLEUR ask"]
        orders = await call(port, "code", ASK, keyed)
        again = await call(port, "code", ASK, ("1111",))
    assert orders[0] == "ANSWER"
    assert orders[-1] == f"SET VARIABLE VEILLEUR {'allow' if right else 'refuse'}"
    (event,) = office.emitted
    assert isinstance(event, events.CodeKeyed)
    assert (event.extension, event.number, event.right) == ("101", "0088213123456", right)
    assert again == ["SET VARIABLE VEILLEUR refuse"]


def asking(number: int) -> list[str]:
    """The same telephone asks by another of its calls."""
    return [*ASK[:3], f"unique=1.{number}", ASK[4]]


async def test_a_hundred_calls_at_once_have_no_more_tries_for_a_code_than_one_call_after_another() -> None:
    office = Office(Answer("ask"))
    async with serving(office) as port:
        for number in range(100):
            assert await call(port, "ask", asking(number)) == ["SET VARIABLE VEILLEUR ask"]
        calls = [call(port, "code", asking(number), ("1", "2", "3")) for number in range(100)]
        orders = await asyncio.gather(*calls)
    tries = sum(order.startswith("GET DATA") for one in orders for order in one)
    assert tries == 3
    assert all(one[-1] == "SET VARIABLE VEILLEUR refuse" for one in orders)
    assert len(office.emitted) == 1


async def test_a_colleague_keys_his_code_while_another_keys_hers() -> None:
    office = Office(Answer("ask"))
    other = ["number=0088213123456", "caller=102", "channel=PJSIP/102-00000001", "unique=9.1"]
    async with serving(office) as port:
        await call(port, "ask", ASK)
        await call(port, "ask", other)
        wrong, right = await asyncio.gather(
            call(port, "code", ASK, ("1", "2", "3")), call(port, "code", other, ("1111",))
        )
    assert wrong[-1] == "SET VARIABLE VEILLEUR refuse"
    assert right[-1] == "SET VARIABLE VEILLEUR allow"


async def test_a_prompt_that_is_not_there_is_replaced_by_a_usual_one() -> None:
    office = Office(Answer("ask"))
    async with serving(office, code_prompt="veilleur/lost") as port:
        await call(port, "ask", ASK)
        orders = await call(port, "code", ASK, ("-1", "1111"))
    assert [order.split()[2] for order in orders if order.startswith("GET DATA")] == [
        "veilleur/lost",
        "vm-password",
    ]
    assert orders[-1] == "SET VARIABLE VEILLEUR allow"


@pytest.mark.parametrize("other", [["number=112"], ["unique=9.9"]])
async def test_nobody_is_asked_for_a_code_but_who_was_told_so_and_for_that_number(other: list[str]) -> None:
    office = Office(Answer("ask"))
    async with serving(office) as port:
        await call(port, "ask", ASK)
        assert await call(port, "code", [*other, *ASK], ("1111",)) == ["SET VARIABLE VEILLEUR refuse"]
    assert office.emitted == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["origin=forward", "forwarder=104", *ASK],
        ["origin=voicemail", *ASK],
        ["origin=disa", *ASK],
        ["origin=transfer", *ASK],
        ["channel=Local/0088213123456@out-01;2", *ASK],
        ["channel=PJSIP/carrier-00000001", *ASK],
        ["channel=PJSIP/109-00000001", *ASK],  # the fax
    ],
)
async def test_who_cannot_key_a_code_is_refused_instead(arguments: list[str]) -> None:
    async with serving(Office(Answer("ask"))) as port:
        assert await call(port, "ask", arguments) == ["SET VARIABLE VEILLEUR refuse"]


async def test_a_code_that_cannot_be_compared_is_never_right() -> None:
    def broken(_extension: str, _number: str, _digits: str) -> bool:
        raise RuntimeError("the file of codes is gone")

    office = Office(Answer("ask"))
    async with serving(office, code_is_right=broken) as port:
        await call(port, "ask", ASK)
        assert (await call(port, "code", ASK, ("1111",)))[-1] == "SET VARIABLE VEILLEUR refuse"
    (event,) = office.emitted
    assert isinstance(event, events.CodeKeyed)
    assert not event.right


class Numbers:
    """Of the numbers these tests dial, those that begin with 00 are capped; 000 is more than it can bear."""

    def destination(self, dialled: str) -> Destination:
        if dialled.startswith("000"):
            raise ValueError(dialled)
        kind = NumberClass.INTERNATIONAL if dialled.startswith("00") else NumberClass.NATIONAL
        return Destination(dialled, "", "", kind, 0, FREE)


@pytest.mark.parametrize(
    ("number", "orders"),
    [
        ("0088213123456", ["SET VARIABLE VEILLEUR refuse"]),
        ("0199001122", ["SET VARIABLE VEILLEUR allow"]),
        ("000", []),
    ],
)
async def test_when_the_guard_itself_fails_capped_calls_are_refused_and_others_pass(
    number: str, orders: list[str]
) -> None:
    class Broken(Office):
        def decide(self, event: events.CallRequested | events.MailboxRequested) -> Answer:
            raise ZeroDivisionError

    async with serving(Broken(Answer("allow")), numbering=Numbers()) as port:
        assert await call(port, "ask", [f"number={number}", *ASK]) == orders
        assert await call(port, "mailbox", ["mailbox=104", "unique=1"]) == []


async def test_the_channel_itself_knows_better_than_the_dialplan_how_a_call_leaves() -> None:
    switch = Translator(Site(extensions=("1XX",), trunks=("PJSIP/carrier*",)))
    for text in (
        "Event: Newchannel\r\nChannel: PJSIP/carrier-01\r\nUniqueid: 1.2\r\nChannelState: 4\r\n"
        "Exten: 0199000097\r\nCallerIDNum: 0199001122",
        "Event: Newexten\r\nChannel: PJSIP/carrier-01\r\nUniqueid: 1.2\r\n"
        "Application: VoiceMailMain\r\nAppData: 104@default",
    ):
        switch.step(Message(text.split("\r\n", 1)[0][7:], text.encode()), 1000.0)
    office = Office(Answer("ask"))
    async with serving(office, translator=switch) as port:
        assert await call(port, "ask", ASK) == ["SET VARIABLE VEILLEUR refuse"]
        await call(port, "mailbox", ["mailbox=104", "unique=1.2", "outside=0", "caller=104"])
    asked, mailbox = office.asked
    assert isinstance(asked, events.CallRequested)
    assert (asked.origin, asked.extension, asked.outside_caller) == (Origin.VOICEMAIL, "104", "0199001122")
    assert not asked.can_key_digits
    assert isinstance(mailbox, events.MailboxRequested)
    assert mailbox.outside


@pytest.mark.parametrize(
    ("named", "extension"), [("105", "105"), ("0199000104", "104"), ("carrier", "104"), ("", "104")]
)
def test_who_answers_for_a_call_is_an_extension_if_anybody_knows_one(named: str, extension: str) -> None:
    fields = {"number": "0088213123456", "origin": "forward", "forwarder": named, "channel": "Local/1@x-01;2"}
    way = WayOut(Origin.FORWARD, "104", "0199001122")
    event = call_requested(fields, 1.0, lambda peer: peer if len(peer) == 3 else "", way)
    assert (event.extension, event.outside_caller) == (extension, "0199001122")


async def test_a_crowd_of_half_requests_keeps_no_real_one_out() -> None:
    async with serving(Office(Answer("allow"))) as port:
        crowd = [await asyncio.open_connection("127.0.0.1", port) for _number in range(MAX_CONNECTIONS + 20)]
        for place, (_reader, writer) in enumerate(crowd):
            writer.write([b"", b"agi_network: yes\n", b"agi_x: y\n" * 50][place % 3])
        assert await call(port, "ask", ASK) == ["SET VARIABLE VEILLEUR allow"]
        for _reader, writer in crowd:
            writer.close()


async def test_a_client_that_never_answers_an_order_is_let_go() -> None:
    async with serving(Office(Answer("allow"))) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"agi_network_script: ask\nagi_arg_1: number=112\n\n")
        async with asyncio.timeout(20):
            assert await reader.read() == b"SET VARIABLE VEILLEUR allow\n"
        writer.close()


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
