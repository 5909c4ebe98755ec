"""Records in the order in which their calls began, however many there are, in bounded memory.

In: records in any order, of one file or many (files are written when calls end). Out: the same in order of
start; two of one second keep the order of the files.
Pitfall: nothing comes out before everything was read; what does not fit in memory waits on disk, sorted, so
the order is exact whatever the longest call, and it can be gone through again. A record that stands in two
files comes once (law 6).
"""

from __future__ import annotations

import heapq
import marshal
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from math import inf
from operator import attrgetter
from tempfile import TemporaryFile
from typing import IO, Any

from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import InputError, system_cause
from veilleur.words.events import CallRecorded

MOST_IN_MEMORY = 100_000  # records sorted at once; about 50 MB
BLOCK_RECORDS = 1_000  # read back at once from each sorted run
_START = attrgetter("at")
_MADE_UP = re.compile(r"(.+):\d+(?:/\d+)?$")  # see `Context.made_up_id`
_DIRECTION, _ORIGIN = CallRecorded._fields.index("direction"), CallRecorded._fields.index("origin")
_DIRECTIONS = {one.value: one for one in Direction}
_ORIGINS = {one.value: one for one in Origin}


class SortedRecords:
    """Records in order of start; iterate as often as you like while the context is open."""

    def __init__(self, records: Iterable[CallRecorded], most_in_memory: int = MOST_IN_MEMORY) -> None:
        """Read all the records.

        Raises:
            InputError: when there is no room on disk for what does not fit in memory.
        """
        self._disk: IO[bytes] | None = None
        self._runs: list[list[tuple[int, int]]] = []
        self._held: list[CallRecorded] = []
        coming = iter(records)
        while run := sorted(islice(coming, most_in_memory), key=_START):
            if not self._runs and not self._held:
                self._held = run  # perhaps the only one
                continue
            if self._held:
                self._put(self._held)
                self._held = []
            self._put(run)

    def __iter__(self) -> Iterator[CallRecorded]:
        if self._disk is None:
            return _each_once(self._held)
        runs = (_run(self._disk, places) for places in self._runs)
        return _each_once(heapq.merge(*runs, key=_START))

    def __enter__(self) -> SortedRecords:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._disk is not None:
            self._disk.close()

    def _put(self, records: list[CallRecorded]) -> None:
        try:
            if self._disk is None:
                self._disk = TemporaryFile(prefix="veilleur-")  # noqa: SIM115 - closed by the context
            self._runs.append(_write(self._disk, records))
        except OSError as error:
            raise InputError(
                "The records could not be sorted on disk ({why}); make room or set TMPDIR to another folder.",
                why=system_cause(error),
            ) from error


def in_order_of_start(
    records: Iterable[CallRecorded], most_in_memory: int = MOST_IN_MEMORY
) -> Iterator[CallRecorded]:
    """The records in order of start, each once. Raises InputError as `SortedRecords` does."""
    with SortedRecords(records, most_in_memory) as ordered:
        yield from ordered


def to_columns(records: Sequence[CallRecorded]) -> list[list[Any]]:
    """Records as lists of plain values, for a file or a pipe."""
    columns: list[list[Any]] = [list(column) for column in zip(*records, strict=True)]
    for place in (_DIRECTION, _ORIGIN):
        columns[place] = [one._value_ for one in columns[place]]
    return columns


def from_columns(columns: list[list[Any]]) -> Iterator[CallRecorded]:
    """The records again."""
    columns[_DIRECTION] = [_DIRECTIONS[one] for one in columns[_DIRECTION]]
    columns[_ORIGIN] = [_ORIGINS[one] for one in columns[_ORIGIN]]
    return map(CallRecorded._make, zip(*columns, strict=True))


def _each_once(records: Iterable[CallRecorded]) -> Iterator[CallRecorded]:
    last = -inf
    same: list[CallRecorded] = []  # those that began in the same second
    for record in records:
        if record.at != last:
            last = record.at
            same = [record]
        elif any(_is_same(record, other) for other in same):
            continue
        else:
            same.append(record)
        yield record


def _is_same(record: CallRecorded, earlier: CallRecorded) -> bool:
    if record.number != earlier.number or record.extension != earlier.extension:
        return False  # most pairs, where times are given to the minute
    ours, theirs = _MADE_UP.match(record.call), _MADE_UP.match(earlier.call)
    if ours and theirs and ours.group(1) != theirs.group(1):
        # Two rotated files overlap, of a PBX that gives its calls no id: file and line stand for one.
        return record._replace(call="", linked="") == earlier._replace(call="", linked="")
    if record.call != earlier.call:
        # The reader marks the second row of one id with /2, whether it is another leg or a repetition.
        name, slash, times = record.call.rpartition("/")
        if not (slash and times.isdecimal() and name in (earlier.call, earlier.call.rpartition("/")[0])):
            return False
        record = record._replace(call=earlier.call)
    return record == earlier


def _write(disk: IO[bytes], records: list[CallRecorded]) -> list[tuple[int, int]]:
    places = []
    disk.seek(0, 2)
    for begin in range(0, len(records), BLOCK_RECORDS):
        packed = marshal.dumps(to_columns(records[begin : begin + BLOCK_RECORDS]))
        places.append((disk.tell(), len(packed)))
        disk.write(packed)
    return places


def _run(disk: IO[bytes], places: list[tuple[int, int]]) -> Iterator[CallRecorded]:
    for place, size in places:
        disk.seek(place)
        columns = marshal.loads(disk.read(size))  # noqa: S302 - a file of our own that has no name
        yield from from_columns(columns)
