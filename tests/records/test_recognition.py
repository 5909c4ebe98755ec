"""Each layout is recognised by itself, among all others, however short the file and however it is packed."""

from __future__ import annotations

import gzip
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.records.writers import EVERY_LAYOUT, PARIS, Call, Layout

from veilleur.records import known_formats, recognise
from veilleur.records.registry import SCORE_NEEDED

HERE = Path(__file__).parent
by_layout = pytest.mark.parametrize("layout", EVERY_LAYOUT, ids=lambda layout: layout.id)


def some_calls(layout: Layout, count: int) -> list[Call]:
    """An ordinary afternoon, then a night: outgoing and incoming calls, as far as the layout shows them."""
    made = []
    for place in range(count):
        start = datetime(2026, 6, 3, 17, 7, tzinfo=PARIS) + timedelta(minutes=61 * place)
        outgoing = layout.id != "nortel-norstar-live" and (place % 3 != 1 or not layout.shows_incoming)
        number = ("0199000155", "0639980031", "00216555000102")[place % 3]
        made.append(
            Call(start, 66 + 60 * place, outgoing, "204", number, rang=0 if outgoing else 8, name="Camille")
        )
    return made


def document(layout: Layout, count: int) -> bytes:
    """The bytes of such a file."""
    return layout.document(some_calls(layout, count)).encode()


@by_layout
@pytest.mark.parametrize("count", [1, 3, 12])
def test_no_other_format_is_as_like_it(layout: Layout, count: int) -> None:
    text = document(layout, count).decode().replace("\0", "")
    lines = [line for line in text.replace("\f", "\n").splitlines() if line.strip()]
    scores = {form.name: form.score(lines[:60]) for form in known_formats()}
    own = scores.pop(layout.format_name)
    assert own >= SCORE_NEEDED
    assert {name: score for name, score in scores.items() if score >= own} == {}


@by_layout
def test_it_is_recognised_packed_and_behind_a_letterhead(layout: Layout, tmp_path: Path) -> None:
    raw = document(layout, 3)
    letterhead = b"" if layout.tail else "Relevé du standard\r\nMois de juin\r\n".encode()
    plain, packed, archive = (tmp_path / name for name in ("records.txt", "records.gz", "records.zip"))
    plain.write_bytes(letterhead + raw)
    packed.write_bytes(gzip.compress(raw))
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("records/calls.dat", raw)
    found = {path.suffix: recognise(path).name for path in (plain, packed, archive)}
    assert found == dict.fromkeys(found, layout.format_name)


# Without its heading, the order of a table's columns is not known.
LINES_BY_THEMSELVES = [one for one in EVERY_LAYOUT if not one.head or one.tail]


@pytest.mark.parametrize("layout", LINES_BY_THEMSELVES, ids=lambda layout: layout.id)
def test_it_is_recognised_when_the_first_line_is_cut(layout: Layout, tmp_path: Path) -> None:
    raw = document(layout, 8)
    path = tmp_path / "records.txt"
    path.write_bytes(raw[raw.index(b"\n") // 2 :])
    assert recognise(path).name == layout.format_name
