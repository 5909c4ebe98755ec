"""The operator's end of a played trunk: it answers by a plan, and sends requests of its own.

See `sip_peer` for the PBX, and for what both are.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from lab.sip_peer import Message, Peer
from lab.sip_streams import Address


class Operator(Peer):
    """Answers by `plan`: number -> answer, trying, ring, early, moved, busy, challenge, full or silent.

    answered: numbers in order.
    """

    def __init__(
        self, host: str, plan: Callable[[str], str] = lambda _number: "answer", port: int = 5060
    ) -> None:
        super().__init__(host, port)
        self.plan = plan
        self.answered: list[str] = []
        self.running: set[str] = set()

    def take(self, message: Message, addr: Address) -> None:
        """Behave as an operator does."""
        call = message.get("Call-ID")
        if message.status:
            return
        if message.method == "INVITE":
            self._invited(message, call, addr)
        elif message.method == "CANCEL":
            self.reply(message, "200 OK", addr, "op")
            self.reply(self.invite_of(call), "487 Request Terminated", addr, "op")
        elif message.method != "ACK":
            if message.method == "BYE":
                self.running.discard(call)
            self.reply(message, "200 OK", addr, "op")
            if message.method == "PRACK":
                self.answer(self.invite_of(call), addr)

    def invite_of(self, call: str) -> Message:
        """The last INVITE of a call that came."""
        found = (one for one in reversed(self.seen) if one.method == "INVITE" and not one.status)
        return next(one for one in found if one.get("Call-ID") == call)

    def answer(self, invite: Message, addr: Address, tag: str = "op") -> None:
        """Lift the receiver."""
        if invite.get("Call-ID") not in self.running and "tag=" not in invite.get("To"):
            self.answered.append(invite.number)
            self.running.add(invite.get("Call-ID"))
        self.reply(invite, "200 OK", addr, tag, ("Content-Type", "application/sdp"), body=invite.body)

    def request(self, call: str, method: str, addr: Address, tag: str = "op") -> None:
        """Send a request of its own in a call that it answered."""
        invite = self.invite_of(call)
        headers = [
            ("Via", f"SIP/2.0/{self.over} {self.host}:{self.port};branch=z9hG4bK{secrets.token_hex(6)}"),
            ("Max-Forwards", "70"),
            *(("Route", route) for route in invite.all("Record-Route")),
            ("From", f"{invite.get('To')};tag={tag}"),
            ("To", invite.get("From")),
            ("Call-ID", call),
            ("CSeq", f"{len(self.seen)} {method}"),
            ("Contact", f"<sip:peer@{self.contact}>"),
        ]
        self.send(Message(f"{method} {invite.get('Contact').strip('<>')} SIP/2.0", headers), addr)

    def _invited(self, message: Message, call: str, addr: Address) -> None:
        how = self.plan(message.number) if "tag=" not in message.get("To") else "again"
        if how == "challenge" and not message.get("Proxy-Authorization"):
            challenge = ("Proxy-Authenticate", 'Digest realm="op", nonce="n"')
            self.reply(message, "407 Proxy Authentication Required", addr, "op407", challenge)
        elif how == "busy":
            self.reply(message, "486 Busy Here", addr, "op")
        elif how == "full":
            self.reply(message, "503 Service Unavailable", addr, "op")
        elif how == "early":
            more = (("Require", "100rel"), ("RSeq", "1"), ("Content-Type", "application/sdp"))
            self.reply(message, "183 Session Progress", addr, "op", *more, body=message.body)
        elif how == "moved":
            self.reply(message, "302 Moved", addr, "op", ("Contact", "<sip:0199009999@op>"))
        elif how == "trying":
            self.send(_trying(message), addr)
        elif how == "ring":
            self.reply(message, "180 Ringing", addr, "op")
        elif how != "silent":
            self.answer(message, addr)


def _trying(invite: Message) -> Message:
    """That it came, without a tag yet."""
    kept = [
        (name, value) for name, value in invite.headers if name in ("Via", "From", "To", "Call-ID", "CSeq")
    ]
    return Message("SIP/2.0 100 Trying", kept)
