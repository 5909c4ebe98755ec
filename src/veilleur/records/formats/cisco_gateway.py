"""Cisco voice gateway or CME: call history in syslog. Two legs a call share a ConnectionId.

The zone stands in the line; without a time server a `*` stands before the date.
"""

from __future__ import annotations

import re
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from veilleur.records.format import (
    NOT_UNDERSTOOD,
    BadLine,
    Context,
    Format,
    Line,
    ParsedRecord,
    call_record,
    cause_of,
    share_of,
    way_between,
)
from veilleur.records.values.digits import shown_digits
from veilleur.records.values.local_time import LocalClock
from veilleur.words.calls import Direction, Origin
from veilleur.words.errors import LineError
from veilleur.words.messages import Message

LEGS_HELD = 4096
FORWARD_WITHIN_LINES = 6  # the line that logs a forward stands beside those of its legs
DAY_S = 86_400
FORWARD_WITHIN_S = 10  # ... and is logged when they are
_HISTORY = "VOIP_CALL_HISTORY"
_LOGGED = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.\d+)?[^%]{0,80}%VOIP")
_TIME = re.compile(r"[*.]?(\d\d):(\d\d):(\d\d)(\.\d+)? (\w+) \w{3} (\w{3}) +(\d+) (\d{4})")
_FIELD = re.compile(r"\b(\w++) ([^,]*+)")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


class Forwarder(NamedTuple):
    """One line that logs a forward: to which number, by whom, logged at which second of the day."""

    line: int
    logged_s: int
    number: str
    extension: str


def _seconds(text: str, context: Context) -> float:
    found = _TIME.match(text.strip())
    if found is None:
        raise LineError("not a time: {text!r}", text=text)
    hour, minute, second, fraction, zone, month, day, year = found.groups()
    when = (
        int(year),
        _MONTHS.index(month) + 1,
        int(day),
        int(hour),
        int(minute),
        float(second + (fraction or "")),
    )
    try:
        known = ZoneInfo(zone)
    except (KeyError, ValueError, OSError):  # no zone, no word for one, no name that a file may have
        return context.clock.at(*when)
    offset = datetime(*when[:5]).replace(tzinfo=known).utcoffset()
    return LocalClock("UTC").at(*when) - (offset.total_seconds() if offset else 0.0)


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    legs: OrderedDict[str, list[tuple[int, dict[str, str]]]] = OrderedDict()
    forwarders: deque[Forwarder] = deque(maxlen=LEGS_HELD)
    for number, text in lines:
        if not text.strip():
            continue
        if "VOIP_FEAT_HISTORY" in text:
            fields = dict(re.findall(r"(\w+):(\w+)", text))
            if fields.get("fn", "").startswith("CF"):
                forwarder = Forwarder(number, _logged_s(text), fields.get("fwdto", ""), fields.get("frm", ""))
                forwarders.append(forwarder)
            continue
        if _HISTORY not in text:
            yield BadLine(number, Message("no call history in this line"), text)
            continue
        pairs = _FIELD.findall(text.partition(_HISTORY + ":")[2])
        v = {name: value.rstrip() for name, value in pairs}
        if "SetupTime" not in v or "DisconnectTime" not in v:
            yield BadLine(number, Message("the line is cut before its times"), text)
            continue
        v["logged"] = str(_logged_s(text))
        legs.setdefault(v.get("ConnectionId", str(number)), []).append((number, v))
        if len(legs) > LEGS_HELD:
            yield from _call(*legs.popitem(last=False), forwarders, context)
    for connection, parts in legs.items():
        yield from _call(connection, parts, forwarders, context)


def _call(
    connection: str,
    parts: list[tuple[int, dict[str, str]]],
    forwarders: deque[Forwarder],
    context: Context,
) -> Iterator[ParsedRecord | BadLine]:
    line, first = parts[0]
    came = next((v for _, v in parts if v.get("CallOrigin") == "2"), {})
    went = next((v for _, v in parts if v.get("CallOrigin") == "1"), {})
    try:
        at = min(_seconds(v["SetupTime"], context) for _, v in parts)
        end = max(_seconds(v["DisconnectTime"], context) for _, v in parts)
        joined = went or came
        answered = _TIME.match(joined.get("ConnectTime", "").strip()) is not None
        billed = end - _seconds(joined["ConnectTime"], context) if answered else 0.0
        caller, called = shown_digits(came.get("PeerAddress", "")), shown_digits(went.get("PeerAddress", ""))
        direction = way_between(caller, called, context) if caller and called else Direction.INTERNAL
        forwarder = _forwarder_of(called, line, int(first["logged"]), forwarders)
        incoming = direction is Direction.IN
        yield ParsedRecord(
            line,
            call_record(
                context=context,
                line=line,
                at=at,
                direction=direction,
                extension=called if incoming else forwarder or caller,
                number=called,
                duration=end - at,
                billed=max(0.0, billed),
                origin=Origin.FORWARD if forwarder else Origin.UNKNOWN,
                outside=caller if incoming or forwarder else "",
                call=connection.replace(" ", ""),
            ),
        )
    except NOT_UNDERSTOOD as error:
        yield BadLine(line, cause_of(error), str(first)[:400])


def _forwarder_of(called: str, line: int, logged_s: int, forwarders: deque[Forwarder]) -> str:
    """Who forwarded to this number, logged nearest to this line; each forward is of one call."""
    near = [
        one
        for one in forwarders
        if one.number == called
        and abs(one.line - line) <= FORWARD_WITHIN_LINES
        and min((one.logged_s - logged_s) % DAY_S, (logged_s - one.logged_s) % DAY_S) <= FORWARD_WITHIN_S
    ]
    if not near:
        return ""
    found = min(near, key=lambda one: abs(one.line - line))
    forwarders.remove(found)
    return found.extension


def _logged_s(text: str) -> int:
    """The time of day at which a line was logged, in seconds; 0 when it bears none."""
    found = _LOGGED.search(text)
    return (
        sum(int(part) * unit for part, unit in zip(found.groups(), (3600, 60, 1), strict=True))
        if found
        else 0
    )


def _score(lines: Sequence[str]) -> float:
    return share_of(lines, lambda line: "%VOIPAAA-5-VOIP_" in line)


FORMAT = Format(
    name="cisco-gateway-syslog",
    title="Cisco voice gateway call history (syslog)",
    confidence="documented",
    source="the maker's technical note; published tests of CME",
    score=_score,
    parse=_parse,
)
