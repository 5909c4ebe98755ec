"""What the rooms of the watch share: time, who is asked, what is open, and the way decisions are said.

In: the parts of one watch. Out: decisions, in order, in `out`. What a reader would get wrong: `now` is
the watch's own time, the largest `seen_at` so far; the time `at` of an event is never used here. Evidence
goes two ways at once: to the judge, who weighs it, and into the incident it belongs to, which is told.
"""

from __future__ import annotations

from sys import intern
from typing import Any

from veilleur.detection.business_hours import Calendar
from veilleur.detection.judge_port import CallFacts, Entity, Judging, Verdict, Witnessed
from veilleur.detection.signals.accumulator import whom
from veilleur.detection.signals.catalog import SIGNALS
from veilleur.detection.spending.ledger import Ledger
from veilleur.detection.state.incident_tracker import Incidents, Level, Touched
from veilleur.detection.state.lockouts import Doors
from veilleur.detection.state.unconfirmed_orders import Confirmation
from veilleur.words.calls import Mode, Origin, Vantage
from veilleur.words.codec import decode_decision, encode_decision
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.destinations import Destination
from veilleur.words.events import CallRecorded, CallRequested
from veilleur.words.money import MicroEuro
from veilleur.words.ports import Numbering
from veilleur.words.site import Site

REMEMBERED_MAX = 256  # entries of each table that would otherwise grow for ever
NEWS_MAX = 32  # caps told of: a handful a day at most
FIRST_LOOK_S = 600.0  # by then a new watch has seen what is there
LONG_AWAY_S = 86_400.0  # after so long without an event what is found may be old again
AWAY_S = 60.0  # a switch without snapshots is taken to be seen again after so long
FRAUD_CALL_S = 1_200.0  # a fraud call runs 20 minutes (TransNexus 2019)
HOSTILE = 0.5  # from this probability on a stopped call is told of as an attack
HOSTILE_OBSERVED = 0.9  # ... and where the judge only observes
_REACTION_S = {Vantage.ASKED: 0.0, Vantage.LIVE: 1.0, Vantage.RECORDS: 1_200.0}


class WatchState:
    """The common ground of one site's watch."""

    def __init__(self, site: Site, numbering: Numbering, judge: Judging, vantage: Vantage) -> None:
        self.site, self.numbering, self.judge, self.vantage = site, numbering, judge, vantage
        self.calendar = Calendar(site)
        self.ledger = Ledger(site, self.calendar)
        self.doors = Doors()
        self.confirmation = Confirmation()
        self.incidents = Incidents()
        self.now = 0.0
        self.began: float | None = None
        self.paused_until = 0.0
        self.learning_until = 0.0  # what is found to be there before this may be as old as the site
        self.away_until = 0.0  # legs that began while we did not look were not asked about
        self.blind: dict[str, None] = {}
        self.running_to: dict[str, int] = {}  # number -> out legs alive
        self.undoable: dict[str, Decision] = {}  # decision id -> undo or lock that can be taken back
        self.out: list[Decision] = []
        self._seen: dict[str, None] = {}  # what happened at the doors, to know it when it is told twice
        self._count = 0
        self._alerted: dict[str, None] = {}  # caps told of, once per window
        self._modes = dict(site.mode_by_class)

    def time_is(self, seen_at: float) -> None:
        """Time has come so far; it never goes back."""
        if self.began is None:
            self.began = seen_at
        if seen_at > self.now:
            if seen_at > self.now + LONG_AWAY_S:
                self.learning_until = seen_at + FIRST_LOOK_S
            self.now = seen_at

    @property
    def is_paused(self) -> bool:
        """Whether the owner made the judge stand aside."""
        return self.now < self.paused_until

    @property
    def is_away(self) -> bool:
        """Whether a snapshot has still to tell what passed while we did not look."""
        return self.now < self.away_until

    def is_extension_locked(self, extension: str) -> bool:
        """Whether an extension may not call capped destinations now."""
        return self.doors.is_locked(self.now, f"extension {extension}")

    # --- the judge ----------------------------------------------------------------------------

    def verdict(
        self,
        name: str,
        event: Any,
        destination: Destination,
        has_permit: bool,
        is_joined: bool = False,
        is_only_set: bool = False,
    ) -> Verdict:
        """The judge's verdict on one call. event: CallRequested, CallStarted or CallRecorded."""
        closed, day = self.ledger.spent(self.now)
        accounts = self.ledger.accounts
        # A record is judged when it appears, by the hour at which the call was made.
        is_record = isinstance(event, CallRecorded)
        vantage = Vantage.RECORDS if is_record else self.vantage
        return self.judge.judge(
            CallFacts(
                moment=self.calendar.moment(min(self.now, event.at) if is_record else self.now),
                call=name,
                extension=event.extension,
                destination=destination,
                origin=event.origin if event.origin is not None else Origin.UNKNOWN,
                vantage=vantage,
                outside_caller=event.outside_caller,
                address="" if is_record else event.address,
                agent="" if is_record else event.agent,
                can_key_digits=isinstance(event, CallRequested) and event.can_key_digits,
                has_permit=has_permit,
                running_capped=len(accounts) - (name in accounts),
                running_same=self.running_to.get(destination.e164 or destination.dialled, 0),
                spent_closed=closed,
                spent_day=day,
                reaction_s=_REACTION_S[vantage],
                answered_s=event.billed_s if is_record else 0.0,
                request=getattr(event, "request", ""),
                watched_s=0.0 if self.began is None else self.now - self.began,
                is_only_set=is_only_set,
                is_joined=is_joined,
            )
        )

    def only_observes(self, destination: Destination, verdict: Verdict) -> bool:
        """Whether the mode of the site or class keeps this verdict from being carried out."""
        mode = self._modes.get(destination.number_class, self.site.mode) if self._modes else self.site.mode
        if verdict.proven or mode is Mode.ENFORCE:
            return False
        if mode is Mode.ASK:
            return verdict.kind is not DecisionKind.ASK
        days = self.site.observe_days
        return days == 0 or self.began is None or self.now < self.began + days * 86_400

    # --- evidence and incidents -----------------------------------------------------------------

    def evidence(
        self, signal: str, *touched: tuple[Entity, str], level: Level = Level.NOTHING, **values: str
    ) -> str:
        """Report evidence to the judge and to its incident, and announce that; gives the incident's id."""
        self.witness(signal, *touched, **values)
        return self.note(signal, touched, level, False, **values)

    def witness(self, signal: str, *touched: tuple[Entity, str], **values: str) -> None:
        """Report evidence to the judge alone. He knows a mailbox by its number."""
        entities = tuple(
            (entity, name.partition("@")[0]) if entity is Entity.MAILBOX else (entity, name)
            for entity, name in touched
            if name
        )
        self.judge.witness(Witnessed(self.now, signal, entities, tuple(values.items())))

    def note(
        self,
        code: str,
        touched: Touched,
        level: Level = Level.NOTHING,
        is_hostile: bool = False,
        **values: str,
    ) -> str:
        """Put something into its incident, and announce it when it mattered; gives the incident's id.

        is_hostile: no honest person does this, so it belongs to the attack that is going on.
        """
        declared = SIGNALS.get(code)
        if touched:  # whom the sentence is about
            values = {"about": whom(code, touched), **values}
        reason = Reason(code, declared.weight_db if declared else 0, tuple(values.items()))
        under_attack = bool(level) or is_hostile or self.judge.attack_db(self.now) > 0.0
        incident = self.incidents.evidence(self.now, reason, touched, under_attack)
        if level:
            self.announce(incident, level)
        return incident

    def announce(self, incident: str, level: Level) -> bool:
        """Wake the owner, once for each step an attack goes further; gives whether he was woken now."""
        code = self.incidents.reached(incident, level)
        if code:
            reasons = (Reason(code), *self.incidents.reasons(incident))
            self.say(DecisionKind.ALERT, Subject.SITE, self.site.name, reasons, incident=incident)
        return bool(code)

    def incident_of(self, touched: Touched) -> str:
        """The incident a decision about these belongs to; "" when none."""
        return self.incidents.find(touched) or self.incidents.current(self.now)

    def stopping(self, verdict: Verdict, touched: Touched, observed: bool) -> str:
        """The incident of a call that the judge would stop; begins one when it is hostile."""
        if not verdict.reasons or not self.is_hostile(verdict, observed):
            return self.incidents.find(touched)
        return self.incidents.evidence(self.now, verdict.reasons[0], touched, is_under_attack=True)

    def is_hostile(self, verdict: Verdict, observed: bool) -> bool:
        """Whether a stopped call is worth waking somebody."""
        if verdict.reasons and verdict.reasons[0].code == "owner_refused":
            return False  # the owner knows
        return verdict.proven or verdict.probability >= (HOSTILE_OBSERVED if observed else HOSTILE)

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
        incident: str = "",
        spared: MicroEuro = 0,
    ) -> Decision:
        """Decide."""
        self._count += 1
        decision = Decision(
            id=f"d{self._count}",
            at=self.now,
            kind=kind,
            subject=subject,
            target=target,
            reasons=reasons,
            number=number,
            extension=extension,
            until=until,
            incident=incident,
            attempt=1,
            observed=observed,
            spared=spared,
        )
        self.out.append(decision)
        return decision

    def next_id(self) -> str:
        """The id of the next decision."""
        self._count += 1
        return f"d{self._count}"

    def alert_cap(self, code: str) -> None:
        """Tell of a cap that is reached, once per window."""
        windows = self.calendar.windows(self.now)
        window = {"cap_closed_hours": windows.closed, "cap_month": windows.month}.get(code, windows.day)
        if self.is_news(f"{code} {window}"):
            incident = self.incidents.current(self.now)
            self.say(DecisionKind.ALERT, Subject.SITE, self.site.name, (Reason(code),), incident=incident)

    def is_double(self, event: Any, *about: str) -> bool:
        """Whether this very event at a door was told before.

        Only an event with a time of its source can be known again; one that bears the time at which we
        read it (a line of a log) may truly have happened twice.
        """
        if event.at == event.seen_at:
            return False
        key = " ".join((type(event).__name__, repr(event.at), *about))
        if key in self._seen:
            return True
        remember(self._seen, key, None)
        return False

    def is_news(self, key: str) -> bool:
        """Whether this was not told before."""
        if key in self._alerted:
            return False
        remember(self._alerted, key, None, NEWS_MAX)
        return True

    # --- locks --------------------------------------------------------------------------------

    def lock(self, subject: Subject, name: str, reasons: tuple[Reason, ...], incident: str) -> None:
        """Lock a mailbox, an outside caller, the keying of codes, or an extension, for a time."""
        key = f"{subject.value} {name}"
        if self.doors.is_locked(self.now, key):
            return
        until = self.doors.lock(self.now, key)
        is_caller = subject is Subject.CALLER
        decision = self.say(
            DecisionKind.LOCK,
            subject,
            f"…{name[-4:]}" if is_caller else name,
            reasons,
            number=name if is_caller else "",
            extension=name if subject in (Subject.EXTENSION, Subject.CODE) else "",
            until=until,
            incident=incident,
        )
        remember(self.undoable, decision.id, decision)

    def unlock(self, locked: Decision) -> None:
        """A person opens a lock before its time."""
        name = locked.number if locked.subject is Subject.CALLER else locked.target
        self.doors.unlock(f"{locked.subject.value} {name}")
        self.say(
            DecisionKind.UNLOCK, locked.subject, locked.target, locked.reasons, locked.number,
            locked.extension, incident=locked.incident,
        )  # fmt: skip

    # --- state --------------------------------------------------------------------------------

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "now": self.now,
            "began": self.began,
            "paused_until": self.paused_until,
            "count": self._count,
            "away_until": self.away_until,
            "learning_until": self.learning_until,
            "wall_ahead_s": self.calendar.ahead_s,
            "blind": list(self.blind),
            "alerted": list(self._alerted),
            "seen": list(self._seen),
            "undoable": {name: encode_decision(decision) for name, decision in self.undoable.items()},
            "incidents": self.incidents.save(),
            "ledger": self.ledger.save(),
            "doors": self.doors.save(),
            "confirmation": self.confirmation.save(),
            "judge": self.judge.save(),
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self.now, self.began, self.paused_until = data["now"], data["began"], data["paused_until"]
        self._count, self.away_until = data["count"], data["away_until"]
        self.learning_until = data["learning_until"]
        self.calendar.clock_set(data["wall_ahead_s"])
        self.blind = dict.fromkeys(data["blind"])
        self._alerted = dict.fromkeys(map(intern, data["alerted"]))  # all sites have the same days
        self._seen = dict.fromkeys(data["seen"])
        self.undoable = {name: decode_decision(decision) for name, decision in data["undoable"].items()}
        self.incidents.load(data["incidents"])
        self.ledger.load(data["ledger"])
        self.doors.load(data["doors"])
        self.confirmation.load(data["confirmation"])
        self.judge.load(data["judge"])


def remember(table: dict[str, Any], key: str, value: Any, most: int = REMEMBERED_MAX) -> None:
    """Put into a bounded table: the oldest entry goes when it is full."""
    if key not in table and len(table) >= most:
        del table[next(iter(table))]
    table[key] = value
