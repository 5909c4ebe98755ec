"""Reads the forwards in the switch's database over the manager interface, table by table.

Manager actions out, events out. Pitfall: an error is no empty table, or a hiccup of the switch would seem to
clear every forward; and FreePBX's table is large, so it is read less often than the others.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.events.forward_store import FORWARD_FAMILIES, keys_of
from veilleur.pbx.asterisk.events.translator import Translator
from veilleur.words.events import Event

LARGE_FAMILY, LARGE_EVERY = "AMPUSER", 5  # FreePBX keeps a score of entries there for each extension


class Act(Protocol):
    """Does a manager action; `list_end` names the event that ends its list."""

    def __call__(self, name: str, fields: dict[str, str], list_end: str = "") -> Awaitable[list[Message]]:
        """Its answer, then the rows of its list."""
        ...


class ForwardReader:
    """The forwards of one switch, read again and again."""

    def __init__(self, translator: Translator) -> None:
        """translator: knows the forwards read so far, and the extensions."""
        self._translator = translator
        self._entries: dict[str, dict[str, str]] = {}  # by family
        self._tree_works = True
        self._readings = 0

    def begin(self) -> None:
        """A connection begins: another version may answer, and all tables are read."""
        self._tree_works, self._readings = True, 0
        self._entries.pop("", None)  # as another version gave them

    async def read(self, act: Act, now: Callable[[], float]) -> list[Event]:
        """What changed since the last reading.

        Raises:
            SwitchError: when the connection is lost meanwhile.
        """
        forwards = self._translator.forwards
        is_wanted, forwards.poll_wanted = forwards.poll_wanted, False
        families = list(FORWARD_FAMILIES)
        if not is_wanted and self._readings % LARGE_EVERY:
            families.remove(LARGE_FAMILY)
        self._readings += 1
        for family in families if self._tree_works else ():
            entries = await self._read_family(act, family)
            if entries is not None:
                self._entries[family] = entries
        if not self._tree_works:
            self._entries = {"": await self._read_each(act)}
        everything = {key: value for one in self._entries.values() for key, value in one.items()}
        at = now()
        return forwards.read(everything, at, at)

    async def _read_family(self, act: Act, family: str) -> dict[str, str] | None:
        """The entries of a family; None when they cannot be read now, which is no reason to forget them."""
        rows = await act("DBGetTree", {"Family": family}, "DBGetTreeComplete")
        message = rows[0].get("message").lower()
        if rows[0].get("response") == "Error":
            if "invalid/unknown" in message or "permission" in message:
                self._tree_works = False
            return {} if "not found" in message or "no entr" in message else None
        entries = {}
        for row in rows:
            if row.name == "DBGetTreeResponse":
                key = row.get("key")
                if not key.startswith(f"/{family}/"):
                    key = f"/{family}/{key.strip('/')}"
                entries[key] = row.get("val")
        return entries

    async def _read_each(self, act: Act) -> dict[str, str]:
        """Without DBGetTree (older Asterisk): each extension that was seen."""
        entries: dict[str, str] = {}
        translator = self._translator
        seen = {extension for extension, _kind in translator.forwards.known}
        seen |= set(translator.accounts.addresses)
        for channel in translator.channels.values():
            seen.update((channel.caller, channel.first_extension))
        for extension in sorted(one for one in seen if translator.plan.is_extension(one)):
            for family, key in keys_of(extension):
                rows = await act("DBGet", {"Family": family, "Key": key}, "DBGetResponse")
                for row in rows:
                    if row.name == "DBGetResponse":
                        entries[f"/{family}/{key}"] = row.get("val")
        return entries
