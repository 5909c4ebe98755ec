"""Layouts of reports and portals: call accounting, resellers' soft switches, hosted telephony.

In: calls. Out: `EXPORTS`. Pitfall: the layout is true as far as its source says; every row is made up.
"""

from __future__ import annotations

from datetime import UTC, datetime

from tools.strangers.firm import Call, Layout
from tools.strangers.writing import far_bare, far_e164, hmmss, hms, ms, spelt, table, way

_OUTSIDE = frozenset({"out", "in"})
_OUT = frozenset({"out"})


def _auerswald(call: Call) -> list[object]:
    return [
        f"{call.at:%d.%m.%Y}",
        f"{call.at:%H:%M:%S}",
        hms(call.talk),
        "",
        call.dialled,
        "",
        call.ext,
        call.name,
        way(call, "gehend", "kommend", "intern"),
        call.money(","),
    ]


def _triline(call: Call) -> list[object]:
    return [
        f"{call.at:%d/%m/%Y}",
        f"{call.at:%H:%M:%S}",
        call.ext,
        call.dialled,
        "Cuba" if call.is_fraud else "London",
        "T1",
        "",
        "BT",
        hms(call.talk),
        call.money(),
    ]


def _micloud(call: Call) -> list[object]:
    src, dst = call.pair(far_bare, own=call.own[1:])
    return [
        "Main",
        f"{call.at:%m/%d/%Y}",
        f"{call.at:%I:%M:%S %p}",
        src,
        way(call, "Outbound", "Inbound"),
        call.name if call.is_out else "",
        "Austin",
        "TX",
        dst,
        call.name if call.way == "in" else "",
        "Dallas",
        "TX",
        "International" if call.is_fraud else "Domestic",
        ms(call.talk),
        call.money(),
        "",
    ]


def _cdr_stats(call: Call) -> list[object]:
    src, dst = call.pair(far_e164)
    return [
        "127.0.0.1",
        1,
        f"c{call.epoch}-{call.number}",
        src,
        call.name,
        dst,
        "",
        "",
        "",
        f"{call.at:%Y-%m-%d %H:%M:%S}",
        call.total,
        call.talk,
        "",
        call.ring,
        "",
        16 if call.talk else 19,
        "",
        "",
        "",
        1000,
    ]


def _m4(call: Call) -> list[object]:
    src, dst = call.pair(far_bare)
    return [
        f"{call.at:%Y-%m-%d %H:%M:%S}",
        f'"{call.name}" <{src}>' if call.way != "in" else src,
        dst,
        call.total,
        call.talk,
        "ANSWERED" if call.talk else "NO ANSWER",
        f"{call.end:%Y-%m-%d %H:%M:%S}",
    ]


def _audiocodes_lines(call: Call) -> list[list[object]]:
    src, dst = call.pair(own=call.ext)
    uri = [f"{src}@10.33.45.80", f"{dst}@10.33.45.72"]
    stamps = [
        f"{moment:%H:%M:%S}.{call.number:03}  UTC {moment:%a %b %d %Y}" if moment else ""
        for moment in (
            call.utc,
            call.answered.astimezone(UTC) if call.talk else None,
            call.end.astimezone(UTC),
        )
    ]
    same: list[object] = ["SBC", f"{call.epoch}{call.number}@10.33.45.80", f"a{call.number}:1", "LCL"]
    return [["", "CALL_END", *same, *uri, call.talk, "RMT", "GWAPP_NORMAL_CALL_CLEAR", *stamps, ""]]


def _polycom(call: Call) -> list[object]:
    src, dst = call.pair()
    return [
        "9",
        "CALL",
        "PT-PT",
        f"{call.epoch:x}-{call.number}",
        f"{call.at:%Y-%m-%dT%H:%M:%S}{call.at:%z}"[:-2] + f":{f'{call.at:%z}'[-2:]}",
        f"{call.end:%Y-%m-%dT%H:%M:%S}{call.end:%z}"[:-2] + f":{f'{call.end:%z}'[-2:]}",
        src,
        dst,
        dst,
        "sip",
    ]


def _gamma(call: Call) -> list[object]:
    src, dst = call.pair(own=call.ext)
    return [
        f"{call.at:%d/%m/%Y %H:%M:%S}",
        way(call, "Outgoing", "Incoming", "Internal"),
        call.name,
        call.ext,
        src,
        dst,
        "Answered" if call.talk else "Unanswered",
        spelt(call.talk),
    ]


def _dvx(call: Call) -> list[object]:
    def filetime(moment: datetime) -> int:
        return int((moment.timestamp() + 11_644_473_600) * 10_000_000)

    src, dst = call.pair()
    return [
        filetime(call.at),
        filetime(call.answered) if call.talk else 0,
        filetime(call.end),
        src,
        call.name if call.way != "in" else "",
        dst,
        call.name if call.way == "in" else "",
        way(call, "outgoing", "incoming", "internal"),
        16 if call.talk else 19,
        "Normal call termination",
    ]


EXPORTS = (
    Layout(
        "auerswald",
        "Auerswald COMmander, call data list (its online help)",
        table(
            "Datum;Uhrzeit;Dauer;LCRNr;Externer Partner;Externer Name;Teilnehmer;Teilnehmername;Typ;Gebühren",
            _auerswald,
            delimiter=";",
            encoding="cp1252",
        ),
        country="DE",
        ways=_OUTSIDE,
    ),
    Layout(
        "triline-itemised",
        "Tri-Line TIM, itemised calls of a tariff",
        table("Date,Time,Extn,Dialled Number/CLI,Destination,Trunk,Account,Tariff,Duration,Cost", _triline),
        country="GB",
        ways=_OUT,
        answered_only=True,
    ),
    Layout(
        "micloud-usage",
        "Mitel MiCloud Connect, exported usage log",
        table(
            "Location,Start of Call Date,Start of Call Time,Calling Number,Call Direction,Originating User,"
            "Originating City,Originating State,Dialed Number,Destination User,Destination City,"
            "Destination State,Call Type,Duration,Call Charge,Account Code",
            _micloud,
        ),
        country="US",
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "cdr-stats",
        "CDR-Stats import file (its sample)",
        table(
            "switch,cdr_source_type,callid,caller_id_number,caller_id_name,destination_number,dialcode,state,"
            "channel,starting_date,duration,billsec,progresssec,answersec,waitsec,hangup_cause_id,"
            "hangup_cause,direction,country_code,accountcode",
            _cdr_stats,
        ),
        country="ES",
        ways=_OUTSIDE,
    ),
    Layout(
        "kolmisoft-m4",
        "Kolmisoft M4, CDR export template with the columns its wiki names",
        table("Date;Called From;Called To;Duration;Billsec;Disposition;End Time", _m4, delimiter=";"),
        country="DE",
        ways=_OUTSIDE,
    ),
    Layout(
        "audiocodes-local",
        "AudioCodes SBC, local CDR with the default titles",
        lambda calls: (
            "\n".join(
                [
                    "|CDRReportType|EPTyp|SIPCallId|SessionId|Orig|SrcURI|DstURI|Durat|TrmSd|TrmReason|"
                    "SetupTime|ConnectTime|ReleaseTime|",
                    *("|".join(map(str, row)) for call in calls for row in _audiocodes_lines(call)),
                ]
            )
            + "\n"
        ),
        country="IT",
        suffix=".log",
    ),
    Layout(
        "polycom-dma",
        "Polycom DMA, call CDR export (its guide): start and end with their offsets",
        table(
            "version,type,callType,callUuid,startTime,endTime,origEndpoint,dialString,destEndpoint,"
            "origSignalType",
            _polycom,
        ),
        country="GB",
        talk_s=21,
    ),
    Layout(
        "horizon-log",
        "a British hosted PBX's call log with lengths as 0h02m13s",
        table("Date/Time,Direction,User,Extension,From,To,Result,Duration", _gamma),
        country="GB",
    ),
    Layout(
        "dlink-dvx",
        "D-Link DVX-7090, semicolons, no heading, Windows file times (its manual)",
        table("", _dvx, delimiter=";"),
        suffix=".cdr",
        country="IT",
    ),
    Layout(
        "jotron",
        "Jotron Phontech 6202: the number called and the one dialled on the trunk (its manual)",
        table(
            "Date/Time;Source;Destination;External;Duration;Billed;Cost;Type",
            lambda c: [
                f"{c.at:%d.%m.%Y %H:%M:%S}",
                c.ext,
                c.dialled,
                c.dialled,
                c.total,
                c.talk,
                c.money(),
                "Billing",
            ],
            delimiter=";",
        ),
        country="GB",
        ways=_OUT,
    ),
    Layout(
        "swedish-pbx",
        "a Swedish switch's call list",
        table(
            "Starttid;Anknytning;Riktning;Nummer;Samtalslängd;Status",
            lambda c: [
                f"{c.at:%Y-%m-%d %H:%M:%S}",
                c.ext,
                way(c, "Utgående", "Inkommande", "Internt"),
                c.dialled,
                hms(c.talk),
                "Besvarat" if c.talk else "Ej besvarat",
            ],
            delimiter=";",
        ),
        country="SE",
    ),
    Layout(
        "polish-pbx",
        "a Polish switch's call list (Slican-like)",
        table(
            "Data;Godzina;Numer wewnętrzny;Kierunek;Numer;Czas rozmowy;Stan",
            lambda c: [
                f"{c.at:%Y-%m-%d}",
                f"{c.at:%H:%M:%S}",
                c.ext,
                way(c, "wychodzące", "przychodzące", "wewnętrzne"),
                c.dialled,
                hmmss(c.talk),
                "odebrane" if c.talk else "nieodebrane",
            ],
            delimiter=";",
        ),
        country="PL",
    ),
    Layout(
        "danish-pbx",
        "a Danish hosted PBX's call list",
        table(
            "Dato;Tid;Retning;Lokalnummer;Nummer;Varighed;Besvaret",
            lambda c: [
                f"{c.at:%d-%m-%Y}",
                f"{c.at:%H:%M:%S}",
                way(c, "Udgående", "Indgående", "Intern"),
                c.ext,
                c.dialled,
                hms(c.talk),
                "Ja" if c.talk else "Nej",
            ],
            delimiter=";",
        ),
        country="DK",
    ),
)
