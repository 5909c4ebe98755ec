"""A company's calls for a year, as its PBX records them and as its operator bills them."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from tests.evidence import stories

from veilleur.words.money import Price, micro_euros

PARIS = ZoneInfo("Europe/Paris")
PRICES = {"0199": "0.02", "026191": "0.09", "003226": "0.11", "003712": "0.25"}  # EUR a minute, before tax
CLOCK_AHEAD_S = 37.0  # of the operator's clock


@dataclass
class Line:
    """One line of the bill. made_at: None for a call that the PBX never made."""

    at: float
    extension: str
    number: str
    seconds: int
    cost: int
    planted: str = ""


@dataclass
class Year:
    """What was made and what is billed."""

    made: list[tuple[float, str, str, int]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def price(number: str) -> Price:
    """The tariff."""
    per_minute = next(amount for prefix, amount in PRICES.items() if number.startswith(prefix))
    return Price(micro_euros(per_minute))


def cost(number: str, seconds: int) -> int:
    """To a hundredth of a cent, as bills have it."""
    return round(price(number).cost(seconds) / 100) * 100


def year(count: int, seed: int = 5) -> Year:
    """Calls of a company, billed rightly: the same lengths, give or take a second."""
    rng = Random(seed)
    numbers = [
        f"{prefix}{rng.randrange(10 ** (n - len(prefix))):0{n - len(prefix)}d}"
        for prefix, n in (("0199", 10), ("026191", 10), ("003226", 12), ("003712", 12))
        for _ in range(60)
    ]
    found = Year()
    at = stories.moment(0, 8)
    for _ in range(count):
        at += rng.expovariate(1 / 300)
        number, seconds = rng.choice(numbers), rng.choice((0, rng.randrange(4, 900), rng.randrange(4, 200)))
        start = float(round(at))
        extension = f"10{rng.randrange(1, 6)}"
        found.made.append((start, extension, number, seconds))
        if seconds:
            billed = seconds + rng.choice((0, 0, 1))
            found.lines.append(Line(start + CLOCK_AHEAD_S, extension, number, billed, cost(number, billed)))
    return found


def with_planted(right: Year, each: int, seed: int = 9) -> list[Line]:
    """The bill with five kinds of fault in it, `each` of each kind."""
    rng = Random(seed)
    places = rng.sample(range(100, len(right.lines) - 100), 5 * each)
    lines, more, used = list(right.lines), list[Line](), set[float]()
    for turn, place in enumerate(places):
        line = lines[place]
        kind = ("never_made", "billed_twice", "too_long", "price", "not_answered")[turn % 5]
        if kind == "never_made":
            number = f"0037129{rng.randrange(100000):05d}"
            more.append(Line(line.at + 17, "101", number, 600, cost(number, 600), kind))
        elif kind == "billed_twice":
            more.append(replace(line, planted=kind))
        elif kind == "too_long":
            seconds = line.seconds + 120
            lines[place] = replace(line, seconds=seconds, cost=cost(line.number, seconds), planted=kind)
        elif kind == "price":
            lines[place] = replace(line, cost=line.cost * 2 + 20_000, planted=kind)
        else:
            unanswered = next(one for one in right.made[place:] if not one[3] and one[0] not in used)
            used.add(unanswered[0])
            at = unanswered[0] + CLOCK_AHEAD_S
            more.append(Line(at, unanswered[1], unanswered[2], 45, cost(unanswered[2], 45), kind))
    return sorted([*lines, *more], key=lambda one: one.at)


def write(
    folder: Path, right: Year, lines: list[Line], footer: tuple[str, ...] = ()
) -> tuple[Path, Path, Path]:
    """The bill, the PBX's records and the price list as files."""
    bill, deck = folder / "facture.csv", folder / "tarif.csv"
    with bill.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Date", "Heure", "N° appelant", "N° appelé", "Durée", "Montant HT"])
        for line in lines:
            moment = datetime.fromtimestamp(line.at, PARIS)
            writer.writerow(
                [
                    moment.strftime("%d/%m/%Y"),
                    moment.strftime("%H:%M:%S"),
                    "0199000001",
                    line.number,
                    f"{line.seconds // 3600:02d}:{line.seconds // 60 % 60:02d}:{line.seconds % 60:02d}",
                    f"{line.cost / 1e6:.4f}".replace(".", ","),
                ]
            )
        file.writelines(f"{one}\n" for one in footer)
    calls = [stories.call(at, extension, number, seconds) for at, extension, number, seconds in right.made]
    records = stories.written(folder, "Master.csv", calls)
    digits = {"0199": "33199", "026191": "3326191", "003226": "3226", "003712": "3712"}
    deck.write_text("prefix,eur_per_minute\n" + "".join(f"{digits[p]},{e}\n" for p, e in PRICES.items()))
    return bill, records, deck
