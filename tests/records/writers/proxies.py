"""SIP proxies and gateways: Kamailio and OpenSIPS accounting, Cisco voice gateways."""

from __future__ import annotations

from datetime import datetime

from tests.records.writers.calls import UTC, Call, Layout
from tests.records.writers.tables import parties


def flat(call: Call) -> str:
    """OpenSIPS, flat store: an INVITE when it is answered, a BYE at the end."""
    caller, called = parties(call)
    code, reason = ("200", "OK") if call.billed else ("486", "Busy here")
    begun = (
        f"INVITE|a{call.key}|b|{call.key}@192.0.2.1|{code}|{reason}|{call.key}|*prepaid|{caller}|{called}||1"
    )
    if not call.billed:
        return begun
    return begun + f"\nBYE|b|a{call.key}|{call.key}@192.0.2.1|200|OK|{call.key + call.billed}|||||1"


def syslog(call: Call) -> str:
    """Kamailio in syslog."""
    caller, called = parties(call)
    name = f"{call.start:%b %d %H:%M:%S} proxy kamailio[812]: ACC: transaction answered: "
    who = f"src_user={caller};src_domain=pbx.example;dst_ouser={called};dst_user={called};"
    who += "dst_domain=carrier.example"
    code = "200" if call.billed else "486"
    begun = (
        f"{name}timestamp={call.key};method=INVITE;from_tag=a;to_tag=b;call_id={call.key}@192.0.2.1;code={code};"
        f"reason=OK;{who}"
    )
    if not call.billed:
        return begun
    return begun + (
        f"\n{name}timestamp={call.key + call.billed};method=BYE;from_tag=a;to_tag=b;"
        f"call_id={call.key}@192.0.2.1;code=200;reason=OK"
    )


def gateway(call: Call) -> str:
    """Cisco gateway: two legs a call, and a line of its own for a forward."""

    def moment(one: datetime) -> str:
        return (
            f"{one.astimezone(UTC):%H:%M:%S}.000 UTC {one.astimezone(UTC):%a %b} {one.astimezone(UTC).day} "
            + (f"{one.astimezone(UTC):%Y}")
        )

    caller, called = parties(call)
    head = f"{call.end.astimezone(UTC):%b %d %H:%M:%S}.000: %VOIPAAA-5-VOIP_"
    connected = f"ConnectTime {moment(call.answer)}, " if call.billed else "ConnectTime , "
    name = f"ConnectionId BA55719E F8C10015 0 {call.key:X}"

    def leg(number: str, origin: int) -> str:
        return (
            f"{head}CALL_HISTORY: CallLegType 1, {name}, SetupTime {moment(call.start)}, "
            f"PeerAddress {number}, "
            f"PeerSubAddress , DisconnectCause 10  , DisconnectText normal call clearing., {connected}"
            f"DisconnectTime {moment(call.end)}, CallOrigin {origin}, ChargedUnits 0"
        )

    legs = []
    if call.forwarded:
        legs.append(
            f"{head}FEAT_HISTORY: FEAT_VSA=fn:CFNA,ft:01/01/2026,frm:{call.extension},fwdto:{call.number}"
        )
    return "\n".join([*legs, leg(caller, 2), leg(called, 1)])


LAYOUTS = (
    Layout("sip-accounting", flat, names_forwards=False, variant="flat", shows_zone=True,
           cannot="ringing, the direction: by the numbers; forwards"),
    Layout("sip-accounting", syslog, names_forwards=False, variant="syslog", shows_zone=True,
           cannot="ringing, the direction: by the numbers; forwards"),
    Layout("cisco-gateway-syslog", gateway, shows_zone=True, shows_outside=True, shows_waiting=True,
        cannot="the direction: by the numbers"),
)  # fmt: skip
