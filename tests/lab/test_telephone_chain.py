"""An attack at night, and the owner's mobile rings: guard, desk and switch as they run in the field."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from lab.attacks import HOSTILE_NUMBERS, call_from_stranger, originate
from lab.called_person import REQUESTS, Answers, Nudged, Says, Step, TypesAsHeard, nudge, scenario
from lab.called_person import types as typed
from lab.company import Company
from lab.configuration import MAIN_NUMBER, RECEPTION, VOICEMAIL_NUMBER
from lab.guard import JournalView
from lab.sip import Sip

from veilleur.control.client import ask
from veilleur.guard.commands import ALERT_ALLOW_S
from veilleur.guard.passcodes import Passcodes
from veilleur.pbx.asterisk.telephone.talk import KEY_WAIT_MS
from veilleur.words.events import AlertAnswered, AlertSent, OwnerAnswered

pytestmark = [pytest.mark.lab, pytest.mark.slow]

OWNER = "0639980001"
NATIONAL = "0199001234"  # cheap: no limit counts it, and nothing of Veilleur cuts it
LINES = 2
EVENING = "2026-11-25 20:00"  # the judge weighs the hour of a call: these have their own, not the machine's
HEARD = ("telephone-kept", "telephone-noted", "telephone-code")  # what the switch plays to whoever keyed
FIRST_RING_S = 8.0  # from the first refused call; the aim of docs/alerts.md
PERSON = (Says("180 Ringing"), Answers(), *[TypesAsHeard()] * 3)
NOBODY = (Says("180 Ringing"),)
VERSIONS = pytest.mark.parametrize("version", ["22", "16"])


@contextmanager
def owner(company: Company, steps: tuple[Step, ...], home: Path) -> Iterator[Sip]:
    """The owner's mobile, at .60."""
    place = ("-i", f"{company.network}.60", "-mi", f"{company.network}.60", "-p", "5060")
    with Sip(scenario(steps, home), *place, limit_s=120) as sip:
        yield sip


def sent(journal: JournalView) -> list[AlertSent]:
    return [event for event in journal.events(AlertSent) if isinstance(event, AlertSent)]


def answers(journal: JournalView) -> list[AlertAnswered]:
    return [event for event in journal.events(AlertAnswered) if isinstance(event, AlertAnswered)]


def colleague(company: Company) -> Sip:
    """An honest call to Latvia from afar."""
    return call_from_stranger(company, "203", HOSTILE_NUMBERS[0], holds_s=0.3)


def types(company: Company, mobile: Sip, option: int) -> str:
    """The owner picks up, listens, and types the key of an option, counted from 0; where a busy machine was
    too late for it, that of the next menu. Gives the call's id once the switch said that it was heard."""
    call_id = mobile.wait_for(r"up \S+").partition(" ")[2]
    named: list[str] = []
    for event in company.switch.events(60):
        command = event.get("Command", "") if event.get("Event") == "AGIExecStart" else ""
        if "telephone-key-" in command:
            named.append(command.rpartition("telephone-key-")[2][0])
        elif command == f"WAIT FOR DIGIT {KEY_WAIT_MS}":
            nudge(f"{company.network}.60", 5060, call_id, REQUESTS[named[option]])
            named = []
        elif any(sound in command for sound in HEARD):
            return call_id
    raise AssertionError("the switch did not say that it was heard")


@VERSIONS
def test_the_mobile_rings_within_eight_seconds_and_one_key_keeps_all_blocked(
    version: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with Company(version, telephone=OWNER) as company, owner(company, PERSON, tmp_path) as mobile:
        originate(company, HOSTILE_NUMBERS[0], seconds=1)
        rang_at = float(mobile.wait_for(r"rings .*\n", 30).split()[-1])
        types(company, mobile, option=0)
        company.journal.wait_for(answers, "the owner's answer")
        (answer,) = answers(company.journal)
        assert (answer.answer, answer.channel, answer.by) == ("keep", "telephone", "Paul")
        (first,) = sent(company.journal)
        assert (first.channel, first.outcome, first.why) == ("telephone", "answered", "")
        (cut,) = company.journal.decisions("cut")  # the attack alone: nothing was done to the alert call
        record_property(
            "account", f"{version}: the owner's mobile rang {rang_at - cut.at:.2f} s after the cut"
        )
        assert rang_at - cut.at < company.within(FIRST_RING_S)


@VERSIONS
def test_it_rings_as_soon_for_a_first_call_that_the_dialplan_was_refused(
    version: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with Company(version, telephone=OWNER, at=EVENING) as company, owner(company, NOBODY, tmp_path) as mobile:
        assert "answered" not in call_from_stranger(company, "203", HOSTILE_NUMBERS[0]).wait()
        rang_at = float(mobile.wait_for(r"rings .*\n", 30).split()[-1])
        (refused,) = company.journal.decisions("refuse")
        assert company.journal.decisions("cut") == []
        seconds = rang_at + company.ahead_s - refused.at
        record_property("account", f"{version}: the owner's mobile rang {seconds:.2f} s after the refusal")
        assert seconds < company.within(FIRST_RING_S)


@VERSIONS
def test_an_alert_gets_a_line_of_a_trunk_that_the_attacker_has_filled(version: str, tmp_path: Path) -> None:
    """With one call to voicemail, and a cheap one by a stolen account. The alert takes the way of all calls,
    as on a FreePBX: it is asked about, and finds no more lines than they."""
    way = "Local/0{number}@internal/n"
    with Company(version, telephone=OWNER, telephone_dial=way, channels=LINES, at=EVENING) as company:
        company.outside_call(VOICEMAIL_NUMBER, holds_s=90).wait_for("answered")
        held = call_from_stranger(company, "203", NATIONAL, holds_s=90)
        held.wait_for("answered")
        assert "answered" not in call_from_stranger(company, "203", HOSTILE_NUMBERS[0]).wait()
        company.journal.wait_for(sent, "how the ringing ended")
        assert [one.outcome for one in sent(company.journal)] == ["answered"]
        assert company.carrier.answered(2)[-1] == OWNER
        (cut,) = company.journal.decisions("cut")
        assert [reason.code for reason in cut.reasons] == ["alert_needs_line"]


@VERSIONS
def test_who_lets_a_country_through_by_telephone_frees_the_honest_call_for_an_hour(
    version: str, tmp_path: Path
) -> None:
    """A colleague calls Latvia in the evening from a place where the account never was, and is refused; the
    owner is rung at once, and keys the alert code."""
    code = f"{secrets.randbelow(90_000) + 10_000}"
    keys = (Says("180 Ringing"), Answers(), TypesAsHeard(), Nudged(), typed(f"{code}#"))
    with Company(version, telephone=OWNER, at=EVENING) as company:
        Passcodes.beside(company.settings.journal.file).set("alert", code)
        with owner(company, keys, tmp_path) as mobile:
            assert "answered" not in colleague(company).wait()
            call_id = types(company, mobile, option=2)  # the switch asks for the code
            nudge(f"{company.network}.60", 5060, call_id)
            company.journal.wait_for(lambda one: one.events(OwnerAnswered), "the owner's yes")
        (yes,) = company.journal.events(OwnerAnswered)
        assert isinstance(yes, OwnerAnswered)
        assert (yes.accepted, yes.scope, yes.value, yes.by) == (True, "territory", "LV", "Paul (telephone)")
        assert "answered" in colleague(company).wait()
        company.move_the_clock(ALERT_ALLOW_S + 60)
        assert "answered" not in colleague(company).wait()


@VERSIONS
def test_a_drill_passes_by_a_key_and_a_call_that_nobody_takes_passes_none(
    version: str, tmp_path: Path
) -> None:
    with Company(version, telephone=OWNER) as company:
        with owner(company, PERSON, tmp_path) as mobile:
            ask(company.settings.control_socket, {"do": "drill"})
            types(company, mobile, option=0)
            company.journal.wait_for(answers, "the drill's answer")
            assert [one.answer for one in answers(company.journal)] == ["seen"]
            company.switch.wait_for("Hangup", 60)  # the line is engaged until then
        before = company.journal.last()
        with owner(company, NOBODY, tmp_path):
            ask(company.settings.control_socket, {"do": "drill"})
            company.journal.wait_for(
                lambda one: one.events(AlertSent, after=before), "the second drill's call"
            )
        assert sent(company.journal)[-1].outcome == "no_answer"
        assert len(answers(company.journal)) == 1


@VERSIONS
def test_a_mobile_forwarded_to_the_company_rings_once_and_makes_no_loop(version: str, tmp_path: Path) -> None:
    """Its operator sends the alert back: a call from the company's own number reaches the company, whose
    reception is forwarded to that mobile at night."""
    with (
        Company(version, telephone=OWNER, rings_s=1.0) as company,
        owner(company, NOBODY, tmp_path) as mobile,
    ):
        company.switch.send("DBPut", Family="CF", Key=RECEPTION, Val=f"0{OWNER}")
        originate(company, HOSTILE_NUMBERS[0], seconds=1)
        mobile.wait_for("rings", 30)
        back = company.outside_call(MAIN_NUMBER, caller=MAIN_NUMBER, holds_s=20).wait()
        assert "answered" not in back
        company.journal.wait_for(sent, "how the ringing ended")
        assert [one.outcome for one in sent(company.journal)] == ["no_answer"]
        assert mobile.written().count("rings") == 1
        assert OWNER not in company.carrier.answered()
        notes = [entry.data.get("note") for entry in company.journal.entries() if entry.kind == "note"]
        assert notes.count("alert_call_came_back") == 1
