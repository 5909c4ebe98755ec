"""The guard keeps an eye on the switch's configuration: snapshots, and an alert of what is new.

In: the folder that the settings name, word of each alert. Out: snapshots beside the journal, their digests in
it, and `ConfigurationChanged` events. Pitfall: what is compared with after a restart is the snapshot that the
journal's last entry names, so that a change made while the guard was stopped is alerted too; a folder that
cannot be read is said once and no fault of the guard's.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from veilleur.config import Settings
from veilleur.evidence.configuration.store import SnapshotStore
from veilleur.guard.configuration.daily_audit import NoAuditError, new_weaknesses
from veilleur.history.holds import holds
from veilleur.journal import JournalReader
from veilleur.pbx.audit_port import Audit
from veilleur.pbx.registry import adapters
from veilleur.words.audit.configuration import Change, ChangeKind, Configuration, changes
from veilleur.words.events import ConfigurationChanged, Event
from veilleur.words.messages import Message

NOTE = "configuration"
AUDIT_NOTE = "audit"
MINUTE_S = 60.0
DAY_S = 86_400.0
AUDIT_AFTER_S = 600.0  # of a start, when there is enough to do
SHARE_OF_TIME = 0.02  # that looking may take of one processor
SAID_AGAIN_S = 3_600.0  # a changed file, which is often one of many changes of the same hour
_NAMES_SHOWN, _NAME_SHOWN = 3, 60
_OFTEN = frozenset({ChangeKind.DIALPLAN, ChangeKind.FILES})


class ConfigurationWatch:
    """Looks after the configuration of one guard's switch. note: keeps a note in the journal."""

    def __init__(
        self,
        settings: Settings,
        note: Callable[[dict[str, Any]], None],
        emit: Callable[[Event], None],
        say: Callable[[str], None],
        *,
        on_fault: Callable[[str, BaseException], None],
        now: Callable[[], float],
    ) -> None:
        self._settings, self._note, self._emit, self._say, self._now = settings, note, emit, say, now
        self._on_fault = on_fault
        self.path = watched_path(settings)
        self._audit = _audit_of(settings) if self.path is not None else None
        self._store = SnapshotStore.beside(settings.journal.file)
        self._known: Configuration | None = None
        self._stamps: object = None
        self._kept_at, self._audited_at = float("-inf"), 0.0
        self._has_audit = False
        self._began_at = now()
        self._said_at: dict[ChangeKind, float] = {}
        self._incidents: set[str] = set()
        self._attacked = asyncio.Event()
        self._is_unreadable = self._is_remembered = False

    @property
    def is_on(self) -> bool:
        """Whether there is something to look at."""
        return self._audit is not None and self._settings.audit.watch

    def alerted(self, incident: str) -> None:
        """An alert of an incident went out: the configuration is kept as it is now, once for each."""
        if incident and incident not in self._incidents and self.is_on:
            self._incidents = {*list(self._incidents)[-100:], incident}
            self._attacked.set()

    def forget_before(self, kept_from: float) -> None:
        """Delete snapshots older than people may be kept, but for those under a legal hold."""
        reader = JournalReader(self._settings.journal.file)
        try:
            kept = list(holds(reader, self._settings.site.name).values())
        finally:
            reader.close()
        self._store.forget(
            lambda at: at < kept_from and not any(began <= at <= ended for began, ended in kept)
        )

    async def run(self) -> None:
        """Look each minute, until cancelled."""
        if not self.is_on:
            return
        while True:
            began = time.monotonic()
            try:
                if not self._is_remembered:
                    await asyncio.to_thread(self._remember)
                await self.look()
                await self._audit_when_due()
            except Exception as error:
                self._on_fault(Message("the look at the configuration"), error)
            took = time.monotonic() - began
            try:
                async with asyncio.timeout(max(MINUTE_S, took / SHARE_OF_TIME)):
                    await self._attacked.wait()
            except TimeoutError:
                pass

    async def look(self) -> None:
        """Take a snapshot where something may have changed, an incident asks for it, or a day has passed."""
        incident = sorted(self._incidents)[-1] if self._attacked.is_set() else ""
        self._attacked.clear()
        assert self._audit is not None
        assert self.path is not None
        try:
            stamps = await asyncio.to_thread(self._audit.stamps, self.path)
            is_due = self._now() - self._kept_at >= DAY_S
            if stamps == self._stamps and not is_due and not incident:
                return
            found = await asyncio.to_thread(self._audit.configuration, self.path)
            self._stamps = stamps
            if found.files:
                digest = await asyncio.to_thread(self._store.keep, found, self._now())
                self._took(found, digest, incident)
            self._is_unreadable = False
        except OSError as error:
            if not self._is_unreadable:
                self._is_unreadable = True
                self._say(
                    Message(
                        "{path}: no snapshot of the configuration is kept ({why}).", path=self.path, why=error
                    )
                )

    def _took(self, found: Configuration, digest: str, incident: str) -> None:
        before, self._known = self._known, found
        different = changes(before, found) if before is not None else []
        why = "incident" if incident else "change" if different else "start" if before is None else "daily"
        self._kept_at = self._now()
        self._note(
            {"note": NOTE, "why": why, "digest": digest, "files": len(found.files), "incident": incident}
        )
        for one in different:
            self._report(one)

    def _report(self, one: Change) -> None:
        now = self._now()
        if one.kind in _OFTEN and now - self._said_at.get(one.kind, float("-inf")) < SAID_AGAIN_S:
            return
        self._said_at[one.kind] = now
        shown = ", ".join(name[:_NAME_SHOWN] for name in one.names[:_NAMES_SHOWN])
        if len(one.names) > _NAMES_SHOWN:
            shown += ", ..."
        self._emit(ConfigurationChanged(now, now, one.kind.value, len(one.names), shown))

    def _remember(self) -> None:
        """What the journal's last entry of a snapshot names, and when the last audit was."""
        reader = JournalReader(self._settings.journal.file)
        digest = ""
        try:
            site = self._settings.site.name
            for entry in reader.entries(site=site, kind="note", holding=f'"note":"{NOTE}"'):
                digest = str(entry.data.get("digest", ""))
            for entry in reader.entries(site=site, kind="note", holding=f'"note":"{AUDIT_NOTE}"'):
                self._audited_at, self._has_audit = entry.at, True
        finally:
            reader.close()
        self._is_remembered = True
        known = self._store.read(digest) if digest else None
        self._known = known if known is None else replace(known, digests={})

    async def _audit_when_due(self) -> None:
        source = self._settings.source
        if not self._settings.audit.daily or source is None or self.path is None:
            return
        now = self._now()
        if now - self._audited_at < DAY_S or now - self._began_at < AUDIT_AFTER_S:
            return
        self._audited_at = now
        try:
            codes = await new_weaknesses(self.path, source, is_first=not self._has_audit)
        except NoAuditError as error:
            self._say(
                Message(
                    "{path}: the daily audit gave no result ({why}); it is tried again tomorrow, and "
                    "`veilleur audit` says what is wrong.",
                    path=self.path,
                    why=error.message,
                )
            )
            return
        self._has_audit = True
        if codes:
            self._report(Change(ChangeKind.WEAKNESS, tuple(codes)))


def watched_path(settings: Settings) -> Path | None:
    """What the configuration names; else where set-up found the files of a switch on this machine."""
    if settings.audit.path is not None:
        return settings.audit.path
    directory = str(getattr(settings.switch, "directory", "") or "")
    audit = _audit_of(settings)
    if audit is None or not directory or not Path(directory).is_dir():
        return None
    return audit.watched(Path(directory))


def _audit_of(settings: Settings) -> Audit | None:
    for adapter in adapters():
        if settings.switch is not None and adapter.name == settings.switch.adapter:
            return adapter.audit
    return None
