"""One look at a file of call records after the fact: what was spent, and what was an attack.

In: records in order of start, and a judge that knows what they show to be normal (`judge_training`). Out: an
`Examination`.
Pitfall: caps are lifted here, since a spent cap is no proof of fraud, and the judge enforces, so that each
call gets a verdict of its own; it goes on learning from them.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from veilleur.detection.business_hours import Calendar
from veilleur.detection.judge_port import UNKNOWN_DETOUR, Judging
from veilleur.detection.replay import CallOutcome, Replay
from veilleur.evidence.autodiallers import Diallers
from veilleur.evidence.disproportion import Disproportion
from veilleur.evidence.incoming_hours import IncomingHours
from veilleur.evidence.judge_training import without_caps
from veilleur.evidence.new_country_waves import Waves
from veilleur.evidence.past_incidents import MailboxVisits, Notice, PastCall, PastIncident, Total, joined
from veilleur.evidence.repeated_numbers import RepeatedNumbers
from veilleur.words.calls import INDIRECT_ORIGINS, Direction, Mode, Origin, Vantage
from veilleur.words.decisions import Reason
from veilleur.words.destinations import NumberClass
from veilleur.words.events import CallRecorded
from veilleur.words.ports import Numbering
from veilleur.words.site import Limits, Site

OBSERVATION_S = 14 * 86400.0  # as long as a new site only observes
STOPPED_CALLS_AT_MOST = 200_000  # kept one by one; what comes after is counted in the totals only
NEW_NUMBER_S = 7 * 86400.0  # a number first called this long before the attack may be its test call
NUMBERS_REMEMBERED = 1 << 16
CALLS_REMEMBERED_PER_NUMBER = 50
OTHER_CALLS_AT_MOST = 100_000
VISITS_BEFORE_S = 2 * 86_400.0
LEAST_VISITS = 3  # fewer are people who hear their messages
VISITS_REMEMBERED = 50_000
USUAL_CALLS_A_DAY = 3  # to a number known long before: stopped only because an attack was going on
UNKNOWN_CALLS, UNKNOWN_SHARE = 10, 0.2  # of all, to numbers of no country: the site is described wrongly
SILENT_DAYS = 8  # with no record at all: longer than a week with a bank holiday
BUSY_RECORDS_A_DAY = 5  # of a file that is seldom silent


@dataclass(slots=True)
class Examination:
    """What records show. first_at, last_at: period read, seconds since 1970 UTC; money in micro-euros.

    directions: records by direction. by_class, by_territory: outgoing calls; territories only of calls
    that leave the country or cost extra. knows_normal: the file is long enough to know what is usual.
    """

    first_at: float = 0.0
    last_at: float = 0.0
    directions: Counter[Direction] = field(default_factory=Counter)
    by_class: dict[NumberClass, Total] = field(default_factory=dict)
    by_territory: dict[str, Total] = field(default_factory=dict)
    incidents: list[PastIncident] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    charged: bool = False  # the records themselves say what calls cost
    suspect_ids: set[str] = field(default_factory=set)  # of calls that the judge would have stopped

    @property
    def records(self) -> int:
        """All records."""
        return sum(self.directions.values())

    @property
    def knows_normal(self) -> bool:
        """Whether the period is longer than the days that a new site is only observed."""
        return self.last_at - self.first_at > OBSERVATION_S

    @property
    def total(self) -> Total:
        """All outgoing calls."""
        whole = Total()
        for one in self.by_class.values():
            whole.join(one)
        return whole


def examine(records: Iterable[CallRecorded], site: Site, numbering: Numbering, judge: Judging) -> Examination:
    """Judge the records, which come in order of start, and join what was found."""
    examiner = Examiner(site, numbering, judge)
    examiner.examine(records)
    return examiner.found()


class Examiner:
    """The same for records that arrive in parts."""

    def __init__(self, site: Site, numbering: Numbering, judge: Judging) -> None:
        self._replay = Replay(without_caps(site), numbering, Vantage.ASKED, Mode.ENFORCE, judge)
        self._found = Examination()
        self._silent: list[Notice] = []
        self._visits: deque[float] = deque(maxlen=VISITS_REMEMBERED)  # to voicemail, from outside
        self._stopped: list[PastCall] = []
        self._others: dict[str, list[PastCall]] = {}  # allowed calls to numbers that are new, by number
        self._other_calls = 0
        self._night: list[PastCall] = []  # indirect calls of the closed period, below its cap so far
        self._night_cap = site.limits.closed_hours or Limits().closed_hours or 0
        self._first_called: dict[str, float] = {}
        self._suspect: set[str] = set()  # numbers of stopped calls
        self._known_long: Counter[tuple[str, int]] = Counter()  # stopped calls to known numbers, by day
        self._diallers = Diallers(site.country)
        self._home = site.country
        self._waves = Waves()
        self._calendar = Calendar(site)
        self._disproportion = Disproportion(self._calendar)
        self._repeated = RepeatedNumbers(self._calendar)
        self._incoming = IncomingHours(numbering, self._calendar)

    def examine(self, records: Iterable[CallRecorded], *, is_over: bool = True) -> None:
        """Judge records, which come in order of start. is_over: no more will come."""
        for outcome in self._replay.outcomes(self._noted(records), is_over=is_over):
            self._record(outcome)

    def found(self) -> Examination:
        """What all records so far show."""
        found = replace(self._found, notices=[])
        known = {call.id for call in self._stopped}
        # What nobody does on purpose, however likely the judge finds each call by itself.
        beyond = {call.id: call for call in (*self._disproportion.calls_of_hours(), *self._repeated.pumped())}
        late = [call for call in beyond.values() if call.id not in known]
        found.suspect_ids = known | beyond.keys()
        stopped = [call for call in self._stopped if not (self._diallers.has(call) or self._is_usual(call))]
        stopped += late
        others = [call for number in sorted(self._suspect) for call in self._others.get(number, ())]
        others = [call for call in others if not self._diallers.has(call)]
        incidents = joined(stopped, others)
        serious = [incident for incident in incidents if incident.is_serious]
        # The price of a number that is not understood is a guess, unless the file itself gives it.
        guessed = [] if found.charged else [incident for incident in serious if incident.is_guess]
        found.incidents = [incident for incident in serious if incident not in guessed]
        for place, incident in enumerate(found.incidents, start=1):
            incident.id = f"i{place}"
            incident.visits = self._visits_before(incident.began_at)
        found.notices += [_single(i) for i in incidents if not i.is_serious and i.total.cost > 0]
        found.notices += [_single(i)._replace(code="hangs_on_guess") for i in guessed]
        diallers = self._diallers.notices()
        found.notices += diallers
        reported = [call for incident in incidents for call in incident.calls]
        found.notices += [
            notice
            for notice in (
                *self._disproportion.notices(reported, found.charged),
                *self._repeated.notices(reported),
            )
            if not any(_is_of(dialler, notice) for dialler in diallers)
        ]
        found.notices += self._incoming.notices()
        found.notices += self._not_understood(found)
        found.notices += self._silences()
        found.notices.sort(key=lambda notice: notice.at)
        return found

    def _not_understood(self, found: Examination) -> list[Notice]:
        """A notice where the site is described wrongly, since numbers belong to no country."""
        unknown = found.by_class.get(NumberClass.UNASSIGNED, Total())
        if unknown.calls < UNKNOWN_CALLS or unknown.calls < UNKNOWN_SHARE * found.total.calls:
            return []
        return [
            Notice(
                code="unknown_numbers",
                at=found.first_at,
                until=found.last_at,
                calls=unknown.calls,
                cost=unknown.cost,
                territory=NumberClass.UNASSIGNED.value,
                answered=unknown.answered,
                seconds=unknown.seconds,
            )
        ]

    def _visits_before(self, at: float) -> MailboxVisits | None:
        """The calls that keyed into voicemail in the two days before, if there are many."""
        visits = [visit for visit in self._visits if at - VISITS_BEFORE_S <= visit <= at]
        return MailboxVisits(len(visits), visits[0], visits[-1]) if len(visits) >= LEAST_VISITS else None

    def _silences(self) -> list[Notice]:
        """Days without a record, in a file that has many on other days."""
        found = self._found
        silent = sum(notice.until - notice.at for notice in self._silent)
        days = max(1.0, (found.last_at - found.first_at - silent) / 86_400)
        return self._silent[:3] if found.records / days >= BUSY_RECORDS_A_DAY else []

    def _noted(self, records: Iterable[CallRecorded]) -> Iterator[CallRecorded]:
        found, directions = self._found, self._found.directions
        for record in records:
            last = found.last_at
            if not last:
                found.first_at = last = record.at
            if record.at - last > SILENT_DAYS * 86400.0:
                self._silent.append(Notice("unread_days", last, record.at))
            found.first_at, found.last_at = min(found.first_at, record.at), max(last, record.at)
            directions[record.direction] += 1
            self._incoming.observe(record)
            if record.direction is Direction.IN and record.origin is Origin.VOICEMAIL:
                self._visits.append(record.at)
            yield record

    def _record(self, outcome: CallOutcome) -> None:
        found, destination = self._found, outcome.destination
        number_class, record = destination.number_class, outcome.record
        cost, at_most = record.charged, None
        if cost is None:
            cost, at_most = (
                destination.usual.cost(record.billed_s),
                destination.cautious.cost(record.billed_s),
            )
        total = found.by_class.get(number_class)
        if total is None:
            total = found.by_class[number_class] = Total()
        total.add(record.billed_s, cost, at_most)
        call = PastCall(
            at=outcome.at,
            id=outcome.id,
            extension=record.extension,
            number=record.number,
            e164=destination.e164,
            territory=destination.territory,
            number_class=number_class,
            origin=record.origin,
            billed_s=record.billed_s,
            cost=cost,
            is_stopped=_is_suspect(outcome),
            reasons=outcome.explained,
            is_home=destination.territory == self._home,
            at_most=at_most,
        )
        self._repeated.observe(call)
        if not destination.is_capped:
            return
        found.charged = found.charged or record.charged is not None
        self._disproportion.observe(call)
        found.by_territory.setdefault(call.place, Total()).add(record.billed_s, cost, at_most)
        self._diallers.observe(call)
        wave = self._waves.observe(call, destination.cautious.per_minute, found.first_at)
        if call.is_stopped:
            if len(self._stopped) < STOPPED_CALLS_AT_MOST:
                self._stopped.append(call)
                self._suspect.add(call.called)
                if self._is_known_long(call):
                    self._known_long[call.called, int(call.at // 86_400)] += 1
        else:
            self._remember(call)
            self._watch_the_night(call)
        self._stop_late([one for one in wave if not one.is_stopped], "wave_of_new_places")

    def _is_usual(self, call: PastCall) -> bool:
        """Whether the company calls this number as it did long before: its supplier is no attacker."""
        return 0 < self._known_long[call.called, int(call.at // 86_400)] <= USUAL_CALLS_A_DAY

    def _remember(self, call: PastCall) -> None:
        """Keep an allowed call while its number is not known: it may be a test call of the attack."""
        if self._is_known_long(call):
            self._other_calls -= len(self._others.pop(call.called, ()))
            return
        if self._calendar.moment(call.at).is_open:
            self._first_called.setdefault(call.called, call.at)
            if len(self._first_called) > NUMBERS_REMEMBERED:
                del self._first_called[next(iter(self._first_called))]
        kept = self._others.setdefault(call.called, [])
        if len(kept) < CALLS_REMEMBERED_PER_NUMBER or call.called in self._suspect:
            kept.append(call)
            self._other_calls += 1
        while self._other_calls > OTHER_CALLS_AT_MOST:
            self._other_calls -= len(self._others.pop(next(iter(self._others))))

    def _watch_the_night(self, call: PastCall) -> None:
        """What leaves through a forward or voicemail of a closed company for more than its cap.

        The watch would have cut it whatever the judge thinks, and nobody sat at a telephone.
        """
        moment = self._calendar.moment(call.at)
        if moment.is_open or call.origin not in INDIRECT_ORIGINS or self._is_known_long(call):
            return
        if self._night and self._calendar.moment(self._night[0].at).period != moment.period:
            self._night = []
        self._night.append(call)
        if sum(one.risked for one in self._night) > self._night_cap:
            self._stop_late(self._night, "cap_closed_hours")
            self._night = []

    def _stop_late(self, calls: list[PastCall], code: str) -> None:
        """Calls that were let through, each by itself, and are an attack together."""
        for one in calls:
            self._suspect.add(one.called)
            self._stopped.append(one._replace(is_stopped=True, reasons=(Reason(code), *one.reasons)))
        stopped = {one.id for one in calls}
        for number in {one.called for one in calls}:
            left = [one for one in self._others.get(number, ()) if one.id not in stopped]
            self._other_calls -= len(self._others.get(number, ())) - len(left)
            self._others[number] = left

    def _is_known_long(self, call: PastCall) -> bool:
        """Whether people called this number in opening hours long before."""
        return call.at - self._first_called.get(call.called, call.at) > NEW_NUMBER_S


def _is_suspect(outcome: CallOutcome) -> bool:
    # Where a watch would have asked the owner first, as a precaution, nothing speaks of an attack.
    return outcome.decision in ("refuse", "cut") and UNKNOWN_DETOUR not in outcome.reasons[:1]


def _is_of(dialler: Notice, notice: Notice) -> bool:
    """Whether a notice is about the calls of a machine that is reported already."""
    return (
        dialler.number == notice.number
        and dialler.extension == notice.extension
        and dialler.at <= notice.until
        and notice.at <= dialler.until
    )


def _single(incident: PastIncident) -> Notice:
    total, first = incident.total, incident.calls[0]
    return Notice(
        code="single_calls",
        at=incident.began_at,
        until=incident.last_at,
        calls=total.calls,
        cost=total.cost,
        extension=first.extension,
        number=first.called,
        territory=first.place,
        answered=total.answered,
        seconds=total.seconds,
    )
