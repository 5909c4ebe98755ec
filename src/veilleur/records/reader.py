"""Files -> events in file order, one after another, in flat memory.

In: paths and the site. Out: an iterator of `CallRecorded` with counts and what was refused.
Pitfall: `.rejected` keeps only the first REJECTED_LINES_KEPT; give `on_rejected` to have every one.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple, cast

from veilleur.records.files.line_blocks import blocks
from veilleur.records.files.text_source import bytes_read, first_lines, numbered_lines
from veilleur.records.format import BadLine, Context, Format, ParsedRecord
from veilleur.records.leg_correlation import with_causes
from veilleur.records.registry import (
    RECOGNITION_LINES,
    described_beside,
    named_format,
    not_one_line,
    recognise,
    recognise_lines,
)
from veilleur.records.same_calls import SameCalls, same_calls, seen_in
from veilleur.records.tolerant_parse import parse_tolerantly
from veilleur.records.values.local_time import LocalClock
from veilleur.records.values.year_inference import Years
from veilleur.words.errors import InputError
from veilleur.words.events import CallRecorded
from veilleur.words.messages import Message
from veilleur.words.site import Site

REJECTED_LINES_KEPT = 1000
HEADING_COMPARED = 400  # characters
IDS_REMEMBERED = 1 << 17
BULK_FROM_BYTES = 8 << 20  # reading by columns begins with the import of polars, a tenth of a second
RECORDS_REMEMBERED = 1 << 18  # of the files before; a rotated file overlaps by less


class RejectedLine(NamedTuple):
    """A line that was not understood."""

    file: str
    line: int
    cause: str
    raw: str


class Reader:
    """The calls of some files. Iterate once; counts and causes are whole afterwards."""

    def __init__(
        self,
        paths: Iterable[str | Path],
        site: Site,
        format_name: str,
        on_rejected: Callable[[RejectedLine], None] | None,
        skip_unusable: bool = False,
    ) -> None:
        self.paths = [Path(path) for path in paths]
        self.site = site
        self.rejected: list[RejectedLine] = []
        self.counts: Counter[str] = Counter()  # "read", "rejected", "repeated" from file to file
        self.formats: dict[str, str] = {}  # path -> name of its format
        self._forced = named_format(format_name) if format_name else None
        self.rejected_by_file: Counter[str] = Counter()
        self.unusable: dict[Path, str] = {}  # path -> why, where they are to be passed over
        self.notices: list[Message] = []  # what was uncertain in a file, and how it was read
        self.foreign: dict[str, tuple[str, int]] = {}  # call -> currency, and millionths of it
        self.hints: set[str] = set()  # of the site's country, see `country_hints`
        self.on_line: Callable[[Path, int, CallRecorded], None] | None = None  # is given each record's line
        self._prices: dict[str, list[SameCalls]] = {}  # file -> what others know of its calls
        self._repeats: dict[str, SameCalls] = {}  # file -> which of its calls stand in another too
        self._bytes_before = 0  # of the files that are over
        self._on_rejected = on_rejected
        self._skip_unusable = skip_unusable
        self._ids: dict[str, int] = {}
        self._first_seen: OrderedDict[int, str] = OrderedDict()  # record -> the file that held it first

    def __iter__(self) -> Iterator[CallRecorded]:
        self._find_same_calls()
        for path in self.paths:
            yield from self._usable(path, self._read_file(path))
            self._bytes_before += size_of(path)

    @property
    def share_read(self) -> float:
        """How much of the files has been read, from 0 to 1, as they lie on disk."""
        whole = sum(map(size_of, self.paths))
        return min(1.0, self.position / whole) if whole else 1.0

    @property
    def position(self) -> int:
        """How many bytes of the files have been read."""
        return self._bytes_before + bytes_read()

    def _usable(self, path: Path, records: Iterator[CallRecorded]) -> Iterator[CallRecorded]:
        """The records of a file, unless it proves to be none and may be passed over."""
        try:
            yield from records
        except InputError as error:
            if not self._skip_unusable or len(self.unusable) + 1 == len(self.paths):
                raise
            self.unusable[path] = error.message

    def _read_file(self, path: Path) -> Iterator[CallRecorded]:
        lines = numbered_lines(path)
        first = first_lines(lines, RECOGNITION_LINES)
        form = self._forced or described_beside(path) or recognise_lines(path, [text for _, text in first])
        self.formats[str(path)] = form.name
        context = self._context(path)
        if form.yearless:
            context.years.first_year = self._first_year(form, path)
        before = self.counts.copy()
        outcomes: Iterator[list[CallRecorded] | ParsedRecord | BadLine]
        is_bulk = path.stat().st_size >= BULK_FROM_BYTES and self.on_line is None
        if form.parse_blocks is not None and is_bulk:
            outcomes = form.parse_blocks(blocks(path), context)
        else:
            outcomes = parse_tolerantly(form, chain(first, lines), context)
            if form.joins_by_time:
                outcomes = with_causes(outcomes)
            if self.on_line is not None:
                outcomes = _reporting(outcomes, path, self.on_line)
        ids, counts, are_many_files = self._ids, self.counts, len(self.paths) > 1
        for outcome in outcomes:
            if type(outcome) is ParsedRecord:
                event = outcome.event
                if are_many_files or event.call in ids or len(ids) >= IDS_REMEMBERED:
                    yield from self._accepted((event,), context)
                    ids = self._ids
                    continue
                ids[event.call] = 1  # as `_accepted` does, without its cost
                counts["read"] += 1
                yield event
            elif isinstance(outcome, list):
                yield from self._all_accepted(outcome, context)
                ids = self._ids
            else:
                self._reject(RejectedLine(str(path), *cast(BadLine, outcome)))

        self.notices += [Message("{path}: {what}.", path=path, what=one) for one in context.notices.values()]
        self.foreign |= context.foreign
        if self.counts["read"] == before["read"] and self.counts["rejected"] > before["rejected"]:
            raise not_one_line(path, form)

    def _find_same_calls(self) -> None:
        """Whether a file holds the calls of another, as a bill holds those of a PBX."""
        if len(self.paths) < 2 or self._forced is not None:
            return
        formats: dict[Path, str] = {}
        for path in self.paths:
            with suppress(InputError):
                formats[path] = layout_of_file(path)
        if len(set(formats.values())) < 2:
            return
        seen = {}
        for path in formats:
            with suppress(InputError):
                seen[path] = seen_in(Reader([path], self.site, "", None))
        # What has no price is kept, and takes the price of the other.
        kept = sorted(seen, key=lambda path: any(call.charged is not None for call in seen[path]))
        for place, path in enumerate(kept):
            for other in kept[place + 1 :]:
                if formats[path] == formats[other] or other.name in self._repeats:
                    continue
                same = same_calls(seen[path], seen[other])
                if same is not None:
                    self._prices.setdefault(path.name, []).append(same)
                    self._repeats[other.name] = same
                    self.notices.append(_same_calls_notice(path, other, same))

    def _all_accepted(self, events: list[CallRecorded], context: Context) -> Iterable[CallRecorded]:
        """The same as `_accepted`, at once where there is nothing to change."""
        ids = self._ids
        own = dict.fromkeys([event.call for event in events], 1)
        if len(self.paths) > 1 or len(own) < len(events) or not ids.keys().isdisjoint(own):
            return self._accepted(events, context)
        ids.update(own)
        if len(ids) > IDS_REMEMBERED:
            self._forget_ids()
        self.counts["read"] += len(events)
        return events

    def _accepted(self, events: Iterable[CallRecorded], context: Context) -> Iterator[CallRecorded]:
        """The events that no other file held, each with an id of its own."""
        ids, counts = self._ids, self.counts
        are_many_files = len(self.paths) > 1
        same, priced_by = self._repeats.get(context.file), self._prices.get(context.file, ())
        for event in events:
            if are_many_files and self._was_in_another_file(event, context):
                counts["repeated"] += 1
                continue
            if same is not None and same.is_repeat(event):
                counts["matched"] += 1
                continue
            for one in priced_by:
                event = one.priced(event)
            counts["read"] += 1
            if event.call in ids:
                # One row a leg may repeat the id: money is keyed by it, so the second gets `/2`.
                ids[event.call] += 1
                yield event._replace(call=f"{event.call}/{ids[event.call]}")
                continue
            ids[event.call] = 1
            if len(ids) > IDS_REMEMBERED:
                self._forget_ids()
                ids = self._ids
            yield event

    def _forget_ids(self) -> None:
        """The older half at once: forgetting one by one costs more than reading."""
        self._ids = dict(islice(self._ids.items(), len(self._ids) - IDS_REMEMBERED // 2, None))

    def _context(self, path: Path) -> Context:
        context = Context(self.site, LocalClock(self.site.timezone), path.name)
        context.years = Years(_written_on(path).year)
        context.hints = self.hints
        context.whole_text = lambda: (text for _number, text in numbered_lines(path))
        return context

    def _first_year(self, form: Format, path: Path) -> int:
        """No date of a file lies after the day it was written: that settles its first year."""
        context = self._context(path)
        for _ in parse_tolerantly(form, numbered_lines(path), context):
            pass
        return context.years.first_year_for(_written_on(path) + timedelta(days=1))

    def _reject(self, rejected: RejectedLine) -> None:
        self.counts["rejected"] += 1
        self.rejected_by_file[rejected.file] += 1
        if len(self.rejected) < REJECTED_LINES_KEPT:
            self.rejected.append(rejected)
        if self._on_rejected is not None:
            self._on_rejected(rejected)

    def _was_in_another_file(self, event: CallRecorded, context: Context) -> bool:
        """Rotated files overlap: a record repeated by a later file is one call."""
        made_up = event.call.startswith(f"{context.file}:")
        key = hash(event._replace(call="", linked="") if made_up else event)
        file = self._first_seen.setdefault(key, context.file)
        if len(self._first_seen) > RECORDS_REMEMBERED:
            self._first_seen.popitem(last=False)
        return file != context.file


def _reporting(
    outcomes: Iterable[list[CallRecorded] | ParsedRecord | BadLine],
    path: Path,
    on_line: Callable[[Path, int, CallRecorded], None],
) -> Iterator[list[CallRecorded] | ParsedRecord | BadLine]:
    for outcome in outcomes:
        if isinstance(outcome, ParsedRecord):
            on_line(path, outcome.line, outcome.event)
        yield outcome


def _same_calls_notice(path: Path, other: Path, same: SameCalls) -> Message:
    return Message(
        "{path} and {other} hold the same calls: {count} are counted once, at the price of {other} where it"
        " has one; the two clocks are {apart} s apart.",
        path=path.name,
        other=other.name,
        count=same.count,
        apart=round(abs(same.apart_s)),
    )


def layout_of_file(path: Path) -> str:
    """The format; of tables that explain themselves their headings too, for one format has many layouts.

    Raises InputError.
    """
    name = (described_beside(path) or recognise(path)).name
    if not name.startswith(("any-", "operator-bill")):
        return name
    heading = next((text for _, text in numbered_lines(path) if text.strip()), "")
    return f"{name} {heading[:HEADING_COMPARED]}"


def size_of(path: Path) -> int:
    """Bytes of a file; 0 when it is not there."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _written_on(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()


def read(
    paths: Iterable[str | Path],
    site: Site | None = None,
    *,
    format_name: str = "",
    on_rejected: Callable[[RejectedLine], None] | None = None,
    skip_unusable: bool = False,
) -> Reader:
    """Read call records. site: its time zone, extensions and trunks explain the rows.

    format_name: of a known format, or the path of a description (`.toml`); "" to recognise it.
    skip_unusable: a file that is not call records is listed in `unusable` and the others are read.
    Raises InputError, while it is iterated, for a file that is not call records; where they are skipped,
    when not one of them is.
    """
    return Reader(paths, site or Site(), format_name, on_rejected, skip_unusable)
