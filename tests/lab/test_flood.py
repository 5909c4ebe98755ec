"""Under calls that loop through the dialplan a hostile call is cut all the same, within two seconds."""

from __future__ import annotations

import pytest
from lab.attacks import HOSTILE_NUMBERS, call_file
from lab.company import Company
from lab.outcome import outcome

from veilleur.pbx.asterisk.feed import FLOOD_FEED
from veilleur.words.events import FeedLost

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

LOOP = (
    "\n[loop]\nexten => s,1,Set(TIMEOUT(absolute)=25)\nsame => n(again),NoOp(round)\nsame => n,Goto(again)\n"
)


def loops(company: Company, calls: int) -> None:
    """Calls that go round in the dialplan at full speed."""
    path = company.switch.path(f"{company.switch.home}/etc/extensions.conf")
    path.write_text(path.read_text() + LOOP)
    company.switch.ask("Reload", Module="pbx_config")
    for _number in range(calls):
        company.switch.send(
            "Originate", Channel="Local/s@loop/n", Application="Wait", Data="30", Async="true"
        )


@pytest.mark.parametrize("asks", [True, False])
def test_a_running_hostile_call_is_cut_within_two_seconds_of_a_flood(version: str, asks: bool) -> None:
    with Company(version, asks=asks) as company:
        loops(company, 2)
        company.journal.wait_for(
            lambda j: any(getattr(one, "feed", "") == FLOOD_FEED for one in j.events(FeedLost)),
            "the flood shows",
        )
        # By the spool: the laboratory's own login reads nothing and is thrown out by the flood.
        for number in HOSTILE_NUMBERS[:3]:
            call_file(company, number, 30)
        company.journal.wait_for(lambda j: len(j.decisions("cut")) >= 3, "each is cut")
        assert outcome(company).longest_s < company.within(2.0)
