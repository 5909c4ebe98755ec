"""What stands around a dialplan: telephones and trunks of the house, members of queues, options of voicemail.

In: what the readers found in the files of the PBX, or what it reports itself. Out: questions such as "is this
peer a telephone?". Pitfall: a peer that nobody knows is taken for a telephone only by its name; whoever is
dialled with a number is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan.model import NOWHERE, Place
from veilleur.pbx.asterisk.dialplan.reasons import Reason

_LINE = re.compile(r"[gGrR]?\d+")
_HOST = re.compile(r"[.:]|\[")


class Kind(StrEnum):
    """What a peer is."""

    TELEPHONE = "telephone"
    TRUNK = "trunk"
    UNKNOWN = "unknown"


class Member(NamedTuple):
    """A channel that something dials by itself: a queue, a shared line, a key of a running call.

    reason: why it never asks; channel: "" where a program decides.
    """

    owner: str
    channel: str
    place: Place
    text: str
    reason: Reason = Reason.MEMBER


class Device(NamedTuple):
    """A telephone as FreePBX keeps it in AstDB: DEVICE/NAME/tech and DEVICE/NAME/dial."""

    name: str
    technology: str
    dial: str


@dataclass(slots=True)
class Surroundings:
    """peers: kind by technology in capitals and name. lines: kinds of DAHDI channels and groups.

    contexts: in which calls begin. guests: in which a stranger's calls begin. are_peers_known: whether the
    files show all peers. queues: names of queues; None where no file was seen. realtime: families that live
    in a database. mailbox_options: of voicemail.conf that let a caller dial, with their values.
    are_devices_known: whether all telephones that FreePBX keeps in AstDB were seen. variables: that peers
    bring along with their calls, with what they hold. entered_at: places where files beside the dialplan
    send a running call, as "context,extension,priority".
    """

    peers: dict[tuple[str, str], Kind] = field(default_factory=dict)
    lines: dict[str, Kind] = field(default_factory=dict)
    contexts: set[str] = field(default_factory=set)
    guests: set[str] = field(default_factory=set)
    are_peers_known: bool = False
    queues: set[str] | None = None
    members: list[Member] = field(default_factory=list)
    realtime: dict[str, Place] = field(default_factory=dict)
    mailbox_options: dict[str, str] = field(default_factory=dict)
    are_devices_known: bool = False
    variables: list[tuple[str, str]] = field(default_factory=list)
    entered_at: list[str] = field(default_factory=list)

    def add_devices(self, devices: Iterable[Device]) -> None:
        """Take up all telephones that FreePBX keeps. One of its own lines is a telephone's; what a custom
        one dials is looked at like a member of a queue."""
        self.are_devices_known = True
        for one in devices:
            technology, _slash, line = one.dial.partition("/")
            if technology.upper() in ("DAHDI", "ZAP") and one.technology.lower() in ("dahdi", "zap"):
                self.lines.setdefault(line, Kind.TELEPHONE)
            name = f"DEVICE/{one.name}"
            text = f"{name}/dial = {one.dial}"
            self.members.append(Member(name, one.dial, NOWHERE, text, Reason.DEVICE))

    def kind(self, technology: str, peer: str) -> Kind:
        """What a peer that is dialled by its name alone is."""
        technology = {"IAX": "IAX2"}.get(technology, technology)
        known = self.peers.get((technology, peer))
        if known is not None:
            return known
        if _HOST.search(peer):
            return Kind.TRUNK  # a host of the net
        return Kind.TELEPHONE

    def line(self, name: str) -> Kind:
        """What a line is; what stands behind its number is a way of ringing (`3r2`, `g1c`)."""
        known = self.lines.get(name)
        if known is None and (bare := _LINE.match(name)):
            known = self.lines.get(bare[0])
        return known or Kind.UNKNOWN
