"""Files with something broken in them: records cut in two, bytes lost and doubled, noise in every format."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.records.test_recognition import some_calls
from tests.records.test_written_calls import LEGIBLE, calls
from tests.records.writers import EVERY_LAYOUT, Layout

from veilleur.records import known_formats, read
from veilleur.words.errors import InputError

HERE = Path(__file__).parent
by_layout = pytest.mark.parametrize("layout", EVERY_LAYOUT, ids=lambda layout: layout.id)
LONGEST_READING_S = 60  # of the processor, for some kilobytes: far more than any machine needs


def found_in(path: Path, format_name: str = "") -> int:
    """How many calls are read of a file; none when it is refused."""
    begun = time.process_time()
    try:
        count = sum(1 for _ in read([path], format_name=format_name))
    except InputError:
        count = 0
    assert time.process_time() - begun < LONGEST_READING_S
    return count


@pytest.mark.parametrize("layout", [one for one in EVERY_LAYOUT if one.rejoins], ids=lambda layout: layout.id)
@pytest.mark.parametrize("cut", [7, 14, 20])
def test_a_record_that_the_serial_buffer_cut_in_two_is_one_call(
    layout: Layout, cut: int, tmp_path: Path
) -> None:
    made = some_calls(layout, 4)
    lines = layout.document(made).split("\r\n")
    place = next(at for at, line in enumerate(lines) if len(line) > 30)
    lines[place : place + 1] = [lines[place][:cut], lines[place][cut:]]
    path = tmp_path / "records.txt"
    path.write_text("\r\n".join(lines), newline="")
    reader = read([path], format_name=layout.format_name)
    assert len(list(reader)) == 4
    assert not reader.rejected


@pytest.mark.slow
@by_layout
@settings(LEGIBLE, max_examples=6)
@given(data=st.data())
def test_a_broken_spot_crashes_nothing_and_costs_only_the_calls_it_touches(
    layout: Layout, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = data.draw(calls(layout).filter(bool))
    raw = layout.document(made).encode()
    bad = data.draw(st.binary(max_size=30))
    at = data.draw(st.integers(len(layout.head.encode()), len(raw)))
    path = tmp_path_factory.mktemp("broken") / "records.txt"
    path.write_bytes(raw[:at] + bad + raw[at + len(bad) :])
    found = found_in(path, layout.format_name)
    # A quote or an opened element touches the few lines after it; a document of one value, all of it.
    assert found >= len(made) - 12 - bad.count(b"\n") - bad.count(b"\r") or layout.tail


@by_layout
def test_a_file_that_ends_in_the_middle_gives_what_is_whole(layout: Layout, tmp_path: Path) -> None:
    raw = layout.document(some_calls(layout, 12)).encode()
    path = tmp_path / "records.txt"
    whole = len(layout.head.encode()) + (len(raw) - len(layout.head.encode())) * 3 // 4
    path.write_bytes(raw[:whole])
    assert 7 <= found_in(path, layout.format_name) <= 10


def broken(chance: Random, raw: bytes) -> bytes:
    """The bytes with spots changed, taken out, doubled; lines swapped."""
    text = bytearray(raw)
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(text) + 1)
        how = chance.randrange(4)
        if how == 0:
            text[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
        elif how == 1:
            del text[at : at + chance.randrange(200)]
        elif how == 2:
            text[at:at] = text[at : at + chance.randrange(200)]
        else:
            text[at:at] = chance.choice(
                [b'"', b"\n", b"\r", b"\0", b"\f", b"<!", b"{", b"[[", b"'(", b"\xff\xfe", b"\t"]
            )
    return bytes(text)


def test_noise_crashes_no_format(tmp_path: Path) -> None:
    chance = Random(20261124)
    samples = sorted(HERE.glob("*/sample.*"))
    for form in known_formats():
        for turn in range(6):
            raw = chance.choice(samples).read_bytes() if turn % 3 == 2 else None
            if raw is None:
                own = [one for one in EVERY_LAYOUT if one.format_name == form.name]
                layout = chance.choice(own or EVERY_LAYOUT)  # what is read by values has none of its own
                raw = layout.document(some_calls(layout, 12)).encode()
            path = tmp_path / f"{form.name}-{turn}"
            path.write_bytes(broken(chance, raw[:6000]))
            found_in(path, form.name)
            found_in(path)


@pytest.mark.slow
@pytest.mark.parametrize(
    "raw",
    [
        b'"' * 200_000,
        b"[" * 200_000,
        b'{"a":' * 50_000,
        b"<cdr " * 40_000,
        b"INSERT INTO cdr VALUES (" + b"'" * 100_000,
        b"-" * 200_000,
        b"0" * 200_000,
        b"\t" * 200_000,
        b" 06/06 10:00" * 20_000,
        b"A101 --> " * 20_000,
        b"\n".join([b'"'] * 20_000),
        b"2026-06-06 10:00:00," * 20_000,
    ],
    ids=lambda raw: raw[:8].decode(),
)
def test_what_is_made_to_take_long_takes_no_long_time(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "hostile"
    path.write_bytes(raw)
    begun = time.process_time()
    for form in known_formats():
        found_in(path, form.name)
    assert time.process_time() - begun < LONGEST_READING_S
