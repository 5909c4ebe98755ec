"""The rules that others ship, from their makers' documents, beside which Veilleur is measured.

In: words events. Out: decisions. Each stands at the place where its maker puts it: before the call, or after
its record. Thresholds are published here and are ours where the maker ships none.
Pitfall: none of these rules knows which calls are hostile.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence

from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.destinations import Destination
from veilleur.words.events import CallAnswered, CallEnded, CallRecorded, CallRequested, CallStarted, Event
from veilleur.words.money import MicroEuro, micro_euros
from veilleur.words.ports import Numbering

DAY_S = 86_400.0
YEASTAR_CALLS_PER_MINUTE = 5  # default of the S series and K2 (help.yeastar.com)
FREEPBX_CALLS_PER_DAY = 30  # international; the module ships no figure: ours
OPENSIPS_CALLS_PER_MINUTE = 8  # fraud_detection ships every threshold at 0 (off): these are ours
OPENSIPS_TOTAL_CALLS = 60
OPENSIPS_SEQUENTIAL_CALLS = 12
OPENSIPS_CONCURRENT_CALLS = 8
TELNYX_DAY = micro_euros(50)  # daily_spend_limit; set to the same 50 euros as our own cap of a day
TELNYX_MAX_RATE = micro_euros(1)  # max_destination_rate, euros a minute: ours
TELNYX_CONCURRENT = 10  # concurrent_call_limit, the account's default for a new one: ours
RECORDS_EVERY_S = 900.0
RECORDS_DAY = micro_euros(20)  # alarm of a record-based analyser: ours
# CFCA's ten top terminations of 2015 without the United Kingdom, with Zimbabwe of the French cases.
BLACK_LIST = frozenset({"CU", "SO", "BA", "EE", "LV", "GN", "RS", "SL", "LT", "ZW"})


class AskedRule:
    """A rule that is asked before each call and refuses by a count or a sum; subclasses say when."""

    def __init__(self, numbering: Numbering) -> None:
        """A rule of one site, without memory yet."""
        self.numbering = numbering
        self._alerted: set[str] = set()

    def step(self, event: Event) -> Sequence[Decision]:
        """Take one event in, give the decisions."""
        kind = type(event)
        if kind is CallRequested:
            assert isinstance(event, CallRequested)
            why = self.refuses(event, self.numbering.destination(event.number))
            return self._refuse(event, why) if why else ()
        if kind is CallStarted:
            assert isinstance(event, CallStarted)
            self.started(event, self.numbering.destination(event.number))
        elif kind is CallAnswered:
            assert isinstance(event, CallAnswered)
            self.answered(event)
        elif kind is CallEnded:
            assert isinstance(event, CallEnded)
            self.ended(event)
        return ()

    def refuses(self, event: CallRequested, destination: Destination) -> str:
        """Why this call is refused; "" when it is not."""
        raise NotImplementedError

    def started(self, event: CallStarted, destination: Destination) -> None:
        """A call is being dialled."""

    def answered(self, event: CallAnswered) -> None:
        """Money runs."""

    def ended(self, event: CallEnded) -> None:
        """A call is gone."""

    def _refuse(self, event: CallRequested, why: str) -> Sequence[Decision]:
        at, request = event.at, event.request
        reasons = (Reason(why),)
        refusal = Decision(
            id="r", at=at, kind=DecisionKind.REFUSE, subject=Subject.REQUEST, target=request, reasons=reasons
        )
        key = f"{event.extension}/{int(at // DAY_S)}"
        if key in self._alerted:
            return (refusal,)
        self._alerted = {key}
        return (
            refusal,
            Decision(
                id="a",
                at=at,
                kind=DecisionKind.ALERT,
                subject=Subject.EXTENSION,
                target=event.extension,
                reasons=reasons,
            ),
        )


class CallsPerMinute(AskedRule):
    """Yeastar: a number of outgoing calls a minute per extension; above it the extension is locked for
    the rest of the minute (the product locks until an administrator acts; this is kinder to callers)."""

    def __init__(self, numbering: Numbering, most: int = YEASTAR_CALLS_PER_MINUTE) -> None:
        """The most calls in 60 seconds."""
        super().__init__(numbering)
        self._most = most
        self._starts: dict[str, deque[float]] = defaultdict(deque)

    def refuses(self, event: CallRequested, destination: Destination) -> str:
        """Whether the extension has begun more calls than allowed within 60 seconds."""
        return "calls_per_minute" if self.is_too_fast(event.at, event.extension) else ""

    def is_too_fast(self, at: float, extension: str) -> bool:
        """Count one call more."""
        starts = self._starts[extension]
        while starts and starts[0] <= at - 60:
            starts.popleft()
        starts.append(at)
        return len(starts) > self._most


class FraudDetection(AskedRule):
    """OpenSIPS fraud_detection, critical thresholds, per user: calls per minute, total, sequential and
    concurrent calls to dear destinations; counters begin again each day."""

    def __init__(self, numbering: Numbering) -> None:
        """Counters of each user, empty."""
        super().__init__(numbering)
        self._minute = CallsPerMinute(numbering, OPENSIPS_CALLS_PER_MINUTE)
        self._day = -1
        self._total: dict[str, int] = {}
        self._same: dict[str, tuple[str, int]] = {}
        self._alive: dict[str, str] = {}
        self._concurrent: dict[str, int] = defaultdict(int)

    def refuses(self, event: CallRequested, destination: Destination) -> str:
        """Whether a critical threshold of the user is passed."""
        if not destination.is_capped:
            return ""
        user, day = event.extension, int(event.at // DAY_S)
        if day != self._day:
            self._day, self._total, self._same = day, {}, {}
        self._total[user] = self._total.get(user, 0) + 1
        last, count = self._same.get(user, ("", 0))
        count = count + 1 if last == destination.dialled else 1
        self._same[user] = (destination.dialled, count)
        if self._minute.is_too_fast(event.at, user):
            return "calls_per_minute"
        if self._total[user] > OPENSIPS_TOTAL_CALLS:
            return "total_calls"
        if count > OPENSIPS_SEQUENTIAL_CALLS:
            return "sequential_calls"
        return "concurrent_calls" if self._concurrent[user] >= OPENSIPS_CONCURRENT_CALLS else ""

    def started(self, event: CallStarted, destination: Destination) -> None:
        """One more is alive."""
        if destination.is_capped:
            self._alive[event.call] = event.extension
            self._concurrent[event.extension] += 1

    def ended(self, event: CallEnded) -> None:
        """One less is alive."""
        user = self._alive.pop(event.call, None)
        if user is not None:
            self._concurrent[user] -= 1


class CountryBlackList(AskedRule):
    """A black list of countries."""

    def refuses(self, event: CallRequested, destination: Destination) -> str:
        """Whether the country is on the list."""
        return "black_list" if destination.territory in BLACK_LIST else ""


class OperatorDailyCap(AskedRule):
    """Telnyx-like outbound profile: daily spend, dearest rate, calls at once. Unlike the dialplan, the
    operator sees every call, so legs that nobody asked about are stopped there too (as cuts)."""

    def __init__(self, numbering: Numbering) -> None:
        """Nothing spent yet."""
        super().__init__(numbering)
        self._day, self._spent = -1, 0
        self._alive: dict[str, tuple[Destination, float | None]] = {}

    def refuses(self, event: CallRequested, destination: Destination) -> str:
        """Whether the operator turns the call away; money counts once a call has ended."""
        if not destination.is_capped:
            return ""
        if int(event.at // DAY_S) != self._day:
            self._day, self._spent = int(event.at // DAY_S), 0
        if destination.price.per_minute > TELNYX_MAX_RATE:
            return "max_destination_rate"
        if self._spent >= TELNYX_DAY:
            return "daily_spend_limit"
        return "concurrent_call_limit" if len(self._alive) >= TELNYX_CONCURRENT else ""

    def started(self, event: CallStarted, destination: Destination) -> None:
        """A dear call is alive."""
        if destination.is_capped:
            self._alive[event.call] = (destination, None)

    def answered(self, event: CallAnswered) -> None:
        """Its money runs."""
        if event.call in self._alive:
            self._alive[event.call] = (self._alive[event.call][0], event.at)

    def ended(self, event: CallEnded) -> None:
        """Its money is counted."""
        destination, answered_at = self._alive.pop(event.call, (None, None))
        if destination is not None and answered_at is not None:
            self._spent += destination.price.cost(event.at - answered_at)


class RecordRule:
    """A rule that reads records and can only alert: once a day, at its next run."""

    every_s = 0.0

    def __init__(self, numbering: Numbering) -> None:
        """Nothing counted yet."""
        self.numbering = numbering
        self._day, self._alerted_day = -1, -1
        self._due: float | None = None

    @property
    def wake_at(self) -> float | None:
        """When it runs again, if there is something to report."""
        return self._due

    def step(self, event: Event) -> Sequence[Decision]:
        """Take one event in, give the decisions."""
        at = event.seen_at
        if isinstance(event, CallRecorded) and event.direction.value == "out":
            destination = self.numbering.destination(event.number)
            if destination.is_capped:
                if int(at // DAY_S) != self._day:
                    self._day = int(at // DAY_S)
                    self.new_day()
                if self.is_too_much(event, destination) and self._alerted_day != self._day:
                    self._alerted_day = self._day
                    self._due = at if not self.every_s else (at // self.every_s + 1) * self.every_s
        if self._due is not None and at >= self._due:
            self._due = None
            return (
                Decision(
                    id="a",
                    at=at,
                    kind=DecisionKind.ALERT,
                    subject=Subject.SITE,
                    target="",
                    reasons=(Reason("volume"),),
                ),
            )
        return ()

    def new_day(self) -> None:
        """Count from nothing."""
        raise NotImplementedError

    def is_too_much(self, record: CallRecorded, destination: Destination) -> bool:
        """Count one record more."""
        raise NotImplementedError


class DailyCount(RecordRule):
    """FreePBX-like "abnormal call volume": international calls of the site per day."""

    count = 0

    def new_day(self) -> None:
        """Count from nothing."""
        self.count = 0

    def is_too_much(self, record: CallRecorded, destination: Destination) -> bool:
        """Whether the day has seen more dear calls than allowed."""
        self.count += 1
        return self.count > FREEPBX_CALLS_PER_DAY


class RecordAnalysis(RecordRule):
    """Analysis of records every 15 minutes: alarm when the day's dear calls cost too much."""

    every_s = RECORDS_EVERY_S
    spent: MicroEuro = 0

    def new_day(self) -> None:
        """Count from nothing."""
        self.spent = 0

    def is_too_much(self, record: CallRecorded, destination: Destination) -> bool:
        """Whether the day's sum is too high."""
        self.spent += destination.price.cost(record.billed_s)
        return self.spent > RECORDS_DAY
