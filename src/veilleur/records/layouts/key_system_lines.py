"""The lines that small systems print: Vodavi, AltiGen, Merlin, Inter-Tel, Matrix, ESI, DBS, PhoneSuite.

In: one line. Out: a `Call`; each system is one shape and one function that reads it.
Pitfall: the order of SHAPES matters; the looser shapes stand last.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from veilleur.records.format import Context, split
from veilleur.records.layouts.fixed_width import column, length, time_of_day, whole_year
from veilleur.records.values.digits import shown_digits
from veilleur.words.calls import Direction, Origin


class Call(NamedTuple):
    """What one line says. waited: seconds before the answer, or of a call that nobody answered."""

    at: float
    way: Direction
    extension: str
    number: str
    billed: float
    origin: Origin = Origin.UNKNOWN
    outside: str = ""
    trunk: str = ""
    waited: float = 0.0


ReadLine: TypeAlias = Callable[[re.Match[str], str, Context], Call]


def _at(context: Context, month: str, day: str, clock: str, year: str = "") -> float:
    whole = whole_year(int(year)) if year else context.years.year_of(int(month), int(day))
    return context.clock.at(whole, int(month), int(day), *time_of_day(clock))


_VODAVI = re.compile(
    r"(?P<ext>\d{3}) +(?P<line>\d{2}) (?P<duration>\d\d:\d\d:\d\d) (?P<time>\d\d:\d\d) "
    r"(?P<month>\d\d)/(?P<day>\d\d)/(?P<year>\d\d) +(?P<kind>[OIHTU]+?)(?P<number>H?[\d*#]*)(?=\s|$)"
)
VODAVI_SECOND_LINE = re.compile(r"\s*\*\* +\d{3} +(?P<caller>[\d*#]*)")


def _vodavi(m: re.Match[str], text: str, context: Context) -> Call:
    at = _at(context, m["month"], m["day"], m["time"], m["year"])
    billed, number = length(m["duration"]), shown_digits(m["number"].lstrip("H"))
    if m["kind"] in ("O", "H"):
        return Call(
            at=at,
            way=Direction.OUT,
            extension=m["ext"],
            number=number,
            billed=billed,
            trunk=m["line"],
        )
    unanswered = m["kind"] == "U"
    return Call(
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


def _altigen(m: re.Match[str], text: str, context: Context) -> Call:
    at, billed = _at(context, m["month"], m["day"], m["time"]), length(m["duration"])
    party, other = text[23:27].strip(), text[61:65].strip()
    if text[27:33].strip():  # a number that begins so far left is a caller's
        return Call(
            at=at,
            way=Direction.IN,
            extension=other,
            number="",
            billed=billed,
            outside=shown_digits(text[27:61]),
            trunk=party,
        )
    return Call(
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


def _merlin(m: re.Match[str], text: str, context: Context) -> Call:
    at = _at(context, m["month"], m["day"], m["time"], m["year"])
    billed, number = length(m["duration"]), m["number"].rstrip("?]")
    if number == "IN" or m["kind"] == "I":
        return Call(
            at=at,
            way=Direction.IN,
            extension=m["station"],
            number="",
            billed=billed,
            outside="" if number == "IN" else shown_digits(number),
            trunk=m["line"],
        )
    origin = Origin.FORWARD if number.endswith("#") else Origin.UNKNOWN
    return Call(
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


def _intertel(m: re.Match[str], text: str, context: Context) -> Call:
    at = context.clock.at(int(m["year"]), int(m["month"]), int(m["day"]), *time_of_day(m["time"]))
    lasted, kind, number = length(m["duration"]), m["kind"], shown_digits(m["number"])
    extension = m["ext"].strip("*")
    if kind in ("RG", "IN", "DID"):
        rings, reached = kind == "RG", "" if m["dnis"] == "0" else m["dnis"]
        return Call(
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
        return Call(
            at=at,
            way=Direction.INTERNAL,
            extension=extension,
            number=number,
            billed=lasted,
            origin=Origin.EXTENSION,
        )
    origin = Origin.DISA if kind == "DSA" else Origin.EXTENSION
    return Call(
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


def _matrix(m: re.Match[str], text: str, context: Context) -> Call:
    at, billed = _at(context, m["month"], m["day"], m["time"]), float(m["seconds"])
    if m.start("day") <= 38:
        answered = column(text, 32, 36) or column(text, 24, 28)
        billed = 0.0 if m["rest"].startswith("U") else billed
        caller = shown_digits(text[6:23])
        return Call(
            at=at,
            way=Direction.IN,
            extension=answered,
            number="",
            billed=billed,
            outside=caller,
        )
    if m["rest"].strip().startswith("IN"):
        called = text[28:34].strip()
        return Call(
            at=at,
            way=Direction.INTERNAL,
            extension=text[11:17].strip(),
            number=called,
            billed=billed,
        )
    return Call(
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


def _esi(m: re.Match[str], text: str, context: Context) -> Call:
    at = _at(context, m["month"], m["day"], m["time"])
    number = shown_digits(text[30:57].strip().split(" ")[0])
    trunk = text[76:78].strip()
    return _esi_call(
        kind=m["kind"],
        at=at,
        billed=length(m["duration"]),
        extension=m["ext"],
        number=number,
        trunk=trunk,
    )


def _esi_csv(m: re.Match[str], text: str, context: Context) -> Call:
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
        kind=m["kind"],
        at=at,
        billed=billed,
        extension=v[4].strip(),
        number=shown_digits(v[5]),
        trunk=v[7].strip(),
    )


def _esi_call(*, kind: str, at: float, billed: float, extension: str, number: str, trunk: str) -> Call:
    if kind == "I":
        return Call(
            at=at,
            way=Direction.IN,
            extension=extension,
            number="",
            billed=billed,
            outside=number,
            trunk=trunk,
        )
    # A transferred call goes on with another station: no outside party dialled.
    return Call(
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


def _dbs(m: re.Match[str], text: str, context: Context) -> Call:
    at, billed, kind = _at(context, m["month"], m["day"], m["time"]), length(m["duration"]), m["kind"]
    number = shown_digits(m["number"])
    if kind in _DBS_IN:
        answered = 0.0 if kind == "A" else billed
        return Call(
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
    return Call(
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


def _phonesuite(m: re.Match[str], text: str, context: Context) -> Call:
    at = _at(context, m["month"], m["day"], m["time"], m["year"])
    return Call(
        at=at,
        way=Direction.OUT,
        extension=m["ext"],
        number=shown_digits(m["number"]),
        billed=length(m["duration"]),
        trunk=m["line"],
    )


SHAPES: tuple[tuple[re.Pattern[str], ReadLine], ...] = (
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
