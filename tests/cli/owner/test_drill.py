"""What a drill has proved, way by way: only what a person or a program took counts as taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import typer

from veilleur.cli.owner import drill
from veilleur.cli.owner.drill import _Found, _outcome
from veilleur.config import Settings, load_text
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


PEOPLE = '[[alerts.person]]\nname = "Paul"\nntfy = "https://ntfy.example.org/topic"\n'
TAKEN = (_sent("Paul", "telephone", "answered"), _sent("Paul", "ntfy"), _sent("Paul", "mail"))


def _rehearsed(monkeypatch: pytest.MonkeyPatch, *events: AlertSent | AlertAnswered) -> Callable[[], None]:
    """A drill of which the journal holds these events when its time is over."""

    def of_drill(*_words: object) -> Iterator[AlertSent | AlertAnswered]:
        yield from events

    monkeypatch.setattr(drill, "asked", lambda _settings, _order: {"conversation": "drill 1"})
    monkeypatch.setattr(drill, "_of_drill", of_drill)
    settings: Settings = load_text(PEOPLE)
    return lambda: drill.rehearse(settings, "en", seconds=5.0)


@pytest.mark.parametrize("answer", ["", "keep", "unproven", "unknown"])
def test_a_drill_that_nobody_answered_has_failed_though_every_way_took_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str
) -> None:
    """An alert that nobody can answer: a mailbox, a server and a scanner pass no drill."""
    other = (AlertAnswered(9.0, 9.0, "drill 1", answer, "link", "Paul"),) if answer else ()
    with pytest.raises(typer.Exit) as ended:
        _rehearsed(monkeypatch, *TAKEN, *other)()
    assert ended.value.exit_code == 1
    said = capsys.readouterr().out
    assert "Nobody answered" in said
    assert "Passed" not in said


def test_a_drill_passes_by_an_answer_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _rehearsed(monkeypatch, *TAKEN, AlertAnswered(9.0, 9.0, "drill 1", "seen", "telephone", "Paul"))()
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Passed: Paul answered" in said
    assert "Proved by an answer: telephone (Paul)" in said
