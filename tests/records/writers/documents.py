"""JSON and XML: pushed records, answers of APIs, documents of one call."""

from __future__ import annotations

import json
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from tests.records.writers.calls import HOSTILE_NAME, UTC, Call, Layout, stamp
from tests.records.writers.tables import parties, way

JSON_NAME = HOSTILE_NAME + "\n\r"
XML_NAME = HOSTILE_NAME.replace("\t", "")
OWN = "+33199000{}"


def zulu(moment: datetime) -> str:
    """ISO 8601 in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def listed(record: dict[str, Any]) -> str:
    """An object over several lines, as an API's page prints it."""
    return json.dumps(record, indent=1, ensure_ascii=False)


def yeastar(call: Call) -> str:
    """Yeastar's pushed JSON; the maker misspells the keys."""
    caller, called = parties(call)
    return json.dumps({
        "callid": f"{call.key}.7", "timestart": stamp(call.start), "callfrom": caller, "callto": called,
        "callduraction": str(call.rang + call.billed), "talkduraction": str(call.billed),
        "srctrunkname": "carrier" if call.forwarded else "", "desttrunkname": "carrier",
        "status": "ANSWERED" if call.billed else "NO ANSWER", "type": way(call), "sn": call.name,
        "didnumber": "",
    }, ensure_ascii=False)  # fmt: skip


def twilio(call: Call) -> str:
    """Twilio: numbers of the company stand for its telephones."""
    own = OWN.format(call.extension)
    caller, called = (own, call.number) if call.outgoing else (call.number, own)
    return listed({
        "sid": f"CA{call.key}", "parent_call_sid": None, "to": called,
        "from": call.outside if call.forwarded else caller,
        "status": "completed" if call.billed else "no-answer",
        "start_time": format_datetime(call.start.astimezone(UTC)),
        "end_time": format_datetime(call.end.astimezone(UTC)), "duration": str(call.billed), "price": None,
        "direction": "outbound-dial" if call.outgoing else "inbound",
        "forwarded_from": own if call.forwarded else None, "caller_name": call.name,
    })  # fmt: skip


def telnyx(call: Call) -> str:
    """Telnyx, a SIP trunk: the direction by the numbers."""
    return json.dumps({
        "record_type": "sip-trunking", "cost": "0.002", "currency": "USD",
        "caller_number": OWN.format(call.extension), "dest_number": call.number, "call_id": f"x{call.key}",
        "started_at": zulu(call.start), "finished_at": zulu(call.end), "billed_sec": str(call.billed),
        "tag": call.name,
    })  # fmt: skip


def keyyo(call: Call) -> str:
    """Keyyo: the line that diverted stands in a field of its own."""
    own = OWN.format(call.extension)
    return listed({
        "call_id": f"k{call.key}", "start_time": call.key, "callee": call.number, "callee_raw": call.number,
        "caller": call.outside if call.forwarded else own, "caller_raw": own, "quantity": call.billed,
        "cost": "0.000", "translation_number": own if call.forwarded else "", "label": call.name,
    })  # fmt: skip


def ovh(call: Call) -> str:
    """OVHcloud: a forward has the way `transfer`."""
    offset = f"{call.start:%z}"
    own = OWN.format(call.extension).replace("+", "00")
    outgoing = call.outgoing
    return listed({
        "consumptionId": call.key % 10**8,
        "creationDatetime": f"{call.start:%Y-%m-%dT%H:%M:%S}{offset[:3]}:{offset[3:]}",
        "calling": call.outside if call.forwarded else own if outgoing else call.number,
        "called": call.number if outgoing else own, "duration": call.billed,
        "wayType": "transfer" if call.forwarded else "outgoing" if outgoing else "incoming",
        "priceWithoutTax": {"currencyCode": "EUR", "value": 0.03}, "countrySuffix": call.name,
    })  # fmt: skip


def teams(call: Call) -> str:
    """Microsoft Graph, getDirectRoutingCalls."""
    own = OWN.format(call.extension)
    kind = "ByotOutUserForwarding" if call.forwarded else "ByotOut" if call.outgoing else "ByotIn"
    return listed({
        "id": f"t{call.key}", "correlationId": f"c{call.key}", "userDisplayName": call.name,
        "inviteDateTime": zulu(call.start), "startDateTime": zulu(call.answer), "endDateTime": zulu(call.end),
        "duration": call.billed, "callType": kind, "successfulCall": bool(call.billed),
        "callerNumber": own if call.outgoing else call.number,
        "calleeNumber": call.number if call.outgoing else own,
        "trunkFullyQualifiedDomainName": "sbc1.example.com",
    })  # fmt: skip


def threecx(call: Call) -> str:
    """3CX's record as a client passes it on."""
    source, target, final, moved = f"Ext.{call.extension}", call.number, call.number, ""
    if call.internal:
        target = final = f"Ext.{call.number}"
    elif call.forwarded:
        source, target, moved = call.outside, f"Ext.{call.extension}", "Fwd_OnNoAnswer"
    elif not call.outgoing:
        source, target, final = call.number, f"Ext.{call.extension}", f"Ext.{call.extension}"
    hours, rest = divmod(call.billed, 3600)
    return listed({
        "historyId": str(call.key), "callId": f"0000{call.key:X}_1",
        "duration": f"{hours:02}:{rest // 60:02}:{rest % 60:02}", "timeStart": zulu(call.start),
        "timeAnswered": zulu(call.answer) if call.billed else "", "timeEnd": zulu(call.end),
        "reasonTerminated": "TerminatedByDst", "fromNo": source, "toNo": target, "fromDn": "",
        "toDn": "10001",
        "dialNo": target.removeprefix("Ext."), "reasonChanged": moved, "finalNumber": final,
        "finalDn": "10001",
        "chain": f"Chain: {source};{target};",
    })  # fmt: skip


def freeswitch_variables(call: Call) -> tuple[dict[str, str], dict[str, str]]:
    """Channel variables of an a-leg, and the caller's profile of its first flow."""
    caller, called = parties(call)
    inside = not call.forwarded and (call.outgoing or call.internal)
    variables = {
        "uuid": f"3da8bf84-0001-4959-9e24-{call.key:012x}", "direction": "inbound",
        "sofia_profile_name": "internal" if inside else "external", "sip_from_user": caller,
        "sip_from_display": call.name,
        "current_application_data":
        f"sofia/gateway/trunk/{call.number}" if call.outgoing else f"user/{called}",
        "hangup_cause": "NORMAL_CLEARING", "start_stamp": stamp(call.start), "start_epoch": str(call.key),
        "answer_epoch": str(call.key + call.rang if call.billed else 0),
        "end_epoch": str(call.key + call.rang + call.billed), "duration": str(call.rang + call.billed),
        "billsec": str(call.billed),
    }  # fmt: skip
    if inside:
        variables["user_name"] = call.extension
    profile = {"caller_id_number": caller, "destination_number": call.extension if call.forwarded else called,
               "context": "default" if inside else "public"}  # fmt: skip
    return variables, profile


def freeswitch_json(call: Call) -> str:
    """mod_json_cdr."""
    variables, profile = freeswitch_variables(call)
    return json.dumps({
        "core-uuid": "eb8bcdd2-0000-4f8f-80c3-1a4042aabe31", "channel_data": {"state": "CS_REPORTING"},
        "variables": variables, "callflow": [{"caller_profile": profile}],
    }, ensure_ascii=False)  # fmt: skip


def freeswitch_xml(call: Call) -> str:
    """mod_xml_cdr: values are URL-encoded."""
    variables, profile = freeswitch_variables(call)
    elements = "".join(f"<{name}>{quote(value)}</{name}>\n" for name, value in variables.items())
    who = "".join(f"<{name}>{value}</{name}>" for name, value in profile.items())
    return (
        '<cdr core-uuid="21483469-0000-4e5f-a9eb-0402e56193aa">\n<channel_data><state>CS_REPORTING</state>'
        f"</channel_data>\n<variables>{elements}</variables>\n<callflow><caller_profile>{who}</caller_profile>"
        "</callflow>\n</cdr>"
    )


def innovaphone(call: Call) -> str:
    """innovaphone: one element, events of the call by seconds."""
    direction = "cf" if call.forwarded else "from" if call.outgoing or call.internal else "to"
    kind = "int" if call.internal else "ext"
    who = f'e164={quoteattr(call.number)} type="{kind}"'
    turns = [("setup-from", 10)]
    if call.billed:
        turns.append(("conn-to", 10 + call.rang))
    turns.append(("rel-to", 10 + call.rang + call.billed))
    elements = "\n".join(
        f'\t<event msg="{name}" time="{at}" {who} conf="c{call.key}"/>' for name, at in turns
    )
    return (
        f'<cdr id="i{call.key}" guid="g{call.key}" sys="voip.example" pbx="master" cn={quoteattr(call.name)} '
        f'e164="{call.extension}" dir="{direction}" utc="{call.key}" local="{call.key + 7200}">'
        f"\n{elements}\n</cdr>"
    )


def switchvox(call: Call) -> str:
    """Switchvox: a forward shows in the events of the call."""
    caller, called = parties(call)
    event = ""
    if call.forwarded:
        called = call.extension
        event = f'<event start_time="3:10:05 AM" type="FORWARD" display="Forwarded to ({call.number})" />'
    origination = "incoming" if call.forwarded else way(call, "outgoing", "incoming", "internal")
    return (
        f'<call id="{call.key % 10**7}" origination="{origination}" start_time="{stamp(call.start)}" '
        f'from_name={quoteattr(call.name)} from_number="{caller}" to_number="{called}" '
        f'total_duration="{call.rang + call.billed}" talk_duration="{call.billed}"> '
        f"<events>{event}</events> </call>"
    )


def any_json(call: Call) -> str:
    """An object of nobody in particular, with an object in it."""
    near, far = {"extension": call.extension}, {"number": call.number}
    caller, called = (near, far) if call.outgoing else (far, near)
    record = {"id": call.key, "direction": "outbound" if call.outgoing else "inbound", "from": caller,
              "to": called, "startTime": call.start.astimezone(UTC).isoformat(), "ringSeconds": call.rang,
              "talkSeconds": call.billed}  # fmt: skip
    return json.dumps(record)


def any_xml(call: Call) -> str:
    """An element of nobody in particular."""
    caller, called = (call.extension, call.number) if call.outgoing else (call.number, call.extension)
    way = "Outgoing" if call.outgoing else "Incoming"
    return (
        f"<Record><Start>{call.start.astimezone(UTC).isoformat()}</Start><Caller>{caller}</Caller>"
        f"<Called>{called}</Called><Direction>{way}</Direction><RingSeconds>{call.rang}</RingSeconds>"
        f"<TalkSeconds>{call.billed}</TalkSeconds></Record>"
    )


_LAYOUTS = (
    Layout("yeastar-json", yeastar, shows_internal=True, shows_forwarder=False, names=JSON_NAME,
           cannot="who forwarded"),
    Layout("twilio-json", twilio, head='{"calls": [\n', between=",", tail="]}\n", shows_zone=True,
           shows_extension_called=False, names=JSON_NAME,
           cannot="extensions; where none answered, the moment of the end"),
    Layout("telnyx-json", telnyx, head='{"data": [\n', between=",", tail="]}\n", names_forwards=False,
           shows_incoming=False, shows_zone=True, shows_extension_called=False, names=JSON_NAME,
           cannot="the direction, extensions, forwards"),
    Layout("keyyo-json", keyyo, head="[\n", between=",", tail="]\n", shows_incoming=False, shows_zone=True,
           names=JSON_NAME, cannot="ringing, incoming calls"),
    Layout("ovh-json", ovh, head="[\n", between=",", tail="]\n", shows_zone=True, shows_forwarder=False,
           shows_extension_called=False, names=JSON_NAME, cannot="ringing, extensions"),
    Layout("teams-json", teams, head='{"value": [\n', between=",", tail="]}\n", shows_zone=True,
           shows_extension_called=False, shows_forwarder=False, names=JSON_NAME,
           cannot="extensions; who forwarded"),
    Layout("3cx-json", threecx, shows_internal=True, shows_zone=True, cannot="names"),
    Layout("freeswitch-document", freeswitch_json, variant="json", shows_internal=True, shows_zone=True,
           shows_forwarder=False, names=JSON_NAME.replace("%", ""), cannot="who forwarded"),
    Layout("freeswitch-document", freeswitch_xml, variant="xml", shows_internal=True, shows_zone=True,
           shows_forwarder=False, names=JSON_NAME, cannot="who forwarded"),
    Layout("innovaphone-xml", innovaphone, shows_internal=True, shows_zone=True, names=XML_NAME,
           cannot="who called a forwarded call"),
    Layout("any-json", any_json, head='{"calls": [\n', between=",", tail="]}\n", names_forwards=False,
           shows_zone=True, cannot="forwards"),
    Layout("any-xml", any_xml, head="<Records>\n", tail="</Records>\n", names_forwards=False,
           shows_zone=True, cannot="forwards"),
    Layout("switchvox-xml", switchvox, shows_internal=True, head='<calls page_number="1">\n',
           tail="</calls>\n", names=XML_NAME),
)  # fmt: skip
_NO_WAITING = ("telnyx-json", "keyyo-json", "ovh-json", "twilio-json")
LAYOUTS = tuple(
    layout._replace(
        shows_outside=layout.format_name not in ("innovaphone-xml", "teams-json"),
        shows_waiting=layout.format_name not in _NO_WAITING,
    )
    for layout in _LAYOUTS
)
