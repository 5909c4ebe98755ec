"""Layouts of carriers and of the soft switches that they run.

In: calls. Out: `CARRIERS`. Pitfall: the layout is true as far as its source says; every row is made up.
"""

from __future__ import annotations

from typing import Any

from tools.strangers.firm import Call, Layout
from tools.strangers.writing import as_json, as_json_lines, far_bare, far_e164, hms, ms, table, way

_OUTSIDE = frozenset({"out", "in"})
_OUT = frozenset({"out"})


def _twilio(call: Call) -> list[object]:
    src, dst = call.pair(far_e164, own=call.own)
    return [
        f"CA{call.epoch:032x}",
        "",
        way(call, "Outbound Dial", "Incoming"),
        src,
        dst,
        f"{call.utc:%Y-%m-%d %H:%M:%S} UTC",
        f"{call.end.astimezone(call.utc.tzinfo):%Y-%m-%d %H:%M:%S} UTC",
        call.talk,
        "completed" if call.talk else "no-answer",
        f"-{call.money()}",
        "USD",
    ]


def _telnyx(call: Call) -> list[object]:
    src, dst = call.pair(far_e164, own=call.own)
    return [
        f"u{call.epoch}-{call.number}",
        way(call, "outbound", "inbound"),
        src,
        dst,
        f"{call.utc:%Y-%m-%dT%H:%M:%SZ}",
        f"{call.answered.astimezone(call.utc.tzinfo):%Y-%m-%dT%H:%M:%SZ}" if call.talk else "",
        f"{call.end.astimezone(call.utc.tzinfo):%Y-%m-%dT%H:%M:%SZ}",
        call.talk,
        -(-call.talk // 60) * 60,
        call.money(),
        "USD",
        "Main",
    ]


def _nexmo(call: Call) -> list[object]:
    src, dst = call.pair(far_bare, own=call.own[1:])
    return [
        "abcd1234",
        f"c{call.epoch}{call.number}",
        src,
        dst,
        way(call, "outbound", "inbound"),
        f"{call.utc:%Y-%m-%d %H:%M:%S} +0000",
        f"{call.end.astimezone(call.utc.tzinfo):%Y-%m-%d %H:%M:%S} +0000",
        call.talk,
        "completed" if call.talk else "unanswered",
        call.money(),
        "EUR",
        "FR",
    ]


def _bandwidth(call: Call) -> list[object]:
    src, dst = call.pair(far_e164, own=call.own)
    return [
        f"b-{call.epoch}-{call.number}",
        way(call, "OUTBOUND", "INBOUND"),
        src,
        dst,
        f"{call.utc:%Y-%m-%dT%H:%M:%S.000Z}",
        f"{call.end.astimezone(call.utc.tzinfo):%Y-%m-%dT%H:%M:%S.000Z}",
        call.talk * 1000,
        "COMPLETE" if call.talk else "INCOMPLETE",
        call.money(),
    ]


def _mor(call: Call) -> list[object]:
    src, dst = call.pair(far_bare, own=call.own[1:])
    return [
        f"{call.at:%Y-%m-%d %H:%M:%S}",
        f"{call.name} <{src}>",
        dst,
        "ANSWERED(16)" if call.talk else "NO ANSWER(19)",
        hms(call.talk),
        hms(call.talk),
        call.money(),
    ]


def _vos3000(call: Call) -> list[object]:
    return [
        call.number,
        call.own[1:],
        call.bare,
        "firme",
        "PBX-1",
        f"{call.at:%Y-%m-%d %H:%M:%S}",
        f"{call.end:%Y-%m-%d %H:%M:%S}",
        call.talk,
        -(-call.talk // 60) * 60,
        call.money(),
        "Caller hang up",
    ]


def _a2billing(call: Call) -> list[object]:
    return [
        f"{call.at:%Y-%m-%d %H:%M:%S}",
        call.own[1:],
        call.bare,
        "CUBA" if call.is_fraud else "FRANCE",
        ms(call.talk),
        "ANSWER" if call.talk else "NOANSWER",
        call.money(),
    ]


def _portaone(call: Call) -> list[object]:
    return [
        call.ext,
        call.own[1:],
        call.bare,
        "CUBA" if call.is_fraud else "FRANCE",
        f"{call.at:%d.%m.%Y %H:%M:%S}",
        ms(call.talk),
        call.money(),
    ]


def _kazoo_json(call: Call) -> dict[str, Any]:
    src, dst = call.pair(far_e164)
    shift = 62167219200  # gregorian seconds
    return {
        "id": f"202611-{call.epoch:x}{call.number}",
        "call_id": f"{call.epoch}@10.0.0.1",
        "caller_id_number": src,
        "caller_id_name": call.name,
        "callee_id_number": dst,
        "timestamp": str(call.epoch + shift),
        "datetime": f"{call.utc:%Y-%m-%d %H:%M:%S}",
        "unix_timestamp": str(call.epoch),
        "iso_8601": f"{call.utc:%Y-%m-%d}",
        "direction": "inbound",
        "duration_seconds": str(call.total),
        "billing_seconds": str(call.talk),
        "ringing_seconds": str(call.ring),
        "hangup_cause": "NORMAL_CLEARING" if call.talk else "NO_ANSWER",
        "authorizing_id": f"dev{call.ext}" if call.way != "in" else "",
        "from": f"{src}@firme.example",
        "to": f"{dst}@firme.example",
        "request": f"{dst}@firme.example",
    }


def _ivoz(call: Call) -> list[object]:
    src, dst = call.pair(far_e164, own=call.own)
    return [
        f"{call.id}@firme",
        f"{call.at:%Y-%m-%d %H:%M:%S}",
        call.talk,
        src,
        dst,
        call.money(),
        way(call, "outbound", "inbound"),
        1,
        call.ext,
    ]


def _sippy(call: Call) -> list[object]:
    return [
        call.ext,
        call.own[1:],
        call.bare,
        "Cuba" if call.is_fraud else "France",
        f"{call.utc:%H:%M:%S}.{call.number:03} GMT {call.utc:%a %b %d %Y}",
        ms(call.talk),
        call.money(),
    ]


def _microseconds(call: Call) -> dict[str, Any]:
    src, dst = call.pair()
    return {
        "direction": way(call, "outbound", "inbound", "local"),
        "caller_id_number": src,
        "destination_number": dst,
        "start_epoch": call.epoch,
        "start_uepoch": call.epoch * 1_000_000 + 123,
        "answer_uepoch": (call.epoch + call.ring) * 1_000_000 if call.talk else 0,
        "end_uepoch": int(call.end.timestamp()) * 1_000_000,
        "duration": call.total,
        "billsec": call.talk,
        "hangup_cause": "NORMAL_CLEARING" if call.talk else "NO_ANSWER",
    }


CARRIERS = (
    Layout(
        "twilio-console",
        "Twilio console, call log CSV",
        table(
            "Call Sid,Parent Call Sid,Direction,From,To,Start Time,End Time,Duration,Status,Price,Price Unit",
            _twilio,
            quoted=True,
        ),
        country="US",
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "telnyx-csv",
        "Telnyx detail record report",
        table(
            "uuid,direction,cli,cld,started_at,answered_at,finished_at,call_sec,billed_sec,cost,currency,connection_name",
            _telnyx,
        ),
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "nexmo-report",
        "Vonage Reports API, VOICE-CALL CSV",
        table(
            "account_id,call_id,from,to,direction,date_start,date_end,duration,status,total_price,currency,country",
            _nexmo,
        ),
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "bandwidth",
        "Bandwidth voice call export",
        table(
            "callId,callDirection,callingNumber,calledNumber,startTime,endTime,duration,callResult,cost",
            _bandwidth,
        ),
        country="US",
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "mor",
        "Kolmisoft MOR last calls CSV",
        table("Date;Source;Destination;Hangup cause;Duration;Billsec;Price", _mor, delimiter=";"),
        ways=_OUT,
        knows_telephone=False,
    ),
    Layout(
        "vos3000",
        "VOS3000 history CDR export",
        table(
            "No,Caller,Callee,Account name,Caller gateway,Begin time,End time,Call duration,Billing duration,"
            "Call charges,Termination reason",
            _vos3000,
        ),
        ways=_OUT,
        knows_telephone=False,
    ),
    Layout(
        "a2billing",
        "A2Billing customer call report",
        table(
            "Calldate;CallerID;Phone Number;Destination;Duration;Terminate Cause;Amount",
            _a2billing,
            delimiter=";",
        ),
        ways=_OUT,
        knows_telephone=False,
    ),
    Layout(
        "portaone-xdr",
        "PortaSwitch account xDR list",
        table(
            "Account ID,From,To,Description,Connect Time,Charged Time (min:sec),Amount (EUR)",
            _portaone,
        ),
        ways=_OUT,
        knows_telephone=False,
        answered_only=True,
    ),
    Layout(
        "kazoo-json",
        "Kazoo Crossbar cdrs endpoint",
        as_json(_kazoo_json, "data"),
        suffix=".json",
        ways=_OUTSIDE,
    ),
    Layout(
        "ivozprovider",
        "IvozProvider call CSV scheduler",
        table("callid,startTime,duration,caller,callee,price,direction,ddiId,endpointId", _ivoz),
        country="ES",
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "sippy",
        "Sippy softswitch customer CDR CSV",
        table("Account,Caller,CLD,Description,Setup Time,Duration,Amount (USD)", _sippy),
        country="GB",
        ways=_OUT,
        knows_telephone=False,
        answered_only=True,
    ),
    Layout(
        "freeswitch-microseconds",
        "mod_json_cdr variables flattened, one a line",
        as_json_lines(_microseconds),
        suffix=".json",
        country="GB",
    ),
)
