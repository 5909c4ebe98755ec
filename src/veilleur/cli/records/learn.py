"""`veilleur learn`: let the guard know the company's past before its first night.

In: call records and the configuration of a guard, running or not. Out: an entry in the journal that says what
was learned from which files; the guard with these habits, and with the limits that fit this past where
[limits] leaves them to fit. Exit 0 learned, 1 learned and
fraud found on the way (which is not learned), 2 unusable. Pitfall: habits fade with time, so the past can
only be learned before the present: a guard that has habits keeps them, unless --replace is given.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_required
from veilleur.cli.records.input_files import on_disk, report_bad_lines, warn
from veilleur.cli.records.limit_verdict import in_euros
from veilleur.cli.records.progress import progress
from veilleur.language import Sentence, plural
from veilleur.words.errors import InputError
from veilleur.words.money import MICRO_EUROS_PER_EURO, micro_euros

if TYPE_CHECKING:
    from veilleur.config import Settings
    from veilleur.detection.judge_port import Judging
    from veilleur.evidence import SeenFile
    from veilleur.records import Reader
    from veilleur.words.site import Site

LEARNED_PAST_S = 366 * 86_400.0  # habits fade: what is older says little
_LEARNED = Sentence(
    "Veilleur a lu {records}, dont {calls} vers l’étranger ou des numéros spéciaux\u00a0: il les connaîtra à"
    " son prochain démarrage.",
    "Veilleur read {records}, of which {calls} went abroad or to special numbers: it will know them from its"
    " next start on.",
)
_LEARNED_NOW = Sentence(
    "Veilleur a lu {records}, dont {calls} vers l’étranger ou des numéros spéciaux\u00a0: il les connaît"
    " désormais.",
    "Veilleur read {records}, of which {calls} went abroad or to special numbers: it knows them now.",
)
_FITTED = Sentence(
    "Limites ajustées à ce passé\u00a0: {limits}. Voyez «\u00a0veilleur limits\u00a0».",
    "Limits fitted to this past: {limits}. See `veilleur limits`.",
)
_NOT_LEARNED = Sentence(
    "Non appris\u00a0: {calls} qui ressemblent à une fraude. Voyez-les avec `veilleur check`.",
    "Not learned: {calls} that look like fraud. See them with `veilleur check`.",
)
_TOO_TIGHT = Sentence(
    "Vos limites auraient refusé {calls} de ce passé honnête. Limites conseillées, dans [limits] de"
    " veilleur.toml\u00a0: {limits}.",
    "Your limits would have refused {calls} of this honest past. Limits advised, in [limits] of"
    " veilleur.toml: {limits}.",
)
_CALL = {"fr": ("appel", "appels"), "en": ("call", "calls")}
_RECORD = {"fr": ("appel", "appels"), "en": ("record", "records")}


def command(
    files: Annotated[
        Optional[list[Path]],  # noqa: UP045 - typer reads this
        typer.Argument(help="Call records of the past; - for standard input."),
    ] = None,
    config: ConfigOption = None,
    from_pbx: Annotated[
        bool, typer.Option("--from-pbx", help="Read the PBX's own records of the past year (FreePBX).")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Forget the habits that the guard has learned so far.")
    ] = False,
    prices: Annotated[
        bool,
        typer.Option("--prices", help="Learn what calls cost from bills instead, as the site's price list."),
    ] = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Teach the guard what is normal here, from call records of the past."""
    settings = settings_required(config, has_files=bool(files))
    language = language_or_error(lang, settings)
    if prices:
        from veilleur.cli.records.learn_prices import learn_prices

        learn_prices(files or [], settings, language, as_json=as_json)
        return
    raise typer.Exit(
        learn(settings, language, files or [], from_pbx=from_pbx, replace=replace, as_json=as_json)
    )


def learn(
    settings: Settings, language: str, files: list[Path], *, from_pbx: bool, replace: bool, as_json: bool
) -> int:
    """The whole of it, for whoever has the configuration already; gives the exit code."""
    from veilleur.evidence import SeenFile, examine, learned_judge, taught_judge
    from veilleur.evidence.limit_headroom import room, written_limits
    from veilleur.guard.unnamed_lines import UnnamedLines
    from veilleur.records import SortedRecords, read_confined

    site, numbering = settings.site, settings.numbering()
    with _past(settings, files, from_pbx=from_pbx) as paths:
        seen = [SeenFile.of(path) for path in paths]
        reading = read_confined(paths, site, skip_unusable=True)
        unnamed = UnnamedLines(settings.privacy.unnamed_extensions, numbering)
        with (
            progress(language, as_json=as_json, passes=4) as shown,
            SortedRecords(map(unnamed.hidden_record, shown.reading(reading))) as records,
        ):
            judge = taught_judge(shown.going_through(records, reading), site, numbering)
            found = examine(shown.going_through(records, reading), site, numbering, judge)
            judge, count = learned_judge(
                shown.going_through(records, reading), site, numbering, found.suspect_ids
            )
            past = room(
                shown.going_through(records, reading), written_limits(site), numbering, found.suspect_ids
            )
        files_read = _hashed([file for file in seen if file.path not in reading.unusable], reading)
    what = {"calls": count, "files": files_read}
    dearest = past.dearest._asdict()
    is_running = _give_to_guard(settings, judge, what, dearest, replace)
    if not is_running:
        _keep(settings, judge, what, dearest, replace)
    fitted = _fitted(site, dearest)
    for sentence in reading.unusable.values():
        warn(sentence, language)
    report_bad_lines(reading, language)
    suspect = len(found.suspect_ids)
    if as_json:
        summary: dict[str, Any] = {"records": found.records, "calls_learned": count, "calls_suspect": suspect}
        summary["incidents"] = len(found.incidents)
        if fitted:
            summary["limits_fitted"] = fitted
        if past.calls_stopped:
            summary["limits"] = {"calls_stopped": past.calls_stopped, **in_euros(past.fitting)}
        print(json.dumps({"summary": summary}))
    else:
        records_read = plural(found.records, *_RECORD[language], language)
        learned = _LEARNED_NOW if is_running else _LEARNED
        print(_say(learned, language, calls=plural(count, *_CALL[language], language), records=records_read))
        if suspect:
            print(_say(_NOT_LEARNED, language, calls=plural(suspect, *_CALL[language], language)))
        if fitted:
            from veilleur.wording.limits import amount, window

            limits = ", ".join(
                f"{amount(micro_euros(value), language)} {window(key, language)}"
                for key, value in fitted.items()
            )
            print(_say(_FITTED, language, limits=limits))
        if past.calls_stopped:
            calls = plural(past.calls_stopped, *_CALL[language], language)
            limits = ", ".join(f"{key} = {value:g}" for key, value in in_euros(past.fitting).items())
            print(_say(_TOO_TIGHT, language, calls=calls, limits=limits))
    return 1 if found.incidents else 2 if reading.unusable else 0


@contextmanager
def _past(settings: Settings, files: list[Path], *, from_pbx: bool) -> Iterator[list[Path]]:
    """The files to read; with from_pbx the PBX's own records too, in a file that goes afterwards.

    Raises:
        InputError: when there is nothing to read, or the PBX keeps no records of its own.
    """
    if not from_pbx:
        if not files:
            raise InputError("Nothing to learn from: give files of call records, or --from-pbx.")
        with on_disk(files) as paths:
            yield paths
        return
    from veilleur.pbx.registry import adapter_of, named_adapters

    adapter_of(settings)  # refuses what no guard can watch
    export = next((one.export_records for one in named_adapters(settings) if one.export_records), None)
    if export is None:
        raise InputError("--from-pbx: this PBX keeps its call records in files; give them.")
    with TemporaryDirectory(prefix="veilleur-") as folder, on_disk(files) as paths:
        own = Path(folder) / "pbx-call-records.csv"
        export(settings, time.time() - LEARNED_PAST_S, own)
        yield [*paths, own]


def _hashed(seen: Sequence[SeenFile], reading: Reader) -> list[dict[str, Any]]:
    from veilleur.evidence import describe

    described = describe(seen, reading.formats, dict(reading.rejected_by_file), time.time())
    return [{"name": f.name, "sha256": f.sha256, "size_bytes": f.size_bytes} for f in described]


def _give_to_guard(
    settings: Settings, judge: Judging, what: dict[str, Any], dearest: dict[str, Any], replace: bool
) -> bool:
    """Let a running guard take habits and limits over at once; gives whether one runs."""
    from veilleur.control.client import ask

    socket = settings.control_socket
    if ask(socket, {"do": "flush"}) is None:
        return False
    with TemporaryDirectory(prefix="veilleur-", dir=settings.journal.file.parent) as folder:
        path = Path(folder) / "past.json"  # a folder of ours alone: habits are numbers of people
        past = {"profile": judge.save()["profile"], "dearest": dearest, "what": what}
        path.write_text(json.dumps(past), encoding="utf-8")
        return ask(socket, {"do": "learn", "file": str(path), "replace": replace}) is not None


def _fitted(site: Site, dearest: dict[str, Any]) -> dict[str, float]:
    """The limits that fit a past, of those windows that fit themselves, under the ceiling."""
    from veilleur.detection.business_hours import Windows
    from veilleur.detection.spending.fitted_limits import CLOSED, DAY, MONTH, FittedLimits

    fitted = FittedLimits(site.limits)
    windows = Windows(closed=0, day=1, month=1, until=0.0)
    fitted.start_from(0.0, windows, {name: dearest[name] for name in (CLOSED, DAY, MONTH)})
    return {
        name: fitted.values[name] / MICRO_EUROS_PER_EURO
        for name in (CLOSED, DAY, MONTH)
        if name in site.limits.fitting
    }


def _keep(
    settings: Settings, judge: Judging, what: dict[str, Any], dearest: dict[str, Any], replace: bool
) -> None:
    """Put habits and limits into the state from which the guard starts, and say so in the journal."""
    from veilleur.detection.watch import real_judge
    from veilleur.guard.learning import past_event
    from veilleur.journal import Journal, JournalReader
    from veilleur.journal.restore import bring_back

    site, path, now = settings.site, settings.journal.file, time.time()
    journal = Journal(path)  # taken first: a guard that runs would write its own state over ours
    try:
        reader = JournalReader(path)
        try:
            watch = bring_back(reader, site, settings.numbering(), settings.vantage).watch
        finally:
            reader.close()
        if watch.save()["state"]["judge"]["profile"] != real_judge(site).save()["profile"] and not replace:
            raise InputError(
                "{path}: the guard has habits of its own already, newer than any past; give "
                "--replace to forget them and begin with these records.",
                path=path,
            )
        event = past_event(dearest, now, "learn")
        decisions = watch.step(event)
        state = watch.save()
        state["state"]["judge"]["profile"] = judge.save()["profile"]
        journal.append_note(site.name, now, {"note": "learned", **what})
        journal.append_event(site.name, event)
        for decision in decisions:
            journal.append_decision(site.name, decision)
        journal.checkpoint(site.name, now, json.dumps(state))
        if not journal.flush():
            raise InputError(
                "{path}: could not be written in time; try again when the disk is free.", path=path
            )
    finally:
        journal.close()


def _say(sentence: Sentence, language: str, **blanks: str) -> str:
    return (sentence.fr if language == "fr" else sentence.en).format(**blanks)
