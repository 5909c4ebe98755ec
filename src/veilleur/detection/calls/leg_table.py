"""The table of a leg's life: what follows from each event in each state.

In: a state, an event. Out: the next state, and what is done about it (by `legs.py`). Pitfall: late, doubled
and adopted legs are rows of this table and nowhere else; the drawing in docs/legs.md is made from it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class LegState(StrEnum):
    """Where a leg stands."""

    __hash__ = str.__hash__  # an Enum's own is written in Python, and each event looks up the table

    UNKNOWN = "unknown"  # never heard of, or forgotten
    EARLY = "answered early"  # its answer came before its dial
    DIALLING = "dialling"
    ANSWERED = "answered"
    ENDED = "ended"  # less than ENDED_FORGOTTEN_S ago
    ENDED_LONG_AGO = "ended long ago"  # the switch may use its id again; its record is still a duplicate


class LegEvent(StrEnum):
    """What may be reported of a leg."""

    __hash__ = str.__hash__

    STARTED = "started"
    STARTED_PRICED = "started, priced from dialling"  # an analogue trunk: seized is as good as answered
    ANSWERED = "answered"
    ENDED = "ended"
    RECORDED = "recorded"
    LISTED = "in snapshot, ringing"
    LISTED_ANSWERED = "in snapshot, answered"
    UNLISTED = "absent from snapshot"


class Action(StrEnum):
    """What is done about it."""

    IGNORE = "nothing"
    BEGIN = "reserve, judge"
    BEGIN_ANSWERED = "reserve, judge, count money"
    ADOPT = "adopt: reserve, judge, alert"
    ADOPT_ANSWERED = "adopt: reserve, judge, count money, alert"
    ANSWER = "count money"
    KEEP_ANSWER = "keep the answer"
    CLOSE = "settle"
    BOOK = "judge, book"


class Transition(NamedTuple):
    """What follows from one event in one state."""

    state: LegState
    action: Action


_UNKNOWN, _EARLY, _DIALLING = LegState.UNKNOWN, LegState.EARLY, LegState.DIALLING
_ANSWERED, _ENDED, _LONG_AGO = LegState.ANSWERED, LegState.ENDED, LegState.ENDED_LONG_AGO

LEG_TABLE: dict[LegState, dict[LegEvent, Transition]] = {
    _UNKNOWN: {
        LegEvent.STARTED: Transition(_DIALLING, Action.BEGIN),
        LegEvent.STARTED_PRICED: Transition(_ANSWERED, Action.BEGIN_ANSWERED),
        LegEvent.ANSWERED: Transition(_EARLY, Action.KEEP_ANSWER),
        LegEvent.ENDED: Transition(_ENDED, Action.CLOSE),
        LegEvent.RECORDED: Transition(_ENDED, Action.BOOK),
        LegEvent.LISTED: Transition(_DIALLING, Action.ADOPT),
        LegEvent.LISTED_ANSWERED: Transition(_ANSWERED, Action.ADOPT_ANSWERED),
        LegEvent.UNLISTED: Transition(_UNKNOWN, Action.IGNORE),
    },
    _EARLY: {
        LegEvent.STARTED: Transition(_ANSWERED, Action.BEGIN_ANSWERED),
        LegEvent.STARTED_PRICED: Transition(_ANSWERED, Action.BEGIN_ANSWERED),
        LegEvent.ANSWERED: Transition(_EARLY, Action.KEEP_ANSWER),
        LegEvent.ENDED: Transition(_ENDED, Action.CLOSE),
        LegEvent.RECORDED: Transition(_ENDED, Action.BOOK),
        LegEvent.LISTED: Transition(_ANSWERED, Action.ADOPT_ANSWERED),
        LegEvent.LISTED_ANSWERED: Transition(_ANSWERED, Action.ADOPT_ANSWERED),
        LegEvent.UNLISTED: Transition(_EARLY, Action.IGNORE),
    },
    _DIALLING: {
        LegEvent.STARTED: Transition(_DIALLING, Action.IGNORE),
        LegEvent.STARTED_PRICED: Transition(_DIALLING, Action.IGNORE),
        LegEvent.ANSWERED: Transition(_ANSWERED, Action.ANSWER),
        LegEvent.ENDED: Transition(_ENDED, Action.CLOSE),
        LegEvent.RECORDED: Transition(_ENDED, Action.CLOSE),
        LegEvent.LISTED: Transition(_DIALLING, Action.IGNORE),
        LegEvent.LISTED_ANSWERED: Transition(_ANSWERED, Action.ANSWER),
        LegEvent.UNLISTED: Transition(_ENDED, Action.CLOSE),
    },
    _ANSWERED: {
        LegEvent.STARTED: Transition(_ANSWERED, Action.IGNORE),
        LegEvent.STARTED_PRICED: Transition(_ANSWERED, Action.IGNORE),
        LegEvent.ANSWERED: Transition(_ANSWERED, Action.IGNORE),
        LegEvent.ENDED: Transition(_ENDED, Action.CLOSE),
        LegEvent.RECORDED: Transition(_ENDED, Action.CLOSE),
        LegEvent.LISTED: Transition(_ANSWERED, Action.IGNORE),
        LegEvent.LISTED_ANSWERED: Transition(_ANSWERED, Action.IGNORE),
        LegEvent.UNLISTED: Transition(_ENDED, Action.CLOSE),
    },
    _ENDED: {
        LegEvent.STARTED: Transition(_ENDED, Action.IGNORE),
        LegEvent.STARTED_PRICED: Transition(_ENDED, Action.IGNORE),
        LegEvent.ANSWERED: Transition(_ENDED, Action.IGNORE),
        LegEvent.ENDED: Transition(_ENDED, Action.CLOSE),
        LegEvent.RECORDED: Transition(_ENDED, Action.IGNORE),
        LegEvent.LISTED: Transition(_DIALLING, Action.ADOPT),
        LegEvent.LISTED_ANSWERED: Transition(_ANSWERED, Action.ADOPT_ANSWERED),
        LegEvent.UNLISTED: Transition(_ENDED, Action.IGNORE),
    },
    _LONG_AGO: {
        LegEvent.STARTED: Transition(_DIALLING, Action.BEGIN),
        LegEvent.STARTED_PRICED: Transition(_ANSWERED, Action.BEGIN_ANSWERED),
        LegEvent.ANSWERED: Transition(_EARLY, Action.KEEP_ANSWER),
        LegEvent.ENDED: Transition(_ENDED, Action.CLOSE),
        LegEvent.RECORDED: Transition(_LONG_AGO, Action.IGNORE),
        LegEvent.LISTED: Transition(_DIALLING, Action.ADOPT),
        LegEvent.LISTED_ANSWERED: Transition(_ANSWERED, Action.ADOPT_ANSWERED),
        LegEvent.UNLISTED: Transition(_LONG_AGO, Action.IGNORE),
    },
}


def actions_on(event: LegEvent) -> dict[LegState, Action]:
    """One column of the table: what is done about an event, by the state it finds."""
    return {state: row[event].action for state, row in LEG_TABLE.items()}
