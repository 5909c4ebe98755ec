"""Files that grow -> events, as soon as their lines are written.

In: paths and the site, as for `read`. Out: `news()` gives what was written since the last look, `finish()`
what still waited.
Pitfall: the files of one path, before and after its rotations, are one stream of lines to the format, since a
heading may stand in the first of them only; a line that is reported to people bears its number in its own
file all the same. A packed file does not grow: it is read once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from veilleur.records.files.push_parser import Stepwise
from veilleur.records.files.tail import BEGINS, GrowingFile, Inode
from veilleur.records.files.unpacking import is_packed
from veilleur.records.format import IDLE, BadLine, Context, Format, ParsedRecord
from veilleur.records.leg_correlation import Causes
from veilleur.records.reader import Reader, RejectedLine
from veilleur.records.registry import RECOGNITION_LINES, described_beside, not_one_line, recognise_lines
from veilleur.records.tolerant_parse import parse_tolerantly
from veilleur.words.errors import InputError
from veilleur.words.events import CallRecorded
from veilleur.words.site import Site

UNKNOWN_LINES_AT_MOST = 10  # lines that are like no format, before the file is refused


class FollowedReader(Reader):
    """The calls of files that grow. Counts and causes are those of what was read so far."""

    def __init__(
        self,
        paths: Iterable[str | Path],
        site: Site,
        format_name: str = "",
        on_rejected: Callable[[RejectedLine], None] | None = None,
        skip_unusable: bool = False,
    ) -> None:
        super().__init__(paths, site, format_name, on_rejected, skip_unusable)
        self._streams: list[_Stream] | None = None
        self.lines_seen = 0

    def __iter__(self) -> Iterator[CallRecorded]:
        return chain(self.news(), self.finish())

    def news(self, is_idle: bool = False) -> Iterator[CallRecorded]:
        """The calls that were written since the last look; of the first look, all.

        is_idle: nothing came for a while, so a record that waits for another line is whole.
        Raises InputError as `read` does.
        """
        if self._streams is None:
            self._streams = []
            known: set[Inode] = set()
            packed = [path for path in self.paths if is_packed(path)]
            for path in packed:
                yield from self._usable(path, self._read_file(path))
            self._streams = [_Stream(self, path, known) for path in self.paths if path not in packed]
        for stream in self._streams:
            if stream.path not in self.unusable:
                yield from self._usable(stream.path, stream.news(is_idle))

    def finish(self) -> Iterator[CallRecorded]:
        """The end: what still waited is given, and the files are let go."""
        for stream in self._streams or ():
            if stream.path not in self.unusable:
                yield from self._usable(stream.path, stream.finish())
        self._streams = []

    def form_of(self, path: Path, texts: Sequence[str]) -> Format:
        """The format of a file that begins so. Raises InputError."""
        return self._forced or described_beside(path) or recognise_lines(path, texts)

    def context_of(self, path: Path, form: Format) -> Context:
        """What the format may know of the file."""
        context = self._context(path)
        if form.yearless:
            context.years.first_year = self._first_year(form, path)
        return context

    def accept(self, found: ParsedRecord, context: Context) -> Iterator[CallRecorded]:
        """Count a call; gives it unless another file held it."""
        return self._accepted((found.event,), context)

    def rejects(self, rejected: RejectedLine) -> None:
        """Count a line that is not understood."""
        self._reject(rejected)


class _Stream:
    """One path."""

    def __init__(self, reader: FollowedReader, path: Path, known: set[Inode]) -> None:
        self.path = path
        self._reader = reader
        self._file = GrowingFile(path, known)
        self._begun: list[str] | None = []  # the first lines, while the format is not known
        self._steps: Stepwise | None = None
        self._format: Format | None = None
        self._context: Context | None = None
        self._causes: Causes | None = None
        self._count = 0
        self._first_lines = [0]  # where each file of this path begins in the stream
        self._is_understood = self._is_rejected = False

    def news(self, is_idle: bool) -> Iterator[CallRecorded]:
        came = False
        for lines in self._file.lines():
            if lines is BEGINS:
                self._first_lines.append(self._count)
            elif lines:
                came = True
                self._reader.lines_seen += len(lines)
                yield from self._read(lines)
        if self._begun is not None and len(self._begun) >= UNKNOWN_LINES_AT_MOST:
            self._reader.form_of(self.path, self._begun)  # says what is wrong
        if is_idle and not came and self._format is not None and self._format.holds_lines:
            yield from self._feed([IDLE], False)
        if not came and self._causes is not None:
            yield from self._accepted(self._causes.remaining())

    def finish(self) -> Iterator[CallRecorded]:
        rest = self._file.remaining()
        self._reader.lines_seen += len(rest)
        if self._begun is not None:
            rest, self._begun = self._begun + rest, None
            self._recognised(self._reader.form_of(self.path, rest))
        yield from self._feed(rest, True)
        if self._causes is not None:
            yield from self._accepted(self._causes.remaining())
        if self._is_rejected and not self._is_understood and self._format is not None:
            raise not_one_line(self.path, self._format)

    def _read(self, lines: list[str]) -> Iterator[CallRecorded]:
        if self._begun is not None:
            self._begun += lines
            try:
                form = self._reader.form_of(self.path, self._begun[:RECOGNITION_LINES])
            except InputError:
                return  # more lines may decide
            lines, self._begun = self._begun, None
            self._recognised(form)
        yield from self._feed(lines, False)

    def _recognised(self, form: Format) -> None:
        self._reader.formats[str(self.path)] = form.name
        self._format, self._context = form, self._reader.context_of(self.path, form)
        self._steps = Stepwise(partial(parse_tolerantly, form), self._context)
        self._causes = Causes() if form.joins_by_time else None

    def _feed(self, lines: list[str], is_over: bool) -> Iterator[CallRecorded]:
        assert self._steps is not None
        first = self._count + 1
        if lines != [IDLE]:
            self._count += len(lines)
        outcomes = self._steps.feed(enumerate(lines, start=first), is_over)
        if self._causes is None:
            yield from self._accepted(outcomes)
            return
        for outcome in outcomes:
            yield from self._accepted(self._causes.add(outcome))

    def _accepted(self, outcomes: Iterable[ParsedRecord | BadLine]) -> Iterator[CallRecorded]:
        assert self._context is not None
        for outcome in outcomes:
            if isinstance(outcome, ParsedRecord):
                self._is_understood = True
                yield from self._reader.accept(outcome, self._context)
                continue
            self._is_rejected = True
            begin = self._first_lines[bisect_right(self._first_lines, outcome.line - 1) - 1]
            line = outcome.line - begin
            self._reader.rejects(RejectedLine(str(self.path), line, outcome.cause, outcome.raw))
