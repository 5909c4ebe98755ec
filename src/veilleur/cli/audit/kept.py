"""Audits in the journal: a note of each, and the earlier one that --since means.

In: an audit, the configuration. Out: the note kept, or why not. Pitfall: a journal has one writer: while the
guard runs the note goes through it.
"""

from __future__ import annotations

import base64
import re
import time
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from veilleur.audit.drift import NOTE, shortened
from veilleur.config import Settings
from veilleur.control.client import ask
from veilleur.journal import Journal, JournalReader
from veilleur.words.errors import InputError

_LONGEST_NOTE = 7_300  # bytes; the guard takes lines of 8,192
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Earlier(NamedTuple):
    """One audit that the journal has. number: of its entry."""

    number: int
    at: float
    note: dict[str, Any]


def keep(settings: Settings, note: dict[str, Any]) -> None:
    """Write the note into the journal, through the guard where one runs.

    Raises:
        VeilleurError: when it cannot be written.
    """
    short = _signed(settings, shortened(note, _LONGEST_NOTE))
    if ask(settings.control_socket, {"do": "audit", "note": short}) is not None:
        return
    journal = Journal(settings.journal.file)
    try:
        journal.append_note(settings.site.name, time.time(), _signed(settings, note))
        if not journal.flush():
            raise InputError(
                "{path}: could not be written in time; try again when the disk is free.",
                path=settings.journal.file,
            )
    finally:
        journal.close()


def _signed(settings: Settings, note: dict[str, Any]) -> dict[str, Any]:
    """The note with a signature by the key of dossiers; without one where that key is another user's."""
    from veilleur.evidence.bundle.security_settings import signed_text
    from veilleur.evidence.bundle.signature import KEY_NAME, SigningKey

    try:
        key = SigningKey.at(settings.journal.file.parent / KEY_NAME)
    except InputError:
        return note
    return {**note, "signature": base64.b64encode(key.sign(signed_text(note))).decode()}


def earlier(settings: Settings, since: str) -> Earlier:
    """The audit that --since names: "last", a day (the last one up to its end), or the number of its entry.

    Raises:
        InputError: when there is none.
    """
    if since != "last" and not since.isdecimal() and not _DAY.fullmatch(since):
        raise InputError(
            "--since {word}: write last, a day such as 2026-11-30, or a number.", word=since[:40]
        )
    found: Earlier | None = None
    if settings.journal.file.is_file():
        ask(settings.control_socket, {"do": "flush"})
        reader = JournalReader(settings.journal.file)
        try:
            for entry in reader.entries(site=settings.site.name, kind="note", holding=f'"note":"{NOTE}"'):
                one = Earlier(entry.seq, entry.at, entry.data)
                if _is_meant(one, since, settings.site.timezone):
                    found = one
        finally:
            reader.close()
    if found is None:
        raise InputError("--since {word}: the journal has no such audit.", word=since)
    return found


def _is_meant(one: Earlier, since: str, timezone: str) -> bool:
    if since == "last":
        return True
    if since.isdecimal():
        return one.number == int(since)
    return datetime.fromtimestamp(one.at, ZoneInfo(timezone)).strftime("%Y-%m-%d") <= since
