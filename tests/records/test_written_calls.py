"""Random calls are written in each layout that can be written, and the same calls are read back."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.records.writers import LAYOUTS, PARIS, Call, Layout

from veilleur.records import read
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import InputError

WRITTEN_AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
FOREIGN = st.from_regex(r"0{2,3}(?:216555|447700|38155)[0-9]{5}", fullmatch=True)
FRENCH = st.from_regex(r"0(?:19900|26191|63998|46571)[0-9]{4}", fullmatch=True)


def starts(step_s: int, has_year: bool) -> st.SearchStrategy[datetime]:
    """Moments of this year in Paris; the layout tells them to so many seconds.

    has_year: without it a silence of nine months and more is taken for a few records out of order.
    """
    first = datetime(2026, 1 if has_year else 5, 2, tzinfo=UTC).timestamp()
    last = WRITTEN_AT.timestamp() - 200_000
    minutes = st.integers(int(first) // step_s, int(last) // step_s)
    return minutes.map(lambda count: datetime.fromtimestamp(count * step_s, PARIS)).filter(told_plainly)


def told_plainly(start: datetime) -> bool:
    """Not in the night of October, when one hour comes twice and only a file's order tells which."""
    return not (start.month == 10 and start.day == 25 and start.hour < 4)


@st.composite
def calls(draw: st.DrawFn, layout: Layout) -> list[Call]:
    """Calls in order of time, as a PABX prints them."""
    made = []
    for start in sorted(
        draw(st.lists(starts(layout.step_s, layout.has_year), min_size=3, max_size=12, unique=True))
    ):
        outgoing = draw(st.booleans())
        billed = draw(st.one_of(st.just(0), st.integers(1, 35_000)))
        forwarded = outgoing and layout.tells_forwards and draw(st.booleans())
        number = draw(st.one_of(FOREIGN, FRENCH) if outgoing else FRENCH)
        extension = draw(st.sampled_from(["101", "204", "350"]))
        made.append(Call(start, billed, outgoing, extension, number, forwarded, "0639980077"))
    return made


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.format_name)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_the_calls_that_were_written_are_read(
    layout: Layout, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    written = data.draw(calls(layout))
    path = tmp_path_factory.mktemp("written") / "records.txt"
    path.write_text("".join(layout.write(call) + layout.ending for call in written), newline="")
    os.utime(path, (WRITTEN_AT.timestamp(),) * 2)
    reader = read([path])
    found = list(reader)
    assert list(reader.formats.values()) == [layout.format_name]
    assert not reader.rejected
    assert len(found) == len(written)
    for call, event in zip(written, found, strict=True):
        assert abs(event.at - call.start.timestamp()) < max(layout.step_s, 1)
        assert event.billed_s == call.billed
        assert event.answered == (call.billed > 0)
        assert event.direction is (Direction.OUT if call.outgoing else Direction.IN)
        if call.outgoing:
            assert event.number == call.number
            assert event.origin is Origin.FORWARD if call.forwarded else event.origin is not Origin.FORWARD
        else:
            assert event.outside_caller == call.number
        if not (call.forwarded and layout.format_name == "asterisk-master-csv"):
            assert event.extension == call.extension


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.format_name)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_broken_bytes_in_any_layout_crash_nothing_and_lose_few_calls(
    layout: Layout, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    written = data.draw(calls(layout))
    raw = "".join(layout.write(call) + layout.ending for call in written).encode()
    at, bad = data.draw(st.integers(0, len(raw))), data.draw(st.binary(max_size=30))
    path = tmp_path_factory.mktemp("broken") / "records.txt"
    path.write_bytes(raw[:at] + bad + raw[at + len(bad) :])
    try:
        found = list(read([path], format_name=layout.format_name))
    except InputError:
        found = []
    # One spot is broken: it costs the lines it touches, and with a quote the few lines after it.
    assert len(found) >= len(written) - 8 - bad.count(b"\n") - bad.count(b"\r")


def test_the_whole_house_of_formats_reads_noise_without_a_crash(tmp_path: Path) -> None:
    from random import Random

    from veilleur.records import known_formats

    chance = Random(20261124)
    samples = sorted(Path(__file__).parent.glob("*/sample.*"))
    for turn in range(60):
        raw = bytearray(chance.choice(samples).read_bytes()[:4000])
        for _ in range(chance.randrange(1, 12)):
            at = chance.randrange(len(raw))
            raw[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
        path = tmp_path / f"noise{turn}"
        path.write_bytes(bytes(raw))
        form = chance.choice(known_formats())
        for name in ("", form.name):
            try:
                list(read([path], format_name=name))
            except InputError:
                continue
