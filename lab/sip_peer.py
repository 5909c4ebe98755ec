"""Both ends of a trunk, played message by message: here the PBX; `sip_operator` has the other.

SIPp plays whole scenarios; here a test holds each message in its hand (repeat it, lose it, forge a tag) and
sees what came through. Pitfall: no SIP stack: it sends once and repeats nothing by itself.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from lab.sip_streams import Address, Streams

WAITS_S = 30.0  # far more than a busy machine needs
SDP = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\n"
T38 = "v=0\r\no=- 1 2 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=image 9 udptl t38\r\n"


@dataclass
class Message:
    """One SIP message. start: its first line."""

    start: str
    headers: list[tuple[str, str]]
    body: str = ""

    @classmethod
    def of(cls, data: bytes) -> Message:
        head, _empty, body = data.decode("utf-8", "replace").partition("\r\n\r\n")
        start, *lines = head.split("\r\n")
        pairs = (line.partition(":") for line in lines)
        return cls(start, [(name.strip(), value.strip()) for name, _colon, value in pairs], body)

    def to_bytes(self) -> bytes:
        """As it is sent."""
        lines = [
            self.start,
            *(f"{name}: {value}" for name, value in self.headers if name != "Content-Length"),
        ]
        lines.append(f"Content-Length: {len(self.body.encode())}")
        return ("\r\n".join(lines) + "\r\n\r\n" + self.body).encode()

    def all(self, name: str) -> list[str]:
        """The values of a header, in order."""
        found = (value for key, value in self.headers if key.lower() == name.lower())
        return [piece.strip() for value in found for piece in _split(name, value)]

    def get(self, name: str) -> str:
        """The first value of a header."""
        return next(iter(self.all(name)), "")

    @property
    def method(self) -> str:
        """Of a request, or of what a reply answers."""
        return self.get("CSeq").split(" ")[-1]

    @property
    def status(self) -> int:
        """Of a reply; 0 of a request."""
        return int(self.start.split(" ")[1]) if self.start.startswith("SIP/2.0") else 0

    @property
    def number(self) -> str:
        """The user part of the request's URI."""
        return self.start.split(" ")[1].partition(":")[2].partition("@")[0]


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _split(name: str, value: str) -> list[str]:
    return value.split(",") if name.lower() in ("via", "record-route", "route") else [value]


class Peer(asyncio.DatagramProtocol):
    """One end. seen: every message, as it came. over: UDP, TCP or TLS, as it names itself."""

    def __init__(self, host: str, port: int = 5060) -> None:
        self.host, self.port = host, port
        self.over = "UDP"
        self.streams: Streams | None = None
        self.seen: list[Message] = []
        self._took: set[bytes] = set()

    def speak(self, over: str, certificate: Path | None = None, key: Path | None = None) -> None:
        """Take TCP or TLS too, and name it in what is sent."""
        self.over = over
        if over != "UDP":
            self.streams = Streams(self.datagram_received, certificate, key)

    async def start(self) -> None:
        """Begin to listen."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, (self.host, self.port))
        if self.streams is not None:
            await self.streams.listen(self.host, self.port)

    def stop(self) -> None:
        """Listen no more."""
        self._transport.close()
        if self.streams is not None:
            self.streams.stop()

    def send(self, message: Message, to: Address) -> None:
        """Send one message, once."""
        if self.streams is None or not self.streams.send(message.to_bytes(), to):
            self._transport.sendto(message.to_bytes(), to)

    @property
    def contact(self) -> str:
        """Where it is, for a Contact."""
        way = "" if self.over == "UDP" else f";transport={self.over.lower()}"
        return f"{_bracketed(self.host)}:{self.port}{way}"

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """See `asyncio.DatagramProtocol`."""
        # A message that is repeated because this end was slow to answer was answered already.
        if data.strip() and data not in self._took:
            self._took.add(data)
            message = Message.of(data)
            self.seen.append(message)
            self.take(message, addr)

    def take(self, message: Message, addr: Address) -> None:
        """One message came."""

    def reply(
        self, request: Message, status: str, addr: Address, tag: str, *more: tuple[str, str], body: str = ""
    ) -> None:
        """Answer a request."""
        headers = [("Via", via) for via in request.all("Via")]
        headers += [("Record-Route", value) for value in request.all("Record-Route")]
        to, own = request.get("To"), ("Contact", f"<sip:peer@{self.contact}>")
        headers += [
            ("From", request.get("From")),
            ("To", to if "tag=" in to else f"{to};tag={tag}"),
            ("Call-ID", request.get("Call-ID")),
            ("CSeq", request.get("CSeq")),
            *([] if any(name == "Contact" for name, _value in more) else [own]),
            *more,
        ]
        self.send(Message(f"SIP/2.0 {status}", headers, body), addr)


@dataclass
class Call:
    """One call that a PBX placed. replies: as they come."""

    invite: Message
    replies: asyncio.Queue[Message] = field(default_factory=asyncio.Queue)
    final: Message | None = None
    sequence: int = 1

    @property
    def id(self) -> str:
        """Its Call-ID."""
        return self.invite.get("Call-ID")


class Pbx(Peer):
    """Places calls through `gate` to `domain`. headers: what each INVITE of such a PBX bears besides."""

    def __init__(
        self,
        host: str,
        gate: Address,
        domain: str,
        headers: tuple[tuple[str, str], ...] = (),
        port: int = 5060,
    ) -> None:
        super().__init__(host, port)
        self.gate, self.domain, self.headers = gate, domain, headers
        self.routed = True  # whether the outbound proxy stands in a Route, as most write it
        self.deflects_to = ""  # the Contact of its 302 to incoming calls; "" answers them
        self.calls: dict[str, Call] = {}
        self._queues: defaultdict[str, asyncio.Queue[Message]] = defaultdict(asyncio.Queue)
        self._branches = itertools.count()

    def take(self, message: Message, addr: Address) -> None:
        """A reply goes to its call; a request is answered."""
        call = self.calls.get(message.get("Call-ID"))
        if message.status:
            if call is not None:
                call.replies.put_nowait(message)
        elif message.method == "BYE" and call is not None:
            del self.calls[call.id]
            self.reply(message, "200 OK", addr, "pbx")
            call.replies.put_nowait(message)
        elif message.method == "OPTIONS":
            self.reply(message, "200 OK" if call is not None else "481 No such call", addr, "pbx")
        elif message.method == "INVITE":
            if self.deflects_to:
                self.reply(message, "302 Moved", addr, "pbx", ("Contact", self.deflects_to))
            else:
                self.reply(message, "200 OK", addr, "pbx")

    def invite(
        self,
        number: str,
        caller: str = "203",
        *,
        call_id: str = "",
        headers: tuple[tuple[str, str], ...] = (),
    ) -> Message:
        """An INVITE as this PBX writes it."""
        token = secrets.token_hex(6)
        way = "" if self.over == "UDP" else f";transport={self.over.lower()}"
        gate = f"<sip:{_bracketed(self.gate[0])}:{self.gate[1]}{way};lr>"
        route = [("Route", gate)] if self.routed else []
        return Message(
            f"INVITE sip:{number}@{self.domain} SIP/2.0",
            [
                ("Via", self.via()),
                ("Max-Forwards", "70"),
                *route,
                ("From", f"<sip:{caller}@{self.domain}>;tag=t{call_id or token}"),
                ("To", f"<sip:{number}@{self.domain}>"),
                ("Call-ID", call_id or f"{token}@{self.host}"),
                ("CSeq", "1 INVITE"),
                ("Contact", f"<sip:{caller}@{self.contact}>"),
                ("User-Agent", "Lab PBX"),
                *self.headers,
                *headers,
                ("Content-Type", "application/sdp"),
            ],
            SDP,
        )

    def via(self) -> str:
        """The Via of a request of its own."""
        return f"SIP/2.0/{self.over} {_bracketed(self.host)}:{self.port};branch={self.branch()};rport"

    def branch(self) -> str:
        """A branch that was not used before."""
        return f"z9hG4bK{next(self._branches)}x{secrets.token_hex(4)}"

    def begin(self, invite: Message) -> Call:
        """Send an INVITE."""
        call = self.calls[invite.get("Call-ID")] = Call(invite)
        self.send(invite, self.gate)
        return call

    async def final(self, call: Call, method: str = "INVITE", waits_s: float = WAITS_S) -> Message:
        """The final reply to a request of the call; a refused INVITE is acknowledged.

        Raises:
            TimeoutError: when none comes.
        """
        async with asyncio.timeout(waits_s):
            while True:
                reply = await call.replies.get()
                if reply.status >= 200 and reply.method == method:
                    break
        if method == "INVITE" and reply.status >= 300:
            self.send(self.acknowledge(call, reply), self.gate)
            del self.calls[call.id]
        elif method == "INVITE":
            call.final = call.final or reply
            self.send(self.inside(call, "ACK", reply.get("CSeq").split()[0]), self.gate)
        return reply

    async def dial(
        self, number: str, caller: str = "203", *, headers: tuple[tuple[str, str], ...] = ()
    ) -> Message:
        """Call; gives the final reply, after a challenge that to the proof."""
        call = self.begin(self.invite(number, caller, headers=headers))
        reply = await self.final(call)
        if reply.status in (401, 407):
            reply = await self.final(self.begin(self.proved(call.invite)))
        return reply

    def proved(self, invite: Message) -> Message:
        """The same call with its proof."""
        headers = [
            (
                name,
                {
                    "Via": self.via(),
                    "CSeq": "2 INVITE",
                }.get(name, value),
            )
            for name, value in invite.headers
        ]
        headers.append(
            ("Proxy-Authorization", 'Digest username="x", realm="op", nonce="n", uri="sip:op", response="r"')
        )
        return Message(invite.start, headers, invite.body)

    def acknowledge(self, call: Call, reply: Message) -> Message:
        """The ACK of a refusal: hop by hop."""
        keep = {"Via", "From", "Call-ID", "Max-Forwards", "Route"}
        headers = [(name, value) for name, value in call.invite.headers if name in keep]
        headers += [("To", reply.get("To")), ("CSeq", reply.get("CSeq").replace("INVITE", "ACK"))]
        return Message(call.invite.start.replace("INVITE", "ACK", 1), headers)

    def cancel(self, call: Call) -> Message:
        """The CANCEL of a call that rings."""
        keep = {"Via", "From", "To", "Call-ID", "Max-Forwards", "Route"}
        headers = [(name, value) for name, value in call.invite.headers if name in keep]
        number = call.invite.get("CSeq").split()[0]
        return Message(
            call.invite.start.replace("INVITE", "CANCEL", 1), [*headers, ("CSeq", f"{number} CANCEL")]
        )

    def inside(
        self, call: Call, method: str, sequence: str = "", *more: tuple[str, str], body: str = ""
    ) -> Message:
        """A request of an answered call."""
        assert call.final is not None
        if not sequence:
            call.sequence += 1
            sequence = str(call.sequence + 1)
        contact = call.final.get("Contact").strip("<>")
        return Message(
            f"{method} {contact} SIP/2.0",
            [
                ("Via", self.via()),
                ("Max-Forwards", "70"),
                *(("Route", route) for route in reversed(call.final.all("Record-Route"))),
                ("From", call.invite.get("From")),
                ("To", call.final.get("To")),
                ("Call-ID", call.id),
                ("CSeq", f"{sequence} {method}"),
                ("Contact", f"<sip:203@{self.contact}>"),
                *more,
            ],
            body,
        )

    async def hang_up(self, call: Call) -> Message:
        """End a call."""
        self.send(self.inside(call, "BYE"), self.gate)
        reply = await self.final(call, "BYE")
        self.calls.pop(call.id, None)
        return reply
