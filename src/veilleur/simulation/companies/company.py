"""A company made of a kind and a seed: its site, its people, and whom they call.

In: a kind and a seed. Out: a `Company`, the same for the same seed; `workday` draws its telephone life.
Pitfall: days are local days of the site, times are seconds since 1970 UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from veilleur.simulation.companies.kinds import KINDS, Kind
from veilleur.simulation.companies.phone_numbers import anywhere, dear_deck, foreign_number, french_number
from veilleur.words.errors import InputError
from veilleur.words.money import Price
from veilleur.words.site import Hours, Site

SIGMA = 0.98  # spread of log durations: Anonymous Bank 1999, zeros removed
MU = 4.63  # with that spread, Gradwell's mean of 166 s
NEW_TELEPHONE = "Grandstream GXP2170"
EXCHANGES_FROM = date(2025, 1, 1).toordinal()
TELEPHONES = ("Yealink SIP-T46S", "Snom 710", "Polycom VVX", "Gigaset N510")


@dataclass(frozen=True, slots=True)
class Company:
    """One company: its site, its people and whom they call. Build it with `make`.

    prices: the deck of its operator by E.164 prefix, empty for the built-in prices.
    """

    kind: Kind
    seed: int
    site: Site
    extensions: tuple[str, ...]
    contacts: tuple[str, ...]
    foreign_contacts: tuple[str, ...]
    prices: dict[str, Price]
    telephone: str = TELEPHONES[0]
    turns_on: date = date(2026, 6, 15)  # when it opens a new market, or moves
    exchanged: dict[str, int] = field(default_factory=dict)  # extension -> day on which its telephone was
    sigma: float = SIGMA
    mu: float = MU

    def random_of(self, day: date, what: str = "") -> Random:
        """The chance of one day, the same whatever other days were asked for."""
        return Random(f"{self.kind.name}/{self.seed}/{day.isoformat()}/{what}")  # noqa: S311

    def midnight(self, day: date) -> float:
        """When a local day begins, in seconds since 1970 UTC."""
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.site.timezone)).timestamp()

    def address(self, extension: str, day: date) -> str:
        """The network address of a telephone on a day; an office that moves has another network after."""
        moved = self.kind.moves and day >= self.turns_on
        return f"192.168.{7 if moved else 1}.{10 + int(extension) % 200}"

    def telephone_of(self, extension: str, day: date) -> str:
        """What the telephone of an extension says it is on a day; once in four years it is exchanged."""
        return NEW_TELEPHONE if self.exchanged.get(extension, 10**9) <= day.toordinal() else self.telephone

    def dialled(self, number: str) -> str:
        """A number as this company's people dial it."""
        return self.site.outside_line + number


def make(kind: str, seed: int, sigma_factor: float = 1.0, *, own_prices: bool = False) -> Company:
    """The company of a kind and seed.

    sigma_factor shifts the spread of durations on purpose; own_prices gives it a price deck unlike the
    built-in prices.

    Raises:
        InputError: when no such kind exists.
    """
    if kind not in KINDS:
        raise InputError(
            "There is no kind of company called {word!r}; choose one of {known}.",
            word=kind,
            known=", ".join(KINDS),
        )
    spec = KINDS[kind]
    rng = Random(f"{kind}/{seed}")  # noqa: S311
    line = rng.choice(("", "0"))
    extensions = tuple(str(101 + i) for i in range(rng.randint(*spec.extensions)))
    contacts = tuple(line + french_number(rng, spec.mobile) for _ in range(rng.randint(30, 200)))
    abroad = tuple(
        line + foreign_number(rng, anywhere(rng) if spec.anywhere else rng.choice(spec.abroad))
        for _ in range(rng.randint(20, 60) if spec.anywhere else rng.randint(3, 15))
    )
    site = Site(
        name=f"{kind}-{seed}",
        outside_line=line,
        extensions=("1XX",),
        hours=_hours(spec, rng),
        trunk_channels=rng.choice((4, 8, 15)) if kind != "campaign" else 30,
    )
    if rng.random() < 0.5:
        site = replace(site, decoy_mailboxes=("199@default",), decoy_extensions=("198",))
    prices = dear_deck(Random(f"deck/{seed}")) if own_prices else {}  # noqa: S311
    telephone = rng.choice(TELEPHONES)
    turns_on = date(2026, 1, 1) + timedelta(days=rng.randint(60, 480))
    exchanged = {one: EXCHANGES_FROM + rng.randrange(4 * 365) for one in extensions}
    return Company(
        kind=spec,
        seed=seed,
        site=site,
        extensions=extensions,
        contacts=contacts,
        foreign_contacts=abroad,
        prices=prices,
        telephone=telephone,
        turns_on=turns_on,
        exchanged=exchanged,
        sigma=SIGMA * sigma_factor,
    )


def _hours(spec: Kind, rng: Random) -> Hours:
    if spec.open_weekend:
        return Hours(always=True)
    is_declared = spec.august and rng.random() < 0.5  # half of the owners declare that they close in August
    closed = (
        tuple((date(year, 8, 1), date(year, 8, 21)) for year in (2025, 2026, 2027)) if is_declared else ()
    )
    return Hours(holidays="FR", closed=closed)
