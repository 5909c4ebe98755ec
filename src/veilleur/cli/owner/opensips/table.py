"""OpenSIPS's table `fraud_detection` out of a file: what mysql, psql or a dump prints.

In: text with a heading (tabs, commas, semicolons or drawn lines between the cells), `INSERT INTO` lines of a
dump, or `COPY ... FROM stdin`. Out: one rule a row. Pitfall: a threshold of 0 is off, not "none allowed"; a
row that cannot be read refuses the whole file, since half a table would leave doors open unseen.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from veilleur.words.errors import InputError

TIMES_MAX = 24
ROWS_MAX = 2_000  # a table written by people; each unit of the world is held against all that concern it
THRESHOLDS = ("cpm", "call_duration", "total_calls", "concurrent_calls", "sequential_calls")
COLUMNS = (
    "ruleid",
    "profileid",
    "prefix",
    "start_hour",
    "end_hour",
    "daysoftheweek",
    *(f"{name}_{level}" for name in THRESHOLDS for level in ("warning", "critical")),
)
MINUTES_OF_DAY = 1440
_DEFAULTS = {"start_hour": "00:00", "end_hour": "23:59", "daysoftheweek": "Mon-Sun"}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST_CELL = 200
# Possessive: a dump of millions of characters is read in time that grows with it alone.
_COLUMN_NAMES = r"\(([^()]{0,4000}+)\)"
_INSERT = re.compile(rf"INSERT\s++INTO\s++([`\"\w.]++)\s*+(?:{_COLUMN_NAMES})?+\s*+VALUES", re.IGNORECASE)
_COPY = re.compile(
    rf"^COPY\s++([\"\w.]++)\s*+{_COLUMN_NAMES}\s*+FROM\s++stdin;", re.IGNORECASE | re.MULTILINE
)
_OF_FRAUD = "fraud"  # in the table's name; the module lets it be named otherwise
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d)?")
_VALUE = re.compile(r"\s*(?:'((?:[^'\\]|\\.|'')*)'|\"((?:[^\"\\]|\\.)*)\"|([^\s,()']+))\s*([,)])", re.DOTALL)


@dataclass(frozen=True, slots=True)
class FraudRule:
    """One row. days: 0 is Monday. first, last: minutes of the day, both in it. critical, warning: thresholds
    by name; 0 is off."""

    row: int
    profile: int
    prefix: str
    days: frozenset[int]
    first: int
    last: int
    critical: dict[str, int]
    warning: dict[str, int]

    @property
    def bars(self) -> bool:
        """Whether the first call is critical already, so that there never is an allowed one."""
        return 1 in (self.critical["cpm"], self.critical["total_calls"], self.critical["concurrent_calls"])


def rules_of(text: str, path: object) -> list[FraudRule]:
    """All rules of a file.

    Raises:
        InputError: when it is no such table, or a row of it cannot be read.
    """
    rules = []
    for row, cells in enumerate(_rows(text, path), 1):
        if row > ROWS_MAX:
            raise InputError("{path}: more than {most} rules; give one table.", path=path, most=ROWS_MAX)
        rules.append(_rule(row, cells, path))
    if not rules:
        raise InputError("{path}: the table holds no rule.", path=path)
    if len({(rule.first, rule.last) for rule in rules}) > TIMES_MAX:
        raise InputError(
            "{path}: more than {most} different times of day; give the rules of one profile.",
            path=path,
            most=TIMES_MAX,
        )
    return rules


def _rows(text: str, path: object) -> Iterator[dict[str, str]]:
    if next(_of_the_table(_INSERT, text), None) is not None:
        for columns, cells in _inserted(text, path):
            yield _named(columns, cells, path)
        return
    copied = next(_of_the_table(_COPY, text), None)
    if copied is not None:
        columns = _columns(copied[2].split(","), path)
        for line in text[copied.end() :].lstrip("\r\n").splitlines():
            if line.strip() == "\\.":
                return
            yield _named(columns, line.split("\t"), path)
        return
    lines = [line for line in text.splitlines() if line.strip(" +-|")]
    if lines and re.fullmatch(r"\(\d+ rows?\)", lines[-1].strip()):
        lines.pop()
    if not lines:
        raise InputError("{path}: holds no table `fraud_detection`.", path=path)
    between = max("\t,;|", key=lines[0].count)
    try:
        cells_of = [_cells(row) for row in csv.reader(lines, delimiter=between)]
    except csv.Error as error:
        raise InputError("{path}: a cell is longer than any of such a table can be.", path=path) from error
    columns = _columns(cells_of[0], path)
    for cells in cells_of[1:]:
        yield _named(columns, cells, path)


def _of_the_table(statement: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The statements that fill it; a dump may hold other tables too."""
    return (match for match in statement.finditer(text) if _OF_FRAUD in match[1].lower())


def _cells(row: Sequence[str]) -> list[str]:
    """Without the empty cells that lines drawn around a table make of its sides."""
    cells = [cell.strip() for cell in row]
    return cells[1:-1] if len(cells) > 2 and not cells[0] and not cells[-1] else cells


def _columns(heading: Sequence[str], path: object) -> list[str]:
    """What each column is; "" for one that is not read. The module lets all of them be named otherwise."""
    columns = [_column(name.strip().strip('`"').lstrip("\ufeff").lower()) for name in heading]
    missing = [name for name in ("prefix", "total_calls_critical", "cpm_critical") if name not in columns]
    if missing:
        raise InputError(
            "{path}: holds no table `fraud_detection` of OpenSIPS: there is no column {names}.",
            path=path,
            names=", ".join(missing),
        )
    return columns


def _column(name: str) -> str:
    level = "critical" if "crit" in name else "warning" if "warn" in name else ""
    if level:
        for start, known in zip(("cpm", "call_?dur", "total", "conc", "seq"), THRESHOLDS, strict=True):
            if re.match(start, name):
                return f"{known}_{level}"
        return ""
    starts = {"rule": "ruleid", "rid": "ruleid", "id": "ruleid", "profile": "profileid", "pid": "profileid"}
    starts |= {"prefix": "prefix", "start": "start_hour", "end": "end_hour", "day": "daysoftheweek"}
    return next((known for start, known in starts.items() if name.startswith(start)), "")


def _named(columns: Sequence[str], cells: Sequence[str], path: object) -> dict[str, str]:
    if len(cells) != len(columns):
        raise InputError(
            "{path}: a row has {found} cells where the table has {columns} columns; export it once more.",
            path=path,
            found=len(cells),
            columns=len(columns),
        )
    return {name: cell for name, cell in zip(columns, cells, strict=True) if name}


def _inserted(text: str, path: object) -> Iterator[tuple[list[str], list[str]]]:
    """Columns and cells of each row in `INSERT INTO ... VALUES (...), (...);`."""
    for match in _of_the_table(_INSERT, text):
        columns = _columns(match[2].split(","), path) if match[2] else list(COLUMNS)
        place = match.end()
        while True:
            opened = re.compile(r"\s*,?\s*\(").match(text, place)
            if opened is None:
                break
            place, cells = opened.end(), []
            while True:
                value = _VALUE.match(text, place)
                if value is None:
                    raise InputError("{path}: an INSERT ends within a row; export it once more.", path=path)
                quoted = value[1] if value[1] is not None else value[2]
                cells.append(value[3] if quoted is None else re.sub(r"''|\\(.)", _unescaped, quoted))
                place = value.end()
                if value[4] == ")":
                    break
            yield columns, cells


def _unescaped(match: re.Match[str]) -> str:
    return match[1] or "'"


def _rule(row: int, cells: dict[str, str], path: object) -> FraudRule:
    for name, cell in cells.items():
        if len(cell) > _LONGEST_CELL:
            raise InputError("{path}, rule {row}: {name} is too long.", path=path, row=row, name=name)

    def number(name: str) -> int:
        cell = cells.get(name, "0").strip()
        if not (cell.isascii() and cell.isdecimal() and len(cell) <= 10):
            raise InputError(
                "{path}, rule {row}: {name} = {cell!r} is no whole number.",
                path=path,
                row=row,
                name=name,
                cell=cell,
            )
        return int(cell)

    def minute(name: str) -> int:
        cell = (cells.get(name) or _DEFAULTS[name]).strip()
        clock = _CLOCK.fullmatch(cell)
        if clock is None or not (cell.isascii() and int(clock[1]) <= 24 and int(clock[2]) < 60):
            raise InputError(
                "{path}, rule {row}: {name} = {cell!r} is no time of day.",
                path=path,
                row=row,
                name=name,
                cell=cell,
            )
        return min(60 * int(clock[1]) + int(clock[2]), MINUTES_OF_DAY - 1)

    return FraudRule(
        row=row,
        profile=number("profileid"),
        prefix=cells["prefix"].strip(),
        days=_days(cells.get("daysoftheweek") or _DEFAULTS["daysoftheweek"], row, path),
        first=minute("start_hour"),
        last=minute("end_hour"),
        critical={name: number(f"{name}_critical") for name in THRESHOLDS},
        warning={name: number(f"{name}_warning") for name in THRESHOLDS},
    )


def _days(text: str, row: int, path: object) -> frozenset[int]:
    """ "Fri-Mon, Wed" as days."""
    days: set[int] = set()
    for part in text.lower().split(","):
        ends = [end.strip()[:3] for end in part.split("-")]
        if not 1 <= len(ends) <= 2 or any(end not in _DAYS for end in ends):
            raise InputError(
                "{path}, rule {row}: {days!r} are no days of the week, such as Mon-Fri.",
                path=path,
                row=row,
                days=text,
            )
        first, last = _DAYS.index(ends[0]), _DAYS.index(ends[-1])
        days |= {day % 7 for day in range(first, last + (7 if last < first else 0) + 1)}
    return frozenset(days)
