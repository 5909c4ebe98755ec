"""What one dial string names: technology, peer, number. Pure.

In: a dial string, its variables replaced as far as they are known. Out: a `Destination`. Pitfall: options
behind the number (`/:d`, `/r1`) are no part of it, a prefix before it is; and whatever names a number leads
out, whoever the peer is: behind a telephone's account there may be a gateway.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan.text import split

# Channels that never leave the house: they go on in the dialplan, or to a loudspeaker.
INSIDE = frozenset(
    "LOCAL CONSOLE ALSA OSS AGENT MULTICASTRTP UNICASTRTP BRIDGE RECORDER ANNOUNCER SURROGATE CBANN CBREC"
    " NULL MULTICAST SNOOP MESSAGE".split()
)
_PEERS = frozenset({"SIP", "PJSIP", "OOH323", "H323", "MOTIF", "GTALK", "JINGLE", "MGCP"})
_IAX = frozenset({"IAX2", "IAX"})
# Lines and groups of lines: "TECH/line/number".
_LINES = frozenset(
    "DAHDI ZAP MISDN SRX KHOMP DONGLE QUECTEL MOBILE CAPI EXTRA WOOMERA VPB LCR DATACARD SIMCOM PHONE VISDN"
    " UNICALL BESTCOMM ALLOGSM GSM".split()
)
_TELEPHONES_ONLY = frozenset({"SKINNY", "SCCP", "USTM", "UNISTIM"})
# A program at the other end of a socket: it gets the sound of the call, and decides what comes of it.
PROGRAMS = frozenset({"WEBSOCKET", "AUDIOSOCKET"})
_SCHEME = re.compile(r"^(?:(?P<peer>[^/]*)/)?(?:sips?|tel|h323|xmpp):(?P<rest>.*)$", re.IGNORECASE)


class Destination(NamedTuple):
    """technology: in capitals, "" where a variable holds it. number: the expression that the trunk gets,
    "" where a peer is dialled by its name alone; is_line: a line or a group of lines, which is seized by
    being dialled. host: where an address is written out to which the call goes, whatever the peer."""

    technology: str
    peer: str
    number: str
    is_line: bool = False
    host: str = ""

    @property
    def is_inside(self) -> bool:
        """Whether it goes on in the house."""
        return self.technology in INSIDE


@lru_cache(maxsize=100_000)
def destinations(text: str) -> tuple[Destination | None, ...]:
    """Of each piece of a dial string between `&`; None for a piece that only a variable holds."""
    return tuple(destination(piece) for piece in split(text.strip(), "&") if piece.strip())


@lru_cache(maxsize=100_000)
def destination(piece: str) -> Destination | None:
    """What one piece names; None where the technology is not written out and nothing stands behind it."""
    piece = split(piece.strip(), "|")[0].strip()  # the comma of Asterisk 1.4
    technology, *rest_of = split(piece, "/", 1)
    technology = technology.strip()
    if not rest_of:
        return None
    rest = rest_of[0].strip()
    if "${" in technology:
        return Destination("", "", _number_behind_variable(rest))
    name = technology.upper()
    if name in INSIDE:
        return Destination(name, rest, "")
    if name in _IAX:
        peer, *digits = split(rest, "/")
        return Destination(name, split(peer, "@")[-1], split(digits[0], "@")[0] if digits else "")
    if name in _LINES:
        return _line(name, rest)
    if name in _TELEPHONES_ONLY or name in PROGRAMS:  # Skinny/line@device
        return Destination(name, rest, "")
    if name in _PEERS:
        return _peer(name, rest)
    return _unknown(name, rest)


def _number_behind_variable(rest: str) -> str:
    """Of `${TRUNK}/NUMBER`: what looks like a number; the peer may still stand before it."""
    scheme = _SCHEME.match(rest)
    if scheme:
        return split(split(scheme["rest"], "@")[0], ";")[0]
    before = split(rest, "@")[0]
    return split(before, "/")[0] if "@" in rest else _last_number(split(rest, "/"))


def _last_number(pieces: list[str]) -> str:
    """The first piece that can be a number, from the right of what names a peer."""
    if len(pieces) > 1 and not _is_option(pieces[1]):
        return pieces[1]
    return pieces[0]


def _is_option(piece: str) -> bool:
    """Whether a piece behind a number is an option of the channel driver."""
    text = piece.strip()
    return not text or text.startswith(":") or bool(re.fullmatch(r"[A-Za-z]\d*|\d+:[a-z]", text))


def _line(name: str, rest: str) -> Destination:
    line, *pieces = split(rest, "/")
    if name == "CAPI" and not pieces and ":" in line:  # CAPI/MSN:bNUMBER
        head, _colon, number = line.partition(":")
        return Destination(name, head, re.sub(r"^[bBdlo]+(?=[\d+*#$])", "", number), is_line=True)
    number = pieces[0] if pieces else ""
    number = number.lstrip("wWpP") if number[:1] in "wWpP" else number
    if name == "CAPI":
        number = re.sub(r"^[bBdlo]+(?=[\d+*#$])", "", number)
    return Destination(name, line, number, is_line=True)


def _peer(name: str, rest: str) -> Destination:
    scheme = _SCHEME.match(rest)
    if scheme and "${" not in (scheme["peer"] or ""):
        where = split(scheme["rest"], "@")
        number = split(split(where[0], ";")[0], ":")[0]
        host = split(split(where[1], "/")[0], ";")[0] if len(where) > 1 else ""
        peer = scheme["peer"] or split(host, ":")[0]
        return Destination(name, peer, number, host=host)
    before, *where = split(rest, "@")
    peer, *digits = split(before, "/")
    if name == "MGCP" and where:  # aaln/1@gateway is a telephone's line
        is_number = "${" in before or before.isdecimal()
        return Destination(name, where[0], before if is_number else "")
    if any(one.strip() for one in digits):  # peer//address is no telephone of the house either
        return Destination(name, peer, split(digits[0], ";")[0] or digits[-1])
    if where:  # NUMBER@peer, a password between them left out
        host = split(split("@".join(where), "/")[0], ":")[0]
        return Destination(name, host, split(before, ":")[0])
    return Destination(name, peer, "")


def _unknown(name: str, rest: str) -> Destination:
    before, *where = split(rest, "@")
    if where:
        return Destination(name, "@".join(where), before)
    peer, *digits = split(rest, "/")
    number = digits[0] if digits else ""
    return Destination(name, peer, number)


def is_known_technology(name: str) -> bool:
    """Whether a technology is one of those above."""
    return any(name in one for one in (INSIDE, _PEERS, _IAX, _LINES, _TELEPHONES_ONLY, PROGRAMS))
