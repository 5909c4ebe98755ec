"""`veilleur bench detection`: measure rules on made companies and attackers.

In: options. Out: tables on standard output and files. Pitfall: `--seal` only draws and seals the seeds;
`--open` runs with them, after the hash has been published.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from veilleur.cli.options import LangOption, language_or_error
from veilleur.words.calls import Vantage
from veilleur.words.errors import InputError, system_cause
from veilleur.words.messages import Message


def command(
    what: Annotated[
        str, typer.Argument(help="What to measure: detection, calibrate, limits, external or prices.")
    ] = "detection",
    folder: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Argument(
            help="external: the folder with the records and what is known of them; prices: a list."
        ),
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="How many seeds to draw, per kind of company.")] = 5,
    quick: Annotated[bool, typer.Option("--quick", help="One known seed, a few weeks: for CI.")] = False,
    days: Annotated[int, typer.Option(min=15, help="Days of honest life per company.")] = 231,
    kinds: Annotated[str, typer.Option(help="Kinds of company, with commas; all when empty.")] = "",
    attack: Annotated[str, typer.Option(help="Attacks by id, with commas; all when empty.")] = "",
    rules: Annotated[str, typer.Option(help="Contenders by name, with commas; all when empty.")] = "",
    vantage: Annotated[str, typer.Option(help="records, live or asked, with commas; all when empty.")] = "",
    calibration: Annotated[
        bool, typer.Option("--calibration", help="Unshifted distributions, as the weights were fitted on.")
    ] = False,
    cunning: Annotated[bool, typer.Option("--cunning", help="Every attacker has read the rules.")] = False,
    knows_codes: Annotated[
        bool, typer.Option("--knows-codes", help="Every attacker knows the code that is asked for.")
    ] = False,
    as_installed: Annotated[
        bool,
        typer.Option(
            "--as-installed",
            help="Only what a newcomer gets, asked and live, beside limits fitted on a past.",
        ),
    ] = False,
    spread: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(min=0.1, max=3.0, help="Spread of call lengths of every company, times the usual."),
    ] = None,
    seed: Annotated[Optional[list[int]], typer.Option(help="A seed to use instead of drawn ones.")] = None,  # noqa: UP045
    seal: Annotated[Optional[Path], typer.Option(help="Only draw seeds and write them sealed.")] = None,  # noqa: UP045
    open_: Annotated[Optional[Path], typer.Option("--open", help="Run with a sealed file's seeds.")] = None,  # noqa: UP045
    from_: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--from", help="Measure nothing: write pages from this detection.json."),
    ] = None,
    attacker: Annotated[Optional[list[str]], typer.Option(help="A module with an attacker of yours.")] = None,  # noqa: UP045
    beside: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(help="A program to measure beside ours, as NAME=COMMAND; see docs/benchmark.md."),
    ] = None,
    processes: Annotated[int, typer.Option(min=1, help="Processes to use.")] = 1,
    minutes: Annotated[
        Optional[float],  # noqa: UP045
        typer.Option(help="Begin no further seed after this many minutes; the report says how many were."),
    ] = None,
    out: Annotated[Optional[Path], typer.Option(help="Folder for JSON, Markdown and chart.")] = None,  # noqa: UP045
    readme: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="A page whose part between the benchmark's two marks is written again."),
    ] = None,
    without_vat: Annotated[
        bool, typer.Option("--without-vat", help="prices: the list is without VAT.")
    ] = False,
    samples: Annotated[bool, typer.Option("--samples", help="List honest calls that were stopped.")] = False,
    lang: LangOption = None,
) -> None:
    """Measure what attackers cost and honest people suffer under each rule."""
    language_or_error(lang)  # of what goes wrong; the rest is in English
    from veilleur.bench import seed_commitment as sealing

    if what == "calibrate":
        _calibrate(seeds, processes, out)
        return
    if what == "limits":
        _limits(seeds, processes, out)
        return
    if what == "external":
        _external(folder, out)
        return
    if what == "prices":
        _prices(folder, is_without_vat=without_vat)
        return
    if what != "detection":
        raise InputError(
            "There is no benchmark called {word!r}; choose detection, calibrate, limits, external or prices.",
            word=what,
        )
    if seal is not None:
        text = sealing.draw(seeds)
        _write(seal, text)
        print(
            f"{seal}: {seeds} seeds. Publish this SHA-256 now, the file after the run:\n{sealing.seal(text)}"
        )
        return
    if from_ is not None:
        try:
            data = json.loads(_read(from_))
            if as_installed:
                _publish_installed(data, out, readme)
            else:
                _publish(data, out, readme)
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                "{path} holds no figures of a run ({why}); name a detection.json that --out wrote.",
                path=from_,
                why=error,
            ) from error
        return
    _run(
        drawn=_seeds(seeds, quick, seed, open_),
        quick=quick,
        days=days,
        kinds=_words(kinds),
        chosen=_words(attack),
        rules=_words(rules),
        vantages=tuple(_vantage(word) for word in _words(vantage)),
        calibration=calibration,
        cunning=cunning,
        knows_codes=knows_codes,
        as_installed=as_installed,
        spread=spread,
        attackers=attacker or [],
        beside=beside or [],
        processes=processes,
        minutes=minutes,
        out=out,
        readme=readme,
        samples=samples,
    )


def _calibrate(seeds: int, processes: int, out: Path | None) -> None:
    """Compare what the judge says with what comes true, and fit what its evidence weighs, call and record."""
    from veilleur.bench.calibration import first_record as first_records
    from veilleur.bench.calibration import judge as calibrate

    chosen = tuple(range(calibrate.SEEDS[0], calibrate.SEEDS[0] + seeds))
    result = calibrate.calibrate(chosen, processes)
    print(calibrate.markdown(result))
    records = first_records.calibrate(chosen, processes)
    print(first_records.markdown(records))
    if out is not None:
        calibrate.write(result, out)
        first_records.write(records, out)


def _limits(seeds: int, processes: int, out: Path | None) -> None:
    """How wide the limits should be, for caps alone and behind the judge."""
    from veilleur.bench import limit_multiples as multiples

    table = multiples.markdown(multiples.tried(seeds, processes, _progress))
    print(table)
    if out is not None:
        _write(out / "limits.md", f"`veilleur {' '.join(sys.argv[1:])}`, commit `{_commit()}`.\n\n{table}")


def _prices(path: Path | None, *, is_without_vat: bool) -> None:
    from veilleur.bench.external.prices import price_ratios, table
    from veilleur.numbering.deck_files import read_deck
    from veilleur.words.site import Site

    if path is None:
        raise InputError("Name the price list: `veilleur bench prices LIST`.")
    found = price_ratios(read_deck(path), Site(), is_without_vat=is_without_vat)
    if found is None:
        raise InputError("{path}: fewer than two prices of numbers abroad; give a price list.", path=path)
    print(table(path.name, found))


def _external(folder: Path | None, out: Path | None) -> None:
    """How real records are read and judged; they stay where they are, and the figures are printed."""
    from veilleur.bench.external.description import known_sets
    from veilleur.bench.external.report import markdown
    from veilleur.bench.external.scoring import scored

    if folder is None:
        raise InputError("Name the folder: veilleur bench external FOLDER.")
    sets = known_sets(folder)
    scores = []
    for place, known in enumerate(sets):
        scores.append(scored(known))
        print(f"{place + 1} of {len(sets)} sets", file=sys.stderr, flush=True)
    table = markdown(scores)
    print(table)
    if out is not None:
        _write(out / "external.md", f"Commit `{_commit()}`.\n\n{table}")


def _run(
    drawn: tuple[str, tuple[int, ...]],
    quick: bool,
    days: int,
    kinds: tuple[str, ...],
    chosen: tuple[str, ...],
    rules: tuple[str, ...],
    vantages: tuple[Vantage, ...],
    calibration: bool,
    cunning: bool,
    knows_codes: bool,
    as_installed: bool,
    spread: float | None,
    attackers: list[str],
    beside: list[str],
    processes: int,
    minutes: float | None,
    out: Path | None,
    readme: Path | None,
    samples: bool,
) -> None:
    from dataclasses import replace

    from veilleur.bench import detection, measure, pages, report
    from veilleur.bench.contenders import external_rule as outside
    from veilleur.bench.contenders import rules as contenders
    from veilleur.simulation import attacks, companies

    for module in attackers:
        attacks.load(module)
    for text in beside:
        outside.add(text)
    _known(Message("attack"), chosen, attacks.ATTACKS)
    _known(Message("kind of company"), kinds, companies.KINDS)
    _known(Message("contender"), rules, contenders.CONTENDERS)
    seal_, seeds = drawn
    print(f"SHA-256 of the seeds: {seal_}", flush=True)
    setting = replace(
        detection.QUICK if quick else measure.Setting(days=days),
        shifted=not calibration,
        rules=rules,
        attacks=chosen,
        vantages=vantages,
        samples=samples,
        ablations=not quick,
        cunning=cunning,
        knows_codes=knows_codes,
        spread=spread,
    )
    if as_installed:
        setting = replace(
            setting,
            rules=rules or measure.AS_INSTALLED,
            vantages=vantages or (Vantage.ASKED, Vantage.LIVE),
            core=True,
        )
    began = time.monotonic()

    def is_over() -> bool:
        return minutes is not None and time.monotonic() - began > 60 * minutes

    corners = not quick and not as_installed and not rules and not vantages and not chosen
    result = detection.run(
        seeds,
        setting,
        kinds=kinds,
        processes=processes,
        progress=_progress,
        is_over=is_over,
        corners=corners,
    )
    about: dict[str, Any] = {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": _commit(),
        "command": "veilleur " + " ".join(sys.argv[1:]),
        "sealed_seeds": len(seeds),
        "seconds": round(time.monotonic() - began, 1),
        "seal": seal_,
    }
    data = report.summary(result, about)
    print(pages.installed(data) if as_installed else pages.markdown(data))
    if samples:
        for life in result.honest:
            for sample in life.samples:
                print(life.rule, life.vantage, life.kind, life.seed, *sample)
    if as_installed:
        _publish_installed(data, out, readme)
    else:
        _publish(data, out, readme)


def _publish_installed(data: dict[str, Any], out: Path | None, readme: Path | None) -> None:
    from veilleur.bench import pages

    page = None if out is None else out / "installed.md"
    if out is not None and page is not None:
        _write(out / "installed.json", json.dumps(data, indent=1) + "\n")
        text = pages.installed(data)
        if page.exists():
            text = pages.with_installed(_read(page), data, str(page), "installed.md")
        _write(page, text)
    if readme is not None:
        _write(readme, pages.with_installed(_read(readme), data, str(readme), "installed_readme.md"))


def _publish(data: dict[str, Any], out: Path | None, readme: Path | None) -> None:
    from veilleur.bench import chart, pages

    if out is not None:
        _write(out / "detection.json", json.dumps(data, indent=1) + "\n")
        _write(out / "detection.md", pages.markdown(data))
        _write(out / "detection.svg", chart.svg(data))
    if readme is not None:
        _write(readme, pages.page_with(_read(readme), data, str(readme)))


def _seeds(
    count: int, quick: bool, given: list[int] | None, opened: Path | None
) -> tuple[str, tuple[int, ...]]:
    from veilleur.bench import detection
    from veilleur.bench import seed_commitment as sealing

    if opened is not None:
        text = _read(opened)
        return sealing.seal(text), sealing.opened(text, opened)
    if given or quick:
        known = tuple(given or detection.QUICK_SEEDS)
        return sealing.seal(" ".join(map(str, known))), known
    text = sealing.draw(count)
    return sealing.seal(text), sealing.opened(text, Path("drawn"))


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _vantage(word: str) -> Vantage:
    try:
        return Vantage(word)
    except ValueError as error:
        raise InputError("There is no vantage {word!r}; choose records, live or asked.", word=word) from error


def _known(what: Message, words: tuple[str, ...], known: dict[str, Any]) -> None:
    for word in words:
        if word not in known:
            raise InputError(
                "There is no {what} called {word!r}; choose one of {known}.",
                what=what,
                word=word,
                known=", ".join(known),
            )


def _progress(done: int, all_: int) -> None:
    if sys.stderr.isatty() or done % max(1, all_ // 20) == 0:
        print(f"\r{done} of {all_} seeds", end="" if done < all_ else "\n", file=sys.stderr, flush=True)


def _commit() -> str:
    here = Path(__file__).parent
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=10"],  # noqa: S607
        cwd=here,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or "unknown"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(
            "{path} cannot be read: {why}; name a file that is there.", path=path, why=system_cause(error)
        ) from error


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(
            "{path} cannot be written: {why}; choose another place.", path=path, why=system_cause(error)
        ) from error
