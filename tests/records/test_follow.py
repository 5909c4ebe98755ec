"""A file that is followed: it grows, is rotated in every usual way, and no record is lost or given twice."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.records.writers import LAYOUTS, PARIS, Call, Layout, master

from veilleur.records import ConfinedFollowedReader, FollowedReader, read
from veilleur.words.errors import InputError
from veilleur.words.events import CallRecorded
from veilleur.words.site import Site

BEGIN = datetime(2026, 11, 23, 9, tzinfo=PARIS)


def call(place: int) -> Call:
    start = BEGIN + timedelta(minutes=7 * place)
    return Call(start, 60 + place, place % 3 > 0, "101", f"01990000{place % 90 + 10}")


def row(place: int) -> str:
    return master(call(place)) + "\n"


def rows(first: int, last: int) -> str:
    return "".join(row(place) for place in range(first, last))


def grow(path: Path, text: str) -> None:
    with path.open("a", newline="") as out:
        out.write(text)


def ends(events: list[CallRecorded]) -> list[int]:
    """Each call of these rows lasted a second longer than the one before: that names it."""
    return [round(event.billed_s) - 60 for event in events]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "Master.csv"
    path.write_text(rows(0, 3))
    return path


@pytest.fixture(params=[FollowedReader, ConfinedFollowedReader], ids=["here", "in a child"])
def reader(path: Path, request: pytest.FixtureRequest) -> Iterator[FollowedReader]:
    reader: FollowedReader = request.param([path], Site(outside_line=""))
    assert ends(list(reader.news())) == [0, 1, 2]
    yield reader
    list(reader.finish())


def news(reader: FollowedReader) -> list[int]:
    return ends(list(reader.news()))


def test_what_is_written_later_is_given_once(path: Path, reader: FollowedReader) -> None:
    assert news(reader) == []
    grow(path, rows(3, 5))
    assert news(reader) == [3, 4]
    assert news(reader) == []


def test_a_line_without_an_end_is_waited_for(path: Path, reader: FollowedReader) -> None:
    whole = row(3)
    grow(path, whole[:40])
    assert news(reader) == []
    grow(path, whole[40:-1])
    assert news(reader) == []
    grow(path, "\n" + row(4)[:-1])
    assert news(reader) == [3]
    assert ends(list(reader.finish())) == [4]  # nobody will end it any more
    assert not reader.rejected


def renamed(path: Path) -> None:
    path.rename(path.with_name("Master.csv.1"))
    path.write_text("")


def packed(path: Path) -> None:
    old = path.read_bytes()
    path.unlink()
    path.with_name("Master.csv.1.gz").write_bytes(gzip.compress(old))
    path.write_text("")


def copied_and_emptied(path: Path) -> None:
    shutil.copyfile(path, path.with_name("Master.csv.1"))
    os.truncate(path, 0)


def copied_packed_and_emptied(path: Path) -> None:
    path.with_name("Master.csv.1.gz").write_bytes(gzip.compress(path.read_bytes()))
    os.truncate(path, 0)


ROTATIONS = [renamed, packed, copied_and_emptied, copied_packed_and_emptied]


@pytest.mark.parametrize("rotate", ROTATIONS)
@pytest.mark.parametrize("unread", [0, 2])
@pytest.mark.parametrize("fresh", [1, 20])
def test_a_rotation_loses_and_doubles_nothing(
    path: Path, reader: FollowedReader, rotate: Callable[[Path], None], unread: int, fresh: int
) -> None:
    grow(path, rows(3, 3 + unread))
    rotate(path)
    grow(path, rows(3 + unread, 3 + unread + fresh))
    assert news(reader) == list(range(3, 3 + unread + fresh))
    grow(path, row(50))
    assert news(reader) == [50]


def test_an_old_file_that_was_there_before_is_not_read_when_it_is_packed_later(tmp_path: Path) -> None:
    path = tmp_path / "Master.csv"
    path.write_text(rows(10, 12))
    (tmp_path / "Master.csv.1").write_text(rows(0, 10))
    reader = FollowedReader([path], Site(outside_line=""))
    assert news(reader) == [10, 11]
    (tmp_path / "Master.csv.2.gz").write_bytes(gzip.compress((tmp_path / "Master.csv.1").read_bytes()))
    path.rename(tmp_path / "Master.csv.1")
    path.write_text(row(12))
    assert news(reader) == [12]


def test_a_file_that_came_and_went_between_two_looks_is_read(path: Path, reader: FollowedReader) -> None:
    grow(path, row(3))
    path.rename(path.with_name("Master.csv.2"))
    path.with_name("Master.csv.1").write_text(rows(4, 7))
    path.write_text(rows(7, 8))
    assert sorted(news(reader)) == [3, 4, 5, 6, 7]


def test_a_writer_who_has_not_heard_of_the_renaming_goes_on_in_the_old_file(
    path: Path, reader: FollowedReader
) -> None:
    with path.open("a") as writer:
        path.rename(path.with_name("Master.csv.1"))
        assert news(reader) == []
        path.write_text(row(5))
        assert news(reader) == [5]
        writer.write(row(3))
        writer.flush()
        assert news(reader) == [3]


def test_the_renamed_file_may_be_followed_too(tmp_path: Path) -> None:
    path, older = tmp_path / "Master.csv", tmp_path / "Master.csv.1"
    older.write_text(rows(0, 2))
    path.write_text(rows(2, 4))
    reader = FollowedReader([older, path], Site(outside_line=""))
    assert news(reader) == [0, 1, 2, 3]
    older.rename(tmp_path / "Master.csv.2")
    path.rename(older)
    path.write_text(row(4))
    assert news(reader) == [4]


def test_a_heading_is_remembered_when_the_file_is_emptied(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    heading = "Date;Heure;Poste;Numéro appelé;Durée;Montant\n"
    line = "23/11/2026;09:{:02d}:00;101;0199000010;00:01:00;0,05\n"
    path.write_text(heading + line.format(1))
    reader = FollowedReader([path], Site(outside_line=""))
    assert len(list(reader.news())) == 1
    copied_and_emptied(path)
    grow(path, line.format(2))
    assert len(list(reader.news())) == 1


def test_a_bad_line_bears_its_number_in_its_own_file(path: Path, reader: FollowedReader) -> None:
    renamed(path)
    grow(path, row(3) + "this is no record\n" + row(4))
    assert news(reader) == [3, 4]
    assert [(one.line, one.raw) for one in reader.rejected] == [(2, "this is no record")]


def test_an_empty_file_is_waited_for_and_a_letter_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "Master.csv"
    path.write_text("")
    reader = FollowedReader([path], Site(outside_line=""))
    assert news(reader) == []
    grow(path, row(0))
    assert news(reader) == [0]
    path.write_text("Bonjour,\n" * 20)
    with pytest.raises(InputError, match="not recognised as a list of calls"):
        list(FollowedReader([path], Site()).news())


def test_a_packed_file_is_read_once_beside_the_one_that_grows(path: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.csv.gz"
    old.write_bytes(gzip.compress(rows(60, 63).encode()))
    reader = FollowedReader([old, path], Site(outside_line=""))
    assert news(reader) == [60, 61, 62, 0, 1, 2]
    grow(path, row(3))
    assert news(reader) == [3]


def test_a_forward_waits_for_its_cause_only_while_rows_come(path: Path, reader: FollowedReader) -> None:
    grow(path, master(call(3)._replace(outgoing=True, forwarded=True, outside="0639980077")) + "\n")
    given = news(reader) or ends(list(reader.news(is_idle=True)))
    assert given == [3]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.format_name)
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_in_pieces_of_any_size_a_file_says_what_it_says_whole(
    layout: Layout, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    written = [call(place) for place in range(12)]
    raw = "".join(layout.write(one) + layout.ending for one in written).encode()
    path = tmp_path_factory.mktemp("followed") / "records.txt"
    path.write_bytes(raw)
    whole = list(read([path], Site(outside_line="")))
    path.write_bytes(b"")
    reader = FollowedReader([path], Site(outside_line=""), layout.format_name)
    found: list[CallRecorded] = []
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=8)))
    for begin, end in zip([0, *cuts], [*cuts, len(raw)], strict=True):
        with path.open("ab") as out:
            out.write(raw[begin:end])
        found += reader.news()
    found += reader.finish()
    assert sorted(found) == sorted(whole)
    assert len(found) == len(written)
