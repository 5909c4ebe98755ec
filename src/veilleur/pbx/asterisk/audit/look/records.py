"""Call records and logs; old logs that hold codes; and what of the configuration cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from veilleur.pbx.asterisk.audit.material import Material, is_yes
from veilleur.pbx.bounded_files import opened
from veilleur.words.audit import Observation, Severity
from veilleur.words.messages import Message

CDR, LOGGER = "cdr.conf", "logger.conf"
_LOG_FOLDER = "var/log/asterisk"
_MOST_LOGS = 200
_READ_AT_ONCE = 1 << 20
_MOST_READ = 200 * _READ_AT_ONCE
# What app_voicemail, DISA and DTMF write of codes; the code itself is not taken out of the line.
_CODE_IN_LOG = re.compile(
    rb"Incorrect password '[^']+' for user|Incorrect Password '[^']+'|Invalid password"
    rb"|DTMF (?:begin|end) '\d'|password is \d|VoicemailPasswordChange|NewPassword: \d"
)
_BLIND_SENTENCES = {
    "missing": Message("A file that is included is not there."),
    "unreadable": Message("A file cannot be read by this user."),
    "loop": Message("A file includes itself."),
    "depth": Message("Files include one another too deep."),
    "size": Message("A file is too large to be read."),
    "exec": Message("A program writes part of this file (#exec)."),
    "switch": Message("A switch looks extensions up elsewhere at each call."),
    "lua": Message("Part of the dialplan is a program (extensions.lua)."),
    "static": Message("A file is kept in a database (extconfig.conf)."),
    "realtime": Message("A file is kept in a database (extconfig.conf)."),
    "ael": Message("A part of extensions.ael cannot be read."),
    "refused": Message("Asterisk refuses this file because of this line and loads nothing of it."),
    "broken_off": Message("Asterisk stops reading this included file at this line."),
}


def call_records(found: Material) -> Iterator[Observation]:
    """Check 51."""
    file = found.conf(CDR).files[0]
    enabled = found.value(CDR, "general", "enable")
    if enabled is not None and not is_yes(enabled.value):
        yield found.weak(51, Message("Call records are switched off."), at=enabled)
        return
    for key in ("unanswered", "congestion"):
        line = found.value(CDR, "general", key)
        if line is None or not is_yes(line.value):
            what = Message("Call records leave out calls that failed ({option}).", option=key)
            yield found.weak(51, what, at=line, path=file, about=key, severity=Severity.MEDIUM)


def security_log(found: Material) -> Iterator[Observation]:
    """Check 52."""
    for section in found.conf(LOGGER).sections:
        if section.name.lower() == "logfiles":
            for line in section.lines:
                levels = {one.strip().lower() for one in re.split(r"[,\]]", line.value)}
                if "security" in levels or "*" in levels:
                    return
    what = Message("No log takes the level security.")
    yield found.weak(52, what, path=found.conf(LOGGER).files[0])


def old_logs(found: Material) -> Iterator[Observation]:
    """Check 65: files that hold codes are named, and nothing of what they hold."""
    assert found.root is not None
    folder = found.root / _LOG_FOLDER
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir())[:_MOST_LOGS]:
        if path.suffix not in (".gz", ".xz", ".bz2") and _holds_codes(path):
            yield found.weak(65, Message("This log holds codes in clear."), path=path, about=path.name)


def _holds_codes(path: Path) -> bool:
    try:
        with opened(path) as file:
            tail, read = b"", 0
            while read < _MOST_READ and (block := file.read(_READ_AT_ONCE)):
                if _CODE_IN_LOG.search(tail + block):
                    return True
                tail, read = block[-200:], read + len(block)
    except OSError:
        return False
    return False


def unreadable(found: Material) -> Iterator[Observation]:
    """Check 66."""
    if found.tables_trouble:
        what = Message("FreePBX's database is not read: {why}", why=found.tables_trouble)
        yield found.weak(66, what, path=found.request.database, about="database")
    been = set()
    for one in (*found.model.plan.blind, *found.refusals()):
        if (one.kind, one.text, one.place.path) in been:
            continue
        been.add((one.kind, one.text, one.place.path))
        what = _BLIND_SENTENCES.get(one.kind, Message("A part of the configuration cannot be read."))
        yield found.weak(66, what, path=one.place.path, line=one.place.line, about=one.text[:80])
    for place, text in found.model.plan.notes[:50]:
        what = Message("Asterisk refuses this line: {why}", why=text[:80])
        yield found.weak(66, what, path=place.path, line=place.line, about=text[:80])
    if not found.walker.is_whole:
        yield found.weak(66, Message("The dialplan is too tangled to follow every call."))
