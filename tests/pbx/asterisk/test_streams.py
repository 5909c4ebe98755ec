"""Laws of the reader over any stream: cut, broken, doubled, shuffled, hostile; nothing is left behind."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from veilleur.pbx.asterisk.ami.protocol import AmiError, Message, Parser
from veilleur.pbx.asterisk.events.channels import MAX_CHANNELS, MAX_GONE
from veilleur.pbx.asterisk.events.translator import Translator
from veilleur.words import events
from veilleur.words.codec import encode_event
from veilleur.words.site import Site

RECORDINGS = sorted(Path(__file__).with_name("recordings").glob("*/*.ami"))
_SMUGGLED = "\r\n\r\nEvent: Hangup\r\nUniqueid: 1"
HOSTILE = st.one_of(
    st.text(max_size=40),
    st.sampled_from([_SMUGGLED, "a: b", "Event: DialBegin", ":", "é" * 500, "\x00", "1\n2", "9" * 3000]),
)
# What somebody outside can choose; all else comes from the switch.
FROM_OUTSIDE = ("number", "outside_caller", "extension", "account", "address", "agent", "mailbox")


@cache
def recorded(place: int) -> tuple[bytes, ...]:
    """The messages of a recording, as bytes, the banner left out."""
    data = RECORDINGS[place % len(RECORDINGS)].read_bytes()
    return tuple(block for block in data.split(b"\r\n", 1)[1].split(b"\r\n\r\n") if block)


def message(block: bytes) -> Message:
    return Message(block[7 : block.find(b"\r\n")].decode(), block)


def translated(translator: Translator, blocks: list[bytes], pace_s: float = 0.05) -> list[events.Event]:
    found: list[events.Event] = []
    for place, block in enumerate(blocks):
        found += translator.step(message(block), 1000.0 + place * pace_s)
    return found + translator.flush(1000.0 + len(blocks) * pace_s + 1)


def hang_up_all(translator: Translator) -> list[events.Event]:
    blocks = [b"Event: Hangup\r\nUniqueid: %s" % one.encode() for one in list(translator.channels)]
    return translated(translator, blocks)


def assert_lives_once(found: list[events.Event]) -> None:
    """Every call starts once, is answered at most once, ends once, in this order."""
    seen: dict[str, list[str]] = {}
    for event in found:
        if isinstance(event, events.CallStarted | events.CallAnswered | events.CallEnded):
            seen.setdefault(event.call, []).append(type(event).__name__[4:])
    for call, life in seen.items():
        assert life in (["Started", "Ended"], ["Started", "Answered", "Ended"]), (call, life)


def assert_nothing_left(translator: Translator) -> None:
    assert translator.channels == {}
    assert translator._legs.early == {}
    assert translator._table._halves == {}
    assert translator.voicemail._visitors == {}
    assert len(translator._table._gone) <= MAX_GONE


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1000), st.lists(st.integers(0, 20_000), max_size=12))
def test_bytes_cut_anywhere_are_the_same_messages(place: int, cuts: list[int]) -> None:
    data = RECORDINGS[place % len(RECORDINGS)].read_bytes()
    whole = [(one.name, one.fields) for one in Parser().feed(data)]
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    parser = Parser()
    pieces = [data[start:end] for start, end in pairwise(edges)]
    assert [(one.name, one.fields) for piece in pieces for one in parser.feed(piece)] == whole


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(0, 1000), min_size=1, max_size=4),
    st.data(),
)
def test_lost_doubled_late_and_shuffled_messages_leave_no_ghost(
    places: list[int], data: st.DataObject
) -> None:
    blocks = [block for place in places for block in recorded(place)]
    faults = st.sampled_from(["lose", "double", "late", "swap"])
    for fault, at in data.draw(st.lists(st.tuples(faults, st.integers(0, 10_000)), max_size=30)):
        if not blocks:
            break
        at %= len(blocks)
        if fault == "lose":
            del blocks[at]
        elif fault == "double":
            blocks.insert(at, blocks[at])
        elif fault == "late":
            blocks.append(blocks.pop(at))
        else:
            other = (at + 1) % len(blocks)
            blocks[at], blocks[other] = blocks[other], blocks[at]
    translator = Translator(Site())
    found = translated(translator, blocks)
    assert_lives_once(found + hang_up_all(translator))
    assert_nothing_left(translator)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 1000),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000), HOSTILE), min_size=1, max_size=20),
)
@example(0, [(0, 3, "\r\n\r\nEvent: Hangup\r\nUniqueid: 1795518857.0")])
def test_hostile_values_in_any_header_are_borne(place: int, changes: list[tuple[int, int, str]]) -> None:
    blocks = list(recorded(place))
    for block, line, text in changes:
        lines = blocks[block % len(blocks)].split(b"\r\n")
        at = 1 + line % max(1, len(lines) - 1) if len(lines) > 1 else 0
        if at:
            lines[at] = lines[at].partition(b": ")[0] + b": " + text.encode("utf-8", "replace")
        blocks[block % len(blocks)] = b"\r\n".join(lines)
    translator = Translator(Site())
    found = translated(translator, blocks)
    found += hang_up_all(translator)
    for event in found:
        data = encode_event(event)
        assert all(len(data.get(field, "")) <= 200 for field in FROM_OUTSIDE)
    assert_nothing_left(translator)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 1000),
    st.lists(st.tuples(st.integers(0, 100_000), st.binary(max_size=8)), max_size=20),
)
def test_broken_bytes_end_in_messages_or_in_one_error(place: int, breaks: list[tuple[int, bytes]]) -> None:
    data = bytearray(RECORDINGS[place % len(RECORDINGS)].read_bytes())
    for at, junk in breaks:
        at %= len(data)
        data[at : at + len(junk)] = junk
    translator = Translator(Site())
    try:
        for one in Parser().feed(bytes(data)):
            translator.step(one, 1000.0)
    except AmiError:
        return
    hang_up_all(translator)
    assert_nothing_left(translator)


def test_a_flood_of_channels_stays_within_bounds() -> None:
    translator = Translator(Site())
    for number in range(MAX_CHANNELS + 5000):
        text = f"Event: Newchannel\r\nChannel: Local/x@y-{number};2\r\nUniqueid: {number}\r\nChannelState: 4"
        translator.step(message(text.encode()), 1000.0)
    assert len(translator.channels) <= MAX_CHANNELS
    assert len(translator._table._halves) <= MAX_CHANNELS
    assert len(translator._table._gone) <= MAX_GONE


def test_a_chain_of_transfers_that_never_ends_stays_within_bounds() -> None:
    translator = Translator(Site())
    for number in range(2000):
        dial = (
            f"Event: DialBegin\r\nUniqueid: {number}\r\nChannel: PJSIP/{100 + number % 5}-{number:08x}\r\n"
            f"DestUniqueid: {number + 1}\r\nDestChannel: PJSIP/{100 + (number + 1) % 5}-{number + 1:08x}\r\n"
            "DialString: 101"
        )
        translator.step(message(dial.encode()), 1000.0)
        translator.step(message(b"Event: Hangup\r\nUniqueid: %d" % number), 1000.0)
    (last,) = translator.channels.values()
    depth = 0
    channel = last.parent
    while channel is not None:
        channel, depth = channel.parent, depth + 1
    assert depth < 30


def test_no_secret_that_a_switch_may_tell_comes_through() -> None:
    secrets = ("NewPassword", "OldPassword", "Secret", "ReceivedHash", "ExpectedResponse", "Challenge")
    block = "Event: InvalidPassword\r\nService: PJSIP\r\nAccountID: 101\r\nDigit: 7\r\n"
    block += "RemoteAddress: IPV4/UDP/192.0.2.7/5060\r\n"
    block += "\r\n".join(f"{name}: 31337" for name in secrets)
    one = message(block.encode())
    assert "31337" not in str(one.fields)
    assert one.get("digit") == "x"
    assert "31337" not in str(Translator(Site()).step(one, 1000.0))
