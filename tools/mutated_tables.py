"""Made-up calls in thousands of layouts: how many files are read wrong without a warning.

`python -m tools.mutated_tables [--count 3000] [--seed 1] [--keep FOLDER]` prints right, warned and silently
wrong. Truth is known, for each file is written from calls made here: columns renamed in seven languages,
reordered, merged and split, zones, forms of dates, lengths, numbers, unknown words, sums below, in CSV,
JSON, XML and printed columns.
Pitfall: a table counts as warned only when a notice or a refused line speaks of the very thing that is
wrong; and no call begins in the night of October's change, where local times alone cannot be known.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from tools.column_names import NAMES
from veilleur.records import read
from veilleur.words.calls import Direction
from veilleur.words.errors import InputError
from veilleur.words.events import CallRecorded
from veilleur.words.site import Site

PARIS = ZoneInfo("Europe/Paris")
SILENT_AT_MOST = 0.01
CALLS = 40
OWN = "0199000100"
ROUND_S = 61.0  # a length in whole minutes is right within it

NOISE = (("Account", "C1044"), ("Note", ""), ("Customer", "ACME"), ("Country", "FR"), ("Codec", "alaw"))
DATES = ("iso", "day/month", "month/day", "day.month", "epoch", "epoch_ms", "iso_z", "twelve", "offset")
LENGTHS = ("seconds", "h:mm:ss", "m:ss", "h:mm", "minutes", "ms")


@dataclass(frozen=True, slots=True)
class Truth:
    """One call as it was."""

    at: float
    way: Direction
    extension: str
    far: str
    ring: int
    talk: int

    @property
    def answered_at(self) -> float:
        """When somebody answered, or would have."""
        return self.at + self.ring

    @property
    def end(self) -> float:
        """When it was over."""
        return self.at + self.ring + self.talk


@dataclass(frozen=True, slots=True)
class Table:
    """A file, what it holds, and how it was made."""

    text: str
    suffix: str
    calls: tuple[Truth, ...]
    made: str
    is_rounded: bool
    site: Site


def some_calls(chance: Random) -> list[Truth]:
    """Some weeks of a small company."""
    begin = datetime(2026, chance.randrange(1, 12), chance.randrange(1, 28), 8, tzinfo=PARIS)
    calls, at = [], begin
    for _ in range(CALLS):
        at += timedelta(minutes=chance.randrange(40, 1500), seconds=chance.randrange(60))
        if at.hour < 4:
            at += timedelta(hours=5)
        going = chance.random() < 0.65
        home = chance.choice(("1990000", "2619100", "3530101", "4657101", "5364901"))
        far = f"0{home}{chance.randrange(10, 99)}"
        if going and chance.random() < 0.2:
            abroad = chance.choice(("3225550", "4155501", "2165550", "5355500"))
            far = f"00{abroad}{chance.randrange(1000, 9999)}"
        talk = 0 if chance.random() < 0.2 else 5 + int(chance.expovariate(1 / 260))
        calls.append(
            Truth(
                at.timestamp(),
                Direction.OUT if going else Direction.IN,
                f"2{chance.randrange(1, 20):02}",
                far,
                chance.randrange(2, 25),
                talk,
            )
        )
    return calls


def _stamp(at: float, style: str, zone: ZoneInfo | None) -> str:
    moment = datetime.fromtimestamp(at, zone or UTC)
    match style:
        case "iso":
            return f"{moment:%Y-%m-%d %H:%M:%S}"
        case "day/month":
            return f"{moment:%d/%m/%Y %H:%M:%S}"
        case "month/day":
            return f"{moment:%m/%d/%Y %H:%M:%S}"
        case "day.month":
            return f"{moment:%d.%m.%Y %H:%M:%S}"
        case "twelve":
            return f"{moment:%m/%d/%Y %I:%M:%S %p}"
        case "epoch":
            return f"{at:.0f}"
        case "epoch_ms":
            return f"{at * 1000:.0f}"
        case "offset":
            return moment.isoformat()
        case _:
            return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _length(seconds: int, style: str) -> str:
    match style:
        case "h:mm:ss":
            return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        case "m:ss":
            return f"{seconds // 60}:{seconds % 60:02}"
        case "h:mm":
            minutes = -(-seconds // 60)
            return f"{minutes // 60}:{minutes % 60:02}"
        case "minutes":
            return f"{seconds / 60:.2f}"
        case "ms":
            return str(seconds * 1000)
        case _:
            return str(seconds)


def _number(number: str, style: str) -> str:
    if len(number) <= 4:
        return number
    whole = number[2:] if number.startswith("00") else f"33{number[1:]}"
    match style:
        case "plus":
            return f"+{whole}"
        case "bare":
            return whole
        case "spaced":
            return " ".join(number[place : place + 2] for place in range(0, len(number), 2))
        case _:
            return number


def mutated(chance: Random) -> Table:
    """One table in a layout that nobody has seen."""
    language = chance.choice(sorted(NAMES))
    names = NAMES[language]
    calls = some_calls(chance)
    date_style, length_style = chance.choice(DATES), chance.choice(LENGTHS)
    number_style = chance.choice(("national", "national", "plus", "bare", "spaced"))
    are_utc = date_style in ("iso", "day/month", "day.month") and chance.random() < 0.3
    zone = None if are_utc else PARIS
    said = chance.choice((" (UTC)", " UTC", " (GMT)", "title")) if are_utc else ""
    suffix_utc, title_utc = ("", True) if said == "title" else (said, False)
    splits = date_style in ("iso", "day/month", "day.month") and chance.random() < 0.3
    far_column = chance.random() < 0.25
    lines_only = not far_column and chance.random() < 0.3  # the company's line stands for its telephones
    way_style = chance.choice(("word", "word", "word", "code", "none"))
    if way_style == "none" and far_column:
        way_style = "word"
    codes = chance.choice((("1", "2"), ("A", "B"), ("T", "O"), ("0", "1"), ("foo", "bar")))
    length_kind = chance.choice(("length", "talk", "talk+ring", "total+ring", "talk+total", "end"))
    out_word, in_word = chance.choice(names["out"]), chance.choice(names["in"])
    has_status = chance.random() < 0.5
    yes, no = chance.choice(names["yes"]), chance.choice(names["no"])
    unit = {"seconds": " (s)", "minutes": " (min)", "ms": " (ms)", "m:ss": " (mm:ss)"}.get(length_style, "")
    unit = unit if chance.random() < 0.4 or length_style == "ms" else ""
    pick = {role: chance.choice(names[role]) for role in names}
    columns: list[tuple[str, list[str]]] = []
    if splits:
        stamps = [_stamp(call.at, date_style, zone).split(" ") for call in calls]
        columns.append((pick["date"], [day for day, _ in stamps]))
        columns.append((f"{pick['time']}{suffix_utc}", [hour for _, hour in stamps]))
    else:
        columns.append((f"{pick['start']}{suffix_utc}", [_stamp(c.at, date_style, zone) for c in calls]))
    if length_kind == "end" or (not splits and chance.random() < 0.3):
        columns.append((f"{pick['end']}{suffix_utc}", [_stamp(c.end, date_style, zone) for c in calls]))
    near = [OWN if lines_only else call.extension for call in calls]
    if far_column:
        columns.append((pick["own"], [call.extension for call in calls]))
        columns.append((pick["far"], [_number(call.far, number_style) for call in calls]))
    else:
        pairs = [
            (own, call.far) if call.way is Direction.OUT else (call.far, own)
            for own, call in zip(near, calls, strict=True)
        ]
        columns.append((pick["caller"], [_number(one, number_style) for one, _ in pairs]))
        columns.append((pick["called"], [_number(one, number_style) for _, one in pairs]))
    if way_style != "none":
        words = codes if way_style == "code" else (out_word, in_word)
        columns.append((pick["way"], [words[call.way is Direction.IN] for call in calls]))
    if length_kind == "length":
        columns.append((pick["length"] + unit, [_length(c.talk, length_style) for c in calls]))
    elif length_kind != "end":
        if "talk" in length_kind:
            columns.append((pick["talk"] + unit, [_length(c.talk, length_style) for c in calls]))
        if "total" in length_kind:
            columns.append((pick["total"] + unit, [_length(c.talk + c.ring, length_style) for c in calls]))
        if "ring" in length_kind:
            ring_style = "seconds" if length_style == "h:mm" else length_style
            if length_kind == "total+ring" and length_style == "h:mm":
                ring_style = "seconds"
            columns.append((pick["ring"] + unit, [_length(c.ring, ring_style) for c in calls]))
    if has_status or length_kind == "end":
        columns.append((pick["status"], [yes if call.talk else no for call in calls]))
    if chance.random() < 0.4:
        columns.append((pick["cost"], ["0,00" for _ in calls]))
    if chance.random() < 0.5:
        columns.append(("ID", [str(900_000 + place) for place in range(len(calls))]))
    for name, value in chance.sample(NOISE, chance.randrange(0, 3)):
        columns.append((name, [value] * len(calls)))
    columns = list(dict(reversed(columns)).items())[::-1]
    chance.shuffle(columns)
    rows = [list(row) for row in zip(*(values for _, values in columns), strict=True)]
    if chance.random() < 0.3:
        rows.reverse()
    made = "/".join(
        (language, date_style, said or "local", length_kind, length_style, number_style, way_style)
        + (("far",) if far_column else ())
        + (("line",) if lines_only else ())
    )
    site = Site(outside_line="", extensions=("2XX",)) if chance.random() < 0.5 else Site()
    headings = [name for name, _ in columns]
    container = (
        "csv"
        if title_utc
        else chance.choice(("csv", "csv", "csv", "csv", "json", "xml", "printed", "columns"))
    )
    text, suffix = _written(container, headings, rows, title_utc, chance)
    return Table(text, suffix, tuple(calls), f"{container}/{made}", length_style in ("h:mm", "minutes"), site)


def _written(
    container: str, names: Sequence[str], rows: list[list[str]], title_utc: bool, chance: Random
) -> tuple[str, str]:
    if container == "json":
        records = [dict(zip(names, row, strict=True)) for row in rows]
        return json.dumps({"data": records}, indent=chance.choice((None, 1)), ensure_ascii=False), ".json"
    if container == "xml":
        tags = ["".join(part for part in name.title() if part.isalnum()) for name in names]
        lines = ["<?xml version='1.0'?>", "<list>"]
        for row in rows:
            cells = "".join(f"<{t}>{escape(v)}</{t}>" for t, v in zip(tags, row, strict=True))
            lines.append(f"<entry>{cells}</entry>")
        return "\n".join([*lines, "</list>"]), ".xml"
    if container == "columns":
        return json.dumps({"columns": list(names), "rows": rows}, ensure_ascii=False), ".json"
    if container == "printed":
        widths = [max(map(len, column)) for column in zip(names, *rows, strict=True)]
        printed = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in (list(names), *rows)
        ]
        if chance.random() < 0.5:
            printed.insert(1, "  ".join("-" * width for width in widths))
        return "\n".join(["Report of June", "", *printed, f"Total: {len(rows)}"]) + "\n", ".txt"
    sign = chance.choice((";", ";", "\t", ",", "|"))
    quote = chance.random() < 0.3
    lines = []
    if title_utc:
        lines.append(chance.choice(("All times are in UTC", "Fuseau horaire : UTC", "Zeitzone: UTC")))
    elif chance.random() < 0.3:
        lines += ["Report of June", ""]
    for row in (list(names), *rows):
        must = quote or any(sign in cell for cell in row)
        lines.append(sign.join(f'"{cell}"' if must else cell for cell in row))
    if chance.random() < 0.3:
        lines.append(sign.join(("Total", str(len(rows)), *[""] * (len(names) - 2))))
    return chance.choice(("\n", "\r\n")).join(lines) + "\n", ".csv"


def outcome(table: Table, folder: Path) -> tuple[str, str]:
    """ "right", "warned" or "silent", and what is wrong."""
    path = folder / f"calls{table.suffix}"
    path.write_text(table.text, encoding="utf-8", newline="")
    reader = read([path], table.site)
    try:
        found = list(reader)
    except InputError:
        return "warned", "refused"
    said = " ".join(reader.notices) + " ".join(one.cause for one in reader.rejected)
    wrong = _wrong(table, found, reader.counts["rejected"])
    if not wrong:
        return "right", ""
    return ("warned" if all(_is_said(what, said) for what in wrong) else "silent"), ",".join(sorted(wrong))


def _is_said(what: str, said: str) -> bool:
    words = {
        "direction": ("direction",),
        "length": ("durations", "time of talk", "duration"),
        "time": ("day or month", "date"),
        "number": ("number",),
        "missing": ("direction", "not "),
    }[what]
    return any(word in said for word in words)


def _wrong(table: Table, found: Sequence[CallRecorded], rejected: int) -> set[str]:
    wrong: set[str] = set()
    if len(found) != len(table.calls):
        wrong.add("missing")
    by_far: dict[str, list[Truth]] = {}
    for call in table.calls:
        by_far.setdefault(call.far[-7:], []).append(call)
    for event in found:
        far = event.outside_caller if event.direction is Direction.IN else event.number
        mine = by_far.get(far[-7:], [])
        if not mine:
            other = event.number if event.direction is Direction.IN else event.extension
            wrong.add("direction" if other[-7:] in by_far else "number")
            continue
        call = min(mine, key=lambda one: abs(one.at - event.at))
        if event.direction is not call.way:
            wrong.add("direction")
        if abs(event.at - call.at) > 1.5:
            wrong.add("time")
        if abs(event.billed_s - call.talk) > (ROUND_S if table.is_rounded else 1.5):
            wrong.add("length")
    return wrong


def run(count: int, seed: int, keep: Path | None = None) -> tuple[Counter[str], Counter[str]]:
    """How many tables were right, warned and silently wrong; and the kinds of the silent ones."""
    totals: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="veilleur-tables-") as name:
        for place in range(count):
            table = mutated(Random(f"{seed}:{place}"))
            how, what = outcome(table, Path(name))
            totals[how] += 1
            if how == "silent":
                kinds[f"{what}: {table.made}"] += 1
                if keep is not None:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{place}{table.suffix}").write_text(table.text, encoding="utf-8", newline="")
            elif how == "warned":
                kinds[f"(warned) {what}"] += 1
    return totals, kinds


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="keep the files that were read silently wrong here")
    given = parser.parse_args()
    totals, kinds = run(given.count, given.seed, given.keep)
    for how in ("right", "warned", "silent"):
        print(f"{how:8} {totals[how]:6} {totals[how] / given.count:7.2%}")
    for kind, number in kinds.most_common(30):
        print(f"  {number:4} {kind}")
    verdict = "kept" if totals["silent"] <= SILENT_AT_MOST * given.count else "MISSED"
    print(f"at most {SILENT_AT_MOST:.0%} silently wrong: {verdict}")


if __name__ == "__main__":
    main()
