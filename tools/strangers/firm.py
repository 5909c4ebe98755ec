"""A made-up firm of any country: its calls, an attack among them, and how each number is written.

In: a country. Out: calls. Pitfall: every number is kept for fiction, or made up where a country keeps none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tools.strangers.homes import HOMES, Home

NAMES = {"201": "Accueil", "202": "Martin", "203": "Atelier", "204": "Compta", "205": "Direction"}
FRAUD_TO = ("+5355500011", "+37120000417", "+252905550033", "+37120000552")


@dataclass(frozen=True, slots=True)
class Call:
    """One call, as it was. far: in international form; the other telephone of an internal call."""

    at: datetime
    way: str
    ext: str
    far: str
    ring: int
    talk: int
    home: Home
    number: int = 0
    is_fraud: bool = False

    @property
    def is_out(self) -> bool:
        return self.way == "out"

    @property
    def utc(self) -> datetime:
        return self.at.astimezone(UTC)

    @property
    def answered(self) -> datetime:
        return self.at + timedelta(seconds=self.ring)

    @property
    def end(self) -> datetime:
        return self.answered + timedelta(seconds=self.talk)

    @property
    def total(self) -> int:
        return self.ring + self.talk

    @property
    def epoch(self) -> int:
        return int(self.at.timestamp())

    @property
    def id(self) -> str:
        return f"{self.epoch}.{self.number}"

    @property
    def dialled(self) -> str:
        """As the firm dials it, without the digit for the outside line."""
        if self.way == "internal":
            return self.far
        if self.far.startswith("+" + self.home.code):
            return self.home.trunk + self.far[1 + len(self.home.code) :]
        return self.home.international + self.far[1:]

    @property
    def bare(self) -> str:
        return self.far.lstrip("+")

    @property
    def own(self) -> str:
        return self.home.own

    def pair(self, far: Callable[[Call], str] = lambda one: one.dialled, own: str = "") -> tuple[str, str]:
        """Caller and called; own: what stands for the telephone."""
        mine = own or self.ext
        return (far(self), mine) if self.way == "in" else (mine, far(self))

    @property
    def name(self) -> str:
        return NAMES[self.ext]

    def money(self, decimal: str = ".") -> str:
        """What an operator asks for it."""
        each = 0.0 if self.far.startswith("+" + self.home.code) else 1.2 if self.is_fraud else 0.1
        return f"{self.talk / 60 * each:.2f}".replace(".", decimal)


@dataclass(frozen=True)
class Layout:
    """How one maker or operator writes. write: calls -> the file's text or bytes.

    knows: what the file holds of a call, beside the far number and the start: telephone, way, talk.
    start_s, talk_s: how much it rounds. ways: the calls that stand in it at all.
    charges_euros: it holds what each call costs, in euros. is_open: it lacks what a reader must know, and a
    word must say so.
    """

    name: str
    source: str
    write: Callable[[Sequence[Call]], str | bytes]
    country: str = "FR"
    suffix: str = ".csv"
    ways: frozenset[str] = frozenset({"out", "in", "internal"})
    knows_telephone: bool = True
    start_s: float = 1.0
    talk_s: float = 1.0
    hidden: int = 0
    answered_only: bool = False
    charges_euros: bool = False
    is_open: bool = False


def calls_of(country: str, with_attack: bool = True, seed: int = 7) -> list[Call]:
    """Four weeks of a firm, and the attack of a Saturday night."""
    home, chance = HOMES[country], Random(seed)
    zone, calls = ZoneInfo(home.zone), []

    def add(at: datetime, way: str, ext: str, far: str, talk: int, fraud: bool = False) -> None:
        calls.append(Call(at, way, ext, far, chance.randrange(3, 20), talk, home, 0, fraud))

    day = datetime(2026, 11, 2, tzinfo=zone)
    for _ in range(26):
        if day.weekday() < 5:
            for _ in range(3):
                at = day + timedelta(seconds=chance.randrange(9 * 3600, 17 * 3600 + 1800))
                way = chance.choices(("out", "in", "internal"), (6, 3, 1))[0]
                ext = chance.choice(tuple(NAMES))
                far = (
                    chance.choice([one for one in NAMES if one != ext])
                    if way == "internal"
                    else chance.choice(home.known)
                    if way == "out" and chance.random() < 0.12
                    else chance.choice(home.numbers)
                )
                talk = 0 if chance.random() < 0.15 else int(chance.lognormvariate(4.6, 1.1)) + 2
                add(at, way, ext, far, talk)
        day += timedelta(days=1)
    if with_attack:
        at = datetime(2026, 11, 14, 23, 12, 40, tzinfo=zone)
        for place in range(14):
            add(at, "out", "204", FRAUD_TO[place % 4], chance.randrange(480, 1900), True)
            at += timedelta(seconds=1500 + chance.randrange(240))
    calls.sort(key=lambda call: call.at)
    return [
        Call(c.at, c.way, c.ext, c.far, c.ring, c.talk, home, place + 1, c.is_fraud)
        for place, c in enumerate(calls)
    ]
