"""Traces in the dialplan and AstDB: shells, planted contexts, a question switched off, forwards abroad.

Pitfall: a number kept in AstDB is a person's; observations name the family and the extension alone.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from veilleur.pbx.asterisk.audit.material import Material
from veilleur.pbx.asterisk.audit.traces import packs
from veilleur.words.audit import Observation, Severity
from veilleur.words.messages import Message

_ASTDB = "var/lib/asterisk/astdb.sqlite3"
_SHELLS = re.compile(r"\b(?:curl|wget)\b|base64 -d|/dev/tcp/|channel originate|spool/asterisk/outgoing", re.I)
_RUNS = ("system", "trysystem", "agi", "mixmonitor", "set", "exec", "execif")
_FORWARD = re.compile(r"^/(CF[BU]?)/([^/]+)$|^/AMPUSER/([^/]+)/(followme/grplist|vmx/.*/ext)$")
_ABROAD = re.compile(r"^(?:\+|00|011)(?!33[1-79])\d{5,}|^0?8(?:9\d|8[12])\d{4,}|^\+?88[12]\d{5,}")
_MOST_ROWS = 100_000


def implants(found: Material) -> Iterator[Observation]:
    """113: lines that run a shell as intruders do, and contexts of theirs."""
    been = set()
    for step in found.model.plan.steps():
        if step.application.strip().lower() not in _RUNS and "SHELL(" not in step.data:
            continue
        if _SHELLS.search(step.data) and (step.context, step.extension) not in been:
            been.add((step.context, step.extension))
            what = Message(
                "A line of [{context}] fetches a program or places calls by the shell.", context=step.context
            )
            yield found.weak(113, what, path=step.path, line=step.line, about=step.context)
    for name in packs.CONTEXTS:
        if name in found.model.plan.contexts:
            steps = next(iter(found.model.plan.contexts[name].extensions.values()), {})
            first = next(iter(steps.values()), None)
            what = Message("Intruders have made contexts named [{context}].", context=name)
            yield found.weak(
                113,
                what,
                path=first.path if first is not None else None,
                line=first.line if first is not None else 0,
                about=name,
            )


def shadowed(found: Material) -> Iterator[Observation]:
    """108: questions of Veilleur's that another line has replaced."""
    for question, first in found.model.shadowed_questions:
        what = Message(
            "Another line of [{context}] runs in place of Veilleur's question.", context=question.context
        )
        yield found.weak(108, what, path=first.path, line=first.line, about=question.context)


def database_of(found: Material) -> Path | None:
    """AstDB, where the machine or the directory has one."""
    places = [found.etc / "astdb.sqlite3", *([found.root / _ASTDB] if found.root is not None else [])]
    return next((one for one in places if one.is_file()), None)


def has_database(found: Material) -> bool:
    """Whether there is one to read."""
    return database_of(found) is not None


def stored(found: Material) -> Iterator[Observation]:
    """110: forwards and their kin that lead abroad, or to a premium number."""
    path = database_of(found)
    assert path is not None
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, timeout=2)) as database:
            database.text_factory = lambda text: text.decode("utf-8", "replace")
            rows = database.execute("SELECT key, value FROM astdb LIMIT ?", (_MOST_ROWS,)).fetchall()
    except (sqlite3.Error, OSError, UnicodeDecodeError):  # a message may quote damaged bytes
        yield found.weak(66, Message("AstDB cannot be read."), path=path)
        return
    for key, value in rows:
        match = _FORWARD.match(str(key))
        if match is None:
            continue
        family, extension = (match[1], match[2]) if match[1] else (match[4], match[3])
        for number in re.split(r"[-&,\s]+", str(value)):
            if leads_abroad(found, number):
                what = Message(
                    "Extension {extension} is sent on abroad or to a premium number ({family}).",
                    extension=extension,
                    family=family,
                )
                yield found.weak(
                    110, what, path=path, about=f"{family} {extension}", severity=Severity.CRITICAL
                )
                break


def leads_abroad(found: Material, number: str) -> bool:
    """Whether what is dialled is a number abroad or a premium number, with or without the outside line."""
    outside = re.escape(found.request.outside_line)
    digits = re.sub(r"[^\d+]", "", number)
    inner = re.sub(f"^{outside}", "", digits) if outside else digits
    return bool(_ABROAD.match(digits) or _ABROAD.match(inner))
