"""`veilleur formats`: which call records can be read, and what is understood of a given file.

In: nothing, `try FILE`, with a format of one's own where none fits, or `describe FILE`. Out: a table, or a
description that is laid beside the file when a person agrees; exit 2 when the file is not call records.
Numbers are masked but for their last four digits, as everywhere a person does not need them whole.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional
from zoneinfo import ZoneInfo

import typer

from veilleur.cli.options import LangOption, language_or_error
from veilleur.words.errors import InputError, system_cause
from veilleur.words.messages import from_data, to_data
from veilleur.words.site import Site

if TYPE_CHECKING:
    from veilleur.records.reader import RejectedLine
    from veilleur.words.events import CallRecorded

SHOWN_CALLS = 20
SHOWN_REJECTED = 10
NEAREST_SHOWN = 3
CALLS_TO_CONFIRM = 3


def command(
    action: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(
            help="Nothing to list the formats; try to read a file; describe one that is not understood."
        ),
    ] = None,
    file: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Argument(help="The file to try or describe."),
    ] = None,
    format_name: Annotated[
        str, typer.Option("--format", help="Read it as this format, not the one recognised.")
    ] = "",
    describe: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="A format of your own, described in this TOML file."),
    ] = None,
    rejects: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Write the lines that are not understood into this file."),
    ] = None,
    timezone: Annotated[str, typer.Option(help="Time zone of the file.")] = "Europe/Paris",
    extensions: Annotated[
        str, typer.Option(help="Numbers of the site's telephones, such as 2XX,3XX.")
    ] = "XXX,XXXX",
    lang: LangOption = None,
) -> None:
    """List the formats of call records, or show what is understood of a file."""
    language_or_error(lang)  # of what goes wrong; the tables are in English
    if action is None:
        _list()
    elif action == "try" and file is not None:
        if describe is not None and format_name:
            raise InputError("Give --format or --describe, not both.")
        patterns = tuple(part.strip().upper() for part in extensions.split(",") if part.strip())
        site = Site(timezone=timezone, extensions=patterns)
        _try(file, str(describe) if describe else format_name, site, rejects)
    elif action == "describe" and file is not None:
        patterns = tuple(part.strip().upper() for part in extensions.split(",") if part.strip())
        _describe(file, Site(timezone=timezone, extensions=patterns))
    else:
        raise InputError(
            "Write `veilleur formats`, `veilleur formats try FILE` or `veilleur formats describe FILE`."
        )


def _list() -> None:
    from veilleur.records import known_formats

    for form in known_formats():
        typer.echo(f"{form.name:24} {form.confidence:11} {form.title}")


def _try(file: Path, format_name: str, site: Site, rejects: Path | None) -> None:
    from veilleur.records import in_child, read_confined
    from veilleur.records.registry import nearest_formats

    zone = ZoneInfo(site.timezone)
    if not format_name:
        nearest = in_child(file, lambda: [(form.title, score) for form, score in nearest_formats(file)])
        if nearest:
            alike = ", ".join(f"{title} ({score:.0%})" for title, score in nearest[:NEAREST_SHOWN])
            typer.echo(f"most like: {alike}")
    kept: list[RejectedLine] = []
    reader = read_confined(
        [file], site, format_name=format_name, on_rejected=kept.append if rejects else None
    )
    calls = iter(reader)
    typer.echo(f"{'start':19}  {'way':8}  {'from':16}  {'to':16}  {'origin':9}  {'billed s':>8}")
    kinds: Counter[str] = Counter()
    first, last = float("inf"), 0.0
    for shown, call in enumerate(calls):
        if shown < SHOWN_CALLS:
            typer.echo(_line(call, zone))
        kinds[call.direction.value] += 1
        kinds["answered"] += call.answered
        kinds["joined to their cause"] += bool(call.linked)
        first, last = min(first, call.at), max(last, call.at)
    counts = reader.counts
    names = ", ".join(reader.formats.values())
    typer.echo(f"{names}: {counts['read']} calls read, {counts['rejected']} lines not understood")
    if counts["read"]:
        typer.echo(f"from {_clock(first, zone)} to {_clock(last, zone)} ({site.timezone})")
        typer.echo(", ".join(f"{number} {word}" for word, number in kinds.items() if number))
    for notice in reader.notices:
        typer.echo(f"note: {notice}", err=True)
    for rejected in islice(reader.rejected, SHOWN_REJECTED):
        typer.echo(f"{rejected.file}, line {rejected.line}: {rejected.cause}", err=True)
    if rejects is not None:
        _keep(kept, rejects)


def _describe(file: Path, site: Site) -> None:
    """Propose a description of a file, show calls as it reads them, ask, and lay it beside the file."""
    from tempfile import TemporaryDirectory

    from veilleur.records import in_child, read_confined
    from veilleur.records.files.text_source import numbered_lines
    from veilleur.records.inference.proposal import description_of, what_was_seen
    from veilleur.records.registry import RECOGNITION_LINES

    def understood() -> tuple[str | None, Any]:
        lines = [text for _, text in islice(numbered_lines(file), RECOGNITION_LINES)]
        proposed = description_of(lines, plain_name(file))
        return proposed, to_data(what_was_seen(lines)) if proposed is None else None

    proposed, seen = in_child(file, understood)
    if proposed is None:
        raise InputError(
            "{path}: too little is understood to propose a description: {seen} Write one by the example in"
            " docs/formats.md, and lay it beside the file as {path}.toml.",
            path=file,
            seen=from_data(seen),
        )
    target = file.with_name(f"{file.name}.toml")
    if target.exists():
        raise InputError("{path} is there already; change it, or remove it first.", path=target)
    typer.echo(proposed)
    with TemporaryDirectory(prefix="veilleur-") as folder:
        draft = Path(folder) / "proposed.toml"
        draft.write_text(proposed, encoding="utf-8")
        reader = read_confined([file], site, format_name=str(draft))
        zone = ZoneInfo(site.timezone)
        for call in islice(reader, CALLS_TO_CONFIRM):
            typer.echo(_line(call, zone))
        for rejected in islice(reader.rejected, CALLS_TO_CONFIRM):
            typer.echo(f"line {rejected.line}: {rejected.cause}", err=True)
    if not typer.confirm(f"Are these calls right, and shall {target} be written?", default=False):
        typer.echo("Nothing was written.")
        return
    _write(target, proposed, os.O_EXCL)  # a link that leads nowhere is there, though it does not exist
    typer.echo(f"{target} is written; every command now reads {file.name} by it.")


def plain_name(file: Path) -> str:
    """A name for the format of a file, of letters, digits and hyphens."""
    return "".join(sign if sign.isalnum() else "-" for sign in file.stem.lower()).strip("-") or "described"


def _keep(rejected: list[RejectedLine], path: Path) -> None:
    lines = [f"{one.file}:{one.line}: {one.cause}\t{one.raw}\n" for one in rejected]
    _write(path, "".join(lines), os.O_TRUNC)


def _write(path: Path, text: str, how: int) -> None:
    """Write a file, through no link: the folder may be a stranger's."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | how, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        raise InputError(
            "{path}: cannot be written ({why}); name another file.", path=path, why=system_cause(error)
        ) from error


def _line(call: CallRecorded, zone: ZoneInfo) -> str:
    who = call.extension or _masked(call.outside_caller)
    return (
        f"{_clock(call.at, zone)}  {call.direction.value:8}  {who:16}  {_masked(call.number):16}"
        f"  {call.origin.value:9}  {call.billed_s:8.0f}"
    )


def _clock(at: float, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at, zone).strftime("%Y-%m-%d %H:%M:%S")


def _masked(number: str) -> str:
    return number if len(number) <= 4 else "*" * (len(number) - 4) + number[-4:]
