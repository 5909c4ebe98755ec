"""Acknowledged is not settled: the others hear who decided, and the morning recalls it once."""

from __future__ import annotations

from tests.alerts.stories import Night, heard
from tests.alerts.test_book import HOUR_S, answer
from tests.alerts.test_composer import attacked, composer, spaced

from veilleur.history.permissions import Permission

DAY_S = 24 * HOUR_S


def woken(night: Night) -> Night:
    """An attack of which both were alerted, in turn."""
    night.alert("attack_calling")
    night.passes(200)
    return night


class TestTheOthers:
    def test_whoever_was_alerted_too_hears_once_that_it_is_settled(self) -> None:
        night = woken(Night(channels=("telephone", "mail")))
        answer(night, "keep", by="Nadia")
        found = night.passes(0)
        assert [(one.person, one.channel, one.step) for one in found] == [("Paul", "mail", "settled")]
        assert night.passes(600) == []
        night.starts_again()
        assert night.passes(600) == []

    def test_who_answered_alone_hears_nothing_of_it(self) -> None:
        night = Night()
        night.alert("attack_calling")
        night.passes(0)
        answer(night, "keep")
        assert night.passes(600) == []

    def test_it_names_who_and_when_and_what_holds(self) -> None:
        night = attacked()
        night.passes(0)
        answer(night, "keep", by="Paul")
        one = night.book.conversations["i1"]
        assert "déjà réglé par Paul à 2 h 14, tout reste bloqué" in spaced(
            composer().text(one, "settled").line
        )
        one.answer = "allow"
        assert "already settled by Paul at 02:14, calls were let through" in (
            composer("en").text(one, "settled").line
        )


class TestTheMorning:
    def test_what_was_answered_at_night_is_recalled_once_at_opening(self) -> None:
        night = Night()
        night.alert("attack_calling")
        night.passes(0)
        answer(night, "keep")
        night.passes(6 * HOUR_S)
        night.is_open = True
        assert heard(night.passes(HOUR_S)) == [("Paul", "digest")]
        night.starts_again()
        for _day in range(5):
            night.is_open = not night.is_open
            assert night.passes(12 * HOUR_S, step_s=HOUR_S) == []

    def test_the_digest_says_who_answered_what_is_left_and_what_may_still_pass(self) -> None:
        night = attacked()
        night.passes(0)
        answer(night, "keep", by="Paul")
        permissions = [
            Permission("territory", "LV", night.now, night.now + HOUR_S, False, "Paul"),
            Permission("number", "+37129012345", night.now, None, False, "Nadia"),
        ]
        whole = spaced(composer().digest(night.book.for_digest(), permissions).whole)
        assert "Réponse de Paul à 2 h 14 : tout reste bloqué." in whole
        assert "veilleur incidents i1" in whole
        assert "Encore autorisé : vers la Lettonie jusqu’au" in whole
        assert "+371 2901 •••• sans fin (Nadia)" in whole

    def test_where_nobody_answered_there_is_one_call_in_the_morning_and_it_can_be_answered(self) -> None:
        night = Night(channels=("telephone", "mail"))
        for incident in ("i1", "i2"):
            night.alert("attack_calling", incident=incident)
            night.passes(60)
        night.passes(6 * HOUR_S)
        night.is_open = True
        found = night.passes(HOUR_S)
        assert [(one.conversation, one.step, one.channel) for one in found] == [
            ("i2", "morning", "telephone"),
            (found[1].conversation, "digest", "mail"),
        ]
        answer(night, "keep", conversation="i2")
        assert night.book.conversations["i2"].answered_by == "Paul"

    def test_it_is_called_on_one_morning_alone(self) -> None:
        night = Night(channels=("telephone", "mail"))
        night.alert("attack_calling")
        night.passes(6 * HOUR_S)
        for day in range(10):
            night.is_open = not night.is_open
            later = night.passes(12 * HOUR_S, step_s=HOUR_S)
            assert (["telephone"] if day == 0 else []) == [
                one.channel for one in later if one.step == "morning"
            ]
            night.starts_again()
