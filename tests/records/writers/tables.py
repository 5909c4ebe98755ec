"""Tables with headings and lines with separators: Avaya, FreeSWITCH, 3CX, Cisco, Yeastar, Teams, bills."""

from __future__ import annotations

from tests.records.writers.asterisk import row
from tests.records.writers.calls import HOSTILE_NAME, UTC, Call, Layout, clock, quoted, stamp


def parties(call: Call) -> tuple[str, str]:
    """Caller and called, as most tables name them."""
    if call.forwarded:
        return call.outside, call.number
    return (call.extension, call.number) if call.outgoing or call.internal else (call.number, call.extension)


def way(call: Call, outgoing: str = "Outbound", incoming: str = "Inbound", internal: str = "Internal") -> str:
    """The word for the direction."""
    return outgoing if call.outgoing else internal if call.internal else incoming


def ip_office_fields(call: Call) -> list[str]:
    """The first 30 fields of Avaya IP Office's SMDR."""
    start = f"{call.start:%Y/%m/%d %H:%M:%S}"
    direction, caller, called = "O", call.extension, call.number
    devices = [f"E{call.extension}", call.name, "T9001", "Line 1.1"]
    if call.internal:
        devices[2:] = [f"E{call.number}", "B"]
    elif not call.outgoing:
        direction, caller, called = "I", call.number, call.extension
        devices = ["T9001", "Line 1.1", f"E{call.extension}", call.name]
    cause = ""
    if call.forwarded:
        caller, cause = call.outside, "U fu"
    return [start, clock(call.billed), str(call.rang), caller, direction, called, called, "",
            "1" if call.internal else "0", str(call.key % 10**7), "0", *devices, "0", "0", "", "", "", "", "",
            "", "", "", "", "", cause, call.extension if cause else "",
            call.number if cause else ""]  # fmt: skip


def ip_office(call: Call) -> str:
    """The short form of older releases: 17 fields."""
    return ",".join(ip_office_fields(call)[:17])


def ip_office_long(call: Call) -> str:
    """30 fields and the six of later releases."""
    return ",".join([*ip_office_fields(call), "192.0.2.1", "77", "192.0.2.1", "78", stamp(call.end), "0"])


def freeswitch(call: Call) -> str:
    """FreeSWITCH, example template."""
    caller, dialled, context = call.extension, call.number, "default"
    if not (call.outgoing or call.internal):
        caller, dialled, context = call.number, call.extension, "public"
    uuid = f"7b1f0c01-1d2e-4c3b-9a10-{call.key:012x}"
    answer, account = stamp(call.answer) if call.billed else "", caller if context == "default" else ""
    return quoted(
        call.name, caller, dialled, context, stamp(call.start), answer, stamp(call.end),
        call.rang + call.billed,
        call.billed, "NORMAL_CLEARING" if call.billed else "NO_ANSWER", uuid, "", account, "PCMA", "PCMA",
    )  # fmt: skip


def freeswitch_asterisk(call: Call) -> str:
    """FreeSWITCH, the template in Asterisk's order: it says where a call went."""
    outgoing = call.outgoing
    src, dst = parties(call)
    inside = not call.forwarded and (outgoing or call.internal)
    account = call.extension if inside else ""
    channel = f"sofia/internal/{call.extension}" if inside else f"sofia/external/{src}"
    bridged = f"sofia/gateway/carrier/{call.number}" if outgoing else f"user/{dst}"
    uuid = f"7b1f0c01-1d2e-4c3b-9a10-{call.key:012x}"
    return quoted(
        account, src, call.extension if call.forwarded else dst, "default" if inside else "public",
        f'"{call.name}" <{src}>', channel, bridged, "bridge", bridged, stamp(call.start),
        stamp(call.answer) if call.billed else "", stamp(call.end), call.rang + call.billed, call.billed,
        "NORMAL_CLEARING" if call.billed else "NO_ANSWER", "DOCUMENTATION", uuid, "",
    )  # fmt: skip


def fusion(call: Call) -> str:
    """FusionPBX export: times with their offset."""
    caller, called = parties(call)
    offset = f"{call.start:%z}"[:3]
    return quoted(
        call.extension, f"{stamp(call.start)}{offset}", f"aaaa-{call.key}", way(call, "outbound", "inbound",
            "local")
        if not call.forwarded else "inbound", call.billed, caller, "0261910044" if call.forwarded else called,
        called, "answered" if call.billed else "no_answer",
    )  # fmt: skip


def wazo(call: Call) -> str:
    """Wazo's call logs."""
    caller, called = parties(call)
    offset = f"{call.start:%z}"
    offset = f"{offset[:3]}:{offset[3:]}"
    direction = "inbound" if call.forwarded else way(call, "outbound", "inbound", "internal")
    return row([
        call.key % 10**6, bool(call.billed), f"{call.start:%Y-%m-%dT%H:%M:%S}{offset}",
        "" , "", called, call.billed, direction, "answered" if call.billed else "unknown",
        "0261910044" if call.forwarded else called, call.extension if call.forwarded else "", caller,
    ])  # fmt: skip


def yeastar_p(call: Call) -> str:
    """Yeastar P-series, as its page displays and downloads it."""
    caller, called = parties(call)
    named = f"{call.name}<{caller}>"
    if call.forwarded:
        named = f"{caller}<{caller}>"
    return row([
        call.key, f"{call.start:%d/%m/%Y %H:%M:%S}", named, called, call.rang + call.billed, call.rang,
        call.billed, "ANSWERED" if call.billed else "NO ANSWER", "", "carrier" if call.forwarded else "",
        "carrier", way(call), "0261910044" if call.forwarded else "",
    ])  # fmt: skip


def yeastar_table(call: Call) -> str:
    """Yeastar S-series, an INSERT of its monthly table."""
    caller, called = parties(call)
    names = ("id", "datetime", "clid", "src", "dst", "dcontext", "srctrunk", "dstrunk", "lastapp", "lastdata",
             "duration", "billable", "disposition", "amaflags", "calltype", "accountcode", "uniqueid",
             "usercost", "didnumber")  # fmt: skip
    clid = f'"{call.name}" <{caller}>'.replace("\\", "\\\\").replace("'", "\\'").replace('"', '\\"')
    values = ("0", stamp(call.start), clid, caller, called, "DLPN", "carrier" if call.forwarded else "",
              "carrier" if call.outgoing else "", "Dial", "", str(call.rang + call.billed), str(call.billed),
              "ANSWERED" if call.billed else "NO ANSWER", "3", way(call), "", f"{call.key}.1", "",
              "0261910044" if call.forwarded else "")  # fmt: skip
    columns = ", ".join(f"`{name}`" for name in names)
    quoted = ", ".join(f"'{value}'" for value in values)
    return f"INSERT INTO `cdr_{call.start:%Y%m}` ({columns}) VALUES ({quoted});"


def threecx_file(call: Call) -> str:
    """3CX, the file of 20 fields: UTC."""
    start, answer, end = (
        f"{one.astimezone(UTC):%Y/%m/%d %H:%M:%S}" for one in (call.start, call.answer, call.end)
    )
    source, target, final, moved = f"Ext.{call.extension}", call.number, call.number, ""
    if call.internal:
        target = final = f"Ext.{call.number}"
    elif call.forwarded:
        source, target, moved = call.outside, f"Ext.{call.extension}", "Fwd_OnNoAnswer"
    elif not call.outgoing:
        source, target, final = call.number, f"Ext.{call.extension}", f"Ext.{call.extension}"
    return ",".join((
        f"Call {call.key % 1000}", f"0000{call.key:X}_1", clock(call.billed), start,
        answer if call.billed else "",
        end, "TerminatedByDst", source, target, source.removeprefix("Ext."), "10001",
        target.removeprefix("Ext."), moved, final, "10001", "", "", "0.95", "default",
        f"Chain: {source};{target};{final};",
    ))  # fmt: skip


def threecx_console(call: Call) -> str:
    """3CX's console: call log with names."""

    def person(number: str) -> str:
        return f"{call.name or 'A'} ({number})" if len(number) < 5 else number

    def length(seconds: int) -> str:
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"

    caller, called = parties(call)
    return row([
        f"{call.start:%Y-%m-%dT%H:%M:%S}", person(caller), person(called), "Carrier", "10001", "",
        "Answered" if call.billed else "Unanswered", length(call.rang), length(call.billed),
        length(call.rang + call.billed), "", "", "", "",
    ])  # fmt: skip


V20 = ("cdr_id", "call_history_id", "source_entity_type", "source_dn_number", "source_participant_name",
       "source_participant_phone_number", "destination_entity_type", "destination_dn_number",
       "destination_participant_phone_number", "creation_method", "cdr_started_at", "cdr_ended_at",
       "cdr_answered_at", "main_call_history_id")  # fmt: skip


def threecx_v20(call: Call) -> str:
    """3CX version 20, table cdroutput: several rows a call."""

    def moment(one: object) -> str:
        return f"{one:%Y-%m-%d %H:%M:%S}.000 {one:%z}"

    start, answer, end = moment(call.start), moment(call.answer) if call.billed else "", moment(call.end)
    history = f"h{call.key}"
    outside = ("external_line", "10001", "", call.outside if call.forwarded else call.number)
    inside = ("extension", call.extension, call.name, "")

    def leg(place: int, source: tuple[str, ...], target: tuple[str, ...], how: str, answered: str) -> str:
        return row([f"{history}-{place}", history, *source, target[0], target[1], target[3], how, start, end,
                    answered, history])  # fmt: skip

    if call.forwarded:
        away = ("external_line", "10001", "", call.number)
        return "\n".join((leg(1, outside, inside, "route_to", ""), leg(2, outside, away, "divert", answer)))
    if call.internal:
        return leg(1, inside, ("extension", call.number, "", call.number), "call_init", answer)
    return (
        leg(1, inside, outside, "call_init", answer)
        if call.outgoing
        else (leg(1, outside, inside, "call_init", answer))
    )


CUCM = ("cdrRecordType", "globalCallID_callManagerId", "globalCallID_callId", "dateTimeOrigination",
        "callingPartyNumber", "callingPartyUnicodeLoginUserID", "originalCalledPartyNumber",
        "finalCalledPartyNumber", "lastRedirectDn", "dateTimeConnect", "dateTimeDisconnect", "duration",
        "origDeviceName", "destDeviceName", "joinOnBehalfOf")  # fmt: skip


def cucm(call: Call) -> str:
    """Cisco Unified Communications Manager: UTC seconds."""
    phone, other, trunk = "SEP00005E005301", "SEP00005E005302", "trunk-sip"
    caller, called = parties(call)
    source, target = (phone, trunk) if call.outgoing else (phone, other) if call.internal else (trunk, phone)
    first, redirected = called, ""
    if call.forwarded:
        source, target, first, redirected = trunk, trunk, call.extension, call.extension
    answer = call.key + call.rang if call.billed else 0
    return row([1, 2, call.key % 10**7, call.key, caller, call.name, first, called, redirected, answer,
                call.key + call.rang + call.billed, call.billed, source, target, "0"])  # fmt: skip


def teams(call: Call) -> str:
    """Microsoft Teams, Direct Routing report: UTC, numbers of the company whole."""

    def moment(one: object) -> str:
        return f"{one.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"  # type: ignore[attr-defined]

    kind = "dr_out_user_forwarding" if call.forwarded else "dr_out" if call.outgoing else "dr_in"
    own = f"+33199000{call.extension}"
    return row([
        moment(call.start), call.name, "a@example.com", own if call.outgoing else call.shown("*"), kind,
        call.shown("*") if call.outgoing else own, moment(call.answer) if call.billed else "",
        moment(call.start), "", moment(call.end), call.billed, "User", "No", "sbc1.example.com", "FRCE",
        "Success", "0", "540000", "BYE", f"c-{call.key}",
    ])  # fmt: skip


def teams_pstn(call: Call) -> str:
    """Microsoft Teams, Calling Plans report: UTC, numbers of the company whole, no ringing."""
    kind = "user_out_forwarding" if call.forwarded else "user_out" if call.outgoing else "user_in"
    own = f"+33199000{call.extension}"
    return row([
        "u", f"c-{call.key}", "", "FR", "x", "a@example.com", call.name,
        own if call.outgoing else call.shown("*"), kind, "Subscriber", "Domestic", "",
        call.shown("*") if call.outgoing else own, f"{call.start.astimezone(UTC):%Y-%m-%d %H:%M:%SZ}",
        f"{call.end.astimezone(UTC):%Y-%m-%d %H:%M:%SZ}", call.billed, "0", "", "EUR", "MCOPSTN2",
    ])  # fmt: skip


def bill(call: Call) -> str:
    """A French operator's bill with semicolons."""
    return row(["01 99 00 02 10", call.shown("*"), f"{call.start:%d/%m/%Y}", f"{call.start:%H:%M:%S}",
                clock(call.billed), "France fixe", call.name, "0,030"], ";")  # fmt: skip


def bill_seconds(call: Call) -> str:
    """Another: date and time together, seconds, a line in international form."""
    return row(["+33199000210", stamp(call.start), call.shown("X"), call.billed, "0,0300"], "\t")


def any_headings(call: Call) -> str:
    """A table of nobody in particular."""
    caller, called = parties(call)
    return row([f"{call.start:%d/%m/%Y %H:%M:%S}", caller, called, way(call, "Outgoing", "Incoming",
        "Internal"),
                clock(call.rang + call.billed), clock(call.billed), "0.00", call.name], ";")  # fmt: skip


def fritzbox(call: Call) -> str:
    """A line of the FRITZ!Box: minutes, and the far number whatever the direction."""
    kind = ("1" if call.answered else "2") if not call.outgoing else "4"
    minutes = call.billed // 60
    return row([kind, f"{call.start:%d.%m.%y %H:%M}", "", call.number, call.extension, "0199000100",
                f"{minutes // 60}:{minutes % 60:02}"], ";")  # fmt: skip


_FUSION_HEAD = quoted("extension", "start_stamp", "xml_cdr_uuid", "direction", "billsec", "caller_id_number",
                      "caller_destination", "destination_number", "status") + "\n"  # fmt: skip
_WAZO_HEAD = ("id,answered,start,answer,end,destination_extension,duration,call_direction,call_status,"
              "requested_extension,requested_internal_extension,source_extension\n")  # fmt: skip
_P_HEAD = ("ID,Time,Call From,Call To,Call Duration,Ring Duration,Talk Duration,Status,Reason,Source Trunk,"
           "Destination Trunk,Communication Type,DID/DDI\n")  # fmt: skip
_CONSOLE_HEAD = ("Call Time,Caller ID,Destination,Trunk,Trunk number,Did,Status,Ringing,Talking,"
                 "Total Duration,"
                 "Call Type,Sentiment,Summary,Transcription\n")  # fmt: skip
_TEAMS_PSTN_HEAD = (
    "Usage ID,Call ID,Conference ID,User location,AAD ObjectId,UPN,User display name,Caller ID,Call type,"
    "Number type,Domestic/International,Destination dialed,Destination number,Start time,End time,"
    "Duration seconds,Connection fee,Charge,Currency,Capability\n"
)
_TEAMS_HEAD = ("Timestamp (UTC),Display name,SIP address,Phone number,Call type,Called to,Start time (UTC),"
               "Invite time (UTC),Failure time (UTC),End time (UTC),Duration,Number type,Media bypass,"
               "SBC FQDN,"
               "Azure region,Event type,Final SIP code,Final Microsoft subcode,Final SIP phrase,"
               "Correlation ID\n")  # fmt: skip
_CUCM_HEAD = quoted(*CUCM) + "\n" + ",".join(["INTEGER"] + ["VARCHAR(50)"] * (len(CUCM) - 1)) + "\n"
_BILL_HEAD = "N° appelant;N° appelé;Date;Heure;Durée;Destination;Commentaire;Montant HT\n"
CSV_NAME = HOSTILE_NAME + "\n"
# Those marks end a name in the texts `Name<number>` and `Name (number)`.
NO_BACKSLASH = HOSTILE_NAME.replace("\\", "")  # FreeSWITCH escapes with it
BRACKETED = CSV_NAME.translate({ord(sign): None for sign in "<>()"})

_LAYOUTS = (
    Layout("avaya-ip-office", ip_office, 1, "\r\n", False, shows_internal=True, longest_number=20,
           names="abcdéè -;", cannot="forwards; commas in names"),
    Layout("avaya-ip-office", ip_office_long, 1, "\r\n", variant="36", shows_internal=True,
           names="abcdéè -;", longest_number=20, cannot="commas in names"),
    Layout("freeswitch-csv", freeswitch, 1, "\n", False, shows_internal=True, names=NO_BACKSLASH,
           cannot="where a call went: forwards"),
    Layout("freeswitch-csv", freeswitch_asterisk, 1, "\n", variant="asterisk", shows_internal=True,
           shows_forwarder=False, names=NO_BACKSLASH, cannot="who forwarded"),
    Layout("fusionpbx-cdr", fusion, head=_FUSION_HEAD, shows_internal=True, shows_zone=True,
           cannot="ringing"),
    Layout("wazo-cdr", wazo, head=_WAZO_HEAD, shows_internal=True, shows_zone=True, cannot="ringing"),
    Layout("yeastar-p", yeastar_p, head=_P_HEAD, shows_internal=True, shows_forwarder=False, names=BRACKETED,
           cannot="who forwarded"),
    Layout("yeastar-table", yeastar_table, shows_internal=True, shows_forwarder=False, names=HOSTILE_NAME,
           cannot="who forwarded"),
    Layout("3cx-cdr-file", threecx_file, 1, "\r\n", shows_internal=True, shows_zone=True,
           cannot="names"),
    Layout("3cx-console", threecx_console, head=_CONSOLE_HEAD, names_forwards=False, shows_internal=False,
           names=BRACKETED, cannot="the direction: by the numbers; forwards"),
    Layout("3cx-v20-table", threecx_v20, head=",".join(V20) + "\n", shows_internal=True, shows_zone=True,
           names=CSV_NAME),
    Layout("cisco-cucm", cucm, head=_CUCM_HEAD, shows_internal=True, shows_zone=True, names=HOSTILE_NAME),
    Layout("teams-direct-routing-csv", teams, head=_TEAMS_HEAD, shows_zone=True, hidden="*", names=CSV_NAME,
           shows_extension_called=False, cannot="extensions: the company's numbers stand for them"),
    Layout("teams-pstn-csv", teams_pstn, head=_TEAMS_PSTN_HEAD, shows_zone=True, hidden="*", names=CSV_NAME,
           shows_extension_called=False, cannot="extensions: the company's numbers stand for them"),
    Layout("operator-bill-fr", bill, 1, "\r\n", False, head=_BILL_HEAD, shows_incoming=False,
           shows_extension=False, hidden="*", names=CSV_NAME, cannot="extensions; incoming calls; forwards",
           longest_number=14),
    Layout("operator-bill-fr", bill_seconds, 1, "\r\n", False, variant="tabs",
           head="Ligne\tDate et heure\tNuméro composé\tDurée (s)\tPrix HT (€)\r\n", shows_incoming=False,
           shows_extension=False, hidden="X", longest_number=14,
           cannot="extensions; incoming calls; forwards"),
    Layout("any-headings", any_headings, 1, "\r\n", False, shows_internal=True, names=CSV_NAME,
           head="Call Date;Extension;Dialed Number;Direction;Duration;Talk Time;Cost;Name\r\n",
           cannot="forwards"),
    Layout("fritzbox", fritzbox, 60, "\r\n", False, billed_step_s=60,
           head="sep=;\nTyp;Datum;Name;Rufnummer;Nebenstelle;Eigene Rufnummer;Dauer\n",
           cannot="seconds; forwards"),
)  # fmt: skip
_NO_WAITING = ("fritzbox", "fusionpbx-cdr", "wazo-cdr", "operator-bill-fr")
LAYOUTS = tuple(
    layout._replace(
        shows_outside=not layout.format_name.startswith("teams-"),
        shows_waiting=layout.format_name not in _NO_WAITING,
    )
    for layout in _LAYOUTS
)
