"""What is asked beyond the events: the addresses of machines that contacts and trunks name."""

from __future__ import annotations

import asyncio

from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.events.translator import Translator
from veilleur.pbx.asterisk.inquiries import Inquiries, addresses_of
from veilleur.words.events import Event, Registered
from veilleur.words.site import Site

LATVIA, CARRIER = "0037129011000", "203.0.113.9"


def message(name: str, **fields: str) -> Message:
    return Message(name, "".join(f"{key}: {value}\r\n" for key, value in fields.items()).encode())


async def registered(trunk: str, contact: str, known: dict[str, str]) -> list[Event]:
    """What is reported when a telephone registers there. known: addresses by name."""
    translator = Translator(Site(extensions=("2XX",)))
    found: list[Event] = []

    async def act(_name: str, _fields: dict[str, str]) -> list[Message]:
        raise AssertionError("nothing is asked of the switch")

    async def addresses(name: str) -> frozenset[str]:
        return frozenset(known.get(name, "").split())

    inquiries = Inquiries(translator, act, lambda: 1.0, found.append, addresses)
    translator.plan.contacts.trunk_at(trunk)
    status = message("ContactStatus", URI=contact, ContactStatus="Created", AOR="203", EndpointName="203")
    found += translator.accounts.contact_status(status, 1.0, 1.0)
    inquiries.received(status)
    for _turn in range(5):
        await asyncio.sleep(0)
    return [one for one in found if isinstance(one, Registered) and one.number]


async def test_a_contact_by_name_at_the_trunk_s_address_is_reported() -> None:
    (event,) = await registered(CARRIER, f"sip:{LATVIA}@hidden.name.net", {"hidden.name.net": CARRIER})
    assert isinstance(event, Registered)
    assert (event.account, event.number) == ("203", LATVIA)


async def test_a_contact_at_an_address_of_a_trunk_by_name_is_reported() -> None:
    known = {"sip.carrier.net": f"192.0.2.1 {CARRIER}"}
    assert len(await registered("sip.carrier.net", f"sip:{LATVIA}@{CARRIER}", known)) == 1


async def test_a_contact_that_leads_elsewhere_is_not() -> None:
    known = {"sip.carrier.net": CARRIER, "branch.name.net": "192.0.2.8"}
    assert await registered("sip.carrier.net", f"sip:{LATVIA}@branch.name.net", known) == []


async def test_a_name_that_is_none_has_no_address() -> None:
    assert await addresses_of("x" * 300) == frozenset()
    assert "127.0.0.1" in await addresses_of("localhost")
