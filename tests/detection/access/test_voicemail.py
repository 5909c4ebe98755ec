"""Voicemail: mailboxes and sweeping callers that are locked, and what a guessed PIN is evidence of."""

from __future__ import annotations

from tests.detection.stories import (
    ATTACKER,
    CUBA,
    NIGHT,
    SITE,
    Hearing,
    Saying,
    ask,
    codes,
    right_pin,
    watch,
    wrong_pin,
)

from veilleur.detection import Watch
from veilleur.words import events as ev
from veilleur.words.calls import Vantage
from veilleur.words.decisions import Decision, DecisionKind, Subject

ALLOW, ASK, REFUSE = DecisionKind.ALLOW, DecisionKind.ASK, DecisionKind.REFUSE


def locks(decisions: list[Decision]) -> list[tuple[Subject, str]]:
    return [(d.subject, d.number or d.target) for d in decisions if d.kind is DecisionKind.LOCK]


def may_enter(guard: Watch, at: float, mailbox: str, caller: str, outside: bool = True) -> bool:
    return ask(guard, ev.MailboxRequested(at, at, f"m{at}", mailbox, caller, outside)).kind is ALLOW


# --- mailboxes --------------------------------------------------------------------------------


def test_a_mailbox_counts_over_calls_and_callers_and_locks_for_outsiders_only() -> None:
    guard = watch(Hearing())
    given = [
        decision
        for n in range(6)
        for decision in guard.step(wrong_pin(NIGHT + n, "104@default", f"06{n}", f"v{n}"))
    ]
    assert locks(given) == [(Subject.MAILBOX, "104@default")]
    assert not may_enter(guard, NIGHT + 60, "104@default", "0699")
    assert may_enter(guard, NIGHT + 60, "104@default", "", outside=False)
    assert may_enter(guard, NIGHT + 60, "105@default", "0699")


def test_a_lock_ends_by_itself_and_each_further_one_lasts_twice_as_long() -> None:
    guard = watch(Hearing())
    at, lasted = NIGHT, []
    for _round in range(3):
        given: list[Decision] = []
        while not locks(given):
            at += 1
            given = guard.step(wrong_pin(at, "104@default"))
        (lock,) = (d for d in given if d.kind is DecisionKind.LOCK and d.subject is Subject.MAILBOX)
        assert lock.until is not None
        lasted.append(lock.until - at)
        at = lock.until
        assert may_enter(guard, at, "104@default", "0612")
    assert lasted == [1800, 3600, 7200]


def test_one_caller_who_tries_three_mailboxes_once_is_kept_out_of_all() -> None:
    guard = watch(Hearing())
    given = [
        decision
        for n, mailbox in enumerate(("104", "105", "106"))
        for decision in guard.step(wrong_pin(NIGHT + n, f"{mailbox}@default", ATTACKER, f"v{n}"))
    ]
    assert (Subject.CALLER, ATTACKER) in locks(given)
    assert not may_enter(guard, NIGHT + 60, "109@default", ATTACKER)
    assert may_enter(guard, NIGHT + 60, "109@default", "0699")


def test_a_sweep_with_another_caller_each_time_locks_at_the_first_wrong_pin() -> None:
    judge = Hearing()
    guard = watch(judge)
    given = [
        decision
        for n in range(8)
        for decision in guard.step(wrong_pin(NIGHT + n, f"{100 + n}@default", f"06{n}", f"v{n}"))
    ]
    assert (Subject.MAILBOX, "107@default") in locks(given)
    assert "pin_sweep" in judge.signals()


def test_withheld_numbers_are_many_people_until_the_whole_site_is_swept() -> None:
    guard = watch(Hearing())
    for n in range(3):
        guard.step(wrong_pin(NIGHT + n, f"{100 + n}@default", "", f"v{n}"))
    assert may_enter(guard, NIGHT + 10, "109@default", "")
    for n in range(3, 6):
        guard.step(wrong_pin(NIGHT + n, f"{100 + n}@default", "", f"v{n}"))
    assert not may_enter(guard, NIGHT + 10, "109@default", "")
    assert may_enter(guard, NIGHT + 10, "109@default", "0612")


def test_where_the_switch_does_not_ask_a_caller_at_a_locked_mailbox_is_hung_up_on() -> None:
    guard = watch(Hearing(), Vantage.LIVE)
    for n in range(5):
        guard.step(wrong_pin(NIGHT + n, "104@default"))
    given = guard.step(wrong_pin(NIGHT + 5, "104@default"))
    assert [(d.subject, d.target) for d in given if d.kind is DecisionKind.CUT] == [(Subject.CHANNEL, "v")]
    guard.step(ev.MailboxLeft(NIGHT + 6, NIGHT + 6, "v"))
    assert guard.wake_at is None
    given = guard.step(ev.MailboxEntered(NIGHT + 9, NIGHT + 9, "w", "104@default", "0644", True))
    assert [d.target for d in given if d.kind is DecisionKind.CUT] == ["w"]


def test_a_person_opens_a_locked_mailbox_and_one_slip_does_not_lock_it_again() -> None:
    guard = watch(Hearing())
    given = [d for n in range(6) for d in guard.step(wrong_pin(NIGHT + n, "104@default"))]
    lock = next(d for d in given if d.subject is Subject.MAILBOX)
    given = guard.step(ev.UndoRequested(NIGHT + 10, NIGHT + 10, lock.id))
    (unlock,) = (d for d in given if d.kind is DecisionKind.UNLOCK)
    assert (unlock.kind, unlock.target, unlock.incident) == (
        DecisionKind.UNLOCK,
        "104@default",
        lock.incident,
    )
    assert locks(guard.step(wrong_pin(NIGHT + 11, "104@default", "0699"))) == []
    assert may_enter(guard, NIGHT + 12, "104@default", "0699")


# --- evidence of the chain ----------------------------------------------------------------------


def test_right_after_many_wrong_ones_is_a_break_in_right_after_one_is_a_slip() -> None:
    judge = Hearing()
    guard = watch(judge)
    guard.step(wrong_pin(NIGHT, "105@default", "0611"))
    guard.step(right_pin(NIGHT + 1, "105@default", "0611"))
    for n in range(3):
        guard.step(wrong_pin(NIGHT + n, "106@default", "0622", "s"))
    guard.step(right_pin(NIGHT + 4, "106@default", "0622", "s"))
    for n in range(6):
        guard.step(wrong_pin(NIGHT + n, "104@default"))
    guard.step(right_pin(NIGHT + 9, "104@default"))
    found = [(e.signal, e.entities[0][1]) for e in judge.heard if e.signal.startswith("pin_after")]
    assert found == [("pin_after_wrong", "106"), ("pin_after_guessing", "104")]


def test_a_right_pin_at_the_first_try_of_who_guessed_elsewhere_is_no_slip() -> None:
    judge = Hearing()
    guard = watch(judge)
    for n in range(4):
        guard.step(wrong_pin(NIGHT + n, f"10{n % 2}@default", ATTACKER, "s"))
    guard.step(right_pin(NIGHT + 60, "109@default", ATTACKER, "t"))
    guard.step(right_pin(NIGHT + 61, "108@default", "0699", "u"))
    found = [(e.signal, e.entities[0][1]) for e in judge.heard if e.signal.startswith("pin_after")]
    assert found == [("pin_after_wrong", "109")]


def test_a_forward_after_a_break_in_is_reported_as_such_and_one_before_is_not() -> None:
    judge = Hearing()
    guard = watch(judge)
    guard.step(ev.ForwardSet(NIGHT, NIGHT, "104", "CF", CUBA))
    for n in range(6):
        guard.step(wrong_pin(NIGHT + n, "104@default"))
    guard.step(right_pin(NIGHT + 9, "104@default"))
    guard.step(ev.ForwardSet(NIGHT + 60, NIGHT + 60, "104", "CF", CUBA + "1"))
    guard.step(ev.ForwardSet(NIGHT + 61, NIGHT + 61, "105", "CF", CUBA + "1"))
    about = [e.entities[0][1] for e in judge.heard if e.signal == "forward_after_entry"]
    assert about == ["104"]
    assert judge.signals().count("forward_set_abroad") == 3


def test_an_attacker_who_needed_few_tries_is_locked_out_of_the_mailbox_whose_pin_they_know() -> None:
    guard = watch(Saying())
    for n in range(4):
        guard.step(wrong_pin(NIGHT + n, "104@default"))
    given = guard.step(right_pin(NIGHT + 9, "104@default"))
    given += guard.step(ev.PinChanged(NIGHT + 20, NIGHT + 20, "104@default", "v", ATTACKER, True))
    assert locks(given) == [], "an employee who forgot his PIN does the same"
    given = guard.step(ev.ForwardSet(NIGHT + 60, NIGHT + 60, "104", "CF", CUBA))
    assert locks(given) == [(Subject.EXTENSION, "104"), (Subject.MAILBOX, "104@default")]
    assert not may_enter(guard, NIGHT + 70, "104@default", ATTACKER)


def test_a_mailbox_that_belongs_to_nobody_is_touched_only_by_an_attacker() -> None:
    from dataclasses import replace

    judge = Hearing()
    guard = watch(judge, site=replace(SITE, decoy_mailboxes=("199@default",)))
    guard.step(ev.MailboxEntered(NIGHT, NIGHT, "v", "199@default", ATTACKER, True))
    assert judge.signals() == ["decoy_mailbox"]
    given = guard.step(right_pin(NIGHT + 5, "199@default"))
    assert "attack_entered" in codes(given)
