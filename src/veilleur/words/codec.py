"""Events and decisions as plain JSON data and back, and which of their fields are personal.

The journal, the wire between processes and the saved state all use this one form:
`{"event": "CallAnswered", "at": 1.0, ...}`, fields with their default value left out.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, cast, get_args

from veilleur.words import decisions, events
from veilleur.words.calls import Direction, Origin

# Fields about a person: kept apart in the journal, and masked where they need not be whole.
PERSONAL_FIELDS = frozenset(
    {"number", "outside_caller", "address", "agent", "account", "value", "by", "calls", "person"}
)

# Names inside the site. An extension is a person: without these the public part, which is kept for good,
# would be a diary of each employee's calls.
NAME_FIELDS = frozenset({"extension", "mailbox"})
_NAMED_TARGETS = frozenset({"forward", "mailbox", "extension", "caller", "code"})  # subjects of decisions

# Journals bear the key of the first versions.
_SAVED_COST, _SAVED_COST_KEY = "saved_cost", "spared"

_EVENT_TYPES: dict[str, type[Any]] = {kind.__name__: kind for kind in get_args(events.Event)}
_ENUM_FIELDS: dict[str, type[Enum]] = {
    "origin": Origin,
    "direction": Direction,
    "kind": decisions.DecisionKind,
    "subject": decisions.Subject,
}


def encode_event(event: events.Event) -> dict[str, Any]:
    """Plain data for an event."""
    return {"event": type(event).__name__, **_fields(event)}


def decode_event(data: dict[str, Any]) -> events.Event:
    """The event again.

    Raises:
        ValueError: for an unknown event name or fields that do not fit.
    """
    fields = dict(data)
    name = fields.pop("event", None)
    kind = _EVENT_TYPES.get(name) if isinstance(name, str) else None
    if kind is None:
        raise ValueError(f"unknown event {name!r}")
    for field in ("origin", "direction"):
        if field in fields:
            fields[field] = _ENUM_FIELDS[field](fields[field])
    if "calls" in fields:
        fields["calls"] = tuple(_live_call(call) for call in fields["calls"])
    if "classes" in fields:
        fields["classes"] = tuple((str(word), int(amount)) for word, amount in fields["classes"])
    if "alert_legs" in fields:
        fields["alert_legs"] = tuple(str(leg) for leg in fields["alert_legs"])
    try:
        return cast(events.Event, kind(**fields))
    except TypeError as error:
        raise ValueError(f"fields of {name} do not fit: {error}") from error


def encode_decision(decision: decisions.Decision) -> dict[str, Any]:
    """Plain data for a decision."""
    data = _fields(decision)
    if _SAVED_COST in data:
        data[_SAVED_COST_KEY] = data.pop(_SAVED_COST)
    if decision.reasons:
        data["reasons"] = [
            [reason.code, reason.weight_db, [list(pair) for pair in reason.values]]
            for reason in decision.reasons
        ]
    return data


def decode_decision(data: dict[str, Any]) -> decisions.Decision:
    """The decision again.

    Raises:
        ValueError: for fields that do not fit.
    """
    fields = dict(data)
    if _SAVED_COST_KEY in fields:
        fields[_SAVED_COST] = fields.pop(_SAVED_COST_KEY)
    try:
        fields["kind"] = decisions.DecisionKind(fields["kind"])
        fields["subject"] = decisions.Subject(fields["subject"])
        fields["reasons"] = tuple(
            decisions.Reason(code, weight, tuple((str(k), str(v)) for k, v in values))
            for code, weight, values in fields.get("reasons", ())
        )
        return decisions.Decision(**fields)
    except (KeyError, TypeError) as error:
        raise ValueError(f"fields of a decision do not fit: {error}") from error


def split_personal(data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Public part and personal part of encoded data; together they are the whole.

    The blanks of a reason's sentence may hold numbers, so they are personal too.
    """
    apart = PERSONAL_FIELDS | names_of(data).keys()
    personal = {key: value for key, value in data.items() if key in apart}
    public = {key: value for key, value in data.items() if key not in apart}
    if "reasons" in public:
        personal["reasons"] = public["reasons"]
        public["reasons"] = [[code, weight, []] for code, weight, _values in public["reasons"]]
    return public, personal


def names_of(data: dict[str, Any]) -> dict[str, str]:
    """The fields of encoded data that name an extension or mailbox of the site, or a caller by digits."""
    fields = NAME_FIELDS | {"target"} if data.get("subject") in _NAMED_TARGETS else NAME_FIELDS
    return {key: data[key] for key in sorted(fields) if isinstance(data.get(key), str) and data[key]}


def join_personal(public: dict[str, Any], personal: dict[str, Any] | None) -> dict[str, Any]:
    """The whole again; without the personal part (forgotten) what is left of it."""
    return {**public, **(personal or {})}


def _live_call(data: dict[str, Any]) -> events.LiveCall:
    fields = dict(data)
    if "origin" in fields:
        fields["origin"] = Origin(fields["origin"])
    return events.LiveCall(**fields)


def _fields(record: Any) -> dict[str, Any]:
    defaults = record._field_defaults
    data: dict[str, Any] = {}
    for name, value in zip(record._fields, record, strict=True):
        if name in defaults and value == defaults[name]:
            continue
        if isinstance(value, Enum):
            data[name] = value.value
        elif name == "calls":
            data[name] = [_fields(call) for call in value]
        else:
            data[name] = value
    return data
