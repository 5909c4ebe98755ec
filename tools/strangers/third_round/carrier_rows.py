"""One call as the third round's carriers write it: the rows of their files."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tools.strangers.firm import Call
from tools.strangers.writing import far_bare, far_e164, way

OUTSIDE = frozenset({"out", "in"})
OUT = frozenset({"out"})


def _utc(moment: datetime, written: str) -> str:
    return moment.astimezone(UTC).strftime(written)


def thinktel(call: Call) -> list[object]:
    src, dst = call.pair(far_bare, own=call.own[1:])
    return [
        call.own[1:],
        src,
        dst,
        f"{call.at:%m/%d/%Y %I:%M:%S %p}",
        -(-call.talk // 6) * 6,
        way(call, "International" if call.is_fraud else "Canada", "Incoming"),
        call.money(),
        "TORONTO ON",
        "",
        "0.0100",
        "",
        f"{call.talk}.0",
    ]


def telapi(call: Call) -> list[object]:
    src, dst = call.pair(far_bare, own=call.own[1:])
    return [
        _utc(call.at, "%Y-%m-%d %H:%M:%S"),
        src,
        dst,
        src,
        "NORMAL_CLEARING" if call.talk else "NO_ANSWER",
        "firm1",
        "192.0.2.7",
        call.talk,
        "0.0100",
        call.money(),
        "standard",
        f"{call.epoch:x}-{call.number}",
        way(call, "outbound", "inbound"),
    ]


def nextone(call: Call) -> list[object]:
    src, dst = call.pair(far_bare, own=call.own[1:])
    return ["zone1", "gw-firm", "gw-carrier", call.talk, dst, src, call.epoch]


def simple_prerated(call: Call) -> list[object]:
    return [
        f"{call.at:%H%M%S}",
        "",
        call.own[2:],
        f"{call.at:%Y/%m/%d}",
        f"{call.at:%H:%M:%S}",
        call.dialled,
        "SOMEWHERE",
        f"{call.talk / 60:.4f}",
        "0.0100",
        call.money(),
        "LD",
        "Long Distance",
    ]


def zintel(call: Call) -> list[object]:
    src, dst = call.pair(far_bare, own=call.own[1:])
    return [
        "C1044",
        src,
        dst,
        f"{call.at:%d/%m/%Y %H:%M:%S}",
        call.talk,
        "National",
        "Rated",
        "Voice",
        call.money(),
        "NZ",
        "AUCKLAND",
        "",
        "NZ",
        "",
        "",
        "Main",
    ]


def vocus(call: Call) -> list[object]:
    src, dst = call.pair(far_bare, own=call.own[1:])
    return [
        "",
        f"{call.epoch:x}{call.number:04}",
        _utc(call.at, "%Y-%m-%d"),
        _utc(call.at, "%H:%M:%S"),
        "",
        call.talk,
        src,
        dst,
        _utc(call.end, "%Y-%m-%d %H:%M:%S"),
        "SYDNEY",
        "",
        "International" if call.is_fraud else "National",
        call.money(),
    ]


def lesnet(call: Call) -> list[object]:
    src, dst = call.pair(far_bare, own=call.own[1:])
    return [
        f"{call.at:%Y-%m-%d %H:%M:%S}",
        src,
        dst,
        call.talk,
        call.money(),
        "US48",
        "SIP/firm",
        f"{call.epoch:x}@192.0.2.4",
    ]


def netcentrex(call: Call) -> list[object]:
    src, dst = call.pair(far_bare, own=call.own[1:])
    stamp = "%Y-%m-%d %H:%M:%S"
    return [
        1,
        "192.0.2.1",
        f"{call.epoch:x}",
        f"{call.number:x}",
        0,
        f"{call.at:{stamp}}",
        f"{call.answered:{stamp}}" if call.talk else "",
        call.talk,
        src,
        dst,
        "10.0.0.1",
        "10.0.0.2",
        *[""] * 12,
        0,
        0,
        16 if call.talk else 19,
        0,
        "C",
        f"{call.end:{stamp}}",
    ]


def tenor(call: Call) -> list[object]:
    """Quintum Tenor, standard format with a heading of the manual's names."""
    stamp = "%Y%m%d%H%M%S"
    src, dst = call.pair(far_bare, own=call.own[1:])
    return [
        call.number,
        dst,
        call.talk,
        f"{call.at:{stamp}}",
        f"{call.answered:{stamp}}" if call.talk else "",
        f"{call.end:{stamp}}",
        16 if call.talk else 19,
        "192.0.2.1",
        "198.51.100.2",
        4,
        src,
    ]


def bch(call: Call) -> list[object]:
    """A number abroad or at home that is reached through the firm's inbound number: two legs a row."""
    return [
        f"{call.at:%Y-%m-%d}",
        f"{call.at:%H:%M:%S}",
        call.dialled if call.is_out else call.own,
        call.own if call.is_out else call.dialled,
        call.talk if call.talk else -1,
        "D",
        f"{float(call.money()) * 100:.3f}",
    ]


def didww_in(call: Call) -> list[object]:
    stamp = "%Y-%m-%d %H:%M:%S"
    return [
        _utc(call.at, stamp),
        _utc(call.answered, stamp) if call.talk else "",
        _utc(call.end, stamp),
        "Completed" if call.talk else "No answer",
        call.bare,
        call.bare,
        "",
        "Germany",
        "",
        call.own[1:],
        call.talk,
        "0.0",
    ]


def twilio_ruby(call: Call) -> list[object]:
    src, dst = call.pair(far_e164, own=call.own)
    return [
        src,
        dst,
        _utc(call.at, "%Y-%m-%d %H:%M UTC"),
        _utc(call.end, "%Y-%m-%d %H:%M UTC"),
        call.talk,
        "completed" if call.talk else "no-answer",
        way(call, "outbound-dial", "inbound"),
        "",
    ]


def sippy_xml(call: Call) -> dict[str, Any]:
    src, dst = call.pair(far_bare, own=call.own[1:])
    return {
        "i_cdr": str(7_000_000 + call.number),
        "i_call": str(9_000_000 + call.number),
        "cli": src,
        "cld": dst,
        "setup_time": _utc(call.at, "%Y%m%dT%H:%M:%S.000000"),
        "connect_time": _utc(call.answered, "%Y%m%dT%H:%M:%S.000000") if call.talk else None,
        "disconnect_time": _utc(call.end, "%Y%m%dT%H:%M:%S.000000"),
        "duration": f"{call.talk}.250000" if call.talk else "0",
        "billed_duration": str(call.talk),
        "cost": call.money(),
        "call_direction": way(call, "out", "in"),
    }


def weblink(call: Call) -> dict[str, Any]:
    src, dst = call.pair(far_bare)
    return {
        "id": str(1_019_000_000 + call.number),
        "pbx_recording_id": False,
        "direction": way(call, "OUT", "IN", "OUT"),
        "dst": dst,
        "calldate": f"{call.at:%Y-%m-%d %H:%M:%S}",
        "src": src,
        "billsec": str(call.talk),
        "disposition": "ANSWER" if call.talk else "NO ANSWER",
        "call_guid": f"{call.epoch:040x}",
    }


def wholesale(call: Call) -> list[object]:
    return [
        f"{call.at:%d-%m-%Y}",
        f"{call.at:%H.%M.%S}",
        call.own[1:],
        call.bare,
        f"{call.talk // 60}m {call.talk % 60}s",
        "Peak",
        "1.2000" if call.is_fraud else "0.1000",
        call.money(),
    ]


def gcp_epoch_ms(call: Call) -> dict[str, Any]:
    src, dst = call.pair(far_e164, own=call.own)
    return {
        "call_id": call.id,
        "a_number": src,
        "b_number": dst,
        "direction": way(call, "MO", "MT"),
        "initiated_at": call.epoch * 1000,
        "answered_at": int(call.answered.timestamp()) * 1000 if call.talk else 0,
        "released_at": int(call.end.timestamp()) * 1000,
        "conversation_seconds": call.talk,
        "release_cause": 16 if call.talk else 19,
    }


def mera(call: Call) -> list[object]:
    src, dst = call.pair(far_bare, own=call.own[1:])
    return [
        "192.0.2.1",
        src,
        "198.51.100.2",
        dst,
        _utc(call.at, "%H:%M:%S.000 UTC %a %b %d %Y"),
        _utc(call.answered, "%H:%M:%S.000 UTC %a %b %d %Y") if call.talk else "",
        _utc(call.end, "%H:%M:%S.000 UTC %a %b %d %Y"),
        call.talk,
        f"{call.epoch:X}",
        16 if call.talk else 19,
    ]


def sbc_epoch(call: Call) -> list[object]:
    src, dst = call.pair(far_e164, own=call.own)
    return [
        f"{call.at.timestamp():.3f}",
        f"{call.answered.timestamp():.3f}" if call.talk else "",
        f"{call.end.timestamp():.3f}",
        f"sip:{src}@192.0.2.1;user=phone",
        f"sip:{dst}@198.51.100.9;user=phone",
        200 if call.talk else 487,
        "UAC" if call.is_out else "UAS",
    ]
