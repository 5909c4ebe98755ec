"""Small systems whose SMDR is one line a call: Vodavi, AltiGen, Merlin, Inter-Tel, Matrix, ESI, DBS.

Each layout has its own shape; a file keeps to one of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from veilleur.records.format import (
    IDLE,
    NOT_UNDERSTOOD,
    Bad,
    Context,
    Format,
    Found,
    Line,
    call_record,
    cause_of,
    share_of,
    split,
)
from veilleur.records.layouts.fixed_width import column, is_rule, length, time_of_day, whole_year
from veilleur.records.values.digits import shown_digits
from veilleur.words.calls import Direction, Origin
from veilleur.words.events import CallRecorded

_HEADING = re.compile(r"\s*(?:STA\s+CO|TYP\s+EXT|CALL\s+TYPE)\b", re.IGNORECASE)
Reader = Callable[[int, re.Match[str], str, Context], CallRecorded | None]


def _record(
    context: Context,
    line: int,
    at: float,
    way: Direction,
    extension: str,
    number: str,
    billed: float,
    origin: Origin = Origin.UNKNOWN,
    outside: str = "",
    trunk: str = "",
    waited: float = 0.0,
) -> CallRecorded:
    return call_record(
        context=context,
        line=line,
        at=at,
        direction=way,
        extension=extension,
        number=number or extension,
        duration=billed + waited,
        billed=billed,
        origin=origin,
        outside=outside,
        trunk=trunk,
    )


def _at(context: Context, month: str, day: str, clock: str, year: str = "") -> float:
    whole = whole_year(int(year)) if year else context.years.year_of(int(month), int(day))
    return context.clock.at(whole, int(month), int(day), *time_of_day(clock))


_VODAVI = re.compile(
    r"(?P<ext>\d{3}) +(?P<line>\d{2}) (?P<duration>\d\d:\d\d:\d\d) (?P<time>\d\d:\d\d) "
    r"(?P<month>\d\d)/(?P<day>\d\d)/(?P<year>\d\d) +(?P<kind>[OIHTU]+?)(?P<number>H?[\d*#]*)(?=\s|$)"
)
_VODAVI_SECOND = re.compile(r"\s*\*\* +\d{3} +(?P<caller>[\d*#]*)")


def _vodavi(line: int, m: re.Match[str], text: str, context: Context) -> CallRecorded:
    at = _at(context, m["month"], m["day"], m["time"], m["year"])
    billed, number = length(m["duration"]), shown_digits(m["number"].lstrip("H"))
    if m["kind"] in ("O", "H"):
        return _record(
            context=context,
            line=line,
            at=at,
            way=Direction.OUT,
            extension=m["ext"],
            number=number,
            billed=billed,
            trunk=m["line"],
        )
    unanswered = m["kind"] == "U"
    return _record(
        context=context,
        line=line,
        at=at,
        way=Direction.IN,
        extension=m["ext"],
        number="",
        billed=0.0 if unanswered else billed,
        outside=number,
        trunk=m["line"],
        waited=billed if unanswered else 0.0,
    )


_ALTIGEN = re.compile(r" (?P<month>\d\d)/(?P<day>\d\d) (?P<time>\d\d:\d\d[AP]) (?P<duration>\d\d:\d\d:\d\d) ")


def _altigen(line: int, m: re.Match[str], text: str, context: Context) -> CallRecorded:
    at, billed = _at(context, m["month"], m["day"], m["time"]), length(m["duration"])
    party, other = text[23:27].strip(), text[61:65].strip()
    if text[27:33].strip():  # a number that begins so far left is a caller's
        return _record(
            context=context,
            line=line,
            at=at,
            way=Direction.IN,
            extension=other,
            number="",
            billed=billed,
            outside=shown_digits(text[27:61]),
            trunk=party,
        )
    return _record(
        context=context,
        line=line,
        at=at,
        way=Direction.OUT,
        extension=party,
        number=shown_digits(text[33:59]),
        billed=billed,
        trunk=other,
    )


_MERLIN = re.compile(
    r"(?P<kind>[A-Z]) (?P<month>\d\d)/(?P<day>\d\d)/(?P<year>\d\d) (?P<time>\d\d:\d\d) (?P<number>\S+) +"
    r"(?P<duration>\d\d:\d\d:\d\d) +(?P<line>\d+) +(?P<station>\d+)"
)


def _merlin(line: int, m: re.Match[str], text: str, context: Context) -> CallRecorded:
    at = _at(context, m["month"], m["day"], m["time"], m["year"])
    billed, number = length(m["duration"]), m["number"].rstrip("?]")
    if number == "IN" or m["kind"] == "I":
        return _record(
            context=context,
            line=line,
            at=at,
            way=Direction.IN,
            extension=m["station"],
            number="",
            billed=billed,
            outside="" if number == "IN" else shown_digits(number),
            trunk=m["line"],
        )
    origin = Origin.FORWARD if number.endswith("#") else Origin.UNKNOWN
    return _record(
        context=context,
        line=line,
        at=at,
        way=Direction.OUT,
        extension=m["station"],
        number=shown_digits(number.rstrip("#")),
        billed=billed,
        origin=origin,
        trunk=m["line"],
    )


_INTERTEL = re.compile(
    r"(?P<kind>[A-Z]{2,3}|O/I)\t(?P<ext>[\d*]*)\t(?P<trunk>\d*)\t(?P<number>[\d*#]*)\t(?P<dnis>\d*)\t"
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d) (?P<time>\d\d:\d\d:\d\d)\t(?P<duration>\d\d:\d\d:\d\d)"
)


def _intertel(line: int, m: re.Match[str], text: str, context: Context) -> CallRecorded:
    at = context.clock.at(int(m["year"]), int(m["month"]), int(m["day"]), *time_of_day(m["time"]))
    lasted, kind, number = length(m["duration"]), m["kind"], shown_digits(m["number"])
    extension = m["ext"].strip("*")
    if kind in ("RG", "IN", "DID"):
        rings, reached = kind == "RG", "" if m["dnis"] == "0" else m["dnis"]
        return _record(
            context=context,
            line=line,
            at=at,
            way=Direction.IN,
            extension=extension,
            number=reached,
            billed=0.0 if rings else lasted,
            outside=number,
            trunk=m["trunk"],
            waited=lasted if rings else 0.0,
        )
    if kind == "CNF":
        return _record(
            context=context,
            line=line,
            at=at,
            way=Direction.INTERNAL,
            extension=extension,
            number=number,
            billed=lasted,
            origin=Origin.EXTENSION,
        )
    origin = Origin.DISA if kind == "DSA" else Origin.EXTENSION
    return _record(
        context=context,
        line=line,
        at=at,
        way=Direction.OUT,
        extension=extension,
        number=number,
        billed=lasted,
        origin=origin,
        trunk=m["trunk"],
    )


_MATRIX = re.compile(
    r".{31,52}(?P<day>\d\d)-(?P<month>\d\d) +(?P<time>\d\d:\d\d:\d\d) *(?P<seconds>\d+)(?P<rest>.*)$"
)


def _matrix(line: int, m: re.Match[str], text: str, context: Context) -> CallRecorded:
    at, billed = _at(context, m["month"], m["day"], m["time"]), float(m["seconds"])
    if m.start("day") <= 38:
        answered = column(text, 32, 36) or column(text, 24, 28)
        billed = 0.0 if m["rest"].startswith("U") else billed
        caller = shown_digits(text[6:23])
        return _record(
            context=context,
            line=line,
            at=at,
            way=Direction.IN,
            extension=answered,
            number="",
            billed=billed,
            outside=caller,
        )
    if m["rest"].strip().startswith("IN"):
        called = text[28:34].strip()
        return _record(
            context=context,
            line=line,
            at=at,
            way=Direction.INTERNAL,
            extension=text[11:17].strip(),
            number=called,
            billed=billed,
        )
    return _record(
        context=context,
        line=line,
        at=at,
        way=Direction.OUT,
        extension=text[16:21].strip(),
        number=shown_digits(text[21:38]),
        billed=billed,
    )


_ESI = re.compile(
    r"(?P<kind>[OIT]) (?P<month>\d\d)/(?P<day>\d\d) (?P<time>\d\d:\d\d:\d\d) "
    r"(?P<duration>\d\d:\d\d:\d\d) (?P<ext>\d{2,4}) "
)
_ESI_CSV = re.compile(
    r'"(?P<kind>[OIT])","(?P<month>\d\d)(?P<day>\d\d)(?P<year>\d{4})","(?P<time>\d{6})","(?P<duration>\d{6})",'
)


def _esi(line: int, m: re.Match[str], text: str, context: Context) -> CallRecorded:
    at = _at(context, m["month"], m["day"], m["time"])
    number = shown_digits(text[30:57].strip().split(" ")[0])
    trunk = text[76:78].strip()
    return _esi_call(
        line=line,
        kind=m["kind"],
        at=at,
        billed=length(m["duration"]),
        extension=m["ext"],
        number=number,
        trunk=trunk,
        context=context,
    )


def _esi_csv(line: int, m: re.Match[str], text: str, context: Context) -> CallRecorded:
    v = split(text)
    clock, lasted = m["time"], m["duration"]
    at = context.clock.at(
        year=int(m["year"]),
        month=int(m["month"]),
        day=int(m["day"]),
        hour=int(clock[:2]),
        minute=int(clock[2:4]),
        second=int(clock[4:]),
    )
    billed = length(f"{lasted[:2]}:{lasted[2:4]}:{lasted[4:]}")
    return _esi_call(
        line=line,
        kind=m["kind"],
        at=at,
        billed=billed,
        extension=v[4].strip(),
        number=shown_digits(v[5]),
        trunk=v[7].strip(),
        context=context,
    )


def _esi_call(
    line: int, kind: str, at: float, billed: float, extension: str, number: str, trunk: str, context: Context
) -> CallRecorded:
    if kind == "I":
        return _record(
            context=context,
            line=line,
            at=at,
            way=Direction.IN,
            extension=extension,
            number="",
            billed=billed,
            outside=number,
            trunk=trunk,
        )
    # A transferred call goes on with another station: no outside party dialled.
    return _record(
        context=context,
        line=line,
        at=at,
        way=Direction.OUT,
        extension=extension,
        number=number,
        billed=billed,
        origin=Origin.EXTENSION,
        trunk=trunk,
    )


_DBS = re.compile(
    r"(?P<kind>[IDhNStAOFHLTW]) (?P<month>\d\d)/(?P<day>\d\d) (?P<time>\d\d:\d\d:\d\d) "
    r"(?P<duration>\d\d:\d\d:\d\d) +(?P<ext>\d{1,4}) +(?P<trunk>\d{4}) (?P<number>[\d*#]{0,24})(?=\s|$)"
)
_DBS_IN, _DBS_FORWARDED, _DBS_DISA = "IDhNA", "F", "S"


def _dbs(line: int, m: re.Match[str], text: str, context: Context) -> CallRecorded:
    at, billed, kind = _at(context, m["month"], m["day"], m["time"]), length(m["duration"]), m["kind"]
    number = shown_digits(m["number"])
    if kind in _DBS_IN:
        answered = 0.0 if kind == "A" else billed
        return _record(
            context=context,
            line=line,
            at=at,
            way=Direction.IN,
            extension=m["ext"],
            number="",
            billed=answered,
            outside=number,
            trunk=m["trunk"],
            waited=billed - answered,
        )
    origin = {_DBS_FORWARDED: Origin.FORWARD, _DBS_DISA: Origin.DISA}.get(kind, Origin.EXTENSION)
    return _record(
        context=context,
        line=line,
        at=at,
        way=Direction.OUT,
        extension=m["ext"],
        number=number,
        billed=billed,
        origin=origin,
        trunk=m["trunk"],
    )


_PHONESUITE = re.compile(
    r"(?P<ext>\d{2,4}) +(?P<line>\d{1,3}) (?P<month>\d\d)/(?P<day>\d\d)/(?P<year>\d\d) "
    r"(?P<time>\d\d:\d\d:\d\d) (?P<duration>\d\d:\d\d:\d\d) (?P<number>[\d*#]+)"
)


def _phonesuite(line: int, m: re.Match[str], text: str, context: Context) -> CallRecorded:
    at = _at(context, m["month"], m["day"], m["time"], m["year"])
    return _record(
        context=context,
        line=line,
        at=at,
        way=Direction.OUT,
        extension=m["ext"],
        number=shown_digits(m["number"]),
        billed=length(m["duration"]),
        trunk=m["line"],
    )


_SHAPES: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_VODAVI, _vodavi),
    (_ALTIGEN, _altigen),
    (_MERLIN, _merlin),
    (_INTERTEL, _intertel),
    (_DBS, _dbs),
    (_PHONESUITE, _phonesuite),
    (_ESI, _esi),
    (_ESI_CSV, _esi_csv),
    (_MATRIX, _matrix),
)


def _parse(lines: Iterable[Line], context: Context) -> Iterator[Found | Bad]:
    held: Found | None = None
    for number, text in lines:
        if text == IDLE and held is not None:
            yield held
            held = None
        if text == IDLE or is_rule(text) or _HEADING.match(text):
            continue
        second = _VODAVI_SECOND.match(text)
        if second is not None and held is not None:
            yield Found(held.line, held.event._replace(outside_caller=shown_digits(second["caller"])))
            held = None
            continue
        if held is not None:
            yield held
            held = None
        found, read = next(
            ((m, reader) for shape, reader in _SHAPES if (m := shape.match(text))), (None, None)
        )
        try:
            if found is None or read is None:
                raise ValueError("the shape of no key system that is known")
            event = read(number, found, text, context)
        except NOT_UNDERSTOOD as error:
            yield Bad(number, cause_of(error), text)
            continue
        if event is not None:
            held = Found(number, event)
    if held is not None:
        yield held


def _score(lines: Sequence[str]) -> float:
    def fits(line: str) -> bool:
        return any(shape.match(line) for shape, _ in _SHAPES) or bool(_VODAVI_SECOND.match(line))

    return share_of([one for one in lines if not _HEADING.match(one)] or lines, fits) * 0.9


FORMAT = Format(
    name="key-system-smdr",
    title="Small systems: Vodavi, AltiGen, Merlin, Inter-Tel, Matrix, ESI, Panasonic DBS, PhoneSuite",
    confidence="documented",
    source="the makers' manuals; Inter-Tel and Matrix as public collectors cut them; columns partly guessed",
    score=_score,
    parse=_parse,
    yearless=True,
    joins_by_time=True,
    holds_lines=True,
)
