"""Random calls are written in each layout of every format, and the same calls are read back.

What a layout cannot carry is not asked of it; its writer says so (`cannot`).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.records.writers import EVERY_LAYOUT, PARIS, Call, Layout

from veilleur.records import known_formats, read
from veilleur.words.calls import Direction, Origin
from veilleur.words.events import CallRecorded

HIDDEN = "•"
EXTENSIONS = ("101", "204", "350")
FOREIGN = st.from_regex(r"0{2,3}(?:216555|447700|38155|1876555)[0-9]{5}", fullmatch=True)
FRENCH = st.from_regex(r"0?0(?:19900|26191|63998|46571)[0-9]{4}", fullmatch=True)
CALLERS = st.from_regex(r"0(?:19900|26191|63998|46571)[0-9]{4}", fullmatch=True)
LONG = st.from_regex(r"00[1-9][0-9]{17,27}", fullmatch=True)
SPACING_S = 180  # calls begin so far apart that minutes distinguish them, and no two look like one
LEGIBLE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def is_unambiguous(moment: datetime) -> bool:
    """Not in the night of October, when one hour comes twice and only a file's order shows which."""
    return not (moment.month == 10 and moment.day >= 25 and moment.weekday() == 6 and moment.hour < 4)


@st.composite
def starts(draw: st.DrawFn, layout: Layout) -> list[datetime]:
    """Moments of some months, often near a clock change or a month's end."""
    near = draw(
        st.sampled_from([
            datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC),
            datetime(2025, 12, 31, 20, tzinfo=UTC), datetime(2024, 2, 28, 20, tzinfo=UTC),
            datetime(2026, 5, 31, 20, tzinfo=UTC), datetime(2025, 7, 14, 9, tzinfo=UTC),
        ])
    )  # fmt: skip
    steps = draw(st.lists(st.one_of(st.integers(1, 9), st.integers(1, 12_000)), min_size=2, max_size=9))
    begun, made = int(near.timestamp()), []
    for step in steps:
        begun += step * SPACING_S
        second = draw(st.integers(0, 59)) if layout.step_s == 1 else 0
        made.append(datetime.fromtimestamp(begun + second, PARIS))
    return [one for one in made if layout.shows_zone or is_unambiguous(one)]


@st.composite
def calls(draw: st.DrawFn, layout: Layout) -> list[Call]:
    """Calls in order of time, of the kinds that the layout can hold."""
    kinds = ["out"] + ["in"] * layout.shows_incoming + ["internal"] * layout.shows_internal
    kinds += ["forward"] * layout.names_forwards
    if layout.id == "nortel-norstar-live":
        kinds = ["in"]
    numbers = st.one_of(FOREIGN, FRENCH, LONG.map(lambda text: text[: layout.longest_number]))
    made: list[Call] = []
    for start in draw(starts(layout)):
        kind = draw(st.sampled_from(kinds))
        extension = draw(st.sampled_from(EXTENSIONS))
        billed = draw(st.one_of(st.integers(1, 600), st.integers(1, layout.longest_call_s)))
        if layout.shows_unanswered and kind != "forward" and draw(st.integers(0, 4)) == 0:
            billed = 0
        billed -= billed % layout.billed_step_s
        rang = draw(st.integers(1, 59)) if kind == "in" or (layout.shows_waiting and kind == "out") else 0
        number = draw(CALLERS if kind == "in" else numbers)[: layout.longest_number]
        if kind == "internal":
            number = draw(st.sampled_from([one for one in EXTENSIONS if one != extension]))
        hidden = draw(st.sampled_from([0, 3, 4])) if layout.hidden and kind in ("out", "forward") else 0
        name = draw(st.text(layout.names, max_size=14)) if layout.names else ""
        call = Call(start, billed, kind in ("out", "forward"), extension, number, kind == "forward",
                    "0639980077" if kind == "forward" else "", kind == "internal", rang, name,
                    hidden)  # fmt: skip
        if layout.shows_zone or not layout.by_end or is_unambiguous(call.end):
            made.append(call)
    return made


def written(
    layout: Layout, made: Sequence[Call], path: Path, *, encoding: str = "utf-8", page: int = 0
) -> Path:
    """The calls in a file that bears the day after the last of them."""
    text = layout.document(made, page)
    try:
        raw = text.encode(encoding)
    except UnicodeEncodeError:
        raw = text.encode()
    path.write_bytes(raw)
    last = max(call.end for call in made) if made else datetime.now(UTC)
    os.utime(path, ((last + timedelta(hours=20)).timestamp(),) * 2)
    return path


def is_described(layout: Layout, call: Call, event: CallRecorded) -> None:
    """Assert that an event describes the call, as far as its layout can."""
    assert abs(event.at - call.start.timestamp()) < max(layout.step_s, 2 * layout.billed_step_s - 11, 1)
    assert event.billed_s == call.billed
    assert event.answered == (call.billed > 0)
    if layout.shows_waiting and call.billed:
        assert event.duration_s == pytest.approx(call.rang + call.billed, abs=0.01)
    shown = call.number[: len(call.number) - call.hidden] + HIDDEN * call.hidden
    if call.internal:
        assert event.direction is Direction.INTERNAL
        assert (event.extension, event.number) == (call.extension, call.number)
        return
    assert event.direction is (Direction.OUT if call.outgoing else Direction.IN)
    if not call.outgoing:
        if layout.shows_caller:
            assert event.outside_caller == call.number
        if layout.shows_extension and layout.shows_extension_called:
            assert event.extension.endswith(call.extension)
        return
    assert event.number == shown
    assert (event.origin is Origin.FORWARD) == call.forwarded
    if call.forwarded:
        if layout.shows_outside:
            assert event.outside_caller == call.outside
        if layout.shows_forwarder:
            assert event.extension.endswith(call.extension)
    elif layout.shows_extension:
        assert event.extension.endswith(call.extension)


def read_back(layout: Layout, made: Sequence[Call], path: Path) -> None:
    """Assert that the file is recognised, and holds these calls and no other."""
    reader = read([path])
    found = sorted(reader, key=lambda event: event.at)
    if layout.id == "3cx-v20-table":  # it holds the incoming half of a forwarded call too
        forwarded = {call.outside for call in made if call.forwarded}
        found = [
            one for one in found if one.direction is Direction.OUT or one.outside_caller not in forwarded
        ]
    assert list(reader.formats.values()) == [layout.format_name]
    assert not reader.rejected
    assert len(found) == len(made)
    for call, event in zip(made, found, strict=True):
        is_described(layout, call, event)


# A table without a heading is read by its values: a few calls drawn at random do not show what they mean.
# Its own tests are tests/records/any_columns and the strangers' tables.
READ_BY_VALUES = {"any-columns"}


def test_every_format_has_a_writer() -> None:
    written = {layout.format_name for layout in EVERY_LAYOUT}
    assert written | READ_BY_VALUES == {form.name for form in known_formats()}
    assert not written & READ_BY_VALUES


def test_every_layout_has_a_name_of_its_own() -> None:
    assert not [name for name, times in Counter(layout.id for layout in EVERY_LAYOUT).items() if times > 1]


@pytest.mark.parametrize("layout", EVERY_LAYOUT, ids=lambda layout: layout.id)
@settings(LEGIBLE, max_examples=6)
@given(data=st.data())
def test_the_calls_that_were_written_are_read(
    layout: Layout, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = data.draw(calls(layout).filter(bool).filter(layout.can_hold or bool))
    encoding = data.draw(st.sampled_from(layout.encodings))
    page = data.draw(st.integers(0, 4))
    path = tmp_path_factory.mktemp("written") / "records.txt"
    read_back(layout, made, written(layout, made, path, encoding=encoding, page=page))


@pytest.mark.slow
@pytest.mark.parametrize("layout", EVERY_LAYOUT, ids=lambda layout: layout.id)
@settings(LEGIBLE, max_examples=examples(15, at_night=60))
@given(data=st.data())
def test_the_calls_that_were_written_are_read_whatever_they_are(
    layout: Layout, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    test_the_calls_that_were_written_are_read.hypothesis.inner_test(layout, data, tmp_path_factory)  # type: ignore[attr-defined]
