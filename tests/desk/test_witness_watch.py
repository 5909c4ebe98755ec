"""The witness alerts once when a site falls silent, once when it is back, and at a journal that goes back."""

from __future__ import annotations

from veilleur.config import load_text
from veilleur.desk.witness_watch import BACK, CONTRADICTS, SILENT, News, WitnessWatch
from veilleur.journal.witness.head_line import WitnessedHead

AT = 1_795_000_000.0
SITE = "Garage Martin"


class Clock:
    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> float:
        return self.now


def made(clock: Clock, language: str = "en") -> WitnessWatch:
    return WitnessWatch(load_text(""), language, lambda _sentence: None, 180.0, clock)


def test_a_silence_is_reported_once_and_its_end_once() -> None:
    clock = Clock()
    watch, last = made(clock), {SITE: AT, "Elsewhere": 0.0}
    assert watch.due(last) == []
    clock.now += 180
    assert watch.due(last) == [News(SILENT, SITE, AT)]
    clock.now += 600
    assert watch.due(last) == []
    last = {SITE: clock.now, "Elsewhere": 0.0}
    assert watch.due(last) == [News(BACK, SITE, clock.now)]
    assert watch.due(last) == []


def test_a_journal_that_contradicts_itself_is_reported_once() -> None:
    clock = Clock()
    watch = made(clock)
    for number in (4, 3):
        watch.contradicts(SITE, WitnessedHead(5, "a" * 64), WitnessedHead(number, "b" * 64))
    assert watch.due({}) == [News(CONTRADICTS, SITE, AT)]
    assert watch.due({}) == []


def test_the_message_says_what_to_do_in_both_languages() -> None:
    for language, said in (("en", "treat it as a break-in"), ("fr", "traitez-le comme une intrusion")):
        text = made(Clock(), language).text(News(SILENT, SITE, AT))
        assert SITE in text.line
        assert said in text.whole
