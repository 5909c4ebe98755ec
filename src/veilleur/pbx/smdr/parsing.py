"""Lines while they come -> outcomes, by the same formats that read whole files.

A format reads an iterator of lines; here that iterator waits for the PABX, in a thread of its own. Pitfall:
the number of a line is its offset in the spool, so that the id of a call is the same whenever the spool is
read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from queue import SimpleQueue

from veilleur.records import BadLine, Context, Format, ParsedRecord, known_formats
from veilleur.records.format import IDLE, Line
from veilleur.records.leg_correlation import with_causes
from veilleur.records.values.local_time import LocalClock
from veilleur.records.values.year_inference import Years
from veilleur.words.messages import Message
from veilleur.words.site import Site

LINES_TO_RECOGNISE = 2
LIKENESS_NEEDED = 0.5
LINES_LOOKED_AT = 60
Outcome = ParsedRecord | BadLine


def live_context(site: Site, generation: str, born_at: float) -> Context:
    """What a format may know while it reads a spool. born_at: when the spool began."""
    context = Context(site, LocalClock(site.timezone), generation)
    began = datetime.fromtimestamp(born_at, UTC).date()
    context.years = Years(began.year)
    context.years.last = began
    return context


def recognise_lines(texts: Sequence[str]) -> Format | None:
    """The format of the first lines of a stream; None while they are too few."""
    lines = [text for text in texts if text.strip()][:LINES_LOOKED_AT]
    if len(lines) < LINES_TO_RECOGNISE:
        return None
    score, best = max(((one.likeness(lines), one) for one in known_formats()), key=lambda pair: pair[0])
    return best if score >= LIKENESS_NEEDED else None


def count_outcomes(form: Format, texts: Sequence[str], lines: Iterable[Line], context: Context) -> int:
    """How many outcomes a reader gives from all of these lines, while it waits for the next one."""
    waiting = AllLines(lines)
    waiting.seen_before = list(texts)
    count = 0
    for _outcome in outcomes_of(form, waiting, context):
        if not waiting.is_over:  # at the end a format gives what it holds; a live one goes on waiting
            count += 1
    return count


def outcomes_of(form: Format, lines: AllLines | WaitingLines, context: Context) -> Iterator[Outcome]:
    """What a format gives; a fault of ours in it costs one line, never the watch or its start."""
    while True:
        try:
            outcomes = form.parse(lines, context)
            yield from with_causes(outcomes, ahead=0) if form.joins_by_time else outcomes
            return
        except Exception as error:
            offset, text = lines.last
            yield BadLine(
                offset, Message("the reader failed on it ({kind})", kind=type(error).__name__), text
            )
            if lines.is_over:  # it would fail at the end for ever
                return


class AllLines(Iterator[Line]):
    """Lines that are there already."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = iter(lines)
        self.seen_before: list[str] = []
        self.last: Line = (0, "")
        self.is_over = False

    def __next__(self) -> Line:
        try:
            self.last = next(self._lines)
        except StopIteration:
            self.is_over = True
            raise
        return self.last


class WaitingLines(Iterator[Line]):
    """Lines that come one by one; the iterator waits for the next."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[Line | None] = SimpleQueue()
        self.last: Line = (0, "")
        self.is_over = False
        self.seen_before: list[str] = []  # what a format may look at before the first line

    def put(self, line: Line | None) -> None:
        """The next line; None for the end."""
        self._queue.put(line)

    def __next__(self) -> Line:
        line = self._queue.get()
        if line is None:
            self.is_over = True
            raise StopIteration
        self.last = line
        return line


class LiveReader:
    """Reads lines as they come and gives each outcome, from a thread of its own."""

    def __init__(self, form: Format, context: Context, give: Callable[[Outcome], None]) -> None:
        self.form = form
        self._context, self._give = context, give
        self._lines = WaitingLines()
        self._thread = threading.Thread(target=self._read, name="smdr", daemon=True)

    def start(self, seen_before: Sequence[str] = ()) -> None:
        """Begin. seen_before: lines that say something of the file as a whole (order of day and month)."""
        self._lines.seen_before = list(seen_before)
        self._thread.start()

    def put(self, offset: int, text: str) -> None:
        """One line."""
        self._lines.put((offset, text))

    def idle(self) -> None:
        """Nothing came for a while: a record that waits for its second line is whole."""
        if self.form.holds_lines:
            self._lines.put((0, IDLE))

    def close(self, wait_s: float = 5.0) -> None:
        """No more lines; waits until the last outcome was given."""
        self._lines.put(None)
        if self._thread.is_alive():
            self._thread.join(wait_s)

    def _read(self) -> None:
        for outcome in outcomes_of(self.form, self._lines, self._context):
            self._give(outcome)
