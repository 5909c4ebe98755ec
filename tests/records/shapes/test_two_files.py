"""The same calls in two files, whatever the two layouts: counted once, at the price of the bill."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.records.shapes.story import CALLS, OUT, Call, assert_read, hms, table

OWN = "0199000100"
SPOKEN = tuple(one for one in OUT if one.talk)


def of_the_pbx(path: Path) -> Path:
    return table(
        path,
        "calldate,src,dst,duration,billsec,disposition,direction",
        lambda one: (
            f"{one.at:%Y-%m-%d %H:%M:%S},{one.caller},{one.called},{one.ring + one.talk},{one.talk},"
            f"{'ANSWERED' if one.talk else 'NO ANSWER'},{one.way}bound"
        ),
    )


def bill_with_headings(path: Path) -> Path:
    return table(
        path,
        "Date;Heure;Ligne;Numéro appelé;Durée;Montant HT",
        lambda one: (
            f"{one.answered_at:%d/%m/%Y;%H:%M:%S};{OWN};{one.far};{hms(one.talk)};0,{one.talk * 2:04d}"
        ),
        SPOKEN,
    )


def bill_with_masks(path: Path) -> Path:
    return table(
        path,
        "Date;Heure;Ligne;Numéro appelé;Durée;Montant HT",
        lambda one: (
            f"{one.answered_at:%d/%m/%Y;%H:%M};{OWN};{one.far[:-4]}xxxx;{hms(one.talk)};0,{one.talk * 2:04d}"
        ),
        SPOKEN,
    )


def bill_in_json(path: Path) -> Path:
    calls = [
        {
            "id": place,
            "start": one.utc.isoformat(),
            "from": "+33199000100",
            "to": one.e164,
            "seconds": -(-one.talk // 60) * 60,
            "price": str(one.talk * 0.002),
        }
        for place, one in enumerate(SPOKEN)
    ]
    path.write_text(json.dumps({"calls": calls}))
    return path


def another_export(path: Path) -> Path:
    def line(one: Call) -> str:
        return f"{one.at:%d/%m/%Y %H:%M};{one.caller};{one.called};{one.way};{hms(one.talk)}"

    return table(path, "Start;Caller;Callee;Direction;Talk time", line)


@pytest.mark.parametrize("other", [bill_with_headings, bill_with_masks, bill_in_json, another_export])
def test_the_same_calls_in_two_files_are_counted_once_and_it_is_said(
    tmp_path: Path, other: Callable[[Path], Path]
) -> None:
    notices = assert_read(of_the_pbx(tmp_path / "pbx.csv"), other(tmp_path / "other.dat"))
    assert any("hold the same calls" in notice for notice in notices)


def test_two_months_in_one_layout_are_not_the_same_calls(tmp_path: Path) -> None:
    first, second = of_the_pbx(tmp_path / "a.csv"), of_the_pbx(tmp_path / "b.csv")
    text = first.read_text().splitlines(keepends=True)
    first.write_text("".join(text[:10]))
    second.write_text("".join([text[0], *text[10:]]))
    assert not assert_read(first, second, calls=CALLS)
