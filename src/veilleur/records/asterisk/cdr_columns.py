"""Many rows of Asterisk's Master.csv at once, column by column: a big log is read in seconds.

In: blocks of whole lines. Out: lists of events, and one by one what only the exact reader can decide.
Pitfall: nothing is decided here. A row that is not wholly ordinary (a Local channel, an hour that comes
twice, an odd value, a stray quote) goes to the exact reader in its place, and a test holds that both give the
same for any text. What a row means is asked of `Rows` once for all rows that differ only in long numbers: in
these a number of no one stands for the outside party.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import polars as pl

from veilleur.records.asterisk.cdr_rows import PLAYED, REMEMBERED_LEGS, Row, Rows
from veilleur.records.files.line_blocks import lines_of
from veilleur.records.format import (
    BadLine,
    Block,
    Context,
    Line,
    ParsedRecord,
    cause_of,
    split,
    whole_records,
)
from veilleur.records.one_call import merged
from veilleur.words.calls import Direction, Origin
from veilleur.words.events import CallRecorded

MEANINGS_REMEMBERED = 1 << 16
EXACT_LINES = 512  # a block that polars refuses is halved down to this, so that one bad line costs little
_SEPARATOR = "\x1f"
_MEANT_BY = (1, 2, 3, 5, 6, 7, 8)  # src, dst, context, channel, dstchannel, lastapp, lastdata
_WIDEST = 22
_START, _DURATION, _BILLED, _DISPOSITION, _AMAFLAGS, _UNIQUEID, _LINKEDID = 9, 12, 13, 14, 15, 16, 19
_ORDINARY_ENDINGS = ("ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION")
_LONGEST_S = 400 * 86_400
_LOCAL = "Local/"
_CHANNEL_ENDING = "-[0-9a-f]{8}$"  # what distinguishes two channels of one peer
_SOME_ENDING = "00000000"
_ALL_BUT_QUOTES_AND_LINE_ENDS = bytes(sorted(set(range(256)) - set(b'"\n')))
_EPOCH = r"(?:^|-)[0-9]{10}(?:\.|$)"

# Stand for a long number that was dialled, and for a long number that calls.
_SOME_DIALLED, _SOME_CALLER = "9074815263099", "9074815263088"
_LONG_NUMBER = r"^\+?[0-9]{7,}$"
_LONGEST_EXTENSION = 6

# direction, origin, extension, number, outside caller, trunk; None where the long number stands.
Meaning = tuple[Direction, Origin, str | None, str | None, str | None, str]
ToRow = Callable[[list[str]], Row]


def read_blocks(
    blocks: Iterable[Block], context: Context, to_row: ToRow
) -> Iterator[list[CallRecorded] | ParsedRecord | BadLine]:
    """The events of all blocks in the order of the file. to_row: the values of a line, by name."""
    reader = _BulkReader(context, to_row)
    return reader.rows.settled(reader.read_all(blocks))


class _BulkReader:
    def __init__(self, context: Context, to_row: ToRow) -> None:
        self._context, self._to_row = context, to_row
        self._rows = Rows(context)
        self._open: list[Line] = []  # lines of a block whose last quote is open
        self._meanings: dict[str, Meaning | None] = {}
        # Only where no extension is as long may one long number stand for all.
        self._joins_numbers = all(len(pattern) <= _LONGEST_EXTENSION for pattern in context.site.extensions)

    @property
    def rows(self) -> Rows:
        """The exact reader."""
        return self._rows

    def read_all(self, blocks: Iterable[Block]) -> Iterator[list[CallRecorded] | ParsedRecord | BadLine]:
        """The events of all blocks."""
        for block in blocks:
            yield from self.read(block)
        yield from self.remaining()

    def read(self, block: Block) -> Iterator[list[CallRecorded] | ParsedRecord | BadLine]:
        """The events of one block."""
        raw = None if self._open else _ordinary(block.text)
        if raw is not None:
            yield from self._read_lines(block.first_line, raw)
            return
        is_over = False

        def all_lines() -> Iterator[Line]:
            nonlocal is_over
            yield from self._open
            yield from lines_of(block)
            is_over = True

        still_open: list[Line] = []
        for number, text in whole_records(all_lines()):
            if is_over:  # a quote is open yet: the next block may hold its other half
                still_open.append((number, text))
            else:
                yield from self._exact_line(number, text)
        self._open = still_open

    def remaining(self) -> Iterator[ParsedRecord | BadLine]:
        """What the last block left open."""
        for number, text in self._open:
            yield from self._exact_line(number, text)

    def _read_lines(self, first: int, raw: bytes) -> Iterator[list[CallRecorded] | ParsedRecord | BadLine]:
        frame = self._frame(raw)
        if frame is not None:
            yield from self._events(first, raw, frame)
            return
        lines = raw.split(b"\n")
        if len(lines) <= EXACT_LINES:
            for number, line in enumerate(lines, start=first):
                yield from self._exact_line(number, line.decode())
            return
        half = len(lines) // 2
        yield from self._read_lines(first, b"\n".join(lines[:half]))
        yield from self._read_lines(first + half, b"\n".join(lines[half:]))

    def _exact_line(self, number: int, text: str) -> Iterator[ParsedRecord | BadLine]:
        if not text.strip():
            return
        try:
            yield ParsedRecord(number, self._rows.event(number, self._to_row(split(text))))
        except ValueError as error:
            yield BadLine(number, cause_of(error), text)

    def _frame(self, raw: bytes) -> pl.DataFrame | None:
        """The columns; None when the lines cannot be read so."""
        try:
            width = len(split(raw[: raw.find(b"\n") + 1 or None].decode().rstrip("\n")))
        except ValueError:
            return None
        if not 16 <= width <= _WIDEST:
            return None
        try:
            # All columns, although few are needed: only so does a row with one more not pass unseen.
            frame = pl.read_csv(
                io.BytesIO(raw),
                has_header=False,
                schema={f"c{place}": pl.String for place in range(width)},
            )
        except pl.exceptions.PolarsError:
            return None
        if frame.height != raw.count(b"\n") + 1 or not self._knows_its_zone(frame):
            return None
        return frame

    def _knows_its_zone(self, frame: pl.DataFrame) -> bool:
        """The first uniqueid shows the zone of a file; until then each row may."""
        if self._rows.is_zone_settled or f"c{_UNIQUEID}" not in frame.columns:
            return True
        return not frame.select(pl.col(f"c{_UNIQUEID}").str.contains(_EPOCH).any()).item()

    def _events(
        self, first: int, raw: bytes, frame: pl.DataFrame
    ) -> Iterator[list[CallRecorded] | ParsedRecord | BadLine]:
        columns = self._values(frame)
        meanings = self._meanings_of(columns["key"].to_list())
        ats = columns["at"].to_list()
        calls = self._calls(columns, first)
        linked = columns["linked"].to_list() if "linked" in columns.columns else None
        given = _whole if self._are_all_apart(columns) else _one_for_each_call
        ordinary = columns["ordinary"].to_list()
        sources, dialled = columns["src"].to_list(), columns["dst"].to_list()
        events = [
            # By position: by name a tuple of 14 values costs three times as much, for each row.
            CallRecorded(
                at,
                seen_at,
                call,
                meant[0],  # direction
                src if meant[2] is None else meant[2],  # extension
                dst if meant[3] is None else meant[3],  # number
                meant[1],  # origin
                src if meant[4] is None else meant[4],  # outside_caller
                duration,  # duration_s
                billed,  # billed_s
                answered,
                None,  # charged
                meant[5],  # trunk
                "" if link == call else link,  # linked
            )
            if is_ordinary and meant is not None
            else None
            for at, seen_at, call, meant, src, dst, duration, billed, answered, link, is_ordinary in zip(
                ats,
                columns["seen_at"].to_list(),
                calls,
                meanings,
                sources,
                dialled,
                columns["duration"].to_list(),
                columns["billed"].to_list(),
                columns["answered"].to_list(),
                linked or [""] * len(calls),
                ordinary,
                strict=True,
            )
        ]
        begin = 0
        lines = raw.split(b"\n") if None in events else []
        for place, event in enumerate(events if lines else ()):
            if event is not None:
                continue
            if begin < place:
                yield given(events[begin:place])
                self._went_by(columns, calls, begin, place)
            yield from self._exact_line(first + place, lines[place].decode())
            begin = place + 1
        if begin < len(events):
            yield given(events[begin:])
            self._went_by(columns, calls, begin, len(events))

    @staticmethod
    def _are_all_apart(columns: pl.DataFrame) -> bool:
        """Whether no two rows may be of one call: each has an id of its own."""
        if "call" not in columns.columns:
            return True
        ids = columns["call"]
        if "linked" in columns.columns:
            ids = columns.select(pl.when(pl.col("linked") == "").then("call").otherwise("linked"))["call"]
        return ids.n_unique() == columns.height

    def _values(self, frame: pl.DataFrame) -> pl.DataFrame:
        """What an event needs, by columns; `ordinary` is false where the exact reader must look."""
        width_has_id = f"c{_UNIQUEID}" in frame.columns
        text = {place: pl.col(f"c{place}").fill_null("") for place in _MEANT_BY}
        wall = pl.col(f"c{_START}").str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False).dt.epoch("s")
        columns = [
            pl.concat_str(self._key(text), separator=_SEPARATOR).alias("key"),
            text[1].alias("src"),
            text[2].alias("dst"),
            wall.alias("wall"),
            pl.col(f"c{_DURATION}").cast(pl.Float64, strict=False).alias("duration"),
            pl.col(f"c{_BILLED}").cast(pl.Float64, strict=False).alias("billed"),
            (pl.col(f"c{_DISPOSITION}") == "ANSWERED").alias("answered"),
            (
                (pl.col(f"c{_START}").str.len_bytes() == 19)
                & pl.col(f"c{_DISPOSITION}").is_in(_ORDINARY_ENDINGS)
                & pl.col(f"c{_AMAFLAGS}").is_not_null()
                & ~text[5].str.starts_with(_LOCAL)
                & ~text[6].str.starts_with(_LOCAL)
                & ~((text[6] == "") & text[7].str.to_lowercase().is_in(sorted(PLAYED)))
                & ~text[5].str.ends_with("-")
                & ~text[6].str.ends_with("-")
                & (pl.col(f"c{_UNIQUEID}").str.contains(r"^[0-9]+\.[0-9]+$") if width_has_id else True)
            ).alias("ordinary"),
        ]
        if width_has_id:
            columns.append(pl.col(f"c{_UNIQUEID}").alias("call"))
        if f"c{_LINKEDID}" in frame.columns:
            columns.append(pl.col(f"c{_LINKEDID}").fill_null("").alias("linked"))
        values = frame.select(columns)
        values = values.with_columns(self._offsets(values["wall"] // 3600).alias("offset"))
        at = (pl.col("wall") - pl.col("offset")).cast(pl.Float64)
        return values.with_columns(
            at.alias("at"),
            (at + pl.col("duration")).alias("seen_at"),
            pl.when("answered").then("billed").otherwise(0.0).alias("billed"),
            (
                pl.col("ordinary")
                & at.is_not_null()
                & pl.col("duration").is_between(0, _LONGEST_S, closed="left")
                & pl.col("billed").is_between(0, _LONGEST_S, closed="left")
            )
            .fill_null(False)
            .alias("ordinary"),
        )

    def _key(self, text: dict[int, pl.Expr]) -> list[pl.Expr]:
        """The values that decide what a row means, without what differs from call to call."""
        src, dst, data = text[1], text[2], text[8]
        if self._joins_numbers:
            begins = data.str.find(dst, literal=True)
            is_plain = data.str.len_bytes() == data.str.len_chars()
            in_data = dst.str.contains(_LONG_NUMBER) & begins.is_not_null() & is_plain
            rest = data.str.slice(begins + dst.str.len_bytes())
            joined = pl.concat_str([data.str.slice(0, begins), pl.lit(_SOME_DIALLED), rest])
            data = pl.when(in_data).then(joined).otherwise(data)
            dst = pl.when(in_data).then(pl.lit(_SOME_DIALLED)).otherwise(dst)
            src = pl.when(src.str.contains(_LONG_NUMBER)).then(pl.lit(_SOME_CALLER)).otherwise(src)
        channels = [
            pl.when(channel.str.contains(_CHANNEL_ENDING)).then(channel.str.head(-8)).otherwise(channel)
            for channel in (text[5], text[6])
        ]
        return [src, dst, text[3], *channels, text[7], data]

    def _offsets(self, hours: pl.Series) -> pl.Series:
        """Seconds from UTC for each hour of the wall; null where it comes twice or is no likely time."""
        offset_of = self._context.clock.offset_of_hour
        known = {hour: offset_of(hour) for hour in hours.unique().to_list() if hour is not None}
        return hours.replace_strict(known, default=None, return_dtype=pl.Int64)

    def _calls(self, columns: pl.DataFrame, first: int) -> list[str]:
        if "call" in columns.columns:
            return columns["call"].to_list()
        return [self._context.made_up_id(first + place) for place in range(columns.height)]

    def _meanings_of(self, keys: list[str]) -> list[Meaning | None]:
        """The meaning of each row; None when the exact reader must say it: the values hold a sign of ours."""
        known = self._meanings
        if len(known) > MEANINGS_REMEMBERED:
            known.clear()
        meanings = list(map(known.get, keys))
        if None in meanings:
            for key in {key for key, meant in zip(keys, meanings, strict=True) if meant is None}:
                if key not in known:
                    known[key] = self._meaning_of(key)
            meanings = list(map(known.get, keys))
        return meanings

    def _meaning_of(self, key: str) -> Meaning | None:
        values = key.split(_SEPARATOR)
        if len(values) != len(_MEANT_BY):
            return None
        src, dst, context, *channels, application, data = values
        channel, dstchannel = (name + _SOME_ENDING if name.endswith("-") else name for name in channels)
        row = Row(
            src=src,
            dst=dst,
            context=context,
            channel=channel,
            dstchannel=dstchannel,
            lastapp=application,
            lastdata=data,
            start="",
            duration="",
            billsec="",
            disposition="",
        )
        return _without_numbers(self._rows.meaning(row))

    def _went_by(self, columns: pl.DataFrame, calls: list[str], begin: int, end: int) -> None:
        """Let the exact reader know what it did not see: the time, and which leg may cause another."""
        self._context.clock.went_to(columns["at"][end - 1])
        if "linked" not in columns.columns:
            return
        begin = max(begin, end - REMEMBERED_LEGS)
        part: Any = (columns[name][begin:end].to_list() for name in ("linked", "src", "dst"))
        for linked, src, dst, call in zip(*part, calls[begin:end], strict=True):
            if linked:
                self._rows.remember(linked, src, dst, call)


def _without_numbers(meant: tuple[Direction, Origin, str, str, str, str]) -> Meaning | None:
    """None in place of the numbers that stand for others; None at all when one is only a part."""
    direction, origin, extension, number, outside, trunk = meant
    if any((_SOME_DIALLED in one and one != _SOME_DIALLED) or _SOME_CALLER in one for one in (number, trunk)):
        return None
    if any(
        (_SOME_CALLER in one and one != _SOME_CALLER) or _SOME_DIALLED in one for one in (extension, outside)
    ):
        return None
    return (
        direction,
        origin,
        None if extension == _SOME_CALLER else extension,
        None if number == _SOME_DIALLED else number,
        None if outside == _SOME_CALLER else outside,
        trunk,
    )


def _one_for_each_call(events: list[CallRecorded | None]) -> list[CallRecorded]:
    return merged(_whole(events))


def _whole(events: list[CallRecorded | None]) -> list[CallRecorded]:
    return [event for event in events if event is not None]


def _ordinary(text: str) -> bytes | None:
    """The lines of a text in which each is a record of its own; None when one may not be."""
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if "\r" in text or "\f" in text or "\0" in text:
        return None
    raw = text.removesuffix("\n").encode()
    # Of each line only its quotes are left: one that is left over has no other half.
    if b'"' in raw.translate(None, _ALL_BUT_QUOTES_AND_LINE_ENDS).replace(b'""', b""):
        return None
    return raw
