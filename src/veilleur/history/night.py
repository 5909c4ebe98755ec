"""One night second by second, from the journal: which calls ran, what they had cost, what was decided.

In: journal entries of a span of time, in order. Out: a `Night` that knows each moment of it. Pitfall: money
here is counted by today's prices from answer to end, as `status` counts it; the incident's own sum is the
watch's. Both are bounded: an attacker can fill a night with calls, not a page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from veilleur.history.incidents import decision_of
from veilleur.journal import JournalReader
from veilleur.journal.reader import Entry
from veilleur.words.decisions import Decision, DecisionKind
from veilleur.words.events import CallAnswered, CallEnded, CallStarted
from veilleur.words.money import MicroEuro, Price
from veilleur.words.ports import Numbering

LEGS_MOST = 3_000
DECISIONS_MOST = 3_000
LONGEST_NIGHT_S = 86_400.0
MARGIN_S = 600.0  # before the first sign and after the last
RECENT_S = 60.0  # how long a decision is shown beside its moment
_HEARD = {kind.__name__ for kind in (CallStarted, CallAnswered, CallEnded)}


@dataclass(slots=True)
class NightLeg:
    """One call out. Times in seconds since 1970 UTC; None while it rings, or runs still."""

    call: str
    extension: str
    number: str
    territory: str
    price: Price | None  # None where caps do not count it
    began_at: float
    answered_at: float | None = None
    ended_at: float | None = None

    def runs_at(self, at: float) -> bool:
        """Whether it was there at a time."""
        return self.began_at <= at and (self.ended_at is None or at < self.ended_at)


class Moment(NamedTuple):
    """One second of a night. spent: of all capped calls until then. decisions: of the minute before."""

    at: float
    running: tuple[tuple[NightLeg, MicroEuro], ...]
    spent: MicroEuro
    decisions: tuple[Decision, ...]


@dataclass(slots=True)
class Night:
    """A span of time with its calls and decisions, both in order."""

    began_at: float
    ended_at: float
    numbering: Numbering
    legs: list[NightLeg] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    is_cut_short: bool = False

    def moment(self, at: float) -> Moment:
        """What was so at a time."""
        at = min(max(at, self.began_at), self.ended_at)
        running = tuple((leg, self._cost(leg, at)) for leg in self.legs if leg.runs_at(at))
        return Moment(
            at=at,
            running=running,
            spent=sum(self._cost(leg, at) for leg in self.legs),
            decisions=tuple(one for one in self.decisions if at - RECENT_S < one.at <= at),
        )

    def curve(self, points: int) -> list[tuple[float, MicroEuro, int]]:
        """(time, spent until then, calls running) at evenly spaced times."""
        step = (self.ended_at - self.began_at) / max(1, points - 1)
        found = []
        for place in range(points):
            moment = self.moment(self.began_at + place * step)
            found.append((moment.at, moment.spent, len(moment.running)))
        return found

    @staticmethod
    def _cost(leg: NightLeg, at: float) -> MicroEuro:
        if leg.answered_at is None or leg.price is None or at <= leg.answered_at:
            return 0
        until = at if leg.ended_at is None else min(at, leg.ended_at)
        return leg.price.cost(until - leg.answered_at)


def night_of(
    reader: JournalReader, site: str, numbering: Numbering, began_at: float, last_at: float
) -> Night:
    """The night around an incident.

    Raises:
        JournalError: when the journal cannot be read.
    """
    begin = began_at - MARGIN_S
    end = min(last_at + MARGIN_S, begin + LONGEST_NIGHT_S)
    return read_night(
        _until(reader.entries(after=reader.before(begin), site=site), end), numbering, begin, end
    )


def _until(entries: Iterable[Entry], end: float) -> Iterable[Entry]:
    for entry in entries:
        if entry.at > end:
            return
        yield entry


def read_night(entries: Iterable[Entry], numbering: Numbering, begin: float, end: float) -> Night:
    """The same from entries in order."""
    night, alive = Night(begin, end, numbering), dict[str, NightLeg]()
    for entry in entries:
        if entry.kind == "decision":
            decision = decision_of(entry)
            if decision is None or decision.kind in (DecisionKind.ALLOW, DecisionKind.LIMIT):
                continue
            if len(night.decisions) < DECISIONS_MOST:
                night.decisions.append(decision)
            else:
                night.is_cut_short = True
        elif entry.kind == "event" and entry.data.get("event") in _HEARD:
            _take(night, alive, entry)
    return night


def _take(night: Night, alive: dict[str, NightLeg], entry: Entry) -> None:
    try:
        event = entry.event()
    except (ValueError, TypeError):
        return  # tampered with, or of another version: `verify` says so
    if isinstance(event, CallStarted):
        if len(night.legs) >= LEGS_MOST:
            night.is_cut_short = True
            return
        meant = night.numbering.destination(event.number, event.outside_line_removed)
        leg = NightLeg(
            call=event.call,
            extension=event.extension,
            number=event.number,
            territory=meant.territory,
            price=meant.price if meant.is_capped else None,
            began_at=event.seen_at,
        )
        night.legs.append(leg)
        alive[event.call] = leg
    elif isinstance(event, CallAnswered) and event.call in alive:
        alive[event.call].answered_at = alive[event.call].answered_at or event.seen_at
    elif isinstance(event, CallEnded) and event.call in alive:
        alive.pop(event.call).ended_at = event.seen_at
