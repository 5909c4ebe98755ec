"""Calls written as the PABXs print them, for tests. One function a layout: a call -> its line.

The layouts are those of the folders beside this file, where their sources are noted.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


class Call(NamedTuple):
    """One call: `start` in Paris, seconds from answer to end, and who."""

    start: datetime
    billed: int
    outgoing: bool
    extension: str
    number: str  # dialled, or of the caller
    forwarded: bool = False
    outside: str = ""  # who was forwarded

    @property
    def end(self) -> datetime:
        """When it ended: no ringing in these calls."""
        utc = self.start.astimezone(ZoneInfo("UTC")) + timedelta(seconds=self.billed)
        return utc.astimezone(PARIS)


def columns(width: int, *cells: tuple[int, str]) -> str:
    """A line with texts at columns counted from 1."""
    line = [" "] * width
    for first, text in cells:
        line[first - 1 : first - 1 + len(text)] = text
    return "".join(line)


def clock(seconds: int) -> str:
    """hh:mm:ss."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def master(call: Call) -> str:
    """Asterisk Master.csv, 18 columns."""
    phone, trunk = f"PJSIP/{call.extension}-00000001", "PJSIP/carrier-00000002"
    start, end = f"{call.start:%Y-%m-%d %H:%M:%S}", f"{call.end:%Y-%m-%d %H:%M:%S}"
    answered = call.billed > 0
    if call.forwarded:
        src, context, channel = call.outside, "forward", "Local/x@forward-00000001;2"
    else:
        src, context = (call.extension, "internal") if call.outgoing else (call.number, "from-trunk")
        channel = phone if call.outgoing else trunk
    dst, target = (call.number, trunk) if call.outgoing else (call.extension, phone)
    # The uniqueid is the true epoch: it settles the doubled hour of October.
    fields = [
        "", src, dst, context, f'"" <{src}>', channel, target, "Dial",
        f"PJSIP/{call.number}@carrier,60" if call.outgoing else f"PJSIP/{call.extension},20",
        start, start if answered else "", end,
    ]  # fmt: skip
    quoted = ",".join('"' + field.replace('"', '""') + '"' for field in fields)
    word = "ANSWERED" if answered else "NO ANSWER"
    unique = f"{call.start.timestamp():.0f}.{hash(call) % 10000}"
    return f'{quoted},{call.billed},{call.billed},"{word}","DOCUMENTATION","{unique}",""'


def oxo(call: Call) -> str:
    """Alcatel-Lucent OmniPCX Office."""
    way, mark = ("-->" if call.outgoing else "<--"), "R" if call.forwarded else ""
    when = f"{call.start:%d/%m/%y %H:%M}"
    return f"A{call.extension:<4} {way} N01 {when} {clock(call.billed)}     0 ST {mark:<7} {call.number}"


def panasonic(call: Call) -> str:
    """Panasonic pattern A: the time of the end, to the minute."""
    end = f"{call.end:%d/%m/%y %I:%M%p}"
    number = call.number if call.outgoing else f"<I>{call.number}"
    lasted = f"{call.billed // 3600:02}:{call.billed // 60 % 60:02}'{call.billed % 60:02}"
    code = "FW" if call.forwarded else "NA" if not call.billed and not call.outgoing else ""
    return columns(80, (1, end), (19, call.extension), (24, "01"), (27, number), (58, lasted), (79, code))


def hicom(call: Call) -> str:
    """Siemens Hicom and HiPath, compressed: the time of the end."""
    kind = "9" if call.forwarded else "2" if call.outgoing else "1"
    return columns(
        112, (1, f"{call.end:%d.%m.%y%H:%M:%S}"), (17, "  1"), (20, call.extension.rjust(6)),
        (31, clock(call.billed)), (39, call.number), (75, kind.rjust(2)),
    )  # fmt: skip


def mitel(call: Call) -> str:
    """Mitel, 90 characters: no year, to the minute, 24 hours."""
    start = f"{call.start:%m/%d %H:%M}"
    parties = (call.extension, "T054") if call.outgoing else ("T102", call.extension)
    number = call.number if call.outgoing else ""
    return columns(
        103, (2, start), (15, clock(call.billed)), (24, parties[0]), (30, "000" if call.billed else "***"),
        (34, number), (60, "A"), (62, parties[1]), (86, "000"), (92, "" if call.outgoing else call.number),
    )  # fmt: skip


def ip_office(call: Call) -> str:
    """Avaya IP Office SMDR."""
    start = f"{call.start:%Y/%m/%d %H:%M:%S}"
    way, caller, called = "O", call.extension, call.number
    parties = (f"E{call.extension}", "A", "T9001", "Line 1.1")
    if not call.outgoing:
        way, caller, called = "I", call.number, call.extension
        parties = ("T9001", "Line 1.1", f"E{call.extension}", "A")
    fields = [start, clock(call.billed), "0", caller, way, called, called, "", "0", str(hash(call) % 10**6),
              "0", *parties, "0", "0"]  # fmt: skip
    return ",".join(fields)


def freeswitch(call: Call) -> str:
    """FreeSWITCH, example template."""
    start, end = f"{call.start:%Y-%m-%d %H:%M:%S}", f"{call.end:%Y-%m-%d %H:%M:%S}"
    caller, dialled, context = call.extension, call.number, "default"
    if not call.outgoing:
        caller, dialled, context = call.number, call.extension, "public"
    uuid = f"7b1f0c01-1d2e-4c3b-9a10-{hash(call) % 16**12:012x}"
    answer, account, lasted = start if call.billed else "", caller if call.outgoing else "", str(call.billed)
    fields = ["", caller, dialled, context, start, answer, end, lasted, lasted, "NORMAL_CLEARING", uuid,
              "", account, "PCMA", "PCMA"]  # fmt: skip
    return ",".join(f'"{field}"' for field in fields)


def yeastar(call: Call) -> str:
    """Yeastar's pushed JSON."""
    parties = (call.extension, call.number) if call.outgoing else (call.number, call.extension)
    return json.dumps(
        {
            "callid": f"{call.start.timestamp():.0f}.{hash(call) % 1000}",
            "timestart": f"{call.start:%Y-%m-%d %H:%M:%S}",
            "callfrom": parties[0],
            "callto": parties[1],
            "callduraction": str(call.billed),
            "talkduraction": str(call.billed),
            "status": "ANSWERED" if call.billed else "NO ANSWER",
            "type": "Outbound" if call.outgoing else "Inbound",
        }
    )


class Layout(NamedTuple):
    """A layout that can be written. step_s: how exactly it tells the start."""

    format_name: str
    write: Callable[[Call], str]
    step_s: int
    ending: str = "\n"
    tells_forwards: bool = True
    has_year: bool = True


LAYOUTS = (
    Layout("asterisk-master-csv", master, 1),
    Layout("alcatel-oxo", oxo, 60, "\r\n"),
    Layout("panasonic-smdr", panasonic, 60, "\r\n"),
    Layout("siemens-native", hicom, 1, "\r\n"),
    Layout("mitel-smdr", mitel, 60, "\r\n", False, False),
    Layout("avaya-ip-office", ip_office, 1, "\r\n", False),
    Layout("freeswitch-csv", freeswitch, 1, "\n", False),
    Layout("yeastar-json", yeastar, 1, "\n", False),
)
