"""`veilleur formats`: which call records can be read, and what is understood of a given file.

In: nothing, `try FILE`, with a format of one's own where none fits, or `describe FILE`. Out: a table, or a
description that is laid beside the file when a person agrees; exit 2 when the file is not call records.
Numbers are masked but for their last four digits, as everywhere a person does not need them whole.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional
from zoneinfo import ZoneInfo

import typer

from veilleur.cli.options import LangOption, language_or_error
from veilleur.cli.records.progress import progress
from veilleur.language import Sentence, error_in, percent, plural, say
from veilleur.words.calls import Direction, Origin
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


_CONFIDENCE = {
    "documented": Sentence("documenté", "documented"),
    "seen": Sentence("vu", "seen"),
    "guessed": Sentence("supposé", "guessed"),
}
_MOST_LIKE = Sentence("ressemble surtout à\u00a0: {formats}", "most like: {formats}")
_HEADING = Sentence("début|sens|de|vers|origine|secondes", "start|way|from|to|origin|seconds")
_WAYS = {
    Direction.OUT: Sentence("sortant", "out"),
    Direction.IN: Sentence("entrant", "in"),
    Direction.INTERNAL: Sentence("interne", "internal"),
}
_ORIGINS = {
    Origin.EXTENSION: Sentence("poste", "extension"),
    Origin.FORWARD: Sentence("renvoi", "forward"),
    Origin.VOICEMAIL: Sentence("messagerie", "voicemail"),
    Origin.DISA: Sentence("DISA", "DISA"),
    Origin.TRANSFER: Sentence("transfert", "transfer"),
    Origin.UNKNOWN: Sentence("inconnue", "unknown"),
}
_KINDS = {
    "out": Sentence("sortants", "out"),
    "in": Sentence("entrants", "in"),
    "internal": Sentence("internes", "internal"),
    "answered": Sentence("aboutis", "answered"),
    "linked": Sentence("rattachés à leur cause", "joined to their cause"),
}
_CALL = {"fr": ("appel lu", "appels lus"), "en": ("call read", "calls read")}
_LINE = {
    "fr": ("ligne non comprise", "lignes non comprises"),
    "en": ("line not understood", "lines not understood"),
}
_READ = Sentence("{format}\u00a0: {calls}, {lines}", "{format}: {calls}, {lines}")
_PERIOD = Sentence("du {first} au {last} ({zone})", "from {first} to {last} ({zone})")
_NOTE = Sentence("à savoir\u00a0: {notice}", "note: {notice}")
_REJECTED = Sentence("{file}, ligne {line}\u00a0: {cause}", "{file}, line {line}: {cause}")
_ARE_RIGHT = Sentence(
    "Ces appels sont-ils justes, et faut-il écrire {path}\u00a0?",
    "Are these calls right, and shall {path} be written?",
)
_NOTHING = Sentence("Rien n’a été écrit.", "Nothing was written.")
_WRITTEN = Sentence(
    "{path} est écrit\u00a0; toutes les commandes lisent désormais {file} ainsi.",
    "{path} is written; every command now reads {file} by it.",
)


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
    language = language_or_error(lang)
    if action is None:
        _list(language)
    elif action == "try" and file is not None:
        if describe is not None and format_name:
            raise InputError("Give --format or --describe, not both.")
        patterns = tuple(part.strip().upper() for part in extensions.split(",") if part.strip())
        site = Site(timezone=timezone, extensions=patterns)
        _try(file, str(describe) if describe else format_name, site, rejects, language)
    elif action == "describe" and file is not None:
        patterns = tuple(part.strip().upper() for part in extensions.split(",") if part.strip())
        _describe(file, Site(timezone=timezone, extensions=patterns), language)
    else:
        raise InputError(
            "Write `veilleur formats`, `veilleur formats try FILE` or `veilleur formats describe FILE`."
        )


def _list(language: str) -> None:
    from veilleur.records import known_formats

    for form in known_formats():
        typer.echo(f"{form.name:24} {say(_CONFIDENCE[form.confidence], {}, language):11} {form.title}")


def _try(file: Path, format_name: str, site: Site, rejects: Path | None, language: str) -> None:
    from veilleur.records import in_child, read_confined
    from veilleur.records.registry import nearest_formats

    zone = ZoneInfo(site.timezone)
    if not format_name:
        nearest = in_child(file, lambda: [(form.title, score) for form, score in nearest_formats(file)])
        if nearest:
            alike = ", ".join(
                f"{title} ({percent(score, language)})" for title, score in nearest[:NEAREST_SHOWN]
            )
            typer.echo(say(_MOST_LIKE, {"formats": alike}, language))
    kept: list[RejectedLine] = []
    reader = read_confined(
        [file], site, format_name=format_name, on_rejected=kept.append if rejects else None
    )
    kinds: Counter[str] = Counter()
    first, last = float("inf"), 0.0
    with progress(language, may_draw=not sys.stdout.isatty()) as shown:
        for count, call in enumerate(shown.reading(reader)):
            if count == 0:
                typer.echo(_heading(language))
            if count < SHOWN_CALLS:
                typer.echo(_line(call, zone, language))
            kinds[call.direction.value] += 1
            kinds["answered"] += call.answered
            kinds["linked"] += bool(call.linked)
            first, last = min(first, call.at), max(last, call.at)
    counts = reader.counts
    blanks = {
        "format": ", ".join(reader.formats.values()),
        "calls": plural(counts["read"], *_CALL[language], language),
        "lines": plural(counts["rejected"], *_LINE[language], language),
    }
    typer.echo(say(_READ, blanks, language))
    if counts["read"]:
        when = {"first": _clock(first, zone), "last": _clock(last, zone), "zone": site.timezone}
        typer.echo(say(_PERIOD, when, language))
        typer.echo(
            ", ".join(
                f"{number} {say(_KINDS[word], {}, language)}" for word, number in kinds.items() if number
            )
        )
    for notice in reader.notices:
        typer.echo(say(_NOTE, {"notice": error_in(notice, language)}, language), err=True)
    for rejected in islice(reader.rejected, SHOWN_REJECTED):
        typer.echo(_rejected(rejected, language), err=True)
    if rejects is not None:
        _keep(kept, rejects)


def _describe(file: Path, site: Site, language: str) -> None:
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
            typer.echo(_line(call, zone, language))
        for rejected in islice(reader.rejected, CALLS_TO_CONFIRM):
            typer.echo(_rejected(rejected, language), err=True)
    if not typer.confirm(say(_ARE_RIGHT, {"path": str(target)}, language), default=False):
        typer.echo(say(_NOTHING, {}, language))
        return
    _write(target, proposed, os.O_EXCL)  # a link that leads nowhere is there, though it does not exist
    typer.echo(say(_WRITTEN, {"path": str(target), "file": file.name}, language))


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


def _heading(language: str) -> str:
    start, way, caller, called, origin, billed = say(_HEADING, {}, language).split("|")
    return f"{start:19}  {way:8}  {caller:16}  {called:16}  {origin:9}  {billed:>8}"


def _rejected(rejected: RejectedLine, language: str) -> str:
    blanks = {
        "file": rejected.file,
        "line": str(rejected.line),
        "cause": error_in(rejected.cause, language),
    }
    return say(_REJECTED, blanks, language)


def _line(call: CallRecorded, zone: ZoneInfo, language: str) -> str:
    who = call.extension or _masked(call.outside_caller)
    way = say(_WAYS[call.direction], {}, language)
    return (
        f"{_clock(call.at, zone)}  {way:8}  {who:16}  {_masked(call.number):16}"
        f"  {say(_ORIGINS[call.origin], {}, language):9}  {call.billed_s:8.0f}"
    )


def _clock(at: float, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at, zone).strftime("%Y-%m-%d %H:%M:%S")


def _masked(number: str) -> str:
    return number if len(number) <= 4 else "*" * (len(number) - 4) + number[-4:]
