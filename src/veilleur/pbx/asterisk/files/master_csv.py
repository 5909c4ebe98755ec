"""The call records that Asterisk writes (Master.csv), read for one stretch of time. Files in, events out.

Read from their end backwards, as far as the time asks for, through rotation; nothing is remembered between
two readings, so nothing can be lost or doubled by a kill. Pitfall: the file is written when a call ends, its
clock may be that of the site or UTC (`usegmtime`), and its seconds are cut off, so that a call of 0 billed
seconds was paid for all the same.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from veilleur.pbx.adapter import PastCall
from veilleur.records import BadLine, Context, Format, ParsedRecord, known_formats
from veilleur.records.format import Line
from veilleur.records.values.local_time import LocalClock
from veilleur.words.calls import Direction
from veilleur.words.errors import SwitchError, system_cause
from veilleur.words.events import CallRecorded
from veilleur.words.messages import Message
from veilleur.words.site import Site

FIRST_READ_BYTES = 1 << 18
MOST_READ_BYTES = 1 << 26  # of one file; some 250 000 calls
ROTATED_MOST = 20
# A leg that the switch called by itself, straight to a trunk: its one channel is of SIP or IAX2, which bring
# a dialled number with each call that comes in; here is neither that nor a caller. Whom it called is lost.
_ORIGINATED = re.compile(r'"[^"]*","","s?","[^"]*","(?:"""")? <>","(?:PJSIP|SIP|IAX2)/[^"]+","",')
LATE_S = 900.0  # how long Asterisk may keep records before it writes them (`batch`, cdr.conf)
LIKENESS_NEEDED = 0.5
LOOKED_AT = 60  # lines


def passed_between(path: Path, site: Site, began_at: float, ended_at: float) -> list[PastCall]:
    """The outgoing calls of which a part lies between two times (seconds since 1970 UTC), in order of start.

    Raises:
        SwitchError: when the records cannot be read; one sentence.
    """
    found: dict[str, PastCall] = {}
    for file in _files(path, began_at):
        for text, record in _records(file, site, began_at):
            ends_at = record.at + record.duration_s
            if ends_at < began_at or record.at > ended_at:
                continue
            if record.direction is not Direction.OUT:
                if _ORIGINATED.match(text) is None:
                    continue
                record = record._replace(direction=Direction.OUT, number="")
            one = _passed(text, record)
            found.setdefault(one.record.call, one)
    return sorted(found.values(), key=lambda one: one.record.at)


def trouble_with(path: Path) -> Message | None:
    """Why the records of this path cannot be read, None when they can. A file that is not there yet can: the
    first call makes it."""
    try:
        if path.exists():
            path.open("rb").close()
        else:
            os.scandir(path.parent).close()
    except OSError as error:
        return Message("{path} cannot be read ({why})", path=path, why=system_cause(error))
    return None


def _files(path: Path, since: float) -> list[Path]:
    """The file and those it was before it was rotated, as far back as the time asks for; oldest first."""
    trouble = trouble_with(path)
    if trouble:
        raise SwitchError.saying(trouble)
    try:
        near = [one for one in path.parent.iterdir() if one.name.startswith(path.name) and one != path]
        rotated = [(one.stat().st_mtime, one) for one in near if one.is_file()]
    except OSError as error:
        raise SwitchError(
            "{path} cannot be read ({why})", path=path.parent, why=system_cause(error)
        ) from error
    recent = sorted(pair for pair in rotated if pair[0] >= since - LATE_S)[-ROTATED_MOST:]
    return [one for _at, one in recent] + ([path] if path.exists() else [])


def _records(path: Path, site: Site, since: float) -> Iterator[tuple[str, CallRecorded]]:
    """(text of the row, its event) of all rows that may have ended since, and of some before."""
    try:
        written_at = path.stat().st_mtime
        size = FIRST_READ_BYTES
        while True:
            lines, is_whole = _tail(path, size)
            form = _format_of([text for _number, text in lines])
            rows = list(_parse(form, lines, site, path.name, written_at)) if form is not None else []
            first_end = min((one.at + one.duration_s for _text, one in rows[:LOOKED_AT]), default=None)
            if is_whole or size >= MOST_READ_BYTES or (first_end or since) < since - LATE_S:
                break
            size *= 4
    except (OSError, EOFError) as error:
        raise SwitchError("{path} cannot be read ({why})", path=path, why=system_cause(error)) from error
    if form is None and lines:
        raise SwitchError("{path} holds no call records that Veilleur knows", path=path)
    yield from rows


def _tail(path: Path, size: int) -> tuple[list[Line], bool]:
    """The whole lines among the last bytes, numbered, and whether they are all of the file."""
    with path.open("rb") as file:
        if file.read(2) == b"\x1f\x8b":
            file.seek(0)
            with gzip.open(file) as unpacked:
                data, is_whole, offset = unpacked.read(MOST_READ_BYTES), True, 0
        else:
            end = file.seek(0, os.SEEK_END)
            offset = max(0, end - size)
            file.seek(offset)
            data, is_whole = file.read(end - offset), offset == 0
    data = data[: data.rfind(b"\n") + 1]  # the last line may be half written: it is read next time
    if offset:
        data = data[data.find(b"\n") + 1 :]
    return list(enumerate(data.decode("utf-8", "replace").split("\n"), 1)), is_whole


def _format_of(lines: list[str]) -> Format | None:
    looked_at = [text for text in lines if text.strip()][-LOOKED_AT:]
    if not looked_at:
        return None
    score, best = max(((one.likeness(looked_at), one) for one in known_formats()), key=lambda pair: pair[0])
    return best if score >= LIKENESS_NEEDED else None


def _parse(
    form: Format, lines: list[Line], site: Site, name: str, written_at: float
) -> Iterator[tuple[str, CallRecorded]]:
    texts = dict(lines)
    zone, last = site.timezone, lines[-LOOKED_AT:]
    *_, here = (None, *_parsed(form, last, site, name, zone))
    *_, in_utc = (None, *_parsed(form, last, site, name, "UTC"))
    if here is not None and in_utc is not None and _off_s(in_utc, written_at) < _off_s(here, written_at):
        zone = "UTC"  # the last row was written when its call ended, whatever the file's zone is
    for one in _parsed(form, lines, site, name, zone):
        yield texts.get(one.line, ""), one.event


def _off_s(last: ParsedRecord, written_at: float) -> float:
    return abs(last.event.at + last.event.duration_s - written_at)


def _parsed(form: Format, lines: list[Line], site: Site, name: str, zone: str) -> Iterator[ParsedRecord]:
    outcomes = form.parse(iter(lines), Context(site, LocalClock(zone), name))
    return (one for one in outcomes if not isinstance(one, BadLine))


def _passed(text: str, record: CallRecorded) -> PastCall:
    """One channel may dial several times, and a fork is several rows of a moment: the row names the call."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    channel = record.call if record.call in text else ""
    number = re.escape(record.number)
    is_sent = re.search(rf"/(?:[^/,&\"]*/)?{number}(?=[@/,&\"]|$)", text) is not None
    billed_s = record.billed_s + 1.0 if record.answered else 0.0
    named = record._replace(call=f"{channel or 'record'}-{digest}", billed_s=billed_s)
    return PastCall(named, channel, record.number if is_sent else "")
