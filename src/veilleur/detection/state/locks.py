"""Locks: what nobody may use for a time, and the decisions that say so.

In: who or what is to be locked, and persons who open a lock. Out: lock and unlock decisions. Pitfall: what
is locked already is not locked again, so a lock does not grow while it holds.
"""

from __future__ import annotations

from veilleur.detection.state.context import WatchContext
from veilleur.detection.state.decisions import DecisionBook, Reasons
from veilleur.detection.state.lockouts import Lockouts
from veilleur.words.calls import Vantage
from veilleur.words.decisions import Decision, Subject


class Locks:
    """The locks of one site. `lockouts` counts what leads to them."""

    __slots__ = ("_context", "_decisions", "lockouts")

    def __init__(self, context: WatchContext, decisions: DecisionBook) -> None:
        self._context, self._decisions = context, decisions
        self.lockouts = Lockouts()

    def lock(
        self, subject: Subject, name: str, *, because: Reasons, incident: str, at_least_s: float = 0.0
    ) -> None:
        """Lock a mailbox, an outside caller, the keying of codes, or an extension, for a time."""
        now, key = self._context.now, f"{subject.value} {name}"
        if self.lockouts.is_locked(now, key):
            return
        until = self.lockouts.lock(now, key, at_least_s)
        is_caller = subject is Subject.CALLER
        self._decisions.lock(
            subject,
            f"…{name[-4:]}" if is_caller else name,
            because=because,
            number=name if is_caller else "",
            extension=name if subject in (Subject.EXTENSION, Subject.CODE) else "",
            until=until,
            incident=incident,
            observed=self._context.vantage is Vantage.RECORDS,  # nobody asks there: it holds no call back
        )

    def unlock(self, locked: Decision) -> None:
        """A person opens a lock before its time."""
        name = locked.number if locked.subject is Subject.CALLER else locked.target
        self.lockouts.unlock(f"{locked.subject.value} {name}")
        self._decisions.unlock(locked)

    def is_extension_locked(self, extension: str) -> bool:
        """Whether an extension may not call capped destinations now."""
        return self.lockouts.is_locked(self._context.now, f"extension {extension}")

    def is_code_locked(self, extension: str) -> bool:
        """Whether codes keyed at this extension are not taken now."""
        return self.lockouts.is_locked(self._context.now, f"code {extension}")
