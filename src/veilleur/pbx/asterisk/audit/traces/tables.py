"""Traces in FreePBX's database: jobs, administrators, where incoming calls lead, modules, authorisation.

In: the tables, read once. Out: observations. Pitfall: a new administrator looks like an old one; what is
new is shown by two moments compared (the guard), and only names that intruders gave are found here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from veilleur.pbx.asterisk.audit.material import Material
from veilleur.pbx.asterisk.audit.traces import packs
from veilleur.pbx.asterisk.audit.traces.dialplan import leads_abroad
from veilleur.pbx.asterisk.freepbx.tables import Tables
from veilleur.words.audit import Observation, Severity
from veilleur.words.messages import Message

_FETCHES = re.compile(packs.FETCHES)
_OUT_AT_ONCE = ("ext-trunk,", "disa,", "app-dialvm,")


def has_tables(found: Material) -> bool:
    """Whether the database was read."""
    return found.tables is not None


def administrators(found: Material) -> Iterator[Observation]:
    """105: names that intruders gave."""
    for name in _tables(found).administrators:
        if name.lower() in packs.MACHINE_ACCOUNTS:
            what = Message("Intruders have made accounts named {account}.", account=name)
            yield found.weak(105, what, about=f"ampusers {name}")


def jobs(found: Material) -> Iterator[Observation]:
    """106: rows of cron_jobs that run a command."""
    for job in _tables(found).jobs:
        what = Message(
            "The row {name} of cron_jobs runs a command; FreePBX's own jobs run none.",
            name=f"{job.module}/{job.name}"[:80],
        )
        severity = Severity.CRITICAL if _FETCHES.search(job.command) else Severity.HIGH
        yield found.weak(106, what, about=f"cron_jobs {job.module}/{job.name}", severity=severity)


def authorisation(found: Material) -> Iterator[Observation]:
    """107: AUTHTYPE in freepbx_settings."""
    value = _tables(found).authorisation
    if value in ("webserver", "none"):
        yield found.weak(107, Message("AUTHTYPE is {value}.", value=value), about="freepbx_settings")


def changed_modules(found: Material) -> Iterator[Observation]:
    """109: modules that FreePBX itself finds changed."""
    for module in _tables(found).modules:
        if module.is_tampered:
            what = Message("FreePBX finds files of module {module} changed.", module=module.name)
            yield found.weak(109, what, about=f"modules {module.name}")


def incoming(found: Material) -> Iterator[Observation]:
    """19: incoming numbers that lead straight to a trunk, DISA or voicemail's menu."""
    for one in _tables(found).incoming:
        if one.leads_to.startswith(_OUT_AT_ONCE):
            what = Message("The incoming route leads to {destination}.", destination=one.leads_to[:60])
            yield found.weak(19, what, about=f"incoming {one.name} {one.leads_to}")


def misc(found: Material) -> Iterator[Observation]:
    """110: misc destinations abroad or at a premium rate."""
    for one in _tables(found).misc:
        if leads_abroad(found, one.dialled):
            what = Message("A misc destination dials a number abroad or at a premium rate.")
            yield found.weak(110, what, about=one.name, severity=Severity.CRITICAL)


def _tables(found: Material) -> Tables:
    assert found.tables is not None
    return found.tables
