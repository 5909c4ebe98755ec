"""A format that reads an iterator of lines, fed with lines as they arrive.

In: a format's `parse` and lines in parts. Out: what it makes of each part, as soon as the part is read.
Pitfall: `parse` waits inside for its next line, so it runs in a thread of its own; that thread and the caller
never run at the same time, and the outcome does not depend on the machine.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator

from veilleur.records.format import BadLine, Context, Line, Parse, ParsedRecord


class _Over(Exception):  # noqa: N818 - not an error: the reader is no longer wanted
    pass


class WaitingLines(Iterator[Line]):
    """Lines for one reading thread, which waits when there are none."""

    def __init__(self) -> None:
        self._held: deque[Line] = deque()
        self._is_over = self._is_given_up = False
        self.filled, self.is_hungry = threading.Semaphore(0), threading.Semaphore(0)

    def put(self, lines: Iterable[Line], is_over: bool = False) -> None:
        """More lines; the reading thread goes on when it is woken."""
        self._held.extend(lines)
        self._is_over = is_over

    def give_up(self) -> None:
        """Nobody wants what is still to come."""
        self._is_given_up = True

    def at_hand(self, count: int) -> list[Line]:
        """The next lines, `count` at most and without waiting for more than the first."""
        first = next(self, None)
        lines = [] if first is None else [first]
        while self._held and len(lines) < count:
            lines.append(self._held.popleft())
        return lines

    def __next__(self) -> Line:
        while not self._held:
            if self._is_over:
                raise StopIteration
            self.is_hungry.release()
            self.filled.acquire()
            if self._is_given_up:
                raise _Over
        return self._held.popleft()


class Stepwise:
    """The reading of one stream of lines."""

    def __init__(self, parse: Parse, context: Context) -> None:
        self._lines = WaitingLines()
        self._found: list[ParsedRecord | BadLine] = []
        self._error: BaseException | None = None
        self._is_begun = False
        self._thread = threading.Thread(target=self._read, args=(parse, context), daemon=True)

    def feed(self, lines: Iterable[Line], is_over: bool = False) -> list[ParsedRecord | BadLine]:
        """What these lines, and those before, hold. Raises what the format raises."""
        self._lines.put(lines, is_over)
        if self._is_begun:
            self._lines.filled.release()
        else:
            self._is_begun = True
            self._thread.start()
        self._lines.is_hungry.acquire()
        if self._error is not None:
            raise self._error
        found, self._found = self._found, []
        return found

    def close(self) -> None:
        """End the thread; what was not asked for is forgotten."""
        if self._thread.is_alive():
            self._lines.give_up()
            self._lines.filled.release()
            self._thread.join()

    def _read(self, parse: Parse, context: Context) -> None:
        try:
            for outcome in parse(self._lines, context):
                self._found.append(outcome)
        except _Over:
            pass
        except BaseException as error:
            self._error = error
        self._lines.is_hungry.release()
