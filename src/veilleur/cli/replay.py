"""`veilleur replay`: what would the watch have done with these call records?

One object per outgoing call in order of start, then the summary; other programs read it. Times are
seconds since 1970 UTC. Exit 0 nothing stopped, 1 something refused or cut, 2 unusable input.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from veilleur.cli.options import ConfigOption, JsonOption, settings_or_default
from veilleur.words.calls import Vantage
from veilleur.words.errors import InputError

STOPPED = {"refuse", "cut"}


def command(
    files: Annotated[list[Path], typer.Argument(help="Call records, of any kind that is recognised.")],
    config: ConfigOption = None,
    vantage: Annotated[str, typer.Option(help="records, live or asked.")] = "asked",
    as_json: JsonOption = False,
) -> None:
    """What the watch would have done, call by call. The judge enforces unless a mode is configured."""
    from veilleur.detection.replay import Replay
    from veilleur.records import read

    if vantage not in set(Vantage):
        raise InputError(f"--vantage {vantage}: write records, live or asked.")
    settings = settings_or_default(config)
    mode = settings.site.mode if settings.mode_was_set else None
    reader = read(files, settings.site)
    # Files are written when calls end; the watch lives them from their start.
    records = sorted(reader, key=lambda record: record.at)
    replay = Replay(settings.site, settings.numbering(), Vantage(vantage), mode)
    stopped = 0
    zone = ZoneInfo(settings.site.timezone)
    for outcome in replay.outcomes(records):
        stopped += outcome.decision in STOPPED
        if as_json:
            print(json.dumps(outcome.as_json()))
        elif outcome.decision != "allow":
            clock = datetime.fromtimestamp(outcome.at, zone).strftime("%Y-%m-%d %H:%M:%S")
            print(f"{clock} {outcome.id} {outcome.decision}: {', '.join(outcome.reasons)}")
    print(json.dumps({"summary": replay.summary}) if as_json else _summary(replay.summary))
    for rejected in reader.rejected:
        print(f"{rejected.file}:{rejected.line}: {rejected.cause}", file=sys.stderr)
    raise typer.Exit(1 if stopped else 0)


def _summary(summary: dict[str, object]) -> str:
    return (
        f"{summary['calls']} calls: {summary['allow']} allowed, {summary['ask']} asked, "
        f"{summary['refuse']} refused, {summary['cut']} cut; {summary['cost_eur']:.2f} EUR billed, "
        f"{summary['cost_unwatched_eur']:.2f} EUR without the watch."
    )
