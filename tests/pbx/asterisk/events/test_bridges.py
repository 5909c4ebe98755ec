"""Who meets whom in bridges and conferences, as events of a switch report it."""

from __future__ import annotations

from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.events.bridges import MAX_HOPS, PROVED_S
from veilleur.pbx.asterisk.events.translator import Translator
from veilleur.words.events import CallTransferred, Event
from veilleur.words.site import Site

LATVIA, CALLER = "0037129011000", "+263770000001"
CARRIER, OUTSIDER, PHONE, COLLEAGUE = "PJSIP/carrier-2", "PJSIP/carrier-9", "PJSIP/201-1", "PJSIP/202-3"
IDS = {PHONE: "1.1", CARRIER: "1.2", OUTSIDER: "1.9", COLLEAGUE: "1.3"}


def message(name: str, fields: dict[str, str]) -> Message:
    return Message(name, "\r\n".join(f"{key}: {value}" for key, value in fields.items()).encode())


class Switch:
    """A call of telephone 201 to Latvia that runs, and an outsider who called in."""

    def __init__(self) -> None:
        self.translator = Translator(Site(extensions=("2XX",), trunks=("PJSIP/carrier*",)))
        self.now = 100.0
        self.new(PHONE, CallerIDNum="201", Exten=LATVIA, ChannelState="4")
        self.new(CARRIER, ChannelState="0")
        self.send("DialBegin", PHONE, DestUniqueid="1.2", DestChannel=CARRIER, DialString=f"{LATVIA}@carrier")
        self.send("Newstate", CARRIER, ChannelState="6")
        self.new(OUTSIDER, CallerIDNum=CALLER, Exten="0199001290", ChannelState="4")
        self.new(COLLEAGUE, CallerIDNum="202", Exten="800", ChannelState="4")

    def new(self, name: str, **fields: str) -> None:
        IDS.setdefault(name, f"2.{len(IDS)}")
        self.send("Newchannel", name, **fields)

    def send(self, event: str, name: str, **fields: str) -> list[Event]:
        whole = {"Event": event, "Channel": name, "Uniqueid": IDS[name], "Linkedid": IDS[name], **fields}
        return self.translator.step(message(event, whole), self.now)

    def enters(self, name: str, bridge: str, technology: str = "softmix") -> None:
        found = self.send("BridgeEnter", name, BridgeUniqueid=bridge, BridgeTechnology=technology)
        assert not [one for one in found if isinstance(one, CallTransferred)]

    def later(self) -> list[CallTransferred]:
        self.now += PROVED_S
        return [one for one in self.translator.flush(self.now) if isinstance(one, CallTransferred)]


def test_an_outsider_who_meets_a_running_call_abroad_is_known_a_moment_later() -> None:
    switch = Switch()
    switch.enters(CARRIER, "b")
    switch.enters(OUTSIDER, "b")
    (met,) = switch.later()
    assert (met.call, met.number, met.extension, met.outside_caller) == ("1.2", LATVIA, "201", CALLER)
    assert met.attended, "the telephone that placed the call is there"
    switch.send("Hangup", PHONE)
    assert switch.later() == [], "once"


def test_a_meetme_room_is_a_conference_too() -> None:
    switch = Switch()
    switch.send("MeetmeJoin", CARRIER, Meetme="8600", User="1")
    switch.send("MeetmeJoin", COLLEAGUE, Meetme="8601", User="1")
    switch.send("MeetmeJoin", OUTSIDER, Meetme="8601", User="2")
    assert switch.later() == [], "in another room"
    switch.send("MeetmeLeave", OUTSIDER, Meetme="8601", User="2")
    switch.send("MeetmeJoin", OUTSIDER, Meetme="8600", User="2")
    (met,) = switch.later()
    assert (met.call, met.outside_caller) == ("1.2", CALLER)


def test_who_stands_in_a_meetme_room_already_is_read_from_the_switchs_list() -> None:
    switch = Switch()
    rows = [
        {"Channel": name, "Uniqueid": IDS[name], "Application": "MeetMe", "ApplicationData": room}
        for name, room in ((CARRIER, "8600,qF"), (OUTSIDER, "8600"), (COLLEAGUE, ""))
    ]
    switch.translator.bridges.listed([message("CoreShowChannel", row) for row in rows], switch.now)
    assert [met.outside_caller for met in switch.later()] == [CALLER]


def test_with_no_telephone_of_the_house_left_nobody_spoke_with_both() -> None:
    switch = Switch()
    switch.send("Hangup", PHONE)
    switch.enters(CARRIER, "b")
    switch.enters(OUTSIDER, "b")
    (met,) = switch.later()
    assert not met.attended


def test_a_colleague_is_no_outsider_and_two_outsiders_without_a_call_abroad_cost_nothing() -> None:
    switch = Switch()
    switch.enters(CARRIER, "b")
    switch.enters(COLLEAGUE, "b")
    switch.enters(OUTSIDER, "other")
    assert switch.later() == []


def test_who_waits_hears_nobody() -> None:
    switch = Switch()
    switch.enters(CARRIER, "b", "holding_bridge")
    switch.enters(OUTSIDER, "b", "holding_bridge")
    assert switch.later() == []


def test_a_meeting_of_a_moment_is_a_step_of_a_transfer() -> None:
    switch = Switch()
    switch.enters(CARRIER, "b")
    switch.enters(OUTSIDER, "b")
    switch.send("BridgeLeave", OUTSIDER, BridgeUniqueid="b")
    assert switch.later() == []


def test_through_local_channels_two_rooms_are_one() -> None:
    """And a ring of them does not hold us."""
    switch = Switch()
    for n in range(3):
        for half in (1, 2):
            switch.new(f"Local/s@rooms-{n};{half}", ChannelState="6")
            switch.enters(f"Local/s@rooms-{n};{half}", f"b{(n + half - 1) % 3}")
    switch.enters(CARRIER, "b0")
    switch.enters(OUTSIDER, "b2")
    assert [met.outside_caller for met in switch.later()] == [CALLER]
    assert MAX_HOPS < 100


def test_a_call_that_is_dialled_from_within_a_conference_meets_who_is_there() -> None:
    switch = Switch()
    switch.enters(OUTSIDER, "b")
    switch.enters(COLLEAGUE, "b")
    switch.new("PJSIP/carrier-5", ChannelState="0")
    leg = IDS["PJSIP/carrier-5"]
    dialled = {"DestUniqueid": leg, "DestChannel": "PJSIP/carrier-5", "DialString": f"{LATVIA}@carrier"}
    switch.send("DialBegin", COLLEAGUE, **dialled)
    assert [met.call for met in switch.later()] == [leg]


def test_an_outsider_who_listens_in_and_may_speak_meets_it_at_once() -> None:
    switch = Switch()
    spy = {"SpyerUniqueid": "1.9", "SpyerChannel": OUTSIDER, "SpyeeUniqueid": "1.1", "SpyeeChannel": PHONE}
    found = switch.send("ChanSpyStart", OUTSIDER, **spy)
    assert [one.call for one in found if isinstance(one, CallTransferred)] == ["1.2"]


def test_the_older_conferences_count_too() -> None:
    switch = Switch()
    switch.send("MeetmeJoin", CARRIER, Meetme="12")
    switch.send("MeetmeJoin", OUTSIDER, Meetme="12")
    assert len(switch.later()) == 1
    switch.send("MeetmeLeave", OUTSIDER, Meetme="12")
    assert switch.later() == []


def test_who_meets_after_the_connection_was_lost_is_read_from_the_switchs_list() -> None:
    switch = Switch()
    rows = [
        {"channel": name, "uniqueid": IDS[name], "bridgeid": "b", "channelstate": "6", "application": what}
        for name, what in ((PHONE, "Dial"), (CARRIER, "AppDial"), (OUTSIDER, "ConfBridge"))
    ]
    switch.translator.snapshot([message("CoreShowChannel", row) for row in rows], "asterisk", switch.now)
    assert [met.call for met in switch.later()] == ["1.2"]
