"""What another configuration would have done with the calls of the last twelve months.

In: the journal's calls, the site as it is and as it would be. Out: counts before and after, with examples.
Pitfall: the journal knows calls that went out and not those that were refused, so it says what would have
been stopped of them, and its time span is shown. Reading a year takes seconds, so `PastCalls` is read once
and read on; calls that no rule can touch are counted as they are read, not played.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from veilleur.config import Settings
from veilleur.detection.replay import Replay
from veilleur.history.call_texts import call_event, event_of, number_of
from veilleur.journal import JournalReader
from veilleur.journal.reader import EventTexts
from veilleur.words.calls import Direction, Vantage
from veilleur.words.events import CallAnswered, CallEnded, CallRecorded, CallStarted, OwnerAnswered
from veilleur.words.money import MicroEuro
from veilleur.words.site import Site

PREVIEWED_S = 366 * 86_400.0
PREVIEWED_CALLS_MOST = 400_000
ALIVE_MOST = 20_000
EXAMPLES_MOST = 3
STOPPED = ("refuse", "cut", "ask")
_STARTED, _ANSWERED, _ENDED, _RECORDED = (
    kind.__name__ for kind in (CallStarted, CallAnswered, CallEnded, CallRecorded)
)


class Trial(NamedTuple):
    """What is tried. answers: (scope, value, whether it may pass) of what people have said for good."""

    site: Site
    answers: tuple[tuple[str, str, bool], ...] = ()


class Example(NamedTuple):
    """One call that would be treated otherwise. number: as dialled."""

    at: float
    extension: str
    number: str
    is_stopped: bool  # with the new configuration


class Preview(NamedTuple):
    """Before and after. Money in micro-euros, times in seconds since 1970 UTC."""

    calls: int
    since: float
    until: float
    honest_stopped: tuple[int, int]
    hostile_stopped: tuple[int, int]
    cost: tuple[MicroEuro, MicroEuro]
    examples: tuple[Example, ...]


class _Outcome(NamedTuple):
    call: str
    is_stopped: bool
    cost: MicroEuro


@dataclass(slots=True)
class _Alive:
    number: str
    event: CallStarted | None  # None: no rule can touch it
    answered_at: float | None = None


class PastCalls:
    """The calls out of one site's journal, kept to be played more than once.

    Raises:
        JournalError: from the methods, when the journal cannot be read.
    """

    def __init__(self, settings: Settings, vantage: Vantage) -> None:
        self._file, self._site, self._vantage = settings.journal.file, settings.site, vantage
        self._numbering = settings.numbering()
        self._known = Replay(self._site, self._numbering, vantage)
        self._alive: dict[str, _Alive] = {}
        self._records: list[CallRecorded] = []
        self._calls = 0  # with those that are not played
        self._quiet_cost: MicroEuro = 0
        self._since = 0.0
        self._last = -1
        self._kept: tuple[Trial, int, list[_Outcome]] | None = None

    def read(self, now: float) -> None:
        """Read on to the journal's end."""
        reader = JournalReader(self._file)
        try:
            if self._last < 0:
                self._last = reader.before(now - PREVIEWED_S)
            for texts in reader.event_texts(after=self._last, site=self._site.name):
                if self._calls >= PREVIEWED_CALLS_MOST:
                    break
                self._last = texts.seq
                self._take(texts)
        finally:
            reader.close()
        self._records.sort(key=lambda one: one.at)

    def prepare(self, before: Trial, now: float) -> None:
        """Read, and play what is in force: it stays while a person thinks of a change."""
        self.read(now)
        if self._kept is None or self._kept[:2] != (before, self._last):
            self._kept = (before, self._last, self._played(before))

    def preview(self, before: Trial, after: Trial, now: float, hostile: frozenset[str]) -> Preview:
        """Both, played over the same calls. hostile: calls that belong to incidents."""
        self.prepare(before, now)
        assert self._kept is not None
        was, will = self._kept[2], self._played(after)
        return Preview(
            calls=self._calls,
            since=self._since or now,
            until=now,
            honest_stopped=(_stopped(was, hostile, False), _stopped(will, hostile, False)),
            hostile_stopped=(_stopped(was, hostile, True), _stopped(will, hostile, True)),
            cost=(self._cost(was), self._cost(will)),
            examples=tuple(self._examples(was, will)),
        )

    def _cost(self, outcomes: list[_Outcome]) -> MicroEuro:
        return self._quiet_cost + sum(one.cost for one in outcomes)

    def _played(self, trial: Trial) -> list[_Outcome]:
        replay = Replay(replace(trial.site, name=self._site.name), self._numbering, self._vantage)
        begin = self._since - 1.0
        for scope, value, accepted in trial.answers:
            replay.watch.step(
                OwnerAnswered(
                    at=begin, seen_at=begin, accepted=accepted, scope=scope, value=value, until=None
                )
            )
        return [_Outcome(one.id, one.decision in STOPPED, one.cost) for one in replay.outcomes(self._records)]

    def _examples(self, was: list[_Outcome], will: list[_Outcome]) -> Iterator[Example]:
        """The newest calls that would be treated otherwise, each of another number, in order."""
        found: dict[str, Example] = {}
        for record, before, then in zip(reversed(self._records), reversed(was), reversed(will), strict=True):
            if before.is_stopped != then.is_stopped and record.number not in found:
                found[record.number] = Example(record.at, record.extension, record.number, then.is_stopped)
                if len(found) == EXAMPLES_MOST:
                    break
        yield from reversed(found.values())

    # --- reading ----------------------------------------------------------------------------------

    def _take(self, texts: EventTexts) -> None:
        """One event. What no rule can touch is read from its text, without making an event of it: nearly all
        calls of a year are such."""
        seen = call_event(texts.public)
        if seen is None:
            return
        kind, call, seen_at = seen
        if kind == _ENDED:
            alive = self._alive.pop(call, None)
            if alive is not None:
                self._end(alive, seen_at)
        elif kind == _ANSWERED:
            if call in self._alive:
                self._alive[call].answered_at = seen_at
        elif kind == _STARTED:
            self._begin(texts, call, seen_at)
        elif kind == _RECORDED and (event := event_of(texts)) is not None:
            assert isinstance(event, CallRecorded)
            if event.direction is Direction.OUT:
                self._count(event.at, event.number, event.billed_s, event.charged, event)

    def _begin(self, texts: EventTexts, call: str, seen_at: float) -> None:
        number = number_of(texts)
        if len(self._alive) >= ALIVE_MOST or number is None:
            return
        _, is_quiet = self._known.look_up(number)
        event = None if is_quiet else event_of(texts)
        if is_quiet or isinstance(event, CallStarted):
            self._alive[call] = _Alive(number, event if isinstance(event, CallStarted) else None)
            self._since = self._since or seen_at

    def _end(self, alive: _Alive, seen_at: float) -> None:
        answered_at = alive.answered_at
        billed_s = max(0.0, seen_at - answered_at) if answered_at is not None else 0.0
        record = _record_of(alive.event, seen_at, billed_s, answered_at) if alive.event else None
        self._count(seen_at, alive.number, billed_s, None, record)

    def _count(
        self,
        at: float,
        number: str,
        billed_s: float,
        charged: MicroEuro | None,
        record: CallRecorded | None,
    ) -> None:
        destination, is_quiet = self._known.look_up(number)
        self._calls += 1
        self._since = min(self._since or at, at)
        if is_quiet:
            self._quiet_cost += destination.price.cost(billed_s) if charged is None else charged
        elif record is not None:
            self._records.append(record)


def preview(
    settings: Settings, vantage: Vantage, after: Site, now: float, hostile: frozenset[str]
) -> Preview:
    """Another site over a journal, read for this once."""
    return PastCalls(settings, vantage).preview(Trial(settings.site), Trial(after), now, hostile)


def _record_of(
    started: CallStarted, ended_at: float, billed_s: float, answered_at: float | None
) -> CallRecorded:
    return CallRecorded(
        at=started.seen_at,
        seen_at=ended_at,
        call=started.call,
        direction=Direction.OUT,
        extension=started.extension,
        number=started.number,
        origin=started.origin,
        duration_s=max(0.0, ended_at - started.seen_at),
        billed_s=billed_s,
        answered=answered_at is not None,
        trunk=started.trunk,
    )


def _stopped(outcomes: list[_Outcome], hostile: frozenset[str], is_hostile: bool) -> int:
    return sum(1 for one in outcomes if one.is_stopped and (one.call in hostile) is is_hostile)
