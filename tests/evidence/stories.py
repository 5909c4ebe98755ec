"""Companies and attacks of facts/science-and-law.md 2.1, written as call records. All numbers are made up."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from veilleur.simulation.engine.master_csv_writer import write_master_csv
from veilleur.words.calls import Direction, Origin
from veilleur.words.events import CallRecorded

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 3, 2, tzinfo=PARIS)  # the first honest day of every story


def moment(day: int, hour: float) -> float:
    """Seconds since 1970 UTC of a day of the story (0 is the first Monday) and a local hour."""
    whole = MONDAY.replace(tzinfo=None) + timedelta(days=day, seconds=round(hour * 3600))
    return whole.replace(tzinfo=PARIS).timestamp()


def call(
    at: float,
    extension: str,
    number: str,
    billed_s: float,
    origin: Origin = Origin.EXTENSION,
    outside: str = "",
) -> CallRecorded:
    length = billed_s + 6
    return CallRecorded(
        at, at + length, f"{at:.0f}.{number[-4:]}", Direction.OUT, extension, number, origin, outside, length,
        billed_s, billed_s > 0, None, "carrier",
    )  # fmt: skip


def office(days: int = 28, seed: int = 1) -> list[CallRecorded]:
    """Twelve national calls on each working day, and two to the same supplier in Belgium."""
    rng = Random(seed)
    calls = []
    for day in range(days):
        if day % 7 >= 5:
            continue
        for place in range(12):
            number = f"01990000{rng.randrange(10, 40):02d}"
            calls.append(
                call(moment(day, 8.6 + 0.7 * place), f"10{place % 5 + 1}", number, rng.randrange(20, 400))
            )
        calls += [
            call(moment(day, hour), "102", "003226990011", rng.randrange(60, 300)) for hour in (10.2, 15.4)
        ]
    return calls


def clinic_pump(day: int = 21) -> list[CallRecorded]:
    """111 calls in 16 minutes to 89 numbers of many countries, 20 minutes each (TransNexus 2019)."""
    rng = Random(2)
    codes = ("263", "252", "960", "371", "216", "232", "220", "381", "235", "224")
    numbers = [f"00{rng.choice(codes)}{rng.randrange(10**7, 10**8)}" for _ in range(89)]
    at, calls = moment(day, 22.5), []
    for place in range(111):
        at += min(102.0, max(0.2, rng.expovariate(1 / 8.782)))
        calls.append(call(at, "104", numbers[place % 89], 1200.0))
    return calls


def zimbabwe(day: int = 18) -> list[CallRecorded]:
    """About 3 000 calls of 175 s in 146 hours to one country (Gerfran Bouteilles)."""
    rng = Random(3)
    begin = moment(day, 19.0)
    return [
        call(
            begin + place * 146 * 3600 / 3000,
            "105",
            f"00263{77_000_000 + place % 6}",
            rng.randrange(150, 200),
        )
        for place in range(3000)
    ]


def slow_drip(day: int = 14, nights: int = 10) -> list[CallRecorded]:
    """Two calls a night between one and five, a quarter of an hour each, to two numbers."""
    return [
        call(moment(day + night, hour), "103", f"0037129{hour * 100:06.0f}", 900.0)
        for night in range(nights)
        for hour in (1.5, 3.25)
    ]


def boiler(day: int = 20) -> list[CallRecorded]:
    """A dialler that calls a premium number every two minutes from midnight to noon."""
    return [call(moment(day, 0.5) + 120 * n, "106", "0899000000", 30.0) for n in range(120)]


def written(folder: Path, name: str, *parts: list[CallRecorded]) -> Path:
    """The calls as Master.csv, in the order in which they ended, as a switch writes them."""
    path = folder / name
    calls = sorted((one for part in parts for one in part), key=lambda one: one.seen_at)
    with path.open("w", encoding="utf-8", newline="") as out:
        write_master_csv(calls, out, "Europe/Paris")
    return path
