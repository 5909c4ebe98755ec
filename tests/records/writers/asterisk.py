"""Asterisk and its kin: Master.csv, cdr_custom, CEL, FreePBX, Issabel, Grandstream."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import NamedTuple

from tests.records.writers.calls import HOSTILE_NAME, Call, Layout, quoted, stamp

PHONE, TRUNK = "PJSIP/{}-00000001", "PJSIP/carrier-00000002"
MASTER_NAME = HOSTILE_NAME + "\n"


class Parts(NamedTuple):
    """The values every kin of Asterisk writes of a call."""

    clid: str
    src: str
    dst: str
    context: str
    channel: str
    dstchannel: str
    lastdata: str
    start: str
    answer: str
    end: str
    duration: int
    disposition: str
    unique: str


def parts(call: Call) -> Parts:
    """The values of one row; a uniqueid is the true epoch of the start."""
    phone = PHONE.format(call.extension)
    src, context, channel = call.extension, "from-internal", phone
    dst, target = call.number, TRUNK
    data = f"PJSIP/{call.number}@carrier,60"
    if call.forwarded:
        src, context, channel = call.outside, "forward", "Local/x@forward-00000001;2"
    elif call.internal:
        target, data = PHONE.format(call.number), f"PJSIP/{call.number},20"
    elif not call.outgoing:
        src, context, channel = call.number, "from-trunk", TRUNK
        dst, target, data = call.extension, phone, f"PJSIP/{call.extension},20"
    return Parts(
        f'"{call.name}" <{src}>', src, dst, context, channel, target, data, stamp(call.start),
        stamp(call.answer) if call.answered else "", stamp(call.end), call.rang + call.billed,
        "ANSWERED" if call.answered else "NO ANSWER", f"{call.key}.7",
    )  # fmt: skip


def row(values: Sequence[object], delimiter: str = ",") -> str:
    """A row as Python's csv writes it, quotes where needed."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerow(values)
    return out.getvalue().removesuffix("\r\n")


def master_row(call: Call, *, unique: bool = True, userfield: str | None = "") -> str:
    """Master.csv of 16, 17 or 18 columns."""
    p = parts(call)
    texts = quoted("", p.src, p.dst, p.context, p.clid, p.channel, p.dstchannel, "Dial", p.lastdata,
                   p.start, p.answer, p.end)  # fmt: skip
    line = f'{texts},{p.duration},{call.billed},"{p.disposition}","DOCUMENTATION"'
    line += f',"{p.unique}"' if unique else ""
    return line + (f',"{userfield}"' if userfield is not None else "")


def master(call: Call) -> str:
    """Asterisk Master.csv, 18 columns."""
    return master_row(call)


def custom(call: Call) -> str:
    """cdr_custom with the mapping of its sample."""
    p = parts(call)
    texts = quoted(
        p.clid,
        p.src,
        p.dst,
        p.context,
        p.channel,
        p.dstchannel,
        "Dial",
        p.lastdata,
        p.start,
        p.answer,
        p.end,
        p.duration,
        call.billed,
        p.disposition,
        "DOCUMENTATION",
        "",
        p.unique,
        "",
    )
    return f"{texts},{call.key % 1000}"


def events(call: Call) -> str:
    """CEL in cel_custom's CSV: the events of both channels."""
    p = parts(call)
    first, second = p.channel, p.dstchannel
    if call.forwarded:
        first = "PJSIP/carrier-00000003"
    linked, other = f"{call.key}.1", f"{call.key}.2"
    end = call.start.timestamp() + p.duration
    answer = call.start.timestamp() + call.rang
    from_trunk = call.forwarded or not (call.outgoing or call.internal)
    context = "from-trunk" if from_trunk else "from-internal"
    exten = call.extension if from_trunk else call.number
    dialled = "" if not call.outgoing else p.lastdata
    second_context = "from-trunk" if second == TRUNK else "from-internal"

    def line(kind: str, at: float, channel: str, unique: str, extra: str = "") -> str:
        one = channel == first
        return quoted(
            kind, f"{at:.6f}", call.name, p.src if one else "", p.src if one else "", "", "",
            exten if one else "", context if one else second_context, channel,
            "Dial" if one and kind != "CHAN_START" else "", dialled if one and kind != "CHAN_START" else "",
            "3",
            "", unique, linked, "", "", "", extra,
        )  # fmt: skip

    start = call.start.timestamp()
    rows = [line("CHAN_START", start, first, linked), line("APP_START", start, first, linked),
            line("CHAN_START", start, second, other)]  # fmt: skip
    if call.answered:
        rows += [line("ANSWER", answer, second, other), line("ANSWER", answer, first, linked),
                 line("BRIDGE_ENTER", answer, second, other), line("BRIDGE_ENTER", answer, first,
                     linked)]  # fmt: skip
    for channel, unique in ((second, other), (first, linked)):
        rows += [line("HANGUP", end, channel, unique), line("CHAN_END", end, channel, unique)]
    return "\n".join([*rows, line("LINKEDID_END", end, first, linked)])


FREEPBX = ("calldate", "clid", "src", "dst", "dcontext", "channel", "dstchannel", "lastapp", "lastdata",
           "duration", "billsec", "disposition", "amaflags", "accountcode", "uniqueid",
           "userfield")  # fmt: skip


def freepbx_values(call: Call) -> list[object]:
    """A row of the cdr table."""
    p = parts(call)
    return [p.start, p.clid, p.src, p.dst, p.context, p.channel, p.dstchannel, "Dial", p.lastdata, p.duration,
            call.billed, p.disposition, "3", "", p.unique, ""]  # fmt: skip


def freepbx(call: Call) -> str:
    """The report's CSV button."""
    return row(freepbx_values(call))


def freepbx_semicolons(call: Call) -> str:
    """The table exported by a French spreadsheet."""
    values = freepbx_values(call)
    values[0] = f"{call.start:%d/%m/%Y %H:%M:%S}"
    return row(values, ";")


def freepbx_insert(call: Call) -> str:
    """A row of a dump, as phpMyAdmin writes it: quotes and backslashes escaped."""
    texts = [str(value).replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
             for value in freepbx_values(call)]  # fmt: skip
    names = ", ".join(f"`{name}`" for name in FREEPBX)
    return f"INSERT INTO `cdr` ({names}) VALUES (" + ", ".join(f"'{text}'" for text in texts) + ");"


def issabel(call: Call) -> str:
    """Issabel's report: one duration, spelt."""
    p = parts(call)
    seconds = call.billed if call.answered else call.rang
    hours, rest = divmod(seconds, 3600)
    spelt = (
        (f"{hours}h " if hours else "") + (f"{rest // 60}m " if hours or rest // 60 else "") + f"{rest % 60}s"
    )
    return quoted(
        p.start, p.src, "", p.dst, p.channel, "", p.dstchannel, p.disposition, spelt, p.unique, "", ""
    )


UCM = (
    "Account Code,Caller Number,Callee Number,Context,CallerID Number,Source Channel,Dest. Channel,Last app.,"
    "Last date,Start Time,Answer Time,End Time,Call Time,Talk Time,Disposition,AMA Flags,Unique ID,"
    "Log Userfield,Dest Channel Extension,Caller Name,Answered by,Session,Premier Caller,Action Type,"
    "Source Trunk Name,Destination Trunk Name"
)


def ucm(call: Call) -> str:
    """Grandstream UCM, the file with headings."""
    p = parts(call)
    return row(["", p.src, p.dst, p.context, p.clid, p.channel, p.dstchannel, "Dial", p.lastdata, p.start,
                p.answer, p.end, p.duration, call.billed, p.disposition, "DOCUMENTATION", p.unique,
                "Outbound",
                "", call.name, "", f"{call.key}000001-{p.src}", p.src, "DIAL", "", ""])  # fmt: skip


UCM_API = ("AcctId,accountcode,src,dst,dcontext,clid,channel,dstchannel,lastapp,lastdata,start,answer,end,"
           "duration,billsec,disposition,amaflags,uniqueid,userfield,channel_ext,dstchannel_ext,"
           "service")  # fmt: skip


def ucm_api(call: Call) -> str:
    """Grandstream's API as CSV: nothing is quoted."""
    p = parts(call)
    values = [str(call.key % 10**6), "", p.src, p.dst, p.context, p.clid, p.channel, p.dstchannel, "Dial",
              p.lastdata, p.start, p.answer, p.end, str(p.duration), str(call.billed), p.disposition,
              "DOCUMENTATION", p.unique, "Outbound", "", "", "s"]  # fmt: skip
    return ",".join(values)


def cel_table(call: Call) -> str:
    """Wazo's table of the same events as psql prints it: start and end of an inside call."""
    lines = []
    for text in events(call).splitlines():
        v = next(csv.reader([text]))
        at = call.start.timestamp() - float(v[1])
        moment = call.after(-at)
        cells = (
            v[0],
            f"{stamp(moment)}.000000",
            v[2],
            v[3],
            v[7],
            v[8],
            v[9],
            v[14],
            v[15],
            v[10],
            v[11],
            v[19],
        )
        lines.append(" | ".join(cells))
    return "\n".join(lines)


_CEL_HEAD = ("eventtype | eventtime | cid_name | cid_num | exten | context | channame | uniqueid | linkedid |"
             " appname | appdata | extra\n----+----+----\n")  # fmt: skip

_LAYOUTS = (
    Layout("asterisk-master-csv", master, shows_internal=True, shows_zone=True, shows_forwarder=False,
           names=MASTER_NAME, longest_number=20, cannot="who forwarded, in the row itself"),
    Layout("asterisk-master-csv", lambda call: master_row(call, unique=False, userfield=None), variant="16",
           shows_internal=True, shows_forwarder=False, names=MASTER_NAME, longest_number=20,
           cannot="which hour of October's doubled one; who forwarded"),
    Layout("asterisk-master-csv", lambda call: master_row(call, unique=False, userfield="vip"), variant="17",
           shows_internal=True, shows_forwarder=False, longest_number=20, cannot="the same"),
    Layout("asterisk-master-csv",
           lambda call: master_row(call) + f',"","{call.key}.7",{call.key % 1000}', variant="21",
           shows_internal=True, shows_zone=True, shows_forwarder=False, names=MASTER_NAME,
           cannot="who forwarded, in the row itself"),
    Layout("asterisk-cdr-custom", custom, shows_internal=True, shows_zone=True, shows_forwarder=False,
           names=MASTER_NAME, cannot="who forwarded, in the row itself"),
    Layout("asterisk-cel", events, shows_internal=True, shows_zone=True, names=HOSTILE_NAME),
    Layout("asterisk-cel", cel_table, variant="table", head=_CEL_HEAD, shows_internal=True, shows_zone=True,
           names="abcdé -"),
    Layout("freepbx-cdr", freepbx, head=",".join(FREEPBX) + "\n", shows_internal=True, shows_zone=True,
           shows_forwarder=False, names=MASTER_NAME, cannot="who forwarded, in the row itself"),
    Layout("freepbx-cdr", freepbx, variant="no-heading", shows_internal=True, shows_zone=True,
           shows_forwarder=False, names=HOSTILE_NAME, cannot="who forwarded, in the row itself"),
    Layout("freepbx-cdr", freepbx_semicolons, variant="semicolons", head=";".join(FREEPBX) + "\n",
           shows_internal=True, shows_zone=True, shows_forwarder=False, names=HOSTILE_NAME,
           cannot="who forwarded, in the row itself"),
    Layout("freepbx-cdr", freepbx_insert, variant="dump", shows_internal=True, shows_zone=True,
           shows_forwarder=False, names=MASTER_NAME, cannot="who forwarded, in the row itself"),
    Layout("issabel-report", issabel, shows_zone=True, shows_internal=True, shows_forwarder=False,
           head=quoted("Date", "Source", "Ring Group", "Destination", "Src. Channel", "Account Code",
                       "Dst. Channel", "Status", "Duration", "UniqueID", "User Field", "DID") + "\n",
           cannot="ringing; who forwarded"),
    Layout("grandstream-ucm", ucm, head=UCM + "\n", shows_internal=True, shows_zone=True,
           shows_forwarder=False, names=MASTER_NAME, cannot="who forwarded, in the row itself"),
    Layout("grandstream-api", ucm_api, head=UCM_API + "\n", shows_internal=True, shows_zone=True,
           shows_forwarder=False, names="abcdé,;- ", cannot="who forwarded, in the row itself"),
)  # fmt: skip
# Every kin of Asterisk says whose call was forwarded; all but Issabel distinguish ringing from talking.
LAYOUTS = tuple(
    layout._replace(shows_outside=True, shows_waiting=layout.format_name != "issabel-report")
    for layout in _LAYOUTS
)
