"""The PBX's records and the operator's bill of the same calls are the same calls, not twice as many."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.records.writers import PARIS, Call, master

from veilleur.records import read
from veilleur.words.events import CallRecorded

FIRST = datetime(2026, 6, 3, 9, 0, tzinfo=PARIS)


def company(count: int = 12, day: int = 0) -> list[Call]:
    """Calls of a day; the last ones go abroad."""
    return [
        Call(
            FIRST + timedelta(days=day, minutes=23 * place, seconds=7 * place),
            61 + 37 * place,
            True,
            "201",
            "0021655500012" if place > 8 else f"02619100{place:02}",
            rang=8,
        )
        for place in range(count)
    ]


def bill(calls: list[Call], *, ahead_s: int = 0, rounded: bool = False, plus: bool = False) -> str:
    """A bill whose clock is ahead, in whole minutes or seconds."""
    lines = ["Date;Heure;Ligne;Numéro appelé;Durée;Montant HT"]
    for call in calls:
        at = call.answer + timedelta(seconds=ahead_s)
        billed = -(-call.billed // 60) * 60 if rounded else call.billed
        number = call.number.removeprefix("00") if plus else call.number
        number = f"33{number[1:]}" if plus and number[0] == "0" else number
        hour = f"{at:%H:%M:00}" if rounded else f"{at:%H:%M:%S}"
        lines.append(f"{at:%d/%m/%Y};{hour};0199000100;{number};{billed};0,50")
    return "\n".join(lines) + "\n"


def read_both(tmp_path: Path, pbx: list[Call], text: str, *, bill_first: bool = False) -> list[CallRecorded]:
    records, charges = tmp_path / "Master.csv", tmp_path / "bill.csv"
    records.write_text("".join(master(call) + "\n" for call in pbx))
    charges.write_text(text)
    reader = read([charges, records] if bill_first else [records, charges])
    found = list(reader)
    assert not reader.rejected
    shared = reader.counts["matched"]
    said = [notice for notice in reader.notices if "hold the same calls" in notice]
    assert len(said) == (1 if shared else 0)
    assert all(str(shared) in notice for notice in said)
    return found


@pytest.mark.parametrize("bill_first", [False, True])
@pytest.mark.parametrize("ahead_s", [-3600, -40, 0, 37, 600, 7200])
@pytest.mark.parametrize("rounded", [False, True])
def test_the_same_calls_are_counted_once_with_the_price_of_the_bill(
    tmp_path: Path, ahead_s: int, rounded: bool, bill_first: bool
) -> None:
    calls = company()
    found = read_both(tmp_path, calls, bill(calls, ahead_s=ahead_s, rounded=rounded), bill_first=bill_first)
    assert len(found) == len(calls)
    assert {(one.extension, one.charged) for one in found} == {("201", 500_000)}


def test_a_number_that_the_operator_writes_in_another_form_is_the_same(tmp_path: Path) -> None:
    calls = company()
    assert len(read_both(tmp_path, calls, bill(calls, plus=True))) == len(calls)


def test_what_stands_in_one_file_alone_is_kept(tmp_path: Path) -> None:
    calls = company()
    found = read_both(tmp_path, calls[:10], bill(calls))
    assert len(found) == len(calls)
    assert {one.extension for one in found if one.charged is not None} >= {"201", "0199000100"}


def test_the_bill_of_another_month_holds_other_calls(tmp_path: Path) -> None:
    found = read_both(tmp_path, company(), bill(company(day=30)))
    assert len(found) == 2 * len(company())


def test_two_calls_to_one_number_in_one_minute_stay_two(tmp_path: Path) -> None:
    calls = [*company(), company()[-1]._replace(start=company()[-1].start + timedelta(seconds=20))]
    assert len(read_both(tmp_path, calls, bill(calls))) == len(calls)
