"""Archives as people send them: packed twice, with what a Mac adds, or of a kind nobody here unpacks."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from tests.records.writers import PARIS, Call, oxo

from veilleur.records import read
from veilleur.words.errors import InputError


def records(hour: int) -> bytes:
    calls = (
        Call(datetime(2026, 6, 3, hour, minute, tzinfo=PARIS), 60, True, "101", "0199000101")
        for minute in range(3)
    )
    return "".join(oxo(call) + "\r\n" for call in calls).encode()


def zipped(**files: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return whole.getvalue()


def taped(**files: bytes) -> bytes:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as tape:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tape.addfile(entry, io.BytesIO(content))
    return whole.getvalue()


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_whatever_packed_it_the_records_are_read(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "calls"
    path.write_bytes(pack(records(9)))
    assert len(list(read([path]))) == 3


def test_a_folder_of_rotated_logs_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "logs.tar.gz"
    path.write_bytes(gzip.compress(taped(**{"oxo": records(9), "oxo.1.gz": gzip.compress(records(8))})))
    assert len(list(read([path]))) == 6


def test_what_a_mac_adds_to_an_archive_is_no_record(tmp_path: Path) -> None:
    path = tmp_path / "calls.zip"
    path.write_bytes(zipped(**{"__MACOSX/._oxo": b"\0\5Mac OS X", ".DS_Store": b"Bud1", "oxo": records(9)}))
    reader = read([path])
    assert len(list(reader)) == 3
    assert not reader.rejected


def test_an_archive_that_cannot_be_unpacked_is_named(tmp_path: Path) -> None:
    path = tmp_path / "calls.7z"
    path.write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(40))
    with pytest.raises(InputError, match="7-Zip"):
        list(read([path]))


def test_archives_in_archives_end_somewhere(tmp_path: Path) -> None:
    path = tmp_path / "calls.gz"
    content = records(9)
    for _ in range(9):
        content = gzip.compress(content)
    path.write_bytes(content)
    with pytest.raises(InputError, match="unpack it yourself"):
        list(read([path]))


def test_the_sign_with_which_dos_ends_a_file_is_no_record(tmp_path: Path) -> None:
    path = tmp_path / "calls"
    path.write_bytes(records(9) + b"\x1a")
    reader = read([path])
    assert len(list(reader)) == 3
    assert not reader.rejected
