"""The telephones that FreePBX keeps in AstDB, and where its settings there lead, by the manager interface.

In: a manager action. Out: `Telephones`, or None where AstDB cannot be read. Pitfall: FreePBX keeps some forty
entries of each user beside its telephones, which are read only while there are few of them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.dialplan import Device
from veilleur.words.errors import SwitchError

MOST_USERS_READ = 500  # telephones; beyond, what a user's settings lead to is not known
# Where a user's follow-me or locater may lead: a trunk as a destination has no question of its own.
_WATCHED_CONTEXTS = frozenset({"ext-trunk"})
Act = Callable[[str, dict[str, str], str], Awaitable[list[Message]]]


class Telephones(NamedTuple):
    """contexts: of those that are watched, the ones to which a user's settings lead, or may."""

    devices: tuple[Device, ...]
    contexts: frozenset[str]


async def telephones(act: Act) -> Telephones | None:
    """All of them."""
    entries = await _tree(act, "DEVICE")
    if entries is None:
        return None
    found = devices_in(entries)
    users = await _tree(act, "AMPUSER") if len(found) <= MOST_USERS_READ else None
    leads = _WATCHED_CONTEXTS if users is None else _WATCHED_CONTEXTS & _named(users)
    return Telephones(found, frozenset(leads))


def devices_in(entries: Mapping[str, str]) -> tuple[Device, ...]:
    """The telephones of entries such as `/DEVICE/201/dial`."""
    kept: dict[str, dict[str, str]] = {}
    for key, value in entries.items():
        family, _slash, rest = key.strip("/").partition("/")
        name, _slash, field = rest.rpartition("/")
        if family == "DEVICE" and name:
            kept.setdefault(name, {})[field] = value
    return tuple(
        Device(name, fields.get("tech", ""), fields["dial"])
        for name, fields in sorted(kept.items())
        if fields.get("dial")
    )


def _named(entries: Mapping[str, str]) -> set[str]:
    """The contexts that stand in values, alone or as `context,extension,priority`."""
    return {value.partition(",")[0].strip() for value in entries.values()}


async def _tree(act: Act, family: str) -> dict[str, str] | None:
    try:
        rows = await act("DBGetTree", {"Family": family}, "DBGetTreeComplete")
    except SwitchError:
        return None
    if rows[0].get("response") == "Error":
        message = rows[0].get("message").lower()
        return {} if "not found" in message or "no entr" in message else None
    return {row.get("key"): row.get("val") for row in rows if row.name == "DBGetTreeResponse"}
