"""What a preview wants of each event of a year, taken out of its text as the journal keeps it.

In: an event's two JSON texts. Out: kind, call, time and number, or the whole event. Pitfall: the journal's
texts have sorted keys and no blanks, and a quotation mark within a string has a backslash before it, so a key
is found without reading the rest; a text of any other shape is read as JSON, and what was tampered with is
passed over, for `verify` says so.
"""

from __future__ import annotations

import math
import re
from typing import Any, NamedTuple, TypeGuard

from veilleur.journal.reader import EventTexts
from veilleur.words.codec import decode_event, join_personal
from veilleur.words.events import CallAnswered, CallEnded, CallRecorded, CallStarted, Event
from veilleur.words.plain_json import parsed

OF_CALLS = frozenset(kind.__name__ for kind in (CallStarted, CallAnswered, CallEnded, CallRecorded))
# Keys in the order in which they are written; no value before "event" holds an object or a list.
_HEAD = re.compile(
    r'\{"at":[^"]*,"call":"([^"\\]+)",(?:"[a-z0-9_]+":(?:"[^"\\]*"|[^"{\[]*),)*?"event":"([A-Za-z]+)",'
)
_SEEN_AT = re.compile(r'[{,]"seen_at":(\d+\.\d+)[,}]')
_NUMBER = re.compile(r'[{,]"number":"([^"\\]*)"[,}]')


class CallEvent(NamedTuple):
    """kind: the event's name. seen_at: seconds since 1970 UTC."""

    kind: str
    call: str
    seen_at: float


def call_event(public: Any) -> CallEvent | None:
    """What happened to which call, and when; None for another event, and for what is none."""
    if not isinstance(public, str):
        return None
    head = _HEAD.match(public)
    if head is not None:
        if head[2] not in OF_CALLS:
            return None
        seen = _SEEN_AT.search(public, head.end() - 1)
        if seen is not None and math.isfinite(float(seen[1])):
            return CallEvent(head[2], head[1], float(seen[1]))
    data = _object(public)
    kind, call, seen_at = data.get("event"), data.get("call"), data.get("seen_at")
    if isinstance(kind, str) and kind in OF_CALLS and isinstance(call, str) and _is_time(seen_at):
        return CallEvent(kind, call, seen_at)
    return None


def _is_time(value: Any) -> TypeGuard[float]:
    return isinstance(value, float) and math.isfinite(value)


def number_of(texts: EventTexts) -> str | None:
    """What a call dialled, "" where it is forgotten; None when the text was tampered with."""
    if isinstance(texts.personal, str):
        found = _NUMBER.search(texts.personal)
        if found is not None:
            return found[1]
    number = _joined(texts).get("number", "")
    return number if isinstance(number, str) else None


def event_of(texts: EventTexts) -> Event | None:
    """The whole event; None when it was tampered with, or is of another version."""
    try:
        return decode_event(_joined(texts))
    except (ValueError, TypeError):
        return None


def _joined(texts: EventTexts) -> dict[str, Any]:
    public = _object(texts.public)
    return join_personal(public, _object(texts.personal)) if texts.personal else public


def _object(text: Any) -> dict[str, Any]:
    try:
        data = parsed(text)
    except (ValueError, TypeError):
        return {}
    return data if isinstance(data, dict) else {}
