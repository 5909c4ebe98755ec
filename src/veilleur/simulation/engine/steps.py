"""What people and attackers plan to do: calls, visits to a mailbox, and what an attacker notices.

In: nothing. Out: the steps that `Scheduler` runs as events through a rule.
Pitfall: a plan is a wish, so one plan gives other events, and other money, under each rule.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import NamedTuple, TypeAlias

from veilleur.words.calls import Origin
from veilleur.words.events import Event


class PlannedCall(NamedTuple):
    """A call somebody means to make. start: seconds since 1970 UTC; lengths in seconds.

    faulty: a machine gone wrong makes it (a boiler's dialler): nobody's business call, and no attack.
    unasked: a leg that no dialplan sees: AMI originate, call file, a module put into the switch.
    deflected: a forward carried out by the operator's network: it takes no channel of the trunk.
    """

    start: float
    ring_s: float
    answered: bool
    duration_s: float  # from answer to end, if nobody stops it
    extension: str
    number: str  # as dialled
    origin: Origin = Origin.EXTENSION
    outside_caller: str = ""
    address: str = ""
    agent: str = ""
    hostile: bool = False
    faulty: bool = False
    unasked: bool = False
    deflected: bool = False


class PlannedVisit(NamedTuple):
    """A caller means to enter a mailbox. tries: for each PIN keyed, whether it is the right one.

    A PIN itself is never part of a plan. changes_pin: once inside, the caller changes it.
    """

    start: float
    mailbox: str
    caller: str
    outside: bool
    tries: tuple[bool, ...]
    seconds_per_try: float = 6.0
    changes_pin: bool = False
    hostile: bool = False


Step: TypeAlias = PlannedCall | PlannedVisit | Event


class Feedback(NamedTuple):
    """What an attacker has noticed so far.

    refused: calls that were not let out (a wrong code included). cut, passed: calls that were stopped
    on the way, or ended by themselves. entered: visits that found the PIN. locked: visits turned away.
    forward_gone: calls for a forward that no longer stands. congested: calls that found no free line.
    """

    refused: int = 0
    cut: int = 0
    passed: int = 0
    entered: int = 0
    locked: int = 0
    forward_gone: int = 0
    congested: int = 0


Steps: TypeAlias = Generator[Step, Feedback, None]


def moment_of(step: Step) -> float:
    """When a step begins, in seconds since 1970 UTC."""
    return step.start if isinstance(step, PlannedCall | PlannedVisit) else step.at
