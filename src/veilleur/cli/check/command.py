"""`veilleur check`: for who comes after the harm, with a file of call records.

In: files of any kind that is recognised. Out: a page a shop owner understands, headed by what to do now
when there is an incident; a case folder for each incident. Exit 0 nothing found (notices included), 1 an
incident, 2 a file that cannot be used. Pitfall: without a configuration the site is guessed from the file
itself, and the page says what was guessed.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from veilleur.cli.check.case_files import REJECTED_NAME, cases_folder, kept_cases, known_since
from veilleur.cli.check.output import Objects, print_page
from veilleur.cli.check.rejected_lines import rejected_lines
from veilleur.cli.options import (
    ConfigOption,
    JsonOption,
    LangOption,
    language_or_error,
    settings_or_default,
)
from veilleur.cli.records import follow_options as following
from veilleur.cli.records.contradiction import Contradiction, believed
from veilleur.cli.records.follow_options import FollowOption, UntilIdleOption
from veilleur.cli.records.input_files import on_disk, report_bad_lines, warn
from veilleur.cli.records.progress import Progress, progress
from veilleur.words.errors import InputError

if TYPE_CHECKING:
    from veilleur.config import Settings
    from veilleur.evidence import Examination
    from veilleur.evidence.limit_headroom import Room
    from veilleur.records import Guess, Reader


def command(
    files: Annotated[
        list[Path], typer.Argument(help="Call records of any kind that is recognised; - for standard input.")
    ],
    config: ConfigOption = None,
    cases: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Where the raw files of an incident are kept; else beside the journal, or here."),
    ] = None,
    country: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="XX", help="The country of the site, such as BE; else it is guessed."),
    ] = None,
    follow: FollowOption = False,
    until_idle: UntilIdleOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Find fraud in call records, after the fact, and say what to do now."""
    from veilleur.evidence import SeenFile
    from veilleur.records import read_confined

    following.refuse_what_cannot_be_followed(files, follow, until_idle)
    settings = settings_or_default(config)
    language = language_or_error(lang, settings)
    known_country = _known_country(country, settings)
    folder = cases_folder(cases, settings)
    read_at, guess, contradictions = time.time(), None, list[Contradiction]()
    with on_disk(files) as paths, rejected_lines(folder, language) as reject:
        seen = [SeenFile.of(path) for path in paths]
        if settings.source is None:
            settings, guess = _guessed(settings, paths, follow, known_country)
        elif not follow:
            settings, contradictions = believed(settings, paths)
        if follow:
            from veilleur.cli.check.follow import Follower

            follower = Follower(
                paths=paths,
                settings=settings,
                guess=guess,
                folder=folder,
                language=language,
                as_json=as_json,
                reject=reject,
            )
            raise typer.Exit(follower.run(until_idle))
        reading = read_confined(paths, settings.site, on_rejected=reject, skip_unusable=True)
        with progress(language, as_json=as_json, passes=2 if settings.source is None else 3) as shown:
            found, past = _examined(reading, settings, shown, guess is not None and guess.are_zeros_lost)
        kept, troubles = kept_cases(
            incidents=found.incidents,
            reading=reading,
            seen=seen,
            folder=folder,
            settings=settings,
            read_at=read_at,
        )
    for sentence in (*reading.unusable.values(), *troubles):
        warn(sentence, language, as_json=as_json)
    report_bad_lines(reading, language, as_json=as_json)
    rejected = reading.counts["rejected"]
    if as_json:
        country_from = "configuration" if guess is None else guess.country_from or "default"
        Objects(settings.site, country_from, reading.foreign).print_all(found, kept, rejected, contradictions)
    else:
        from veilleur.cli.check.page import Page

        page = Page(
            found, settings.site, language, known_since(kept, folder, read_at), read_at, reading.foreign
        )
        print_page(
            page.lines(
                cases=kept,
                guess=guess,
                rejected=rejected,
                reject_file=folder / REJECTED_NAME,
                unusable=list(reading.unusable),
                contradictions=contradictions,
            )
        )
        if past is not None:
            from veilleur.cli.records.limit_verdict import headroom_lines

            print_page(("", line) for line in headroom_lines(past, language))
    raise typer.Exit(1 if found.incidents else 2 if reading.unusable else 0)


def _known_country(country: str | None, settings: Settings) -> str:
    """The country that was named, or nothing. Raises InputError for one that is none, or is said twice."""
    if country is None:
        return ""
    from veilleur.records.country_inference import is_country

    if settings.source is not None:
        raise InputError(
            "--country is for records without a configuration; write it into {path}.", path=settings.source
        )
    if not is_country(country.upper()):
        raise InputError("--country {word}: write two letters, such as FR or BE.", word=country)
    return country.upper()


def _guessed(
    settings: Settings, paths: Sequence[Path], may_be_empty: bool, country: str
) -> tuple[Settings, Guess]:
    from veilleur.records import guess_from, read_confined

    if may_be_empty and not any(path.stat().st_size for path in paths):
        paths = []
    guess = guess_from(
        lambda site: read_confined(paths, site, skip_unusable=True), settings.site, country=country
    )
    return replace(settings, site=guess.site), guess


def _examined(
    reading: Reader, settings: Settings, shown: Progress, are_zeros_lost: bool
) -> tuple[Examination, Room | None]:
    """What was found; and what the limits of a configuration would have done, where it writes any."""
    from veilleur.evidence import examine, taught_judge
    from veilleur.evidence.limit_headroom import room, written_limits
    from veilleur.records import SortedRecords, with_zeros

    coming = shown.reading(reading)

    site, numbering = settings.site, settings.numbering()
    with SortedRecords(with_zeros(coming) if are_zeros_lost else coming) as records:
        judge = taught_judge(shown.going_through(records, reading), site, numbering)
        found = examine(shown.going_through(records, reading), site, numbering, judge)
        if settings.source is None:
            return found, None
        return found, room(
            shown.going_through(records, reading), written_limits(site), numbering, found.suspect_ids
        )
