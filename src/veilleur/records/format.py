"""What a format is, and what it is given. In: numbered lines. Out: events, or causes.

Pitfall: a format never skips a line it does not understand; it gives a `BadLine` with the cause. Only lines
it understands to be no record (headings) may give nothing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import DecimalException
from functools import cache
from itertools import chain, islice
from typing import NamedTuple, TypeAlias

from veilleur.records.values.local_time import LONGEST_LIKELY_CALL_S, LocalClock
from veilleur.records.values.year_inference import Years
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded
from veilleur.words.messages import Message
from veilleur.words.money import MicroEuro
from veilleur.words.site import Site

EARLIEST_S = datetime(1980, 1, 1, tzinfo=UTC).timestamp()
LATEST_S = datetime(2101, 1, 1, tzinfo=UTC).timestamp()
MOST_CHARGED: MicroEuro = 10**13  # ten million euros for one call
Line: TypeAlias = tuple[int, str]
_OPENING_QUOTE = re.compile(r'(?:^|[,;\t|])\s*"')
IDLE = "\x1a"  # a line that no PABX prints: none came for a while
NAMES_REMEMBERED = 1 << 16
NOTICES_KEPT = 20  # of one file
SHORT_NUMBER = 6  # digits: no number of a public network that a stranger has is as short
CONVENTION_LINES = 400  # at the head of a file: they settle its delimiter and the order of its dates
_NOT_A_NUMBER = re.compile(r"^(?:could not convert string to float|invalid literal for int\(\).*): ")
LONGEST_RECORD_CHARACTERS = 1 << 16  # of a line of text
LONGEST_DOCUMENT_LINE_CHARACTERS = 1 << 24  # a dump writes thousands of rows on one line, JSON all of them
AMOUNTS_KEPT = 200_000  # in another currency, of one file
LONGEST_RECORD_LINES = 8  # a quoted value may hold line ends; a stray quote must not eat the file


class Block(NamedTuple):
    """Whole lines of a file as they stand in it, line ends included. first_line: its number, from 1."""

    first_line: int
    text: str


class ParsedRecord(NamedTuple):
    """An event, and the line it began on."""

    line: int
    event: CallRecorded


class BadLine(NamedTuple):
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
    years: Years = field(default_factory=lambda: Years(date.today().year))
    whole_text: Callable[[], Iterable[str]] = tuple  # the lines of the file once more; none while it is live
    notices: dict[str, Message] = field(default_factory=dict)  # what was uncertain, and how it was read
    foreign: dict[str, tuple[str, int]] = field(default_factory=dict)  # call -> currency, millionths of it
    hints: set[str] = field(default_factory=set)  # of the country, such as `currency:CHF`

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

    def notice(self, message: Message) -> None:
        """Something in the file was uncertain: say how it was read, once."""
        if len(self.notices) < NOTICES_KEPT:
            self.notices.setdefault(str(message), message)

    def keep_amount(self, call: str, currency: str, amount: int) -> None:
        """A price in another currency: kept and shown, and counted nowhere."""
        self.notice(Message("prices are in {currency} and are not counted as euros", currency=currency))
        self.hints.add(f"currency:{currency}")
        if len(self.foreign) < AMOUNTS_KEPT:
            self.foreign[call] = currency, amount

    def made_up_id(self, line: int) -> str:
        """An id for a record that has none of its own: the same at each reading of the file."""
        return f"{self.file}:{line}"


def _digit_fits(pattern: str, digit: str) -> bool:
    lowest = {"X": "0", "Z": "1", "N": "2"}.get(pattern)
    return pattern == digit if lowest is None else lowest <= digit <= "9"


Parse: TypeAlias = Callable[[Iterable[Line], Context], Iterator[ParsedRecord | BadLine]]
ParseBlocks: TypeAlias = Callable[
    [Iterable[Block], Context], Iterator[list[CallRecorded] | ParsedRecord | BadLine]
]


@dataclass(frozen=True, slots=True)
class Format:
    """One layout of call records. confidence: documented, seen or guessed; source says by what."""

    name: str
    title: str
    confidence: str
    source: str
    score: Callable[[Sequence[str]], float]
    parse: Parse
    yearless: bool = False  # dates without a year: the reader reads the file twice, see `Years`
    holds_lines: bool = False  # a record may wait for a second line; live, IDLE ends the waiting
    joins_by_time: bool = False  # names no cause of a forwarded leg: the reader finds it, see `Causes`
    parse_blocks: ParseBlocks | None = None  # the same as `parse` for a big file, many rows at once
    longest_line: int = LONGEST_RECORD_CHARACTERS  # a longer one is no record of this format

    def likeness(self, lines: Sequence[str]) -> float:
        """`score` of lines that may be anything: what a format fails on is not its own."""
        try:
            return self.score([line[: self.longest_line] for line in lines])
        except Exception:  # any format is asked about any file: one that fails must not hide the others
            return 0.0


def first_of(lines: Iterable[Line], count: int) -> tuple[list[Line], Iterator[Line]]:
    """The first lines, and all lines. Of a file that is followed only those that are there already."""
    lines = iter(lines)
    at_hand: Callable[[int], list[Line]] | None = getattr(lines, "at_hand", None)
    first = at_hand(count) if at_hand is not None else list(islice(lines, count))
    return first, chain(first, lines)


ParseLine: TypeAlias = Callable[[int, str, Context], CallRecorded | None]
NOT_UNDERSTOOD = (ValueError, IndexError, KeyError, ArithmeticError, csv.Error)


def cause_of(error: Exception) -> str:
    """What to report of an error that a line raised."""
    if isinstance(error, LineError):
        return error.message
    if isinstance(error, DecimalException | OverflowError):
        return Message("a number that is none or too large")
    if isinstance(error, KeyError):
        return Message("{name} is missing", name=str(error))
    no_number = _NOT_A_NUMBER.match(str(error))
    if no_number is not None:
        return Message("not a number: {text}", text=str(error)[no_number.end() :])
    return str(error) or Message("not understood")


def by_line(parse_line: ParseLine, *, rejoin: bool = False) -> Parse:
    """A `parse` for formats of one record a line; ValueError from `parse_line` becomes a `BadLine`.

    rejoin: two lines that are bad one after the other are tried as the halves of one record, as a
    serial buffer cuts them.
    """

    def parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
        half: BadLine | None = None
        for number, text in lines:
            if not text.strip():
                continue
            try:
                event = parse_line(number, text, context)
            except NOT_UNDERSTOOD as error:
                bad = BadLine(number, cause_of(error), text)
                if not rejoin:
                    yield bad
                    continue
                whole = _tried(parse_line, half, text, context)
                if whole is not None:
                    half = None
                    yield whole
                    continue
                if half is not None:
                    yield half
                half = bad
            else:
                if half is not None:
                    yield half
                    half = None
                if event is not None:
                    yield ParsedRecord(number, event)
        if half is not None:
            yield half

    return parse


def _tried(parse_line: ParseLine, half: BadLine | None, rest: str, context: Context) -> ParsedRecord | None:
    if half is None:
        return None
    try:
        event = parse_line(half.line, half.raw + rest, context)
    except NOT_UNDERSTOOD:
        return None
    return None if event is None else ParsedRecord(half.line, event)


def share_of(lines: Sequence[str], fits: Callable[[str], bool]) -> float:
    """The share of the lines that fit: a `score` for formats whose every line has one shape."""
    return sum(fits(line) for line in lines) / len(lines)


def call_record(
    context: Context,
    line: int,
    at: float,
    direction: Direction,
    extension: str,
    number: str,
    *,
    duration: float,
    billed: float,
    answered: bool | None = None,
    origin: Origin = Origin.UNKNOWN,
    outside: str = "",
    trunk: str = "",
    call: str = "",
    linked: str = "",
    charged: MicroEuro | None = None,
    currency: str = "",
) -> CallRecorded:
    """A record, its time of reading the end of the call; the one door by which formats make records.

    answered: whether any second was billed, unless said. currency: of `charged`, where it is not the euro.
    Raises ValueError for a time, a duration or an amount of money that cannot be.
    """
    if not EARLIEST_S <= at < LATEST_S:  # nor is it NaN
        raise LineError("no likely time: {seconds} s since 1970", seconds=at)
    if not 0 <= duration < LONGEST_LIKELY_CALL_S or not 0 <= billed < LONGEST_LIKELY_CALL_S:
        raise LineError("no likely duration: {seconds:.0f} s", seconds=max(duration, billed, key=abs))
    if charged is not None and not -MOST_CHARGED <= charged <= MOST_CHARGED:
        raise LineError("no likely amount of money")
    call = call or context.made_up_id(line)
    if currency:
        if charged is not None:
            context.keep_amount(call, currency, abs(charged))
        charged = None
    if answered is None:
        answered = billed > 0
    if duration < billed:
        duration = billed
    if duration % 1 or billed % 1:
        duration, billed = round(duration, 3), round(billed, 3)
    # By position: by name a tuple of 14 values costs three times as much, for each record.
    return CallRecorded(
        at,
        at + duration,  # seen_at
        call,
        direction,
        extension,
        number,
        origin,
        outside,  # outside_caller
        duration,  # duration_s
        billed if answered else 0.0,  # billed_s
        answered,
        charged,
        trunk,
        linked,
    )


def way_between(caller: str, called: str, context: Context) -> Direction:
    """The direction as the two numbers show it, for formats that do not say."""
    if context.is_extension(called):
        return Direction.INTERNAL if context.is_extension(caller) else Direction.IN
    if not context.is_extension(caller) and len(caller) > SHORT_NUMBER and len(called) <= SHORT_NUMBER:
        return Direction.IN
    return Direction.OUT


def split(text: str, delimiter: str = ",") -> list[str]:
    """The values of one delimited record, quotes taken off. Raises ValueError."""
    if '"' not in text:
        return text.split(delimiter) if text else []
    try:
        return next(csv.reader((text,), _dialect(delimiter)), [])
    except csv.Error as error:
        raise LineError("not delimited text: {why}", why=error) from None


@cache
def _dialect(delimiter: str) -> str:
    """The name of a dialect that is registered once: made for each row it costs a fifth of reading it."""
    name = f"veilleur {delimiter}"
    csv.register_dialect(name, delimiter=delimiter)
    return name


def whole_records(lines: Iterable[Line]) -> Iterator[Line]:
    """Join lines whose quotes are still open, up to LONGEST_RECORD_LINES; else give them apart."""
    held: list[Line] = []
    for line in lines:
        text = line[1]
        is_whole = text.count('"') % 2 == 0 or not _OPENING_QUOTE.search(
            text
        )  # `2'21"` has seconds, no quote
        if text == IDLE or (is_whole and not held):
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


def whole_texts(lines: Sequence[str]) -> list[str]:
    """The records of a sample, for a `score`: lines whose quotes are still open are joined."""
    return [text for _, text in whole_records(enumerate(lines))]
