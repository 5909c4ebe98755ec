"""A bill held against the PBX: what was planted is found, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from tests.evidence.reconcile import bills

from veilleur.evidence.reconcile import reading, statement
from veilleur.evidence.reconcile.calls import BilledCall, MadeCall
from veilleur.evidence.reconcile.differences import Kind, Reconciled, reconcile
from veilleur.numbering import DialPlan
from veilleur.words.money import Price, micro_euros
from veilleur.words.site import Site

SITE = Site(name="Garage Martin", outside_line="", extensions=("1XX",))
NUMBER = "+37129990000"
EUR = 1_000_000


def compared(bill: Path, records: Path, deck: Path) -> Reconciled:
    numbering = DialPlan(SITE)
    return reconcile(
        reading.billed_calls(bill, SITE, numbering),
        reading.made_calls([records], SITE, numbering),
        reading.tariff_of(deck, numbering),
    )


def planted_and_found(folder: Path, calls: int, each: int) -> None:
    right = bills.year(calls)
    lines = bills.with_planted(right, each)
    found = compared(*bills.write(folder, right, lines))
    wanted = {(place, line.planted) for place, line in enumerate(lines, start=2) if line.planted}
    got = {(one.line, one.kind.value) for one in found.differences}
    assert twins_as_one(lines, got) == twins_as_one(lines, wanted)
    assert found.lines == len(lines)
    assert found.apart_s == pytest.approx(bills.CLOCK_AHEAD_S, abs=2)
    assert found.uncovered == 0


def twins_as_one(lines: list[bills.Line], found: set[tuple[int, str]]) -> set[tuple[object, str]]:
    """Of two equal lines one is too much; which of them is a matter of taste."""
    return {
        ((lines[line - 2].at, lines[line - 2].number), kind) if kind == "billed_twice" else (line, kind)
        for line, kind in found
    }


def test_five_kinds_of_fault_are_found_and_nothing_else(tmp_path: Path) -> None:
    planted_and_found(tmp_path, calls=3_000, each=12)


@pytest.mark.slow
def test_the_same_in_a_bill_of_fifty_thousand_lines(tmp_path: Path) -> None:
    planted_and_found(tmp_path, calls=75_000, each=40)


def test_a_right_bill_has_nothing_in_dispute(tmp_path: Path) -> None:
    right = bills.year(1_500)
    found = compared(*bills.write(tmp_path, right, right.lines))
    assert found.differences == []
    assert found.matched == found.lines == found.prices_checked


def test_a_bill_that_hides_the_last_four_digits_is_compared_by_the_others(tmp_path: Path) -> None:
    right = bills.year(1_500)
    lines = bills.with_planted(right, 4)
    bill, records, deck = bills.write(tmp_path, right, lines)
    bill.write_text(re.sub(r";(0\d{5,})\d{4};", r";\1XXXX;", bill.read_text("utf-8")), "utf-8")
    wanted = Counter(line.planted for line in lines if line.planted)
    assert Counter(one.kind.value for one in compared(bill, records, deck).differences) == wanted


def test_a_summer_hour_that_the_pbx_forgot_puts_no_call_in_dispute(tmp_path: Path) -> None:
    right = bills.year(2_000)
    late = right.made[1_000:]
    right.made = right.made[:1_000] + [
        (at - 3_600, extension, number, seconds) for at, extension, number, seconds in late
    ]
    found = compared(*bills.write(tmp_path, right, right.lines))
    assert found.differences == []
    assert sorted([found.apart_s, *found.later_apart_s]) == pytest.approx([37, 3_637], abs=2)


def billed(line: int, at: float, seconds: float, charged: int, *, is_forwarded: bool = False) -> BilledCall:
    return BilledCall(line, at, NUMBER, NUMBER, "", seconds, charged, is_forwarded)


def test_a_call_forwarded_inside_the_operators_network_is_named_so() -> None:
    made = [MadeCall(1, 1_000.0, NUMBER, "104", 60.0), MadeCall(2, 9_000.0, NUMBER, "104", 60.0)]
    lines = [billed(1, 1_000, 60, EUR), billed(2, 5_000, 1_200, 20 * EUR, is_forwarded=True)]
    [difference] = reconcile(lines, made).differences
    assert (difference.kind, difference.line, difference.is_forwarded) == (Kind.NEVER_MADE, 2, True)
    assert difference.disputed == 20 * EUR


def test_a_time_without_records_is_not_disputed() -> None:
    found = reconcile([billed(1, 1e6, 60, EUR)], [MadeCall(1, 1_000.0, NUMBER, "104", 60.0)])
    assert (found.differences, found.uncovered) == ([], 1)


def test_a_bill_that_rounds_to_the_minute_is_held_to_its_own_step_unless_the_tariff_says_less() -> None:
    made = [MadeCall(place, place * 1_000.0, NUMBER, "104", 61.0 + place) for place in range(1, 30)]
    lines = [billed(place, place * 1_000.0, 120, 2 * EUR) for place in range(1, 30)]
    assert reconcile(lines, made).step_s == 60
    assert reconcile(lines, made).differences == []
    by_second = Price(micro_euros(1))
    found = reconcile(lines, made, lambda _number: by_second)
    assert Counter(one.kind for one in found.differences) == {Kind.ROUNDING: 29}
    assert all(0 < one.disputed < EUR for one in found.differences)


def test_one_line_is_never_disputed_for_more_than_it_costs() -> None:
    made = [MadeCall(1, 1_000.0, NUMBER, "104", 60.0)]
    price = Price(micro_euros(1))
    found = reconcile([billed(1, 1_000, 600, 50 * EUR)], made, lambda _number: price)
    assert {one.kind for one in found.differences} == {Kind.PRICE, Kind.TOO_LONG}
    assert found.disputed <= 50 * EUR


def test_of_two_calls_to_one_number_the_nearer_is_the_one() -> None:
    made = [MadeCall(1, 1_000.0, NUMBER, "104", 20.0), MadeCall(2, 1_060.0, NUMBER, "104", 300.0)]
    found = reconcile([billed(1, 1_061, 300, EUR), billed(2, 1_001, 20, EUR)], made)
    assert (found.differences, found.unbilled) == ([], 0)


FOOTER = ["Total HT;;;;;1 234,50", "TVA 20 %;;;;;246,90", "Total TTC;;;;;1 481,40"]


def test_totals_and_taxes_that_follow_are_silent() -> None:
    said = statement.stated(enumerate(FOOTER, start=90))
    assert (said.without, said.tax, said.with_tax) == (1_234_500_000, 246_900_000, 1_481_400_000)
    assert statement.differences(said, 1_234_500_000, 100, 20) == []


@pytest.mark.parametrize(
    ("place", "text", "kind", "disputed"),
    [
        (0, "Total HT;;;;;1 334,50", Kind.TOTAL, 100_000_000),
        (1, "TVA 20 %;;;;;260,00", Kind.TAX, 13_100_000),
        (2, "Total TTC;;;;;1 500,00", Kind.TOTAL, 18_600_000),
    ],
)
def test_a_total_or_a_tax_that_does_not_follow_is_in_dispute(
    place: int, text: str, kind: Kind, disputed: int
) -> None:
    footer = [*FOOTER]
    footer[place] = text
    found = statement.differences(statement.stated(enumerate(footer, start=90)), 1_234_500_000, 100, 20)
    assert (kind, 90 + place, disputed) in [(one.kind, one.line, one.disputed) for one in found]


def test_a_bill_without_totals_is_not_at_fault() -> None:
    said = statement.stated([(1, "Date;Heure;Montant HT"), (2, "01/02/2026;08:00;0,12")])
    assert statement.differences(said, 5_000_000, 1, 20) == []
