"""A line, a cell or a tag without an end, as a stranger writes it, costs itself: neither memory nor time."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from veilleur.records import read
from veilleur.records.containers import json_objects
from veilleur.records.files import mails, markup_tables, value_blocks, vertical_rows
from veilleur.records.files.line_blocks import blocks
from veilleur.records.files.text_source import LONGEST_LINE_CHARACTERS, first_lines, numbered_lines

PIECE = "x" * (1 << 18)
HEADING = "source,destination,start,duration\n"
CALL = "201,0199001234,2026-03-01 10:00:00,60\n"


def long_file(path: Path, before: str, pieces: int, after: str) -> Path:
    with path.open("w") as file:
        file.write(before)
        for _ in range(pieces):
            file.write(PIECE)
        file.write(after)
    return path


def most_memory(work: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_line_without_an_end_is_cut_and_the_lines_behind_it_keep_their_numbers(tmp_path: Path) -> None:
    path = long_file(tmp_path / "calls.csv", HEADING, 160, "\n" + CALL)
    lines = [(number, len(text), text[:4]) for number, text in numbered_lines(path)]
    assert [(number, begin) for number, _length, begin in lines] == [(1, "sour"), (2, "xxxx"), (3, "201,")]
    assert lines[1][1] < LONGEST_LINE_CHARACTERS + 3 * len(PIECE) < 160 * len(PIECE)
    whole = [(one.first_line, one.text.count("\n")) for one in blocks(path)]
    assert sum(count for _first, count in whole) == 3


def test_a_line_without_an_end_costs_itself(tmp_path: Path) -> None:
    path = long_file(tmp_path / "calls.csv", HEADING + CALL, 80, "\n" + CALL.replace("201", "202"))
    reader = read([path])
    assert [call.extension for call in reader] == ["201", "202"]
    assert [one.line for one in reader.rejected] == [3]


QUOTED = '"201","0199001234","2026-03-01 10:00:00","60"\n'
OBJECT = '{"source":"201","destination":"0199001234","start":"2026-03-01 10:00:00","duration":60}'
ELEMENT = (
    "<call><source>201</source><destination>0199001234</destination>"
    "<start>2026-03-01 10:00:00</start><duration>60</duration></call>\n"
)
LATER = ("10:00:00", "11:00:00")
# What stands before, the beginning of what is long, its end, and what stands behind.
LONG = {
    "a line": (HEADING + CALL * 3, "", "\n", CALL),
    "a cell in quotes": (HEADING + CALL * 3, '201,"', '",2026-03-01 10:30:00,60\n', CALL),
    "a cell where all are": (HEADING + QUOTED * 3, '"201","', '","2026-03-01 10:30:00","60"\n', QUOTED),
    "a text in a list": (f"[{OBJECT},\n", '{"source":"201","destination":"', '"},\n', f"{OBJECT}]"),
    "a number in a list": (f"[{OBJECT},\n", '{"source":"201","duration":1', "1},\n", f"{OBJECT}]"),
    "a key in a list": (f"[{OBJECT},\n", '{"', '":"201"},\n', f"{OBJECT}]"),
    "a text in an object a line": (f"{OBJECT}\n", '{"source":"201","destination":"', '"}\n', OBJECT),
    "a text in an element": (f"<calls>\n{ELEMENT}", "<call><source>", "</source></call>\n", ELEMENT),
    "an attribute": (f"<calls>\n{ELEMENT}", '<call source="', '"/>\n', ELEMENT),
    "the name of an element": (f"<calls>\n{ELEMENT}", "<", "/>\n", ELEMENT),
}


@pytest.mark.parametrize(("before", "begin", "end", "behind"), LONG.values(), ids=LONG)
def test_what_is_too_long_costs_its_line_and_the_calls_around_it_are_read(
    tmp_path: Path, before: str, begin: str, end: str, behind: str
) -> None:
    path = long_file(tmp_path / "calls", before + begin, 72, end + behind.replace(*LATER))
    reader = read([path])
    assert {call.at % 86_400 / 3_600 for call in reader} == {9, 10}  # in the time of France
    assert len(reader.rejected) == 1


LISTS = {
    "three calls": ("[", ",\n", "]"),
    "in an answer": ('{"calls":[', ",\n", "]}"),
    "in an answer with more": ('{"count":3,"calls":[', ",\n", '],"next":null}\n'),
    "with brackets of their own": ("[\n", ",\n", "\n]"),
    "with commas before": ("[", "\n,", "]"),
    "two on a line": ("[", ",", "]"),
}


@pytest.mark.parametrize(("begin", "between", "end"), LISTS.values(), ids=LISTS)
def test_the_calls_beside_the_brackets_of_a_list_are_read_too(
    tmp_path: Path, begin: str, between: str, end: str
) -> None:
    path = tmp_path / "calls.json"
    calls = [OBJECT.replace("10:00:00", f"10:0{minute}:00") for minute in range(5)]
    path.write_text(begin + between.join(calls) + end)
    reader = read([path])
    assert sorted(call.at // 60 % 60 for call in reader) == [0, 1, 2, 3, 4]
    assert not reader.rejected


def test_a_document_that_is_too_long_costs_what_belongs_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_objects, "LONGEST_DOCUMENT_CHARACTERS", 10_000)
    path = tmp_path / "calls.json"
    calls = [OBJECT.replace("10:00:00", f"10:0{minute}:00") for minute in range(4)]
    endless = '{"source":[1\n' + ",1\n" * 5_000 + "]},\n"
    path.write_text(f"[\n{calls[0]},\n{calls[1]},\n{endless}{calls[2]},\n{calls[3]}\n]")
    reader = read([path])
    assert [call.at // 60 % 60 for call in reader] == [0, 1, 2, 3]
    assert str(reader.rejected[0].cause).startswith("one JSON document of more than 1000")
    assert len(reader.rejected) <= 3


def test_long_lines_are_not_held_all_together(tmp_path: Path) -> None:
    def lines() -> Iterator[tuple[int, str]]:
        yield from enumerate([PIECE * 40] * 1000, start=1)

    assert len(first_lines(lines(), 360)) == 2


ENDLESS = {
    "a tag": "<table><tr><td>a</td></tr><tr><td ",
    "a comment": "<table><tr><td>a</td></tr><!-- ",
    "a script": "<table><tr><td>a</td></tr><script>",
    "a declaration": "<table><tr><td>a</td></tr><!DOCTYPE ",
}


@pytest.mark.parametrize("begin", ENDLESS.values(), ids=ENDLESS)
def test_a_tag_without_an_end_is_not_held(begin: str) -> None:
    def pieces() -> Iterator[str]:
        yield begin
        for _ in range(200):
            yield PIECE
        yield "--></script><tr><td>b</td></tr></table>"

    found: list[str] = []
    assert most_memory(lambda: found.extend(markup_tables.as_lines(pieces()))) < 10 << 20
    assert "".join(found).splitlines() == ["a", "b"]


def test_a_tag_is_let_go_before_it_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup_tables, "LONGEST_TAG_CHARACTERS", 1_000)
    pieces = ["<table><tr><td>a</td></tr><tr><td ", *["x" * 600] * 3, ">lost</td><td>b</td></tr></table>"]
    assert "".join(markup_tables.as_lines(iter(pieces))).split() == ["a", "b"]


def test_a_row_without_an_end_has_a_thousand_cells() -> None:
    pieces = ["<table><tr>", *(["<td>x</td>" * 1000] * 30), "</tr><tr><td>b</td></tr></table>"]
    first, second = "".join(markup_tables.as_lines(iter(pieces))).splitlines()
    assert (first.count("x"), second) == (markup_tables.MOST_CELLS, "b")


@pytest.mark.parametrize("count", ["9" * 5000, "²", "-1", "0"])
def test_a_number_of_cells_that_is_none_costs_no_page(count: str) -> None:
    cells = f'<td table:number-columns-repeated="{count}" ss:index="{count}">a</td>'
    assert list(markup_tables.as_lines(iter([f"<table><tr>{cells}</tr></table>"]))) == ["a\n", ""]


@pytest.mark.parametrize("odd", ["<![[[[", "<![ x", "<![CDATA[", "<!ELEMENT a [", "<!-", "<!>", "<!["])
def test_what_only_begins_like_a_declaration_ends_no_page(odd: str) -> None:
    page = f"<table><tr><td>a</td></tr>{odd}><tr><td>b</td></tr></table><table><tr><td>c</td></tr></table>"
    rows = "".join(markup_tables.as_lines(iter([page]))).split()
    assert rows[0] == "a"
    assert odd == "<![CDATA[" or rows[-1] == "c"


def seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def in_rows(text: str) -> None:
    list(vertical_rows.as_rows(iter(["*************************** 1. row ***\n", text])))


def in_blocks(text: str) -> None:
    list(value_blocks.as_rows(iter([f"{text}\n{text}"])))


def in_mails(text: str) -> None:
    list(mails.parts_of(f"From: a\nSubject: b\n\n{text}".encode()))


@pytest.mark.parametrize("work", [in_rows, in_blocks, in_mails])
@pytest.mark.parametrize("begin", ["", "a:", "a", "From ", "a: b"])
@pytest.mark.parametrize("run", [" ", "x", "x ", "\t"])
def test_a_run_of_any_sign_takes_linear_time(work: Callable[[str], None], begin: str, run: str) -> None:
    def reading(characters: int) -> float:
        text = begin + run * (characters // len(run)) + "!"
        return min(seconds(lambda: work(text)) for _ in range(2))

    once = reading(15_000)
    assert once < 0.05 or reading(60_000) < 8 * once


def test_a_box_of_mails_is_parted_where_a_mail_begins() -> None:
    def mail(text: str) -> str:
        return f"From somebody@example.net Wed Jun  3 10:00:00 2026\nFrom: a\nSubject: b\n\n{text}\n"

    box = mail("From here on it is text.\nFrom 2026") + mail("second")
    assert [part.split()[0] for part in mails.parts_of(box.encode())] == [b"From", b"second"]
