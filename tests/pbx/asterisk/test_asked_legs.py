"""A leg is known for the one that was asked about: behind a carrier's prefix, and behind Local channels."""

from __future__ import annotations

import pytest

from veilleur.pbx.asterisk.agi.request import call_requested
from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.events.call_origin import WayOut
from veilleur.pbx.asterisk.events.translator import Translator
from veilleur.words import events
from veilleur.words.calls import Origin
from veilleur.words.site import Site

SITE = Site(extensions=("1XX",), trunks=("PJSIP/carrier*", "SIP/carrier*"))
NUMBER = "0088213123456"


class House:
    """A telephone whose dialplan asks, and then dials."""

    def __init__(self) -> None:
        self.translator = Translator(SITE)
        self.send(
            "Newchannel", Channel="PJSIP/101-01", Uniqueid="1", Exten="9", CallerIDNum="101", ChannelState="4"
        )

    def send(self, name: str, **fields: str) -> list[events.Event]:
        lines = [f"Event: {name}", *(f"{key}: {value}" for key, value in fields.items())]
        return self.translator.step(Message(name, "\r\n".join(lines).encode()), 1000.0)

    def asks(self, number: str, gate: str = "veilleur-gate") -> None:
        data = f"{gate},s,1({number},carrier,,)"
        self.send("Newexten", Channel="PJSIP/101-01", Uniqueid="1", Application="Gosub", AppData=data)

    def dials(
        self, number: str, leg: str = "2", by: str = "1", name: str = "PJSIP/101-01"
    ) -> events.CallStarted:
        self.send("Newchannel", Channel=f"PJSIP/carrier-{leg}", Uniqueid=leg, ChannelState="0")
        (event,) = self.send(
            "DialBegin",
            Channel=name,
            Uniqueid=by,
            DestChannel=f"PJSIP/carrier-{leg}",
            DestUniqueid=leg,
            DialString=f"{number}@carrier",
        )
        assert isinstance(event, events.CallStarted)
        return event


@pytest.mark.parametrize(
    ("asked", "dialled", "number"),
    [
        (NUMBER, f"9999{NUMBER}", NUMBER),
        ("0199001234", "1234#0199001234", "0199001234"),
        ("112", "9999112", "112"),  # an emergency call behind a prefix is one all the same
        (NUMBER, f"0{NUMBER}", NUMBER),  # a line of another PBX
        ("882131234567", "00882131234567", "00882131234567"),  # here the prefix says whom is called
        (NUMBER, "9999" + NUMBER[:-1] + "7", "9999" + NUMBER[:-1] + "7"),
        ("112", "0088213112", "0088213112"),
        ("112", "8821312345112", "8821312345112"),  # too long to be a carrier's
    ],
)
@pytest.mark.parametrize("gate", ["veilleur-gate", "veilleur"])
def test_a_carriers_prefix_is_no_part_of_the_number(asked: str, dialled: str, number: str, gate: str) -> None:
    house = House()
    house.asks(asked, gate)
    assert house.dials(dialled).number == number


def test_without_a_question_nothing_is_taken_off() -> None:
    assert House().dials("9999112").number == "9999112"


def test_a_second_trunk_is_known_too_but_nothing_after_an_answered_call() -> None:
    house = House()
    house.asks("112")
    assert house.dials("9999112").number == "112"
    house.send("Hangup", Uniqueid="2", Cause="34")
    assert house.dials("9999112", "3").number == "112"
    house.send("Newstate", Uniqueid="3", Channel="PJSIP/carrier-3", ChannelState="6")
    house.send("Hangup", Uniqueid="3", Cause="16")
    assert house.dials("9999112", "4").number == "9999112"


def test_behind_two_local_channels_the_leg_belongs_to_the_channel_that_asked() -> None:
    house = House()
    house.asks(NUMBER)
    source = ("PJSIP/101-01", "1")
    for hop in ("a", "b"):
        first, second = (f"Local/{NUMBER}@hop-{hop};1", f"{hop}1"), (f"Local/{NUMBER}@hop-{hop};2", f"{hop}2")
        for name, unique in (first, second):
            house.send("Newchannel", Channel=name, Uniqueid=unique, ChannelState="0")
        house.send(
            "LocalBridge", LocalOneChannel=first[0], LocalOneUniqueid=first[1],
            LocalTwoChannel=second[0], LocalTwoUniqueid=second[1],
        )  # fmt: skip
        house.send(
            "DialBegin", Channel=source[0], Uniqueid=source[1], DestChannel=first[0], DestUniqueid=first[1],
            DialString=f"{NUMBER}@hop-{hop}",
        )  # fmt: skip
        source = second
    other = house.dials("0053512345678", "2", source[1], source[0])
    assert (other.number, other.request) == ("0053512345678", source[1])  # about this one nobody asked
    begun = house.dials(NUMBER, "3", source[1], source[0])
    assert (begun.number, begun.request, begun.extension) == (NUMBER, "1", "101")


@pytest.mark.parametrize("name", ["PJSIP/anonymous-01", "SIP/198.51.100.7-01", "IAX2/guest-01"])
def test_a_caller_without_an_account_is_outside_whatever_number_he_shows(name: str) -> None:
    translator = Translator(SITE)
    fields = {"Channel": name, "Uniqueid": "1", "Exten": NUMBER, "CallerIDNum": "101", "ChannelState": "4"}
    lines = ["Event: Newchannel", *(f"{key}: {value}" for key, value in fields.items())]
    (found,) = translator.step(Message("Newchannel", "\r\n".join(lines).encode()), 1.0)
    assert isinstance(found, events.IncomingCall)
    assert translator.way_out("1", NUMBER) == WayOut(Origin.FORWARD, "", "101")


def test_chan_sip_lets_a_stranger_name_his_channel_but_not_his_account() -> None:
    fields = {
        "unique": "1", "number": NUMBER, "channel": "SIP/101-01", "caller": "101", "agi_callerid": "101",
        "origin": "extension", "stranger": "1", "address": "198.51.100.7",
    }  # fmt: skip
    way = WayOut(Origin.EXTENSION, "101")
    requested = call_requested(fields, 1.0, lambda peer: peer if peer == "101" else "", way)
    assert (requested.origin, requested.extension, requested.can_key_digits, requested.address) == (
        Origin.FORWARD,
        "",
        False,
        "",
    )
    own = call_requested({**fields, "stranger": "0"}, 1.0, lambda peer: peer, way)
    assert (own.origin, own.extension) == (Origin.EXTENSION, "101")


def test_whoever_the_switch_says_has_no_account_is_outside() -> None:
    house = House()
    assert house.translator.way_out("1", NUMBER) == WayOut(Origin.EXTENSION, "101")
    (found,) = house.translator.called_without_account("1", 1.0)
    assert isinstance(found, events.IncomingCall)
    assert house.translator.called_without_account("1", 2.0) == []
    assert house.translator.way_out("1", NUMBER) == WayOut(Origin.FORWARD, "", "101")


def take_up(house: House, retriever: str, name: str) -> list[events.Event]:
    """The telephone's call abroad is parked, and somebody takes it up."""
    house.dials(NUMBER)
    house.send("Newstate", Uniqueid="2", Channel="PJSIP/carrier-2", ChannelState="6")
    parked = {"ParkeeChannel": "PJSIP/carrier-2", "ParkeeUniqueid": "2", "ParkerDialString": "PJSIP/101"}
    house.send("ParkedCall", **parked)
    house.send(
        "Newchannel",
        Channel=name,
        Uniqueid=retriever,
        Exten="701",
        CallerIDNum="0063555000",
        ChannelState="4",
    )
    return house.send("UnParkedCall", **parked, RetrieverChannel=name, RetrieverUniqueid=retriever)


def test_an_outside_caller_who_takes_up_a_parked_call_abroad_is_told_like_one_who_is_joined_to_it() -> None:
    (moved,) = take_up(House(), "7", "PJSIP/carrier-7")
    assert isinstance(moved, events.CallTransferred)
    assert (moved.attended, moved.call, moved.number) == (True, "2", NUMBER)
    assert (moved.extension, moved.outside_caller) == ("101", "0063555000")


def test_a_colleague_takes_up_a_parked_call_without_a_word() -> None:
    assert take_up(House(), "7", "PJSIP/102-7") == []


def test_what_follows_a_semicolon_in_a_dialled_address_is_no_part_of_the_number() -> None:
    house = House()
    house.asks("112;phone-context=+33")
    assert house.dials("112;phone-context=+33").number == "112"
    assert house.dials("9999112;phone-context=+33", "3").number == "112"
