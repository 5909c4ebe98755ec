"""Lines of a PABX, however the network cuts them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from veilleur.pbx.smdr.framing import LONGEST_LINE_BYTES, Framer

ENDINGS = st.sampled_from([b"\r\n", b"\n\r", b"\r\r\n", b"\n", b"\r", b"\r\n\x00", b"\x00", b"\x0c\r\n"])
TEXTS = st.binary(min_size=1, max_size=40).map(lambda raw: raw.translate(None, b"\r\n\x00\x0c") or b"A101")


@given(st.lists(st.tuples(TEXTS, ENDINGS), max_size=20), st.lists(st.integers(1, 9), min_size=1))
def test_the_way_a_stream_is_cut_changes_no_line(records: list[tuple[bytes, bytes]], cuts: list[int]) -> None:
    stream = b"".join(text + ending for text, ending in records)
    framer, found, at, turn = Framer(), [], 0, 0
    while at < len(stream):
        step = cuts[turn % len(cuts)]
        found += framer.feed(stream[at : at + step])
        at, turn = at + step, turn + 1
    assert [line.data for line in found] == [text for text, _ in records]
    assert all(stream[line.offset :].startswith(line.data) for line in found)
    assert not framer.has_half_a_line


def test_noise_without_an_end_is_cut_so_that_memory_does_not_grow() -> None:
    framer = Framer()
    lines = framer.feed(b"\xff" * (3 * LONGEST_LINE_BYTES))
    assert [len(line.data) for line in lines] == [LONGEST_LINE_BYTES] * 2
