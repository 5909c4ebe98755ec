"""A watched incident in a journal, without a switch: PINs guessed in the evening, calls in the night.

Ten destinations; requests refused, calls cut, one answered call whose end nobody saw, measures tried again.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from veilleur.evidence.bundle.journal_extract import entries_from
from veilleur.evidence.dossier.content import Dossier
from veilleur.evidence.dossier.gathering.from_journal import Watched
from veilleur.evidence.dossier.setting import Setting
from veilleur.evidence.dossier.wording import Words
from veilleur.journal import Journal
from veilleur.numbering import DialPlan
from veilleur.words import events as ev
from veilleur.words.calls import Origin
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.incidents import Attack, Evidence, Incident
from veilleur.words.site import Site

SITE = Site(name="Garage Martin", outside_line="", extensions=("1XX",))
PARIS = ZoneInfo("Europe/Paris")
CALLER, FORWARDED = "+263771000000", "0037129990000"
CODES = ("371", "263", "252", "960", "216", "232", "220", "381", "235", "224")  # ten countries
NUMBERS = tuple(f"00{CODES[place % 10]}2{place:07d}" for place in range(26))
GUESSED = Reason("wrong_pin", 20, (("about", "104"), ("times", "12")))
ENTERED = Reason("pin_after_guessing", 40, (("about", "104"),))
FORWARD = Reason("forward_after_entry", 40, (("about", "104"),))
LOCKED = Reason("extension_locked")


def moment(hour: int, minute: int = 0, second: float = 0.0, day: int = 27) -> float:
    """Seconds since 1970 UTC of a local time in November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS).timestamp() + second


GUESSED_AT, GUESSED_LAST = moment(19, 0, 7), moment(19, 1, 24)
FIRST_CALL, LAST_CALL = moment(22, 33, 4), moment(22, 49, 44)


class Night:
    """Entries of a journal, and the decisions of its incident."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "journal.db"
        self.journal = Journal(self.path)
        self.decisions: list[Decision] = []

    def event(self, event: ev.Event) -> None:
        """Write one event."""
        self.journal.append_event(SITE.name, event)

    def decide(
        self,
        at: float,
        kind: DecisionKind,
        subject: Subject,
        target: str,
        *reasons: Reason,
        number: str = "",
        attempt: int = 1,
    ) -> None:
        """Write one decision."""
        decision = Decision(
            id=f"d{len(self.decisions) + 1}",
            at=at,
            kind=kind,
            subject=subject,
            target=target,
            reasons=reasons,
            number=number,
            extension="104",
            incident="i1",
            attempt=attempt,
        )
        self.decisions.append(decision)
        self.journal.append_decision(SITE.name, decision)

    def call(self, at: float, name: str, number: str, *, answered: bool = True, ends: bool = True) -> None:
        """One call of twenty-five seconds, or one whose end is never seen."""
        self.event(
            ev.CallStarted(
                at, at, name, number, extension="104", origin=Origin.FORWARD, outside_caller=CALLER
            )
        )
        if answered:
            self.event(ev.CallAnswered(at + 5, at + 5, name))
        if ends:
            self.event(ev.CallEnded(at + 30, at + 30, name))

    def dossier(self, evidence: tuple[Evidence, ...], began_at: float, last_at: float) -> Dossier:
        """What is gathered of it."""
        self.journal.close()
        incident = Incident(
            id="i1",
            began_at=began_at,
            last_at=last_at,
            extensions=("104",),
            numbers=NUMBERS,
            evidence=evidence,
            saved_cost=530_800_000,
        )
        watched = Watched(Attack(incident, tuple(self.decisions), ()), SITE, DialPlan(SITE), str)
        entries = entries_from(self.path, 1)
        watched.take(entries)
        return watched.dossier(LAST_CALL + 7_200, (), (entries[-1].seq, entries[-1].hash), 1)


def evening(night: Night) -> tuple[Evidence, ...]:
    """PINs are guessed and a forward is set; Veilleur locks and removes."""
    at = GUESSED_AT
    for _ in range(12):
        night.event(ev.PinRefused(at, at, "104@default", "v1", CALLER, True))
        at += 7
    night.decide(moment(19, 0, 42), DecisionKind.LOCK, Subject.MAILBOX, "104@default", Reason("pin_guessing"))
    night.event(ev.ForwardSet(moment(19, 2, 44), moment(19, 2, 44), "104", "CF", FORWARDED))
    return (
        Evidence(GUESSED_AT, GUESSED, GUESSED_LAST, 12),
        Evidence(moment(19, 2, 24), ENTERED, moment(19, 2, 24)),
        Evidence(moment(19, 2, 44), FORWARD, LAST_CALL, 27),
    )


def night(folder: Path) -> Dossier:
    """The dossier of the whole night: 26 calls, forty seconds apart."""
    made = Night(folder)
    evidence = evening(made)
    at = FIRST_CALL
    for place, number in enumerate(NUMBERS):
        undo = (
            DecisionKind.UNDO,
            Subject.FORWARD,
            "104/CF",
            FORWARD,
            ENTERED,
            GUESSED,
            Reason("forward_set_abroad"),
        )
        made.decide(at - 1, *undo, number=FORWARDED, attempt=place + 1)
        name = f"c{place}"
        if place % 2:
            made.event(ev.CallRequested(at, at, name, "104", number, Origin.FORWARD, CALLER))
            reasons = (LOCKED, FORWARD, ENTERED)
            made.decide(at, DecisionKind.REFUSE, Subject.REQUEST, name, *reasons, number=number)
        else:
            made.call(at, name, number, answered=place != 2, ends=place != 4)
            if place >= 20:
                made.decide(at + 25, DecisionKind.CUT, Subject.CALL, name, FORWARD, number=number)
        at += 40
    alerted = moment(22, 50, 14)
    made.event(ev.AlertSent(alerted, alerted, "i1", "first", "Paul", "sms"))
    return made.dossier(evidence, GUESSED_AT, LAST_CALL)


def setting(dossier: Dossier, lang: str, *, is_masked: bool = False) -> Setting:
    """Its setting in one language."""
    return Setting(dossier, Words(lang, dossier.timezone), is_masked=is_masked, verifier="pass\n")
