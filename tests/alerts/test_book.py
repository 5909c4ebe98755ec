"""Who is woken, when, and when nobody is any more."""

from __future__ import annotations

import pytest
from tests.alerts.stories import NIGHT, WAIT_S, Night, heard

from veilleur.words.events import (
    AlertAnswered,
    AlertSent,
    DrillRequested,
    FeedLost,
    FeedRestored,
    OwnerAnswered,
)

HOUR_S = 3_600.0


def answer(night: Night, what: str, by: str = "Paul", conversation: str = "i1") -> None:
    night.take(AlertAnswered(night.now, night.now, conversation, what, "ntfy", by))


class TestWhoIsWoken:
    def test_hostile_calls_at_night_wake_the_first_person_at_once(self) -> None:
        night = Night()
        night.refuse("0037129012345")
        night.alert("attack_calling")
        assert heard(night.passes(0)) == [("Paul", "first")]

    def test_every_way_to_a_person_is_used_at_once(self) -> None:
        night = Night(channels=("mail", "ntfy"))
        night.alert("attack_entered")
        assert {one.channel for one in night.passes(0)} == {"mail", "ntfy"}

    def test_nobody_is_called_to_hear_what_needs_no_answer(self) -> None:
        night = Night(channels=("telephone", "ntfy"))
        night.alert("attack_calling")
        night.passes(0)
        answer(night, "keep")
        night.alert("limit_reached", incident="")
        night.is_open = True
        later = night.passes(2 * HOUR_S)
        assert {one.step for one in later} >= {"over", "news"}
        assert {one.channel for one in later} == {"ntfy"}

    def test_who_is_called_is_called_again_within_three_minutes(self) -> None:
        """Two calls within three minutes pass "Do not disturb"."""
        night = Night(channels=("telephone",), wait_s=1_800.0)
        night.alert("attack_calling")
        assert heard(night.passes(150)) == [("Paul", "first"), ("Paul", "reminder")]
        assert heard(night.passes(1_800)) == [("Nadia", "first"), ("Nadia", "reminder")]

    def test_who_does_not_answer_is_reminded_then_the_next_person_comes(self) -> None:
        night = Night()
        night.alert("attack_calling")
        assert heard(night.passes(WAIT_S * 2 - 20)) == [
            ("Paul", "first"),
            ("Paul", "reminder"),
            ("Nadia", "first"),
            ("Nadia", "reminder"),
        ]

    def test_where_every_channel_fails_the_next_round_waits(self) -> None:
        """A mail server that is away for a minute does not use up the night."""
        night = Night()
        night.alert("attack_calling")
        assert heard(night.passes(WAIT_S - 20, fails=True)) == [("Paul", "first"), ("Nadia", "first")]
        assert heard(night.passes(WAIT_S, fails=True)) != []

    def test_after_three_rounds_all_is_held_and_the_morning_brings_one_message(self) -> None:
        night = Night()
        night.alert("attack_calling")
        assert len(night.passes(6 * HOUR_S)) == 3 * 2 * 2
        assert night.passes(HOUR_S) == []
        night.is_open = True
        assert heard(night.passes(60)) == [("Paul", "digest")]
        assert night.passes(3 * 24 * HOUR_S, step_s=600) == []

    def test_nobody_is_woken_by_attempts_that_were_turned_away(self) -> None:
        night = Night()
        night.alert("attack_probing")
        night.alert("limit_near", incident="")
        assert night.passes(6 * HOUR_S) == []
        night.is_open = True
        assert ("Paul", "digest") in heard(night.passes(60))

    def test_by_day_a_limit_is_one_message_to_one_person(self) -> None:
        day = Night(is_open=True)
        for _again in range(5):
            day.alert("limit_reached", incident="")
        assert heard(day.passes(HOUR_S)) == [("Paul", "news")]

    def test_ten_thousand_alerts_of_one_attack_are_one_conversation(self) -> None:
        night = Night()
        for number in range(10_000):
            night.refuse(f"00371290{number:05d}")
            night.alert("attack_calling")
        assert heard(night.passes(WAIT_S / 2 - 10)) == [("Paul", "first")]
        found = night.book.conversations["i1"]
        assert (len(night.book.conversations), len(found.stopped), len(found.numbers)) == (1, 10_000, 50)

    def test_ten_thousand_signals_are_one_call_one_message_and_one_line_of_the_digest(self) -> None:
        night = Night(people=("Paul",), channels=("telephone", "mail"))
        for number in range(10_000):
            night.refuse(f"00371290{number:05d}")
            night.alert("attack_calling")
        assert [one.channel for one in night.passes(WAIT_S / 2 - 10)] == ["telephone", "mail"]
        night.passes(6 * HOUR_S)  # nobody answers
        night.is_open = True
        assert [(one.channel, one.step) for one in night.passes(60)] == [
            ("telephone", "morning"),  # nobody answered
            ("mail", "digest"),
        ]
        assert len(night.book.conversations) == 1

    def test_a_year_after_a_matter_was_closed_nobody_is_called_for_it(self) -> None:
        """Ghost escalation: what was answered stays answered, through restarts, days and digests."""
        night = Night(channels=("telephone", "ntfy"))
        night.alert("attack_calling")
        night.passes(0)
        answer(night, "keep")
        for day in range(365):
            night.is_open = bool(day % 2)
            later = night.passes(24 * HOUR_S, step_s=HOUR_S)
            assert [one for one in later if one.step not in ("over", "digest")] == []
            if day % 30 == 0:
                night.starts_again()

    def test_incident_after_incident_fills_no_mailbox(self) -> None:
        night = Night(messages_a_day=10)
        for number in range(1_000):
            night.alert("attack_calling", incident=f"i{number}")
            night.passes(0)
        night.passes(6 * HOUR_S)
        assert len(night.sent) == 2 * 10
        assert len(night.book.conversations) <= 200


class TestWhatIsNoAnswer:
    @pytest.mark.parametrize("outcome", ["answered", "no_answer", "busy", ""])
    def test_a_telephone_that_was_picked_up_without_a_key_acknowledges_nothing(self, outcome: str) -> None:
        """A mailbox picks up too: whoever comes next is reached as if nobody had."""
        night = Night(channels=("telephone",))
        night.alert("attack_calling")
        reached = []
        while night.now < NIGHT + 2 * HOUR_S:
            for attempt in night.book.due(night.now):
                reached.append(attempt.person)
                night.take(
                    AlertSent(
                        at=night.now,
                        seen_at=night.now,
                        conversation=attempt.conversation,
                        step=attempt.step,
                        person=attempt.person,
                        channel=attempt.channel,
                        turn=attempt.turn,
                        outcome=outcome,
                    )
                )
            night.now += 10
        assert reached == ["Paul", "Paul", "Nadia", "Nadia"] * 3
        assert night.book.conversations["i1"].answer == ""

    def test_a_telephone_that_is_not_known_ends_nothing(self) -> None:
        night = Night()
        night.alert("attack_calling")
        night.passes(0)
        answer(night, "unproven")
        assert ("Nadia", "first") in heard(night.passes(WAIT_S))


class TestQuietHours:
    """They hold back what is only news, never what somebody must answer or the sight of the PBX."""

    @pytest.mark.parametrize(
        "code",
        [
            "attack_entered",
            "forward_found",
            "forward_in_telephone",
            "attack_calling",
            "forward_unconfirmed",
            "cut_unconfirmed",
            "protection_lost",
        ],
    )
    def test_what_must_be_answered_wakes_at_any_hour(self, code: str) -> None:
        night = Night(channels=("telephone",))
        night.alert(code)
        assert [one.channel for one in night.passes(0)] == ["telephone"]

    @pytest.mark.parametrize("code", ["limit_near", "limit_reached", "national_alarm", "passed_unwatched"])
    def test_what_is_news_waits_for_the_opening_and_is_not_lost(self, code: str) -> None:
        night = Night()
        night.alert(code, incident="")
        assert night.passes(6 * HOUR_S) == []
        night.is_open = True
        assert night.passes(60) != []

    def test_a_pbx_out_of_sight_at_night_is_said_at_night(self) -> None:
        night = Night()
        night.take(FeedLost(night.now, night.now, "pbx"))
        assert [one.person for one in night.passes(300)] == ["Paul"]


class TestAnswers:
    def test_an_answer_ends_the_escalation_for_everybody(self) -> None:
        night = Night()
        night.alert("attack_calling")
        night.passes(5)
        answer(night, "keep")
        assert [one for one in night.passes(6 * HOUR_S) if one.step != "over"] == []

    def test_who_does_not_know_passes_it_on_at_once(self) -> None:
        night = Night()
        night.alert("attack_calling")
        night.passes(5)
        answer(night, "unknown")
        assert heard(night.passes(0)) == [("Nadia", "first")]

    def test_an_owners_yes_about_the_number_is_an_answer_too(self) -> None:
        night = Night()
        night.refuse("0037129012345")
        night.alert("attack_calling")
        night.passes(5)
        night.take(OwnerAnswered(night.now, night.now, True, "number", "0037129012345", by="paul"))
        assert night.book.conversations["i1"].answer == "allow"
        night.take(OwnerAnswered(night.now, night.now, True, "number", "003225550000", by="paul"))

    def test_what_is_about_something_else_is_no_answer(self) -> None:
        night = Night()
        night.refuse("0037129012345")
        night.alert("attack_calling")
        night.passes(5)
        night.take(OwnerAnswered(night.now, night.now, True, "extension", "999", by="paul"))
        assert ("Nadia", "first") in heard(night.passes(2 * WAIT_S))

    def test_more_of_the_same_wakes_nobody_again_but_a_further_step_does(self) -> None:
        night = Night()
        night.alert("attack_entered")
        night.passes(5)
        answer(night, "keep")
        night.alert("attack_entered")
        assert night.passes(60) == []
        night.alert("attack_calling")
        assert heard(night.passes(0)) == [("Paul", "again")]

    def test_when_it_is_quiet_those_who_were_woken_hear_that_it_is_over(self) -> None:
        night = Night()
        night.alert("attack_calling")
        night.passes(5)
        answer(night, "keep")
        assert heard(night.passes(HOUR_S)) == [("Paul", "over")]
        assert heard(night.passes(24 * HOUR_S, step_s=600)) == [("Paul", "digest")]  # what is left to do
        assert night.passes(48 * HOUR_S, step_s=600) == []

    def test_an_answer_of_a_matter_that_nobody_asked_about_changes_nothing(self) -> None:
        night = Night()
        answer(night, "keep", conversation="i77")
        assert night.passes(60) == []


class TestChannelsThatFail:
    def test_nobody_reached_means_the_next_person_at_once(self) -> None:
        night = Night()
        night.alert("attack_calling")
        assert heard(night.passes(0, fails=True)) == [("Paul", "first")]
        assert heard(night.passes(0)) == [("Nadia", "first")]

    def test_when_every_channel_fails_it_ends_all_the_same(self) -> None:
        night = Night()
        night.alert("attack_calling")
        assert len(night.passes(HOUR_S, fails=True)) == 3 * 2  # each person once a round, no reminders


class TestRestart:
    def test_a_desk_that_starts_again_goes_on_where_it_was(self) -> None:
        night = Night()
        night.alert("attack_calling")
        first = night.passes(WAIT_S)
        night.starts_again()
        rest = night.passes(6 * HOUR_S)
        assert heard(first) == [("Paul", "first"), ("Paul", "reminder"), ("Nadia", "first")]
        assert len(first) + len(rest) == 3 * 2 * 2

    def test_an_answered_matter_stays_answered(self) -> None:
        night = Night()
        night.alert("attack_calling")
        night.passes(5)
        answer(night, "keep")
        night.starts_again()
        assert [one for one in night.passes(6 * HOUR_S) if one.step != "over"] == []

    def test_what_happened_long_before_anybody_could_be_alerted_wakes_nobody(self) -> None:
        night = Night()
        night.alert("attack_calling")
        night.now = NIGHT + 5 * HOUR_S
        night.starts_again()
        assert night.passes(HOUR_S) == []
        night.is_open = True
        assert heard(night.passes(60)) == [("Paul", "digest")]

    @pytest.mark.parametrize("days", [-400, 400])
    def test_a_guard_whose_clock_is_wrong_still_wakes_somebody(self, days: float) -> None:
        night = Night()
        desk_time = night.now
        night.now += days * 86_400
        night.alert("attack_calling")
        night.now = desk_time
        assert heard(night.passes(0)) == [("Paul", "first")]


class TestBlindness:
    def test_a_switch_that_is_gone_for_two_minutes_is_one_message_and_one_at_its_return(self) -> None:
        night = Night()
        night.take(FeedLost(night.now, night.now, "asterisk", "connection refused"))
        assert heard(night.passes(HOUR_S)) == [("Paul", "news")]
        night.take(FeedRestored(night.now, night.now, "asterisk"))
        assert heard(night.passes(60)) == [("Paul", "over")]

    def test_a_switch_that_restarts_is_no_message(self) -> None:
        night = Night()
        night.take(FeedLost(night.now, night.now, "asterisk"))
        night.passes(60)
        night.take(FeedRestored(night.now, night.now, "asterisk"))
        assert night.passes(HOUR_S) == []

    def test_a_log_that_cannot_be_read_makes_no_site_blind(self) -> None:
        night = Night()
        night.take(FeedLost(night.now, night.now, "log", calls_are_seen=True))
        assert night.passes(HOUR_S) == []


class TestDrill:
    def test_a_drill_goes_once_through_the_people_until_one_has_seen_it(self) -> None:
        night = Night()
        night.take(DrillRequested(night.now, night.now, "drill 1", "paul"))
        assert {step for _, step in heard(night.passes(HOUR_S))} == {"drill"}
        assert len(night.sent) == 2 * 2
        night.take(DrillRequested(night.now, night.now, "drill 2", "paul"))
        night.passes(5)
        answer(night, "seen", conversation="drill 2")
        assert night.passes(HOUR_S) == []


class TestProgram:
    def test_a_program_hears_of_each_stage_once(self) -> None:
        night = Night(has_program=True)
        night.alert("attack_calling")
        night.passes(5)
        answer(night, "keep")
        night.passes(5)
        assert [one.step for one in night.sent if one.channel == "webhook"] == ["waiting", "answered"]
