"""From where a call was placed may show only after its leg was dialled: then it is judged as it would have
been."""

from __future__ import annotations

from tests.detection.stories import (
    ATTACKER,
    CUBA,
    LATVIA,
    NIGHT,
    Hearing,
    Numbers,
    Saying,
    ask,
    codes,
    ended,
    kinds,
    request,
    started,
    watch,
)

from veilleur.detection import Watch
from veilleur.detection.judge.judge import Judge
from veilleur.detection.judge_port import CallFacts, Verdict
from veilleur.words import events as ev
from veilleur.words.calls import Mode, Origin, Vantage
from veilleur.words.decisions import DecisionKind, Reason
from veilleur.words.site import Site

HOME, STRANGER = "192.168.1.9", "198.51.100.7"
CUT, ALERT = DecisionKind.CUT, DecisionKind.ALERT


def dialled(at: float, name: str, number: str, address: str = HOME) -> ev.CallStarted:
    return started(at, name, number)._replace(address=address, origin=Origin.EXTENSION)


def shows(at: float, name: str, address: str = STRANGER) -> ev.Registered:
    return ev.Registered(at, at, "104", address, request=name)


class Wary(Hearing):
    """Refuses what comes from the stranger, allows the rest."""

    def judge(self, facts: CallFacts) -> Verdict:
        super().judge(facts)
        kind = DecisionKind.REFUSE if facts.address == STRANGER else DecisionKind.ALLOW
        return Verdict(kind, 0.9 if kind is DecisionKind.REFUSE else 0.01, 0.0, (Reason("new_network"),))


def test_a_call_that_turns_out_to_come_from_elsewhere_is_cut_and_reported() -> None:
    guard = watch(Wary(), Vantage.LIVE)
    assert guard.step(dialled(NIGHT, "a", CUBA)) == []
    assert kinds(guard.step(shows(NIGHT + 0.01, "a"))) == [CUT, ALERT]
    assert guard.incidents[-1].addresses == (STRANGER,)


def test_it_touches_no_other_call_of_that_account() -> None:
    guard = watch(Wary(), Vantage.LIVE)
    guard.step(dialled(NIGHT, "own", LATVIA))
    guard.step(dialled(NIGHT, "a", CUBA))
    given = guard.step(shows(NIGHT + 0.01, "a"))
    assert [one.target for one in given if one.kind is CUT] == ["leg-a"]


def test_the_same_address_again_is_no_news() -> None:
    judge = Wary()
    guard = watch(judge, Vantage.LIVE)
    guard.step(dialled(NIGHT, "a", CUBA, STRANGER))
    asked = len(judge.asked)
    guard.step(shows(NIGHT + 0.01, "a"))
    assert len(judge.asked) == asked


def test_what_was_asked_about_is_not_judged_twice() -> None:
    """The question itself bears the address."""
    judge = Wary()
    guard = watch(judge)
    assert ask(guard, request(NIGHT, "a", CUBA)).kind is DecisionKind.ALLOW
    guard.step(dialled(NIGHT, "a", CUBA))
    asked = len(judge.asked)
    assert guard.step(shows(NIGHT + 0.01, "a")) == []
    assert len(judge.asked) == asked


def test_while_the_owner_pauses_nothing_is_cut_for_it() -> None:
    guard = watch(Wary(), Vantage.LIVE)
    guard.step(ev.Paused(NIGHT, NIGHT, NIGHT + 900.0))
    guard.step(dialled(NIGHT, "a", CUBA))
    assert guard.step(shows(NIGHT + 0.01, "a")) == []


def test_the_judge_does_not_take_the_call_for_one_that_follows_itself() -> None:
    """Judged with its true address, late or at once, it is as likely fraud."""
    found = []
    for first in (HOME, STRANGER):
        site = Site(mode=Mode.ENFORCE)
        guard = Watch(site, Numbers(), Judge(site), Vantage.LIVE)
        guard.step(ev.GuardStarted(NIGHT - 9e6, NIGHT - 9e6))
        guard.step(ev.Registered(NIGHT - 8e6, NIGHT - 8e6, "104", HOME))
        guard.step(ev.Registered(NIGHT - 1, NIGHT - 1, "104", STRANGER))
        guard.step(dialled(NIGHT, "a", CUBA, first))
        guard.step(shows(NIGHT, "a"))
        found.append(round(guard.rooms.calls.alive["leg-a"].probability, 6))
    assert found[0] == found[1] > 0.0


def test_a_suspicious_call_that_was_let_go_ends_with_the_first_alert_of_its_account() -> None:
    judge = Saying(kind=DecisionKind.ALLOW, proven=False, probability=0.2)
    guard = watch(judge, Vantage.LIVE)
    guard.step(dialled(NIGHT, "first", CUBA, STRANGER))
    judge.kind, judge.probability = DecisionKind.REFUSE, 0.9
    given = guard.step(dialled(NIGHT + 1, "second", LATVIA, STRANGER))
    assert [one.target for one in given if one.kind is CUT] == ["leg-second", "leg-first"]
    assert "attack_shows" in codes(given)


def test_a_call_that_the_judge_vouched_for_goes_on() -> None:
    judge = Saying(kind=DecisionKind.ALLOW, proven=False, probability=0.01)
    guard = watch(judge, Vantage.LIVE)
    guard.step(dialled(NIGHT, "honest", CUBA))
    judge.kind, judge.probability = DecisionKind.REFUSE, 0.9
    given = guard.step(dialled(NIGHT + 1, "second", LATVIA, STRANGER))
    assert [one.target for one in given if one.kind is CUT] == ["leg-second"]


def test_what_the_owner_accepts_meanwhile_goes_on() -> None:
    judge = Saying(kind=DecisionKind.ALLOW, proven=False, probability=0.2)
    guard = watch(judge, Vantage.LIVE)
    guard.step(dialled(NIGHT, "first", CUBA))
    guard.step(ev.OwnerAnswered(NIGHT + 1, NIGHT + 1, True, "extension", "104"))
    judge.kind, judge.probability = DecisionKind.REFUSE, 0.9
    guard.step(dialled(NIGHT + 2, "second", LATVIA, STRANGER))
    given = guard.step(ended(NIGHT + 3, "second"))
    assert "leg-first" not in [one.target for one in given if one.kind is CUT]
    assert ATTACKER not in guard.incidents[-1].callers
