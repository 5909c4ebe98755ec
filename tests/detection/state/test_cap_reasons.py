"""A cap says its amount and since when it is used up: in the reason of each call that it stops."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from tests.detection.stories import CUBA, DAY_S, NIGHT, SITE, Numbers, call, ended, request, ticks, watch

from veilleur.detection import Watch
from veilleur.detection.signals.catalog import RULES, sentence
from veilleur.detection.view import view
from veilleur.detection.watch import AllowingJudge
from veilleur.words import events as ev
from veilleur.words.codec import decode_decision, encode_decision
from veilleur.words.decisions import Decision, DecisionKind, Reason
from veilleur.words.money import micro_euros
from veilleur.words.site import Limits

NOON = NIGHT + 10 * 3600  # Friday 13 March 2026, 12:00
TEN = micro_euros(10)
LATE = NOON + 3600


def limited(**amounts: Any) -> Watch:
    """A guard with these limits and no other."""
    none: dict[str, Any] = {"closed_hours": None, "day": None, "month": None}
    return watch(site=replace(SITE, limits=Limits(**{**none, **amounts}), trunk_channels=0))


def spend(guard: Watch, at: float, minutes: float = 9.5, extension: str = "104") -> None:
    """A call to Cuba at a euro a minute."""
    call(guard, at, f"s{at}", CUBA, extension)
    guard.step(ended(at + 60 * minutes, f"s{at}"))


def refused(guard: Watch, at: float, extension: str = "104") -> tuple[str, str]:
    """Why a call is refused, in French and English."""
    (answer,) = (d for d in guard.step(request(at, f"r{at}", CUBA, extension)) if d.target == f"r{at}")
    assert answer.kind is DecisionKind.REFUSE
    return said(answer)


def said(decision: Decision) -> tuple[str, str]:
    reason = decision.reasons[0]
    french, english = (sentence(reason, lang).replace("\u00a0", " ") for lang in ("fr", "en"))
    return french, english


def test_each_window_names_its_amount_and_since_when_it_is_used_up() -> None:
    day = limited(day=TEN)
    spend(day, NOON)
    assert refused(day, LATE) == (
        "la limite du jour (10,00 €) est atteinte depuis 13 h 00",
        "the day’s limit of €10.00 was reached at 13:00",
    )
    month = limited(month=TEN)
    spend(month, NOON)
    assert refused(month, LATE)[0] == "la limite du mois (10,00 €) est atteinte depuis le vendredi 13 mars"
    closed = limited(closed_hours=TEN)
    spend(closed, NIGHT)
    assert refused(closed, NIGHT + 3600)[1] == (
        "the closed-hours limit of €10.00 was reached on Friday 13 March at 03:00"
    )


def test_a_later_call_says_the_same_moment_also_after_a_restart() -> None:
    guard = limited(day=TEN)
    spend(guard, NOON)
    first = refused(guard, LATE)
    again = Watch.load(guard.rooms.context.site, Numbers(), guard.save(), AllowingJudge())
    assert refused(guard, LATE + 1800) == refused(again, LATE + 1800) == first


def test_a_limit_that_was_raised_and_is_used_up_again_is_used_up_since_then() -> None:
    guard = limited(day=TEN)
    spend(guard, NOON)
    refused(guard, LATE)
    guard.step(ev.LimitOrdered(LATE, LATE, "day", micro_euros(20), LATE + DAY_S))
    assert view(guard, LATE).reached == ()
    spend(guard, LATE + 60)
    assert refused(guard, LATE + 7200)[1] == "the day’s limit of €20.00 was reached at 15:00"


def test_what_is_reached_is_seen_from_outside_until_its_window_ends() -> None:
    guard = limited(day=TEN, per_extension_30_days=TEN)
    spend(guard, NOON)
    refused(guard, LATE)
    refused(guard, LATE + 60, "105")
    assert [(one.of, one.reason.code) for one in view(guard, LATE + 60).reached] == [("", "cap_day")]
    assert view(guard, LATE + DAY_S).reached == ()


def test_limits_of_an_extension_or_a_class_of_numbers_say_their_amounts() -> None:
    quota = limited(per_extension_30_days=TEN)
    spend(quota, NOON)
    spend(quota, NOON + 1200, extension="105")
    # What the day before used of it is part of it.
    assert refused(quota, LATE + DAY_S)[1] == (
        "the extension’s limit of €10.00 in 30 days was reached on Saturday 14 March at 13:00"
    )
    assert [one.of for one in view(quota, LATE + DAY_S).reached] == ["104"]
    a_day = limited(per_extension_day=TEN)
    spend(a_day, NOON)
    assert refused(a_day, LATE)[0] == "la limite du jour de ce poste (10,00 €) est atteinte depuis 13 h 00"
    of_class = limited(per_class_day=(("international", TEN),))
    spend(of_class, NOON)
    assert refused(of_class, LATE)[0] == (
        "la limite du jour pour ce genre d’appel (10,00 €) est atteinte depuis 13 h 00"
    )


def test_prices_fees_and_lengths_say_what_is_allowed() -> None:
    assert refused(limited(price_minute=micro_euros("0.5")), NOON)[0] == (
        "ce numéro coûte 1,00 € la minute, plus que les 0,50 € que [limits] permet"
    )
    guard = limited(longest_s=(("international", 600),))
    call(guard, NOON, "a", CUBA)
    (cut,) = (d for d in ticks(guard, NOON + 1200) if d.kind is DecisionKind.CUT)
    assert said(cut)[1] == "the call has lasted 10 min, as long as [limits] allows for this class of number"
    fee = Reason("price_too_high", 0, (("fee", "3000000"), ("limit", "1000000")))
    assert sentence(fee, "en") == "this number costs €3.00 a call, more than the €1.00 that [limits] allows"


def test_a_cap_that_a_running_call_comes_to_says_its_amount_too() -> None:
    guard = limited(day=TEN)
    call(guard, NOON, "a", CUBA)
    given = ticks(guard, NOON + 1200)
    (cut,) = (d for d in given if d.kind is DecisionKind.CUT)
    (alert,) = (d for d in given if d.kind is DecisionKind.ALERT and d.reasons[0].code == "cap_day")
    assert said(cut) == said(alert)
    assert said(cut)[1] == "the day’s limit of €10.00 was reached at 12:09"


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.forms], ids=lambda one: one.code)
def test_a_reason_of_an_older_journal_keeps_its_sentence(rule: Any) -> None:
    for lang, text in (("fr", rule.fr), ("en", rule.en)):
        assert sentence(Reason(rule.code), lang) == text
        assert "{" not in text


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.forms], ids=lambda one: one.code)
def test_each_form_needs_the_values_that_it_names_and_no_other(rule: Any) -> None:
    for form in rule.forms:
        values = dict.fromkeys(form.blanks, "1000000")
        for text in (form.fr, form.en):
            assert set(re.findall(r"\{(\w+)", text)) == set(form.blanks)
        assert rule.text_with(values) == (form.fr, form.en)
        assert "?" not in sentence(Reason(rule.code, 0, tuple(values.items())), "fr")


def test_a_reason_with_amounts_comes_through_the_journal_whole() -> None:
    guard = limited(day=TEN)
    spend(guard, NOON)
    (answer,) = (d for d in guard.step(request(LATE, "r", CUBA)) if d.target == "r")
    assert decode_decision(encode_decision(answer)) == answer
