"""The calls of a file as plain rows with their lines, read by a child: files of strangers.

In: paths, the site. Out: rows for `BilledCall` and `MadeCall`. Pitfall: only outgoing calls are compared, and
numbers of both sides are brought to E.164 first, for a bill writes them otherwise than the PBX.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from veilleur.evidence.journal_calls import seen_calls
from veilleur.evidence.reconcile.calls import BilledCall, MadeCall
from veilleur.evidence.reconcile.differences import Tariff
from veilleur.journal import JournalReader
from veilleur.numbering.deck_files import read_deck
from veilleur.records import RowsOfChild, in_child, read
from veilleur.records.files.text_source import numbered_lines
from veilleur.words.calls import Direction, Origin
from veilleur.words.events import CallRecorded
from veilleur.words.money import Price
from veilleur.words.ports import Numbering
from veilleur.words.site import Site

BATCH_ROWS = 2_000
Watched = Callable[[RowsOfChild], Iterable[Any]]  # gives the rows as they come, and says how far they are


def billed_calls(path: Path, site: Site, numbering: Numbering, watched: Watched = iter) -> list[BilledCall]:
    """The lines of a bill.

    Raises:
        InputError: when it cannot be read.
    """
    called = _called(numbering, outside_line_removed=True)
    return [
        BilledCall(
            line=line,
            at=at,
            called=called(number),
            number=number,
            extension=extension,
            seconds=seconds,
            charged=charged,
            is_forwarded=origin == Origin.FORWARD.value,
        )
        for line, at, extension, number, seconds, charged, origin in watched(_rows([path], site))
    ]


def made_calls(
    paths: Sequence[Path], site: Site, numbering: Numbering, watched: Watched = iter
) -> list[MadeCall]:
    """The calls that the PBX recorded.

    Raises:
        InputError: when they cannot be read.
    """
    called = _called(numbering, outside_line_removed=site.outside_line_removed)
    return [
        MadeCall(line=line, at=at, called=called(number), extension=extension, seconds=seconds)
        for line, at, extension, number, seconds, _charged, _origin in watched(_rows(paths, site))
    ]


class Seen(NamedTuple):
    """What a guard saw. unseen: spans of which its journal shows nothing, or not all."""

    calls: list[MadeCall]
    unseen: list[tuple[float, float]]


def journal_calls(path: Path, site: Site, numbering: Numbering) -> Seen:
    """The calls of a guard's journal; a line is the number of an entry.

    Raises:
        JournalError: when it cannot be read.
    """
    called = _called(numbering, outside_line_removed=site.outside_line_removed)
    reader = JournalReader(path)
    try:
        seen = seen_calls(reader, site.name)
    finally:
        reader.close()
    calls = [
        MadeCall(
            line=entry, at=one.at, called=called(one.number), extension=one.extension, seconds=one.billed_s
        )
        for entry, one in seen.calls
        if one.direction is Direction.OUT
    ]
    return Seen(calls, seen.unseen)


def lines_of(path: Path) -> list[tuple[int, str]]:
    """The text of a bill, for the totals that it states.

    Raises:
        InputError: when it cannot be read.
    """
    return [(number, text) for number, text in in_child(path, lambda: list(numbered_lines(path)))]


def tariff_of(path: Path, numbering: Numbering) -> Tariff:
    """The prices of a price list, by the longest prefix.

    Raises:
        InputError: the file cannot be read, or a line cannot be used.
    """
    made = in_child(path, lambda: {prefix: tuple(price) for prefix, price in read_deck(path).items()})
    prices = {prefix: Price(*values) for prefix, values in made.items()}
    known: dict[str, Price | None] = {}

    def price(number: str) -> Price | None:
        if number not in known:
            digits = numbering.destination(number, True).e164.lstrip("+") or number
            found = (prices.get(digits[:length]) for length in range(len(digits), 0, -1))
            known[number] = next((one for one in found if one is not None), None)
        return known[number]

    return price


def _called(numbering: Numbering, *, outside_line_removed: bool) -> Any:
    known: dict[str, str] = {}

    def called(number: str) -> str:
        if number not in known:
            known[number] = numbering.destination(number, outside_line_removed).e164 or number
        return known[number]

    return called


def _rows(paths: Sequence[Path], site: Site) -> RowsOfChild:
    return RowsOfChild(paths, partial(_read, list(paths), site))


def _read(paths: list[Path], site: Site) -> Iterator[tuple[list[Any], float]]:
    rows: list[Any] = []

    def on_line(_path: Path, line: int, record: CallRecorded) -> None:
        if record.direction is Direction.OUT:
            rows.append(
                [
                    line,
                    record.at,
                    record.extension,
                    record.number,
                    record.billed_s,
                    record.charged,
                    record.origin.value,
                ]
            )

    reading = read(paths, site)
    reading.on_line = on_line
    for _record in reading:
        if len(rows) >= BATCH_ROWS:
            yield rows.copy(), reading.share_read
            rows.clear()
    yield rows, 1.0
