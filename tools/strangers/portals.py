"""Layouts of portals of hosted telephony and of carriers, and of files that carriers send.

In: calls. Out: `PORTALS`. Pitfall: the layout is true as far as its source says; every row is made up.
"""

from __future__ import annotations

from datetime import UTC

from tools.strangers.firm import Call, Layout
from tools.strangers.hosted import nanp
from tools.strangers.writing import far_bare, far_e164, hms, table, way

_OUTSIDE = frozenset({"out", "in"})
_OUT = frozenset({"out"})


def _conexiant(call: Call) -> list[object]:
    src, dst = call.pair(far_bare, own=call.own[1:])
    stamp = "%m/%d/%Y %I:%M:%S %p"
    return [
        "",
        way(call, "OUTBOUND", "INBOUND"),
        "A",
        f"id{call.epoch}{call.number}",
        1,
        2,
        src,
        dst,
        dst,
        dst,
        call.at.strftime(stamp),
        call.answered.strftime(stamp) if call.talk else "",
        call.end.strftime(stamp),
        16,
        200 if call.talk else 487,
        call.money(),
        "0.00",
        call.money(),
        f"{call.talk / 60:.4f}",
        77,
        "PBX",
    ]


def _thinq(call: Call) -> list[object]:
    return [
        f"{call.at:%Y-%m-%d}",
        f"{call.at:%H:%M:%S}",
        "12",
        call.own[1:],
        "15125550000",
        "560",
        "9206",
        "TX",
        "AUSTIN",
        call.bare if not call.is_fraud else "011" + call.bare,
        "1",
        f"c{call.epoch}{call.number}",
        "1044",
        "",
        "",
        "10.0.0.9",
        "0.0040",
        call.talk,
        call.money(),
    ]


def _earthlink(call: Call) -> list[object]:
    return [
        "1044",
        "HQ",
        call.own[2:],
        f"{call.at:%m/%d/%Y}",
        f"{call.at:%I:%M:%S %p}",
        "",
        nanp(call) if call.way == "in" else f"({call.own[2:5]}) {call.own[5:8]}-{call.own[8:]}",
        "AUSTIN",
        "TX",
        nanp(call),
        "DALLAS",
        "TX",
        f"{call.talk / 60:.1f}",
        call.money(),
        "Intl" if call.is_fraud else "Intrastate",
        call.number,
        "",
    ]


def _sinch(call: Call) -> list[object]:
    return [
        f"{call.epoch:x}{call.number}",
        12,
        f"{call.utc:%Y-%m-%dT%H:%M:%SZ}",
        "ANSWERED" if call.talk else "NOANSWER",
        "CALLERHANGUP" if call.talk else "TIMEOUT",
        call.talk,
        f"{call.answered.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if call.talk else "",
        call.own,
        call.far,
        call.money(),
        "EUR",
        "",
        "",
        call.ext,
        "",
    ]


def _didww(call: Call) -> list[object]:
    return [
        f"{call.utc:%Y-%m-%d %H:%M:%S}",
        f"{call.answered.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if call.talk else "",
        f"{call.end.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
        "Success" if call.talk else "Canceled",
        call.own[1:],
        "",
        call.bare,
        call.talk,
        1,
        200 if call.talk else 487,
        "OK",
        "Originator",
        call.money(),
    ]


def _plivo(call: Call) -> list[object]:
    src, dst = call.pair(far_bare, own=call.own[1:])
    return [
        f"u-{call.epoch}-{call.number}",
        src,
        dst,
        way(call, "outbound", "inbound"),
        f"{call.utc:%Y-%m-%d %H:%M:%S}+00:00",
        f"{call.answered.astimezone(UTC):%Y-%m-%d %H:%M:%S}+00:00" if call.talk else "",
        f"{call.end.astimezone(UTC):%Y-%m-%d %H:%M:%S}+00:00",
        call.talk,
        -(-call.talk // 60) * 60,
        "0.0095",
        call.money(),
        "Normal Hangup",
    ]


def _voip_ms(call: Call) -> list[object]:
    return [
        f"{call.at:%Y-%m-%d %H:%M:%S}",
        f'"{call.name}" <{call.own[2:]}>',
        call.bare if call.far.startswith("+1") else "011" + call.bare,
        "Cuba" if call.is_fraud else "Outbound Call to USA",
        "100044_pbx",
        "ANSWERED" if call.talk else "NO ANSWER",
        hms(call.talk),
        call.talk,
        "0.01000000",
        call.money(),
    ]


def _zadarma(call: Call) -> list[object]:
    return [
        f"{call.epoch}.{call.number}",
        call.ext,
        f"{call.at:%Y-%m-%d %H:%M:%S}",
        call.own[1:],
        call.bare,
        "answered" if call.talk else "no answer",
        call.talk,
    ]


def _u4(call: Call) -> list[object]:
    far = call.bare if call.far.startswith("+1") else "011" + call.bare
    return [
        "V",
        1044,
        1,
        call.own[1:],
        "",
        f"{call.at:%m/%d/%Y %H:%M:%S}",
        "S",
        call.talk,
        "DALLAS",
        "TX",
        "US",
        call.money(),
        "O" if call.is_out else "I",
        "",
        "",
        far if call.way == "in" else call.own[1:],
        call.own[1:] if call.way == "in" else far,
    ]


PORTALS = (
    Layout(
        "conexiant",
        "Conexiant CSV (Freeside's importer): minutes with decimals beside three times",
        table(
            "LookupError,Direction,LegType,CallId,ClientRateSheetId,ClientRouteId,SourceNumber,RawNumber,"
            "DestNumber,DestLRN,CreatedOn,AnsweredOn,HangupOn,CallCause,SipCode,Price,USFCharge,TotalPrice,"
            "PriceDurationMins,SipEndpointId,SipEndpointName",
            _conexiant,
        ),
        country="US",
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "thinq",
        "thinQ CSV (Freeside's importer)",
        table(
            "date,time,carrier_id,from_ani,from_lrn,from_lata,from_ocn,from_state,from_rc,to_did,thinq_tier,"
            "callid,account_id,tf_profile,dest_type,dest,rate,billsec,total_charge",
            _thinq,
        ),
        country="US",
        ways=_OUT,
        knows_telephone=False,
    ),
    Layout(
        "earthlink",
        "EarthLink Business CSV (Freeside's importer)",
        table(
            "Account Number,Service Loc,Bill Number,Date,Time,Toll Free Number,Orig Number,Orig City,"
            "Orig State,Term Number,Term City,Term State,Minutes,Amount,Call Type,Seq,Acct Code",
            _earthlink,
        ),
        country="US",
        ways=_OUT,
        knows_telephone=False,
        answered_only=True,
        talk_s=4,
    ),
    Layout(
        "sinch",
        "Sinch dashboard, CDR download: semicolons (its documentation)",
        table(
            "CallId;UserSpaceId;CallTime;Result;Reason;Duration;AnswerTime;From;To;Amount;Currency;Custom;"
            "ApplicationKey;UserId;ToCountryId",
            _sinch,
            delimiter=";",
        ),
        country="SE",
        ways=_OUT,
        knows_telephone=False,
    ),
    Layout(
        "didww-outbound",
        "DIDWW export of outbound CDRs, version 3 (its documentation)",
        table(
            "Date/Time Start (UTC),Date/Time Connect (UTC),Date/Time End (UTC),Status,Source,CLI,Destination,"
            "Duration (sec),Attempt,Disconnect Code,Response,Disconnect Initiator,Amount (USD)",
            _didww,
        ),
        country="IE",
        ways=_OUT,
        knows_telephone=False,
    ),
    Layout(
        "plivo",
        "Plivo console, call log export",
        table(
            "Call UUID,From,To,Direction,Initiation Time,Answer Time,End Time,Duration,Bill Duration,"
            "Total Rate,Total Amount,Hangup Cause",
            _plivo,
        ),
        country="IN",
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
    Layout(
        "voip-ms",
        "VoIP.ms CDR export (fields of getCDR)",
        table(
            "Date,CallerID,Destination,Description,Account,Disposition,Duration,Seconds,Rate,Total",
            _voip_ms,
        ),
        country="CA",
        ways=_OUT,
        knows_telephone=False,
    ),
    Layout(
        "zadarma",
        "Zadarma statistics (fields of its API)",
        table("id,sip,callstart,clid,destination,disposition,seconds", _zadarma),
        country="PL",
        ways=_OUT,
    ),
    Layout(
        "u4",
        "U4/Unite CSV (Freeside's importer): direction as O and I",
        table(
            "CDRType,MasterAccountID,SubAccountID,BillToNumber,AccountCode,CallDateTime,TimeOfDay,"
            "CalculatedSeconds,City,State,Country,Charges,CallDirection,CallIndicator,ReportIndicator,ANI,DNIS",
            _u4,
        ),
        country="US",
        ways=_OUTSIDE,
        knows_telephone=False,
        answered_only=True,
    ),
    Layout(
        "nextiva",
        "a hosted PBX with start, minutes and seconds in columns of their own",
        table(
            "Call Start,From Number,To Number,Direction,Minutes,Seconds,Call Result",
            lambda c: [
                f"{c.at:%Y-%m-%d %I:%M:%S %p}",
                *c.pair(far_e164, own=c.own),
                way(c, "Outbound", "Inbound"),
                c.talk // 60,
                c.talk % 60,
                "Answered" if c.talk else "No Answer",
            ],
        ),
        country="US",
        ways=_OUTSIDE,
        knows_telephone=False,
    ),
)
