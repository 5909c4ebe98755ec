"""What an Asterisk on another machine says of each check, and why the others stay unknown.

In: its answers. Out: a `Survey`. Pitfall: what it reads is what its manager interface shows: a master of that
machine decides what it answers. The files are written again for a moment, into a folder of this user alone,
in memory where this machine has one (secrets are among them), for the same functions look at them as at
files.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from veilleur.pbx.asterisk.ami.connection import AmiConnection
from veilleur.pbx.asterisk.audit.look.management import end_of_life
from veilleur.pbx.asterisk.audit.manager.asking import Answers, Category, answers
from veilleur.pbx.asterisk.audit.material import Material, material
from veilleur.pbx.asterisk.audit.survey import LOOKS, SIGNS_OF_MACHINE, bounded
from veilleur.pbx.asterisk.dialplan import from_events
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.pbx.audit_port import AuditRequest
from veilleur.pbx.bounded_files import IN_MEMORY
from veilleur.words.audit import Observation, Outcome, Survey
from veilleur.words.messages import Message

# What the dialplan alone answers, what the list of endpoints does, and what files are needed for.
_OF_DIALPLAN = frozenset(
    {5, 11, 12, 13, 15, 16, 17, 19, 20, 21, 22, 23, 25, 26, 27, 28, 42, 43, 64, 67, 108, 113}
)
_OF_ENDPOINTS = frozenset({31, 32, 41, 49})
_OF_SESSION = "XDG_RUNTIME_DIR"  # a user's own folder in memory; a service and `sudo` have none
_ANSWER_S = 20.0

_ON_ITS_DISK = Message("it lies on the disk of that machine, which its manager interface does not show")
_NO_DIALPLAN = Message("the manager login may not read the dialplan (write = reporting)")
_NO_FILES = Message("the manager login may not read files (GetConfig, write = config or system)")
_NOT_THERE = Message("the PBX has no such file, or does not show it")


def ask(request: AuditRequest, settings: AsteriskSettings) -> Survey:
    """Ask the PBX of the configuration.

    Raises:
        SwitchError: when it cannot be reached, or refuses the login.
    """
    return survey_of(asyncio.run(_answers(settings)), request)


async def _answers(settings: AsteriskSettings) -> Answers:
    connection = AmiConnection(replace(settings, answer_s=_ANSWER_S), frozenset(), lambda _message: None)
    task = await connection.open()
    try:
        return await answers(connection.act)
    finally:
        await connection.close(task)


def survey_of(said: Answers, request: AuditRequest) -> Survey:
    """What the answers say of each check."""
    with tempfile.TemporaryDirectory(prefix="veilleur-", dir=_in_memory()) as name:
        folder = Path(name)
        _write(folder, said)
        rows = said.dialplan or ()
        found = material(replace(request, path=folder, database=None), from_events(rows))
        return _survey(found, said)


def _in_memory() -> str | None:
    """A folder in memory in which this user may make another; None, for the usual place, without one."""
    for one in (os.environ.get(_OF_SESSION, ""), str(IN_MEMORY)):
        if one and Path(one).is_dir() and os.access(one, os.W_OK | os.X_OK):
            return one
    return None


def _survey(found: Material, said: Answers) -> Survey:
    judged: set[int] = set()
    observations: list[Observation] = []
    for look in LOOKS:
        known = tuple(one for one in look.checks if _why_not(one, said) is None)
        if known and look.can(found):
            judged.update(known)
            observations += [one for one in look.run(found) if one.check in known]
    if said.version:
        judged.add(37)
        observations += end_of_life(said.version)
    if said.has_records is False:
        judged.add(51)
        what = Message("Call records are switched off.")
        observations.append(Observation(check=51, outcome=Outcome.WEAK, what=what))
    # Lines are those of the folder of a moment, and say nothing.
    seen = [replace(one, line=0) for one in bounded(observations)]
    weak = {one.check for one in seen}
    holds = [Observation(check=check, outcome=Outcome.HOLDS) for check in sorted(judged - weak)]
    everything = {check for look in LOOKS for check in look.checks} | {37}
    unknown = [
        Observation(check=check, outcome=Outcome.UNKNOWN, what=_why_not(check, said) or _NOT_THERE)
        for check in sorted(everything - judged)
    ]
    return Survey(
        switch="FreePBX" if found.is_freepbx else "Asterisk",
        observations=(*seen, *holds, *unknown),
        facts={"ways": len(found.model.ways), "steps": len(found.model.plan.steps())},
    )


def _why_not(check: int, said: Answers) -> Message | None:
    """Why a check is not known; None where it can be judged."""
    if check in SIGNS_OF_MACHINE:
        return _ON_ITS_DISK
    if said.dialplan is None and check in _OF_DIALPLAN:
        return _NO_DIALPLAN
    if check in _OF_DIALPLAN or said.may_read_files:
        return None
    if check in _OF_ENDPOINTS and said.endpoints:
        return None
    if (check == 9 and said.boxes is not None) or (check == 110 and said.stored is not None):
        return None
    return _NO_FILES


def _write(folder: Path, said: Answers) -> None:
    """The files as they were read, or what the lists show in their place."""
    for name, sections in said.files.items():
        if name != "extensions.conf":
            (folder / name).write_text(_text(sections), encoding="utf-8", errors="surrogateescape")
    variables = [one for one in said.files.get("extensions.conf", ()) if one.name == "globals"]
    if variables:
        (folder / "extensions.conf").write_text(_text(tuple(variables)), encoding="utf-8")
    if not said.may_read_files and said.endpoints:
        (folder / "pjsip.conf").write_text(_endpoints(said), encoding="utf-8")
    if not said.may_read_files and said.boxes is not None:
        lines = ["[general]", "[default]"]
        lines += [
            f"{one['voicemailbox']} => ," for one in said.boxes if one.get("voicemailbox", "").isalnum()
        ]
        (folder / "voicemail.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
    if said.stored is not None:
        with closing(sqlite3.connect(folder / "astdb.sqlite3")) as database, database:
            database.execute("CREATE TABLE astdb (key TEXT PRIMARY KEY, value TEXT)")
            database.executemany("INSERT OR IGNORE INTO astdb VALUES (?, ?)", said.stored.items())


def _text(sections: tuple[Category, ...]) -> str:
    lines: list[str] = []
    for one in sections:
        lines.append(f"[{one.name}](!)" if one.is_template else f"[{one.name}]")
        lines += [f"{_bare(key)} = {_bare(value)}" for key, value in one.lines]
    return "\n".join(lines) + "\n"


def _bare(text: str) -> str:
    """One line, in which a semicolon begins no comment."""
    return text.replace("\r", " ").replace("\n", " ").replace(";", "\\;")


def _endpoints(said: Answers) -> str:
    """pjsip.conf, as far as the lists show it: no secret is among them."""
    lines = []
    for name, details in said.endpoints.items():
        lines += [f"[{name}]", "type=endpoint", f"context={details.get('context', '')}", f"aors={name}"]
        lines += [f"media_encryption={details.get('mediaencryption', '')}"]
        if details.get("outboundauths"):
            lines.append("outbound_auth=yes")
        lines += [f"[{name}]", "type=aor", f"max_contacts={details.get('maxcontacts', '')}"]
        if details.get("match"):
            lines += [f"[{name}]", "type=identify", f"endpoint={name}"]
        if details.get("protocol"):
            lines += [f"[{name}-transport]", "type=transport", f"protocol={details['protocol']}"]
    return "\n".join(_bare(one) for one in lines) + "\n"
