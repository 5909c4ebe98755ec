"""From where the lines of a switch's log come: a file, or systemd's journal.

In: `log_file` of veilleur.toml. Out: what is polled for the findings of new lines.
"""

from __future__ import annotations

from typing import Protocol

from veilleur.pbx.asterisk.files.journal_tail import JournalTail
from veilleur.pbx.asterisk.files.log_tail import LogTail
from veilleur.pbx.asterisk.files.security_log import Finding, Heard
from veilleur.pbx.asterisk.settings import JOURNALD


class LogSource(Protocol):
    """What is read of one log, from its present end on."""

    is_behind: bool
    shows_within_s: float  # a line that was provoked

    @property
    def exists(self) -> bool:
        """Whether it was there when last polled."""
        ...

    @property
    def heard(self) -> Heard:
        """What kinds of lines came."""
        ...

    def was_emptied(self) -> bool:
        """Whether what stood there was thrown away, by no rotation, since this was asked last."""
        ...

    def poll(self) -> list[Finding]:
        """The findings of new lines.

        Raises:
            SwitchError: when it cannot be read.
        """
        ...

    def close(self) -> None:
        """Read no more."""
        ...


def log_source(named: str, *, empties: bool = False) -> LogSource:
    """The log of this name. empties: it is a file of ours alone, which is emptied once read."""
    return JournalTail() if named == JOURNALD else LogTail(named, empties)
