"""What a drill has proved, way by way: only what a person or a program took counts as taken."""

from __future__ import annotations

import pytest

from veilleur.cli.owner.drill import _Found, _outcome
from veilleur.words.events import AlertAnswered, AlertSent


def _lines(language: str, *sent: AlertSent) -> list[str]:
    answer = AlertAnswered(9.0, 9.0, "drill 1", "seen", "ntfy", "Nadia")
    found = _Found({(one.person, one.channel): _outcome(one) for one in sent})
    return [line.replace("\u00a0", " ").strip() for line in found.lines(answer, language)]


def _sent(person: str, channel: str, outcome: str = "", why: str = "") -> AlertSent:
    return AlertSent(1.0, 1.0, "drill 1", "drill", person, channel, why=why, outcome=outcome)


def test_each_way_is_said_as_it_went() -> None:
    sent = (
        _sent("Nadia", "ntfy"),
        _sent("Nadia", "mail"),
        _sent("Paul", "telephone", "answered"),
        _sent("Marc", "telephone", "no_answer"),
        _sent("Lea", "telephone", "busy"),
        _sent("Nadia", "sms", why="no gateway"),
    )
    assert _lines("en", *sent) == [
        "Proved by an answer: ntfy (Nadia).",
        "Message taken, see whether it came: mail (Nadia), telephone (Paul).",
        "It rang, and nobody picked up: telephone (Marc).",
        "Busy, and so nobody was alerted: telephone (Lea).",
        "Does not work, and would be missing in the night that needs it: sms (Nadia).",
    ]


@pytest.mark.parametrize("outcome", ["no_answer", "busy"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_telephone_that_nobody_picked_up_has_taken_nothing(language: str, outcome: str) -> None:
    lines = _lines(language, _sent("Paul", "telephone", outcome))
    assert len(lines) == 1
    assert "telephone (Paul)" in lines[0]
    assert not lines[0].startswith(("Message", "Éprouvé", "Proved"))
