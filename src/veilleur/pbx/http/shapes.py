"""What a switch may report and ask over HTTP: one model for each event, made of the watch's own events.

In: a JSON object. Out: the event, or why it is none. Pitfall: the fields are those of `words/events.py`, so
that a name means the same there, in the journal and here; `seen_at` is the guard's own and cannot be sent.
What a model refuses is described by its place and kind, never by its value: it may be a PIN or a number.
"""

from __future__ import annotations

import types
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, create_model

from veilleur.words import events as ev
from veilleur.words.calls import Direction, Origin

FIELD_TEXT_MAX, FIELD_NUMBER_MAX, SNAPSHOT_CALLS_MAX, FIELD_TRIES_MAX = 200, 64, 5_000, 10_000
LATEST_AT = 32_503_680_000.0  # the year 3000
_NO_CONTROL = r"^[^\x00-\x1f\x7f\u2028\u2029]*$"
Text = Annotated[str, Field(max_length=FIELD_TEXT_MAX, pattern=_NO_CONTROL)]
Name = Annotated[str, Field(min_length=1, max_length=FIELD_TEXT_MAX, pattern=_NO_CONTROL)]
Number = Annotated[str, Field(max_length=FIELD_NUMBER_MAX, pattern=_NO_CONTROL)]
At = Annotated[float, Field(ge=0, le=LATEST_AT, allow_inf_nan=False, description="Unix time, seconds.")]
Tries = Annotated[int, Field(ge=1, le=FIELD_TRIES_MAX)]

# What a switch may report; all else is the guard's own, or an owner's.
REPORTED: tuple[type[Any], ...] = (
    ev.CallStarted,
    ev.CallAnswered,
    ev.CallEnded,
    ev.IncomingCall,
    ev.CallTransferred,
    ev.MailboxEntered,
    ev.MailboxLeft,
    ev.PinRefused,
    ev.PinAccepted,
    ev.PinChanged,
    ev.ForwardSet,
    ev.ForwardCleared,
    ev.RegistrationRefused,
    ev.Registered,
    ev.Snapshot,
)
_NAMES = frozenset({"call", "mailbox", "kind", "account"})  # without them an event says nothing
_NUMBERS = frozenset({"number", "outside_caller", "extension", "mailbox", "account"})
_OURS = frozenset({"at", "seen_at", "feed"})


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Question(_Shape):
    """Somebody wants to call out, and the switch waits for the answer."""

    request: Name
    number: Annotated[str, Field(min_length=1, max_length=FIELD_NUMBER_MAX, pattern=_NO_CONTROL)]
    extension: Number = ""
    origin: Annotated[Origin, Field(strict=False)] = Origin.EXTENSION
    outside_caller: Number = ""
    trunk: Text = ""
    address: Text = ""
    agent: Text = ""
    linked: Text = ""
    can_key_digits: bool = False
    trunk_full: bool = False


class Code(_Shape):
    """The digits that a caller keyed who was asked for a code."""

    request: Name
    digits: Annotated[str, Field(max_length=20, pattern=r"^[0-9]*$")]


class FaultyError(ValueError):
    """No event. where: the field; why: a code."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(where, why)
        self.where, self.why = where, why


@cache
def report_models() -> dict[str, type[BaseModel]]:
    """The model of each event that may be reported, by its name."""
    return {kind.__name__: _model(kind) for kind in REPORTED}


def report(line: bytes) -> tuple[str, dict[str, Any]]:
    """The id that the sender gave an event ("" for none) and its fields.

    Raises:
        FaultyError: when it is no event that may be reported.
    """
    try:
        shape = _reports().validate_json(line)
    except ValidationError as error:
        raise faulty(error) from None
    fields = {name: getattr(shape, name) for name in shape.model_fields_set}
    return fields.pop("id", ""), fields


def faulty(error: ValidationError) -> FaultyError:
    """The first thing that is wrong, without what was written there."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] == "extra_forbidden":
        return FaultyError("", "unknown_field")
    names = [str(part) for part in first["loc"] if part not in report_models()]
    return FaultyError(".".join(names), first["type"])


def event_of(fields: dict[str, Any], now: float, feed: str) -> ev.Event:
    """The event of the fields of a report."""
    values = {name: value for name, value in fields.items() if name != "event"}
    kind = _BY_NAME[fields["event"]]
    values.setdefault("at", now)
    if kind is ev.Snapshot:
        values["feed"] = feed
        values["calls"] = tuple(
            ev.LiveCall(**{name: getattr(call, name) for name in call.model_fields_set})
            for call in values.get("calls", ())
        )
    event: ev.Event = kind(seen_at=now, **values)
    return event


@cache
def _reports() -> TypeAdapter[Any]:
    models = tuple(report_models().values())
    one_of_them: Any = Annotated[Union[models], Field(discriminator="event")]
    return TypeAdapter(one_of_them)


def _model(kind: type[Any]) -> type[BaseModel]:
    fields: dict[str, Any] = {
        "event": (Literal[kind.__name__], ...),
        "id": (Annotated[Text, Field(description="Of this report: sent twice, it counts once.")], ""),
        "at": (At, None),
        **_fields(kind),
    }
    return create_model(kind.__name__, __base__=_Shape, __doc__=_first_sentence(kind), **fields)


def _fields(kind: type[Any]) -> dict[str, Any]:
    hints, found = get_type_hints(kind), {}
    for name in kind._fields:
        if name in _OURS:
            continue
        default = kind._field_defaults.get(name, ...)
        found[name] = (_type(name, hints[name]), default)
    return found


def _type(name: str, hint: Any) -> Any:
    if name == "calls":
        model = create_model("LiveCall", __base__=_Shape, **_fields(ev.LiveCall))
        return Annotated[list[model], Field(max_length=SNAPSHOT_CALLS_MAX)]  # type: ignore[valid-type]
    if hint is str:
        return Name if name in _NAMES else Number if name in _NUMBERS else Text
    if hint in (Origin, Direction):
        return Annotated[hint, Field(strict=False)]
    if hint is int:
        return Tries
    if hint is float or (get_origin(hint) in (Union, types.UnionType) and float in get_args(hint)):
        return At if hint is float else At | None
    return hint


def _first_sentence(kind: type[Any]) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0]


_BY_NAME = {kind.__name__: kind for kind in REPORTED}
