"""The parser: bytes cut anywhere, hostile names, secrets that must not come through."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veilleur.pbx.asterisk.ami.protocol import AmiError, Message, Parser, encode_action

STREAM = (
    b"Asterisk Call Manager/9.0.0\r\n"
    b"Response: Success\r\nActionID: 1\r\nMessage: Authentication accepted\r\n\r\n"
    b"Event: Newchannel\r\nChannel: PJSIP/101-00000001\r\nCallerIDName: Garage: Andr\xe9\nEvent: Hangup\r\n"
    b"Variable: a=1\r\nVariable: b=2\r\n\r\n"
    b"Event: VoicemailPasswordChange\r\nContext: default\r\nMailbox: 101\r\nNewPassword: xxyyxx\r\n\r\n"
    b"Event: DTMFEnd\r\nDigit: 7\r\nDirection: Received\r\n\r\n"
    b"Response: Success\r\nActionID: 2\r\nOutput: one\r\nOutput: two: 2\r\n\r\n"
    b"Response: Follows\r\nPrivilege: Command\r\nActionID: 3\r\nfirst\nsecond: x\n--END COMMAND--\r\n\r\n"
)


def read(chunks: list[bytes]) -> list[tuple[str, dict[str, str]]]:
    parser = Parser()
    return [(m.name, m.fields) for chunk in chunks for m in parser.feed(chunk)]


WHOLE = read([STREAM])


def test_each_message_is_read_as_the_switch_meant_it() -> None:
    parser = Parser()
    messages = list(parser.feed(STREAM))
    assert parser.banner == "Asterisk Call Manager/9.0.0"
    assert [m.name for m in messages] == ["", "Newchannel", "VoicemailPasswordChange", "DTMFEnd", "", ""]
    assert messages[1].get("callerid") == ""
    assert messages[1].get("calleridname") == "Garage: André\nEvent: Hangup"
    assert messages[1].all("variable") == ["a=1", "b=2"]
    assert messages[4].all("output") == ["one", "two: 2"]
    assert messages[5].get("output") == "first\nsecond: x"
    assert messages[5].get("actionid") == "3"


@pytest.mark.parametrize("cut", range(len(STREAM)))
def test_a_cut_anywhere_changes_nothing(cut: int) -> None:
    assert read([STREAM[:cut], STREAM[cut:]]) == WHOLE


def test_byte_by_byte_changes_nothing() -> None:
    assert read([STREAM[n : n + 1] for n in range(len(STREAM))]) == WHOLE


def test_lf_alone_ends_lines_where_the_banner_ended_so() -> None:
    parser = Parser()
    (message,) = parser.feed(b"Asterisk Call Manager/1.1\nEvent: Hangup\nUniqueid: 1.2\n\n")
    assert message.get("uniqueid") == "1.2"


def test_no_pin_and_no_digit_comes_through() -> None:
    messages = list(Parser().feed(STREAM))
    assert "newpassword" not in messages[2].fields
    assert messages[3].get("digit") == "x"
    assert "xxyyxx" not in repr(messages[2])


def test_unwanted_events_are_skipped() -> None:
    parser = Parser(frozenset({b"DTMFEnd"}))
    assert [m.name for m in parser.feed(STREAM)] == ["", "DTMFEnd", "", ""]


def test_a_message_without_end_is_refused() -> None:
    parser = Parser(max_message=1000)
    list(parser.feed(b"Asterisk Call Manager/9.0.0\r\n"))
    with pytest.raises(AmiError, match="without an end"):
        list(parser.feed(b"Event: x\r\n" + b"a" * 2000))


def test_the_banner_of_another_program_is_refused() -> None:
    with pytest.raises(AmiError, match="not an Asterisk manager"):
        list(Parser().feed(b"SSH-2.0-OpenSSH_9.2\r\n"))


@pytest.mark.parametrize("value", ["1\r\nAction: Originate", "1\n", "1\r"])
def test_no_header_can_be_smuggled_into_an_action(value: str) -> None:
    with pytest.raises(ValueError, match="line break"):
        encode_action("Hangup", {"Channel": value})


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(max_size=60), max_size=10))
def test_any_bytes_end_in_messages_or_in_one_error(chunks: list[bytes]) -> None:
    parser = Parser(max_message=4000)
    messages: list[Message] = []
    try:
        for chunk in [b"Asterisk Call Manager/9\r\n", *chunks]:
            messages.extend(parser.feed(chunk))
        for message in messages:
            assert isinstance(message.fields, dict)
    except AmiError:
        pass
