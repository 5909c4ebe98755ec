"""The events of one planned call, as the watch is given them.

In: a `PlannedCall` and the name of its leg. Out: one event.
Pitfall: an event has the time at which it is seen; a record is seen when the call has ended.
"""

from __future__ import annotations

from veilleur.simulation.engine.steps import PlannedCall
from veilleur.words.calls import Direction
from veilleur.words.events import CallRecorded, CallRequested, CallStarted, CodeKeyed


def request_of(call: str) -> str:
    """The name of the question about a call."""
    return "r" + call


def requested(plan: PlannedCall, call: str, *, can_key: bool) -> CallRequested:
    """The dialplan asks whether the call may leave. can_key: whether the caller can key a code."""
    return CallRequested(
        at=plan.start,
        seen_at=plan.start,
        request=request_of(call),
        extension=plan.extension,
        number=plan.number,
        origin=plan.origin,
        outside_caller=plan.outside_caller,
        trunk="",
        address=plan.address,
        agent=plan.agent,
        linked="",
        can_key_digits=can_key,
    )


def code_keyed(plan: PlannedCall, call: str, *, right: bool) -> CodeKeyed:
    """The caller has keyed a code, or none in time."""
    return CodeKeyed(
        at=plan.start,
        seen_at=plan.start,
        request=request_of(call),
        extension=plan.extension,
        number=plan.number,
        right=right,
    )


def started(plan: PlannedCall, call: str) -> CallStarted:
    """The leg towards the trunk is dialled."""
    return CallStarted(
        at=plan.start,
        seen_at=plan.start,
        call=call,
        number=plan.number,
        request="" if plan.unasked else request_of(call),
        extension=plan.extension,
        origin=plan.origin,
        outside_caller=plan.outside_caller,
        trunk="",
        address=plan.address,
        agent=plan.agent,
    )


def recorded(
    plan: PlannedCall, call: str, *, ended_at: float, billed_s: float, answered: bool
) -> CallRecorded:
    """The record that is written at the end of the call."""
    return CallRecorded(
        at=plan.start,
        seen_at=ended_at,
        call=call,
        direction=Direction.OUT,
        extension=plan.extension,
        number=plan.number,
        origin=plan.origin,
        outside_caller=plan.outside_caller,
        duration_s=ended_at - plan.start,
        billed_s=billed_s,
        answered=answered,
    )
