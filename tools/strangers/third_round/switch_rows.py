"""One call as the third round's PBXs write it: the rows of their files."""

from __future__ import annotations

from collections.abc import Sequence

from tools.strangers.firm import Call
from tools.strangers.writing import far_e164, hms, way

OUTSIDE = frozenset({"out", "in"})


def starface(call: Call) -> list[object]:
    src, dst = call.pair()
    caller = f"{call.name} <{src}>" if call.way != "in" else src
    called = f"{call.name} <{dst}>" if call.way == "in" else dst
    stamp = "%d.%m.%Y %H:%M:%S"
    return [
        call.number,
        1000 + call.number,
        0,
        f"{call.epoch:08x}-1b2c-4d5e-8f90-{call.number:012x}",
        int(call.ext),
        0 if call.way == "in" else int(call.ext),
        caller,
        int(call.ext) if call.way == "in" else 0,
        called,
        1,
        f"{call.at:{stamp}}",
        f"{call.at:{stamp}}",
        f"{call.answered:{stamp}}" if call.talk else "",
        f"{call.end:{stamp}}",
        "CONNECTED" if call.talk else "NOT_CONNECTED",
        "true" if call.way == "in" else "false",
    ]


def swyx(call: Call) -> list[object]:
    src, dst = call.pair(far_e164) if call.way != "internal" else call.pair()
    trunk = "SIP-Trunk"
    return [
        f"{call.number:x}",
        src,
        call.name if call.way != "in" else "",
        dst,
        "",
        dst,
        call.name if call.way == "in" else "",
        f"{call.at:%d.%m.%Y}",
        f"{call.at:%H:%M:%S}",
        "",
        "",
        f"{call.at:%d.%m.%Y}",
        f"{call.at:%H:%M:%S}",
        f"{call.answered:%d.%m.%Y}" if call.talk else "",
        f"{call.answered:%H:%M:%S}" if call.talk else "",
        f"{call.end:%d.%m.%Y}",
        f"{call.end:%H:%M:%S}",
        "EUR",
        "",
        "Connected" if call.talk else "Alerting",
        "0",
        "",
        "",
        trunk if call.way == "in" else "",
        trunk if call.is_out else "",
        "normal",
    ]


SWYX = (
    '"CallID","OriginationNumber","OriginationName","CalledNumber","CalledName","DestinationNumber",'
    '"DestinationName","StartDate","StartTime","ScriptConnectDate","ScriptConnectTime","DeliveredDate",'
    '"DeliveredTime","ConnectDate","ConnectTime","EndDate","EndTime","Currency","Costs","State",'
    '"PublicAccessPrefix","LCRProvider","ProjectNumber","OriginationDevice","DestinationDevice","DisconnectReason"'
)


def comlist(call: Call) -> list[object]:
    kind = way(call, "gehend", "kommend")
    return [
        f"{call.at:%d.%m.%Y}",
        f"{call.at:%H:%M}",
        hms(call.talk),
        call.ext,
        call.name,
        "100",
        "S01",
        "",
        "",
        call.dialled,
        f"{kind}, erfolgreich" if call.talk else f"{kind}, vergeblich",
        call.talk // 60,
        "0,0600",
        call.money(","),
        call.number,
        "",
    ]


def comtrexx_fr(call: Call) -> list[object]:
    return [
        f"{call.at:%d.%m.%Y}",
        f"{call.at:%H:%M:%S}",
        hms(call.talk),
        "",
        call.dialled,
        "",
        call.ext,
        call.name,
        "0199000100",
        way(call, "sortant", "entrant"),
        "Standard",
    ]


def kalliope(call: Call) -> list[object]:
    src, dst = call.pair()
    stamp = "%Y-%m-%d %H:%M:%S"
    return [
        f"kpbx-{call.id}",
        way(call, "local_exten", "ibl", "local_exten"),
        way(call, "obl", "local_exten", "local_exten"),
        "OK" if call.talk else "NOT ANSWERED",
        f"{call.at:{stamp}}",
        f"{call.answered:{stamp}}" if call.talk else "",
        f"{call.answered:{stamp}}" if call.talk else "",
        dst if call.talk else "",
        f"{call.end:{stamp}}",
        src,
        "",
        0,
        dst,
        "",
        call.ring,
        call.total,
        call.talk,
    ]


def k_forum(call: Call) -> list[object]:
    """Belgacom Forum 300, fifteen fields by its manual."""
    src, dst = call.pair()
    return [
        f"{call.number:05}",
        f"{call.at:%d/%m/%y}",
        f"{call.at:%H:%M:%S}",
        "Line 01",
        call.ext,
        call.name,
        "O" if call.is_out else "I",
        "Y" if call.talk else "N",
        "",
        hms(call.talk),
        f"{call.ring // 60:02}:{call.ring % 60:02}",
        src,
        "",
        dst,
        "",
    ]


def openvox(call: Call) -> list[object]:
    src, dst = call.pair()
    return [
        f"{call.at:%Y-%m-%d %H:%M:%S}",
        f'"{call.name}" <{src}>',
        src,
        dst,
        "DLPN_DialPlan" + call.ext if call.way != "in" else "DID_trunk_1",
        "" if call.way != "in" else "operateur",
        "operateur" if call.is_out else "",
        "Dial",
        "",
        call.total,
        call.talk,
        "ANSWERED" if call.talk else "NO ANSWER",
        3,
        way(call, "Outbound", "Inbound", "Internal"),
        "",
        call.id,
        "",
    ]


def threecx_named(call: Call) -> list[object]:
    src, dst = call.pair()
    outside, mine = ("10000", "line"), (call.ext, "extension")
    first, last = {
        "out": (mine, outside),
        "in": (outside, mine),
        "internal": (mine, (call.far, "extension")),
    }[call.way]
    stamp = "%Y/%m/%d %H:%M:%S"
    utc, answered, end = (
        call.utc,
        call.answered.astimezone(call.utc.tzinfo),
        call.end.astimezone(call.utc.tzinfo),
    )
    return [
        f"Call {call.number}",
        f"0000{call.number:04X}_{call.number}",
        hms(call.talk),
        f"{utc:{stamp}}",
        f"{answered:{stamp}}" if call.talk else "",
        f"{end:{stamp}}",
        "TerminatedBySrc",
        f"Ext.{src}" if call.way != "in" else src,
        f"Ext.{dst}" if call.way != "out" else dst,
        first[0],
        last[0],
        dst,
        "",
        dst,
        last[0],
        "",
        "0",
        "0",
        "",
        f"Chain: {src};{dst};",
        first[1],
        last[1],
        last[1],
        call.name,
        "",
        "",
        "",
    ]


THREECX_NAMES = (
    "historyid;callid;duration;time-start;time-answered;time-end;reason-terminated;from-no;to-no;from-dn;to-dn;"
    "dial-no;reason-changed;final-number;final-dn;bill-code;bill-rate;bill-cost;bill-name;chain;from-type;to-type;"
    "final-type;from-dispname;to-dispname;final-dispname;missed-queue-calls"
)


def _iso_length(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    return (
        "PT" + (f"{hours}H" if hours else "") + (f"{rest // 60}M" if rest >= 60 else "") + f"{rest % 60}.4S"
    )


def threecx_iso(call: Call) -> list[object]:
    src, dst = call.pair()
    return [
        f"{call.utc:%Y-%m-%dT%H:%M:%S}.123Z",
        src,
        call.name if call.way != "in" else "",
        dst,
        call.name if call.way == "in" else "",
        way(call, "Outbound", "Inbound"),
        "Answered" if call.talk else "Unanswered",
        _iso_length(call.ring),
        _iso_length(call.talk) if call.talk else "",
        "",
    ]


def tiptel(call: Call) -> list[object]:
    return [
        f"{call.at:%d.%m.%y %H:%M}",
        f"{call.talk // 3600}h {call.talk % 3600 // 60}m {call.talk % 60}s",
        "gehend" if call.is_out else "kommend",
        "100",
        call.dialled,
        call.ext,
        call.money(","),
        "",
    ]


def mitel_mcd_report(call: Call) -> list[object]:
    src, dst = call.pair()
    return [
        f"{call.at:%d-%b-%Y}",
        f"{call.at:%I:%M:%S %p}",
        hms(call.talk),
        src,
        "T101" if call.way == "in" else call.ext,
        f"{call.ring:03}",
        dst,
        "A" if call.talk else "",
        "T102" if call.is_out else dst,
        way(call, "Outgoing", "Incoming"),
    ]


def hipath_manager(call: Call) -> list[object]:
    end = call.end
    return [
        call.ext,
        call.name,
        way(call, "Ausgehend", "Eingehend", "Intern"),
        call.dialled,
        f"{end:%d.%m.%Y}",
        f"{end:%H:%M:%S}",
        hms(call.ring),
        hms(call.talk),
        "1",
    ]


def innovaphone_report(call: Call) -> list[object]:
    return [
        call.name,
        call.ext,
        way(call, "to", "from", "to"),
        call.dialled,
        f"{call.at:%d.%m.%Y %H:%M:%S}",
        f"{call.answered:%d.%m.%Y %H:%M:%S}" if call.talk else "",
        f"{call.end:%d.%m.%Y %H:%M:%S}",
        f"0:{call.talk // 60:02}:{call.talk % 60:02}" if call.talk < 3600 else hms(call.talk),
        "connected" if call.talk else "alerting",
    ]


def gigaset(call: Call) -> list[object]:
    return [
        way(call, "Abgehend", "Angenommen" if call.talk else "Entgangen", "Abgehend"),
        f"{call.at:%d.%m.%Y}",
        f"{call.at:%H:%M}",
        f"{call.talk // 60:02}:{call.talk % 60:02}",
        call.dialled,
        "",
        "Leitung 1",
        call.ext,
    ]


def callmanager_report(call: Call) -> list[object]:
    """Cisco CAR, export of a user's calls."""
    src, dst = call.pair()
    return [
        f"{call.at:%b %d, %Y}",
        f"{call.at:%I:%M:%S %p}",
        f"{call.end:%I:%M:%S %p}",
        call.talk,
        src,
        dst,
        way(call, "International" if call.far[1:3] != "33" else "Local", "Incoming", "Internal"),
        "Good",
        call.name.lower(),
    ]


def axxess(calls: Sequence[Call]) -> str:
    """Mitel 5000 lines with the day that a collector prints before them."""
    rows = []
    for call in calls:
        kind = "IN " if call.way == "in" else "TLD" if call.is_fraud else "TLC"
        line = f"{kind} {call.ext} 94101 {call.dialled:<28} {call.at:%H:%M} {hms(call.talk)} $00.00"
        rows.append(f"{call.at:%m/%d/%Y} {line}")
    head = f"DATE       TYP EXT TRUNK {'DIALED DIGITS':<28} START ELAPSED  COST"
    return head + "\r\n" + "\r\n".join(rows) + "\r\n"


def talkswitch(call: Call) -> list[object]:
    start = call.at
    return [
        f"{start:%Y-%m-%d}",
        f"{start:%I:%M:%S%p}",
        call.id,
        "Outbound" if call.is_out else "Inbound",
        f"E{call.ext}",
        hms(call.talk),
        call.dialled,
        "",
        "11",
        "",
    ]


def vodia(call: Call) -> list[object]:
    src, dst = call.pair(far_e164)
    ended = call.end.astimezone(call.utc.tzinfo)
    return [
        f"{call.epoch}",
        f"{call.answered.timestamp():.0f}" if call.talk else "",
        f"{ended.timestamp():.0f}",
        way(call, "O", "I"),
        f"sip:{src}@pbx.example",
        f"sip:{dst}@pbx.example",
        call.ext,
        "SIP Trunk",
        call.talk,
        "extcall",
    ]


def vtiger(call: Call) -> list[object]:
    return [
        way(call, "outbound", "inbound"),
        "completed" if call.talk else "no-answer",
        f"{call.at:%d-%m-%Y %I:%M %p}",
        f"{call.end:%d-%m-%Y %I:%M %p}",
        call.total,
        call.talk,
        call.ext,
        "PHPAsterisk",
        call.dialled,
    ]


def yeastar_cloud(call: Call) -> list[object]:
    src, dst = call.pair()
    return [
        0,
        f"{call.at:%Y-%m-%d %H:%M:%S}",
        f'"{call.name}" <{src}>',
        src,
        dst,
        "DLPN_DialPlan",
        "operateur" if call.way == "in" else "",
        "operateur" if call.is_out else "",
        "Dial",
        "",
        call.total,
        call.talk,
        "ANSWERED" if call.talk else "NO ANSWER",
        "DOCUMENTATION",
        way(call, "Outbound", "Inbound", "Internal"),
        "",
        call.id,
        "0199000100" if call.way == "in" else "",
    ]


def sdx(calls: Sequence[Call]) -> str:
    """A printed list with the length before the day, as a hotel program shows it."""
    rows = [
        f"{call.ext:<8}{way(call, 'Outgoing', 'Incoming'):<10}{call.dialled:<22}"
        f"{call.talk // 3600:d}:{call.talk % 3600 // 60:02d}:{call.talk % 60:02d}   {call.at:%d/%m/%Y %H:%M:%S}"
        for call in calls
    ]
    head = f"{'Extn':<8}{'Dir':<10}{'Number':<22}{'Length':<10}{'Date / Time'}"
    return "\n".join([head, "-" * 70, *rows, "-" * 70, f"Calls listed: {len(calls)}"]) + "\n"


def snom(call: Call) -> list[object]:
    return [
        f"{call.at:%d.%m.%Y %H:%M:%S}",
        hms(call.talk),
        way(call, "Gewählt", "Angenommen" if call.talk else "Verpasst", "Gewählt"),
        call.ext,
        f"{call.dialled}@pbx.example",
    ]
