"""Contacts of telephones: which of them are a way out."""

from __future__ import annotations

import pytest

from veilleur.pbx.asterisk.events.contacts import (
    MAX_ACCOUNTS,
    MAX_CONTACTS,
    Contacts,
    Crowd,
    WayOutBehind,
    user_and_host,
)

TRUNK, ELSEWHERE = "203.0.113.9", "192.0.2.7"
LATVIA = "0037129011000"


def contacts() -> Contacts:
    found = Contacts(lambda number: len(number) == 3 and number.startswith("2"))
    found.trunk_at(TRUNK)
    found.trunk_at("sip.carrier.example")
    return found


@pytest.mark.parametrize(
    ("uri", "number"),
    [
        (f"sip:{LATVIA}@{TRUNK}:5060", LATVIA),
        (f"<sips:{LATVIA}@SIP.Carrier.Example.;transport=tls>", LATVIA),
        (f"sip:%30037129011000;phone-context=x@{TRUNK}", LATVIA),
        (f"sip:00-371(29)011000:secret@{TRUNK};ob", LATVIA),
        (f"sip:3615@{TRUNK}", "3615"),
        (f"sip:+37129011000@{TRUNK}:5080", "+37129011000"),
    ],
)
def test_a_number_at_the_trunks_own_address_is_a_way_out_for_certain(uri: str, number: str) -> None:
    found = contacts()
    assert found.added("PJSIP/203", uri)
    assert found.behind("PJSIP/203") == WayOutBehind(number, is_trunk=True)
    assert not found.added("PJSIP/203", uri), "the same again is no news"


@pytest.mark.parametrize(
    "uri",
    [
        f"sip:203@{TRUNK}",  # telephones of people at home, behind the carrier's own proxy
        f"sip:204@{TRUNK}",
        f"sip:x7f2@{TRUNK}",
        f"sip:{TRUNK}",
        f"sip:3615@{ELSEWHERE}",
        f"sip:x00371290@{ELSEWHERE}",
        "",
    ],
)
def test_other_contacts_are_telephones(uri: str) -> None:
    found = contacts()
    found.added("PJSIP/203", uri)
    assert found.behind("PJSIP/203") is None


def test_a_long_number_elsewhere_leads_out_and_proves_nothing() -> None:
    """A gateway of the house, or a name that leads to the trunk; but a branch registers by its number too."""
    found = contacts()
    found.added("PJSIP/203", f"sip:{LATVIA}@{ELSEWHERE}")
    assert found.behind("PJSIP/203") == WayOutBehind(LATVIA, is_trunk=False)


def test_an_account_that_is_called_by_its_number_is_reached_by_it() -> None:
    found = contacts()
    found.added("SIP/0199001234", f"sip:0199001234@{ELSEWHERE}")
    assert found.behind("SIP/0199001234") is None


def test_of_several_contacts_the_one_that_leads_out_counts_until_it_is_removed() -> None:
    found = contacts()
    out = f"sip:{LATVIA}@{TRUNK}"
    found.added("PJSIP/203", f"sip:203@{ELSEWHERE}")
    found.added("PJSIP/203", out)
    assert found.behind("PJSIP/203") is not None
    found.removed("PJSIP/203", out)
    assert found.behind("PJSIP/203") is None


def test_where_an_account_has_one_contact_the_last_counts() -> None:
    found = contacts()
    found.added("SIP/203", f"sip:{LATVIA}@{TRUNK}")
    found.removed_but("SIP/203", f"sip:203@{ELSEWHERE}")
    found.added("SIP/203", f"sip:203@{ELSEWHERE}")
    assert found.behind("SIP/203") is None


def test_what_is_remembered_is_bounded() -> None:
    found = contacts()
    for n in range(MAX_ACCOUNTS + 5):
        found.added(f"PJSIP/a{n}", f"sip:{LATVIA}@{TRUNK}")
    assert found.behind("PJSIP/a0") is None
    for n in range(MAX_CONTACTS + 1):
        found.added("PJSIP/203", f"sip:{'' if n else LATVIA}x{n}@{TRUNK}")
    assert found.behind("PJSIP/203") is None


def test_an_address_of_the_sixth_version_is_read_whole() -> None:
    assert user_and_host("sip:12@[2001:db8::7]:5060") == ("12", "2001:db8::7")


CARRIER = "sip.carrier.net"


def named_trunk() -> Contacts:
    found = Contacts(lambda number: len(number) == 3 and number.startswith("2"))
    found.trunk_at(CARRIER)
    return found


def test_a_trunk_that_is_written_by_name_is_known_by_its_address_too() -> None:
    found = named_trunk()
    found.added("PJSIP/203", f"sip:3615@{TRUNK}")
    assert found.behind("PJSIP/203") is None
    assert found.news() == []
    assert found.names() == [CARRIER]
    found.looked_up(CARRIER, [ELSEWHERE, TRUNK])
    assert found.behind("PJSIP/203") == WayOutBehind("3615", is_trunk=True)
    assert [peer for peer, _uri, _way in found.news()] == ["PJSIP/203"]
    assert found.news() == [], "once"
    assert found.names() == []


def test_a_contact_by_name_that_leads_to_a_trunk_is_known() -> None:
    found = contacts()
    found.added("PJSIP/203", f"sip:{LATVIA}@my.own.name.org;transport=tcp")
    assert found.behind("PJSIP/203") == WayOutBehind(LATVIA, is_trunk=False)
    found.looked_up("my.own.name.org", [TRUNK])
    assert found.behind("PJSIP/203") == WayOutBehind(LATVIA, is_trunk=True)


def test_two_names_of_one_machine_are_one() -> None:
    found = named_trunk()
    found.added("PJSIP/203", f"sip:{LATVIA}@other.name.net")
    for name in (CARRIER, "other.name.net"):
        found.looked_up(name, ["2001:DB8::7"])
    assert found.behind("PJSIP/203") == WayOutBehind(LATVIA, is_trunk=True)


@pytest.mark.parametrize("host", ["x7df.invalid", "192.0.2.9", "[2001:db8::1]", ""])
def test_what_nobody_can_look_up_is_not_looked_up(host: str) -> None:
    found = Contacts(lambda _number: False)
    found.added("PJSIP/203", f"sip:k3j2@{host}")
    assert found.names() == []


def test_a_name_that_nobody_knows_is_asked_once_until_all_are_forgotten() -> None:
    found = named_trunk()
    found.looked_up(CARRIER, [])
    assert found.names() == []
    found.forget_names()
    assert found.names() == [CARRIER]


def test_the_contact_that_is_rung_decides_where_the_dial_string_names_it() -> None:
    """A hostile registration beside an honest one: the honest telephone goes on ringing."""
    found = contacts()
    honest, hostile = f"sip:203@{ELSEWHERE}:5060", f"sip:{LATVIA}@{TRUNK}:5060"
    found.added("PJSIP/203", honest)
    found.added("PJSIP/203", hostile)
    assert found.behind("PJSIP/203", honest) is None
    assert found.behind("PJSIP/203", hostile) == WayOutBehind(LATVIA, is_trunk=True)
    assert found.behind("PJSIP/203") == WayOutBehind(LATVIA, is_trunk=True), "one of both, nobody says which"


def test_a_contact_that_goes_and_comes_is_news_again() -> None:
    found = contacts()
    out = f"sip:{LATVIA}@{TRUNK}"
    for _time in range(2):
        found.added("PJSIP/203", out)
        assert len(found.news("PJSIP/203")) == 1
        found.removed("PJSIP/203", out)
    assert found.news("PJSIP/204") == []


def test_an_account_that_is_reached_at_more_machines_than_is_usual_is_news_once() -> None:
    found = contacts()
    assert found.crowds() == [], "nobody is known yet"
    found.added("PJSIP/203", "sip:203@192.168.1.20:5060")
    found.added("PJSIP/204", "sip:204@192.168.1.21:5060")
    found.added("PJSIP/204", "sip:204@192.168.1.22:5060")
    assert found.crowds() == [], "so it is usual"

    found.added("PJSIP/203", "sip:203@192.168.1.20:49152")
    found.added("PJSIP/203", "sip:x8k2@r4nd0m.invalid;transport=ws")
    assert found.crowds() == [], "the same machine by another port, and a browser"
    found.added("PJSIP/203", f"sip:203@{ELSEWHERE}")
    assert found.crowds() == [Crowd("203", ("192.0.2.7", "192.168.1.20"), 1)]
    assert found.crowds() == []
    found.removed("PJSIP/203", f"sip:203@{ELSEWHERE}")
    found.added("PJSIP/203", f"sip:203@{ELSEWHERE}")
    assert found.crowds() == [], "it comes and goes"
    found.added("PJSIP/204", f"sip:204@{ELSEWHERE}")
    assert [(one.account, one.usual) for one in found.crowds()] == [("204", 2)]


def test_an_account_that_is_new_is_usual_at_one_machine() -> None:
    found = contacts()
    found.added("PJSIP/203", "sip:203@192.168.1.20")
    found.crowds()
    found.added("PJSIP/205", "sip:205@192.168.1.25")
    assert found.crowds() == []
    found.added("PJSIP/205", f"sip:205@{ELSEWHERE}")
    assert [one.account for one in found.crowds()] == ["205"]
