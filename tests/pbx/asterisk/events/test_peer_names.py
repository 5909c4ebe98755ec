"""Which channels lead out of a site, with no trunk named: peers called in every way."""

from __future__ import annotations

import pytest

from veilleur.numbering import DialPlan
from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.events.peer_lists import Peers
from veilleur.pbx.asterisk.events.peer_names import (
    MAX_PEERS,
    Plan,
    address_of,
    bare_of,
    dialled_number,
    peer_of,
)
from veilleur.pbx.asterisk.events.registrations import Accounts
from veilleur.pbx.asterisk.events.translator import Translator
from veilleur.words import events
from veilleur.words.calls import Origin
from veilleur.words.site import Site

NUMBER = "0088213123456"


@pytest.mark.parametrize(
    "name",
    [
        "PJSIP/104-0000001a",
        "PJSIP/phone104-0000001a",
        "PJSIP/104-webrtc-0000001a",
        "PJSIP/99104-0000001a",  # FreePBX's account for browsers
        "SIP/1204-0000001a",
        "AsyncGoto/PJSIP/104-0000001a",
        "PJSIP/104-0000001a<ZOMBIE>",
        "Local/0088213123456@from-internal-0000;1",
        "ConfBridge/1-01",
        "Surrogate/PJSIP/carrier-01",
    ],
)
def test_telephones_and_inner_channels_are_no_trunks(name: str) -> None:
    assert not Plan(Site()).is_trunk(name)


@pytest.mark.parametrize(
    "name",
    [
        "PJSIP/carrier-0000001a",
        "SIP/ovh-sip-0000001a",
        "PJSIP/0199001200-0000001a",
        "IAX2/192.0.2.1:4569-22",
        "SIP/192.0.2.104-0000001a",
        "DAHDI/i1/0088213123456-3",
        "PJSIP/my trunk-0000001a",
        "PJSIP/anonymous-0000001a",
    ],
)
def test_all_else_is_one(name: str) -> None:
    assert Plan(Site()).is_trunk(name)


def test_named_trunks_count_alone() -> None:
    plan = Plan(Site(trunks=("PJSIP/carrier*",)))
    assert plan.is_trunk("PJSIP/carrier-backup-01")
    assert not plan.is_trunk("PJSIP/reception-01")


class Switch:
    """Dials, and gives what the translator reports."""

    def __init__(self, site: Site) -> None:
        self.translator = Translator(site)

    def send(self, name: str, **fields: str) -> list[events.Event]:
        lines = [f"Event: {name}", *(f"{key}: {value}" for key, value in fields.items())]
        return self.translator.step(Message(name, "\r\n".join(lines).encode()), 1000.0)

    def dial(self, leg: str, dial_string: str) -> list[events.Event]:
        source = {"Channel": "PJSIP/104-01", "Uniqueid": "1", "Exten": NUMBER}
        self.send("Newchannel", **source, ChannelState="4", CallerIDNum="104")
        dest = {"DestChannel": leg, "DestUniqueid": "2", "DialString": dial_string}
        return self.send("DialBegin", **source, **dest)


@pytest.mark.parametrize("site", [Site(), Site(trunks=("PJSIP/known*",))])
@pytest.mark.parametrize(
    ("leg", "dial_string"),
    [
        ("PJSIP/1234-02", f"{NUMBER}@1234"),
        ("SIP/1234-02", f"1234/{NUMBER}"),
        ("PJSIP/104-02", f"104/sip:{NUMBER}@192.0.2.9"),  # through a telephone's account, to the carrier
        ("SIP/forgotten-02", f"forgotten/{NUMBER}"),
        ("PJSIP/trunk101-02", "%2B88213123456@trunk101"),
    ],
)
def test_a_number_dialled_through_a_peer_makes_a_leg_that_leaves(
    site: Site, leg: str, dial_string: str
) -> None:
    (begun,) = Switch(site).dial(leg, dial_string)
    assert isinstance(begun, events.CallStarted)
    assert (begun.origin, begun.extension) == (Origin.EXTENSION, "104")
    assert begun.number in (NUMBER, "+88213123456")


@pytest.mark.parametrize(
    ("leg", "dial_string"),
    [
        ("PJSIP/105-02", "105"),
        ("PJSIP/105-02", "105/sip:105@192.0.2.7:5060;transport=ws"),
        ("PJSIP/105-02", "105/sip:a8f7k2@192.0.2.7:5060"),
        ("SIP/1234-02", "1234"),
    ],
)
def test_a_telephone_that_rings_is_no_leg_that_leaves(leg: str, dial_string: str) -> None:
    assert Switch(Site()).dial(leg, dial_string) == []


@pytest.mark.parametrize(
    ("dial_string", "number"),
    [
        ("00x88213123456@carrier", "00x88213123456"),  # a carrier may pass over the letter
        (f"carrier/sip:x{NUMBER}@192.0.2.1", f"x{NUMBER}"),
        ("carrier/alice", "alice"),
        (f"carrier/w{NUMBER}", f"w{NUMBER}"),
        (f"carrier/sip:{NUMBER}:x@192.0.2.1", NUMBER),
    ],
)
def test_what_is_dialled_is_never_passed_off_as_what_the_dialplan_was_asked_for(
    dial_string: str, number: str
) -> None:
    switch = Switch(Site())
    source = {"Channel": "Local/105@x-01;2", "Uniqueid": "1", "Exten": "105"}
    switch.send("Newchannel", **source, ChannelState="4")
    dest = {"DestChannel": "PJSIP/carrier-02", "DestUniqueid": "2", "DialString": dial_string}
    (begun,) = switch.send("DialBegin", **source, **dest)
    assert isinstance(begun, events.CallStarted)
    assert begun.number == number


@pytest.mark.parametrize(
    "dial_string", ["reception", "reception/sip:reception@192.0.2.7:5060", "reception/sip:x7f2k9pq@192.0.2.7"]
)
def test_a_telephone_of_any_name_is_known_once_it_was_rung(dial_string: str) -> None:
    switch = Switch(Site())
    source = {"Channel": "PJSIP/104-01", "Uniqueid": "1", "Exten": "105"}
    switch.send("Newchannel", **source, ChannelState="4")
    dest = {"DestChannel": "PJSIP/reception-02", "DestUniqueid": "2", "DialString": dial_string}
    assert switch.send("DialBegin", **source, **dest) == []
    assert not switch.translator.plan.is_trunk("PJSIP/reception-03")


def test_a_leg_that_answered_before_it_was_known_to_leave_is_told_so() -> None:
    switch = Switch(Site())
    switch.send("Newchannel", Channel="PJSIP/1234-02", Uniqueid="2", ChannelState="0")
    assert switch.send("Newstate", Channel="PJSIP/1234-02", Uniqueid="2", ChannelState="6") == []
    found = switch.dial("PJSIP/1234-02", f"{NUMBER}@1234")
    assert [type(one) for one in found] == [events.CallStarted, events.CallAnswered]


def test_who_dials_through_a_telephone_does_not_blind_us_to_its_own_calls() -> None:
    switch = Switch(Site())
    switch.dial("PJSIP/105-02", f"{NUMBER}@105")
    assert not switch.translator.plan.is_trunk("PJSIP/105-03")


def rows(name: str, *fields: dict[str, str]) -> list[Message]:
    texts = ["\r\n".join(f"{key}: {value}" for key, value in row.items()) for row in fields]
    return [Message(name, f"Event: {name}\r\n{text}".encode()) for text in texts]


def test_inner_channels_take_no_place_among_the_peers() -> None:
    plan = Plan(Site())
    plan.learn_peer("PJSIP/reception", False)
    for number in range(MAX_PEERS + 10):
        plan.learn_peer(f"Local/{number}@out", False)
    assert not plan.is_trunk("PJSIP/reception-01")


def test_the_lists_of_the_switch_tell_a_trunk_by_any_name_from_a_telephone() -> None:
    plan = Plan(Site())
    accounts = Accounts(plan)
    peers = Peers(plan, accounts)
    aors = ({"ObjectName": "1234", "MaxContacts": "0"}, {"ObjectName": "reception", "MaxContacts": "1"})
    peers.listed(rows("AorList", *aors), 1.0, 1.0)
    endpoints = (
        {"ObjectName": "1234", "Aor": "1234", "Auths": "", "OutboundAuths": "1234"},
        {"ObjectName": "reception", "Aor": "reception", "Auths": "reception", "OutboundAuths": ""},
    )
    peers.listed(rows("EndpointList", *endpoints), 1.0, 1.0)
    assert plan.is_trunk("PJSIP/1234-01")
    assert not plan.is_trunk("PJSIP/reception-01")
    contacts = (
        {"Endpoint": "reception", "ViaAddr": "192.0.2.7", "UserAgent": "Desk 1"},
        {"Endpoint": "1234", "ViaAddr": "192.0.2.1"},
    )
    (registered,) = peers.listed(rows("ContactList", *contacts), 2.0, 2.0)
    assert isinstance(registered, events.Registered)
    assert (registered.account, registered.address, registered.agent) == ("reception", "192.0.2.7", "Desk 1")
    assert peers.listed(rows("ContactList", *contacts), 3.0, 3.0) == []


def test_peers_of_chan_sip_that_register_are_telephones_and_their_place_is_known() -> None:
    plan = Plan(Site())
    peers = Peers(plan, Accounts(plan))
    listed = (
        {"ObjectName": "fax", "Dynamic": "yes", "IPaddress": "192.0.2.9"},
        {"ObjectName": "away", "Dynamic": "yes", "IPaddress": "-none-"},
        {"ObjectName": "carrier", "Dynamic": "no", "IPaddress": "192.0.2.1"},
    )
    (registered,) = peers.listed(rows("PeerEntry", *listed), 1.0, 1.0)
    assert isinstance(registered, events.Registered)
    assert registered.account == "fax"
    assert not plan.is_trunk("SIP/away-01")
    assert plan.is_trunk("SIP/carrier-01")


@pytest.mark.parametrize(
    ("context", "is_trunk"), [("from-internal", False), ("from-internal-xfer", False), ("from-pstn", True)]
)
def test_freepbx_names_its_contexts_so_that_a_peer_is_known(context: str, is_trunk: bool) -> None:
    switch = Switch(Site())
    switch.send("Newchannel", Channel="DAHDI/3-1", Uniqueid="1", ChannelState="4", Context=context, Exten="s")
    assert switch.translator.plan.is_trunk("DAHDI/3-1") is is_trunk


def test_names_and_addresses_are_read() -> None:
    assert bare_of("PJSIP/ovh-sip-0000001a<MASQ>") == "PJSIP/ovh-sip"
    assert peer_of("DAHDI/i1/0199001122-3") == "i1/0199001122"
    assert dialled_number("carrier/sip:+88213123456;ext=1@192.0.2.1:5080") == "+88213123456"
    assert dialled_number("carrier/sip:alice@192.0.2.1") == ""
    assert dialled_number("carrier/sip:192.0.2.1:5060") == ""
    assert address_of("IPV6/UDP/2001:db8::7/5060") == "2001:db8::7"
    assert address_of("sip:104@[2001:db8::7]:5060") == "2001:db8::7"
    assert address_of("sip:104@192.0.2.7:5060;ob") == "192.0.2.7"


@pytest.mark.parametrize("gap", ["-" * 100, "." * 100, " " * 90, "%2D" * 60])
@pytest.mark.parametrize(
    "technology", ["PJSIP/{}@carrier", "SIP/carrier/{}", "PJSIP/carrier/sip:{}@192.0.2.1"]
)
def test_dashes_hide_no_end_of_a_number_behind_an_emergency_number(technology: str, gap: str) -> None:
    found = dialled_number(technology.format(f"18{gap}765551234"))
    assert "".join(filter(str.isdigit, found)) == "18765551234"
    assert not DialPlan(Site()).destination(found).is_emergency


def test_more_digits_than_a_number_has_are_no_number() -> None:
    found = dialled_number(f"PJSIP/{'112' + '0' * 300}@carrier")
    assert found
    destination = DialPlan(Site()).destination(found)
    assert destination.is_capped
    assert not destination.is_emergency
