"""Archives made to harm: one sentence, and no more memory than an ordinary one."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import lzma
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from tests.records.test_packed import records, taped, zipped

from veilleur.records import read
from veilleur.words.errors import InputError

MEMORY_BYTES = 400 << 20  # of address space: an interpreter with all formats takes about a quarter
PROGRAM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from veilleur.records import read
from veilleur.words.errors import InputError
try:
    print(len(list(read([sys.argv[1]]))))
except InputError as error:
    print(error.message)
"""
ZEROS = bytes(1 << 20)


def bz2_of_zeros(megabytes: int) -> bytes:
    packer = bz2.BZ2Compressor()
    return b"".join(packer.compress(ZEROS) for _ in range(megabytes)) + packer.flush()


def zip_member(way: int) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", way) as archive, archive.open("calls.csv", "w") as member:
        for _ in range(200):
            member.write(ZEROS)
    return whole.getvalue()


def tape_with_a_long_name() -> bytes:
    head = tarfile.TarInfo("././@LongLink")
    head.type, head.size = tarfile.GNUTYPE_LONGNAME, 600 << 20
    return head.tobuf(tarfile.GNU_FORMAT) + ZEROS * 2


def tape_with_a_hidden_member() -> bytes:
    packer = bz2.BZ2Compressor()
    head = tarfile.TarInfo(".hidden")
    head.size = 200 << 20
    pieces = [packer.compress(head.tobuf()), *(packer.compress(ZEROS) for _ in range(200))]
    return b"".join(pieces) + packer.flush()


def tape_with_holes() -> bytes:
    head = tarfile.TarInfo("calls.csv")
    head.type, head.size = tarfile.GNUTYPE_SPARSE, 512
    raw = bytearray(head.tobuf(tarfile.GNU_FORMAT))
    raw[386:398], raw[398:410] = b"00000000000\0", b"00000001000\0"
    raw[483:495] = b"77777777777\0"  # eight gigabytes, all but the first bytes a hole
    total = sum(raw[:148]) + sum(raw[156:512]) + 8 * 32
    raw[148:156] = f"{total:06o}\0 ".encode()
    return bytes(raw) + b"x" * 512 + bytes(1024)


def workbook(sheet: bytes, styles: bytes = b"") -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        if styles:
            archive.writestr("xl/styles.xml", styles)
    return whole.getvalue()


def sheet_of_one_text() -> bytes:
    return b"<s><row><c t='inlineStr'><is><t>" + b"x" * (30 << 20) + b"</t></is></c></row></s>"


BOMBS: dict[str, Callable[[], bytes]] = {
    "a zip whose member is bzip2": lambda: zip_member(zipfile.ZIP_BZIP2),
    "a zip whose member is lzma": lambda: zip_member(zipfile.ZIP_LZMA),
    "bzip2": lambda: bz2_of_zeros(200),
    "a tape with a long name": tape_with_a_long_name,
    "a packed tape with a long name": lambda: gzip.compress(tape_with_a_long_name()),
    "a packed tape with a hidden member": tape_with_a_hidden_member,
    "a tape with holes": tape_with_holes,
    "a workbook with one long text": lambda: workbook(sheet_of_one_text()),
    "a workbook that declares entities late": lambda: workbook(
        b"<!--" + b"x" * 5000 + b"--><!DOCTYPE s [<!ENTITY a 'x'>]><s><row/></s>"
    ),
    "a workbook that declares entities in UTF-16": lambda: workbook(
        "\ufeff<!DOCTYPE s [<!ENTITY a 'x'>]><s><row/></s>".encode("utf-16")
    ),
}


# A second each, for what they unpack to is counted to its end.
LARGE = (
    "a zip whose member is lzma",
    "bzip2",
    "a packed tape with a hidden member",
    "a zip whose member is bzip2",
)


@pytest.mark.parametrize(
    "make",
    [pytest.param(make, marks=[pytest.mark.slow] * (name in LARGE), id=name) for name, make in BOMBS.items()],
)
def test_a_bomb_is_one_sentence_in_bounded_memory(make: Callable[[], bytes], tmp_path: Path) -> None:
    path = tmp_path / "attachment"
    path.write_bytes(make())
    assert path.stat().st_size < 4 << 20
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(memory=MEMORY_BYTES), str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-600:]
    assert done.stdout.startswith(f"{path}: ")
    assert len(done.stdout.splitlines()) == 1


def test_a_tape_with_a_dangling_link_gives_its_other_files(tmp_path: Path) -> None:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as tape:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
            link = tarfile.TarInfo("link")
            link.type, link.linkname = kind, "nowhere"
            tape.addfile(link)
        entry = tarfile.TarInfo("oxo")
        entry.size = len(records(9))
        tape.addfile(entry, io.BytesIO(records(9)))
    path = tmp_path / "calls.tar"
    path.write_bytes(whole.getvalue())
    assert len(list(read([path]))) == 3


@pytest.mark.parametrize("cell", ["NaN", "inf", "-inf", "1e308", "99999999999"])
@pytest.mark.parametrize("style", ["0", "²", "7" * 5000, "-1", "x"])
def test_an_odd_cell_of_a_workbook_costs_no_more_than_itself(tmp_path: Path, cell: str, style: str) -> None:
    heading = "".join(
        f"<c t='str'><v>{name}</v></c>" for name in ("source", "destination", "start", "duration")
    )
    calls = "".join(
        f"<row><c t='str'><v>20{n}</v></c><c t='str'><v>0199001234</v></c>"
        f"<c t='str'><v>2026-03-0{n + 1} 10:00:00</v></c><c><v>60</v></c></row>"
        for n in range(5)
    )
    odd = f"<row><c t='str'><v>201</v></c><c t='s'><v>²</v></c><c s='{style}'><v>{cell}</v></c></row>"
    styles = "<x:s xmlns:x='y'><x:cellXfs><x:xf numFmtId='14'/><x:xf numFmtId='²'/></x:cellXfs></x:s>"
    path = tmp_path / "calls.xlsx"
    path.write_bytes(workbook(f"<s xmlns='m'><row>{heading}</row>{calls}{odd}</s>".encode(), styles.encode()))
    assert len(list(read([path]))) == 5


def test_a_cell_without_an_end_costs_its_row_and_no_other(tmp_path: Path) -> None:
    def row(*cells: str) -> bytes:
        texts = "".join(f"<c t='inlineStr'><is><t>{one}</t></is></c>" for one in cells)
        return f"<row>{texts}</row>".encode()

    heading = row("source", "destination", "start", "duration")
    calls = [row(f"20{n}", "0199001234", f"2026-03-0{n + 1} 10:00:00", "60") for n in range(5)]
    cell = "é&amp;".encode() * (1 << 15) + b"x" * (20 << 20) + "é&amp;".encode() * (1 << 15)
    odd = row("201", "0199001234", "@", "60").replace(b"@", cell)
    path = tmp_path / "calls.xlsx"
    path.write_bytes(workbook(b"".join([b"<s xmlns='m'>", heading, *calls, odd, calls[0], b"</s>"])))
    reader = read([path])
    assert len(list(reader)) == 6
    assert reader.counts["rejected"] == 1


@pytest.mark.parametrize(
    "pack",
    [
        gzip.compress,
        bz2.compress,
        lzma.compress,
        lambda raw: taped(oxo=raw, other=raw),
        lambda raw: gzip.compress(taped(oxo=raw)),
        lambda raw: zipped(oxo=raw),
    ],
    ids=["gz", "bz2", "xz", "tar", "tar.gz", "zip"],
)
def test_a_damaged_archive_is_one_sentence(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    chance = Random(20261130)
    whole = pack(records(9) * 40)
    path = tmp_path / "archive"
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged[: chance.randrange(len(damaged)) or None])
        with contextlib.suppress(InputError):
            list(read([path]))


def test_xz_of_several_streams_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "calls.xz"
    path.write_bytes(lzma.compress(records(9)) + bytes(4) + lzma.compress(records(8)))
    assert len(list(read([path]))) == 6
