"""What is taken out of an event's text is what reading all of it gives."""

from __future__ import annotations

import json

import pytest

from veilleur.history.call_texts import call_event, event_of, number_of
from veilleur.journal.chain import canonical
from veilleur.journal.reader import EventTexts
from veilleur.words.codec import encode_event, split_personal
from veilleur.words.events import CallAnswered, CallEnded, CallRequested, CallStarted, Event

AT = 1_795_424_400.25


def texts_of(event: Event) -> EventTexts:
    public, personal = split_personal(encode_event(event))
    return EventTexts(1, canonical(public), canonical(personal) if personal else None)


@pytest.mark.parametrize(
    "call", ["c1", 'a"quote', "back\\slash", ',"call":"other",', '{"seen_at":1.5}', "é", "\ud800"]
)
def test_the_call_the_time_and_the_number_are_those_of_the_event(call: str) -> None:
    for event in (CallAnswered(AT - 1, AT, call), CallEnded(AT - 1, AT, call)):
        found = call_event(texts_of(event).public)
        assert found == (type(event).__name__, call, AT)
    started = CallStarted(
        at=AT - 1, seen_at=AT, call="c1", number=call, extension='1"04', request=call, trunk=call
    )
    texts = texts_of(started)
    assert call_event(texts.public) == ("CallStarted", "c1", AT)
    assert number_of(texts) == call
    assert event_of(texts) == started


def test_a_forgotten_number_is_empty() -> None:
    texts = texts_of(CallStarted(at=AT, seen_at=AT, call="c1", number="0199001234", extension="104"))
    assert number_of(texts._replace(personal=None)) == ""


def test_what_is_no_event_of_a_call_is_passed_over() -> None:
    asked = CallRequested(at=AT, seen_at=AT, request="r1", extension="104", number="0199001234")
    hidden = (
        '{"at":1.5,"calls":[{"call":"c1","event":"CallEnded","seen_at":2.5}],'
        '"event":"Snapshot","seen_at":2.5}'
    )
    for public in (
        texts_of(asked).public,
        hidden,
        '{"event":["a"]}',
        "",
        "[",
        "[]",
        None,
        b"\x00",
        "[" * 100_000,
    ):
        assert call_event(public) is None


@pytest.mark.parametrize("time", ["1e999", "9" * 400 + ".0", "NaN"])
def test_a_time_that_is_none_is_passed_over(time: str) -> None:
    public = f'{{"at":1.5,"call":"c1","event":"CallEnded","seen_at":{time}}}'
    assert call_event(public) is None


def test_a_text_of_another_shape_is_read_as_json() -> None:
    public = json.dumps({"seen_at": AT, "event": "CallEnded", "call": "c1", "at": AT}, indent=1)
    assert call_event(public) == ("CallEnded", "c1", AT)


@pytest.mark.parametrize("number", [5, None, ["1"], {"number": "1"}])
def test_a_number_that_is_none_is_passed_over(number: object) -> None:
    texts = EventTexts(1, '{"call":"c1"}', json.dumps({"number": number}, separators=(",", ":")))
    assert number_of(texts) is None or number == {"number": "1"}
    assert event_of(EventTexts(1, "[1]", "3")) is None
