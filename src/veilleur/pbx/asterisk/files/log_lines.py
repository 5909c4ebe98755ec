"""The lines of Asterisk's log in each form in which they may come: default, plain, JSON, syslog, journald.

In: one line. Out: its level, the source file that wrote it, and its text. Pitfall: everything behind the head
may be a stranger's words, so a head is matched at the start of the line alone, and JSON is parsed and never
searched; `dateformat` is the owner's, so a date may hold brackets, or nothing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from veilleur.words import plain_json

LOG_LINE_MAX_BYTES = 8192
# Every part is bounded: a stranger's header of 8 kB costs no more than a short one. Behind the call: nothing
# in the form "default", a colon in "plain" and for syslog.
_CALL = rb"[A-Z]{3,10}\[\d{1,10}\](?:\[C-[0-9a-f]{1,16}\])?"
_SOURCE = rb"(?P<file>[\w./-]{1,80}\.c)(?::\d{1,6})?(?: (?:in )?[\w.]{1,80})?: "
# Brackets of a date are in pairs: a text that the dialplan logs cannot stretch the date over its own head.
_DATE = rb"\[[^][]{0,80}(?:\[[^][]{0,80}\][^][]{0,80})?\] "
_WRITTEN = re.compile(_DATE + rb"(?P<call>" + _CALL + rb"):? " + _SOURCE)
# RFC 3164 and the ISO dates of rsyslog and journald's own files, with or without priority and process id.
_SYSLOG = re.compile(
    rb"(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]\d [\d:]{8}|\d{4}-\d\d-\d\dT[\d:.]{8,15}(?:Z|[+-]\d\d:?\d\d)) "
    rb"[\w.:-]{1,255} asterisk(?:\[\d{1,10}\])?: (?P<call>" + _CALL + rb"):? " + _SOURCE
)
_HEAD = re.compile(rb"(?P<call>" + _CALL + rb"):? " + _SOURCE)  # as journald keeps it
_COLOUR = re.compile(r"\x1b\[[0-9;]{0,20}m")


class LogLine(NamedTuple):
    """One line that Asterisk wrote. source: the file of its program, such as "chan_sip.c"."""

    level: bytes
    source: bytes
    text: bytes


def read_line(line: bytes) -> LogLine | None:
    """What a line says; None when its form is not known."""
    if line.startswith(b"{"):
        return _json(line)
    return _headed(line, _WRITTEN.match(line) or _SYSLOG.match(line))


def _headed(line: bytes, head: re.Match[bytes] | None) -> LogLine | None:
    if head is None:
        return None
    return LogLine(head["call"].partition(b"[")[0], head["file"], line[head.end() :])


def _json(line: bytes) -> LogLine | None:
    try:
        found = plain_json.parsed(line)
        if "MESSAGE" in found:
            return _of_journald(found["MESSAGE"])
        found = found["logmsg"]
        level, source, text = found["level"], found["location"]["filename"], found["message"]
    except (ValueError, KeyError, TypeError):
        return None
    if not (isinstance(level, str) and isinstance(source, str) and isinstance(text, str)):
        return None
    text = _COLOUR.sub("", text).rstrip("\n")
    return LogLine(*(one.encode("utf-8", "replace") for one in (level, source, text)))


def _of_journald(message: object) -> LogLine | None:
    """A message is a text, or a list of bytes where it is no UTF-8."""
    text = bytes(message) if isinstance(message, list) else message
    if isinstance(text, str):
        text = text.encode("utf-8", "replace")
    return _headed(text, _HEAD.match(text)) if isinstance(text, bytes) else None
