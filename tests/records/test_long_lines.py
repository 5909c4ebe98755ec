"""A line, a cell or a tag without an end, as a stranger writes it, costs itself: neither memory nor time."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from veilleur.records import read
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
