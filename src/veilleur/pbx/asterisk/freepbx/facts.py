"""What a FreePBX says of itself: telephones, trunks, routes out. Plain values, whichever source they are of.

Pitfall: a trunk's dial string may hold a password; `channel` is its technology and peer alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan import Device

_CHANNEL = re.compile(r"(?P<technology>[A-Za-z][A-Za-z0-9]*)/(?P<rest>.*)$", re.DOTALL)
_PEER = re.compile(r"[A-Za-z0-9_.-]+$")
_NUMBER = "$OUTNUM$"  # where a custom trunk puts the number


class Trunk(NamedTuple):
    """number: FreePBX's own; channel: such as PJSIP/carrier, "" where none is known; lines: how many calls
    it carries at once, None for any; is_off: switched off."""

    number: str
    name: str
    channel: str
    lines: int | None = None
    is_off: bool = False


class RoutePattern(NamedTuple):
    """prefix: digits that are cut off; rest: the pattern behind them; prepended: digits put in front."""

    prefix: str
    rest: str
    prepended: str = ""


class Route(NamedTuple):
    """One outbound route. trunks: the numbers of its trunks, in the order in which they are tried."""

    name: str
    patterns: tuple[RoutePattern, ...]
    trunks: tuple[str, ...] = ()
    is_emergency: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """One FreePBX. source: "mysql" or the file that was read; country: two letters, "" when it says none.
    devices: all its telephones, None where its database was not read."""

    source: str
    extensions: tuple[str, ...] = ()
    trunks: tuple[Trunk, ...] = ()
    routes: tuple[Route, ...] = ()
    country: str = ""
    timezone: str = ""
    devices: tuple[Device, ...] | None = None


def channel_of(dialled: str) -> str:
    """Technology and peer of a dial string such as `PJSIP/carrier` or `SIP/$OUTNUM$@carrier`; else ""."""
    found = _CHANNEL.match(dialled.strip())
    if found is None:
        return ""
    pieces = [one for one in re.split(r"[/@]", found["rest"].split("&")[0]) if _NUMBER not in one]
    peer = pieces[-1].split(":")[0] if "@" in found["rest"] and pieces else (pieces or [""])[0]
    return f"{found['technology']}/{peer}" if _PEER.match(peer) else ""
