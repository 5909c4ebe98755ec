"""An outsider meets a call abroad of the company: in a conference, or bridged to it by the manager."""

from __future__ import annotations

import pytest
from lab.attacks import ATTACKER, HOSTILE_NUMBERS
from lab.company import Company
from lab.configuration import technology
from lab.outcome import ended
from lab.sip import Sip
from lab.waiting import LIMIT_S, until

from veilleur.words.events import CallTransferred

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.parametrize("version", ["22", "16"])]

NUMBER = HOSTILE_NUMBERS[0]
CONFERENCE, WAITING_ROOM = "0199001290", "0199001291"
ROOMS = f"""
[incoming]
exten => {CONFERENCE},1,Answer()
same => n,ConfBridge(lab)
exten => {WAITING_ROOM},1,Answer()
same => n,Wait(60)

[internal]
exten => 800,1,Goto(rooms,s,1)

[rooms]
exten => s,1,ConfBridge(lab)
"""
INTO = {"Context": "rooms", "Exten": "s", "Priority": "1"}
BOTH_INTO = {**INTO, **{f"Extra{key}": value for key, value in INTO.items()}}
NIGHT, DAY = "2026-11-25 02:00", "2026-11-25 10:30"
MANNERS = pytest.mark.parametrize("manner", ["conference", "bridge"])


def open_rooms(company: Company) -> None:
    path = company.switch.path(f"{company.switch.home}/etc/extensions.conf")
    path.write_text(path.read_text() + ROOMS)
    company.switch.ask("Reload", Module="pbx_config")


def channel(company: Company, peer: str, *applications: str) -> str:
    """The channel of a peer that is up and runs one of these, once there is one."""
    prefix = f"{technology(company.version)}/{peer}-"
    found: list[str] = []

    def is_there() -> bool:
        company.switch.send("CoreShowChannels")
        for row in company.switch.events(LIMIT_S):
            if row.get("Event") == "CoreShowChannelsComplete":
                break
            is_its = row.get("Event") == "CoreShowChannel" and row["Channel"].startswith(prefix)
            if is_its and row["ChannelStateDesc"] == "Up" and row["Application"] in applications:
                found.append(row["Channel"])
        return bool(found)

    until(is_there, f"a channel of {peer} that runs {applications}")
    return found[0]


def meet(company: Company, manner: str) -> Sip:
    """The company calls abroad, an outsider calls in, and the two are brought together."""
    open_rooms(company)
    own = company.dial("201", f"0{NUMBER}", holds_s=12)
    own.wait_for("answered")
    leg, telephone = channel(company, "carrier", "AppDial"), channel(company, "201", "Dial")
    room = CONFERENCE if manner == "conference" else WAITING_ROOM
    outsider = company.outside_call(room, caller=ATTACKER, holds_s=12)
    outsider.wait_for("answered")
    if manner == "conference":
        company.switch.send("Redirect", Channel=leg, ExtraChannel=telephone, **BOTH_INTO)
    else:
        company.switch.send("Bridge", Channel1=channel(company, "carrier", "Wait"), Channel2=leg)
    return outsider


@MANNERS
def test_unwatched_they_speak_for_as_long_as_they_like(version: str, manner: str) -> None:
    with Company(version, watched=False, rings_s=0.5) as company:
        meet(company, manner).wait()
        (found,) = company.hostile_calls()  # in the conference it goes on without the outsider
        assert found.seconds() > 8


@MANNERS
@pytest.mark.parametrize("asks", [True, False])
def test_at_night_the_call_is_cut_within_a_second_of_their_meeting(
    version: str, asks: bool, manner: str
) -> None:
    with Company(version, asks=asks, rings_s=0.5, at=NIGHT) as company:
        meet(company, manner)
        company.journal.wait_for(lambda j: j.events(CallTransferred), "they meet")
        company.journal.wait_for(lambda j: j.decisions("cut"), "it is cut")
        met = company.journal.events(CallTransferred)[0]
        assert isinstance(met, CallTransferred)
        assert (met.extension, met.outside_caller) == ("201", ATTACKER)
        (carried,) = ended(company, 1)
        ended_at = carried.ended_at
        assert ended_at is not None
        assert ended_at + company.ahead_s - met.seen_at <= company.within(1.0)
        assert company.journal.decisions("alert")


def test_a_colleague_who_joins_the_conference_is_no_outsider(version: str) -> None:
    with Company(version, rings_s=0.5, at=NIGHT) as company:
        open_rooms(company)
        own = company.dial("201", f"0{NUMBER}", holds_s=5)
        own.wait_for("answered")
        leg, telephone = channel(company, "carrier", "AppDial"), channel(company, "201", "Dial")
        company.dial("202", "800", holds_s=5).wait_for("answered")
        company.switch.send("Redirect", Channel=leg, ExtraChannel=telephone, **BOTH_INTO)
        own.wait()
        assert company.journal.events(CallTransferred) == []
        assert company.journal.decisions("cut") == []


def test_by_day_a_customer_in_a_conference_that_a_colleague_holds_may_stay(version: str) -> None:
    with Company(version, hours="open", rings_s=0.5, at=DAY) as company:
        meet(company, "conference")
        company.journal.wait_for(lambda j: j.events(CallTransferred), "they meet")
        assert company.journal.decisions("cut") == []
