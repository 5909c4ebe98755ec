"""Layouts of switches that stand in a firm.

In: calls. Out: `SWITCHES`. Pitfall: the layout is true as far as its source says; every row is made up.
"""

from __future__ import annotations

from collections.abc import Sequence

from tools.strangers.firm import Call, Layout
from tools.strangers.writing import far_e164, hmmss, hms, ms, spelt, table, way

_OUTSIDE = frozenset({"out", "in"})


def _ipo(call: Call) -> list[object]:
    src, dst = call.pair()
    outside = call.way != "internal"
    mine, other = (f"E{call.ext}", call.name), ("T9001", "Line 1.1") if outside else (f"E{call.far}", "x")
    first, second = (other, mine) if call.way == "in" else (mine, other)
    return [
        f"{call.at:%Y/%m/%d %H:%M:%S}",
        hms(call.talk),
        call.ring,
        src,
        "I" if call.way == "in" else "O",
        dst,
        dst,
        "",
        0 if outside else 1,
        1000000 + call.number,
        0,
        *first,
        *second,
        0,
        0,
        "",
        "",
        "",
    ]


def _panasonic(calls: Sequence[Call]) -> str:
    lines = []
    for place, call in enumerate(calls):
        if place % 40 == 0:
            lines += [
                "",
                "Date     Time    Ext  CO        Dial Number        Ring Duration Acc code   CD",
                "-" * 80,
            ]
        dial = call.dialled if call.way == "out" else f"<I>{call.dialled}"
        if call.way == "internal":
            dial = f"EXT{call.far}"
        ring = f"{call.ring // 60}'{call.ring % 60:02}" if call.way == "in" else ""
        long = f"{call.talk // 3600:02}:{call.talk % 3600 // 60:02}'{call.talk % 60:02}"
        line = "01" if call.way != "internal" else ""
        end = call.end
        lines.append(
            f"{end:%d/%m/%y} {end:%I:%M%p} {call.ext:<5}{line:<2} {dial:<25}{ring:<4} {long} {'':<10} "
            + ("NA" if call.way == "in" and not call.talk else "")
        )
    return "\r\n".join(lines) + "\r\n"


def _3cx_old(call: Call) -> list[object]:
    src, dst = call.pair()
    return [
        f"{call.utc:%m/%d/%Y %H:%M:%S}",
        f"{call.name} ({call.ext})" if call.way != "in" else src,
        f"{call.name} ({call.ext})" if call.way == "in" else dst,
        "Answered" if call.talk else "Unanswered",
        hms(call.ring),
        hms(call.talk),
        "",
        "Terminated by caller",
    ]


def _3cx_18(call: Call) -> list[object]:
    src, dst = call.pair()
    return [
        f"{call.at:%d/%m/%Y %H:%M:%S}",
        f"{call.name} ({call.ext})" if call.way != "in" else src,
        f"{call.name} ({call.ext})" if call.way == "in" else dst,
        "Answered" if call.talk else "Unanswered",
        hms(call.ring),
        hms(call.talk),
        hms(call.total),
        "0.00",
        "",
    ]


def _3cx_20(call: Call) -> list[object]:
    src, dst = call.pair()
    return [
        f"{call.at:%Y-%m-%dT%H:%M:%S%z}",
        f"0000{call.number:04x}",
        f"{call.name} ({call.ext})" if call.way != "in" else src,
        f"{call.name} ({call.ext})" if call.way == "in" else dst,
        way(call, "Outbound", "Inbound", "Internal"),
        "Answered" if call.talk else "Unanswered",
        hms(call.ring),
        hms(call.talk),
        "0.00",
        "Ended by caller",
    ]


def _yeastar(call: Call) -> list[object]:
    src, dst = call.pair()
    src = f"{call.name}<{src}>" if call.way != "in" else src
    dst = f"{call.name}<{dst}>" if call.way == "in" else dst
    return [
        f"{call.at:%d/%m/%Y %H:%M:%S}",
        src,
        dst,
        hms(call.total),
        hms(call.talk),
        "ANSWERED" if call.talk else "NO ANSWER",
        "operateur" if call.way == "in" else "",
        "operateur" if call.is_out else "",
        way(call, "Outbound", "Inbound"),
        "",
        "",
    ]


def _fusion(call: Call) -> list[object]:
    src, dst = call.pair()
    return [
        way(call, "outbound", "inbound", "local"),
        call.ext,
        call.name if call.way != "in" else "",
        src,
        dst,
        dst,
        f"{call.at:%d %b %Y}",
        f"{call.at:%H:%M:%S}",
        call.ring if call.talk else "",
        hms(call.talk),
        "answered" if call.talk else "no_answer",
        "NORMAL_CLEARING" if call.talk else "ORIGINATOR_CANCEL",
    ]


def _oxe(call: Call) -> list[object]:
    return [
        f"{call.at:%d/%m/%Y}",
        f"{call.at:%H:%M:%S}",
        call.ext,
        call.name,
        way(call, "Sortant", "Entrant", "Interne"),
        call.dialled,
        hms(call.ring),
        hms(call.talk),
        "3",
        call.money(","),
        "T2-1",
    ]


def _unify(call: Call) -> list[object]:
    return [
        f"{call.at:%d.%m.%y}",
        f"{call.at:%H:%M:%S}",
        "1",
        call.ext,
        hms(call.ring),
        hms(call.talk),
        call.dialled,
        way(call, "abgehend", "ankommend", "intern"),
        call.money(","),
    ]


def _starface(call: Call) -> list[object]:
    src, dst = call.pair()
    return [
        way(call, "Ausgehend", "Eingehend", "Intern"),
        src,
        dst,
        f"{call.at:%d.%m.%Y %H:%M:%S}",
        f"{call.answered:%d.%m.%Y %H:%M:%S}" if call.talk else "",
        f"{call.end:%d.%m.%Y %H:%M:%S}",
        hms(call.talk),
        "Ja" if call.talk else "Nein",
    ]


def _wildix(call: Call) -> list[object]:
    src, dst = call.pair()
    return [
        f"{call.at:%Y-%m-%d %H:%M:%S}",
        f"{src}",
        f"{dst}",
        way(call, "outgoing", "incoming", "internal"),
        call.total,
        call.talk,
        "answered" if call.talk else "no answer",
        "main",
    ]


def _mitel_export(call: Call) -> list[object]:
    return [
        f"{call.at:%m/%d/%Y}",
        f"{call.at:%I:%M:%S %p}",
        call.ext,
        way(call, "Outgoing", "Incoming", "Internal"),
        call.dialled,
        hmmss(call.talk),
        hmmss(call.ring),
        "T101" if call.way != "internal" else "",
    ]


def _nec(call: Call) -> list[object]:
    src, dst = call.pair()
    return [
        call.number,
        f"{call.at:%Y%m%d}",
        f"{call.at:%H%M%S}",
        f"{call.end:%Y%m%d}",
        f"{call.end:%H%M%S}",
        src,
        dst,
        call.total,
        call.talk,
        way(call, "Outgoing", "Incoming", "Internal"),
    ]


def _openscape(call: Call) -> list[object]:
    src, dst = call.pair()
    return [
        f"{call.at:%Y-%m-%dT%H:%M:%S.000%z}",
        f"{call.answered:%Y-%m-%dT%H:%M:%S.000%z}" if call.talk else "",
        f"{call.end:%Y-%m-%dT%H:%M:%S.000%z}",
        src,
        dst,
        call.talk,
        way(call, "outgoing", "incoming", "internal"),
    ]


def _cme(call: Call) -> list[object]:
    src, dst = call.pair()
    return [
        f"{call.at:%b %d %Y %H:%M:%S}",
        src,
        dst,
        hms(call.talk),
        way(call, "Outgoing", "Incoming", "Internal"),
        "10" if call.talk else "11",
    ]


def _kamailio(call: Call) -> list[object]:
    src, dst = call.pair(far_e164)
    return [
        call.number,
        f"{call.at:%Y-%m-%d %H:%M:%S}.000",
        f"{call.at:%Y-%m-%d %H:%M:%S}.{call.number:03}",
        src,
        dst,
        call.talk,
        "200" if call.talk else "487",
        "OK" if call.talk else "Request Terminated",
        f"{call.id}@pbx.example",
    ]


def _shoretel(call: Call) -> list[object]:
    return [
        f"{call.at:%m/%d/%Y %I:%M:%S %p}",
        call.ext,
        call.name,
        way(call, "Outbound", "Inbound", "Extension-to-Extension"),
        call.dialled,
        ms(call.talk),
        ms(call.ring),
        "Trunk 1" if call.way != "internal" else "",
    ]


def _xorcom(call: Call) -> list[object]:
    src, dst = call.pair()
    return [
        f"{call.at:%Y-%m-%d}",
        f"{call.at:%H:%M:%S}",
        src,
        dst,
        spelt(call.talk),
        "Répondu" if call.talk else "Sans réponse",
        way(call, "Sortant", "Entrant", "Interne"),
    ]


SWITCHES = (
    Layout("avaya-ipo", "Avaya IP Office SMDR over TCP (manager manual)", table("", _ipo), suffix=".log"),
    Layout(
        "avaya-ipo-gb", "the same, British firm", table("", _ipo, end="\r\n"), country="GB", suffix=".csv"
    ),
    Layout("panasonic-a", "Panasonic KX-NS pattern A (feature guide)", _panasonic, suffix=".txt", start_s=60),
    Layout(
        "3cx-v15-log",
        "3CX version 15 call log report, CSV, times in UTC",
        table(
            "Call Time,Caller ID,Destination,Status,Ringing,Talking,Cost,Reason",
            lambda c: [*_3cx_old(c)[:6], "", "Terminated"],
            before="Report: Call Logs\nAll times are UTC\n",
        ),
    ),
    Layout(
        "3cx-v18-log",
        "3CX version 18 call logs, console export",
        table(
            "Call Time,Caller ID,Destination,Status,Ringing,Talking,Totals,Cost,Reason", _3cx_18, quoted=True
        ),
    ),
    Layout(
        "3cx-v20-log",
        "3CX version 20 call logs, admin console export",
        table(
            "Call Time,Call ID,From,To,Direction,Status,Ringing,Talking,Cost,Call Activity Details",
            _3cx_20,
            encoding="utf-8-sig",
        ),
    ),
    Layout(
        "3cx-v20-fr",
        "the same with French headings",
        table(
            "Heure d'appel,ID d'appel,De,À,Direction,Statut,Sonnerie,Conversation,Coût,Détails de l'activité",
            lambda c: [
                *_3cx_20(c)[:4],
                way(c, "Sortant", "Entrant", "Interne"),
                "Répondu" if c.talk else "Sans réponse",
                *_3cx_20(c)[6:],
            ],
        ),
    ),
    Layout(
        "yeastar-s",
        "Yeastar S-series CDR page, download",
        table(
            "Time,Call From,Call To,Call Duration,Talk Duration,Status,Source Trunk,Destination Trunk,"
            "Communication Type,PIN Code,Recording File",
            _yeastar,
        ),
    ),
    Layout(
        "yeastar-s-fr",
        "the same in French",
        table(
            "Heure;Appel de;Appel vers;Durée d'appel;Durée de conversation;Statut;Trunk source;Trunk destination;"
            "Type de communication;Code PIN;Enregistrement",
            lambda c: [*_yeastar(c)[:8], way(c, "Sortant", "Entrant", "Interne"), "", ""],
            delimiter=";",
            encoding="utf-8-sig",
        ),
    ),
    Layout(
        "fusionpbx-export",
        "FusionPBX xml_cdr export CSV",
        table(
            "direction,extension,caller_id_name,caller_id_number,caller_destination,destination_number,"
            "start_date,start_time,tta,duration,call_result,hangup_cause",
            _fusion,
            quoted=True,
        ),
        country="US",
    ),
    Layout(
        "oxe-tickets-4760",
        "OmniVista 4760/8770 ticket export, headings in French",
        table(
            "Date;Heure;Poste;Nom;Sens;Numéro composé;Durée de sonnerie;Durée;Taxes;Coût (EUR);Faisceau",
            _oxe,
            delimiter=";",
            encoding="cp1252",
            before="OmniVista 8770;Compte rendu : tickets;;;;;;;;;\nSite : SIEGE;;;;;;;;;;",
            after=";;;;;;TOTAL;99:59:59;;123,45;",
        ),
    ),
    Layout(
        "unify-osb-csv",
        "OpenScape Business, call charge CSV, German headings",
        table(
            "Datum;Uhrzeit;Leitung;Teilnehmer;Klingelzeit;Dauer;Rufnummer;Richtung;Betrag",
            _unify,
            delimiter=";",
            end="\r\n",
            encoding="cp1252",
        ),
        country="DE",
    ),
    Layout(
        "starface",
        "Starface call list CSV",
        table("Richtung;Anrufer;Angerufener;Beginn;Annahme;Ende;Dauer;Angenommen", _starface, delimiter=";"),
        country="DE",
    ),
    Layout(
        "wildix",
        "Wildix call history CSV",
        table("Date,From,To,Call type,Duration,Talk time,Disposition,Trunk", _wildix),
        country="IT",
    ),
    Layout(
        "mitel-export-us",
        "MiVoice call accounting export",
        table(
            "Date,Start Time,Extension,Call Direction,Number,Duration,Ring Time,Trunk",
            _mitel_export,
            quoted=True,
        ),
        country="US",
    ),
    Layout(
        "nec-univerge",
        "NEC Univerge 3C CDR CSV: dates and times without signs",
        table(
            "CallID,StartDate,StartTime,EndDate,EndTime,CallingNumber,CalledNumber,TotalDuration,TalkDuration,"
            "CallType",
            _nec,
        ),
        country="GB",
    ),
    Layout(
        "openscape-voice",
        "OpenScape Voice, ISO times with offset",
        table(
            "Start Time|Answer Time|Release Time|Calling Number|Called Number|Duration|Call Direction",
            _openscape,
            delimiter="|",
        ),
        country="DE",
    ),
    Layout(
        "cisco-cme-export",
        "Cisco CME call history export",
        table("Setup Time,Calling Number,Called Number,Duration,Direction,Disconnect Cause", _cme),
    ),
    Layout(
        "kamailio-cdrs",
        "Kamailio acc, table cdrs (siremis)",
        table(
            "cdr_id,call_start_time,created,src_username,dst_username,duration,sip_code,sip_reason,sip_call_id",
            _kamailio,
        ),
    ),
    Layout(
        "shoretel",
        "ShoreTel Connect user activity detail",
        table("Date/Time,Extension,Name,Call Type,Dialed/Caller Number,Duration,Ring,Trunk", _shoretel),
        country="US",
    ),
    Layout(
        "xorcom-fr",
        "CompletePBX report with durations as 0h02m13s",
        table("Date;Heure;Source;Destination;Durée;Résultat;Type d'appel", _xorcom, delimiter=";"),
    ),
)
