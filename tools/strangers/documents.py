"""Layouts of documents: answers of programming interfaces, accounting details, event logs.

In: calls. Out: `DOCUMENTS`. Pitfall: the layout is true as far as its source says; every row is made up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC
from typing import Any
from xml.sax.saxutils import escape

from tools.strangers.firm import Call, Layout
from tools.strangers.writing import as_json, as_json_lines, far_bare, far_e164, way

_OUTSIDE = frozenset({"out", "in"})
_OUT = frozenset({"out"})


def _iso(call: Call) -> str:
    return f"{call.utc:%Y-%m-%dT%H:%M:%S}.000Z"


def _netsapiens(call: Call) -> dict[str, Any]:
    src, dst = call.pair(far_bare)
    return {
        "id": f"20261{call.epoch}{call.number}",
        "domain": "firm.example",
        "call-direction": {"out": 0, "in": 1, "internal": 2}[call.way],
        "call-orig-caller-id": src,
        "call-orig-to-user": dst,
        "call-orig-user": call.ext if call.way != "in" else "",
        "call-term-user": call.ext if call.way == "in" else "",
        "call-start-datetime": f"{call.utc:%Y-%m-%dT%H:%M:%S}+00:00",
        "call-answer-datetime": f"{call.answered.astimezone(UTC):%Y-%m-%dT%H:%M:%S}+00:00"
        if call.talk
        else None,
        "call-disconnect-datetime": f"{call.end.astimezone(UTC):%Y-%m-%dT%H:%M:%S}+00:00",
        "call-total-duration-seconds": call.total,
        "call-talking-duration-seconds": call.talk,
        "call-disconnect-reason-text": "Orig: Bye",
    }


def _didww_json(call: Call) -> dict[str, Any]:
    return {
        "type": "outbound-cdr",
        "id": f"3d6af8ac-{call.number}",
        "attributes": {
            "source_ip": "10.0.0.9",
            "time_start": _iso(call),
            "time_connect": f"{call.answered.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z" if call.talk else None,
            "time_end": f"{call.end.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z",
            "duration": call.talk,
            "billing_duration": call.talk,
            "initial_billing_interval": 1,
            "src_number": call.own[1:],
            "dst_number": call.bare,
            "success": bool(call.talk),
            "disconnect_code": 200 if call.talk else 487,
            "price": call.money(),
        },
    }


def _cgrates(call: Call) -> dict[str, Any]:
    return {
        "CGRID": f"{call.epoch:040x}",
        "RunID": "*default",
        "ToR": "*voice",
        "RequestType": "*postpaid",
        "Tenant": "firm.example",
        "Category": "call",
        "Account": call.ext,
        "Subject": call.ext,
        "Destination": call.far,
        "SetupTime": _iso(call),
        "AnswerTime": f"{call.answered.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if call.talk else "",
        "Usage": f"{call.talk // 60}m{call.talk % 60}s" if call.talk >= 60 else f"{call.talk}s",
        "Cost": float(call.money()),
    }


def _genesis(call: Call) -> dict[str, Any]:
    src, dst = call.pair(far_e164)
    return {
        "callId": f"{call.epoch}-{call.number}",
        "startedAt": call.epoch * 1000,
        "ringDurationMs": call.ring * 1000,
        "talkDurationMs": call.talk * 1000,
        "direction": way(call, "OUTGOING", "INCOMING", "INTERNAL"),
        "from": {"number": src, "name": call.name},
        "to": {"number": dst},
        "answered": bool(call.talk),
    }


def _vonage_xml(calls: Sequence[Call]) -> str:
    rows = []
    for call in calls:
        src, dst = call.pair(far_e164)
        rows.append(
            f'<call id="{call.id}" direction="{way(call, "outbound", "inbound", "internal")}">'
            f"<from>{escape(src)}</from><to>{escape(dst)}</to>"
            f'<start timezone="UTC">{call.utc:%Y-%m-%d %H:%M:%S}</start>'
            f'<duration unit="s">{call.talk}</duration><ring unit="s">{call.ring}</ring></call>'
        )
    return '<?xml version="1.0"?>\n<calls>\n' + "\n".join(rows) + "\n</calls>\n"


def _blocks(build: Callable[[Call], list[str]]) -> Callable[[Sequence[Call]], str]:
    return lambda calls: "\n\n".join("\n".join(build(call)) for call in calls) + "\n\n"


def _radius(call: Call) -> list[str]:
    src, dst = call.pair(far_e164)
    stamp = f"%H:%M:%S.{call.number:03} UTC %a %b %d %Y"
    return [
        f"{call.end:%a %b %d %H:%M:%S %Y}",
        "\tAcct-Status-Type = Stop",
        f'\tAcct-Session-Id = "{call.id}"',
        f'\tCalling-Station-Id = "{src}"',
        f'\tCalled-Station-Id = "{dst}"',
        f'\th323-setup-time = "h323-setup-time={call.utc.strftime(stamp)}"',
        f'\th323-disconnect-time = "h323-disconnect-time={call.end.astimezone(UTC).strftime(stamp)}"',
        f"\tAcct-Session-Time = {call.talk}",
        "\tNAS-IP-Address = 10.0.0.9",
        f"\tTimestamp = {int(call.end.timestamp())}",
    ]


def _ami_cdr(call: Call) -> list[str]:
    src, dst = call.pair()
    inside = f"PJSIP/{call.ext}-00000{call.number:03x}"
    outside = f"PJSIP/operateur-00001{call.number:03x}"
    other = f"PJSIP/{call.far}-00002{call.number:03x}" if call.way == "internal" else outside
    channel, target = (other, inside) if call.way == "in" else (inside, other)
    return [
        "Event: Cdr",
        "Privilege: cdr,all",
        "AccountCode: ",
        f"Source: {src}",
        f"Destination: {dst}",
        "DestinationContext: " + ("from-trunk" if call.way == "in" else "from-internal"),
        f'CallerID: "{call.name}" <{src}>',
        f"Channel: {channel}",
        f"DestinationChannel: {target}",
        "LastApplication: Dial",
        f"LastData: {target.rsplit('-', 1)[0]},30",
        f"StartTime: {call.at:%Y-%m-%d %H:%M:%S}",
        f"AnswerTime: {call.answered:%Y-%m-%d %H:%M:%S}" if call.talk else "AnswerTime: ",
        f"EndTime: {call.end:%Y-%m-%d %H:%M:%S}",
        f"Duration: {call.total}",
        f"BillableSeconds: {call.talk}",
        "Disposition: " + ("ANSWERED" if call.talk else "NO ANSWER"),
        "AMAFlags: DOCUMENTATION",
        f"UniqueID: {call.id}",
    ]


DOCUMENTS = (
    Layout(
        "netsapiens-json",
        "NetSapiens API version 2, CDR fields (its documentation): direction as 0, 1, 2",
        as_json(_netsapiens),
        suffix=".json",
        country="CA",
    ),
    Layout(
        "didww-stream",
        "DIDWW voice out CDR streaming, an object a line (its documentation)",
        as_json_lines(_didww_json),
        suffix=".json",
        country="NL",
        ways=_OUT,
        knows_telephone=False,
    ),
    Layout(
        "cgrates-json",
        "CGRateS CDRs as JSON: usage as 2m51s",
        as_json(_cgrates, "result"),
        suffix=".json",
        country="AT",
        ways=_OUT,
    ),
    Layout(
        "milliseconds-json",
        "a hosted PBX's API with times and lengths in milliseconds",
        as_json(_genesis, "calls"),
        suffix=".json",
        country="PT",
    ),
    Layout(
        "calls-xml",
        "a reporting API's XML with units and zones as attributes",
        _vonage_xml,
        suffix=".xml",
        country="ZA",
    ),
    Layout(
        "radius-detail",
        "FreeRADIUS detail file of a voice gateway (stop records)",
        _blocks(_radius),
        suffix=".txt",
        country="ES",
    ),
    Layout(
        "ami-cdr-events",
        "Asterisk cdr_manager events in a log of the manager interface",
        _blocks(_ami_cdr),
        suffix=".log",
    ),
)
