"""A format's reading that no line can end: a fault of the format costs the line it was at.

In: a format and numbered lines. Out: what the format makes of them, and a `BadLine` for each line that is
longer than records of its kind, or on which the format failed.
Pitfall: a format that failed is begun again with the first lines of the file, since a heading may stand
there; what it says of lines that it had read before is dropped the second time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from veilleur.records.format import BadLine, Context, Format, Line, ParsedRecord
from veilleur.words.errors import VeilleurError
from veilleur.words.messages import Message

HEADING_LINES = 60  # a heading stands no deeper in a file
RAW_KEPT_CHARACTERS = 2_000  # of a line that is quoted


def parse_tolerantly(
    form: Format, lines: Iterable[Line], context: Context
) -> Iterator[ParsedRecord | BadLine]:
    """What `form.parse` gives. Raises what the source of the lines raises for people (InputError)."""
    noted = _NotedLines(lines, form.longest_line)
    repeated_until = 0
    while True:
        try:
            for outcome in form.parse(noted, context):
                if noted.too_long:
                    yield from noted.refused()
                if outcome.line > repeated_until:
                    yield outcome
            break
        except (VeilleurError, MemoryError):
            raise
        except Exception as error:
            yield from noted.refused()
            number, text = noted.last
            if number <= repeated_until:
                break  # it fails on the heading alone, or at the end once more
            yield BadLine(
                number,
                Message("the reader failed on it ({kind})", kind=type(error).__name__),
                text[:RAW_KEPT_CHARACTERS],
            )
        if noted.is_over:
            break
        repeated_until = max(repeated_until, noted.last[0])
        noted.repeat_heading()
    yield from noted.refused()


class _NotedLines(Iterator[Line]):
    """The lines on their way to a format: which was the last, and the first ones once more.

    Of a file that lies still a format gets the generator itself, which gives a line in a third of the time.
    """

    def __init__(self, lines: Iterable[Line], longest: int) -> None:
        self._lines = iter(lines)
        self._longest = longest
        self._heading: list[Line] = []
        self._again: deque[Line] = deque()
        self.last: Line = (0, "")
        self.count = 0
        self.is_over = False
        self.too_long: list[BadLine] = []
        self._each = self._noted()
        at_hand: Callable[[int], list[Line]] | None = getattr(lines, "at_hand", None)
        self._is_live = at_hand is not None
        if at_hand is not None:
            self.at_hand = lambda count: self._at_hand(at_hand, count)

    def __iter__(self) -> Iterator[Line]:
        return self if self._is_live else self._each

    def __next__(self) -> Line:
        return next(self._each)

    def _noted(self) -> Iterator[Line]:
        while self._again:
            yield self._again.popleft()
        for line in self._lines:
            if len(line[1]) > self._longest:
                self._refuse(line)
                continue
            self.last = line
            if self.count < HEADING_LINES:
                self.count += 1
                self._heading.append(line)
            yield line
        self.is_over = True

    def repeat_heading(self) -> None:
        """Give the first lines again before the rest, but for the one that was read last."""
        self._heading = [line for line in self._heading if line is not self.last]
        self._again = deque(self._heading)
        self._each = self._noted()

    def refused(self) -> list[BadLine]:
        """The lines that were too long, each once."""
        refused, self.too_long = self.too_long, []
        return refused

    def _at_hand(self, at_hand: Callable[[int], list[Line]], count: int) -> list[Line]:
        first = list(self._again)
        self._again.clear()
        first += [line for line in at_hand(count - len(first)) if not self._is_refused(line)]
        if first:
            self.last = first[-1]
            self.count += len(first)
            self._heading += first[: max(0, HEADING_LINES - len(self._heading))]
        return first

    def _is_refused(self, line: Line) -> bool:
        if len(line[1]) > self._longest:
            self._refuse(line)
            return True
        return False

    def _refuse(self, line: Line) -> None:
        number, text = line
        cause = Message("a line of more than {count} characters", count=self._longest)
        self.too_long.append(BadLine(number, cause, text[:RAW_KEPT_CHARACTERS]))
