"""The ledger against the operator's arithmetic, worked out here in fractions."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from fractions import Fraction
from math import ceil
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veilleur.detection.business_hours import Calendar
from veilleur.detection.spending.account import CUT_S
from veilleur.detection.spending.ledger import Ledger
from veilleur.words.destinations import Destination, NumberClass
from veilleur.words.money import Price
from veilleur.words.site import Limits, Site

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 3, 12, 12, tzinfo=PARIS).timestamp()  # Thursday, open
MIDNIGHT = datetime(2026, 3, 13, tzinfo=PARIS).timestamp()
EURO = 1_000_000
# Ten cents at once, then 90 cents a minute: 30 seconds at least, and steps of twelve: 18 cents each.
PRICE = Price(per_minute=900_000, connection=100_000, first_s=30, step_s=12)
BY_SECOND = Price(per_minute=700_001)
NO_LIMIT = Limits(closed_hours=None, day=None, month=None)


def cuba(price: Price = PRICE, number_class: NumberClass = NumberClass.INTERNATIONAL) -> Destination:
    return Destination(
        dialled="0005355512345",
        e164="+5355512345",
        territory="CU",
        number_class=number_class,
        risk_db=10,
        price=price,
    )


def ledger(limits: Limits = NO_LIMIT) -> Ledger:
    site = Site(limits=limits)
    return Ledger(site, Calendar(site))


def billed(price: Price, answered_s: float) -> int:
    """What the operator bills: connection, then the seconds charged, rounded up to a micro-euro."""
    if answered_s <= 0:
        return 0
    begun = max(0, ceil((Fraction(answered_s) - price.first_s) / price.step_s))
    seconds = price.first_s + begun * price.step_s
    return price.connection + ceil(Fraction(price.per_minute * seconds, 60))


@pytest.mark.parametrize(
    ("answered_s", "euros"), [(0.5, "0.55"), (30, "0.55"), (31, "0.73"), (42, "0.73"), (43, "0.91")]
)
def test_a_call_costs_its_connection_and_the_steps_it_began(answered_s: float, euros: str) -> None:
    book = ledger()
    book.hold("a", NOON, "104", cuba())
    book.answer("a", NOON + 5)
    assert book.end("a", NOON + 5 + answered_s) == int(Fraction(euros) * EURO) == billed(PRICE, answered_s)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.floats(0.01, 4_000.0), st.sampled_from([PRICE, BY_SECOND])), max_size=8))
def test_calls_at_once_cost_in_sum_what_each_costs(calls: list[tuple[float, Price]]) -> None:
    book = ledger()
    for n, (_length, price) in enumerate(calls):
        book.hold(f"c{n}", NOON, "104", cuba(price))
        book.answer(f"c{n}", NOON)
    for n, (length, _price) in sorted(enumerate(calls), key=lambda one: one[1][0]):
        book.end(f"c{n}", NOON + length)
    expected = sum(billed(price, Fraction(NOON + length) - Fraction(NOON)) for length, price in calls)  # type: ignore[arg-type]
    assert book.spent(NOON + 4_000) == (0, expected)
    assert book.accounts == {}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40 * 96), st.integers(1, 600)), min_size=1, max_size=30))
def test_each_day_and_each_closed_period_holds_the_calls_made_in_it(calls: list[tuple[int, int]]) -> None:
    book = ledger()
    days: dict[date, int] = defaultdict(int)
    nights: dict[date, int] = defaultdict(int)
    for n, (quarter, length) in enumerate(sorted(calls)):
        at = NOON + 1 + 900 * quarter  # ten minutes at most, so that no call leaves its quarter of an hour
        local = datetime.fromtimestamp(at, PARIS)
        cost, _code = book.book_ended(f"c{n}", at, "104", cuba(), length)
        assert cost == billed(PRICE, length)
        days[local.date()] += cost
        minute = local.hour * 60 + local.minute
        is_open = local.weekday() < 5 and 8 * 60 <= minute < 18 * 60 + 30
        opening = local.date()  # the day on which the closed period ends names it
        if minute >= 18 * 60 + 30 or local.weekday() >= 5:
            opening = date.fromordinal(opening.toordinal() + 1)
        while opening.weekday() >= 5:
            opening = date.fromordinal(opening.toordinal() + 1)
        if not is_open:
            nights[opening] += cost
        assert book.spent(at) == (0 if is_open else nights[opening], days[local.date()])


@pytest.mark.parametrize("limit_euros", ["0.55", "0.60", "1.00", "3.45", "25"])
def test_a_call_is_stopped_at_the_last_moment_at_which_its_next_step_is_not_begun(limit_euros: str) -> None:
    limit = int(Fraction(limit_euros) * EURO)
    book = ledger(Limits(closed_hours=None, day=limit, month=None))
    book.hold("a", NOON, "104", cuba())
    book.answer("a", NOON)
    steps = (limit - billed(PRICE, 1)) // 180_000  # that still fit after the first thirty seconds
    last_s = 30 + 12 * steps
    stopped_at = None
    while stopped_at is None:
        wake = book.wake_at()
        assert wake is not None
        assert wake <= NOON + last_s
        book.time_passed(wake)
        if book.drain_stopped() == [("a", "cap_day")]:
            stopped_at = wake
    assert NOON + last_s - CUT_S - 0.01 <= stopped_at <= NOON + last_s - CUT_S
    assert book.end("a", stopped_at + CUT_S) <= limit


def test_what_was_held_and_never_answered_goes_back_whole() -> None:
    book = ledger(Limits(closed_hours=None, day=EURO, month=None))
    book.hold("a", NOON, "104", cuba())
    assert book.spent(NOON)[1] == billed(PRICE, 1)
    assert book.refusal(NOON, "104", cuba()) == "cap_day"
    assert book.end("a", NOON + 20) == 0
    assert book.spent(NOON + 20)[1] == 0
    assert book.refusal(NOON + 20, "104", cuba()) == ""


def test_a_call_over_midnight_is_parted_and_no_day_is_too_low() -> None:
    book = ledger()
    book.hold("a", MIDNIGHT - 100, "104", cuba())
    book.answer("a", MIDNIGHT - 100)
    book.settle(MIDNIGHT)
    before = book.totals.spent(f"cap_day/{date(2026, 3, 12).toordinal()}/", MIDNIGHT)
    whole = book.end("a", MIDNIGHT + 55)
    after = book.spent(MIDNIGHT + 55)[1]
    assert before == billed(PRICE, 100 + CUT_S)  # booked ahead by the time a cut takes
    assert before + after == whole == billed(PRICE, 155)


def test_caps_of_an_extension_and_of_a_class_count_their_own_calls() -> None:
    limits = Limits(
        closed_hours=None, day=None, month=None, per_extension_day=EURO, per_class_day=(("satellite", EURO),)
    )
    book = ledger(limits)
    satellite = cuba(number_class=NumberClass.SATELLITE)
    book.book_ended("a", NOON, "104", cuba(), 30)
    assert book.refusal(NOON, "104", cuba()) == "cap_extension_day"  # 0.55 and 0.55 are more than a euro
    assert book.refusal(NOON, "105", satellite) == ""
    book.book_ended("b", NOON, "105", satellite, 30)
    assert book.refusal(NOON, "106", satellite) == "cap_class_day"
    assert book.refusal(NOON, "106", cuba()) == ""


def test_a_record_that_passes_a_cap_says_so_once_its_money_is_booked() -> None:
    limit = billed(PRICE, 60)
    book = ledger(Limits(closed_hours=None, day=limit, month=None))
    assert book.book_ended("a", NOON, "104", cuba(), 60) == (limit, "")  # the limit itself fits
    assert book.book_ended("b", NOON, "104", cuba(), 0) == (0, "")
    assert book.book_ended("c", NOON, "104", cuba(), 1) == (billed(PRICE, 1), "cap_day")


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0.0, 3_000.0), st.floats(0.0, 2_000.0)), max_size=12),
    st.sampled_from([EURO, 10 * EURO, 200 * EURO]),
)
def test_a_call_that_is_over_is_booked_as_one_that_was_held_answered_and_ended(
    calls: list[tuple[float, float]], limit: int
) -> None:
    limits = Limits(closed_hours=None, day=limit, month=None, per_extension_day=limit)
    booked, lived = ledger(limits), ledger(limits)
    at = NOON
    for n, (wait, length) in enumerate(calls):
        at += wait
        cost, code = booked.book_ended(f"c{n}", at, "104", cuba(), length)
        lived.hold(f"c{n}", at, "104", cuba())
        if length > 0:
            lived.answer(f"c{n}", at, length)
        assert lived.end(f"c{n}", at) == cost
        assert bool(code) == (booked.spent(at)[1] > limit)
        assert booked.save() == lived.save()
        assert booked.drain_stopped() == lived.drain_stopped()
