"""One attack is one incident, from the first wrong PIN to the last undo."""

from __future__ import annotations

import json

from tests.detection.stories import (
    ATTACKER,
    CUBA,
    DAY_S,
    LATVIA,
    NIGHT,
    PARIS,
    SITE,
    Hearing,
    Numbers,
    Saying,
    call,
    codes,
    ended,
    kinds,
    request,
    right_pin,
    started,
    watch,
    wrong_pin,
)

from veilleur.detection import Watch
from veilleur.detection.signals.catalog import RULES, SIGNALS
from veilleur.words import events as ev
from veilleur.words.calls import Origin
from veilleur.words.decisions import Decision, DecisionKind


def break_in(guard: Watch, at: float = NIGHT) -> list[Decision]:
    """Seven wrong PINs over three calls, then the right one, a new PIN and a forward abroad."""
    given: list[Decision] = []
    for n in range(7):
        given += guard.step(wrong_pin(at + 10 * n, "104@default", request=f"v{n // 3}"))
    given += guard.step(right_pin(at + 80, "104@default", request="v9"))
    given += guard.step(ev.PinChanged(at + 90, at + 90, "104@default", "v9", ATTACKER, True))
    given += guard.step(ev.ForwardSet(at + 100, at + 100, "104", "CF", CUBA))
    return given


def test_the_whole_chain_is_one_incident_and_each_step_further_is_alerted_once() -> None:
    guard = watch(Saying())
    given = break_in(guard)
    pump = ev.CallRequested(NIGHT + 200, NIGHT + 200, "p", "104", CUBA, Origin.FORWARD, ATTACKER)
    given += guard.step(pump)
    given += guard.step(pump._replace(request="p2", seen_at=NIGHT + 210))
    (incident,) = guard.incidents
    assert incident.began_at == NIGHT
    assert (incident.mailboxes, incident.extensions) == (("104@default",), ("104",))
    assert incident.callers == (ATTACKER,)
    assert incident.calls_stopped == 2
    assert incident.forwards_undone == 1
    assert incident.saved_cost > 0
    assert incident.is_announced
    assert incident.evidence[0].reason.code == "wrong_pin"
    assert incident.evidence[0].times == 7
    alerts = [d for d in given if d.kind is DecisionKind.ALERT]
    assert [code for code in codes(alerts) if code.startswith("attack")] == [
        "attack_probing",
        "attack_entered",
        "attack_calling",
    ]
    acted = [d for d in given if d.kind in (DecisionKind.LOCK, DecisionKind.UNDO, DecisionKind.REFUSE)]
    assert {d.incident for d in [*acted, *alerts]} == {"i1"}


def test_a_leg_from_nobody_during_the_break_in_belongs_to_it() -> None:
    guard = watch(Saying())
    break_in(guard)
    given = guard.step(ev.CallStarted(NIGHT + 300, NIGHT + 300, "x", LATVIA))
    assert {d.incident for d in given if d.kind is DecisionKind.CUT} == {"i1"}
    assert len(guard.incidents) == 1


def test_an_honest_slip_is_no_incident_that_anybody_hears_of() -> None:
    guard = watch(Hearing())
    assert guard.step(wrong_pin(NIGHT, "104@default")) == []
    assert guard.step(right_pin(NIGHT + 5, "104@default")) == []
    (slip,) = guard.incidents
    assert not slip.is_announced
    guard.step(wrong_pin(NIGHT + 2 * DAY_S, "105@default", "0699"))
    assert [incident.began_at for incident in guard.incidents] == [NIGHT + 2 * DAY_S]


def test_two_doors_that_turn_out_to_be_one_attack_become_the_older_incident() -> None:
    guard = watch(Hearing())
    guard.step(wrong_pin(NIGHT, "104@default", "0611"))
    guard.step(wrong_pin(NIGHT + 1, "105@default", "0622"))
    assert len(guard.incidents) == 2
    guard.step(wrong_pin(NIGHT + 2, "105@default", "0611"))
    (joined,) = guard.incidents
    assert joined.id == "i1"
    assert joined.mailboxes == ("104@default", "105@default")


def test_an_incident_that_mattered_stays_on_the_list_when_it_is_over() -> None:
    guard = watch(Saying())
    break_in(guard)
    guard.step(wrong_pin(NIGHT + 10 * DAY_S, "107@default", "0633"))
    old, new = guard.incidents
    assert (old.is_open, old.is_announced, new.is_open) == (False, True, True)


def test_a_scan_of_a_thousand_mailboxes_keeps_the_list_short() -> None:
    guard = watch(Hearing())
    for n in range(3_000):
        at = NIGHT + n * 4_000
        guard.step(wrong_pin(at, f"{n}@default", f"06{n}", f"v{n}"))
    assert len(guard.incidents) <= 201


def test_incidents_live_on_through_a_restart() -> None:
    guard = watch(Saying())
    break_in(guard)
    guard.step(wrong_pin(NIGHT + 10 * DAY_S, "107@default", "0633"))
    again = Watch.load(SITE, Numbers(), json.loads(json.dumps(guard.save())), Saying())
    assert again.incidents == guard.incidents


def test_what_belongs_to_an_attack_teaches_nothing() -> None:
    judge = Saying(kind=DecisionKind.ALLOW, proven=False, probability=0.1)
    guard = watch(judge)
    call(guard, NIGHT - 5000, "before", CUBA)
    guard.step(ended(NIGHT - 4000, "before"))
    assert len(judge.learned) == 1
    break_in(guard)
    call(guard, NIGHT + 600, "during", CUBA)
    guard.step(ended(NIGHT + 700, "during"))
    assert len(judge.learned) == 1


def test_a_stopped_call_says_what_was_at_stake() -> None:
    guard = watch(Saying())
    (refused, *_rest) = guard.step(request(NIGHT, "a", CUBA))
    assert refused.saved_cost == 10_000_000  # the expected ten minutes at a euro
    guard = watch(Saying(kind=DecisionKind.ALLOW, proven=False))
    call(guard, NIGHT, "b", CUBA)
    no = ev.OwnerAnswered(NIGHT + 230, NIGHT + 230, False, "extension", "104")
    (cut,) = guard.step(no)
    assert cut.saved_cost == 6_000_000  # four of them are spent


def test_every_code_that_the_watch_emits_has_a_sentence() -> None:
    guard = watch(Saying())
    given = break_in(guard)
    given += guard.step(started(NIGHT + 300, "x", LATVIA))
    given += guard.step(request(NIGHT + 400, "y", CUBA))
    given += call(guard, NIGHT + 500, "z", PARIS)
    assert DecisionKind.LOCK in kinds(given)
    for decision in given:
        for reason in decision.reasons:
            assert reason.code in SIGNALS or reason.code in RULES, reason.code


def test_a_wrong_pin_of_an_unknown_mailbox_names_no_caller_in_its_place() -> None:
    guard = watch()
    guard.step(wrong_pin(NIGHT, "", "0037129012345"))
    (incident,) = guard.incidents
    assert dict(incident.evidence[0].reason.values)["about"] == "?"
