"""A switch's configuration at one moment, and what differs between two. Pure.

In: files without their secrets, and the names of what gives access: administrators, trunks, accounts, jobs.
Out: `Change`s, most dangerous first. Pitfall: a secret never stands in a file here; that one was changed is
seen by its file's digest, which lives in memory alone, for a hash of a file with one short code betrays it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class ChangeKind(StrEnum):
    """What has changed, most dangerous first. All but the last three are names that were not there before."""

    ADMINISTRATOR = "administrator"
    JOB = "job"
    PAGE = "page"
    TRUNK = "trunk"
    ROUTE = "route"
    DESTINATION = "destination"
    ACCOUNT = "account"
    MODULE = "module"
    UNREAD = "unread"  # larger or more than is read: what stands there is not compared
    WEAKNESS = "weakness"  # found by the daily audit
    DIALPLAN = "dialplan"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class Configuration:
    """files: name -> text without secrets. entries: kind -> names. digests: name -> of the bytes as they are.

    dialplan: names of the files that hold dialplan. A kind may have a source behind it ("trunk database"):
    what could not be read at one of both moments is not compared.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    entries: Mapping[str, frozenset[str]] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    dialplan: frozenset[str] = frozenset()


class Change(NamedTuple):
    """One kind of change. names: new entries, or files."""

    kind: ChangeKind
    names: tuple[str, ...]


def changes(before: Configuration, now: Configuration) -> list[Change]:
    """What is new or different. What is gone counts for files alone: a removed account opens nothing."""
    found = []
    for kind in ChangeKind:
        keys = [key for key in before.entries if key.partition(" ")[0] == kind.value and key in now.entries]
        new = {name for key in keys for name in now.entries[key] - before.entries[key]}
        if new:
            found.append(Change(kind, tuple(sorted(new))))
    names = before.files.keys() | now.files.keys()
    differ = {one for one in names if _is_changed(one, before, now)}
    dialplans = differ & (before.dialplan | now.dialplan)
    for kind, those in ((ChangeKind.DIALPLAN, dialplans), (ChangeKind.FILES, differ - dialplans)):
        if those:
            found.append(Change(kind, tuple(sorted(those))))
    return found


def _is_changed(name: str, before: Configuration, now: Configuration) -> bool:
    if before.files.get(name) != now.files.get(name):
        return True
    old, new = before.digests.get(name), now.digests.get(name)
    return old is not None and new is not None and old != new
