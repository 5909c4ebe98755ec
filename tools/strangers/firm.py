"""A made-up firm of any country: its calls, an attack among them, and how each number is written.

In: a country. Out: calls. Pitfall: every number is kept for fiction, or made up where a country keeps none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

NAMES = {"201": "Accueil", "202": "Martin", "203": "Atelier", "204": "Compta", "205": "Direction"}
FRAUD_TO = ("+5355500011", "+37120000417", "+252905550033", "+37120000552")


@dataclass(frozen=True, slots=True)
class Home:
    """A country: its code, the digits before national and international numbers, the firm's numbers."""

    code: str
    zone: str
    own: str
    numbers: tuple[str, ...]
    known: tuple[str, ...]
    trunk: str = "0"
    international: str = "00"


HOMES = {
    "FR": Home(
        "33",
        "Europe/Paris",
        "+33199000100",
        ("+33536490655", "+33465710144", "+33639980277", "+33261910422", "+33199000811", "+33353010733"),
        ("+3225550142", "+3225550199"),
    ),
    "GB": Home(
        "44",
        "Europe/London",
        "+442079460100",
        (
            "+441134960144",
            "+442079460277",
            "+447700900655",
            "+441614960422",
            "+441914980388",
            "+441214960733",
        ),
        ("+35312220142", "+35312220199"),
    ),
    "DE": Home(
        "49",
        "Europe/Berlin",
        "+4930231251",
        (
            "+493023125155",
            "+496990009277",
            "+4917139200655",
            "+49406696942",
            "+498999998388",
            "+492214710733",
        ),
        ("+4312055501", "+4312055502"),
    ),
    "CH": Home(
        "41",
        "Europe/Zurich",
        "+41445550100",
        ("+41445550155", "+41315550144", "+41795550277", "+41225550422", "+41615550388", "+41715550733"),
        ("+3225550142", "+3225550199"),
    ),
    "US": Home(
        "1",
        "America/Chicago",
        "+15125550100",
        ("+15125550155", "+19725550144", "+14695550177", "+12145550122", "+13255550188", "+18175550133"),
        ("+442079460142", "+442079460199"),
        trunk="",
        international="011",
    ),
    "ES": Home(
        "34",
        "Europe/Madrid",
        "+34915550100",
        ("+34915550155", "+34935550144", "+34655550277", "+34955550422", "+34965550388", "+34945550733"),
        ("+351215550142", "+351215550199"),
        trunk="",
    ),
    "IT": Home(
        "39",
        "Europe/Rome",
        "+390255500100",
        (
            "+390255500155",
            "+390655500144",
            "+393925550277",
            "+390115550422",
            "+390515550388",
            "+390555500733",
        ),
        ("+41915550142", "+41915550199"),
        trunk="",
    ),
    "NL": Home(
        "31",
        "Europe/Amsterdam",
        "+31205550100",
        ("+31205550155", "+31105550144", "+31612555027", "+31705550422", "+31305550388", "+31405550733"),
        ("+3225550142", "+3225550199"),
    ),
    "BE": Home(
        "32",
        "Europe/Brussels",
        "+3225550100",
        ("+3225550155", "+3232555014", "+32470555277", "+3242555042", "+3292555038", "+3281555073"),
        ("+31205550142", "+31205550199"),
    ),
    "BR": Home(
        "55",
        "America/Sao_Paulo",
        "+551135550100",
        (
            "+551135550155",
            "+552135550144",
            "+5511955500277",
            "+553135550422",
            "+554135550388",
            "+555135550733",
        ),
        ("+541155550142", "+541155550199"),
    ),
    "AU": Home(
        "61",
        "Australia/Sydney",
        "+61255500100",
        ("+61255500155", "+61370105144", "+61491570277", "+61755500422", "+61855500388", "+61255500733"),
        ("+6495550142", "+6495550199"),
        international="0011",
    ),
}


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
