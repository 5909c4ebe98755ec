"""Asterisk CEL: cel_custom's CSV with the mapping of its sample, and Wazo's table as psql prints it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from veilleur.records.asterisk.channel_events import ChannelCalls, ChannelEvent
from veilleur.records.format import (
    NOT_UNDERSTOOD,
    BadLine,
    Context,
    Format,
    Line,
    ParsedRecord,
    cause_of,
    share_of,
    split,
    whole_records,
    whole_texts,
)
from veilleur.records.values.datetimes import moment
from veilleur.words.errors import LineError

_KIND = re.compile(
    r"(?:CHAN_START|CHAN_END|ANSWER|HANGUP|APP_START|APP_END|BRIDGE_\w+|LINKEDID_END|PARK_\w+|"
    r"CONF_\w+|BLINDTRANSFER|ATTENDEDTRANSFER|PICKUP|FORWARD|LOCAL_OPTIMIZE\w*|USER_DEFINED|"
    r"XIVO_\w+|WAZO_\w+|TRANSFER|HOOKFLASH|3WAY_\w+|STREAM_\w+|DTMF)$"
)
_HEADING = {"eventtype", "eventtime", "linkedid"}
_UNIQUE = re.compile(r"(?:[\w.-]+-)?\d{9,10}\.\d+$")


def _of_csv(line: int, text: str, context: Context) -> ChannelEvent:
    v = split(text)
    if len(v) < 16 or not _KIND.match(v[0].upper()):
        raise LineError("no event of the sample mapping with 16 columns or more")
    extra = v[19] if len(v) > 19 else ""
    return ChannelEvent(
        line=line,
        kind=v[0].upper(),
        at=moment(v[1], context.clock),
        channel=v[9],
        unique=v[14],
        linked=v[15],
        caller=v[3],
        exten=v[7],
        context=v[8],
        application=v[10],
        data=v[11],
        extra=extra,
    )


def _of_table(line: int, text: str, names: Sequence[str], context: Context) -> ChannelEvent:
    values = [value.strip() for value in text.split("|")]
    if len(values) < len(names):
        raise LineError(
            "{count} columns where the heading has {expected}", count=len(values), expected=len(names)
        )
    v = dict(zip(names, values, strict=False))
    unique = v.get("uniqueid") or v["linkedid"]
    if not _UNIQUE.match(unique):
        raise LineError("no id of a channel: {unique!r}", unique=unique)
    at = moment(v["eventtime"], context.clock)
    return ChannelEvent(
        line=line,
        kind=v["eventtype"].upper(),
        at=at,
        channel=v.get("channame", ""),
        unique=unique,
        linked=v["linkedid"],
        caller=v.get("cid_num", ""),
        exten=v.get("exten", ""),
        context=v.get("context", ""),
        application=v.get("appname", ""),
        data=v.get("appdata", ""),
        extra=v.get("extra", ""),
    )


def _heading(text: str) -> list[str] | None:
    names = [name.strip().lower() for name in text.split("|")]
    return names if set(names) >= _HEADING else None


def _parse(lines: Iterable[Line], context: Context) -> Iterator[ParsedRecord | BadLine]:
    calls = ChannelCalls(context)
    names: list[str] | None = None
    for number, text in whole_records(lines):
        if not text.strip("-+| =\t") or re.match(r"\s*\(\d+ rows?\)", text):
            continue
        heading = _heading(text)
        if heading is not None:
            names = heading
            continue
        try:
            if names is not None:
                calls.are_zones_unknown = True
                event = _of_table(number, text, names, context)
            else:
                event = _of_csv(number, text, context)
        except NOT_UNDERSTOOD as error:
            yield BadLine(number, cause_of(error), text)
        else:
            yield from calls.add(event)
    yield from calls.remaining()


def _fits(line: str) -> bool:
    try:
        values = split(line)
    except ValueError:
        return False
    # Other tables begin with `answer,<epoch>` too: only the ids of channels are Asterisk's own.
    return (
        len(values) >= 16
        and bool(_KIND.match(values[0].upper()))
        and all(_UNIQUE.match(unique) for unique in values[14:16])
    )


def _score(lines: Sequence[str]) -> float:
    return 0.95 if any(_heading(line) for line in lines[:3]) else share_of(whole_texts(lines), _fits)


FORMAT = Format(
    name="asterisk-cel",
    title="Asterisk CEL (CSV) or Wazo CEL (table)",
    confidence="seen",
    source="test data of Asterisk and of Wazo's call-log service",
    score=_score,
    parse=_parse,
)
