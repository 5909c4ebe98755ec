"""A stolen account is reached at its own telephone and at the trunk's address too.

On Asterisk 22 alone: the laboratory's 16 has chan_sip, which keeps one contact of an account.
"""

from __future__ import annotations

import pytest
from lab.company import Company
from lab.configuration import MAIN_NUMBER, RECEPTION
from lab.waiting import LIMIT_S, until
from tests.lab.test_no_telephone import VANTAGES, contact

pytestmark = [pytest.mark.lab, pytest.mark.slow]

VERSION = "22"
EVERY_CONTACT = "0199001292"
RINGS_EVERY_CONTACT = f"""
[incoming]
exten => {EVERY_CONTACT},1,Dial(${{PJSIP_DIAL_CONTACTS({RECEPTION})}},30)
"""


def allow_more_contacts(company: Company) -> None:
    """As an owner has it whose people use a desk telephone and a softphone."""
    etc = company.switch.path(f"{company.switch.home}/etc")
    pjsip, plan = etc / "pjsip.conf", etc / "extensions.conf"
    pjsip.write_text(pjsip.read_text().replace("max_contacts=1\nremove_existing=yes", "max_contacts=5"))
    plan.write_text(plan.read_text() + RINGS_EVERY_CONTACT)
    for module in ("res_pjsip.so", "pbx_config.so"):
        company.switch.ask("Reload", Module=module)
    until(lambda: takes_more_contacts(company), "the account may have more contacts")


def takes_more_contacts(company: Company) -> bool:
    """Whether PJSIP, which reads its files again in its own time, has done so."""
    company.switch.send("PJSIPShowAors")
    has_more = False
    for row in company.switch.events(LIMIT_S):
        has_more |= row.get("ObjectName") == RECEPTION and row.get("MaxContacts") == "5"
        if row.get("Event") == "AorListComplete":
            break
    return has_more


@VANTAGES
@pytest.mark.parametrize("dialled", [MAIN_NUMBER, EVERY_CONTACT])
def test_of_two_contacts_the_one_that_leads_out_is_never_answered(asks: bool, dialled: str) -> None:
    with Company(VERSION, asks=asks, rings_s=0.5) as company:
        allow_more_contacts(company)
        company.answering_telephone(RECEPTION)
        company.register(RECEPTION, contact=contact(company))
        call = company.outside_call(dialled, holds_s=1.0)
        said = call.wait()
        assert company.hostile_calls() == []
        if dialled == EVERY_CONTACT:  # its own telephone, which rings beside it, takes the call
            assert "answered" in said
            company.journal.wait_for(lambda j: j.decisions("cut"), "the other leg is cut")
