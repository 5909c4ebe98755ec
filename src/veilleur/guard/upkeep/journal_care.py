"""The journal's upkeep while the guard runs: retention, seals, and heads that leave the house.

In: the guard's time, once a second, and word of each alert. Out: deletions, seals, one line each hour and at
each alert in the system's log, and such a line each minute at the witnesses. Pitfall: a head only proves
something once it stands where whoever rewrites the journal cannot reach: on this machine's log that holds
against a careless hand, on a log server or at a witness against root.
"""

from __future__ import annotations

import asyncio
import contextlib
import syslog
from collections.abc import Callable
from typing import Any

from veilleur.config import Settings
from veilleur.config.settings import LINES_NOT_UNDERSTOOD
from veilleur.guard.upkeep import journal_troubles
from veilleur.guard.upkeep.retention import Retention
from veilleur.guard.witness.couriers import Couriers
from veilleur.history.holds import holds
from veilleur.journal import Journal, JournalReader, Trouble
from veilleur.journal.restore import DAY_S, Recovered, clock_note
from veilleur.words.errors import InputError
from veilleur.words.messages import Message

SEAL_EVERY_S = 3_600.0
CASES_AT_ONCE = 20  # a year set wrong must not take all of them in one night
HEAD_AT_MOST_EVERY_S = 60.0  # at alerts, which may come by the hundred
SendHead = Callable[[str], None]


def to_syslog(line: str) -> None:
    """One line for the system's log; nothing happens where there is none."""
    syslog.syslog(syslog.LOG_NOTICE | syslog.LOG_DAEMON, line)


class JournalCare:
    """Looks after one guard's journal.

    say: takes a sentence for a person. send_head: takes a line that leaves the house. on_trouble: takes the
    kind of a trouble with the journal's files and its sentence, in the journal's own thread.
    """

    def __init__(
        self,
        settings: Settings,
        say: Callable[[str], None],
        send_head: SendHead,
        on_trouble: Callable[[str, str], None] = lambda _kind, _why: None,
    ) -> None:
        self._on_trouble = on_trouble
        self._settings, self._say, self._send_head = settings, say, send_head
        self._path = settings.journal.file
        self._retention = Retention(settings.journal.keep_personal_s, 0.0, 0.0)
        self._sealed_at = self._head_sent_at = float("-inf")
        self._is_held = False
        self._couriers: Couriers | None = None

    @property
    def held_days(self) -> int | None:
        """By how many days the clock jumped, while that keeps anything from being deleted; else None."""
        return round(self._retention.jump_s / DAY_S) if self._is_held else None

    def trouble(self, trouble: Trouble) -> None:
        """Say what is wrong with the journal's files; called by the journal's own thread."""
        sentence = journal_troubles.sentence(self._path, trouble)
        self._say(sentence)
        self._on_trouble(trouble.kind, sentence)

    def started(self, journal: Journal, recovered: Recovered, now: float, *, is_strange: bool) -> None:
        """The watch was brought back and the guard's time begins at `now`, seconds since 1970 UTC."""
        site = self._settings.site.name
        for sentence in journal_troubles.of_a_start(self._path, recovered, site, is_strange=is_strange):
            self._say(sentence)
        if recovered.wrong is not None:
            note: dict[str, Any] = {"note": "replay_stopped", **recovered.wrong._asdict()}
            journal.append_note(site, now, note)
        if recovered.returned is not None:
            journal.append_note(site, now, clock_note(recovered.returned))
        keep_s = self._settings.journal.keep_personal_s
        self._retention = Retention(keep_s, recovered.last_at, now)
        self._is_held = self._retention.is_held(now)
        if self.held_days is not None:
            self._say(journal_troubles.of_a_held_retention(self.held_days))
            journal.append_note(site, now, {"note": "clock_jumped", "days": self.held_days})

    def confirm_clock(self, journal: Journal, now: float, by: str) -> bool:
        """A person says that the clock is right; gives whether that was in question."""
        was_held, self._is_held = self._is_held, False
        self._retention.confirm_clock()
        journal.append_note(self._settings.site.name, now, {"note": "clock_confirmed", "by": by})
        return was_held

    def each_second(self, journal: Journal, now: float) -> float | None:
        """What is due by the clock; gives from when on people may be kept, once a day."""
        kept_from: float | None = None
        site = self._settings.site.name
        self._witness(journal, now)
        self._is_held = self._is_held and self._retention.is_held(now)
        if self._retention.is_due(now):
            reader = JournalReader(self._path)
            try:
                kept = tuple(holds(reader, site).values())
                before = self._retention.before(now, reader.oldest_personal(site, kept))
            finally:
                reader.close()
            kept_from = self._retention.kept_from(now)
            if before is not None:
                journal.forget_personal(site, before, now, wait_s=0.0, kept=kept)
            if kept_from is not None and self._retention.has_past:
                believed = kept_from + self._settings.journal.keep_personal_s
                self._forget_cases(journal, believed - self._settings.privacy.keep_cases_s, now)
        if now - self._sealed_at >= SEAL_EVERY_S:
            self._sealed_at = now
            journal.seal(site, now)
            self.send_head(journal, now)
        return kept_from

    def _forget_cases(self, journal: Journal, before: float, now: float) -> None:
        """Delete the folders of cases that are older than the settings say, some at a time."""
        from veilleur.evidence import CaseFolder

        cases = CaseFolder(self._settings.journal.cases)
        with contextlib.suppress(InputError, OSError):  # tried again tomorrow
            old = [case for case in cases.kept(LINES_NOT_UNDERSTOOD) if case.kept_at < before]
            for case in old[:CASES_AT_ONCE]:
                cases.forget(case)
                journal.append_note(
                    self._settings.site.name, now, {"note": "case_forgotten", "case": case.name}
                )

    def alerted(self, journal: Journal, now: float) -> None:
        """Somebody is being alerted: what is known now is sealed, and its head leaves the house."""
        if self._couriers is not None:
            self._couriers.hurry()
        if now - self._head_sent_at >= HEAD_AT_MOST_EVERY_S:
            journal.seal(self._settings.site.name, now)
            self.send_head(journal, now)

    @property
    def witnesses(self) -> list[dict[str, Any]]:
        """How each witness is served, as plain data."""
        return self._couriers.states() if self._couriers is not None else []

    def close(self, journal: Journal, now: float) -> None:
        """Commit what is left and close the journal; its last head leaves the house."""
        journal.close()
        if self._couriers is not None:
            self._couriers.stop(journal.head, now)

    def _witness(self, journal: Journal, now: float) -> None:
        """Let the head go to the witnesses; say of each when it is out of reach, and when it is back."""
        if self._couriers is None:
            if not self._settings.witnesses:
                return
            self._couriers = Couriers(self._settings)
        self._couriers.offer(journal.head, now)
        for sentence in self._couriers.changes():
            self._say(sentence)
            journal.append_note(self._settings.site.name, now, {"note": "witness", "what": sentence})

    def send_head(self, journal: Journal, now: float) -> None:
        """Let the number and hash of the last entry leave the house, without waiting for it."""
        self._head_sent_at = now
        number, digest = journal.head
        line = f"veilleur: journal head {number}:{digest} ({self._path})"
        asyncio.get_running_loop().run_in_executor(None, self._send_head, line)


def clock_is_behind(wall: float, last_at: float) -> Message | None:
    """What a person reads when the machine's clock lies a day or more before the journal's last entry."""
    if last_at - wall < DAY_S:
        return None
    return Message(
        "This machine's clock is {days} days behind the journal's last entry; opening hours follow the "
        "clock: set it.",
        days=round((last_at - wall) / DAY_S),
    )
