"""`veilleur formats`: which call records can be read, and what is understood of a given file.

In: nothing, or `try FILE`. Out: a table; exit 2 when the file is not call records. The numbers are
masked but for their last four digits, as everywhere a person does not need them whole.
"""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, Optional
from zoneinfo import ZoneInfo

import typer

from veilleur.words.errors import InputError
from veilleur.words.site import Site

SHOWN_CALLS = 20
SHOWN_REJECTED = 10


def command(
    action: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(help="Nothing to list the formats; try to read a file."),
    ] = None,
    file: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Argument(help="The file to try."),
    ] = None,
    format_name: Annotated[
        str, typer.Option("--format", help="Read it as this format, not the one recognised.")
    ] = "",
    timezone: Annotated[str, typer.Option(help="Time zone of the file.")] = "Europe/Paris",
) -> None:
    """List the formats of call records, or show what is understood of a file."""
    if action is None:
        _list()
    elif action == "try" and file is not None:
        _try(file, format_name, Site(timezone=timezone))
    else:
        raise InputError("Write `veilleur formats`, or `veilleur formats try FILE`.")


def _list() -> None:
    from veilleur.records import known_formats

    for form in known_formats():
        typer.echo(f"{form.name:22} {form.confidence:11} {form.title}")


def _try(file: Path, format_name: str, site: Site) -> None:
    from veilleur.records import read

    zone = ZoneInfo(site.timezone)
    reader = read([file], site, format_name=format_name)
    calls = iter(reader)
    typer.echo(f"{'start':19}  {'way':8}  {'from':12}  {'to':16}  {'origin':9}  {'billed s':>8}")
    for call in islice(calls, SHOWN_CALLS):
        start = datetime.fromtimestamp(call.at, zone).strftime("%Y-%m-%d %H:%M:%S")
        who = call.extension or _masked(call.outside_caller)
        typer.echo(
            f"{start}  {call.direction.value:8}  {who:12}  {_masked(call.number):16}"
            f"  {call.origin.value:9}  {call.billed_s:8.0f}"
        )
    for _ in calls:
        pass
    counts = reader.counts
    names = ", ".join(reader.formats.values())
    typer.echo(f"{names}: {counts['read']} calls read, {counts['rejected']} lines not understood")
    for rejected in reader.rejected[:SHOWN_REJECTED]:
        typer.echo(f"{rejected.file}, line {rejected.line}: {rejected.cause}", err=True)


def _masked(number: str) -> str:
    return number if len(number) <= 4 else "*" * (len(number) - 4) + number[-4:]
