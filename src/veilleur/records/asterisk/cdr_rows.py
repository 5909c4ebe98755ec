"""What one row of an Asterisk CDR means, whatever file it stands in.

In: the values by name. Out: a `CallRecorded`.
Pitfall: `dst` is not always what went to the trunk (`lastdata` says it), and `src` of a forwarded call is the
outside caller, not the extension that forwards.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar, cast

from veilleur.records.asterisk.trunk_channels import ROOMS, TrunkChannels, comes_in, is_pseudo, stays_inside
from veilleur.records.format import Context, ParsedRecord
from veilleur.records.one_call import one_each
from veilleur.records.values.local_time import LONGEST_LIKELY_CALL_S, LocalClock
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded

REMEMBERED_LEGS = 8192
LATE_ROWS = 64  # how many rows later the cause of a leg may stand
Cause = tuple[str, str, str]  # who sent the call on, the outside caller, the call
Outcome = TypeVar("Outcome")  # what a format gives: an event, a bad line, or many events at once
_TECHNOLOGY_END = re.compile(r"-[0-9a-f]+(?:;[12])?$", re.IGNORECASE)
_DIALLABLE = re.compile(r"\+?[0-9*#]{2,}$")
DISPOSITIONS = {
    "ANSWERED",
    "ANSWER",
    "NO ANSWER",
    "NOANSWER",
    "BUSY",
    "FAILED",
    "CONGESTION",
    "CANCEL",
    "UNKNOWN",
    "NOTSET",
}
_LONG = re.compile(r"\+?[0-9]{7,}$")  # as long as a number of a public network
# What a caller hears from the switch itself: FreePBX answers a refused call with a sentence, at no cost.
PLAYED = frozenset({"playback", "background", "playtones", "congestion", "busy"})
# An Enum's member takes its time in a hot path.
_OUT, _IN, _INTERNAL, _EXTENSION = Direction.OUT, Direction.IN, Direction.INTERNAL, Origin.EXTENSION
_ORIGINATED = "AppDial2"  # Asterisk's name for the application of an originated channel
_TRANSFER_CONTEXT = re.compile(r"xfer|transfer", re.IGNORECASE)
_VOICEMAIL_CONTEXT = re.compile(r"voicemail|(?:^|[-_])vm(?:$|[-_])", re.IGNORECASE)


class Row(NamedTuple):
    """The values of one row, as text."""

    src: str
    dst: str
    context: str
    channel: str
    dstchannel: str
    lastapp: str
    lastdata: str
    start: str
    duration: str
    billsec: str
    disposition: str
    uniqueid: str = ""
    linkedid: str = ""
    account: str = ""
    did: str = ""
    cnum: str = ""


class Rows:
    """Turns the rows of one file into events; remembers a bounded number of legs that may forward."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._causes: OrderedDict[str, Cause] = OrderedDict()
        self._waiting: dict[str, str] = {}  # what a leg's cause may be known by -> the leg
        self._late: dict[str, Cause] = {}  # leg -> its cause, recorded after it
        self._zone_settled = False
        self._trunks = TrunkChannels(context)

    def event(self, line: int, row: Row) -> CallRecorded:
        """The event of a row. Raises ValueError with the cause."""
        disposition = row.disposition.upper()
        if disposition not in DISPOSITIONS:
            raise LineError("no disposition of Asterisk: {text!r}", text=row.disposition)
        epoch = _epoch(row.uniqueid)
        at = self._start(row.start, epoch)
        duration, billed = _seconds(row.duration), _seconds(row.billsec)
        answered = disposition in ("ANSWERED", "ANSWER")
        call = row.uniqueid or self._context.made_up_id(line)
        linked = "" if row.linkedid == row.uniqueid else row.linkedid
        direction, origin, extension, number, outside, trunk = self.meaning(row)
        if direction is _OUT and not row.dstchannel and row.lastapp.lower() in PLAYED:
            answered = False
        cause = self._cause_of(row)
        if cause is not None and direction is _OUT:
            extension, outside = cause[0] or extension, cause[1] or outside
            linked = linked or cause[2]
        elif direction is _OUT and row.channel.startswith("Local/"):
            # Asterisk writes the row of a forward before the row of the call that was forwarded.
            self._waiting[row.channel.rpartition(";")[0]] = call
            if linked:
                self._waiting[linked] = call
        self._remember(row, call)
        # By position: by name a tuple of 14 values costs three times as much, for each row.
        return CallRecorded(
            at,
            at + duration,  # seen_at
            call,
            direction,
            extension,
            number,
            origin,
            outside,  # outside_caller
            duration,  # duration_s
            billed if answered else 0.0,  # billed_s
            answered,
            None,  # charged
            trunk,
            linked,
        )

    def settled(self, outcomes: Iterable[Outcome | None]) -> Iterator[Outcome]:
        """The outcomes in their order, one for each call; a leg waits some rows for the row of its cause.

        None among them: no row came for a while, and nobody waits any longer.
        """
        return self._settled(one_each(outcomes))

    def _settled(self, outcomes: Iterable[Outcome | None]) -> Iterator[Outcome]:
        held: list[Outcome] = []
        for one in outcomes:
            if one is None:
                yield from self._with_late_causes(held)
                held = []
                continue
            if not (held or self._waiting or self._late):
                yield one
                continue
            held.append(one)
            if len(held) >= LATE_ROWS or self._late.keys() >= set(self._waiting.values()):
                yield from self._with_late_causes(held)
                held = []
        yield from self._with_late_causes(held)

    def _with_late_causes(self, held: list[Outcome]) -> Iterator[Outcome]:
        late = self._late
        self._waiting, self._late = {}, {}
        for one in held:
            cause = late.get(one.event.call) if isinstance(one, ParsedRecord) else None
            if cause is None:
                yield one
                continue
            event = cast(ParsedRecord, one).event
            yield cast(
                Outcome,
                ParsedRecord(
                    cast(ParsedRecord, one).line,
                    event._replace(
                        extension=cause[0] or event.extension,
                        outside_caller=cause[1] or event.outside_caller,
                        linked=event.linked or cause[2],
                    ),
                ),
            )

    @property
    def is_zone_settled(self) -> bool:
        """Whether a uniqueid has shown in which zone the file is written."""
        return self._zone_settled

    def _start(self, text: str, epoch: float | None) -> float:
        clock = self._context.clock
        if epoch is None:
            return clock.iso(text)
        at = clock.iso(text, epoch)
        if not self._zone_settled:
            # The uniqueid is a true epoch: a file written with usegmtime proves itself.
            self._settle_zone(text, at, epoch)
            return clock.iso(text, epoch)
        return at

    def _settle_zone(self, text: str, at: float, epoch: float) -> None:
        utc = LocalClock("UTC").iso(text)
        if abs(at - epoch) <= 2:
            self._zone_settled = True
        elif abs(utc - epoch) <= 2:
            self._context.clock.use_utc()
            self._zone_settled = True

    def meaning(self, row: Row) -> tuple[Direction, Origin, str, str, str, str]:
        """direction, origin, extension, number, outside caller, trunk; of the row's own values alone."""
        context, trunks = self._context, self._trunks
        peer, target_peer = _peer(row.channel), _peer(row.dstchannel)
        from_local = row.channel.startswith("Local/")
        application = row.lastapp.upper()
        is_known_trunk = trunks.are_named and trunks.is_named(row.channel, peer)
        if from_local:
            from_inside = context.is_extension(row.src)
        else:
            from_inside = not is_known_trunk and self._is_from_inside(row, peer)
        dialled, through = _dialled(application, row.lastdata)
        to_known_trunk = trunks.are_named and trunks.is_named(row.dstchannel, target_peer)
        to_trunk = (
            bool(target_peer)
            and (to_known_trunk or not self._inside(target_peer))
            and not row.dstchannel.startswith("Local/")
            and not is_pseudo(row.dstchannel)
        )
        if to_trunk and not to_known_trunk and context.is_extension(row.dst) and not _LONG.match(dialled):
            to_trunk = False  # a telephone that bears a name rang
        if application in ROOMS and not (
            from_inside and not target_peer and _is_refused(application, row.dst)
        ):
            to_trunk = False  # nobody outside talks through a room, a queue or an announcement
        elif not target_peer:  # never reached a channel: the resource shows where it was going
            to_trunk = bool(dialled and through and not self._inside(through))
            if row.lastapp == _ORIGINATED and not from_local and not from_inside:
                # A leg that a program dialled: its own channel goes to the trunk.
                return _OUT, Origin.UNKNOWN, "", row.dst, "", peer
            if not to_trunk and from_inside and not context.is_extension(row.dst):
                to_trunk = len(row.dst) > 5 and bool(_DIALLABLE.match(row.dst))
        if to_trunk:
            trunk = target_peer or through
            number = _number_sent(row.dst, trunks.without_prefix(dialled, through))
            if from_inside and not from_local:
                caller = peer if context.is_extension(peer) else row.cnum or row.src or peer
                origin = _EXTENSION
                if _VOICEMAIL_CONTEXT.search(row.context):
                    origin = Origin.VOICEMAIL
                elif _TRANSFER_CONTEXT.search(row.context):
                    origin = Origin.TRANSFER
                return _OUT, origin, caller, number, "", trunk
            extension = row.dst if context.is_extension(row.dst) else ""
            inside_source = context.is_extension(row.src)
            if not extension and inside_source:
                extension = row.src
            outside = "" if inside_source else row.src
            origin = self._indirect_origin(row, from_local, inside_source)
            return _OUT, origin, extension, number, outside, trunk
        if from_inside or from_local:
            return _INTERNAL, _EXTENSION, row.src or peer, row.dst, "", ""
        is_line = trunks.are_named and trunks.is_named(row.dst, row.dst)
        extension = row.dst if context.is_extension(row.dst) and not is_line else ""
        if not extension and self._inside(target_peer):
            extension = target_peer
        number = row.did or row.dst
        # A call from outside that keys a PIN is reported: the mailbox may be the way in.
        origin = Origin.VOICEMAIL if row.lastapp == "VoiceMailMain" else Origin.UNKNOWN
        return _IN, origin, extension, number, row.src, peer

    def _indirect_origin(self, row: Row, from_local: bool, inside_source: bool) -> Origin:
        """How a leg left that no telephone of the site dialled on a channel of its own."""
        if "disa" in row.context.lower() or row.lastapp.upper() == "DISA":
            return Origin.DISA
        if _VOICEMAIL_CONTEXT.search(row.context):
            return Origin.VOICEMAIL
        if _TRANSFER_CONTEXT.search(row.context):
            return Origin.TRANSFER
        if not row.src or (from_local and inside_source):
            return Origin.UNKNOWN  # an originate, a call file or a forward of an inside call
        if not from_local and row.context.startswith("from-internal") and _LONG.match(row.dst):
            # FreePBX forwards through Local channels: a trunk's own channel that dials there has
            # got the dial tone of the site.
            return Origin.DISA
        return Origin.FORWARD

    def _is_from_inside(self, row: Row, peer: str) -> bool:
        """Whether the calling channel is a telephone of the site."""
        if self._context.is_extension(peer):
            return not (comes_in(row.context) and _LONG.match(row.src))
        if peer and peer == row.src and not _LONG.match(peer):
            return True  # a telephone may bear a name: then it is what it says it is
        if _is_short(peer):
            # A trunk may be named by digits: calls of others enter by it, or it is in their context.
            return not comes_in(row.context) and (stays_inside(row.context) or not _LONG.match(row.src))
        return stays_inside(row.context) and self._context.is_extension(row.src)

    def _inside(self, peer: str) -> bool:
        """Whether the name of a channel is a telephone: an extension, or digits as short as one."""
        return self._context.is_extension(peer) or _is_short(peer)

    def _remember(self, row: Row, call: str) -> None:
        keys = [row.linkedid] if row.linkedid and not row.channel.startswith("Local/") else []
        if row.dstchannel.startswith("Local/"):
            keys.append(row.dstchannel.rpartition(";")[0])
        for key in keys:
            self.remember(key, row.src, row.dst, call)

    def remember(self, key: str, src: str, dst: str, call: str) -> None:
        """A leg that may be the cause of others. key: its linkedid or the name of its Local channel."""
        who = dst if self._context.is_extension(dst) else ""
        outside = "" if self._context.is_extension(src) else src
        self._causes[key] = (who, outside, call)
        if key in self._waiting:
            self._late[self._waiting.pop(key)] = self._causes[key]
        while len(self._causes) > REMEMBERED_LEGS:
            self._causes.popitem(last=False)

    def _cause_of(self, row: Row) -> Cause | None:
        if not row.channel.startswith("Local/"):
            return None
        return self._causes.get(row.channel.rpartition(";")[0]) or self._causes.get(row.linkedid)


def _is_short(peer: str) -> bool:
    """Whether the name of a channel is as many digits as a telephone of a company has."""
    return peer.isdecimal() and 2 <= len(peer) <= 6


def _epoch(uniqueid: str) -> float | None:
    head = uniqueid.rpartition("-")[2].partition(".")[0]
    return float(head) if len(head) == 10 and head.isascii() and head.isdigit() else None


def _seconds(text: str) -> float:
    try:
        value = float(text or 0)
    except ValueError:
        raise LineError("not a number of seconds: {text!r}", text=text) from None
    if not 0 <= value < LONGEST_LIKELY_CALL_S:
        raise LineError("no likely number of seconds: {text!r}", text=text)
    return value


def _peer(channel: str) -> str:
    """`PJSIP/trunk-00000a10` -> `trunk`."""
    name = channel.partition("/")[2]
    peer, dash, unique = name.rpartition("-")
    if dash and len(unique) == 8 and ";" not in unique:
        return peer
    return _TECHNOLOGY_END.sub("", name)


def _is_refused(application: str, number: str) -> bool:
    """Whether a caller heard a sentence of the switch in place of a number outside."""
    return application.lower() in PLAYED and _LONG.match(number) is not None


def _dialled(application: str, lastdata: str) -> tuple[str, str]:
    """The number and the trunk of `Dial`'s first resource that names both, else empty.

    application: in capitals.
    """
    if application != "DIAL":
        return "", ""
    for resource in lastdata.partition(",")[0].partition("|")[0].split("&"):
        _, _, rest = resource.partition("/")
        if "@" in rest:
            number, _, trunk = rest.partition("@")
            number = number.rpartition("/")[2].removeprefix("sip:")
        else:
            trunk, _, number = rest.partition("/")
            number = number.removeprefix("sip:")
        if _DIALLABLE.match(number):
            return number, trunk
    return "", ""


def _number_sent(dst: str, dialled: str) -> str:
    """What was dialled as far as it is the number that went out; else what went out."""
    if not dialled:
        return dst
    tail = dialled[-6:]
    return dst if _DIALLABLE.match(dst) and dst.endswith(tail) else dialled
