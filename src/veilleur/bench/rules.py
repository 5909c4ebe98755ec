"""The rules beside which Veilleur is measured, from their makers' documents.

In: words events. Out: decisions. Thresholds are published here and are ours where the maker ships
none. The one thing to get wrong: none of these rules knows which calls are hostile.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from veilleur.detection import Watch
from veilleur.detection.judge import Judge
from veilleur.detection.watch import AllowingJudge
from veilleur.numbering import DialPlan
from veilleur.words.calls import Mode, Vantage
from veilleur.words.decisions import Decision, DecisionKind, Subject
from veilleur.words.destinations import Destination
from veilleur.words.events import CallEnded, CallRecorded, CallRequested, CallStarted, Event
from veilleur.words.money import MicroEuro, micro_euros
from veilleur.words.site import Site

DAY_S = 86400.0


class Rule(Protocol):
    """A rule under test."""

    def step(self, event: Event) -> Sequence[Decision]:
        """Take one event in, give the decisions."""
        ...


class CountingRule:
    """Stops a call by a count or a sum; subclasses say when.

    At vantage `records` a rule can only find out: it alerts, once a day.
    """

    def __init__(self, site: Site) -> None:
        """A rule of one site, without memory yet."""
        self._plan = DialPlan(site)
        self._alerted_day = -1

    def step(self, event: Event) -> Sequence[Decision]:
        """Take one event in, give the decisions."""
        if isinstance(event, CallRequested):
            if self.stops(event.at, event.extension, self._plan.destination(event.number)):
                return self._decide(event.at, DecisionKind.REFUSE, Subject.REQUEST, event.request)
        elif isinstance(event, CallStarted):
            # Where leave was asked, the call was counted then.
            if not self.asked and self.stops(event.at, event.extension, self._plan.destination(event.number)):
                return self._decide(event.at, DecisionKind.CUT, Subject.CALL, event.call)
        elif isinstance(event, CallRecorded):
            destination = self._plan.destination(event.number)
            self.spent(event.seen_at, destination.price.cost(event.billed_s), destination)
            if self.stops(event.seen_at, event.extension, destination):
                return self._decide(event.seen_at, DecisionKind.ALERT, Subject.SITE, "")
        elif isinstance(event, CallEnded):
            self.ended(event)
        return ()

    asked = False

    def stops(self, at: float, extension: str, destination: Destination) -> bool:
        """Whether this call is one too many."""
        raise NotImplementedError

    def spent(self, at: float, cost: MicroEuro, destination: Destination) -> None:
        """Money of a record."""

    def ended(self, event: CallEnded) -> None:
        """A call is gone."""

    def _decide(self, at: float, kind: DecisionKind, subject: Subject, target: str) -> Sequence[Decision]:
        decisions = [Decision("r", at, kind, subject, target)]
        if int(at // DAY_S) != self._alerted_day and kind is not DecisionKind.ALERT:
            decisions.append(Decision("r", at, DecisionKind.ALERT, Subject.SITE, ""))
        elif kind is DecisionKind.ALERT and int(at // DAY_S) == self._alerted_day:
            return ()
        self._alerted_day = int(at // DAY_S)
        return decisions


class CallsPerMinute(CountingRule):
    """Yeastar's default: 5 outgoing calls a minute per extension (help.yeastar.com)."""

    def __init__(self, site: Site, most: int = 5) -> None:
        """At most so many calls in 60 seconds."""
        super().__init__(site)
        self._most = most
        self._starts: dict[str, deque[float]] = defaultdict(deque)

    def stops(self, at: float, extension: str, destination: Destination) -> bool:
        """Whether the extension has begun more calls than allowed within 60 seconds."""
        starts = self._starts[extension]
        while starts and starts[0] <= at - 60:
            starts.popleft()
        starts.append(at)
        return len(starts) > self._most


class DailyCount(CountingRule):
    """FreePBX's kind of "abnormal call volume": calls abroad of the site per day; threshold ours."""

    def __init__(self, site: Site, most: int = 30) -> None:
        """At most so many capped calls a day."""
        super().__init__(site)
        self._most, self._day, self._count = most, -1, 0

    def stops(self, at: float, extension: str, destination: Destination) -> bool:
        """Whether the site has begun more capped calls today than allowed."""
        if int(at // DAY_S) != self._day:
            self._day, self._count = int(at // DAY_S), 0
        self._count += destination.is_capped
        return destination.is_capped and self._count > self._most


class FraudDetection(CountingRule):
    """OpenSIPS fraud_detection's semantics per user: calls per minute, total, sequential.

    The module ships every threshold at 0 (off); those here are ours: critical at 8 calls a minute,
    60 calls abroad a day, 12 in sequence to one number.
    """

    def __init__(self, site: Site) -> None:
        """Counters of each user, empty."""
        super().__init__(site)
        self._minute = CallsPerMinute(site, 8)
        self._total = defaultdict[tuple[str, int], int](int)
        self._same: dict[str, tuple[str, int]] = {}

    def stops(self, at: float, extension: str, destination: Destination) -> bool:
        """Whether a critical threshold of the user is passed."""
        if not destination.is_capped:
            return False
        day = (extension, int(at // DAY_S))
        self._total[day] += 1
        last, count = self._same.get(extension, ("", 0))
        count = count + 1 if last == destination.dialled else 1
        self._same[extension] = (destination.dialled, count)
        too_fast = self._minute.stops(at, extension, destination)
        return too_fast or self._total[day] > 60 or count > 12


class CountryBlackList(CountingRule):
    """A black list of countries: CFCA's ten top terminations of 2015 without UK, plus Zimbabwe."""

    countries = frozenset({"CU", "SO", "BA", "EE", "LV", "GN", "RS", "SL", "LT", "ZW"})

    def stops(self, at: float, extension: str, destination: Destination) -> bool:
        """Whether the country is on the list."""
        return destination.territory in self.countries


class RecordAnalysis(CountingRule):
    """Analysis of records as they come: alarm when 20 euros were spent abroad within a day."""

    def __init__(self, site: Site) -> None:
        """No money spent yet."""
        super().__init__(site)
        self._sum, self._day = 0, -1

    def spent(self, at: float, cost: MicroEuro, destination: Destination) -> None:
        """Add up capped money of the day."""
        if int(at // DAY_S) != self._day:
            self._day, self._sum = int(at // DAY_S), 0
        self._sum += cost if destination.is_capped else 0

    def stops(self, at: float, extension: str, destination: Destination) -> bool:
        """Whether the day's sum is too high."""
        return self._sum > micro_euros(20)


class NoRule:
    """Nothing watches: the money at stake."""

    def step(self, event: Event) -> Sequence[Decision]:
        """No decision, ever."""
        return ()


RULES: dict[str, Callable[[Site, Vantage], Rule]] = {
    "Veilleur": lambda site, vantage: _watch(site, vantage, True),
    "caps alone": lambda site, vantage: _watch(site, vantage, False),
    "nothing": lambda site, vantage: NoRule(),
    "calls per minute (Yeastar)": lambda site, vantage: _placed(CallsPerMinute(site), vantage),
    "daily count (FreePBX-like)": lambda site, vantage: _placed(DailyCount(site), vantage),
    "fraud_detection (OpenSIPS)": lambda site, vantage: _placed(FraudDetection(site), vantage),
    "black list of countries": lambda site, vantage: _placed(CountryBlackList(site), vantage),
    "record analysis, EUR 20 a day": lambda site, vantage: _placed(RecordAnalysis(site), vantage),
}


def _watch(site: Site, vantage: Vantage, with_judge: bool) -> Watch:
    ready = replace(site, mode=Mode.ENFORCE)
    return Watch(ready, DialPlan(ready), Judge(ready) if with_judge else AllowingJudge(), vantage)


def _placed(rule: CountingRule, vantage: Vantage) -> CountingRule:
    rule.asked = vantage is Vantage.ASKED
    return rule
