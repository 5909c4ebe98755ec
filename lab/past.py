"""What the company did before Veilleur came: call records as Asterisk writes them (Master.csv).

Honest calls only, in opening hours: national ones each day, some to customers in Germany. Given to
`veilleur learn`, as an installer would.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from lab.configuration import EXTENSIONS

DAYS = 60
CALLS_A_DAY = 25
ABROAD_SHARE = 0.08
CUSTOMERS_ABROAD = tuple(f"004930900{n:03d}" for n in range(12))


def master_csv(opens: datetime, open_hours: float, technology: str, seed: int = 1) -> str:
    """Rows of so many days before the opening `opens`, each within its open hours; local times."""
    chance = random.Random(seed)
    rows = []
    for days in range(DAYS, 0, -1):
        opening = opens - timedelta(days=days)
        starts = sorted(chance.uniform(0.1, open_hours - 0.1) for _call in range(CALLS_A_DAY))
        rows += [
            _row(chance, opening + timedelta(hours=hours), technology, days * CALLS_A_DAY + number)
            for number, hours in enumerate(starts)
        ]
    return "\n".join([*rows, ""])


def _row(chance: random.Random, start: datetime, technology: str, number: int) -> str:
    extension = chance.choice(EXTENSIONS)
    if chance.random() < ABROAD_SHARE:
        called = chance.choice(CUSTOMERS_ABROAD)
    else:
        called = f"01990{chance.randrange(100_000):05d}"
    talked = round(chance.expovariate(1 / 150)) + 5
    answer, end = start + timedelta(seconds=4), start + timedelta(seconds=4 + talked)
    times = ",".join(f'"{one:%Y-%m-%d %H:%M:%S}"' for one in (start, answer, end))
    own = f"{technology}/{extension}-{number:08x}"
    trunk = f"{technology}/carrier-{number:08x}"
    return (
        f'"","{extension}","{called}","out","""{extension}"" <{extension}>","{own}","{trunk}","Dial",'
        f'"{technology}/{called}@carrier,30",{times},{talked + 4},{talked},"ANSWERED","DOCUMENTATION",'
        f'"{start.timestamp():.0f}.{number}",""'
    )
