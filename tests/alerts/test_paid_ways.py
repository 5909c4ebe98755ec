"""Ways that cost by the message: once a round, nothing that another way can say, and a bound each day."""

from __future__ import annotations

from tests.alerts.stories import WAIT_S, Night
from tests.alerts.test_book import HOUR_S, answer

WAYS = ("telephone", "sms", "mail")


def texts(night: Night) -> list[tuple[str, str, bool]]:
    return [(one.person, one.step, one.is_last) for one in night.sent if one.channel == "sms"]


def test_a_text_goes_out_beside_the_call_and_once_a_round() -> None:
    night = Night(people=("Paul",), channels=WAYS)
    night.alert("attack_calling")
    night.passes(HOUR_S)
    assert [one.channel for one in night.sent[:3]] == list(WAYS)
    assert len(texts(night)) == 3  # rounds, without the reminders between
    assert sum(1 for one in night.sent if one.channel == "mail") == 6


def test_who_has_a_mail_hears_by_it_what_needs_no_answer() -> None:
    night = Night(people=("Paul",), channels=WAYS)
    night.alert("attack_calling")
    night.passes(0)
    answer(night, "keep")
    assert {one.channel for one in night.passes(HOUR_S)} == {"mail"}


def test_who_has_text_messages_alone_hears_by_them() -> None:
    night = Night(people=("Paul",), channels=("telephone", "sms"))
    night.alert("attack_calling")
    night.passes(0)
    answer(night, "keep")
    night.passes(HOUR_S)
    assert texts(night) == [("Paul", "first", False), ("Paul", "over", False)]


def test_the_last_text_of_a_day_carries_its_alert_and_says_that_it_is_the_last() -> None:
    night = Night(people=("Paul",), channels=("sms",), caps={"sms": 5})
    for number in range(40):
        night.alert("attack_calling", incident=f"i{number}")
        night.passes(0)
    assert [is_last for _person, _step, is_last in texts(night)] == [False] * 4 + [True]


def test_the_bound_of_a_day_holds_through_a_restart() -> None:
    night = Night(people=("Paul",), channels=("sms",), caps={"sms": 2})
    for number in range(3):
        night.alert("attack_calling", incident=f"i{number}")
        night.passes(0)
        night.starts_again()
    assert len(texts(night)) == 2


def test_a_channel_that_is_used_up_keeps_no_other_back() -> None:
    night = Night(people=("Paul",), channels=WAYS, caps={"sms": 1})
    for number in range(3):
        night.alert("attack_calling", incident=f"i{number}")
        night.passes(0)
    assert [one.channel for one in night.sent] == [*WAYS, "telephone", "mail", "telephone", "mail"]


def test_the_last_message_of_all_ways_says_so_too() -> None:
    night = Night(people=("Paul",), channels=("mail",), messages_a_day=5)
    for number in range(40):
        night.alert("attack_calling", incident=f"i{number}")
        night.passes(0)
    assert [one.is_last for one in night.sent] == [False] * 9 + [True]


def test_what_is_settled_uses_up_half_of_a_days_texts_and_leaves_four_for_questions() -> None:
    night = Night(people=("Paul", "Nadia"), channels=("sms",), caps={"sms": 10})
    for number in range(3):
        night.alert("attack_calling", incident=f"i{number}")
        night.passes(WAIT_S + 10)
        answer(night, "keep", conversation=f"i{number}")
        night.passes(HOUR_S)
    steps = [step for _person, step, _is_last in texts(night)]
    assert len(steps) <= 10
    assert steps[-1] == "first", "the newest attack is asked about"
    assert sum(1 for step in steps[5:] if step != "first") == 0
    assert {"i0", "i1", "i2"} == {one.conversation for one in night.sent if one.step == "first"}
