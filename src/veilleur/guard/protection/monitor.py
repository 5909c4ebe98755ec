"""The monitor of the protection: signs from switch, journal and files go in, events for the watch come out.

In: what an adapter sees of its own pieces, what the journal's thread reports, Veilleur's own files, and
windows of maintenance. Out: `ProtectionLost` and `ProtectionRestored`, and notes by which a restart knows
what was held. Pitfall: signs may come from another thread; they are taken in once a second, in the guard's
own. What was closed is opened again: when the part is back, a strike is over, maintenance is announced, or
the guard begins again (what is still gone is lost once more then, after its grace).
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Container
from typing import Any

from veilleur.config import Settings
from veilleur.guard.alerting.alert_calls import CODE_NAME
from veilleur.guard.passcodes import Passcodes
from veilleur.guard.protection.losses import PARTS, ProtectionLosses, State
from veilleur.guard.protection.operator_closing import operator_closing
from veilleur.guard.protection.own_files import OwnFiles
from veilleur.journal import JournalReader
from veilleur.words.events import Event, ProtectionLost, ProtectionRestored
from veilleur.words.messages import Message

FILES_EVERY_S = 10.0
# The page's settings and `veilleur setup service` change files and then let the guard begin again: a guard
# that still runs after this time was not meant.
FILES_GRACE_S = 15.0
WINDOW_MAX_MINUTES = 24 * 60
NOTES_READ = 200_000  # entries at the end of the journal in which what was held is looked for
# Troubles of the journal's file that no accident makes while a guard has it open.
STRIKES = frozenset({"file_gone", "file_replaced"})
# An upgrade or an edited veilleur.toml changes files too: that wakes people and closes nothing.
ONLY_REPORTED = frozenset({"files"})
CODE_CHANGED = Message("the alert code was changed or taken away")
CODE_NOTED_EVERY_S = 86_400.0  # a guard that begins again finds the note among the newest entries
_HEX = re.compile(r"[0-9a-f]{64}")
Report = Callable[[Event], object]
Note = Callable[[dict[str, Any]], None]


class ProtectionMonitor:
    """Of one guard. report: takes an event for the watch; note: keeps a note in the journal."""

    def __init__(
        self,
        settings: Settings,
        report: Report,
        note: Note,
        files: OwnFiles | None = None,
        codes: Passcodes | None = None,
    ) -> None:
        """codes: among which is the one that announces maintenance."""
        self._settings, self._report, self._note = settings, report, note
        self._codes, self._code_before = codes, _mark(codes)
        self._code_noted_at = float("-inf")
        self._losses = ProtectionLosses()
        self._signs: deque[tuple[str, str | None, bool]] = deque(maxlen=1_000)
        self._files = files if files is not None else OwnFiles.of_installation(settings)
        self._files_at = float("-inf")
        self._changed: deque[tuple[float, str]] = deque()  # files, with when that is to be reported
        self._closed: set[str] = set()  # the parts for whose loss the watch keeps calls back
        self._held: set[str] = set()
        self._operator = operator_closing(settings)

    # --- signs, from any thread -------------------------------------------------------------------

    def seen(self, what: str, why: str | None, /, *, is_strike: bool = False) -> None:
        """See `pbx.adapter.Protection`."""
        self._signs.append((what, why, is_strike))

    def trouble(self, kind: str, why: str) -> None:
        """The journal's file was taken away under the guard."""
        if kind in STRIKES:
            self._signs.append(("journal", why, True))

    # --- the guard's own loop ---------------------------------------------------------------------

    def brought_back(self, reader: JournalReader, now: float) -> None:
        """What the journal says was held, and of an announced window that still goes on."""
        begin = max(0, reader.last()[0] - NOTES_READ)
        site = self._settings.site.name
        for entry in reader.entries(after=begin, site=site, kind="note", holding='"note":"protect'):
            if entry.data.get("note") == "protection" and entry.data.get("what") in PARTS:
                self._held.add(entry.data["what"])
                self._losses.back(entry.data["what"], now)
        for entry in reader.entries(after=begin, site=site, kind="note", holding='"note":"alert_code"'):
            mark = entry.data.get("mark")
            if isinstance(mark, str):
                self._code_before = bytes.fromhex(mark) if _HEX.fullmatch(mark) else None
        for entry in reader.entries(after=begin, site=site, kind="note", holding='"note":"maintenance"'):
            until = entry.data.get("until")
            self._losses.window_until = float(until) if isinstance(until, int | float) else 0.0
        if self._losses.window_until <= now:
            self._losses.window_until = 0.0

    def begins(self, closed: Container[str], now: float) -> None:
        """Open what an earlier run closed: it alone knew when that ends. closed: the watch's, of any kind."""
        for what in PARTS:
            if f"protection {what}" in closed:
                self._report(ProtectionRestored(now, now, what))

    def each_second(self, now: float) -> None:
        """Take signs in and report what is due."""
        self._look_at_files(now)
        while self._signs:
            what, why, is_strike = self._signs.popleft()
            if is_strike:
                self._losses.struck(what, why or "", now)
            elif why is None:
                self._losses.back(what, now)
                if what not in self._held:
                    self._held.add(what)
                    self._note({"note": "protection", "what": what})
            else:
                self._losses.gone(what, why, now)
        for loss in self._losses.due(now):
            if loss.is_back:
                self._restored(loss.what, now)
                continue
            may_close = loss.what not in ONLY_REPORTED
            closes = self._settings.last_resort.close_gate and may_close
            if closes:
                self._closed.add(loss.what)
            self._report(ProtectionLost(now, now, loss.what, loss.why, closes=closes))
            if self._operator is not None and may_close:
                self._operator.begin()
        for note in self._operator.outcomes() if self._operator is not None else ():
            self._note(note)

    def code_was(self, mark: bytes | None, now: float) -> None:
        """With which alert code maintenance is announced, None without one. It may stand in the file for that
        moment alone."""
        if self._codes is not None:
            self._take_code(mark, now)

    def window(self, minutes: float, now: float, by: str) -> float:
        """Announce maintenance from now on; 0 minutes end it. Gives until when."""
        until = now + 60 * minutes if minutes else now
        self._look_at_code(now)  # before the window: whoever takes the code away announces next
        self._losses.window(until, now)
        self._note({"note": "maintenance", "until": until, "by": by})
        if minutes:
            for what in PARTS:
                if what in self._closed or self._losses.state(what) is State.EXCUSED:
                    self._restored(what, now)
        return until

    def _restored(self, what: str, now: float) -> None:
        self._closed.discard(what)
        self._report(ProtectionRestored(now, now, what))

    def _look_at_files(self, now: float) -> None:
        if now - self._files_at >= FILES_EVERY_S:
            self._files_at = now
            self._look_at_code(now)
            for changed in self._files.changed():
                if now >= self._losses.window_until:  # else it happened in the window
                    self._changed.append((now + FILES_GRACE_S, changed))
        while self._changed and self._changed[0][0] <= now:
            self._signs.append(("files", self._changed.popleft()[1], True))

    def _look_at_code(self, now: float) -> None:
        self._take_code(_mark(self._codes), now)

    def _take_code(self, mark: bytes | None, now: float) -> None:
        """Report that the code was changed or taken away, also within a window or while no guard ran; the
        first one is no loss."""
        before, self._code_before = self._code_before, mark
        if before is not None and before != mark:
            self._losses.struck("files", CODE_CHANGED, now, is_excused=False)
        has_or_had_one = mark is not None or before is not None
        if has_or_had_one and (before != mark or now - self._code_noted_at >= CODE_NOTED_EVERY_S):
            self._code_noted_at = now
            self._note({"note": "alert_code", "mark": mark.hex() if mark is not None else ""})

    def data(self, now: float) -> dict[str, Any]:
        """Plain data for `status`."""
        until = self._losses.window_until
        return {
            "lost": [{"what": what, "why": why} for what, why in self._losses.lost.items()],
            "maintenance_until": until if until > now else None,
        }


def _mark(codes: Passcodes | None) -> bytes | None:
    return codes.mark(CODE_NAME) if codes is not None else None
