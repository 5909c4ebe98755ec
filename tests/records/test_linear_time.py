"""What a stranger writes takes no longer than its length: twice as much takes about twice as long.

Time of the processor is compared with itself, never with a clock on the wall; a reading that is quick however
long the run is measured no further.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from veilleur.records import Context, Format, read
from veilleur.records.registry import known_formats, named_format
from veilleur.records.tolerant_parse import parse_tolerantly
from veilleur.records.values.local_time import LocalClock
from veilleur.words.errors import InputError
from veilleur.words.site import Site

HERE = Path(__file__).parent
RUNS = [*" 0aé,;\t\"'()<>[]{}|/.:-=&*\\_", "0 ", "a ", "a,", "<a", "(a", "0:", "1/", ' "', "=1;", '{"', "''"]
RUN_CHARACTERS = 3_000
QUICK_S = 0.08  # of processor time, for a dozen such lines
TWICE_AT_MOST = 2.9  # a square gives 4
LINES_OF_A_SHAPE, PLACES_OF_A_LINE = 3, 12


def samples() -> Iterator[tuple[str, Format, list[str]]]:
    """Name of the folder, its format and the lines of its sample, of all that are text."""
    known = {form.name for form in known_formats()}
    for folder in sorted(path.parent for path in HERE.glob("*/expected.jsonl")):
        (sample,) = folder.glob("sample.*")
        name = json.loads((folder / "expected.jsonl").read_text().splitlines()[0])["format"]
        if name in known and sample.suffix not in (".xlsx", ".gz", ".zip"):
            yield folder.name, named_format(name), sample.read_bytes().decode("latin-1").splitlines()


SAMPLES = list(samples())


def processor_time(form: Format, lines: Sequence[str]) -> float:
    """Seconds of the processor for recognising and reading the lines."""
    context = Context(Site(extensions=("1XX", "2XX")), LocalClock("UTC"), "records")
    begun = time.process_time()
    form.likeness(lines[:60])
    for _outcome in parse_tolerantly(form, enumerate(lines, start=1), context):
        pass
    return time.process_time() - begun


def with_runs(lines: list[str], at: int, run: str, length: int) -> list[str]:
    """The lines; the one at this place comes once for each place in it, with a run standing there."""
    line = lines[at]
    places = sorted({found.start() for found in re.finditer(r"\b|(?<=\W)(?=\W)|$", line)})
    places = places[:: len(places) // PLACES_OF_A_LINE + 1]
    long = [line[:place] + run * (length // len(run)) + line[place:] for place in places]
    return lines[:at] + long + lines[at + 1 :]


def is_linear(form: Format, lines: list[str], at: int, run: str) -> bool:
    """Whether a run of twice the length takes about twice the time; asked again before it is denied."""
    once = with_runs(lines, at, run, RUN_CHARACTERS)
    if processor_time(form, once) < QUICK_S:
        return True
    twice = with_runs(lines, at, run, 2 * RUN_CHARACTERS)
    return any(
        processor_time(form, twice) < TWICE_AT_MOST * processor_time(form, once) for _attempt in range(3)
    )


@pytest.mark.slow
@pytest.mark.parametrize(("form", "lines"), [pair[1:] for pair in SAMPLES], ids=[pair[0] for pair in SAMPLES])
def test_a_run_of_any_character_at_any_place_takes_linear_time(form: Format, lines: list[str]) -> None:
    shapes: dict[str, int] = {}
    for at, line in enumerate(lines[:60]):
        shapes.setdefault(re.sub(r"\w+", "w", line), at)
    slow = [
        (at, run)
        for at in list(shapes.values())[:LINES_OF_A_SHAPE]
        for run in RUNS
        if not is_linear(form, lines, at, run)
    ]
    assert slow == []


@pytest.mark.parametrize(
    "folder",
    ["yeastar_table", "operator_bill_fr", "threecx_v20", "threecx_console", "panasonic", "cisco_gateway"],
)
def test_a_run_of_blanks_takes_linear_time_where_it_once_took_hours(folder: str) -> None:
    _name, form, lines = next(one for one in SAMPLES if one[0] == folder)
    assert all(is_linear(form, lines, at, " ") for at in range(min(4, len(lines))))


@pytest.mark.parametrize("run", [pytest.param(",", marks=pytest.mark.slow), "(", "'", '{"', "{x", "<"])
def test_a_file_without_line_ends_is_refused_in_linear_time(tmp_path: Path, run: str) -> None:
    def reading(megabytes: int) -> float:
        path = tmp_path / "calls"
        path.write_text("INSERT INTO cdr VALUES (" * (run == "(") + run * ((megabytes << 20) // len(run)))
        begun = time.process_time()
        for name in ("freepbx-cdr", ""):
            with pytest.raises(InputError):
                list(read([path], format_name=name))
        return time.process_time() - begun

    once = reading(2)
    assert once < 1 or reading(4) < TWICE_AT_MOST * once
