"""`veilleur simulate`: write the call records of a made company, attacked or not, as Master.csv."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Optional

import typer

from veilleur.simulation import attacks, companies
from veilleur.simulation.expander import Expander
from veilleur.simulation.records_writer import write_master_csv
from veilleur.words.calls import Vantage
from veilleur.words.errors import InputError
from veilleur.words.events import CallRecorded, Event

FIRST_DAY = date(2026, 3, 2)


def command(
    out: Annotated[Path, typer.Option(help="The Master.csv to write.")],
    kind: Annotated[str, typer.Option(help="Kind of company.")] = "office",
    attack: Annotated[Optional[str], typer.Option(help="Attacker, A to M or P.")] = None,  # noqa: UP045
    seed: Annotated[int, typer.Option(help="Same seed, same bytes.")] = 1,
    days: Annotated[int, typer.Option(min=1, help="Honest days; the attack begins half-way.")] = 28,
) -> None:
    """Write the call records of a made company, attacked or not."""
    company = companies.make(kind, seed)
    start = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, 20, tzinfo=UTC).timestamp()
    thief = attacks.make(attack, seed, company, start + days // 2 * 86400) if attack else None
    records: list[CallRecorded] = []

    def keep(event: Event) -> tuple[()]:
        if isinstance(event, CallRecorded):
            records.append(event)
        return ()

    Expander(Vantage.RECORDS, keep).run(company.days(FIRST_DAY, days), thief.steps() if thief else None)
    try:
        with out.open("w", encoding="utf-8", newline="") as file:
            count = write_master_csv(records, file, company.site.timezone)
    except OSError as error:
        message = f"{out} cannot be written: {error.strerror}; choose another place."
        raise InputError(message) from error
    print(f"{out}: {count} records of {company.site.name}.")
