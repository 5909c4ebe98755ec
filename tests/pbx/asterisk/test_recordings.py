"""What was recorded on real switches, 22 and 16, is understood without any trunk being configured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from veilleur.pbx.asterisk.ami.protocol import Message, Parser
from veilleur.pbx.asterisk.events.translator import Translator
from veilleur.words import events
from veilleur.words.site import Site

RECORDINGS = Path(__file__).with_name("recordings")
OUTSIDE = "0199001122"

# Each line: what happened, how the call left, who answers for it, and the outside caller behind it.
EXPECTED: dict[str, list[str]] = {
    "call": ["call extension 101 -"],
    "phone_forward": ["in 0199000103", "forward 103 phone", f"call forward 103 {OUTSIDE}"],
    "phone_forward_of_colleague": ["forward 103 phone", "call forward 103 -"],
    "transfer_by_refer": ["in 0199000104", f"sent on by 104 {OUTSIDE}", f"call transfer 104 {OUTSIDE}"],
    "transfer_by_refer_of_colleague": ["sent on by 104 -", "call transfer 104 -"],
    "transfer_by_key": ["sent on by 101 -", "call transfer 101 -"],
    "attended_transfer_by_key": ["call extension 101 -", "joined by 101 -"],
    "did_to_outside": ["in 0199000105", f"call forward - {OUTSIDE}"],
    "followme": ["in 0199000603", f"call forward - {OUTSIDE}"],
    "queue": ["in 0199000600"],
    "ring_group": ["call forward 601 -"],
    "page": [],
    "conference_dials_out": ["call unknown - -"],
    "originate_to_trunk": ["call unknown - -"],
    "click_to_call": ["call extension 101 -"],
    "click_to_call_by_local": ["call unknown 101 -"],
    "call_file": ["call unknown - -"],
    "call_file_by_local": ["call unknown - -"],
    "voicemail_wrong_pins": ["in 0199000097", "enters ?", "wrong ?", "wrong ?", "leaves"],
    "voicemail_dials_out": [
        "in 0199000097", "enters ?", "right 104@default", "leaves", f"call voicemail 104 {OUTSIDE}",
    ],
    "voicemail_greeting_exit": ["in 0199000098", f"call voicemail 104 {OUTSIDE}"],
    "disa": ["in 0199000099", f"call disa - {OUTSIDE}"],
    "chan_sip_call": ["call extension 201 -"],
    "chan_sip_phone_forward": [
        "in 0199001200", "forward 204 phone", "call forward 204 0037129000001",
    ],
    "chan_sip_transfer_by_refer": [
        "in 0199001200", "sent on by 204 0037129000001", "call transfer 204 0037129000001",
    ],
    "chan_sip_guessing": ["guess 201 192.0.2.66", "guess 999 192.0.2.66"],
}  # fmt: skip
VOICEMAIL_CHANGE = ["in 0199000097", "enters ?", "right 104@default"]


def messages(version: str, name: str) -> list[Message]:
    """All messages of a recording."""
    return list(Parser().feed((RECORDINGS / version / f"{name}.ami").read_bytes()))


def timed(messages: list[Message]) -> Iterator[tuple[Message, float]]:
    """Messages with times: keys follow one another quickly, and after a hash comes a prompt."""
    now, after_hash = 1000.0, False
    for message in messages:
        is_key = message.name == "DTMFEnd"
        now += (3.0 if after_hash else 0.3) if is_key else 0.01
        after_hash = is_key and message.get("digit") == "#"
        yield message, now


def translated(messages: list[Message], site: Site | None = None) -> tuple[list[events.Event], Translator]:
    translator = Translator(site or Site())
    found: list[events.Event] = []
    now = 1000.0
    for message, at in timed(messages):
        now = at
        found += translator.step(message, now)
    return found + translator.flush(now + 1), translator


def story(found: list[events.Event]) -> list[str]:
    """One line for each event that says something new."""
    lines = []
    for event in found:
        match event:
            case events.IncomingCall():
                lines.append(f"in {event.extension}")
            case events.CallStarted():
                caller = event.outside_caller or "-"
                lines.append(f"call {event.origin.value} {event.extension or '-'} {caller}")
            case events.CallTransferred():
                verb = "joined" if event.attended else "sent on"
                lines.append(f"{verb} by {event.extension} {event.outside_caller or '-'}")
            case events.ForwardSet():
                lines.append(f"forward {event.extension} {event.kind}")
            case events.MailboxEntered():
                lines.append(f"enters {event.mailbox or '?'}")
            case events.MailboxLeft():
                lines.append("leaves")
            case events.PinRefused():
                lines.append(f"wrong {event.mailbox or '?'}")
            case events.PinAccepted():
                lines.append(f"right {event.mailbox}")
            case events.PinChanged():
                lines.append("changed" + (" it seems" if event.inferred else ""))
            case events.RegistrationRefused():
                lines.append(f"guess {event.account} {event.address}")
    return lines


@pytest.mark.parametrize(
    ("version", "name"),
    [
        (version, name)
        for version in ("22", "16")
        for name in EXPECTED
        if version == "16" or not name.startswith("chan_sip")  # 22 has no chan_sip
    ],
)
def test_a_recording_is_understood(version: str, name: str) -> None:
    found, translator = translated(messages(version, name))
    assert story(found) == EXPECTED[name]
    calls = [event for event in found if isinstance(event, events.CallStarted)]
    assert {call.number for call in calls} <= {"0088213123456", "0037129011000"}
    for kind in (events.CallAnswered, events.CallEnded):
        assert [event.call for event in found if isinstance(event, kind)] == [call.call for call in calls]
    assert translator.channels == {}


def test_a_changed_pin_is_told_by_22_and_inferred_from_the_keys_on_16() -> None:
    assert story(translated(messages("22", "voicemail_pin_changed"))[0]) == [
        *VOICEMAIL_CHANGE, "changed", "leaves",
    ]  # fmt: skip
    assert story(translated(messages("16", "voicemail_pin_changed"))[0]) == [
        *VOICEMAIL_CHANGE, "changed it seems", "leaves",
    ]  # fmt: skip


@pytest.mark.parametrize("version", ["22", "16"])
def test_an_attended_transfer_names_the_leg_that_runs(version: str) -> None:
    found, _translator = translated(messages(version, "attended_transfer_by_key"))
    (begun,) = (event for event in found if isinstance(event, events.CallStarted))
    (joined,) = (event for event in found if isinstance(event, events.CallTransferred))
    assert (joined.call, joined.number) == (begun.call, begun.number)


@pytest.mark.parametrize("version", ["22", "16"])
@pytest.mark.parametrize("name", [name for name in EXPECTED if not name.startswith("chan_sip")])
def test_naming_the_trunks_changes_nothing(version: str, name: str) -> None:
    named = Site(extensions=("1XX", "6XX"), trunks=("PJSIP/carrier*",))
    assert story(translated(messages(version, name), named)[0]) == EXPECTED[name]
