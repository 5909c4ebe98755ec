"""Incidents: what belongs to one attack, joined from the first wrong PIN to the last undo.

In: evidence and decisions with whom they touch. Out: incidents, and the moments at which one matters enough
to wake somebody. Pitfall: an incident begins with the first evidence, which is nearly always an honest slip;
it is announced only when it matters, and what never mattered is forgotten when it has been quiet for a day.
Two incidents that turn out to be one become the older one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from veilleur.detection.judge_port import Entity
from veilleur.words.decisions import Reason
from veilleur.words.incidents import Evidence, Incident
from veilleur.words.money import MicroEuro

INCIDENT_QUIET_S = 86_400.0  # an unannounced incident is forgotten after this time without anything new
ANNOUNCED_QUIET_S = 3 * 86_400.0  # a break-in on Friday is used on Sunday
JOINS_S = 6 * 3_600.0  # while somebody is inside, what is hostile elsewhere on the site is the same attack
OPEN_MAX = 100
CLOSED_MAX = 100
INCIDENT_NAMES_MAX = 50  # of each kind that one incident lists
EVIDENCE_MAX = 60
# Spent, from which on an incident is reported again each time it doubles; expert estimate.
GROWN: MicroEuro = 20_000_000

Touched = tuple[tuple[Entity, str], ...]


# Saved states keep the keys of the first versions.
_KEYS = {"saved_cost": "spared", "reported_spent": "told_spent"}
_NAMES = {key: name for name, key in _KEYS.items()}


class Level(IntEnum):
    """How far an attack has come. Each step up is announced once."""

    NOTHING = 0  # evidence that honest people give too
    PROBING = 1  # somebody tries to get in
    ENTERED = 2  # somebody is in, or a door was left open
    CALLING = 3  # hostile calls leave, or are stopped


ANNOUNCEMENTS = {
    Level.PROBING: "attack_probing",
    Level.ENTERED: "attack_entered",
    Level.CALLING: "attack_calling",
}


@dataclass(slots=True)
class _OpenIncident:
    """One open incident."""

    id: str
    began_at: float
    last_at: float
    level: int = 0
    names: dict[str, dict[str, None]] = field(default_factory=dict)  # kind of entity -> names
    evidence: dict[str, list[Any]] = field(default_factory=dict)  # key -> at, last_at, times, reason
    calls_stopped: int = 0
    forwards_undone: int = 0
    spent: MicroEuro = 0
    saved_cost: MicroEuro = 0
    reported_spent: MicroEuro = 0  # when the owner last heard that it costs more and more


class IncidentTracker:
    """The incidents of one site."""

    def __init__(self) -> None:
        self._quiet: dict[str, _OpenIncident] = {}  # not announced; in order of last news
        self._announced: dict[str, _OpenIncident] = {}
        self._closed: list[Incident] = []
        self._of: dict[str, str] = {}  # "extension 104" -> id
        self._count = 0

    def add(self, at: float, reason: Reason, touched: Touched, is_under_attack: bool = False) -> str:
        """Put evidence into the incident it belongs to, or begin one; gives its id."""
        self.close_quiet(at)
        found = self._join(at, touched, is_under_attack)
        if found is None:
            self._count += 1
            found = self._quiet[f"i{self._count}"] = _OpenIncident(f"i{self._count}", at, at)
            if len(self._quiet) > OPEN_MAX:
                self._forget(next(iter(self._quiet.values())))
        self._touch(found, at, touched)
        key = f"{reason.code} {touched[0][1] if touched else ''}"
        line = found.evidence.get(key)
        if line is not None:
            line[1], line[2] = at, line[2] + 1
        elif len(found.evidence) < EVIDENCE_MAX:
            found.evidence[key] = [at, at, 1, reason]
        return found.id

    def find(self, touched: Touched) -> str:
        """The open incident that touches any of these; "" when none does."""
        of = self._of
        if of:
            for entity, name in touched:
                found = of.get(_key(entity, name))
                if found is not None:
                    return found
        return ""

    @property
    def any_announced(self) -> bool:
        """Whether an incident that mattered may still go on."""
        return bool(self._announced)

    def is_announced(self, touched: Touched) -> bool:
        """Whether an announced incident touches any of these."""
        return self.find(touched) in self._announced

    def level_of(self, touched: Touched) -> Level:
        """How far the attacks have come that touch any of these."""
        found = [self._announced.get(self._of.get(_key(*pair), "")) for pair in touched]
        return Level(max((one.level for one in found if one is not None), default=0))

    def mattered_since(self, at: float) -> bool:
        """Whether an announced incident had news at this time or later."""
        return any(one.last_at >= at for one in self._announced.values()) or any(
            one.is_announced and one.last_at >= at for one in self._closed
        )

    def current(self, at: float) -> str:
        """The announced incident that is going on now; "" when there is none."""
        if self._announced:
            last = next(reversed(self._announced.values()))
            if last.last_at + JOINS_S >= at:
                return last.id
        return ""

    def raise_level(self, id_: str, level: Level) -> str:
        """The incident has reached a level; gives the code to announce, "" when that was announced before."""
        found = self._quiet.pop(id_, None) or self._announced.pop(id_, None)
        if found is None:
            return ""
        was, found.level = found.level, max(found.level, level)
        (self._announced if found.level else self._quiet)[id_] = found
        if len(self._announced) > OPEN_MAX:
            self._close(next(iter(self._announced.values())))
        return ANNOUNCEMENTS[level] if level > was else ""

    def record_stopped_call(self, id_: str, at: float, touched: Touched, saved: MicroEuro) -> None:
        """A call of this incident was refused or cut."""
        found = self._open(id_)
        if found is not None:
            self._touch(found, at, touched)
            found.calls_stopped += 1
            found.saved_cost += saved

    def record_undone_forward(self, id_: str, at: float) -> None:
        """A forward of this incident was removed."""
        found = self._open(id_)
        if found is not None:
            found.forwards_undone += 1
            self._touch(found, at, ())

    def record_cost(self, id_: str, at: float, cost: MicroEuro) -> None:
        """A call of this incident ended and had a cost."""
        found = self._open(id_)
        if found is not None:
            found.spent += cost
            self._touch(found, at, ())

    def has_grown(self, id_: str) -> bool:
        """Whether it has cost enough since the last report to be reported again; once for each step."""
        found = self._open(id_)
        if found is None or found.spent < max(GROWN, 2 * found.reported_spent):
            return False
        found.reported_spent = found.spent
        return True

    def reasons(self, id_: str) -> tuple[Reason, ...]:
        """The evidence of an incident, for the sentence of an alert."""
        found = self._open(id_)
        if found is None:
            return ()
        return tuple(
            reason._replace(values=(*reason.values, ("times", str(times))))
            for _at, _last, times, reason in list(found.evidence.values())[:12]
        )

    def times(self, id_: str, code: str) -> int:
        """How often a kind of evidence came in an incident."""
        found = self._open(id_)
        lines = () if found is None else found.evidence.values()
        return sum(times for _at, _last, times, reason in lines if reason.code == code)

    def all(self, at: float) -> list[Incident]:
        """Closed ones that mattered, then those that may still go on; newest last."""
        open_ = sorted([*self._quiet.values(), *self._announced.values()], key=lambda one: int(one.id[1:]))
        return [*self._closed, *(_as_incident(one, self._is_live(one, at)) for one in open_)]

    # --- inside -------------------------------------------------------------------------------

    def _open(self, id_: str) -> _OpenIncident | None:
        return self._announced.get(id_) or self._quiet.get(id_)

    def _join(self, at: float, touched: Touched, is_under_attack: bool) -> _OpenIncident | None:
        ids = {id_ for pair in touched if (id_ := self._of.get(_key(*pair))) is not None}
        files = sorted((one for id_ in ids if (one := self._open(id_))), key=lambda one: int(one.id[1:]))
        if files:
            for other in files[1:]:
                self._merge(files[0], other)
            return files[0]
        if self._announced:
            last = next(reversed(self._announced.values()))
            recent = last.last_at + JOINS_S >= at
            if recent and (is_under_attack or last.level >= Level.ENTERED):
                return last
        return None

    def _touch(self, one: _OpenIncident, at: float, touched: Touched) -> None:
        one.last_at = max(one.last_at, at)
        for entity, name in touched:
            names = one.names.setdefault(entity.value, {})
            if name and name not in names and len(names) < INCIDENT_NAMES_MAX:
                names[name] = None
                self._of[_key(entity, name)] = one.id
        table = self._announced if one.id in self._announced else self._quiet
        table[one.id] = table.pop(one.id)

    def _merge(self, into: _OpenIncident, other: _OpenIncident) -> None:
        self._quiet.pop(other.id, None)
        announced = self._announced.pop(other.id, None) is not None
        into.began_at = min(into.began_at, other.began_at)
        into.last_at = max(into.last_at, other.last_at)
        for kind, names in other.names.items():
            own = into.names.setdefault(kind, {})
            for name in names:
                if len(own) < INCIDENT_NAMES_MAX:
                    own[name] = None
                    self._of[_key(Entity(kind), name)] = into.id
                else:
                    self._of.pop(_key(Entity(kind), name), None)
        for key, line in other.evidence.items():
            mine = into.evidence.get(key)
            if mine is not None:
                mine[0], mine[1], mine[2] = min(mine[0], line[0]), max(mine[1], line[1]), mine[2] + line[2]
            elif len(into.evidence) < EVIDENCE_MAX:
                into.evidence[key] = line
        into.calls_stopped += other.calls_stopped
        into.forwards_undone += other.forwards_undone
        into.spent += other.spent
        into.reported_spent += other.reported_spent
        into.saved_cost += other.saved_cost
        into.level = max(into.level, other.level)
        if announced and into.id in self._quiet:
            self._announced[into.id] = self._quiet.pop(into.id)

    def _is_live(self, one: _OpenIncident, at: float) -> bool:
        return at < one.last_at + (ANNOUNCED_QUIET_S if one.level else INCIDENT_QUIET_S)

    def close_quiet(self, at: float) -> None:
        """What was quiet for its time goes on no more; what never mattered is forgotten."""
        while self._quiet and not self._is_live(first := next(iter(self._quiet.values())), at):
            self._forget(first)
        while self._announced and not self._is_live(first := next(iter(self._announced.values())), at):
            self._close(first)

    def _close(self, one: _OpenIncident) -> None:
        self._closed.append(_as_incident(one, False))
        if len(self._closed) > CLOSED_MAX:
            del self._closed[0]
        self._forget(one)

    def _forget(self, one: _OpenIncident) -> None:
        self._quiet.pop(one.id, None)
        self._announced.pop(one.id, None)
        for kind, names in one.names.items():
            for name in names:
                key = _key(Entity(kind), name)
                if self._of.get(key) == one.id:
                    del self._of[key]

    # --- state --------------------------------------------------------------------------------

    def save(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "quiet": [_saved(one) for one in self._quiet.values()],
            "announced": [_saved(one) for one in self._announced.values()],
            "closed": [_saved_closed(one) for one in self._closed],
            "count": self._count,
            # A name may stand in two incidents; their lists do not show which of them it belongs to.
            "of": self._of,
        }

    def load(self, data: dict[str, Any]) -> None:
        """Go on from saved data."""
        self._quiet = {one["id"]: _loaded(one) for one in data["quiet"]}
        self._announced = {one["id"]: _loaded(one) for one in data["announced"]}
        self._closed = [_loaded_closed(one) for one in data["closed"]]
        self._count = data["count"]
        self._of = data["of"]


def _key(entity: Entity, name: str) -> str:
    if entity is Entity.MAILBOX:  # known by its number, which is that of its extension
        return f"{Entity.EXTENSION.value} {name.partition('@')[0]}"
    return f"{entity.value} {name}"


def _as_incident(one: _OpenIncident, is_open: bool) -> Incident:
    names = one.names

    def of(entity: Entity) -> tuple[str, ...]:
        return tuple(names.get(entity.value, ()))

    lines = (
        Evidence(at=at, reason=reason, last_at=last_at, times=times)
        for at, last_at, times, reason in one.evidence.values()
    )
    return Incident(
        id=one.id,
        began_at=one.began_at,
        last_at=one.last_at,
        extensions=of(Entity.EXTENSION),
        mailboxes=of(Entity.MAILBOX),
        callers=of(Entity.CALLER),
        addresses=of(Entity.ADDRESS),
        numbers=of(Entity.DESTINATION),
        evidence=tuple(sorted(lines, key=lambda line: line.at)),
        calls_stopped=one.calls_stopped,
        forwards_undone=one.forwards_undone,
        spent=one.spent,
        saved_cost=one.saved_cost,
        is_announced=one.level > 0,
        is_open=is_open,
    )


def _saved(one: _OpenIncident) -> dict[str, Any]:
    data = {_KEYS.get(name, name): getattr(one, name) for name in one.__slots__}
    data["names"] = {kind: list(names) for kind, names in one.names.items()}
    data["evidence"] = [
        [key, at, last_at, times, _saved_reason(reason)]
        for key, (at, last_at, times, reason) in one.evidence.items()
    ]
    return data


def _loaded(data: dict[str, Any]) -> _OpenIncident:
    names = {kind: dict.fromkeys(names) for kind, names in data["names"].items()}
    evidence = {
        key: [at, last_at, times, _reason(reason)] for key, at, last_at, times, reason in data["evidence"]
    }
    fields = {_NAMES.get(key, key): value for key, value in data.items()}
    return _OpenIncident(**{**fields, "names": names, "evidence": evidence})


def _saved_closed(one: Incident) -> dict[str, Any]:
    data = {_KEYS.get(name, name): value for name, value in one._asdict().items()}
    data["evidence"] = [
        [line.at, _saved_reason(line.reason), line.last_at, line.times] for line in one.evidence
    ]
    return data


def _loaded_closed(data: dict[str, Any]) -> Incident:
    fields: dict[str, Any] = {
        _NAMES.get(key, key): tuple(value) if isinstance(value, list) else value
        for key, value in data.items()
    }
    fields["evidence"] = tuple(
        Evidence(at=at, reason=_reason(reason), last_at=last_at, times=times)
        for at, reason, last_at, times in data["evidence"]
    )
    return Incident(**fields)


def _saved_reason(reason: Reason) -> list[Any]:
    return [reason.code, reason.weight_db, [list(pair) for pair in reason.values]]


def _reason(data: Iterable[Any]) -> Reason:
    code, weight_db, values = data
    return Reason(code, weight_db, tuple((str(name), str(text)) for name, text in values))
