"""What the rooms of the watch share: time, who is asked, what is open, and the way decisions are said.

In: the parts of one watch. Out: decisions, in order, in `out`. What a reader would get wrong: `now` is
the watch's own time, the largest `seen_at` so far; the time `at` of an event is never used here.
"""

from __future__ import annotations

from typing import Any

from veilleur.detection.confirmation import Confirmation
from veilleur.detection.doors import Doors
from veilleur.detection.hours import Calendar
from veilleur.detection.ledger import Ledger
from veilleur.detection.questions import CallFacts, Entity, Judging, Verdict, Witnessed
from veilleur.words.calls import Mode, Origin, Vantage
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.destinations import Destination
from veilleur.words.events import CallRecorded
from veilleur.words.ports import Numbering
from veilleur.words.site import Site

REMEMBERED_MAX = 2_000  # entries of each table that would otherwise grow for ever
_REACTION_S = {Vantage.ASKED: 0.0, Vantage.LIVE: 1.0, Vantage.RECORDS: 1_200.0}


class WatchState:
    """The common ground of one site's watch."""

    def __init__(self, site: Site, numbering: Numbering, judge: Judging, vantage: Vantage) -> None:
        self.site, self.numbering, self.judge, self.vantage = site, numbering, judge, vantage
        self.calendar = Calendar(site)
        self.ledger = Ledger(site, self.calendar)
        self.doors = Doors()
        self.confirmation = Confirmation()
        self.now = 0.0
        self.began: float | None = None
        self.paused_until = 0.0
        self.blind: dict[str, None] = {}
        self.is_away = False  # until a snapshot tells what passed while we did not look
        self.running_to: dict[str, int] = {}  # number -> out legs alive
        self.out: list[Decision] = []
        self._count = 0
        self._alerted: dict[str, None] = {}  # caps told of, once per window
        self._modes = dict(site.mode_by_class)

    @property
    def is_paused(self) -> bool:
        """Whether the owner made the judge stand aside."""
        return self.now < self.paused_until

    def is_extension_locked(self, extension: str) -> bool:
        """Whether an extension may not call capped destinations now."""
        return self.doors.is_locked(self.now, f"extension {extension}")

    # --- the judge ----------------------------------------------------------------------------

    def witness(self, signal: str, *entities: tuple[Entity, str]) -> None:
        """Report evidence to the judge."""
        self.judge.witness(Witnessed(self.now, signal, entities))

    def verdict(self, name: str, event: Any, destination: Destination, has_permit: bool) -> Verdict:
        """The judge's verdict on one call. event: CallRequested, CallStarted or CallRecorded."""
        closed, day = self.ledger.spent(self.now) if destination.is_capped else (0, 0)
        accounts = self.ledger.accounts
        # A record is judged when it appears, by the hour at which the call was made.
        is_record = isinstance(event, CallRecorded)
        return self.judge.judge(
            CallFacts(
                self.calendar.moment(min(self.now, event.at) if is_record else self.now),
                name,
                event.extension,
                destination,
                event.origin if event.origin is not None else Origin.UNKNOWN,
                self.vantage,
                event.outside_caller,
                getattr(event, "address", ""),
                getattr(event, "agent", ""),
                getattr(event, "can_key_digits", False),
                has_permit,
                len(accounts) - (name in accounts),
                self.running_to.get(destination.dialled, 0),
                closed,
                day,
                _REACTION_S[self.vantage],
                event.billed_s if is_record else 0.0,
            )
        )

    def only_observes(self, destination: Destination, verdict: Verdict) -> bool:
        """Whether the mode of the site or class keeps this verdict from being carried out."""
        mode = self._modes.get(destination.number_class.value, self.site.mode)
        if verdict.proven or mode is Mode.ENFORCE:
            return False
        if mode is Mode.ASK:
            return verdict.kind is not DecisionKind.ASK
        days = self.site.observe_days
        return days == 0 or self.began is None or self.now < self.began + days * 86_400

    # --- words --------------------------------------------------------------------------------

    def say(
        self,
        kind: DecisionKind,
        subject: Subject,
        target: str,
        reasons: tuple[Reason, ...] = (),
        number: str = "",
        extension: str = "",
        observed: bool = False,
        until: float | None = None,
    ) -> Decision:
        """Decide."""
        decision = Decision(
            self.next_id(), self.now, kind, subject, target, reasons, number, extension, until,
            observed=observed,
        )  # fmt: skip
        self.out.append(decision)
        return decision

    def next_id(self) -> str:
        """The id of the next decision."""
        self._count += 1
        return f"d{self._count}"

    def alert_cap(self, code: str) -> None:
        """Tell of a cap that is reached, once per window."""
        windows = self.calendar.windows(self.now)
        key = f"{code} {windows.closed if code == 'cap_closed_hours' else windows.day}"
        if code == "cap_month":
            key = f"{code} {windows.month}"
        if key not in self._alerted:
            remember(self._alerted, key, None)
            self.say(DecisionKind.ALERT, Subject.SITE, self.site.name, (Reason(code),))

    def lock_extension(self, extension: str, reasons: tuple[Reason, ...]) -> None:
        """Keep an extension from calling capped destinations for a time."""
        if extension and not self.is_extension_locked(extension):
            until = self.doors.lock(self.now, f"extension {extension}")
            self.say(
                DecisionKind.LOCK, Subject.EXTENSION, extension, reasons, extension=extension, until=until
            )

    # --- state --------------------------------------------------------------------------------

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "now": self.now,
            "began": self.began,
            "paused_until": self.paused_until,
            "count": self._count,
            "away": self.is_away,
            "blind": list(self.blind),
            "alerted": list(self._alerted),
            "ledger": self.ledger.save(),
            "doors": self.doors.save(),
            "confirmation": self.confirmation.save(),
            "judge": self.judge.save(),
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self.now, self.began, self.paused_until = data["now"], data["began"], data["paused_until"]
        self._count, self.is_away = data["count"], data["away"]
        self.blind = dict.fromkeys(data["blind"])
        self._alerted = dict.fromkeys(data["alerted"])
        self.ledger.load(data["ledger"])
        self.doors.load(data["doors"])
        self.confirmation.load(data["confirmation"])
        self.judge.load(data["judge"])


def remember(table: dict[str, Any], key: str, value: Any) -> None:
    """Put into a bounded table: the oldest entry goes when it is full."""
    if key not in table and len(table) >= REMEMBERED_MAX:
        del table[next(iter(table))]
    table[key] = value
