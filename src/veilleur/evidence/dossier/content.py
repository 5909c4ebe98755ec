"""What a dossier says, as plain values: gathered once, shown as pages, tables and figures.

Times are seconds since 1970 UTC, money micro-euros, numbers whole. Pitfall: a figure is what its calls add up
to and nothing else; each call names the line it was read from, so that anybody can add them up again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from veilleur.words.money import MicroEuro


class Grade(StrEnum):
    """How strong the proof is."""

    WATCHED = "watched"  # a guard saw it happen, and its chained journal says so
    RECORDS_ONLY = "records_only"  # call records that were read afterwards


class Basis(StrEnum):
    """Where the price of a call comes from."""

    BILL = "bill"  # the record itself says it
    DECK = "deck"  # the site's own price list
    ESTIMATE = "estimate"  # prices built into Veilleur
    NONE = "none"  # not answered: it costs nothing


class Tax(StrEnum):
    """Whether amounts are with VAT."""

    WITH = "with"
    WITHOUT = "without"
    UNKNOWN = "unknown"


class Source(NamedTuple):
    """Where something was read. line: of a file, or the number of a journal's entry.

    sha256: of the whole file, or of the entry as the chain has it.
    """

    file: str
    line: int
    sha256: str


class ProvenCall(NamedTuple):
    """One outgoing call. cost: by `basis`; at_most: what it hardly exceeds. state: "", "refused" or "cut"."""

    at: float
    id: str
    extension: str
    number: str
    called: str
    territory: str
    place: str
    origin: str
    seconds: float
    basis: Basis
    cost: MicroEuro
    at_most: MicroEuro
    source: Source
    state: str = ""
    is_closed: bool = False  # it began outside the opening hours
    is_end_known: bool = True  # else it was answered, and how long it lasted and what it cost is not known

    @property
    def is_answered(self) -> bool:
        """Whether it was answered at all."""
        return self.seconds > 0 or not self.is_end_known

    @property
    def is_cost_known(self) -> bool:
        """Whether its cost is: without the length, only a bill says it."""
        return self.is_end_known or self.basis is Basis.BILL


class Amounts(NamedTuple):
    """What some calls come to."""

    tried: int
    answered: int
    seconds: float
    by_bill: MicroEuro
    by_deck: MicroEuro
    by_estimate: MicroEuro
    at_most: MicroEuro

    @property
    def cost(self) -> MicroEuro:
        """All of it, whatever says so."""
        return self.by_bill + self.by_deck + self.by_estimate


class Parts(NamedTuple):
    """A line of the time-line taken apart, in one language, so that what repeats can be said once.

    whole: what was done and to whom, without reasons. act: the same without the number called. message: what
    an alert says, its first reason. reasons: the heaviest, as pairs of a reason's identity (the same in both
    languages, whatever its count) and its sentence. has_more: whether the journal has lighter ones.
    """

    whole: str = ""
    act: str = ""
    message: str = ""
    reasons: tuple[tuple[str, str], ...] = ()
    has_more: bool = False


class Step(NamedTuple):
    """One line of the time-line.

    kind: "seen" (a trace of the attack), "done" (a measure), "alert" (sent), "answer" (a person), "calls".
    fr, en: the whole line in both languages. times: how often it came until last_at. is_counted: whether the
    line itself says how often. parts_fr, parts_en: empty where the line has no parts. attempt: more than 1
    when it is repeated for want of a confirmation. is_turn: what was stopped may go on from here.
    """

    at: float
    kind: str
    fr: str
    en: str
    source: Source
    times: int = 1
    last_at: float = 0.0
    is_counted: bool = False
    parts_fr: Parts = Parts()
    parts_en: Parts = Parts()
    attempt: int = 1
    is_turn: bool = False


class Month(NamedTuple):
    """What is known of one month before. month: "2026-10". abroad: calls that cost extra."""

    month: str
    calls: int
    seconds: float
    abroad: int
    abroad_cost: MicroEuro
    to_places: int  # of them, to the places of the attack


class RawFile(NamedTuple):
    """One file that the dossier stands on. kept_as: its name in the bundle."""

    kept_as: str
    name: str
    sha256: str
    size_bytes: int
    read_at: float
    format_name: str
    lines_rejected: int


class AuditDone(NamedTuple):
    """One audit that the journal holds. weak: numbers of the checks that did not hold.

    is_signed: with the key that signs dossiers.
    """

    at: float
    score: int
    weak: tuple[int, ...]
    unknown: int
    source: Source
    is_signed: bool = False


class SnapshotTaken(NamedTuple):
    """One snapshot of the configuration. why: start, change, daily or incident. digest: that names it."""

    at: float
    why: str
    digest: str
    source: Source


@dataclass(frozen=True, slots=True)
class ConfigurationCompared:
    """The configuration before and after. before, after: None where none was taken. lines: the difference.

    changed: files that differ.
    """

    before: SnapshotTaken | None = None
    after: SnapshotTaken | None = None
    changed: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


class ClockOffset(NamedTuple):
    """How far the source's clock was behind the guard's, in seconds: least, median and most of `events`."""

    least: float
    median: float
    most: float
    events: int


@dataclass(frozen=True, slots=True)
class Dossier:
    """All of it. reference: names the dossier. known_at: when somebody could first know of the attack.
    began_at, last_at: first and last sign of the attack, which are not those of its calls.

    hours_source: "configuration", "records" (read out of them) or "default". tax: of amounts by bill. months:
    oldest first. extension: names the guard's own journal, or the files. loss_before_measures: None where no
    watch took any.
    """

    reference: str
    grade: Grade
    program: str
    made_at: float
    site_name: str
    country: str
    timezone: str
    began_at: float
    last_at: float
    known_at: float
    known_by: str
    calls: tuple[ProvenCall, ...]
    steps: tuple[Step, ...]
    months: tuple[Month, ...]
    files: tuple[RawFile, ...]
    extensions: tuple[str, ...]
    hours_source: str
    tax: Tax = Tax.UNKNOWN
    clock: ClockOffset | None = None
    journal_head: tuple[int, str] = (0, "")
    journal_first: int = 0
    journal_last: int = 0
    saved_cost: MicroEuro = 0
    is_attack_open: bool = False
    audits: tuple[AuditDone, ...] = ()
    snapshots: tuple[SnapshotTaken, ...] = ()
    compared: ConfigurationCompared | None = None

    @property
    def calls_span(self) -> tuple[float, float]:
        """When the first and the last of its calls began; the attack's own hours where there is none."""
        times = [call.at for call in self.calls]
        return min(times, default=self.began_at), max(times, default=self.last_at)

    @property
    def whole_span(self) -> tuple[float, float]:
        """From the first sign or call to the last."""
        first, last = self.calls_span
        return min(first, self.began_at), max(last, self.last_at)

    @property
    def total(self) -> Amounts:
        """What all its calls come to."""
        return amounts(self.calls)

    def by_place(self) -> list[tuple[str, Amounts]]:
        """Amounts by territory or class, the dearest first."""
        return _grouped(self.calls, lambda call: call.place)

    def by_extension(self) -> list[tuple[str, Amounts]]:
        """Amounts by extension, the dearest first."""
        return _grouped(self.calls, lambda call: call.extension)

    def by_number(self) -> list[tuple[str, Amounts]]:
        """Amounts by number called, the dearest first."""
        return _grouped(self.calls, lambda call: call.called)

    @property
    def closed_calls(self) -> int:
        """Calls that began while the company was closed."""
        return sum(call.is_closed for call in self.calls)


def amounts(calls: Iterable[ProvenCall]) -> Amounts:
    """What calls come to."""
    calls = list(calls)

    def by(basis: Basis) -> MicroEuro:
        return sum(call.cost for call in calls if call.basis is basis)

    return Amounts(
        tried=len(calls),
        answered=sum(call.is_answered for call in calls),
        seconds=sum(call.seconds for call in calls),
        by_bill=by(Basis.BILL),
        by_deck=by(Basis.DECK),
        by_estimate=by(Basis.ESTIMATE),
        at_most=sum(call.at_most for call in calls),
    )


def added(totals: Iterable[Amounts]) -> Amounts:
    """What several groups of calls come to together."""
    columns = list(zip(*totals, strict=True))
    return Amounts(*map(sum, columns)) if columns else Amounts(0, 0, 0.0, 0, 0, 0, 0)


def _grouped(calls: Iterable[ProvenCall], key: Callable[[ProvenCall], str]) -> list[tuple[str, Amounts]]:
    groups: dict[str, list[ProvenCall]] = {}
    for call in calls:
        groups.setdefault(key(call), []).append(call)
    found = [(name, amounts(group)) for name, group in groups.items()]
    return sorted(found, key=lambda one: (-one[1].cost, -one[1].tried, one[0]))
