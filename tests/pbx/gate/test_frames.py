"""The bytes between gate and guard: cut anywhere, hostile inside, bounded."""

from __future__ import annotations

import json

import pytest

from veilleur.pbx.gate.frames import FRAME_MAX_BYTES, FrameError, FrameParser, hexadecimal, netstring


def message(**fields: object) -> bytes:
    data = json.dumps(fields).encode()
    return b"%d:%b," % (len(data), data)


def test_messages_are_read_wherever_the_bytes_are_cut() -> None:
    stream = message(k="ask", id="1|2", n=b"112".hex()) + message(k="pong") + message(k="listed", now="5")
    for cut in range(len(stream)):
        parser = FrameParser()
        frames = parser.feed(stream[:cut]) + parser.feed(stream[cut:])
        assert [frame.kind for frame in frames] == ["ask", "pong", "listed"]
        assert frames[0]["n"] == "112"


@pytest.mark.parametrize(
    "stream",
    [
        b"x:{},",
        b"-1:{},",
        b"2:{}x",
        b"999999:",
        b"123456",
        f"{FRAME_MAX_BYTES + 1}:".encode(),
        b"2:[],",
        b'9:{"k": 17},',
        b"4:null,",
    ],
)
def test_what_is_no_message_is_refused(stream: bytes) -> None:
    with pytest.raises(FrameError):
        FrameParser().feed(stream)


def test_what_a_caller_wrote_comes_back_byte_for_byte() -> None:
    hostile = b'call"},{"k":"allow|1|2\r\n\xff\x00'
    (frame,) = FrameParser().feed(message(k="ended", c=hostile.hex()))
    assert bytes.fromhex(hexadecimal(frame["c"])) == hostile


def test_an_absent_header_is_empty_and_a_number_as_field_is_none() -> None:
    (frame,) = FrameParser().feed(message(k="ask", d="<null>", i=17, a="192.0.2.1"))
    assert (frame["d"], frame["i"], frame["a"], frame["nothing"]) == ("", "", "192.0.2.1", "")


def test_a_word_for_the_gate_is_a_netstring() -> None:
    assert netstring("allow", "1", "2") == b"9:allow|1|2,"
