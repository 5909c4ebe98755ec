"""What the events of a FreeSWITCH mean to the watch."""

from __future__ import annotations

from typing import Any

from tests.pbx.freeswitch.streams import (
    A_LEG,
    ABROAD,
    CALL_ABROAD,
    OUT_LEG,
    REGISTRATIONS,
    VISIT,
    VOICEMAIL,
    event,
    of,
)

from veilleur.pbx.freeswitch.channels import Channels
from veilleur.pbx.freeswitch.protocol import EslParser
from veilleur.pbx.freeswitch.settings import FreeSwitchSettings
from veilleur.words import events as ev
from veilleur.words.calls import Origin
from veilleur.words.events import Event
from veilleur.words.site import Site

SITE = Site(extensions=("10XX",))


def reported(data: bytes, channels: Channels | None = None) -> list[Event]:
    known = Channels(FreeSwitchSettings(), SITE) if channels is None else channels
    return [one for said in EslParser().feed(data) for one in known.events_of(said.headers, 5.0)]


def test_a_call_abroad_is_one_leg_that_names_who_dialled_it() -> None:
    started, answered, ended = reported(CALL_ABROAD)
    assert started == ev.CallStarted(
        at=1795467640.26813,
        seen_at=5.0,
        call=OUT_LEG,
        number="00371670001",
        request=A_LEG,
        extension="1001",
        origin=Origin.EXTENSION,
        trunk="external",
        address="192.0.2.7",
        agent="Yealink T46",
        linked=A_LEG,
        outside_line_removed=True,
    )
    assert answered == ev.CallAnswered(5.0, 5.0, OUT_LEG)
    assert ended == ev.CallEnded(5.0, 5.0, OUT_LEG, "17")


def test_nothing_is_left_of_a_call_that_is_over() -> None:
    channels = Channels(FreeSwitchSettings(), SITE)
    reported(CALL_ABROAD + VOICEMAIL, channels)
    assert len(channels) == 0


def test_legs_of_loopback_and_of_telephones_cost_nothing() -> None:
    inside = [
        event("CHANNEL_CREATE", "a", **of("outbound", "loopback/000371670001-a", "000371670001")),
        event("CHANNEL_CREATE", "b", **of("outbound", "sofia/internal/1002@192.0.2.8:5060", "1002")),
        event("CHANNEL_CREATE", "c", **of("outbound", "sofia/internal/k3j4h2@192.0.2.8", "k3j4h2")),
    ]
    assert reported(b"".join(inside)) == []
    (started,) = reported(
        event("CHANNEL_CREATE", "d", **of("outbound", "sofia/internal/0037@x", "003716700"))
    )
    assert isinstance(started, ev.CallStarted)


def test_a_leg_that_no_channel_dialled_has_no_request() -> None:
    (started,) = reported(event("CHANNEL_CREATE", OUT_LEG, **ABROAD))
    assert isinstance(started, ev.CallStarted)
    assert (started.request, started.origin) == ("", Origin.UNKNOWN)


def test_a_call_from_outside_that_is_sent_on_is_a_forward() -> None:
    came = event(
        "CHANNEL_CREATE",
        "in",
        **of("inbound", "sofia/external/0612345678@x", "1003", "0612345678"),
    )
    sent_on = event("CHANNEL_CREATE", OUT_LEG, **ABROAD, Other__Leg__Unique__ID="in")
    incoming, started = reported(came + sent_on)
    assert isinstance(incoming, ev.IncomingCall)
    assert isinstance(started, ev.CallStarted)
    assert (started.origin, started.extension, started.outside_caller) == (
        Origin.FORWARD,
        "1003",
        "0612345678",
    )


def test_a_visit_to_voicemail_says_who_failed_who_entered_and_that_the_pin_was_changed() -> None:
    incoming, entered, refused, accepted, changed, left = reported(VOICEMAIL)
    assert isinstance(incoming, ev.IncomingCall)
    assert isinstance(entered, ev.MailboxEntered)
    assert isinstance(left, ev.MailboxLeft)
    said: dict[str, Any] = {
        "at": 5.0,
        "seen_at": 5.0,
        "mailbox": "1000@pbx.example",
        "request": VISIT,
        "outside_caller": "0612345678",
        "outside": True,
    }
    assert refused == ev.PinRefused(**said)
    assert accepted == ev.PinAccepted(**said)
    assert changed == ev.PinChanged(**said)


def test_who_registers_and_who_fails_to() -> None:
    refused, registered = reported(REGISTRATIONS)
    assert isinstance(refused, ev.RegistrationRefused)
    assert (refused.account, refused.address, refused.agent) == ("1001", "198.51.100.9", "friendly-scanner")
    assert isinstance(registered, ev.Registered)


def test_a_channel_that_gets_another_id_goes_on_under_it() -> None:
    channels = Channels(FreeSwitchSettings(), SITE)
    reported(event("CHANNEL_CREATE", "old", **ABROAD), channels)
    renamed = event("CHANNEL_UUID", "new", **ABROAD, Old__Unique__ID="old", Answer__State="answered")
    kinds = [type(one) for one in reported(renamed, channels)]
    assert kinds == [ev.CallEnded, ev.CallStarted, ev.CallAnswered]
    assert isinstance(reported(event("CHANNEL_HANGUP_COMPLETE", "new"), channels)[0], ev.CallEnded)


def test_the_list_of_channels_is_a_snapshot_of_the_legs_that_cost() -> None:
    rows = [
        {
            "uuid": "a",
            "direction": "inbound",
            "name": "sofia/internal/1001@x",
            "cid_num": "1001",
            "dest": "0003716",
        },
        {
            "uuid": "b",
            "direction": "outbound",
            "name": "sofia/external/003716@x",
            "dest": "003716",
            "callstate": "ACTIVE",
            "created_epoch": "1795467640",
            "call_uuid": "a",
        },
    ]
    snapshot = Channels(FreeSwitchSettings(), SITE).snapshot(rows, 5.0)
    assert snapshot.calls == (
        ev.LiveCall(
            call="b",
            number="003716",
            extension="1001",
            origin=Origin.EXTENSION,
            trunk="external",
            answered_at=1795467640.0,
            request="a",
        ),
    )
