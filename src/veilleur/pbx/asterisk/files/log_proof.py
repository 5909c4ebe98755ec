"""Whether the log that we read is the one that the switch writes, proved by a line of our own making.

In: our logins to the manager, each of which makes the switch write a line (verbose 2); the steps of calls,
each of which is a line too (verbose 3, as wrong PINs are); and what kinds of lines were read. Out: whether
wrong PINs would show, and why not. Pitfall: a file that is there proves nothing: it may be an old one, of a
logger that was never reloaded; so silence after a login counts, and its reason is looked for.
"""

from __future__ import annotations

from enum import StrEnum

from veilleur.pbx.asterisk.files.security_log import Heard

SHOWS_WITHIN_S = 3.0  # unless the source of the lines takes longer
ENOUGH_STEPS = 100  # of calls in the dialplan, after which it is no chance that not one was logged


class LogTrouble(StrEnum):
    """Why no wrong PIN would be read."""

    ABSENT = "absent"  # there is no such file
    SILENT = "silent"  # nothing was written into it
    STRANGE = "strange"  # what was written has no form that we know
    NOT_VERBOSE = "not_verbose"  # it holds notices, and no verbose lines
    TOO_QUIET = "too_quiet"  # verbose lines, but not those of level 3


def trouble_of(heard: Heard, before: Heard, *, exists: bool) -> LogTrouble:
    """Why the line of a login did not show. before: what had been read before the login."""
    if not exists:
        return LogTrouble.ABSENT
    if heard.lines > before.lines:
        return LogTrouble.NOT_VERBOSE
    return LogTrouble.STRANGE if heard.strange > before.strange else LogTrouble.SILENT


class LogProof:
    """What is known of one log."""

    def __init__(self, shows_within_s: float = SHOWS_WITHIN_S) -> None:
        self._shows_within_s = shows_within_s
        self.trouble: LogTrouble | None = None
        self.is_proved = False
        self._provoked_at: float | None = None
        self._before = self._at_steps = Heard()
        self._steps = 0
        self._steps_since = 0.0

    def provoked(self, before: Heard, at: float) -> None:
        """We have logged in. before: what had been read just before; at: seconds of any steady clock."""
        if self._provoked_at is None:
            self._provoked_at, self._before = at, before

    def step_seen(self, heard: Heard, at: float) -> None:
        """A call made a step in the dialplan, and each is a line of level 3."""
        if not self._steps:
            self._at_steps, self._steps_since = heard.copy(), at
        self._steps += 1

    def look(self, heard: Heard, at: float, *, exists: bool) -> None:
        """Compare what was read with what must have been written."""
        if heard.steps > self._at_steps.steps:
            self._steps, self._at_steps = 0, heard.copy()
            self.trouble, self.is_proved = None, True
        elif self.trouble is None and self._is_a_step_missing(at):
            self.trouble, self.is_proved = LogTrouble.TOO_QUIET, False
        if self._provoked_at is None:
            is_late = self.trouble is not None and self.trouble is not LogTrouble.TOO_QUIET
            if is_late and heard.verbose > self._before.verbose:  # on a busy machine, yet it is read
                self.trouble, self.is_proved = None, True
            return
        if heard.verbose > self._before.verbose:
            self._provoked_at = None
            if self.trouble is not LogTrouble.TOO_QUIET:
                self.trouble, self.is_proved = None, True
        elif at >= self._provoked_at + self._shows_within_s:
            self._provoked_at = None
            self.trouble, self.is_proved = trouble_of(heard, self._before, exists=exists), False

    def _is_a_step_missing(self, at: float) -> bool:
        return self._steps >= ENOUGH_STEPS and at >= self._steps_since + self._shows_within_s
