"""What holds for every file: encodings, line ends, archives, bad lines, clocks."""

from __future__ import annotations

import contextlib
import gzip
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veilleur.records import read, recognise
from veilleur.records.values.local_time import LocalClock
from veilleur.words.errors import InputError

SAMPLE = Path(__file__).parent / "asterisk_master_csv" / "sample.csv"
TEXT = SAMPLE.read_text()


def calls(path: Path) -> list[str]:
    return [event.call for event in read([path])]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1", "cp850"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\n\r"])
def test_encoding_and_line_ends_change_no_call(tmp_path: Path, encoding: str, ending: str) -> None:
    path = tmp_path / "Master.csv"
    text = TEXT.replace("Atelier", "Réception").replace("\n", ending)
    path.write_bytes(text.encode(encoding))
    reader = read([path])
    assert [event.call for event in reader] == calls(SAMPLE)
    assert [rejected.line for rejected in reader.rejected] == [4]


def test_gzip_and_zip_are_read_as_the_file_in_them(tmp_path: Path) -> None:
    packed = tmp_path / "Master.csv.gz"
    packed.write_bytes(gzip.compress(SAMPLE.read_bytes()))
    archive = tmp_path / "records.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writing:
        writing.write(SAMPLE, "Master.csv")
    assert calls(packed) == calls(archive) == calls(SAMPLE)


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.gz"
    bomb.write_bytes(gzip.compress(TEXT.encode() * 20 + (b"x" * 1023 + b"\n") * (66 << 10)))
    with pytest.raises(InputError, match="unpacks to more"):
        list(read([bomb]))


def test_a_truncated_gzip_is_an_input_error(tmp_path: Path) -> None:
    cut = tmp_path / "cut.gz"
    cut.write_bytes(gzip.compress(SAMPLE.read_bytes())[:60])
    with pytest.raises(InputError):
        list(read([cut]))


def test_a_file_that_is_not_call_records_is_refused(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Bonjour,\nveuillez trouver ci-joint notre offre.\n")
    with pytest.raises(InputError, match="not recognised as a list of calls"):
        recognise(letter)


def test_a_stray_quote_costs_one_line(tmp_path: Path) -> None:
    path = tmp_path / "Master.csv"
    path.write_text(TEXT.replace("this line is broken", '"broken') + TEXT.splitlines()[0] + "\n")
    reader = read([path])
    assert len(list(reader)) == 5
    assert reader.counts == {"read": 5, "rejected": 1}


def test_two_conversations_with_one_uniqueid_are_two_calls(tmp_path: Path) -> None:
    path = tmp_path / "Master.csv"
    first = TEXT.splitlines()[0]
    path.write_text(first + "\n" + first.replace("2026-06-03 10:", "2026-06-03 11:") + "\n")
    assert calls(path) == ["1780473600.1", "1780473600.1/2"]


def test_one_row_that_is_written_twice_is_one_call(tmp_path: Path) -> None:
    path = tmp_path / "Master.csv"
    path.write_text((TEXT.splitlines()[0] + "\n") * 2)
    assert calls(path) == ["1780473600.1"]


def test_the_doubled_hour_of_october_follows_the_order_of_the_file() -> None:
    clock = LocalClock("Europe/Paris")
    first = clock.iso("2026-10-25 02:50:00")
    second = clock.iso("2026-10-25 02:10:00")
    assert second - first == 20 * 60
    assert clock.iso("2026-10-25 02:10:00", hint=first - 2400) == first - 2400


@settings(max_examples=80, deadline=None)
@given(st.integers(0, len(TEXT)), st.binary(max_size=40))
def test_broken_bytes_never_crash(tmp_path_factory: pytest.TempPathFactory, at: int, bad: bytes) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "Master.csv"
    raw = TEXT.encode()
    path.write_bytes(raw[:at] + bad + raw[at + len(bad) :])
    with contextlib.suppress(InputError):
        list(read([path]))


def test_a_file_of_which_no_line_can_be_read_is_refused_not_called_quiet(tmp_path: Path) -> None:
    path = tmp_path / "Master.csv"
    path.write_text(TEXT.splitlines()[0].replace("ANSWERED", "9") + "\n")
    with pytest.raises(InputError, match="not one line"):
        list(read([path]))
