"""Honest firms of many kinds and countries, and firms that are ruined, as Asterisk writes their calls.

In: nothing. Out: `HONEST` and `RUINED`: a name, a country and the text of a Master.csv.
Pitfall: an honest firm is strange in its own way (rooms, fail-over, nights, hours of talk), or it proves
nothing; every number is kept for fiction, or made up where a country keeps none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tools.strangers.homes import HOMES

FIRST_DAY = (2026, 10, 5)  # a Monday
WEEKS = 5
DAY_OF_HARM = 18
CUBA = "+5355500011"
TEN_HOURS_S = 35_880


@dataclass
class Firm:
    """One firm as it is made. rows: moment, and line of Master.csv."""

    country: str
    seed: int
    rows: list[tuple[datetime, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.home, self.chance = HOMES[self.country], Random(self.seed)
        self.zone = ZoneInfo(self.home.zone)

    @property
    def text(self) -> str:
        """The file."""
        return "".join(line for _, line in sorted(self.rows, key=lambda row: row[0]))

    def days(self, *, all_days: bool = False) -> Iterator[datetime]:
        """Its days of work."""
        for place in range(7 * WEEKS):
            day = datetime(*FIRST_DAY, tzinfo=self.zone) + timedelta(days=place)
            if all_days or day.weekday() < 5:
                yield day

    def moment(self, day: datetime, first: int = 9, last: int = 17) -> datetime:
        """Some moment between two hours."""
        return day + timedelta(seconds=self.chance.randrange(first * 3600, last * 3600))

    def ext(self, count: int) -> str:
        """One of its telephones."""
        return str(201 + self.chance.randrange(count))

    def near(self, far: str, digits: int = 2) -> str:
        """A number beside another."""
        return far[:-digits] + f"{self.chance.randrange(10**digits):0{digits}}"

    def dialled(self, far: str) -> str:
        """As it is dialled there."""
        if not far.startswith("+"):
            return far
        code = "+" + self.home.code
        return (
            self.home.trunk + far[len(code) :] if far.startswith(code) else self.home.international + far[1:]
        )

    def out(self, at: datetime, ext: str, far: str, talk: int, trunk: str = "operator") -> None:
        """A call placed."""
        phone, line = f"PJSIP/{ext}", f"PJSIP/{trunk}"
        self._write(at, ext, self.dialled(far), "from-internal", phone, line, "Dial", talk)

    def came(self, at: datetime, far: str, to: str, talk: int, *, app: str = "Dial", phone: str = "") -> None:
        """A call that came in. phone: that took it; none where an application did."""
        taken = f"PJSIP/{phone}" if phone else ""
        self._write(at, self.dialled(far), to, "from-trunk", "PJSIP/operator", taken, app, talk)

    def inside(self, at: datetime, ext: str, to: str, talk: int, *, app: str = "Dial") -> None:
        """A call to a room or a telephone."""
        taken = f"PJSIP/{to}" if app == "Dial" else ""
        self._write(at, ext, to, "from-internal", f"PJSIP/{ext}", taken, app, talk)

    def office(
        self,
        calls: int = 12,
        telephones: int = 8,
        abroad: float = 0.05,
        hours: tuple[int, int] = (9, 17),
        *,
        all_days: bool = False,
    ) -> Firm:
        """The usual days. abroad: share of the calls to and from there."""
        for day in self.days(all_days=all_days):
            for _ in range(calls):
                known = self.home.known if self.chance.random() < abroad else self.home.numbers
                far = self.near(self.chance.choice(known))
                talk = 0 if self.chance.random() < 0.15 else int(self.chance.lognormvariate(4.6, 1.2)) + 2
                at, ext = self.moment(day, *hours), self.ext(telephones)
                if self.chance.random() < 0.6:
                    self.out(at, ext, far, talk)
                else:
                    self.came(at, far, ext, talk, phone=ext)
        return self

    def _write(
        self,
        at: datetime,
        src: str,
        dst: str,
        context: str,
        channel: str,
        other: str,
        app: str,
        talk: int,
        ring: int = 8,
    ) -> None:
        number = len(self.rows) + 1
        stamp = "%Y-%m-%d %H:%M:%S"
        answer = f"{at + timedelta(seconds=ring):{stamp}}" if talk else ""
        end = at + timedelta(seconds=ring + talk)
        cells = (
            *("", src, dst, context, f'""{src}"" <{src}>', f"{channel}-{number:08x}"),
            *(f"{other}-{number:08x}" if other else "", app, "x", f"{at:{stamp}}", answer, f"{end:{stamp}}"),
        )
        outcome = "ANSWERED" if talk else "NO ANSWER"
        line = ",".join(f'"{cell}"' for cell in cells)
        tail = f'{ring + talk},{talk},"{outcome}","DOCUMENTATION","{int(at.timestamp())}.{number}",""\n'
        self.rows.append((at, f"{line},{tail}"))


def _call_centre_out() -> Firm:
    firm = Firm("GB", 3)
    for day in firm.days():
        for _ in range(70):
            talk = 0 if firm.chance.random() < 0.6 else firm.chance.randrange(5, 90)
            firm.out(firm.moment(day), firm.ext(12), firm.near(firm.home.numbers[0], 3), talk)
    return firm


def _carrier_of_goods(
    country: str, seed: int, places: tuple[str, ...], hours: tuple[int, int], calls: int
) -> Firm:
    firm = Firm(country, seed).office(10, 8, 0.1)
    for day in firm.days(all_days=hours == (0, 24)):
        for _ in range(calls):
            far = firm.chance.choice(places) + f"{firm.chance.randrange(10_000):04}"
            firm.out(firm.moment(day, *hours), firm.ext(5), far, firm.chance.randrange(20, 400))
    return firm


def _conferences() -> Firm:
    firm = Firm("FR", 8).office(10, 8, 0.05)
    for day in firm.days():
        begins = firm.moment(day, 9, 16)
        for place in range(6):
            at = begins + timedelta(seconds=place * 20)
            firm.came(
                at, firm.home.numbers[place], "8000", firm.chance.randrange(1_800, 7_200), app="ConfBridge"
            )
        firm.inside(begins, "201", "8000", 3_600, app="ConfBridge")
    return firm


def _fail_over() -> Firm:
    firm = Firm("BE", 9).office(12, 8, 0.1)
    for day in firm.days():
        for _ in range(6):
            at, far, ext = firm.moment(day), firm.chance.choice(firm.home.known), firm.ext(5)
            for place, trunk in enumerate(("op1", "op2", "op3")):
                talk = 0 if place < 2 else firm.chance.randrange(30, 600)
                firm.out(at + timedelta(seconds=2 * place), ext, far, talk, trunk)
    return firm


def _lawyers() -> Firm:
    firm = Firm("IT", 11)
    for day in firm.days():
        for _ in range(8):
            far = firm.chance.choice(firm.home.numbers + firm.home.known)
            firm.out(firm.moment(day), firm.ext(5), far, int(firm.chance.lognormvariate(7, 1)))
    return firm


def _queue() -> Firm:
    firm = Firm("AU", 12).office(10, 8, 0.05)
    for day in firm.days(all_days=True):
        for _ in range(25):
            at = firm.moment(day, 8, 20)
            firm.came(
                at, firm.near(firm.home.numbers[0], 3), "600", firm.chance.randrange(10, 1_500), app="Queue"
            )
    return firm


def _doctor() -> Firm:
    firm = Firm("PT", 13).office(15, 5, 0.02)
    for day in firm.days(all_days=True):
        for _ in range(3):
            at = firm.moment(day, 0, 7)
            firm.out(at, "201", firm.near(firm.home.numbers[2]), firm.chance.randrange(20, 200))
    return firm


def _one_long_call(country: str, seed: int) -> Firm:
    firm = Firm(country, seed).office()
    firm.out(list(firm.days())[DAY_OF_HARM] + timedelta(hours=10), "203", CUBA, TEN_HOURS_S)
    return firm


def _premium(country: str, seed: int, far: str) -> Firm:
    firm = Firm(country, seed).office()
    day = list(firm.days())[DAY_OF_HARM]
    for place in range(300):
        firm.out(day + timedelta(hours=10, seconds=80 * place), "204", far, firm.chance.randrange(20, 60))
    return firm


def _pumped(country: str, seed: int, free: str) -> Firm:
    """A number that is free to call, called for hours from outside."""
    firm = Firm(country, seed).office()
    day = list(firm.days())[DAY_OF_HARM]
    for place in range(60):
        at = day + timedelta(hours=1, seconds=300 * place)
        far = firm.home.numbers[0][:-2] + f"{place % 7:02}"
        firm.came(at, far, free, firm.chance.randrange(3_000, 9_000), phone="201")
    return firm


HONEST: dict[str, Callable[[], Firm]] = {
    "call centre FR": lambda: Firm("FR", 2).office(60, 20, 0.0),
    "call centre GB, placing": _call_centre_out,
    "hotel CH": lambda: Firm("CH", 4).office(20, 30, 0.35, (6, 24), all_days=True),
    "hotel ES, day and night": lambda: Firm("ES", 5).office(25, 40, 0.5, (0, 24), all_days=True),
    "carrier of goods DE": lambda: _carrier_of_goods(
        "DE", 6, ("+48605550", "+40215550", "+38160555", "+90212555", "+37167055"), (6, 20), 25
    ),
    "carrier of goods NL, by night": lambda: _carrier_of_goods("NL", 7, ("+4860555",), (0, 24), 8),
    "conferences FR": _conferences,
    "three trunks BE": _fail_over,
    "support US, abroad": lambda: Firm("US", 10).office(25, 10, 0.4),
    "lawyers IT, long calls": _lawyers,
    "queue AU": _queue,
    "doctor PT, out of hours": _doctor,
    "importer BR": lambda: Firm("BR", 14).office(12, 6, 0.3),
    "agency SE": lambda: Firm("SE", 15).office(12, 6, 0.15),
}
RUINED: dict[str, Callable[[], Firm]] = {
    "ten hours to Cuba, FR": lambda: _one_long_call("FR", 20),
    "ten hours to Cuba, GB": lambda: _one_long_call("GB", 21),
    "ten hours to Cuba, DE": lambda: _one_long_call("DE", 22),
    "ten hours to Cuba, US": lambda: _one_long_call("US", 23),
    "premium FR": lambda: _premium("FR", 30, "+33899555012"),
    "premium GB": lambda: _premium("GB", 31, "+449098790555"),
    "premium DE": lambda: _premium("DE", 32, "+499005550123"),
    "premium CH": lambda: _premium("CH", 33, "+41900555012"),
    "premium ES": lambda: _premium("ES", 34, "+34803555012"),
    "premium NL": lambda: _premium("NL", 35, "+31906555012"),
    "free number pumped FR": lambda: _pumped("FR", 40, "0800555012"),
    "free number pumped GB": lambda: _pumped("GB", 41, "08005550123"),
    "free number pumped DE": lambda: _pumped("DE", 42, "08005550123"),
}
