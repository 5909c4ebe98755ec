"""A file that is not understood: what was seen in it, what is missing, and a description to begin with.

In: the first lines of a file. Out: a sentence's parts, and the TOML that `layouts/user_defined` reads.
Pitfall: a proposal is a guess by shapes alone; a person looks at the calls it gives before it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from veilleur.records.format import whole_texts
from veilleur.records.inference.fields.field_roles import roles_of
from veilleur.records.inference.fields.field_types import (
    filled,
    is_clock,
    is_date,
    is_duration,
    is_moment,
    is_number,
    is_outside_number,
    is_time,
    share,
)
from veilleur.records.inference.guessed_tables import cells_of, delimiter_of, heading_cells
from veilleur.words.messages import Message, joined

ROWS_LOOKED_AT = 40
NAMES_WITHIN_LINES = 12
_BEGINS = (
    ("BEGIN:VCARD", Message("a list of contacts (vCard)")),
    ("BEGIN:VCALENDAR", Message("a calendar (iCalendar)")),
    ("<!DOCTYPE HTML", Message("a web page without a table of calls")),
    ("<HTML", Message("a web page without a table of calls")),
    ("-- MYSQL DUMP", Message("a database without a table of calls")),
    ("-- MARIADB DUMP", Message("a database without a table of calls")),
    ("-- POSTGRESQL DATABASE DUMP", Message("a database without a table of calls")),
    ("{\\RTF", Message("a text document")),
)
_OF_A_BANK = frozenset(
    "débit debit crédit credit solde balance libellé virement iban saldo soll haben".split()
)
_OF_A_BILL = ("total ttc", "tva", "abonnement", "total ht", "invoice", "subtotal", "mwst", "rechnung")
_OF_CALLS = frozenset("durée duree duration appelé appele appelant called caller dauer durata numéro".split())
_LOGGED = re.compile(
    r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*\]? +\[?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL)\b"
)
_NAMES = {
    "start": Message("a date and a time"),
    "date": Message("a date"),
    "time": Message("a time of day"),
    "extension": Message("a telephone"),
    "number": Message("a number"),
    "duration": Message("a duration"),
    "billed": Message("the time of talk"),
    "ring": Message("the ringing"),
    "direction": Message("the direction"),
    "status": Message("the outcome"),
    "cost": Message("the cost"),
}
MOSTLY = 0.6
LONGEST_SHOWN = 160
_STAMP_PARTS = (
    (re.compile(r"\d{4}([-/.])\d{1,2}\1\d{1,2}"), "YYYY{0}MM{0}DD"),
    (re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{4}"), "DD{0}MM{0}YYYY"),
    (re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d\d"), "DD{0}MM{0}YY"),
)


@dataclass(frozen=True, slots=True)
class Sighting:
    """What the shapes in a file show. fields: field of a description -> column, counted from 1."""

    delimiter: str
    names: tuple[str, ...]  # empty when no heading was seen
    fields: dict[str, int]
    samples: dict[str, str]  # field -> its first value
    first_line: str
    width: int = 0  # columns of most rows

    @property
    def missing(self) -> list[Message]:
        """What a record of a call cannot do without."""
        have = self.fields.keys()
        wanted = {
            Message("a date and a time"): "start" in have or {"date", "time"} <= have,
            Message("a number dialled"): "number" in have,
            Message("a duration"): bool({"duration", "billed"} & have),
        }
        return [what for what, is_there in wanted.items() if not is_there]


def look_at(lines: Sequence[str]) -> Sighting:
    """What stands in the first lines of a file."""
    texts = [text for text in whole_texts(lines) if text.strip("-+| =\t")][:ROWS_LOOKED_AT]
    delimiter = max(
        (delimiter_of(text) for text in texts),
        key=lambda sign: sum(t.count(sign) for t in texts),
        default=";",
    )
    heading = next((found for text in texts if (found := heading_cells(text)) is not None), None)
    rows = []
    for text in texts:
        try:
            cells = cells_of(text, delimiter)
        except ValueError:
            continue
        if heading is None or cells != heading[1]:
            rows.append(cells)
    width = max(map(len, rows), default=0)
    rows = [row for row in rows if len(row) * 2 > width]
    columns = [[row[place] if place < len(row) else "" for row in rows] for place in range(width)]
    names = tuple(heading[1]) if heading is not None else ()
    fields = _fields(names, columns)
    samples = {name: next(iter(filled(columns[place - 1])), "") for name, place in fields.items()}
    return Sighting(delimiter, names, fields, samples, texts[0] if texts else "", width)


def _fields(names: Sequence[str], columns: Sequence[Sequence[str]]) -> dict[str, int]:
    """Fields of a description by name where there are names that say it, else by shape."""
    found = roles_of(names, columns) if names and len(names) == len(columns) else None
    if found is not None:
        meant = {"caller": "extension", "called": "number"}
        known = (
            "start",
            "date",
            "time",
            "caller",
            "called",
            "duration",
            "billed",
            "ring",
            "direction",
            "status",
            "cost",
        )
        return {meant.get(role, role): found.places[role] + 1 for role in known if role in found.places}
    fields: dict[str, int] = {}
    for place, texts in enumerate(columns, start=1):
        if not filled(texts):
            continue
        if share(texts, is_moment) >= MOSTLY:
            fields.setdefault("start", place)
        elif share(texts, is_date) >= MOSTLY:
            fields.setdefault("date", place)
        elif share(texts, is_outside_number) >= MOSTLY:
            fields.setdefault("number", place)
        elif "date" in fields and "time" not in fields and share(texts, is_time) >= MOSTLY:
            fields["time"] = place
        elif share(texts, is_clock) >= MOSTLY:
            fields.setdefault("duration", place)
        elif share(texts, is_number) >= MOSTLY and len(set(texts)) > 1 and "extension" not in fields:
            fields["extension"] = place
        elif share(texts, is_duration) >= MOSTLY:
            fields.setdefault("duration", place)
    return fields


def masked_line(text: str) -> str:
    """A line as it may be shown: long numbers keep their ends."""
    shown = text.strip()[:LONGEST_SHOWN]
    return re.sub(r"\d{5,}", lambda found: "•" * (len(found[0]) - 4) + found[0][-4:], shown)


def what_was_seen(lines: Sequence[str]) -> Message:
    """What the file holds and what is missing, in words."""
    seen = look_at(lines)
    if seen.names and len(seen.names) == seen.width:
        shown = Message("its columns are {columns}.", columns=", ".join(name for name in seen.names if name))
    else:
        shown = Message("it begins with {line!r}.", line=masked_line(seen.first_line))
    parts = [shown]
    if seen.fields:
        places = [
            Message("{what} (column {place})", what=_NAMES[name], place=place)
            for name, place in sorted(seen.fields.items(), key=lambda one: one[1])
        ]
        parts.append(Message("Columns that look known: {places}.", places=joined(places, ", ")))
    if seen.missing:
        parts.append(Message("Not found: {missing}.", missing=joined(seen.missing, ", ")))
    return joined(parts)


def what_it_is(lines: Sequence[str]) -> Message | None:
    """What a file is that is plainly something else; None where it may hold calls."""
    begin = lines[0].lstrip("\ufeff \t").upper() if lines else ""
    for start, kind in _BEGINS:
        if begin.startswith(start):
            return kind
    text = "\n".join(lines[:ROWS_LOOKED_AT]).lower()
    names = set(re.findall(r"[^\W\d_]+", "\n".join(lines[:NAMES_WITHIN_LINES]).lower()))
    if len(names & _OF_A_BANK) >= 2 and not names & _OF_CALLS:
        return Message("a bank statement")
    if sum(word in text for word in _OF_A_BILL) >= 2 and not names & _OF_CALLS:
        return Message("a bill without its list of calls")
    logged = sum(_LOGGED.match(line) is not None for line in lines[:ROWS_LOOKED_AT])
    if logged * 2 > len(lines[:ROWS_LOOKED_AT]):
        return Message("the log of a program")
    return None


def description_of(lines: Sequence[str], name: str) -> str | None:
    """A description in TOML; None when the shapes do not show enough."""
    seen = look_at(lines)
    if seen.missing:
        return None
    times = {}
    for field in ("start", "date", "time"):
        if field in seen.fields:
            stamp = _stamp_of(seen.samples[field], field)
            if stamp is None:
                return None
            times[field] = stamp
    length = seen.samples.get("duration") or seen.samples.get("billed", "")
    out = [
        f'name = "{name}"',
        "",
        "[layout]",
        'kind = "delimited"',
        f'delimiter = "{_quoted(seen.delimiter)}"',
    ]
    out += [f"heading = {'true' if seen.names else 'false'}", "", "[fields]  # columns, counted from 1"]
    out += [f"{field} = {place}" for field, place in seen.fields.items()]
    out += ["", "[times]", *(f'{field} = "{stamp}"' for field, stamp in times.items())]
    out += ['time_is = "start"  # or "end"', f'duration = "{"clock" if ":" in length else "seconds"}"', ""]
    return "\n".join(out)


def _quoted(delimiter: str) -> str:
    return "\\t" if delimiter == "\t" else delimiter


def _stamp_of(text: str, field: str) -> str | None:
    """How a date or time is written, in the words of a description."""
    for pattern, written in _STAMP_PARTS:
        found = pattern.search(text)
        if found is not None:
            text = text[: found.start()] + written.format(found.group(1)) + text[found.end() :]
            break
    else:
        if field != "time":
            return None
    text = re.sub(r"\d{1,2}:\d\d:\d\d", "HH:mm:ss", text)
    text = re.sub(r"\d{1,2}:\d\d", "HH:mm", text)
    text = re.sub(r" ?[AaPp][Mm]$", " ap", text)
    return None if re.search(r"\d", text) else text
