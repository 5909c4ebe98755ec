"""Layouts of hosted telephony, as their interfaces and consoles give them, written after the readers.

In: calls. Out: `HOSTED`. Pitfall: the layout is true as far as its source says; every row is made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from tools.strangers.firm import Call, Layout
from tools.strangers.writing import as_json, as_json_lines, far_bare, far_e164, hms, spelt, table, way

_OUTSIDE = frozenset({"out", "in"})
_OUT = frozenset({"out"})


def _iso(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"


def _zoom_api(call: Call) -> dict[str, Any]:
    src, dst = call.pair(far_e164)
    return {
        "id": f"{call.epoch:x}-{call.number}",
        "call_type": "voip",
        "caller_number": src,
        "caller_number_type": 1 if call.way != "in" else 2,
        "callee_number": dst,
        "callee_number_type": 2 if call.is_out else 1,
        "direction": way(call, "outbound", "inbound", "outbound"),
        "duration": call.talk,
        "result": "Call connected" if call.talk else "No Answer",
        "date_time": _iso(call.at),
        "waiting_time": call.ring,
        "charge": "",
    }


def _ringcentral(call: Call) -> dict[str, Any]:
    src, dst = call.pair(far_e164, own=call.own)
    side = {"phoneNumber": call.own, "extensionNumber": call.ext, "name": call.name}
    return {
        "id": f"IA{call.epoch}{call.number}",
        "sessionId": str(call.epoch),
        "startTime": f"{call.utc:%Y-%m-%dT%H:%M:%S}.000Z",
        "duration": call.talk,
        "type": "Voice",
        "direction": way(call, "Outbound", "Inbound"),
        "action": "VoIP Call",
        "result": "Call connected" if call.talk else "Missed",
        "from": side if call.is_out else {"phoneNumber": src},
        "to": {"phoneNumber": dst} if call.is_out else side,
    }


def _aircall(call: Call) -> dict[str, Any]:
    return {
        "id": 400_000_000 + call.number,
        "direct_link": "https://api.example/v1/calls/1",
        "direction": way(call, "outbound", "inbound"),
        "status": "done",
        "missed_call_reason": None if call.talk else "no_available_agent",
        "started_at": call.epoch,
        "answered_at": call.epoch + call.ring if call.talk else None,
        "ended_at": call.epoch + call.total,
        "duration": call.total,
        "raw_digits": call.far,
        "user": {"id": int(call.ext), "name": call.name},
        "number": {"digits": call.own, "country": "FR"},
        "cost": "0.0",
    }


def _teams_pstn(call: Call) -> list[object]:
    return [
        f"{call.epoch:x}-{call.number}",
        f"{call.epoch:x}",
        "",
        f"{call.name.lower()}@firm.example",
        call.name,
        "FR",
        way(call, "user_out", "user_in"),
        call.own,
        "FR",
        "Domestic",
        call.far,
        "CallingPlan",
        _iso(call.at),
        _iso(call.end),
        call.talk,
        "0.00",
        call.money(),
        "EUR",
        "MCOPSTN1",
    ]


def _free_xml(calls: Sequence[Call]) -> str:
    rows = [
        f"  <Appel><Sens>{way(call, 'sortant', 'entrant')}</Sens><Poste>{call.ext}</Poste>"
        f"<Correspondant>{escape(call.dialled)}</Correspondant><Date>{call.at:%d/%m/%Y}</Date>"
        f"<Heure>{call.at:%H:%M:%S}</Heure><Duree>{hms(call.talk)}</Duree>"
        f"<Sonnerie>{call.ring}</Sonnerie></Appel>"
        for call in calls
    ]
    return '<?xml version="1.0" encoding="UTF-8"?>\n<Journal>\n' + "\n".join(rows) + "\n</Journal>\n"


def _ringover_api(call: Call) -> dict[str, Any]:
    return {
        "cdr_id": 900_000 + call.number,
        "call_id": str(call.epoch),
        "direction": way(call, "out", "in"),
        "is_answered": bool(call.talk),
        "last_state": "ANSWERED" if call.talk else "MISSED",
        "start_time": f"{call.utc:%Y-%m-%dT%H:%M:%S}.00Z",
        "answered_time": f"{call.answered.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.00Z" if call.talk else None,
        "end_time": f"{call.end.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.00Z",
        "incall_duration": call.talk,
        "total_duration": call.total,
        "contact_number": call.bare,
        "from_number": call.own[1:] if call.is_out else call.bare,
        "to_number": call.bare if call.is_out else call.own[1:],
        "user": {"user_id": int(call.ext), "firstname": call.name},
    }


def _sipgate_io(call: Call) -> dict[str, Any]:
    src, dst = call.pair(far_e164, own=call.own)
    return {
        "id": f"{call.epoch}{call.number}",
        "source": src,
        "target": dst,
        "sourceAlias": call.name,
        "type": "CALL",
        "created": _iso(call.at),
        "lastModified": _iso(call.end),
        "direction": way(
            call,
            "OUTGOING" if call.talk else "MISSED_OUTGOING",
            "INCOMING" if call.talk else "MISSED_INCOMING",
        ),
        "incoming": call.way == "in",
        "status": "PICKUP" if call.talk else "NOPICKUP",
        "duration": call.talk,
    }


def _dialpad(call: Call) -> dict[str, Any]:
    return {
        "call_id": call.epoch * 1000 + call.number,
        "direction": way(call, "outbound", "inbound"),
        "external_number": call.far,
        "internal_number": call.own,
        "date_started": call.epoch * 1000,
        "date_connected": (call.epoch + call.ring) * 1000 if call.talk else None,
        "date_ended": (call.epoch + call.total) * 1000,
        "duration": call.talk * 1000.0,
        "total_duration": call.total * 1000.0,
        "target": {"name": call.name, "type": "user"},
        "state": "hangup" if call.talk else "missed",
    }


def _justcall(call: Call) -> list[object]:
    return [
        call.number,
        f"{call.at:%Y-%m-%d}",
        f"{call.at:%H:%M:%S}",
        way(call, "Outgoing", "Incoming"),
        "Answered" if call.talk else "Unanswered",
        "",
        call.far,
        call.name,
        call.own,
        f"{call.talk // 60} min {call.talk % 60} sec" if call.talk >= 60 else f"{call.talk} sec",
        "0.00",
    ]


def _talkdesk(call: Call) -> list[object]:
    return [
        f"{call.epoch:x}{call.number}",
        "Outbound" if call.is_out else "Inbound" if call.talk else "Missed",
        f"{call.at:%Y-%m-%d %H:%M:%S %z}",
        f"{call.end:%Y-%m-%d %H:%M:%S %z}",
        call.own,
        call.far,
        call.name,
        hms(call.talk),
        hms(call.total),
        hms(call.ring),
    ]


def _vonage_reports(call: Call) -> dict[str, Any]:
    src, dst = call.pair(far_bare, own=call.own[1:])
    return {
        "account_id": "abcd1234",
        "call_id": f"{call.epoch:x}{call.number}",
        "from": src,
        "to": dst,
        "direction": way(call, "outbound", "inbound"),
        "country": "DE",
        "date_start": f"{call.utc:%Y-%m-%dT%H:%M:%S}+0000",
        "date_end": f"{call.end.astimezone(UTC):%Y-%m-%dT%H:%M:%S}+0000",
        "duration": f"{call.talk}",
        "status": "ANSWERED" if call.talk else "UNANSWERED",
        "total_price": call.money(),
        "currency": "EUR",
    }


def _wazo_json(call: Call) -> dict[str, Any]:
    src, dst = call.pair()
    return {
        "id": call.number,
        "start": f"{call.at:%Y-%m-%dT%H:%M:%S}.000000{call.at:%z}",
        "answer": f"{call.answered:%Y-%m-%dT%H:%M:%S}.000000{call.at:%z}" if call.talk else None,
        "end": f"{call.end:%Y-%m-%dT%H:%M:%S}.000000{call.at:%z}",
        "answered": bool(call.talk),
        "duration": float(call.talk),
        "call_direction": way(call, "outbound", "inbound", "internal"),
        "source_extension": src,
        "source_name": call.name,
        "destination_extension": dst,
        "destination_name": "",
    }


def _cloudtalk_api(call: Call) -> dict[str, Any]:
    return {
        "Cdr": {
            "id": str(call.number),
            "type": way(call, "outgoing", "incoming"),
            "public_external": call.far,
            "public_internal": call.own,
            "started_at": _iso(call.at),
            "answered_at": _iso(call.answered) if call.talk else None,
            "ended_at": _iso(call.end),
            "talking_time": str(call.talk),
            "waiting_time": str(call.ring),
        },
        "Agent": {"id": call.ext, "fullname": call.name},
    }


def _gamma(call: Call) -> list[object]:
    return [
        "V",
        f"{call.at:%d/%m/%Y}",
        f"{call.at:%H:%M:%S}",
        call.own.replace("+44", "0"),
        call.dialled,
        hms(call.talk),
        f"{float(call.money()):.5f}",
        "GBP",
        "UK Geographic" if not call.is_fraud else "International",
    ]


def _unyc(call: Call) -> list[object]:
    return [
        f"{call.at:%Y-%m-%d}",
        f"{call.at:%H:%M:%S}",
        "0199000100",
        call.dialled,
        "Lettonie" if call.is_fraud else "France fixe",
        call.talk,
        spelt(call.talk),
        call.money(","),
    ]


def _centile(call: Call) -> list[object]:
    src, dst = call.pair(far_e164)
    return [
        f"{call.at:%Y%m%d%H%M%S}",
        src,
        dst,
        way(call, "OUT", "IN", "INT"),
        call.ring,
        call.talk,
        "answered" if call.talk else "unanswered",
    ]


HOSTED = (
    Layout("zoom-api", "Zoom Phone API, account call logs", as_json(_zoom_api, "call_logs"), suffix=".json"),
    Layout(
        "ringcentral-api",
        "RingCentral API, call log records",
        as_json(_ringcentral, "records"),
        country="US",
        suffix=".json",
        ways=_OUTSIDE,
    ),
    Layout(
        "aircall-api",
        "Aircall public API, list of calls",
        as_json(_aircall, "calls"),
        suffix=".json",
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "teams-pstn-usage",
        "Teams admin centre, PSTN usage CSV by its column names",
        table(
            "Usage ID,Call ID,Conference ID,UPN,User display name,User country,Call type,User Number,Country,"
            "Domestic/International,Destination Number,License Capability,Start Time,End Time,Duration Seconds,"
            "Connection Fee,Charge,Currency,Capability",
            _teams_pstn,
        ),
        ways=_OUT,
        knows_telephone=False,
    ),
    Layout(
        "journal-xml-fr",
        "Hosted telephony of France: XML journal with French names",
        _free_xml,
        suffix=".xml",
        ways=_OUTSIDE,
    ),
    Layout(
        "ringover-api",
        "Ringover API, call_list",
        as_json(_ringover_api, "call_list"),
        suffix=".json",
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "sipgate-api",
        "sipgate REST API, history items",
        as_json(_sipgate_io, "items"),
        country="DE",
        suffix=".json",
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "dialpad-api",
        "Dialpad API, calls in milliseconds",
        as_json(_dialpad, "items"),
        country="US",
        suffix=".json",
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "justcall",
        "JustCall call log export",
        table(
            "Call ID,Call Date,Call Time,Direction,Call Status,Contact Name,Contact Number,Agent,JustCall Number,"
            "Call Duration,Cost",
            _justcall,
        ),
        country="IN",
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "talkdesk",
        "Talkdesk calls report",
        table(
            "Interaction ID,Call Type,Start Time,End Time,Talkdesk Phone Number,Customer Phone Number,User Name,Talk Time,"
            "Total Time,Wait Time",
            _talkdesk,
        ),
        country="PT",
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "vonage-reports",
        "Vonage Reports API, voice records",
        as_json(_vonage_reports, "records"),
        country="DE",
        suffix=".json",
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout("wazo-api", "Wazo call logs API", as_json(_wazo_json, "items"), country="CA", suffix=".json"),
    Layout(
        "cloudtalk-api",
        "CloudTalk API, calls: an object of two parts",
        as_json(_cloudtalk_api, "data"),
        country="ES",
        suffix=".json",
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout("wazo-lines", "Wazo call logs, an object a line", as_json_lines(_wazo_json), suffix=".jsonl"),
    Layout(
        "gamma-cdr",
        "Gamma IP DC and SIP trunk call records",
        table("Call Type,Date,Time,CLI,Dialled Number,Duration,Cost,Currency,Description", _gamma),
        country="GB",
        ways=_OUT,
        knows_telephone=False,
        answered_only=True,
    ),
    Layout(
        "unyc",
        "Unyc, détail des communications",
        table(
            "Date;Heure;Appelant;Appelé;Destination;Durée (s);Durée;Coût HT (€)",
            _unyc,
            delimiter=";",
            encoding="cp1252",
        ),
        ways=_OUT,
        knows_telephone=False,
        answered_only=True,
    ),
    Layout(
        "centile-istra",
        "Centile Istra CDR: compact day and time",
        table("starttime;calling;called;direction;ringtime;talktime;status", _centile, delimiter=";"),
    ),
)
