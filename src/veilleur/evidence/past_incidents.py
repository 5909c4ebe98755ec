"""What was found in records: calls that the judge would have stopped, joined to incidents, and notices.

Plain values; times in seconds since 1970 UTC, money in micro-euros.
Pitfall: an incident also holds calls that the judge let through, when they went to a number of the incident
that was new then: the attacker's test calls belong to the attack.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from veilleur.words.calls import Origin
from veilleur.words.decisions import Reason
from veilleur.words.destinations import NumberClass
from veilleur.words.money import MicroEuro

JOIN_S = 48 * 3600.0  # a week-end without a call does not make two attacks of one; expert estimate
SAME_PLACE_JOIN_S = 14 * 86400.0  # for calls to a territory or number of the attack; expert estimate
# From here on it is an incident, below a notice; expert estimate.
SERIOUS_SPENT: MicroEuro = 10_000_000  # the default cap of a closed period, in however few calls
SERIOUS_CALLS, SERIOUS_CALLS_SPENT = 3, 6_000_000
MANY_CALLS = 10  # even if none was answered: somebody tries numbers
_FRENCH_DIRECTORY = re.compile(r"118\d{3}$")
GUESS_SHARE = 0.5  # of the money
# Numbers of the home country that cost extra: their class says more of a place than the country does.
PAID_AT_HOME = frozenset(
    {NumberClass.PREMIUM, NumberClass.PREMIUM_SHORT, NumberClass.DIRECTORY, NumberClass.SHARED_COST}
)


class PastCall(NamedTuple):
    """One outgoing call. number: as dialled; e164: "" for a short number.

    at_most: what it hardly exceeded, where its cost is an estimate; None where the record itself says it.
    """

    at: float
    id: str
    extension: str
    number: str
    e164: str
    territory: str
    number_class: NumberClass
    origin: Origin
    billed_s: float
    cost: MicroEuro
    is_stopped: bool  # the judge would have refused or cut it
    reasons: tuple[Reason, ...] = ()
    is_home: bool = False  # to a number of the site's own country
    at_most: MicroEuro | None = None

    @property
    def called(self) -> str:
        """The number by which calls to one place are distinguished."""
        return self.e164 or self.number

    @property
    def place(self) -> str:
        """The territory, or the class where there is none or where it says more."""
        return self.territory if self.territory and not self.is_paid_at_home else self.number_class.value

    @property
    def is_guess(self) -> bool:
        """Whether its price hangs on a number that was not understood, or hardly.

        A spare country code is mostly a number read wrongly, and so is what begins like a directory service
        but is no number of the French plan, which has six digits.
        """
        if self.number_class is NumberClass.DIRECTORY:
            return not _FRENCH_DIRECTORY.search(self.number)
        return self.number_class is NumberClass.UNASSIGNED

    @property
    def risked(self) -> MicroEuro:
        """What it may have cost: what is worth a look is decided by this, not by what it usually costs."""
        return self.cost if self.at_most is None else self.at_most

    @property
    def is_paid_at_home(self) -> bool:
        """Whether it went to a number of the home country that costs extra."""
        return self.is_home and self.number_class in PAID_AT_HOME


@dataclass(slots=True)
class Total:
    """Calls, billed seconds and cost of some calls. answered: those of the calls that cost time.

    estimated: what of the cost no record says; at_most: what that part hardly exceeds.
    """

    calls: int = 0
    seconds: float = 0.0
    cost: MicroEuro = 0
    answered: int = 0
    estimated: MicroEuro = 0
    at_most: MicroEuro = 0

    @property
    def charged(self) -> MicroEuro:
        """What the records themselves say."""
        return self.cost - self.estimated

    @property
    def risked(self) -> MicroEuro:
        """What the calls may have cost."""
        return self.charged + self.at_most

    def add(self, seconds: float, cost: MicroEuro, at_most: MicroEuro | None = None) -> None:
        """One more call. at_most: None where its record says the cost."""
        self.calls += 1
        self.answered += seconds > 0
        self.seconds += seconds
        self.cost += cost
        if at_most is not None:
            self.estimated += cost
            self.at_most += at_most

    def join(self, other: Total) -> None:
        """All calls of another sum as well."""
        self.calls += other.calls
        self.seconds += other.seconds
        self.cost += other.cost
        self.answered += other.answered
        self.estimated += other.estimated
        self.at_most += other.at_most

    def without(self, other: Total) -> Total:
        """What is left of the sum without a part of it."""
        return Total(
            calls=self.calls - other.calls,
            seconds=self.seconds - other.seconds,
            cost=self.cost - other.cost,
            answered=self.answered - other.answered,
            estimated=self.estimated - other.estimated,
            at_most=self.at_most - other.at_most,
        )


class Notice(NamedTuple):
    """An oddity worth a look that is no incident.

    code: faulty_dialler, single_calls, hangs_on_guess, night_calls, long_call, unusual_spending,
    premium_repeated, many_calls, long_incoming, closed_incoming, unknown_numbers, unread_days. at, until:
    from when to when.
    number: as dialled, or who called.
    """

    code: str
    at: float
    until: float
    calls: int = 0
    cost: MicroEuro = 0
    extension: str = ""
    number: str = ""
    territory: str = ""
    answered: int = 0
    seconds: float = 0.0


class MailboxVisits(NamedTuple):
    """Calls from outside that keyed into voicemail in the two days before an attack."""

    calls: int
    first_at: float
    last_at: float


@dataclass(slots=True)
class PastIncident:
    """An attack found in records. calls: in order of start. visits: the way in it may have used."""

    id: str
    calls: list[PastCall] = field(default_factory=list)
    visits: MailboxVisits | None = None

    @property
    def began_at(self) -> float:
        """Start of the first call."""
        return self.calls[0].at

    @property
    def last_at(self) -> float:
        """Start of the last call."""
        return self.calls[-1].at

    @property
    def total(self) -> Total:
        """What all its calls came to."""
        return _sum(self.calls)

    @property
    def places(self) -> dict[str, Total]:
        """Total by territory (or class), the dearest first."""
        by_place: dict[str, list[PastCall]] = {}
        for call in self.calls:
            by_place.setdefault(call.place, []).append(call)
        totals = {place: _sum(calls) for place, calls in by_place.items()}
        return dict(sorted(totals.items(), key=lambda item: (-item[1].cost, -item[1].calls, item[0])))

    @property
    def numbers(self) -> dict[str, Total]:
        """Total by number called, the dearest first."""
        by_number: dict[str, list[PastCall]] = {}
        for call in self.calls:
            by_number.setdefault(call.called, []).append(call)
        totals = {number: _sum(calls) for number, calls in by_number.items()}
        return dict(sorted(totals.items(), key=lambda item: (-item[1].cost, -item[1].calls, item[0])))

    @property
    def extensions(self) -> tuple[str, ...]:
        """Extensions it went through, the busiest first."""
        return tuple(
            name for name, _ in Counter(c.extension for c in self.calls if c.extension).most_common()
        )

    @property
    def origins(self) -> Counter[Origin]:
        """How its calls came to leave."""
        return Counter(call.origin for call in self.calls)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Codes of the evidence, the most frequent first."""
        codes = Counter(reason.code for call in self.calls if call.is_stopped for reason in call.reasons)
        return tuple(code for code, _count in codes.most_common())

    @property
    def first_reasons(self) -> tuple[Reason, ...]:
        """Why the first call that would have been stopped would have been, the heaviest first."""
        return next((call.reasons for call in self.calls if call.is_stopped), ())

    @property
    def is_serious(self) -> bool:
        """Whether it is more than one or two cheap calls."""
        return _is_serious([call for call in self.calls if call.is_stopped])

    @property
    def is_guess(self) -> bool:
        """Whether nothing serious is left of it without the numbers that were not understood."""
        return not _is_serious([call for call in self.calls if call.is_stopped and not call.is_guess])

    @property
    def is_mostly_guess(self) -> bool:
        """Whether most of its money hangs on numbers that were not understood."""
        guessed = _sum([call for call in self.calls if call.is_guess]).risked
        return guessed > 0 and guessed >= GUESS_SHARE * self.total.risked


def _is_serious(calls: list[PastCall]) -> bool:
    total = _sum(calls)
    least_spent = SERIOUS_CALLS_SPENT if total.calls >= SERIOUS_CALLS else SERIOUS_SPENT
    return total.risked >= least_spent or total.calls >= MANY_CALLS


def joined(stopped: list[PastCall], others: list[PastCall]) -> list[PastIncident]:
    """Calls that the judge would have stopped, joined to incidents; `others` went to the same numbers.

    Calls belong together that follow each other within JOIN_S, or within SAME_PLACE_JOIN_S when they go
    to a number or territory of the incident: an attacker who calls now and then is one attacker.
    """
    incidents: list[PastIncident] = []
    places: list[set[str]] = []
    for call in sorted(stopped):
        for back in range(len(incidents) - 1, -1, -1):
            gap = call.at - incidents[back].last_at
            if gap <= JOIN_S or (gap <= SAME_PLACE_JOIN_S and places[back] & {call.place, call.called}):
                incidents[back].calls.append(call)
                places[back] |= {call.place, call.called}
                break
        else:
            incidents.append(PastIncident("", [call]))
            places.append({call.place, call.called})
    for call in others:
        near = [i for i, known in enumerate(places) if call.called in known]
        if near:
            nearest = min(near, key=lambda i: abs(incidents[i].began_at - call.at))
            incidents[nearest].calls.append(call)
    for incident in incidents:
        incident.calls.sort()
    incidents.sort(key=lambda incident: incident.began_at)
    for place, incident in enumerate(incidents, start=1):
        incident.id = f"i{place}"
    return incidents


def _sum(calls: list[PastCall]) -> Total:
    total = Total()
    for call in calls:
        total.add(call.billed_s, call.cost, call.at_most)
    return total
