"""Layouts of hosted telephony and of soft switches that operators run.

In: calls. Out: `HOSTED`. Pitfall: the layout is true as far as its source says; every row is made up.
"""

from __future__ import annotations

from typing import Any

from tools.strangers.firm import Call, Layout
from tools.strangers.writing import as_json, far_bare, far_e164, hmmss, hms, spelt, table, way

_OUTSIDE = frozenset({"out", "in"})
_OUT = frozenset({"out"})


def nanp(call: Call) -> str:
    digits = call.bare
    return (
        f"({digits[1:4]}) {digits[4:7]}-{digits[7:]}" if digits[0] == "1" and len(digits) == 11 else call.far
    )


def _ringcentral(call: Call) -> list[object]:
    return [
        way(call, "Outgoing", "Incoming", "Outgoing"),
        "Voice",
        nanp(call),
        "",
        f"{call.ext} - {call.name}",
        "",
        f"{call.at:%a %m/%d/%Y}",
        f"{call.at:%I:%M %p}",
        "VoIP Call" if call.is_out else "Phone Call",
        "Call connected" if call.talk and call.is_out else "Accepted" if call.talk else "Missed",
        "",
        hmmss(call.talk),
    ]


def _zoom(call: Call) -> list[object]:
    src, dst = call.pair(far_e164)
    return [
        f"7{call.epoch}",
        way(call, "Outbound", "Inbound", "Outbound"),
        src,
        call.name if call.way != "in" else "",
        dst,
        call.name if call.way == "in" else "",
        f"{call.at:%b %d, %Y %I:%M:%S %p}",
        hms(call.talk),
        "Call connected" if call.talk else "No answer",
        "Main Site",
    ]


def _webex(call: Call) -> list[object]:
    src, dst = call.pair(far_e164)
    return [
        f"{call.utc:%Y-%m-%dT%H:%M:%S}.{call.number:03}Z",
        f"{call.answered.astimezone(call.utc.tzinfo):%Y-%m-%dT%H:%M:%S}.000Z" if call.talk else "",
        call.talk,
        src,
        dst,
        call.name,
        call.own if call.is_out else src,
        dst if call.is_out else call.own,
        f"c-{call.epoch}-{call.number}",
        "Siège",
        "" if call.is_out else "Trunk",
        "ORIGINATING" if call.way != "in" else "TERMINATING",
        "SIP_ENTERPRISE"
        if call.way == "internal"
        else "SIP_INTERNATIONAL"
        if call.is_fraud
        else "SIP_NATIONAL",
        "Success" if call.talk else "Refusal",
        "true" if call.talk else "false",
        call.ext,
        f"{call.utc:%Y-%m-%dT%H:%M:%S}.000Z",
    ]


def _aircall(call: Call) -> list[object]:
    src, dst = call.pair(far_e164, own=call.own)
    return [
        "Standard",
        f"{call.at:%Y-%m-%d %H:%M:%S}",
        "Europe/Paris",
        f"{call.utc:%Y-%m-%d %H:%M:%S}",
        call.name,
        src,
        dst,
        way(call, "outbound", "inbound"),
        call.total,
        call.talk,
        "" if call.talk else "no_available_agent",
        call.ring,
        "",
        "",
        "Yes" if call.talk else "No",
        "",
        "",
    ]


def _ringover(call: Call) -> list[object]:
    return [
        call.epoch,
        f"{call.at:%d/%m/%Y}",
        f"{call.at:%H:%M:%S}",
        way(call, "Sortant", "Entrant"),
        call.name,
        call.ext,
        call.far,
        hms(call.ring),
        hms(call.talk),
        "Répondu" if call.talk else "Manqué" if call.way == "in" else "Sans réponse",
    ]


def _vonage_business(call: Call) -> list[object]:
    src, dst = call.pair(far_bare)
    return [
        f"{call.at:%m/%d/%Y %I:%M:%S %p}",
        src,
        dst,
        way(call, "Outbound", "Inbound", "Intrapbx"),
        "Connected" if call.talk else "Missed",
        hms(call.talk),
    ]


def _teams_usage(call: Call) -> list[object]:
    src, dst = call.pair(far_e164, own=call.own)
    return [
        f"{call.epoch:08x}-0000-0000-0000-{call.number:012x}",
        f"{call.number:032x}",
        "",
        "FR",
        f"{call.ext}@firme.example",
        call.name,
        src,
        "user_out" if call.is_out else "user_in",
        "User",
        "International" if call.is_fraud else "Domestic",
        "Cuba" if call.is_fraud else "France",
        dst,
        f"{call.utc:%m/%d/%Y %I:%M:%S %p}",
        f"{call.end.astimezone(call.utc.tzinfo):%m/%d/%Y %I:%M:%S %p}",
        call.talk,
        "0",
        call.money(),
        "EUR",
        "MCOPSTN1",
    ]


def _sipgate(call: Call) -> list[object]:
    src, dst = call.pair(far_e164, own=f"{call.own} ({call.name})")
    return [
        f"{call.at:%Y-%m-%dT%H:%M:%S%z}"[:-2] + ":" + f"{call.at:%z}"[-2:],
        way(call, "OUTGOING", "INCOMING") if call.talk else way(call, "OUTGOING", "MISSED_INCOMING"),
        src,
        dst,
        call.talk,
        "PICKUP" if call.talk else "NOPICKUP",
    ]


def _placetel(call: Call) -> list[object]:
    return [
        f"{call.at:%d.%m.%Y %H:%M:%S}",
        way(call, "Ausgehend", "Eingehend" if call.talk else "Verpasst"),
        call.name,
        call.ext,
        call.far,
        hms(call.talk),
    ]


def _nfon(call: Call) -> list[object]:
    return [
        f"{call.at:%d.%m.%Y}",
        f"{call.at:%H:%M:%S}",
        way(call, "out", "in"),
        call.ext,
        call.bare,
        call.talk,
        call.money(","),
        "EUR",
    ]


def _dialpad(call: Call) -> list[object]:
    return [
        call.epoch,
        f"{call.at:%Y-%m-%d %H:%M:%S}.{call.number:06}",
        f"{call.answered:%Y-%m-%d %H:%M:%S}.000000" if call.talk else "",
        f"{call.end:%Y-%m-%d %H:%M:%S}.000000",
        way(call, "outbound", "inbound"),
        call.far,
        call.own,
        call.name,
        f"{call.talk / 60:.4f}",
        "connected" if call.talk else "missed",
        "America/Chicago",
    ]


def _8x8(call: Call) -> list[object]:
    src, dst = call.pair(far_e164)
    return [
        call.epoch,
        f"{call.epoch}000",
        f"{int(call.end.timestamp())}000",
        src,
        dst,
        way(call, "Outgoing", "Incoming", "Internal"),
        call.talk * 1000,
        call.ring * 1000,
        "Answered" if call.talk else "Missed",
    ]


def _goto(call: Call) -> dict[str, Any]:
    src, dst = call.pair(far_e164)
    return {
        "startTime": f"{call.utc:%Y-%m-%dT%H:%M:%S.000Z}",
        "answerTime": f"{call.answered.astimezone(call.utc.tzinfo):%Y-%m-%dT%H:%M:%S.000Z}"
        if call.talk
        else None,
        "endTime": f"{call.end.astimezone(call.utc.tzinfo):%Y-%m-%dT%H:%M:%S.000Z}",
        "duration": call.total * 1000,
        "direction": way(call, "OUTBOUND", "INBOUND", "INTERNAL"),
        "caller": {"name": "", "number": src},
        "callee": {"name": "", "number": dst},
        "originatorId": f"{call.epoch}-{call.number}",
    }


def _ooma(call: Call) -> list[object]:
    return [
        f"{call.at:%Y-%m-%d %I:%M:%S %p} CST",
        way(call, "Outbound", "Inbound"),
        call.name,
        call.ext,
        nanp(call),
        spelt(call.talk).replace("0h", "").replace("m", "m "),
        "Answered" if call.talk else "Missed",
    ]


def _cloudtalk(call: Call) -> list[object]:
    return [
        call.number,
        way(call, "outgoing", "incoming"),
        f"{call.at:%d-%m-%Y %H:%M}",
        call.name,
        call.ext,
        call.far,
        call.ring,
        call.talk,
        "answered" if call.talk else "missed",
    ]


HOSTED = (
    Layout(
        "ringcentral-log",
        "RingCentral call log, detailed CSV",
        table(
            "Direction,Type,Phone Number,Name,Extension,Forwarded To,Date,Time,Action,Action Result,Reason,Duration",
            _ringcentral,
            quoted=True,
            newest_first=True,
        ),
        country="US",
        ways=_OUTSIDE,
        start_s=60,
        knows_telephone=True,
    ),
    Layout(
        "zoom-log",
        "Zoom Phone call log, admin export",
        table(
            "Call ID,Direction,From Number,From Name,To Number,To Name,Date & Time,Duration (hh:mm:ss),Result,Site",
            _zoom,
            quoted=True,
        ),
        country="US",
        ways=_OUTSIDE,
    ),
    Layout(
        "webex-cdr",
        "Webex Calling detailed call history",
        table(
            "Start time,Answer time,Duration,Calling number,Called number,User,Calling line ID,Called line ID,"
            "Correlation ID,Location,Inbound trunk,Direction,Call type,Call outcome,Answered,User number,Release time",
            _webex,
            quoted=True,
            encoding="utf-8-sig",
        ),
        ways=_OUTSIDE,
    ),
    Layout(
        "aircall-export",
        "Aircall dashboard, calls export",
        table(
            "line,date (TZ offset incl.),number timezone,datetime (UTC),user,from,to,direction,duration (total),"
            "duration (in call),missed_call_reason,waiting time,voicemail,recording,answered,comments,tags",
            _aircall,
        ),
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "ringover-export",
        "Ringover dashboard, call log export in French",
        table(
            "ID appel;Date;Heure;Type;Utilisateur;Poste;Numéro contact;Durée sonnerie;Durée conversation;Statut",
            _ringover,
            delimiter=";",
            encoding="utf-8-sig",
        ),
        ways=_OUTSIDE,
    ),
    Layout(
        "vonage-business",
        "Vonage Business Communications call logs",
        table("Start,From,To,Direction,Result,Length", _vonage_business, quoted=True),
        country="US",
    ),
    Layout(
        "teams-usage",
        "Teams admin centre, PSTN usage report export",
        table(
            "UsageId,Call ID,Conference ID,User Location,UPN,User Display Name,Caller ID,Call Type,Number Type,"
            "Domestic/International,Destination Dialed,Destination Number,Start Time,End Time,Duration Seconds,"
            "Connection Fee,Charge,Currency,Capability",
            _teams_usage,
            quoted=True,
        ),
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "sipgate",
        "sipgate history CSV",
        table("date,type,source,target,duration,status", _sipgate),
        country="DE",
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "placetel",
        "Placetel call list CSV",
        table("Datum;Art;Name;Nebenstelle;Rufnummer;Dauer", _placetel, delimiter=";"),
        country="DE",
        ways=_OUTSIDE,
    ),
    Layout(
        "nfon-evn",
        "NFON itemised list",
        table("Datum;Uhrzeit;Richtung;Nst;Zielrufnummer;Dauer (s);Betrag;Währung", _nfon, delimiter=";"),
        country="DE",
        ways=_OUTSIDE,
    ),
    Layout(
        "dialpad",
        "Dialpad stats export, calls",
        table(
            "call_id,date_started,date_connected,date_ended,direction,external_number,internal_number,name,"
            "talk_duration,categories,timezone",
            _dialpad,
        ),
        country="US",
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "8x8-work",
        "8x8 Work analytics CDR, times and lengths in ms",
        table("callId,startTime,endTime,caller,callee,direction,talkTimeMS,ringDurationMS,answered", _8x8),
        country="GB",
    ),
    Layout(
        "goto-json",
        "GoTo Connect call history API",
        as_json(_goto, "items"),
        suffix=".json",
        country="US",
        ways=_OUTSIDE,
    ),
    Layout(
        "ooma-office",
        "Ooma Office call logs",
        table("Date,Direction,User,Extension,Number,Duration,Outcome", _ooma, quoted=True),
        country="US",
        ways=_OUTSIDE,
    ),
    Layout(
        "cloudtalk",
        "CloudTalk calls export",
        table(
            "Call ID,Type,Date,Agent,Extension,External number,Ringing time (s),Talking time (s),Status",
            _cloudtalk,
        ),
        ways=_OUTSIDE,
        start_s=60,
    ),
)
