"""What FreePBX's own tables show of who and what has access. Read only: nothing but SELECT is ever sent.

In: the file with its login. Out: `Tables`. Pitfall: versions differ, so a table or a column that is missing
is an empty one; no password, hash or number of a person leaves this module but in what is dialled.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from veilleur.pbx.asterisk.dialplan.masking import masked
from veilleur.pbx.asterisk.freepbx.database import connected, rows_of
from veilleur.pbx.asterisk.freepbx.places import login_of
from veilleur.words.audit.configuration import ChangeKind
from veilleur.words.plain_json import parsed

_SHOWN = 80  # characters of a command
_TAMPERED = 2  # a bit of a module's signature: STATE_TAMPERED of FreePBX's GPG.class.php


class Job(NamedTuple):
    """One row of cron_jobs with a command of its own; FreePBX's jobs name a class instead."""

    module: str
    name: str
    command: str


class Module(NamedTuple):
    """One installed module. is_tampered: FreePBX itself says that a file of it is not as it was signed."""

    name: str
    version: str
    is_tampered: bool


class Destination(NamedTuple):
    """Where an incoming number or a misc destination leads. dialled: a number, "" where it is none."""

    name: str
    leads_to: str
    dialled: str = ""


class Tables(NamedTuple):
    """administrators: name -> whether they may do everything. authorisation: AUTHTYPE, "" when not known."""

    administrators: dict[str, bool]
    jobs: tuple[Job, ...]
    modules: tuple[Module, ...]
    incoming: tuple[Destination, ...]
    misc: tuple[Destination, ...]
    trunks: tuple[str, ...]
    routes: tuple[str, ...]
    authorisation: str

    def entries(self) -> dict[str, frozenset[str]]:
        """The names by which two moments are compared."""
        return {
            _key(ChangeKind.ADMINISTRATOR): frozenset(f"FreePBX: {name}" for name in self.administrators),
            _key(ChangeKind.JOB): frozenset(
                f"cron_jobs {one.module}/{one.name}: {one.command[:_SHOWN]}" for one in self.jobs
            ),
            _key(ChangeKind.MODULE): frozenset(
                f"{one.name} {one.version}{' (tampered)' if one.is_tampered else ''}" for one in self.modules
            ),
            _key(ChangeKind.DESTINATION): frozenset(
                f"{one.name} -> {one.leads_to}" for one in (*self.incoming, *self.misc)
            ),
            _key(ChangeKind.TRUNK): frozenset(f"FreePBX: {name}" for name in self.trunks),
            _key(ChangeKind.ROUTE): frozenset(f"FreePBX: {name}" for name in self.routes),
        }


def _key(kind: ChangeKind) -> str:
    return f"{kind.value} database"


def tables_of(login_file: Path) -> Tables:
    """Read them.

    Raises:
        ConfigError: when the file names no login. SwitchError: when the database cannot be read.
    """
    login = login_of(login_file)
    with connected(login, login.database) as connection:
        patterns: dict[str, list[str]] = {}
        for row in rows_of(connection, "outbound_route_patterns"):
            pattern = f"{_text(row, 'match_pattern_prefix')}|{_text(row, 'match_pattern_pass')}"
            patterns.setdefault(_text(row, "route_id"), []).append(pattern)
        settings = {
            _text(row, "keyword"): _text(row, "value")
            for row in rows_of(connection, "freepbx_settings")
            if _text(row, "keyword") == "AUTHTYPE"
        }
        return Tables(
            administrators={
                _text(row, "username"): "*" in _text(row, "sections")
                for row in rows_of(connection, "ampusers")
            },
            jobs=tuple(
                Job(
                    _text(row, "modulename"),
                    _text(row, "jobname"),
                    masked("cron_jobs", _text(row, "command")),
                )
                for row in rows_of(connection, "cron_jobs")
                if _text(row, "command")
            ),
            modules=tuple(_module(row) for row in rows_of(connection, "modules")),
            incoming=tuple(
                Destination(_text(row, "extension") or "*", _text(row, "destination"))
                for row in rows_of(connection, "incoming")
            ),
            misc=tuple(
                Destination(f"misc {_text(row, 'description')}", "misc", _text(row, "destdial"))
                for row in rows_of(connection, "miscdests")
            ),
            trunks=tuple(
                masked("trunks", f"{_text(row, 'tech')}/{_text(row, 'channelid')}")
                for row in rows_of(connection, "trunks")
            ),
            routes=tuple(
                f"{_text(row, 'name')} ({', '.join(sorted(patterns.get(_text(row, 'route_id'), ())))})"
                for row in rows_of(connection, "outbound_routes")
            ),
            authorisation=settings.get("AUTHTYPE", "").lower(),
        )


def _module(row: Mapping[str, Any]) -> Module:
    try:
        signature = parsed(_text(row, "signature") or "{}")
    except ValueError:
        signature = {}
    status = signature.get("status") if isinstance(signature, dict) else None
    is_tampered = isinstance(status, int) and bool(status & _TAMPERED)
    return Module(_text(row, "modulename"), _text(row, "version"), is_tampered)


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if isinstance(value, bytes):  # of a column that is a blob
        value = value.decode("utf-8", "replace")
    return "" if value is None else str(value).strip()
