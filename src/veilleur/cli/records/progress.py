"""How far a command has come that reads call records: a bar on a terminal, lines elsewhere.

In: the records as they are read, then as they are gone through. Out: the same records.
Pitfall: nothing is said in the first seconds, since most files are small; with --json each line is an object
on standard error. The share of the reading is that of the bytes, packed as they lie on disk.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar

from veilleur.cli.objects import print_object
from veilleur.language import Sentence, say

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from veilleur.records import Reader
    from veilleur.words.events import CallRecorded

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)
LOOK_EVERY = 2_000  # records
LINE_EVERY_S = 5.0
LEAST_SHOWN = 0.01  # what is left cannot be estimated before
MINUTE_S = 60
_READING = Sentence("Lecture", "Reading")
_JUDGING = Sentence("Examen", "Examining")
_JUDGING_PART = Sentence("Examen, {n} sur {of}", "Examining, {n} of {of}")
_LINE = Sentence("{step}\u00a0: {share}\u00a0%, encore {left} environ", "{step}: {share}%, about {left} left")
_SECONDS = Sentence("{n}\u00a0s", "{n} s")
_MINUTES = Sentence("{n}\u00a0min", "{n} min")


class Reading(Protocol[Row_co]):
    """What is read bit by bit. share_read: of the bytes of its files."""

    @property
    def share_read(self) -> float: ...

    def __iter__(self) -> Iterator[Row_co]: ...


class Progress:
    """What one command says of how far it has come. show: called with a step, a share and seconds left.

    passes: how often it goes through the records, where it does more than once.
    """

    def __init__(self, show: Callable[[Sentence, float, float], None], passes: int = 1) -> None:
        self._show, self._passes, self._begun = show, passes, 0

    def reading(self, reader: Reading[Row]) -> Iterator[Row]:
        """The records of a reader, or rows made of them, as they come."""
        return self._watched(reader, _READING, lambda _count: reader.share_read)

    def going_through(self, records: Iterable[CallRecorded], reader: Reader) -> Iterator[CallRecorded]:
        """Records that were read, as they are judged."""
        self._begun += 1
        step, of = _JUDGING, {"n": str(self._begun), "of": str(self._passes)}
        if self._passes > 1:
            step = Sentence(_JUDGING_PART.fr.format(**of), _JUDGING_PART.en.format(**of))
        return self._watched(records, step, lambda count: count / max(1, reader.counts["read"]))

    def _watched(
        self, records: Iterable[Row], step: Sentence, share_of: Callable[[int], float]
    ) -> Iterator[Row]:
        began = 0.0  # when the first record came: before it, others were sorted
        for count, record in enumerate(records):
            began = began or time.monotonic()
            if count % LOOK_EVERY == 0:
                share = min(1.0, share_of(count))
                spent = time.monotonic() - began
                self._show(step, share, spent * (1 - share) / share if share else 0.0)
            yield record
        if began:
            self._show(step, 1.0, 0.0)


@contextmanager
def progress(
    language: str, *, as_json: bool = False, may_draw: bool = True, passes: int = 1
) -> Iterator[Progress]:
    """Progress on standard error while the context is open. passes: through the records, once they are read.

    may_draw: false where the command prints on the terminal meanwhile, which a bar would spoil: lines there.
    """
    if not sys.stderr.isatty() or as_json or not may_draw:
        yield Progress(_lines(language, as_json=as_json), passes)
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Progress(_drawn(bar, language), passes)


def _drawn(bar: Bar, language: str) -> Callable[[Sentence, float, float], None]:
    tasks: dict[str, object] = {}
    last = [0.0]

    def show(step: Sentence, share: float, _left: float) -> None:
        name = say(step, {}, language)
        if name not in tasks or share < last[0]:  # a step, or the same over once more
            for task in bar.task_ids:
                bar.remove_task(task)
            tasks.clear()
            tasks[name] = bar.add_task(name, total=1.0)
        last[0] = share
        bar.update(bar.task_ids[-1], completed=share)

    return show


def _lines(language: str, *, as_json: bool) -> Callable[[Sentence, float, float], None]:
    said = [time.monotonic()]

    def show(step: Sentence, share: float, left: float) -> None:
        if time.monotonic() - said[0] < LINE_EVERY_S or share < LEAST_SHOWN:
            return
        said[0] = time.monotonic()
        if as_json:
            content = {"step": step.en, "share": round(share, 3), "left_s": round(left)}
            print_object("progress", content, sys.stderr)
            return
        if left < MINUTE_S:
            rest = say(_SECONDS, {"n": str(round(left))}, language)
        else:
            rest = say(_MINUTES, {"n": str(round(left / MINUTE_S))}, language)
        blanks = {"step": say(step, {}, language), "share": str(int(share * 100)), "left": rest}
        print(say(_LINE, blanks, language), file=sys.stderr, flush=True)

    return show
