"""The known formats, and which of them a file has.

In: the first lines of a file, or a name. Out: a `Format`.
Pitfall: a description laid beside a file (`FILE.toml`) wins over recognition.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from veilleur.records.files.spreadsheet_export import reading_exported, restored_lines
from veilleur.records.files.text_source import first_lines, numbered_lines
from veilleur.records.format import Format
from veilleur.words.errors import InputError

SAMPLE_LINES = 60
RECOGNITION_LINES = 360  # a letterhead, a dump's table or a page of settings may stand above the records
SCORE_NEEDED = 0.5
GUESSED = ("any-", "operator-bill")  # formats whose names alone decide


@cache
def known_formats() -> tuple[Format, ...]:
    """Every format there is, by name: each module of `records/formats/` has one `FORMAT`."""
    import veilleur.records.formats as folder

    found = []
    for module in pkgutil.iter_modules(folder.__path__):
        loaded = importlib.import_module(f"{folder.__name__}.{module.name}")
        if isinstance(getattr(loaded, "FORMAT", None), Format):
            found.append(loaded.FORMAT)
    return tuple(sorted(found, key=lambda one: one.name))


def recognise(path: str | Path) -> Format:
    """The format of a file: described in FILE.toml beside it, or recognised.

    Raises InputError, with the nearest guess, when it is none.
    """
    return described_beside(Path(path)) or recognise_lines(
        path, [text for _, text in first_lines(numbered_lines(Path(path)), RECOGNITION_LINES)]
    )


def described_beside(path: Path) -> Format | None:
    """A person's description of this file's format, laid beside it."""
    description = path.with_name(f"{path.name}.toml")
    return named_format(str(description)) if description.is_file() else None


def recognise_lines(path: str | Path, sample: Sequence[str]) -> Format:
    """The format of a file that begins so. Raises InputError, with the nearest guess, when it is none."""
    lines = [text for text in sample if text.strip()]
    if not lines:
        raise InputError("{path}: holds no text; give a file of call records.", path=path)
    best, score = _by_likeness(lines[:SAMPLE_LINES])[0]
    before = restored_lines(lines[:SAMPLE_LINES])
    if before is not None:
        resaved, likeness = _by_likeness(before)[0]
        if likeness > max(score, SCORE_NEEDED):
            return reading_exported(resaved)
    if score < SCORE_NEEDED and len(lines) > SAMPLE_LINES:
        later = [
            lines,
            *(lines[at : at + SAMPLE_LINES] for at in range(SAMPLE_LINES, len(lines), SAMPLE_LINES)),
        ]
        best, score = max((_by_likeness(part)[0] for part in later), key=lambda pair: pair[1])
    if score >= SCORE_NEEDED and not best.name.startswith("any-"):
        best = _explained_itself(best, lines) or best
    if score < SCORE_NEEDED:
        from veilleur.records.inference.proposal import what_it_is, what_was_seen

        kind = what_it_is(lines)
        if kind is not None:
            raise InputError(
                "{path}: this is {kind}, and no list of calls. Ask your operator for the details of the calls"
                " as CSV, and give that file.",
                path=path,
                kind=kind,
            )
        raise InputError(
            "{path}: not recognised as a list of calls: {seen} If it does hold calls, `veilleur formats"
            " describe {path}` describes it once and for all; else ask your operator for the details of the"
            " calls as CSV.",
            path=path,
            seen=what_was_seen(lines),
        )
    return best


def _explained_itself(best: Format, lines: Sequence[str]) -> Format | None:
    """The table that explains itself, where the likeliest format refuses more lines than it reads."""
    from veilleur.records.format import BadLine, Context
    from veilleur.records.tolerant_parse import parse_tolerantly
    from veilleur.records.values.local_time import LocalClock
    from veilleur.words.site import Site

    def read(form: Format) -> tuple[int, int]:
        site = Site()
        context = Context(site, LocalClock(site.timezone), "")
        outcomes = list(parse_tolerantly(form, enumerate(lines, start=1), context))
        refused = sum(isinstance(one, BadLine) for one in outcomes)
        return len(outcomes) - refused, refused

    understood, refused = read(best)
    if refused <= understood:
        return None
    for form in known_formats():
        if form.name.startswith(GUESSED) and form.likeness(lines) >= SCORE_NEEDED:
            also_understood, also_refused = read(form)
            if also_understood > max(understood, also_refused):
                return form
    return None


def nearest_formats(path: str | Path) -> list[tuple[Format, float]]:
    """The formats that a file is like at all, the most likely first, with their score from 0 to 1."""
    sample = [text for _, text in first_lines(numbered_lines(Path(path)), SAMPLE_LINES) if text.strip()]
    return [(form, min(1.0, score)) for form, score in _by_likeness(sample) if score > 0] if sample else []


def _by_likeness(lines: Sequence[str]) -> list[tuple[Format, float]]:
    found = [(one, one.likeness(lines)) for one in known_formats()]
    return sorted(found, key=lambda pair: -pair[1])


def named_format(name: str) -> Format:
    """A known format, or a described one when the name ends in `.toml`. Raises InputError."""
    if name.endswith(".toml"):
        from veilleur.records.layouts.user_defined import described_format

        return described_format(name)
    for one in known_formats():
        if one.name == name:
            return one
    known = ", ".join(one.name for one in known_formats())
    raise InputError("No format is called {name!r}; known: {known}.", name=name, known=known)


def not_one_line(path: Path, form: Format) -> InputError:
    """Format matched on layout only, no record parsed; an empty result would look like a quiet month."""
    return InputError(
        "{path}: not one line could be read as {format}; try `veilleur formats try` with "
        "another --format, or give another file.",
        path=path,
        format=form.title,
    )
