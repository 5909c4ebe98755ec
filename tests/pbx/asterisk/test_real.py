"""The feed on a real Asterisk, 22 and 16: unasked legs seen, forwards undone, calls cut."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest
from lab.addresses import free_port
from lab.carrier import Carrier
from lab.scenarios import call
from lab.sip import Sip
from lab.switch import RealAsterisk

from veilleur.pbx.asterisk.feed import AsteriskFeed
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.words import events
from veilleur.words.calls import Origin
from veilleur.words.site import Site

NUMBER = "0088213123456"
DIALPLAN = f"""[out]
exten => _X.,1,Dial(PJSIP/${{EXTEN}}@carrier,20)
exten => 104,1,Dial(Local/{NUMBER}@out,20)
[talk]
exten => s,1,Answer()
same => n,Wait(60)
"""


@pytest.mark.lab
@pytest.mark.slow
@pytest.mark.parametrize("version", ["22", "16"])
async def test_originated_and_forwarded_legs_are_seen_kept_over_a_reconnection_and_cut(version: str) -> None:
    seen: list[events.Event] = []
    news = asyncio.Event()

    def take(event: events.Event) -> None:
        seen.append(event)
        news.set()

    def of(kind: type) -> list:
        return [one for one in seen if isinstance(one, kind)]

    async def until(true: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not true():
                news.clear()
                await news.wait()

    with Carrier() as carrier:
        files = {"extensions.conf": DIALPLAN, "pjsip.conf": carrier.pjsip_conf(free_port())}
        with RealAsterisk(version, files) as switch:
            settings = AsteriskSettings(
                port=switch.ami_port, username="lab", secret="lab-only", poll_forwards_s=0.2
            )
            site = Site(extensions=("1XX",), trunks=("PJSIP/carrier*",))
            feed = AsteriskFeed(settings, site, time.time, lambda: 0.5)
            running = asyncio.create_task(feed.run(take))
            try:
                await until(lambda: bool(of(events.FeedRestored)))
                await feed.actuator.restore_forward("104", "CF", NUMBER)
                for channel in (f"PJSIP/{NUMBER}@carrier", "Local/104@out"):
                    switch.send(
                        "Originate", Channel=channel, Context="talk", Exten="s", Priority="1", Async="true"
                    )
                await until(lambda: len(of(events.CallAnswered)) == 2 and bool(of(events.ForwardSet)))
                begun = {one.origin: one for one in of(events.CallStarted)}
                assert {one.number for one in begun.values()} == {NUMBER}
                assert begun[Origin.FORWARD].extension == "104"
                assert begun[Origin.UNKNOWN].request == ""

                connection = feed._connection
                assert connection is not None
                assert connection._writer is not None
                connection._writer.close()
                await until(lambda: len(of(events.FeedRestored)) == 2)
                alive = {one.call: one for one in of(events.Snapshot)[-1].calls}
                assert set(alive) == {one.call for one in begun.values()}
                assert {one.number for one in alive.values()} == {NUMBER}

                for call in alive:
                    await feed.actuator.cut_call(call)
                await feed.actuator.clear_forward("104", "CF")
                await until(lambda: len(of(events.CallEnded)) == 2 and bool(of(events.ForwardCleared)))
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)


@pytest.mark.lab
@pytest.mark.slow
@pytest.mark.parametrize("version", ["22", "16"])
async def test_a_login_that_is_not_told_of_calls_says_which_right_it_lacks(version: str) -> None:
    deaf = "[deaf]\nsecret=lab-only\nread=system,security\nwrite=system,call,reporting\n"
    lost, sees = asyncio.Event(), asyncio.Event()
    seen: list[events.FeedLost] = []

    def take(event: events.Event) -> None:
        if isinstance(event, events.FeedLost):
            seen.append(event)
            lost.set()
        elif isinstance(event, events.FeedRestored):
            sees.set()

    with (
        Carrier() as carrier,
        RealAsterisk(
            version,
            {"extensions.conf": DIALPLAN, "pjsip.conf": carrier.pjsip_conf(free_port())},
            more_manager=deaf,
        ) as switch,
    ):
        settings = AsteriskSettings(port=switch.ami_port, username="deaf", secret="lab-only", compare_s=0.5)
        feed = AsteriskFeed(settings, Site(), time.time, lambda: 0.5)
        running = asyncio.create_task(feed.run(take))
        try:
            async with asyncio.timeout(30):
                await sees.wait()
                channel = f"PJSIP/{NUMBER}@carrier"
                switch.send("Originate", Channel=channel, Application="Wait", Data="20", Async="true")
                await lost.wait()
            assert "add 'call' to the 'read ='" in seen[0].why
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


@pytest.mark.lab
@pytest.mark.slow
@pytest.mark.parametrize("version", ["22", "16"])
async def test_a_leg_originated_and_answered_before_we_came_is_found_and_no_call_that_came_in(
    version: str,
) -> None:
    taken = asyncio.Event()
    seen: list[events.Snapshot] = []

    def take(event: events.Event) -> None:
        if isinstance(event, events.Snapshot):
            seen.append(event)
            taken.set()

    with Carrier() as carrier:
        port = free_port()
        sip = carrier.pjsip_conf(port) + "[carrier]\ntype=identify\nendpoint=carrier\nmatch=127.0.0.1\n"
        dialplan = DIALPLAN + "[incoming]\nexten => 0199001200,1,Answer()\nsame => n,Wait(60)\n"
        files = {"extensions.conf": dialplan, "pjsip.conf": sip}
        with RealAsterisk(version, files) as switch:
            channel = f"PJSIP/{NUMBER}@carrier"
            switch.send("Originate", Channel=channel, Application="Wait", Data="60", Async="true")
            leg = switch.wait_for("OriginateResponse", Response="Success")["Uniqueid"]
            caller = Sip(call("0199001200", "0199001122", holds_s=30), f"127.0.0.1:{port}", "-m", "1")
            try:
                switch.wait_for("Newexten", Application="Wait", Exten="0199001200")
                settings = AsteriskSettings(port=switch.ami_port, username="lab", secret="lab-only")
                feed = AsteriskFeed(settings, Site(), time.time, lambda: 0.5)
                running = asyncio.create_task(feed.run(take))
                try:
                    async with asyncio.timeout(30):
                        await taken.wait()
                    (found,) = seen[0].calls
                    assert (found.call, found.number, found.origin) == (leg, NUMBER, Origin.UNKNOWN)
                    assert found.answered_at is not None
                finally:
                    running.cancel()
                    await asyncio.gather(running, return_exceptions=True)
            finally:
                caller.stop()
