"""`veilleur simulate`: the telephone life of a made company, attacked or not, as records, events or a switch.

In: a kind, an attacker and a seed. Out: a Master.csv, JSON lines of events, or a PBX on this machine's
loopback that a guard can be joined to. Pitfall: records and events are what happens when nobody watches;
on the live switch the guard's orders change what happens next.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from veilleur.cli.options import LangOption, language_or_error
from veilleur.words.calls import Direction, Vantage
from veilleur.words.errors import InputError, system_cause
from veilleur.words.events import CallRecorded, Event

if TYPE_CHECKING:
    from veilleur.simulation.attacks import Attack
    from veilleur.simulation.companies import Company

FIRST_DAY = date(2026, 3, 2)
SPEED = 60.0


def command(
    out: Annotated[Optional[Path], typer.Option(help="The Master.csv to write.")] = None,  # noqa: UP045
    events: Annotated[Optional[Path], typer.Option(help="A file of events to write, JSON lines.")] = None,  # noqa: UP045
    vantage: Annotated[str, typer.Option(help="For events: records, live or asked.")] = "asked",
    live: Annotated[Optional[int], typer.Option(help="Run a PBX that asks FastAGI at this port.")] = None,  # noqa: UP045
    speed: Annotated[float, typer.Option(min=0.1, help="For --live: times as fast as real time.")] = SPEED,
    kind: Annotated[str, typer.Option(help="Kind of company.")] = "office",
    attack: Annotated[Optional[str], typer.Option(help="Attacker, A to T; none when left out.")] = None,  # noqa: UP045
    cunning: Annotated[bool, typer.Option("--cunning", help="The attacker has read the rules.")] = False,
    seed: Annotated[int, typer.Option(help="Same seed, same bytes.")] = 1,
    days: Annotated[int, typer.Option(min=1, help="Honest days; the attack begins half-way.")] = 28,
    lang: LangOption = None,
) -> None:
    """Write or live the telephone life of a made company, attacked or not."""
    language_or_error(lang)  # of what goes wrong; the rest is in English
    from veilleur.simulation import attacks, companies

    if out is None and events is None and live is None:
        raise InputError(
            "Nothing to make: name --out for a Master.csv, --events for events, or --live for a PBX."
        )
    company = companies.make(kind, seed)
    begin = company.midnight(FIRST_DAY + timedelta(days=days // 2)) + 20 * 3600
    how = attacks.CUNNING if cunning else attacks.PLAIN
    attacker = attacks.make(attack, seed, company, begin, how) if attack else None
    if out is not None:
        _write_records(out, company, attacker, days)
    if events is not None:
        _write_events(events, company, attacker, days, vantage)
    if live is not None:
        _run_live(company, attacker, days, live, speed)


class _Recorder:
    """A rule that keeps what it receives and does nothing."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def step(self, event: Event) -> Sequence[object]:
        self.events.append(event)
        return ()


def _events(company: Company, attacker: Attack | None, days: int, vantage: Vantage) -> list[Event]:
    from veilleur.simulation.companies import honest_days
    from veilleur.simulation.engine.scheduler import Scheduler

    recorder = _Recorder()
    world = Scheduler(vantage, recorder, trunk_channels=company.site.trunk_channels)  # type: ignore[arg-type]
    world.run(honest_days(company, FIRST_DAY, days), attacker.steps() if attacker else None)
    return recorder.events


def _write_records(out: Path, company: Company, attacker: Attack | None, days: int) -> None:
    from veilleur.simulation.engine.master_csv_writer import write_master_csv

    events = _events(company, attacker, days, Vantage.RECORDS)
    records = [event for event in events if isinstance(event, CallRecorded)]
    try:
        with out.open("w", encoding="utf-8", newline="") as file:
            count = write_master_csv(records, file, company.site.timezone)
    except OSError as error:
        raise InputError(
            "{path} cannot be written: {why}; choose another place.", path=out, why=system_cause(error)
        ) from error
    calls_out = sum(record.direction is Direction.OUT for record in records)
    print(f"{out}: {count} records of {company.site.name}, {calls_out} of them outgoing.")


def _write_events(path: Path, company: Company, attacker: Attack | None, days: int, vantage: str) -> None:
    from veilleur.words.codec import encode_event

    if vantage not in list(Vantage):
        raise InputError("There is no vantage {word!r}; choose records, live or asked.", word=vantage)
    events = _events(company, attacker, days, Vantage(vantage))
    try:
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(encode_event(event)) + "\n" for event in events)
    except OSError as error:
        raise InputError(
            "{path} cannot be written: {why}; choose another place.", path=path, why=system_cause(error)
        ) from error
    print(f"{path}: {len(events)} events of {company.site.name}.")


def _run_live(company: Company, attacker: Attack | None, days: int, agi_port: int, speed: float) -> None:
    import asyncio

    from veilleur.simulation.companies import honest_days
    from veilleur.simulation.nights.on_pbx import LiveLife, switch_of
    from veilleur.simulation.pbx.loopback_sockets import LoopbackPbx

    begin = company.midnight(FIRST_DAY)

    async def run() -> None:
        pbx = switch_of(company, begin, asks=True)
        switch = LoopbackPbx(pbx, agi_port)
        await switch.start()
        print(f"AMI at 127.0.0.1:{switch.ami_port}, user veilleur, no secret; FastAGI asked at {agi_port}.")
        life = LiveLife(pbx, honest_days(company, FIRST_DAY, days), attacker.steps() if attacker else None)
        life.begin()
        try:
            await switch.run(begin + days * 86_400, speed)
        finally:
            await switch.stop()
        hostile = [fact for fact in pbx.facts if fact.hostile]
        burned = sum(fact.cost for fact in hostile) / 1e6
        print(f"{len(pbx.facts)} calls, {len(hostile)} of them hostile; these burned {burned:.2f} EUR.")

    asyncio.run(run())
