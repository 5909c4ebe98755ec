"""Whoever is called by the alert: person, mailbox, screening voice, music or nobody, played by SIPp.

In: steps. Out: a scenario, and the captures that it plays. Pitfall: nothing here waits for a time that the
switch might not keep: who is to type after the menu waits for a nudge, which the test sends within the call.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lab.rtp_capture import Keys, Piece, capture
from lab.scenarios import _CALLER, _SDP, _as_called, _log, _reply, _scenario

_EVENTS = "\n      a=rtpmap:101 telephone-event/8000\n      a=fmtp:101 0-15"
SDP = _SDP.replace("RTP/AVP 8", "RTP/AVP 8 101") + _EVENTS


@dataclass(frozen=True)
class Says:
    """A response to the call: "180 Ringing", "183 Session Progress" (with sound), "486 Busy Here"."""

    status: str


@dataclass(frozen=True)
class Answers:
    """Picks up."""


@dataclass(frozen=True)
class Plays:
    """Sound or keys. waits: SIPp goes on only when it is over."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Nudged:
    """Waits until the test says go."""


@dataclass(frozen=True)
class TypesAsHeard:
    """Types the key that the test hears the switch name: each key has a request of its own."""


@dataclass(frozen=True)
class HangsUp:
    """Ends the call."""


@dataclass(frozen=True)
class Waits:
    """Lets time pass: of a behaviour whose time is its point."""

    seconds: float


Step = Says | Answers | Plays | Nudged | TypesAsHeard | HangsUp | Waits
REQUESTS = dict(
    zip("123456789", "INFO MESSAGE NOTIFY OPTIONS SUBSCRIBE UPDATE REFER PUBLISH PRACK".split(), strict=True)
)


def plays(*pieces: Piece) -> Plays:
    """Sound or keys."""
    return Plays(pieces)


def types(digits: str) -> Plays:
    """Keys."""
    return Plays((Keys(digits),))


def scenario(steps: Sequence[Step], home: Path) -> str:
    """The scenario; its captures are written into `home`. Logs "up CALL-ID", "keyed" and "ended"."""
    called = '<ereg regexp=".*" search_in="hdr" header="CSeq:" assign_to="sequence"/>'
    found = [
        f'<recv request="INVITE" rrs="true"><action>{called}{_CALLER}',
        '<log message="rings [timestamp]"/></action></recv>',
        '<Reference variables="sequence,caller"/>',
    ]
    is_up, refused, number, files = False, False, 1, 0
    for step in steps:
        if isinstance(step, Says):
            code = int(step.status[:3])
            found.append(_reply(step.status, SDP) if code == 183 else _reply(step.status))
            if code >= 300:
                found.append('<recv request="ACK"/>')
                refused = True
        elif isinstance(step, Answers):
            found += [
                _reply("200 OK", SDP),
                '<recv request="ACK"><action><log message="up [call_id]"/></action></recv>',
            ]
            is_up = True
        elif isinstance(step, Plays):
            files += 1
            path = home / f"sound{files}.pcap"
            path.write_bytes(capture(step.pieces, number))
            seconds = _seconds(step.pieces)
            number += 8_000
            found.append(f'<nop><action><exec play_pcap_audio="{path}"/></action></nop>')
            if any(isinstance(one, Keys) for one in step.pieces):
                found.append(f'<pause milliseconds="{round(seconds * 1_000) + 50}"/>')
                found.append(f"<nop>{_log('keyed')}</nop>")
        elif isinstance(step, Nudged):
            found += ['<recv request="INFO"/>', _reply("200 OK")]
        elif isinstance(step, TypesAsHeard):
            files += 1
            found += _types_as_heard(home, number, files)
            number += 8_000
        elif isinstance(step, Waits):
            found.append(f'<pause milliseconds="{round(step.seconds * 1_000)}"/>')
        else:
            found += [_as_called("BYE", "lab", 5), '<recv response="200"/>']
            return _scenario(found)
    if is_up:
        found += [f'<recv request="BYE">{_log("ended")}</recv>', _reply("200 OK")]
    elif not refused:
        found += [
            f'<recv request="CANCEL">{_log("given up")}</recv>',
            _reply("200 OK"),
            _reply("487 Request Terminated").replace("[last_CSeq:]", "CSeq:[$sequence]"),
            '<recv request="ACK"/>',
        ]
    return _scenario(found)


def _types_as_heard(home: Path, first: int, place: int) -> list[str]:
    """place: of the step among those that play something, so that labels and files are its own."""
    base, end = 20 * place, f"{20 * place + 10}"
    found = [
        f'<recv request="{request}" optional="true" next="{base + int(key)}"/>'
        for key, request in list(REQUESTS.items())[:-1]
    ]
    last_key, last_request = list(REQUESTS.items())[-1]
    found.append(f'<recv request="{last_request}" next="{base + int(last_key)}"/>')
    for key in REQUESTS:
        path = home / f"key{place}-{key}.pcap"
        path.write_bytes(capture([Keys(key)], first))
        found += [
            f'<label id="{base + int(key)}"/>',
            _reply("200 OK"),
            f'<nop><action><exec play_pcap_audio="{path}"/></action></nop>',
            f'<pause milliseconds="300" next="{end}"/>',
        ]
    return [*found, f'<label id="{end}"/>', f"<nop>{_log('keyed')}</nop>"]


def nudge(address: str, port: int, call_id: str, request: str = "INFO") -> None:
    """Say go to the SIPp that plays this call: a request within it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind((address, 0))
        own = sender.getsockname()[1]
        sender.sendto(
            (
                f"{request} sip:go@{address}:{port} SIP/2.0\r\n"
                f"Via: SIP/2.0/UDP {address}:{own};branch=z9hG4bKgo{own}\r\n"
                f"From: <sip:go@{address}>;tag=go\r\nTo: <sip:go@{address}>;tag=to\r\n"
                f"Call-ID: {call_id}\r\nCSeq: 900 {request}\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
            ).encode(),
            (address, port),
        )


def _seconds(pieces: Sequence[Piece]) -> float:
    return sum(
        len(one.digits) * 0.24 if isinstance(one, Keys) else len(one.samples) / 8_000 for one in pieces
    )
