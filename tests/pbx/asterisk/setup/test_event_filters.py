"""What an outsider writes into a header never has the switch leave out an event of theirs."""

from __future__ import annotations

import re

import pytest

from veilleur.pbx.asterisk.setup.event_filters import LEFT_OUT

END = "\r\n"
# Whatever a filter of ours was ever made to look for.
LINES = (
    "Event: VarSet",
    "Event: CEL",
    "Event: TestEvent",
    "Channel: Local/u1@veilleur-ask",
    "Channel: Local/u17.2@veilleur-ask-00000001;1",
    "Event: DeviceStateChange Device: X",
    "^Event: CEL..Privilege: call,all..",
    "Event: Newchannel..Privilege: call,all..Channel: Local/u1@veilleur-ask-0000000a;1..",
    "Event: CEL  Privilege: call,all",
)
# The headers that an outsider fills, of each event in which they come.
HEADERS = (
    "CallerIDNum",
    "CallerIDName",
    "ConnectedLineNum",
    "ConnectedLineName",
    "Exten",
    "AppData",
    "DialString",
    "UserAgent",
    "AccountID",
    "URI",
    "Mailbox",
    "Forward",
)
EVENTS = (
    "Newchannel",
    "Newexten",
    "Newstate",
    "Hangup",
    "DialBegin",
    "DTMFEnd",
    "ContactStatus",
    "InvalidPassword",
)


def is_left_out(event: str) -> bool:
    """As Asterisk decides: extended regular expressions, in which a dot is any character."""
    return any(re.search(one, event, re.DOTALL) for one in LEFT_OUT)


def event(name: str, **headers: str) -> str:
    head = {"Privilege": "call,all", "Timestamp": "1796000000.1"}
    return f"Event: {name}{END}" + "".join(
        f"{key}: {value}{END}" for key, value in {**head, **headers}.items()
    )


@pytest.mark.parametrize("name", EVENTS)
@pytest.mark.parametrize("header", HEADERS)
def test_no_header_of_an_outsider_hides_its_event(name: str, header: str) -> None:
    for line in LINES:
        for channel in (
            "PJSIP/carrier-00000001",
            "SIP/Local/u1@veilleur-ask-00000001;1-0a",
            "Local/204@out-1;2",
        ):
            assert not is_left_out(event(name, Channel=channel, **{header: line})), line
        assert not is_left_out(event(name, **{header: line})), line


@pytest.mark.parametrize("stamped", [True, False])
def test_what_nobody_reads_is_left_out(stamped: bool) -> None:
    half = "Local/u1764468017.5@veilleur-ask-0000002f;2"
    of_nobody = [
        event("VarSet", Channel="PJSIP/201-1", Variable="A"),
        event("CEL", EventName="CHAN_START"),
        event("TestEvent", Type="StateChange"),
        event("Newexten", Channel=half, Application="AGI"),
        event("DeviceStateChange", Device="PJSIP/201", State="NOT_INUSE"),
    ]
    for text in of_nobody:
        assert is_left_out(text if stamped else text.replace(f"Timestamp: 1796000000.1{END}", "")), text


def test_a_forward_that_freepbx_shows_by_a_device_state_is_heard_of() -> None:
    assert not is_left_out(event("DeviceStateChange", Device="Custom:CF204", State="INUSE"))


def test_a_leg_that_is_dialled_from_a_channel_named_like_a_question_is_heard_of() -> None:
    half = "Local/u1@veilleur-ask-0000002f;1"
    assert not is_left_out(event("DialBegin", Channel=half, DestChannel="PJSIP/carrier-00000001"))
