"""The one glance: the word for tonight is the worst that holds, and old news is never called calm."""

from __future__ import annotations

from typing import Any

import pytest
from tests.web.watch.client import NOW

from veilleur.history.permissions import Permission
from veilleur.web.watch.stream.glance import Glance, glance, permission_key
from veilleur.web.watch.stream.guard import NEVER_SEEN, Seen
from veilleur.web.watch.stream.past import Journalled
from veilleur.web.watch.stream.waiting import Waiting
from veilleur.words.decisions import Decision, DecisionKind, Subject
from veilleur.words.incidents import Attack, Incident

QUESTION = Waiting(conversation="i1", since=NOW - 60, reached=("Paul",), is_held=False)


def status(**changed: Any) -> dict[str, Any]:
    """A guard that sees its switch while nothing happens."""
    return {
        "running": True,
        "since": NOW - 90_000,
        "feeds": [{"feed": "AMI", "sees": True, "since": NOW - 90_000, "why": ""}],
        "blind": [],
        "incidents_open": 0,
        "paused_until": None,
        "calls": [],
        "limits": {"windows": []},
        **changed,
    }


def attack(last_at: float = NOW - 60, **changed: Any) -> Attack:
    """An incident that mattered, with a call whose cut was ordered."""
    incident = Incident(
        id="i1", began_at=NOW - 600, last_at=last_at, is_announced=True, is_open=False, **changed
    )
    cut = Decision(
        id="d1",
        at=NOW - 100,
        kind=DecisionKind.CUT,
        subject=Subject.CALL,
        target="PJSIP/carrier-1",
        incident="i1",
    )
    return Attack(incident=incident, decisions=(cut,), taken_back=())


def look(
    *attacks: Attack, waiting: tuple[Waiting, ...] = (), closed: frozenset[str] = frozenset(), **changed: Any
) -> Glance:
    seen = Seen(status(**changed), NOW, True)
    return glance(seen, Journalled(attacks=attacks, closed=closed), waiting, NOW)


def test_a_quiet_night_is_calm() -> None:
    assert (look().state, look().why) == ("calm", "calm")


def test_an_attack_is_the_worst_that_holds() -> None:
    found = look(attack(), waiting=(QUESTION,), incidents_open=1, blind=["AMI"])
    assert (found.state, found.why) == ("attack", "running")
    assert found.asked is not None


def test_a_cut_that_the_switch_has_not_confirmed_is_not_called_blocked() -> None:
    found = look(attack(), incidents_open=1, calls=[{"call": "PJSIP/carrier-1"}])
    assert (found.why, found.unconfirmed) == ("unconfirmed", 1)


def test_a_question_that_waits_is_said_and_one_that_nobody_answered_too() -> None:
    assert look(attack(), waiting=(QUESTION,)).why == "question"
    held = look(attack(), waiting=(QUESTION._replace(is_held=True),))
    assert (held.state, held.why) == ("waiting", "held")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"blind": ["AMI"]}, "switch"),
        ({"feeds": [{"feed": "AMI", "sees": False, "since": NOW, "why": "refused"}]}, "switch"),
        ({"feeds": []}, "connecting"),
    ],
)
def test_nothing_is_calm_that_is_not_seen(changed: dict[str, Any], why: str) -> None:
    found = look(**changed)
    assert (found.state, found.why) == ("blind", why)


def test_one_feed_of_two_is_calm_for_what_is_seen() -> None:
    feeds = [
        {"feed": "AMI", "sees": True, "since": NOW, "why": ""},
        {"feed": "log", "sees": False, "since": NOW, "why": ""},
    ]
    found = look(feeds=feeds)
    assert (found.state, found.why, found.unseen) == ("calm", "partly", ("log",))


def test_an_incident_that_is_over_stays_until_it_is_read_or_a_day_has_passed() -> None:
    assert look(attack()).state == "over"
    assert look(attack(), closed=frozenset({"i1"})).state == "calm"
    assert look(attack(last_at=NOW - 86_401)).state == "calm"


def test_a_status_that_is_old_makes_the_page_blind() -> None:
    old = glance(Seen(status(), NOW - 1, False), Journalled(), (), NOW)
    assert (old.state, old.why, old.is_fresh) == ("blind", "no_guard", False)
    assert glance(NEVER_SEEN, Journalled(), (), NOW).why == "never"


def test_a_limit_that_is_used_up_waits_and_is_no_attack() -> None:
    found = look(limits={"windows": [{"window": "day", "state": "limit_reached"}]})
    assert (found.state, found.why) == ("waiting", "limit")


def test_the_name_of_a_permission_shows_no_number() -> None:
    one = Permission("number", "+37129012345", NOW, None, False, "")
    assert "29012345" not in permission_key(one)
    assert permission_key(one) != permission_key(one._replace(value="+37129012346"))
