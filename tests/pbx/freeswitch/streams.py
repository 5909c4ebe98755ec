"""Streams of an event socket, written for the tests in the layout of FreeSWITCH 1.11."""

from __future__ import annotations

from veilleur.conformance.fakes.event_socket import EventSocketServer

_MADE = EventSocketServer()
GREETING = b"Content-Type: auth/request\n\nContent-Type: command/reply\nReply-Text: +OK accepted\n\n"
A_LEG, OUT_LEG, VISIT = "a-leg-1", "out-leg-1", "visit-1"


def event(name: str, uuid: str = "", /, **headers: str) -> bytes:
    """The bytes of one event; two underscores of a name stand for a dash."""
    first = {"Event-Name": name, **({"Unique-ID": uuid} if uuid else {})}
    return _MADE.event({**first, **{key.replace("__", "-"): value for key, value in headers.items()}})


def of(direction: str, name: str, number: str, caller: str = "1001") -> dict[str, str]:
    """The headers of a channel."""
    return {
        "Channel__Name": name,
        "Call__Direction": direction,
        "Caller__Destination__Number": number,
        "Caller__Caller__ID__Number": caller,
    }


ABROAD = of("outbound", "sofia/external/00371670001@127.0.0.1:5080", "00371670001")
CALL_ABROAD = b"".join(
    (
        event(
            "CHANNEL_CREATE",
            A_LEG,
            **of("inbound", "sofia/internal/1001@127.0.0.1", "000371670001"),
            variable_user_name="1001",
            variable_sip_user_agent="Yealink T46",
            Caller__Network__Addr="192.0.2.7",
        ),
        event("CHANNEL_EXECUTE", A_LEG, Application="bridge", Application__Data="sofia/external/00371670001"),
        event(
            "CHANNEL_CREATE",
            OUT_LEG,
            **ABROAD,
            Other__Leg__Unique__ID=A_LEG,
            Channel__Call__UUID=A_LEG,
            Event__Date__Timestamp="1795467640268130",
        ),
        event("CHANNEL_ANSWER", OUT_LEG, **ABROAD),
        event("CHANNEL_HANGUP_COMPLETE", OUT_LEG, **ABROAD, Hangup__Cause="USER_BUSY"),
        event("CHANNEL_HANGUP_COMPLETE", A_LEG, Hangup__Cause="NORMAL_CLEARING"),
    )
)
_SAID = {"Event__Subclass": "vm::maintenance", "VM__User": "1000", "VM__Domain": "pbx.example"}
_CALLER = of("inbound", "sofia/external/0612345678@203.0.113.5", "199", "0612345678")
VOICEMAIL = b"".join(
    (
        event("CHANNEL_CREATE", VISIT, **_CALLER),
        event(
            "CHANNEL_EXECUTE",
            VISIT,
            **_CALLER,
            Application="voicemail",
            Application__Data="check default pbx.example 1000",
        ),
        *(event("DTMF", VISIT, **_CALLER, DTMF__Digit=digit) for digit in "9876#"),
        event("CUSTOM", VISIT, **_SAID, VM__Action="authentication", VM__Auth__Result="fail"),
        event("CUSTOM", VISIT, **_SAID, VM__Action="authentication", VM__Auth__Result="success"),
        event("CUSTOM", VISIT, **_SAID, VM__Action="change-password", VM__User__Password="9876"),
        event("CUSTOM", VISIT, **_SAID, VM__Action="folder-summary", VM__Folder="inbox"),
        event("CHANNEL_EXECUTE_COMPLETE", VISIT, **_CALLER, Application="voicemail"),
        event("CHANNEL_HANGUP_COMPLETE", VISIT, Hangup__Cause="NORMAL_CLEARING"),
    )
)
_FROM = {"network-ip": "198.51.100.9", "user-agent": "friendly-scanner"}
REGISTRATIONS = b"".join(
    (
        event("CUSTOM", Event__Subclass="sofia::register_attempt", **_FROM, username="1001"),
        event("CUSTOM", Event__Subclass="sofia::register_failure", **_FROM, **{"to-user": "1001"}),
        event("CUSTOM", Event__Subclass="sofia::register", **_FROM, **{"from-user": "1001"}),
    )
)
