"""One visit to a mailbox, as each vantage sees it, until the caller leaves or is turned away.

In: a planned visit, and the decisions on each event. Out: the events, one by one, and at the end what the
visitor reached.
Pitfall: records show of a visit only that somebody called into voicemail, and of a visit from within nothing
at all.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import NamedTuple

from veilleur.simulation.engine.steps import PlannedVisit
from veilleur.words.calls import Direction, Origin, Vantage
from veilleur.words.decisions import Decision, DecisionKind, Subject
from veilleur.words.events import (
    CallRecorded,
    Event,
    MailboxEntered,
    MailboxLeft,
    MailboxRequested,
    PinAccepted,
    PinChanged,
    PinRefused,
)

GREETING_S = 8.0  # until the first PIN can be keyed; assumed
CHANGES_PIN_S = 10.0  # and until a new one is set
LEAVES_AFTER_S = 2.0


class VisitOutcome(NamedTuple):
    """What a visitor reached: whether the PIN was found, and whether the visit was turned away."""

    entered: bool = False
    turned_away: bool = False


def visit_events(
    visit: PlannedVisit, name: str, vantage: Vantage
) -> Generator[Event, Sequence[Decision], VisitOutcome]:
    """The events of a visit; each is answered with the decisions on it."""
    if vantage is Vantage.RECORDS:
        if visit.outside:
            yield _record(visit, name)
        return VisitOutcome(any(visit.tries))
    at, whose = visit.start, (visit.mailbox, name, visit.caller, visit.outside)
    if vantage is Vantage.ASKED:
        asked = yield MailboxRequested(
            at=at,
            seen_at=at,
            request=name,
            mailbox=visit.mailbox,
            outside_caller=visit.caller,
            outside=visit.outside,
        )
        if any(one.target == name and one.kind is DecisionKind.REFUSE for one in asked):
            return VisitOutcome(turned_away=True)
    said = list(
        (
            yield MailboxEntered(
                at=at,
                seen_at=at,
                request=name,
                mailbox=visit.mailbox,
                outside_caller=visit.caller,
                outside=visit.outside,
            )
        )
    )
    entered = turned_away = False
    for is_right in visit.tries:
        if _hangs_up(said, name):
            turned_away = True
            break
        at += visit.seconds_per_try
        said += yield (PinAccepted if is_right else PinRefused)(at, at, *whose)
        entered = is_right
    entered = entered and not _hangs_up(said, name)
    if entered and visit.changes_pin:
        at += CHANGES_PIN_S
        yield PinChanged(at, at, *whose)
    at += LEAVES_AFTER_S
    yield MailboxLeft(at, at, name, visit.mailbox)
    return VisitOutcome(entered, turned_away)


def _record(visit: PlannedVisit, name: str) -> CallRecorded:
    extension = visit.mailbox.partition("@")[0]
    length = GREETING_S + visit.seconds_per_try * len(visit.tries)
    return CallRecorded(
        at=visit.start,
        seen_at=visit.start + length,
        call=name,
        direction=Direction.IN,
        extension=extension,
        number=extension,
        origin=Origin.UNKNOWN,
        outside_caller=visit.caller,
        duration_s=length,
        billed_s=length,
        answered=True,
    )


def _hangs_up(said: Sequence[Decision], name: str) -> bool:
    return any(
        one.kind is DecisionKind.CUT and one.subject is Subject.CHANNEL and one.target == name for one in said
    )
