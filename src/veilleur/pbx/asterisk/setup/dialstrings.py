"""What a line of a dialplan dials: the trunk and the expression of the number, variables and all. Pure.

In: an application with its arguments, as written or as `ShowDialPlan` lists it. Out: ways out. Pitfall:
commas, slashes and signs within `${...}` or `$[...]` belong to the expression; a trunk whose name is a
variable leads out all the same; and a peer that is dialled without a number is a telephone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple

# The argument that holds the dial string, counted from 0.
_APPLICATIONS = {"dial": 0, "page": 0, "retrydial": 3}
_CALL = re.compile(r"(?<![A-Za-z0-9_])(Dial|Page|RetryDial)\(", re.IGNORECASE)
_VARIABLE = re.compile(r"\$\{(?:GLOBAL\()?([A-Za-z_][A-Za-z0-9_]*)\)?\}")
_TECHNOLOGIES = frozenset(
    "PJSIP SIP IAX2 IAX DAHDI ZAP MISDN SRX KHOMP DONGLE QUECTEL OOH323 H323 SCCP MOTIF DUNDI".split()
)
_LINES = frozenset("DAHDI ZAP MISDN SRX KHOMP DONGLE QUECTEL".split())
# What a carrier wants before each number says nothing of whom is called.
_CARRIERS_PREFIX = re.compile(r"^(?:[1-9]\d{3,}|\d*[#*]\d*)(?=\$\{)")
_NO_NUMBER = ("${PJSIP_DIAL_CONTACTS", "${HINT")
_DEPTH = 5


class WayOut(NamedTuple):
    """trunk: plain characters of its name, "" when a variable holds it. number: the expression that the
    trunk gets, "" when the whole dial string is a variable, so that it cannot be known where it leads."""

    trunk: str
    number: str
    is_literal: bool = True  # technology and peer are written out


def ways_out(line: str, values: Mapping[str, str], trunks: tuple[str, ...]) -> list[WayOut]:
    """Where a line dials out. values: global variables; trunks: patterns, none for any peer."""
    found: list[WayOut] = []
    for call in _CALL.finditer(line):
        arguments = split(_inside(line, call.end()), ",")
        place = _APPLICATIONS[call[1].lower()]
        if len(arguments) <= place:
            continue
        for piece in split(arguments[place].strip(), "&"):
            way = _way_out(piece.strip(), values, trunks)
            if way is not None:
                found.append(way)
    return found


def way_of_dial(data: str, trunks: tuple[str, ...], values: Mapping[str, str]) -> list[WayOut]:
    """The same for the arguments of one Dial, as the switch lists them."""
    return ways_out(f"Dial({data})", values, trunks)


def substituted(text: str, values: Mapping[str, str]) -> str:
    """The text with global variables replaced by their values."""
    for _time in range(_DEPTH):
        after = _VARIABLE.sub(lambda one: values.get(one[1], one[0]), text)
        if after == text:
            break
        text = after
    return text


def split(text: str, sign: str) -> list[str]:
    """Pieces between the signs that stand in no bracket."""
    pieces, depth, start = [], 0, 0
    for place, char in enumerate(text):
        if char in "{[(":
            depth += 1
        elif char in "}])":
            depth = max(0, depth - 1)
        elif char == sign and not depth:
            pieces.append(text[start:place])
            start = place + 1
    return [*pieces, text[start:]]


def _inside(text: str, start: int) -> str:
    """From behind an opening bracket to the one that closes it."""
    depth = 1
    for place in range(start, len(text)):
        depth += (text[place] == "(") - (text[place] == ")")
        if not depth:
            return text[start:place]
    return text[start:]


def _way_out(piece: str, values: Mapping[str, str], trunks: tuple[str, ...]) -> WayOut | None:
    parts = split(piece, "/")
    known = split(substituted(parts[0], values), "/")
    # A variable may hold technology and trunk, or the technology alone.
    parts = [*known, *parts[1:]]
    technology, rest = parts[0].upper(), "/".join(parts[1:])
    if technology.startswith("${"):
        if not rest:
            return WayOut("", "") if not piece.startswith(_NO_NUMBER) else None
        return WayOut("", _CARRIERS_PREFIX.sub("", split(rest, "@")[0]), is_literal=False)
    if technology not in _TECHNOLOGIES or not rest:
        return None
    trunk, number = _trunk_and_number(technology, rest)
    if not number:
        return None
    number = _CARRIERS_PREFIX.sub("", number)
    trunk = substituted(trunk, values)
    is_literal = "${" not in trunk
    if trunks and is_literal and not any(fnmatchcase(f"{parts[0]}/{trunk}", one) for one in trunks):
        return None
    return WayOut(re.sub(r"[^A-Za-z0-9_.-]", "", trunk) if is_literal else "", number, is_literal)


def _trunk_and_number(technology: str, rest: str) -> tuple[str, str]:
    """Of what stands behind the technology; "" for the number when a telephone is dialled."""
    before, *after = split(rest, "@")
    where = "@".join(after)
    if technology in ("IAX2", "IAX"):
        peer, *digits = split(rest, "/")
        return split(peer, "@")[-1], split("/".join(digits), "@")[0]
    if technology in _LINES:
        line, *digits = split(rest, "/")
        return line, "/".join(digits).lstrip("wW")
    for scheme in ("sips:", "sip:"):
        if scheme in before:  # endpoint/sip:NUMBER@host
            peer, _scheme, number = before.partition(scheme)
            return peer.rstrip("/") or where, split(number, ":")[0]
    peer, *digits = split(before, "/")
    if "".join(digits):
        return peer, split("/".join(digits), ";")[0]
    if where:  # NUMBER@trunk, with password or port left out
        return split(split(where, "/")[0], ":")[0], split(before, ":")[0]
    return peer, ""
