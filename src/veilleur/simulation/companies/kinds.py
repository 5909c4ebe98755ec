"""Kinds of company, as data. Shares of destinations are assumptions (no source exists for small firms).

Pitfall: kinds marked `held_out` are for measure only; calibrating on them makes the benchmark worthless.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of company telephones.

    extensions: fewest and most. calls_day: outgoing calls per extension and working day (Gradwell
    2009: about 3). foreign: share of calls abroad; abroad: its habitual country codes.
    night: share of calls spread evenly over the day; open_weekend: works on weekends.
    """

    name: str
    extensions: tuple[int, int]
    calls_day: float = 3.0
    foreign: float = 0.01
    abroad: tuple[str, ...] = ("32", "44", "49")
    mobile: float = 0.28
    night: float = 0.01
    open_weekend: bool = False
    anywhere: bool = False  # any country, as guests do
    regulars: float = 0.0  # where `anywhere`: share of calls abroad to the same few dozen people all the same
    answered: float = 0.72
    forwards: float = 0.05  # share of calls that a forward sends to a French mobile
    transfers: float = 0.01  # share of calls that are incoming ones sent on to a French number
    mailbox_day: float = 0.15  # visits to a mailbox per extension and working day
    market: tuple[str, ...] = ()  # countries that are called from one day on
    boiler: bool = False  # a faulty dialler that calls one number over and over
    conference: bool = False  # a weekly bridge abroad that several extensions call at once
    fax: float = 0.0  # series of retries of a fax per working day, one in five of them abroad
    travels: float = 0.0  # chance per day that somebody forwards a telephone abroad for some days
    moves: bool = False  # every telephone registers from a new network from one day on
    august: bool = True  # closed for weeks in August
    held_out: bool = False


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("craftsman", (1, 4), 5.0, 0.002, forwards=0.25, mobile=0.45),
        Kind("office", (5, 20), conference=True, fax=0.1),
        Kind("clinic", (10, 40), 4.0, 0.003, night=0.25, open_weekend=True, august=False, fax=0.5),
        Kind("exporter", (6, 20), 4.0, 0.3, ("53", "86", "49"), travels=0.005, fax=0.3),
        Kind("hotel", (10, 40), 1.5, 0.3, night=0.5, open_weekend=True, anywhere=True, august=False),
        Kind("campaign", (5, 16), 40.0, 0.02, ("32", "41"), answered=0.35, mobile=0.5),
        Kind("reunion_branch", (5, 15), foreign=0.2, abroad=("262",), conference=True),
        Kind("latvian_family", (2, 8), foreign=0.06, abroad=("371",), night=0.06),
        Kind("night_duty", (3, 10), 4.0, 0.005, night=0.6, open_weekend=True, forwards=0.3),
        Kind("new_market", (5, 15), market=("225", "221"), travels=0.002),
        Kind("boiler", (2, 6), boiler=True),
        Kind("moving_office", (5, 20), foreign=0.03, moves=True),
        Kind(
            "shipping_agent",
            (5, 15),
            5.0,
            0.4,
            night=0.2,
            anywhere=True,
            regulars=0.7,
            travels=0.005,
            held_out=True,
        ),
        Kind("charity", (3, 12), 3.0, 0.15, ("252", "220", "263"), held_out=True),
        Kind("restaurant", (1, 3), 4.0, 0.01, ("39",), open_weekend=True, night=0.1, held_out=True),
        Kind("engineers", (4, 15), 3.0, 0.1, ("1", "91"), night=0.1, conference=True, held_out=True),
    )
}
