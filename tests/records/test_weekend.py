"""One bad month, written as Asterisk and as two old PABXs would print it: the same incidents in all.

The attacks are documented ones: a clinic pumped within minutes (TransNexus 2019: 111 calls, 89 numbers,
37 countries, a call every 8.8 s), 3 000 calls to Zimbabwe in 146 hours (Gerfran Bouteilles, mean 175 s),
and a drip of one to three calls a night that stays under every threshold.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from tests.records.writers import PARIS, Call, hicom, master, panasonic

from veilleur.config import Settings
from veilleur.evidence import examine, taught_judge
from veilleur.records import SortedRecords, read

MONDAY = datetime(2026, 5, 4, tzinfo=PARIS)
COUNTRIES = (
    "216", "218", "220", "221", "222", "223", "224", "225", "226", "227", "228", "229", "231", "232", "233",
    "234", "235", "236", "237", "239", "240", "241", "242", "243", "244", "245", "248", "249", "250", "252",
    "253", "257", "258", "260", "261", "265", "269",
)  # fmt: skip


class Incident(NamedTuple):
    """What must be the same, however it was printed."""

    minute: int
    last_minute: int
    calls: int
    minutes: int
    numbers: frozenset[str]
    extensions: tuple[str, ...]


def office(chance: Random) -> list[Call]:
    """Five weeks of a small company: some hundred calls, a few of them to a supplier in Italy."""
    calls = []
    for day in range(35):
        if (MONDAY + timedelta(days=day)).weekday() >= 5:
            continue
        for _ in range(24):
            start = MONDAY + timedelta(days=day, minutes=chance.randrange(8 * 60, 18 * 60))
            number = (
                "000390255500123"
                if chance.random() < 0.05
                else f"00{chance.choice('1245')}9900{chance.randrange(10**4):04}"
            )
            calls.append(
                Call(start, int(chance.expovariate(1 / 170)) + 1, True, chance.choice(("101", "102")), number)
            )
    return calls


def clinic(chance: Random) -> list[Call]:
    """A call every 8.8 seconds on a Friday night, each some twenty minutes."""
    numbers = [f"000{COUNTRIES[turn % 37]}555{turn:05}" for turn in range(89)]
    at, calls = MONDAY + timedelta(days=18, hours=23), []
    for turn in range(111):
        at += timedelta(seconds=min(102.0, chance.expovariate(1 / 8.782)))
        calls.append(
            Call(at.replace(microsecond=0), chance.randrange(900, 1500), True, "103", numbers[turn % 89])
        )
    return calls


def zimbabwe(chance: Random) -> list[Call]:
    """3 000 calls in 146 hours to a few numbers."""
    at, calls = MONDAY + timedelta(days=25, hours=19), []
    for turn in range(3000):
        start = at + timedelta(seconds=int(turn * 146 * 3600 / 3000))
        billed = max(1, int(chance.expovariate(1 / 175)))
        calls.append(Call(start, billed, True, "102", f"0002635550000{chance.randrange(6)}"))
    return calls


def drip(chance: Random) -> list[Call]:
    """One to three calls a night between 1 and 5, for a week."""
    calls = []
    for night in range(7):
        for _ in range(chance.randrange(1, 4)):
            at = MONDAY + timedelta(days=7 + night, hours=1, minutes=chance.randrange(240))
            calls.append(
                Call(at, chance.randrange(300, 1200), True, "101", f"00037155512{chance.randrange(2)}")
            )
    return calls


def found(path: Path, calls: list[Call], write: Callable[[Call], str]) -> list[Incident]:
    """The incidents in the calls as this layout prints them: in order of their end."""
    lines = [write(call) for call in sorted(calls, key=lambda call: call.end)]
    path.write_text("\r\n".join(lines) + "\r\n")
    os.utime(path, (datetime(2026, 11, 24, tzinfo=PARIS).timestamp(),) * 2)
    settings = Settings()
    reader = read([path], settings.site)
    with SortedRecords(reader) as records:
        assert not reader.rejected
        numbering = settings.numbering()
        judge = taught_judge(records, settings.site, numbering)
        incidents = examine(records, settings.site, numbering, judge).incidents
    return [
        Incident(
            int(one.began_at // 60), int(one.last_at // 60), one.total.calls, round(one.total.seconds / 60),
            frozenset(one.numbers), one.extensions,
        )
        for one in incidents
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("attack", [clinic, zimbabwe, drip], ids=lambda attack: attack.__name__)
def test_one_attack_is_the_same_incident_in_three_layouts(
    attack: Callable[[Random], list[Call]], tmp_path: Path
) -> None:
    chance = Random(2026)
    hostile = attack(chance)
    calls = office(chance) + hostile
    by_master = found(tmp_path / "Master.csv", calls, master)
    by_hicom = found(tmp_path / "hicom.txt", calls, hicom)
    by_panasonic = found(tmp_path / "panasonic.txt", calls, panasonic)
    assert by_master, "the attack was not seen at all"
    assert by_hicom == by_master
    # Panasonic prints minutes only: first and last call may lie one beside.
    assert [one[2:] for one in by_panasonic] == [one[2:] for one in by_master]
    for ours, theirs in zip(by_panasonic, by_master, strict=True):
        assert abs(ours.minute - theirs.minute) <= 1
        assert abs(ours.last_minute - theirs.last_minute) <= 1
    reached = set().union(*(one.numbers for one in by_master))
    dialled = {"+" + call.number.lstrip("0") for call in hostile}
    assert reached == dialled
