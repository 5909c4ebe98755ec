"""`veilleur replay`: what would the watch have done with these call records?

With --json one object per outgoing call in order of start, then the summary; other programs read it, so
its fields change only with a note in the changelog (docs/json.md). Without it a page for people. Exit 0 no
fraud found, 1 the judge would have refused or cut something, 2 unusable input; what only a cap stops is
shown, but a spent cap is no proof of fraud, so the judge is asked without caps then.
Pitfall: the whole input is read before the first line comes out, since files are written when calls end.
With --follow that holds for what is there at the beginning; a call that is recorded later is judged and
shown as soon as its record is read, so a long call may come after a shorter one that began later.
A configuration that the file contradicts is named first, and the file is believed, as `check` does.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from veilleur.cli.objects import VERSION, iso_time, object_line
from veilleur.cli.options import (
    ConfigOption,
    JsonOption,
    LangOption,
    language_or_error,
    settings_or_default,
)
from veilleur.cli.records import follow_options as following
from veilleur.cli.records import replay_texts as texts
from veilleur.cli.records.contradiction import Contradiction, believed, sentence_of
from veilleur.cli.records.follow_options import FollowOption, UntilIdleOption
from veilleur.cli.records.input_files import on_disk, report_bad_line, report_bad_lines
from veilleur.cli.records.progress import progress
from veilleur.words.calls import Direction, Vantage
from veilleur.words.errors import InputError
from veilleur.words.site import FITTING_WINDOWS, Limits

if TYPE_CHECKING:
    from veilleur.config import Settings
    from veilleur.detection.replay import CallOutcome
    from veilleur.records.reader import RejectedLine
    from veilleur.words.calls import Mode
    from veilleur.words.events import CallRecorded

STOPPING = frozenset({"refuse", "cut"})


def command(
    files: Annotated[
        list[Path], typer.Argument(help="Call records of any kind that is recognised; - for standard input.")
    ],
    config: ConfigOption = None,
    vantage: Annotated[str, typer.Option(help="records, live or asked.")] = "asked",
    follow: FollowOption = False,
    until_idle: UntilIdleOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """What the watch would have done, call by call. The judge enforces unless a mode is configured."""
    from veilleur.cli.records.limit_verdict import LimitVerdict
    from veilleur.detection.replay import Replay
    from veilleur.records import ConfinedFollowedReader, in_order_of_start, read_confined

    following.refuse_what_cannot_be_followed(files, follow, until_idle)
    if vantage not in set(Vantage):
        raise InputError("--vantage {word}: write records, live or asked.", word=vantage)
    settings = _as_installed(settings_or_default(config))
    language = language_or_error(lang, settings)
    mode = settings.site.mode if settings.mode_was_set else None
    write = sys.stdout.write
    is_fraud = is_limited = False
    contradictions: list[Contradiction] = []

    def report(
        coming: Iterable[CallRecorded],
        is_over: bool = True,
        through: Callable[[Iterable[CallRecorded]], Iterable[CallRecorded]] = lambda some: some,
    ) -> None:
        nonlocal is_fraud, is_limited
        # What stays inside is no concern of the watch, and need not be sorted.
        records = (record for record in coming if record.direction is not Direction.INTERNAL)
        for outcome in replay.outcomes(through(in_order_of_start(records)), is_over=is_over):
            verdict.count(outcome)
            if outcome.decision in STOPPING:
                is_limited = is_limited or outcome.is_by_limit
                is_fraud = is_fraud or not outcome.is_by_limit
            if as_json:
                write(_call_line(outcome, settings.site.timezone))
            elif outcome.decision != "allow":
                write(texts.call(outcome, settings.site.timezone, language) + "\n")
        sys.stdout.flush()

    def reject(rejected: RejectedLine) -> None:
        report_bad_line(rejected, language, as_json=as_json)

    with on_disk(files) as paths:
        if settings.source is not None and not follow:
            settings, contradictions = believed(settings, paths)
        if not as_json:
            for one in contradictions:
                write(sentence_of(one, language) + "\n")
        replay = Replay(settings.site, settings.numbering(), Vantage(vantage), mode, can_ask=True)
        verdict = LimitVerdict(settings.site)
        if follow:
            for news in following.polls(
                ConfinedFollowedReader(
                    paths,
                    settings.site,
                    on_rejected=lambda one: report_bad_line(one, language, as_json=as_json),
                ),
                until_idle,
            ):
                report(news, is_over=False)
            report(())
        else:
            reader = read_confined(paths, settings.site)
            may_draw = not sys.stdout.isatty()
            with progress(language, as_json=as_json, may_draw=may_draw) as shown:
                report(shown.reading(reader), through=lambda some: shown.going_through(some, reader))
            if is_limited and not is_fraud:
                is_fraud = _judge_stops(read_confined(paths, settings.site), settings, Vantage(vantage), mode)
    if as_json:
        limits = verdict.as_data()
        found = {**replay.summary, "limits": limits} if limits else replay.summary
        if contradictions:
            found = {**found, "contradictions": [one._asdict() for one in contradictions]}
        write(object_line("summary", found) + "\n")
    else:
        for line in (texts.summary(replay.summary, Vantage(vantage), language), *verdict.lines(language)):
            write(line + "\n")
    sys.stdout.flush()
    if not follow:
        report_bad_lines(reader, language, as_json=as_json)
    raise typer.Exit(1 if is_fraud or (follow and is_limited) else 0)


def _call_line(outcome: CallOutcome, timezone: str) -> str:
    """One call: what the core says of it, and what people and programs ask next."""
    from veilleur.language import masked

    destination, record = outcome.destination, outcome.record
    more = {
        "type": "call",
        "version": VERSION,
        "at_iso": iso_time(outcome.at, timezone),
        "decided_at_iso": iso_time(outcome.decided_at, timezone),
        "extension": record.extension,
        "number": masked(destination.e164 or record.number),
        "territory": destination.territory,
        "class": destination.number_class.value,
        "origin": record.origin.value,
    }
    return f"{outcome.as_json()[:-1]}, {json.dumps(more)[1:]}\n"


def _as_installed(settings: Settings) -> Settings:
    """Without a veilleur.toml the limits fit themselves, as they would after an installation."""
    if settings.source is not None:
        return settings
    return replace(settings, site=replace(settings.site, limits=Limits(fitting=FITTING_WINDOWS)))


def _judge_stops(
    coming: Iterable[CallRecorded], settings: Settings, vantage: Vantage, mode: Mode | None
) -> bool:
    """Whether the judge alone, with no cap to stop calls before it, would have refused or cut one."""
    from veilleur.detection.replay import Replay
    from veilleur.evidence.judge_training import without_caps
    from veilleur.records import in_order_of_start

    replay = Replay(without_caps(settings.site), settings.numbering(), vantage, mode, can_ask=True)
    records = (record for record in coming if record.direction is not Direction.INTERNAL)
    return any(
        outcome.decision in STOPPING and not outcome.is_by_limit
        for outcome in replay.outcomes(in_order_of_start(records))
    )
