"""What a format is, and what it is given. In: numbered lines. Out: events, or causes.

The thing a reader would get wrong: a format never skips a line it does not understand; it gives a
`Bad` with the cause. Only lines it understands to be no record (headings) may give nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from veilleur.records.clocks import LocalClock
from veilleur.words.events import CallRecorded
from veilleur.words.site import Site

Line: TypeAlias = tuple[int, str]
NAMES_REMEMBERED = 1 << 16
LONGEST_RECORD_LINES = 8  # a quoted value may hold line ends; a stray quote must not eat the file


class Found(NamedTuple):
    """An event, and the line it began on."""

    line: int
    event: CallRecorded


class Bad(NamedTuple):
    """A line that is not understood: its number, why, and the text itself."""

    line: int
    cause: str
    raw: str


@dataclass(slots=True)
class Context:
    """What a format may know while it reads one file."""

    site: Site
    clock: LocalClock
    file: str  # name used in made-up call ids
    _known: dict[str, bool] = field(default_factory=dict)  # bounded; the same few names come again

    def is_extension(self, number: str) -> bool:
        """Whether a number or device name matches the site's own extensions."""
        known = self._known.get(number)
        if known is None:
            if len(self._known) >= NAMES_REMEMBERED:
                self._known.clear()
            known = self._known[number] = self._fits_a_pattern(number)
        return known

    def _fits_a_pattern(self, number: str) -> bool:
        return any(
            len(pattern) == len(number)
            and all(_digit_fits(p, d) for p, d in zip(pattern, number, strict=True))
            for pattern in self.site.extensions
        )

    def made_up_id(self, line: int) -> str:
        """An id for a record that has none of its own: the same at each reading of the file."""
        return f"{self.file}:{line}"


def _digit_fits(pattern: str, digit: str) -> bool:
    lowest = {"X": "0", "Z": "1", "N": "2"}.get(pattern)
    return pattern == digit if lowest is None else lowest <= digit <= "9"


Parse: TypeAlias = Callable[[Iterable[Line], Context], Iterator[Found | Bad]]


@dataclass(frozen=True, slots=True)
class Format:
    """One layout of call records. confidence: documented, seen or guessed; source says by what."""

    name: str
    title: str
    confidence: str
    source: str
    score: Callable[[Sequence[str]], float]
    parse: Parse


def by_line(parse_line: Callable[[int, str, Context], CallRecorded | None]) -> Parse:
    """A `parse` for formats of one record a line; ValueError from `parse_line` becomes a `Bad`."""

    def parse(lines: Iterable[Line], context: Context) -> Iterator[Found | Bad]:
        for number, text in lines:
            if not text.strip():
                continue
            try:
                event = parse_line(number, text, context)
            except (ValueError, IndexError, OverflowError) as error:
                yield Bad(number, str(error), text)
            else:
                if event is not None:
                    yield Found(number, event)

    return parse


def split(text: str, delimiter: str = ",") -> list[str]:
    """The values of one delimited record, quotes taken off. Raises ValueError."""
    try:
        return next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error as error:
        raise ValueError(f"not delimited text: {error}") from None


def whole_records(lines: Iterable[Line]) -> Iterator[Line]:
    """Join lines whose quotes are still open, up to LONGEST_RECORD_LINES; else give them apart."""
    held: list[Line] = []
    for line in lines:
        if not held and line[1].count('"') % 2 == 0:
            yield line
            continue
        held.append(line)
        joined = "\n".join(text for _, text in held)
        if joined.count('"') % 2 == 0:
            yield held[0][0], joined
            held = []
        elif len(held) == LONGEST_RECORD_LINES:
            yield held[0]
            # The first quote was a stray one: the lines after it are records of their own.
            yield from whole_records(held[1:])
            held = []
    yield from held
