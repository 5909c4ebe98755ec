"""The weekly report: once, by day, with its figures; and a Monday without it keeps the heartbeat back."""

from __future__ import annotations

from tests.alerts.stories import Night, heard
from tests.alerts.test_short_messages import SETTINGS, short

from veilleur.alerts.gsm7 import SMS_SEPTETS, is_plain, septets
from veilleur.alerts.weekly import weekly_text
from veilleur.history.week import Week, week_at
from veilleur.words.money import micro_euros

MONDAY = 1_794_783_600.0  # Monday 16 November 2026, 00:00 in Paris
DAY_S, HOUR_S, WEEK_S = 86_400.0, 3_600.0, 7 * 86_400.0
CALM = Week(
    since=MONDAY - WEEK_S,
    until=MONDAY,
    calls=412,
    cost=micro_euros("61.40"),
    tries=23,
    drill_at=MONDAY - 13 * DAY_S,
    drill_s=48.0,
)


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def said(week: Week, language: str = "fr", installer: str = "01 99 00 12 34") -> str:
    return spaced(weekly_text(week, SETTINGS.site, language, word="tilleul", installer=installer).whole)


def monday(**wanted: object) -> Night:
    night = Night(week_at=lambda at: week_at(at, "Europe/Paris"), **wanted)  # type: ignore[arg-type]
    night.now = MONDAY
    return night


class TestText:
    def test_the_model_in_french_and_english(self) -> None:
        french, english = said(CALM), said(CALM, "en")
        assert french.startswith("Garage Martin : semaine calme, du 9 au 15 novembre.")
        across = Week(since=MONDAY + 2 * WEEK_S, until=MONDAY + 3 * WEEK_S)
        assert "du 30 novembre au 6 décembre." in said(across)
        assert "9 to 15 November." in english
        for part in (
            "412 appels sortants, 61,40 €, aucun bloqué.",
            "23 essais de code PIN sans succès.",
            "Standard vu 100 % du temps.",
            "Dernier exercice : le 3 novembre, réponse en 48 s.",
            "Un lundi sans ce message n’est pas normal : appelez le 01 99 00 12 34.",
            "tilleul",
        ):
            assert part in french, part
        assert "A Monday without this message is not normal: call 01 99 00 12 34." in english
        assert "412 outgoing calls, €61.40, none blocked." in english

    def test_a_share_of_time_is_never_rounded_up(self) -> None:
        nearly = Week(CALM.since, CALM.until, seen=0.99996)
        assert "vu 99,9 % du temps" in said(nearly)
        assert "in sight 99.9% of" in said(nearly, "en")

    def test_a_week_with_an_incident_is_not_called_quiet(self) -> None:
        busy = Week(CALM.since, CALM.until, incidents=2, blocked=41)
        assert "calme" not in said(busy)
        assert "2 incidents" in said(busy)
        assert "41 bloqués" in said(busy)
        assert "Aucun exercice" in said(busy)

    def test_without_an_installer_it_says_where_to_look(self) -> None:
        assert "veilleur status" in said(CALM, installer="")

    def test_as_a_text_message_it_fits(self) -> None:
        for language in ("fr", "en"):
            text = short(language, site="x" * 60).week(10_000, 10_000, MONDAY, is_last=True)
            assert is_plain(text)
            assert septets(text) <= SMS_SEPTETS
            assert ("lundi sans ce SMS" if language == "fr" else "Monday without this SMS") in text


class TestWhen:
    def test_once_on_monday_by_day_to_the_first_person(self) -> None:
        night = monday()
        assert night.passes(7.9 * HOUR_S, step_s=600) == []  # quiet hours hold it
        assert heard(night.passes(0.2 * HOUR_S, step_s=600)) == [("Paul", "week")]
        assert night.passes(6 * DAY_S, step_s=HOUR_S) == []
        assert heard(night.passes(2 * DAY_S, step_s=HOUR_S)) == [("Paul", "week")]

    def test_one_that_nobody_took_by_day_waits_for_the_next_day(self) -> None:
        night = monday()
        assert len(night.passes(19.9 * HOUR_S, step_s=600, fails=True)) > 3
        assert night.passes(12 * HOUR_S, step_s=600) == []  # quiet hours hold it
        assert heard(night.passes(0.5 * HOUR_S, step_s=600)) == [("Paul", "week")]

    def test_a_company_that_never_opens_or_never_closes_gets_it_all_the_same(self) -> None:
        for is_open in (False, True):
            night = monday(is_open=is_open)
            assert heard(night.passes(DAY_S, step_s=600)) == [("Paul", "week")]

    def test_a_restart_sends_it_no_second_time(self) -> None:
        night = monday()
        night.passes(9 * HOUR_S, step_s=600)
        night.starts_again()
        assert night.passes(3 * DAY_S, step_s=HOUR_S) == []

    def test_where_nobody_took_it_it_is_tried_again_and_the_heartbeat_stops(self) -> None:
        night = monday()
        night.passes(9 * HOUR_S, step_s=600, fails=True)
        assert len(night.passes(5 * HOUR_S, step_s=600, fails=True)) > 3
        assert night.book.is_week_late(night.now)
        assert heard(night.passes(HOUR_S, step_s=600)) == [("Paul", "week")]
        assert not night.book.is_week_late(night.now)

    def test_before_it_is_due_nothing_is_late(self) -> None:
        night = monday()
        assert not night.book.is_week_late(night.now)

    def test_a_first_week_without_a_past_has_none(self) -> None:
        night = monday()
        night.book.nothing_of_the_week(f"week {MONDAY:.0f}")
        assert night.passes(DAY_S, step_s=HOUR_S) == []
        assert not night.book.is_week_late(night.now)

    def test_nobody_is_called_for_it(self) -> None:
        night = monday(channels=("telephone", "sms", "mail"))
        assert {one.channel for one in night.passes(DAY_S, step_s=600)} == {"mail"}
