"""Further targets of the fuzzer: what listens on the network, and what switches and people send to it.

In: a chance and a folder for files. Out: what was made of them, for the fuzzer's own tests.
Pitfall: servers are driven without a port, connection by connection, so that a case is one case; a target
suppresses only what its room may raise by its docstring.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from functools import cache
from pathlib import Path
from random import Random
from threading import Thread
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import quote

from tools.fuzz_rooms import HOSTILE
from tools.garbling import ODD, garbled, with_odd_values
from veilleur.alerts.channels import ntfy
from veilleur.alerts.tokens import Answered, Tokens
from veilleur.config.alerts_section import Person
from veilleur.guard.order_fields import number_in, orderer, scope_in, word_in
from veilleur.journal.witness.head_line import head_line, heads_in
from veilleur.journal.witness.server import WitnessHandler, WitnessServer
from veilleur.journal.witness.service import WitnessBook, new_token
from veilleur.numbering import DialPlan
from veilleur.pbx.adapter import Answer, GuardHooks
from veilleur.pbx.freeswitch.channels import Channels
from veilleur.pbx.freeswitch.feed import rows_of
from veilleur.pbx.freeswitch.protocol import EslError, EslParser
from veilleur.pbx.freeswitch.settings import FreeSwitchSettings
from veilleur.pbx.gate.call_join import CallJoin
from veilleur.pbx.http.api import Api
from veilleur.pbx.http.orders import HttpOrders
from veilleur.pbx.http.reports import HttpFeed
from veilleur.pbx.http.server import HttpServer
from veilleur.pbx.http.settings import HttpSettings
from veilleur.pbx.http.tokens import SCOPES
from veilleur.pbx.http.tokens import Tokens as HttpTokens
from veilleur.words.codec import encode_event
from veilleur.words.errors import InputError, SwitchError
from veilleur.words.events import CallEnded, CallStarted, LiveCall, Snapshot
from veilleur.words.site import Site

SITE = Site(name="Garage Martin", extensions=("1XX",))
NOW = 1_795_223_640.0
DIGEST = "ab" * 32
ADDRESS = "https://veilleur.example.org"
FIVE_HUNDRED = 500  # no request may end in a fault of ours


def values(chance: Random) -> str:
    return chance.choice(("9" * 5000, "-1", "1e999", "nan", "²", "٣", "x" * 3000, *HOSTILE))


@cache
def _witness() -> tuple[WitnessServer, str]:
    from tempfile import mkdtemp

    folder = Path(mkdtemp(prefix="veilleur-fuzz-witness-"))
    token = new_token(folder, SITE.name)
    book = WitnessBook(folder, lambda *_what: None, now=lambda: NOW)
    return WitnessServer(("127.0.0.1", 0), book), token


def _read_all(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while line.recv(65_536):
            pass


def witness(chance: Random, folder: Path) -> bytes:
    """A request to the service of a witness, and lines of heads."""
    server, token = _witness()
    lines = "\n".join(head_line(one, DIGEST, NOW, SITE.name) for one in range(3)).encode()
    body = garbled(chance, lines) if chance.random() < 0.8 else lines
    length = str(len(body)) if chance.random() < 0.7 else values(chance)
    head = (
        f"{chance.choice(('POST', 'GET', 'PUT'))} {chance.choice(('/heads', '/', '//heads?x'))} HTTP/1.1\r\n"
        f"Host: a\r\nAuthorization: Bearer {token if chance.random() < 0.9 else values(chance)}\r\n"
        f"Content-Length: {length}\r\n\r\n"
    ).encode("utf-8", "surrogatepass")
    raw = (head if chance.random() < 0.7 else garbled(chance, head)) + body
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(5)
        ours.sendall(raw[:60_000])
        ours.shutdown(socket.SHUT_WR)
        reader = Thread(target=_read_all, args=(ours,))  # who reads nothing may be served for ten minutes
        reader.start()
        with contextlib.suppress(OSError):
            WitnessHandler(theirs, ("127.0.0.1", 1), server)
        with contextlib.suppress(OSError):
            theirs.shutdown(socket.SHUT_RDWR)
        reader.join()
    for one in heads_in(body.decode("utf-8", "replace")):
        head_line(one.seq, one.hash, one.at, one.site)
    return raw.replace(token.encode(), b"TOKEN")  # it is drawn by lot


class _Faults(list[BaseException]):
    """What a server reported as a fault of ours."""

    def note(self, _where: object, error: BaseException) -> None:
        self.append(error)


class _Sent:
    """The writing end of a connection that goes nowhere."""

    def __init__(self) -> None:
        self.data = b""

    def write(self, data: bytes) -> None:
        self.data += data

    async def drain(self) -> None:
        return

    def close(self) -> None:
        return


@cache
def _http() -> tuple[str, HttpSettings]:
    from tempfile import mkdtemp

    tokens = Path(mkdtemp(prefix="veilleur-fuzz-http-")) / "http-tokens.json"
    return HttpTokens(tokens).make("sbc1", SCOPES, 0.0), HttpSettings(tokens=tokens)


QUESTION = {"request": "c1", "number": "0021655500101", "extension": "101", "can_key_digits": True}
REPORTS = (
    {"event": "CallStarted", "call": "c1", "extension": "101", "number": "0021655500101", "id": "1"},
    {"event": "CallAnswered", "call": "c1", "at": NOW},
    {"event": "Snapshot", "calls": [{"call": "c1", "extension": "101", "number": "112", "answered_at": NOW}]},
    {"event": "CallEnded", "call": "c1", "duration_s": 3},
    {"event": "PinRefused", "mailbox": "101", "caller": "0612345678"},
)


def http_api(chance: Random, _folder: Path) -> bytes:
    """What a switch asks and reports over HTTP."""
    secret, settings = _http()
    path = chance.choice(
        ("/v1/authorise", "/v1/code", "/v1/events", "/v1/orders?wait=0", "/v1/health", "/metrics")
    )
    sound: list[Any] = list(REPORTS) if path == "/v1/events" else [QUESTION]
    if path == "/v1/code":
        sound = [{"request": "c1", "digits": "4711"}]
    odd = [with_odd_values(chance, one, 0.1) for one in sound]
    body = b"\n".join(json.dumps(one).encode() for one in odd)
    body = garbled(chance, body) if chance.random() < 0.4 else body
    length = str(len(body)) if chance.random() < 0.8 else values(chance)
    method = "GET" if path[1] == "m" or "orders" in path or "health" in path else "POST"
    path += "&x=" + quote(values(chance), errors="replace") if chance.random() < 0.2 else ""
    head = (
        f"{method} {path} HTTP/1.1\r\n"
        f"Host: a\r\nAuthorization: Bearer {secret}\r\nContent-Length: {length}\r\n\r\n"
    ).encode("utf-8", "surrogatepass")
    raw = (head if chance.random() < 0.8 else garbled(chance, head)) + body
    faults = _Faults()
    asyncio.run(_served(raw, settings, faults))
    assert not faults, faults
    return raw.replace(secret.encode(), b"TOKEN")


async def _served(raw: bytes, settings: HttpSettings, faults: _Faults) -> None:
    hooks = SimpleNamespace(
        now=lambda: NOW,
        numbering=DialPlan(SITE),
        decide=lambda _event: Answer("ask"),
        emit=encode_event,
        on_fault=faults.note,
        code_is_right=lambda *_what: False,
        most_seconds=lambda _number: 600,
        metrics=lambda: (),
    )
    guard = cast(GuardHooks, hooks)
    orders = HttpOrders()
    api = Api(settings=settings, guard=guard, feed=HttpFeed(guard, orders, 60.0), orders=orders)
    server = HttpServer(api.handle, api.limit_of)
    reader, sent = asyncio.StreamReader(), _Sent()
    reader.feed_data(raw)
    reader.feed_eof()
    await server._serve(reader, cast(asyncio.StreamWriter, sent))
    status = int(sent.data[9:12] or b"0")
    assert status < FIVE_HUNDRED, sent.data[:200]


def order_fields(chance: Random, _folder: Path) -> bytes:
    """The fields of orders on the guard's socket."""
    sound = {"minutes": 30, "word": "linden", "scope": "number", "value": "0021655", "person": "Paul"}
    request = with_odd_values(chance, sound, 0.4)
    request = request if isinstance(request, dict) else {}
    if chance.random() < 0.5:
        request[chance.choice(tuple(sound))] = values(chance)
    for look in (
        lambda: number_in(request, "minutes", 1440),
        lambda: word_in(request, "word"),
        lambda: scope_in(request),
        lambda: orderer(request, 0),
    ):
        with contextlib.suppress(InputError):
            look()
    return json.dumps(request).encode()


def gate_join(chance: Random, _folder: Path) -> bytes:
    """What gate and PBX say of the same calls, in any order and with any names."""
    join = CallJoin(lambda leg: f"{leg}@pbx", asks=chance.random() < 0.5)
    names = ("a", "b", "c", "")
    said = []
    for place in range(30):
        at, name, call_id = NOW + place, chance.choice(names), f"{chance.choice(names)}@pbx"
        number = chance.choice(("0021655500101", "112", *HOSTILE))
        started = CallStarted(at=at, seen_at=at, call=name or "x", extension="101", number=number)
        ended = CallEnded(at=at, seen_at=at, call=name or "x")
        listed = Snapshot(
            at=at,
            seen_at=at,
            feed=chance.choice(("gate", "ami")),
            calls=tuple(
                LiveCall(call=one, extension="101", number=number) for one in names[: chance.randrange(4)]
            ),
        )
        event = chance.choice((started, ended, listed))
        found = [
            lambda event=event, at=at: join.from_pbx(event, at),
            lambda event=event, call_id=call_id: join.from_gate(event, call_id),
            lambda name=name, call_id=call_id: join.named(name, call_id),
            lambda at=at: join.due(at + 10),
        ][chance.randrange(4)]()
        said += [encode_event(one) for one in found]
    return json.dumps(said, default=str).encode()


ESL = b"Content-Type: auth/request\n\nContent-Type: command/reply\nReply-Text: +OK accepted\n\n"
ESL_EVENT = (
    b"Event-Name: CHANNEL_CREATE\nUnique-ID: a1\nChannel-Name: sofia/internal/101@pbx\n"
    b"Call-Direction: inbound\nCaller-Destination-Number: 0021655500101\nCaller-Username: 101\n"
    b"Event-Date-Timestamp: 1795223640000000\n\n"
    b"Event-Name: CHANNEL_ANSWER\nUnique-ID: a1\nEvent-Date-Timestamp: 1795223641000000\n\n"
    b"Event-Name: CHANNEL_HANGUP_COMPLETE\nUnique-ID: a1\nHangup-Cause: NORMAL_CLEARING\n\n"
    b"Event-Name: CUSTOM\nEvent-Subclass: vm%3A%3Amaintenance\nVM-Action: auth\nVM-Auth-Result: fail\n"
    b"VM-User: 101\n\n"
)
ROWS = (
    b'{"row_count":1,"rows":[{"uuid":"a1","direction":"inbound","created_epoch":"1795223640",'
    b'"dest":"0021655"}]}'
)


def freeswitch(chance: Random, _folder: Path) -> bytes:
    """The stream of FreeSWITCH's event socket, and its list of channels."""
    events = garbled(chance, ESL_EVENT) if chance.random() < 0.7 else ESL_EVENT
    raw = ESL
    for one in events.split(b"\n\n"):
        raw += b"Content-Length: %d\nContent-Type: text/event-plain\n\n%s\n\n" % (len(one) + 2, one)
    raw = garbled(chance, raw) if chance.random() < 0.4 else raw
    parser, channels = EslParser(), Channels(FreeSwitchSettings(), SITE)
    cut = chance.randrange(len(raw) + 1)
    with contextlib.suppress(EslError):
        for part in (raw[:cut], raw[cut:]):
            for message in parser.feed(part):
                for event in channels.events_of(message.headers, NOW):
                    encode_event(event)
    rows = garbled(chance, ROWS)
    with contextlib.suppress(SwitchError):
        encode_event(channels.snapshot(rows_of(rows.decode("utf-8", "replace")), NOW))
    return raw


def pressed(chance: Random, _folder: Path) -> bytes:
    """Answers that anybody who knows a topic may write to a push service."""
    token = Tokens(b"k" * 32).make(Answered("i1", "Paul", "keep", 1, 1, NOW + 100))
    line = json.dumps({"id": "a1", "event": "message", "message": token}).encode()
    raw = garbled(chance, line * 3 if chance.random() < 0.5 else line + b"\n" + chance.choice(ODD) + line)
    before = ntfy.http.request
    ntfy.http.request = lambda *_what, **_more: raw  # type: ignore[assignment]
    try:
        person = Person(name="Paul", ntfy="https://ntfy.example.org/topic")
        tokens, _since = asyncio.run(ntfy.answers(person, ""))
    finally:
        ntfy.http.request = before
    for one in tokens:
        Tokens(b"k" * 32).read(one, NOW)
    return raw


TARGETS = (witness, http_api, order_fields, gate_join, freeswitch, pressed)
