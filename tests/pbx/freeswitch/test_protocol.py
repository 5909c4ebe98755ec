"""The event socket's bytes, cut at every byte, and what of them is never kept."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pbx.freeswitch.streams import CALL_ABROAD, GREETING, REGISTRATIONS, VOICEMAIL, event

from veilleur.pbx.freeswitch.protocol import KEPT, EslError, EslParser, Message, command

WHOLE = GREETING + CALL_ABROAD + VOICEMAIL + REGISTRATIONS


def messages(*pieces: bytes) -> list[Message]:
    parser = EslParser()
    return [message for piece in pieces for message in parser.feed(piece)]


def test_a_stream_cut_at_every_byte_is_the_same_stream() -> None:
    at_once = messages(WHOLE)
    assert len(at_once) == 2 + 6 + 13 + 3
    for cut in range(len(WHOLE)):
        assert messages(WHOLE[:cut], WHOLE[cut:]) == at_once


def test_a_stream_byte_by_byte_is_the_same_stream() -> None:
    assert messages(*(WHOLE[i : i + 1] for i in range(len(WHOLE)))) == messages(WHOLE)


def test_no_digit_of_a_pin_gets_through() -> None:
    kept = [message.headers for message in messages(VOICEMAIL)]
    assert all(set(headers) <= KEPT for headers in kept)
    assert "9876" not in str(kept)
    assert not any("DTMF" in name or "Password" in name for headers in kept for name in headers)


def test_the_data_of_an_application_is_kept_for_voicemail_alone() -> None:
    (said,) = messages(event("CHANNEL_EXECUTE", "u", Application="set", Application__Data="pin=9876"))
    assert "Application-Data" not in said.headers


def test_a_header_that_comes_twice_is_the_first_one() -> None:
    body = b"Event-Name: CUSTOM\nnetwork-ip: 192.0.2.1\nnetwork-ip: 192.0.2.2\n\n"
    data = b"Content-Length: %d\nContent-Type: text/event-plain\n\n%b" % (len(body), body)
    assert messages(data)[0].headers["network-ip"] == "192.0.2.1"


@pytest.mark.parametrize(
    "data",
    [
        b"no colon\n\n",
        b"Content-Length: -1\n\n",
        b"Content-Length: 9999999999\n\n",
        b"Content-Length: " + b"9" * 5_000 + b"\n\n",
        b"x" * 70_000,
    ],
)
def test_what_no_event_socket_sends_ends_the_connection(data: bytes) -> None:
    with pytest.raises(EslError):
        messages(data)


def test_a_command_never_holds_a_second_one() -> None:
    assert command("api", "uuid_kill", "a-b") == b"api uuid_kill a-b\n\n"
    with pytest.raises(EslError):
        command("api uuid_kill", "a\n\napi shutdown")


@given(st.binary(max_size=400))
def test_no_bytes_bring_anything_but_messages_or_the_one_error(data: bytes) -> None:
    with contextlib.suppress(EslError):
        messages(GREETING, data)
