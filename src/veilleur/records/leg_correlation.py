"""Joins a leg that left by forward, transfer or DISA to the incoming call that caused it.

For formats that name no cause. In: records in the order of the file. Out: the same, in the same order, with
`linked` and the outside caller filled in.
Pitfall: both records are printed when the calls end, so the cause may stand after its consequence.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from veilleur.records.format import BadLine, ParsedRecord
from veilleur.words.calls import INDIRECT_ORIGINS, Direction, Origin
from veilleur.words.events import CallRecorded

HELD_RECORDS = 24  # how far apart, in lines, the two records of one call may stand
REMEMBERED_INCOMING = 64
STARTS_APART_S = 90.0  # times to the minute, and the ringing before a forward on no answer
ENDS_APART_S = 75.0
STARTS_TOGETHER_S = 45.0  # the ringing before a forward on no answer
ENDS_TOGETHER_S = 6.0  # Avaya counts tenths of minutes


def with_causes(
    records: Iterable[ParsedRecord | BadLine], ahead: int = HELD_RECORDS
) -> Iterator[ParsedRecord | BadLine]:
    """The records; those that left indirectly joined to their cause where one is found.

    ahead: how many records are read before one is given; 0 gives each at once (live).
    """
    causes = Causes(ahead)
    for one in records:
        yield from causes.add(one)
    yield from causes.remaining()


class Causes:
    """The same for records that arrive one by one."""

    def __init__(self, ahead: int = HELD_RECORDS) -> None:
        self._ahead = ahead
        self._held: deque[ParsedRecord | BadLine] = deque()
        self._incoming: deque[CallRecorded] = deque(maxlen=REMEMBERED_INCOMING)

    def add(self, one: ParsedRecord | BadLine) -> Iterator[ParsedRecord | BadLine]:
        """One more record; gives those that need wait no longer."""
        if isinstance(one, ParsedRecord) and one.event.direction is Direction.IN:
            self._incoming.append(one.event)
        self._held.append(one)
        if len(self._held) > self._ahead:
            yield _joined(self._held.popleft(), self._incoming)

    def remaining(self) -> Iterator[ParsedRecord | BadLine]:
        """Nothing more comes for now: gives all that waits."""
        while self._held:
            yield _joined(self._held.popleft(), self._incoming)


def _joined(one: ParsedRecord | BadLine, incoming: Iterable[CallRecorded]) -> ParsedRecord | BadLine:
    if isinstance(one, BadLine):
        return one
    event = one.event
    if event.direction is not Direction.OUT or event.linked:
        return one
    if event.origin is Origin.UNKNOWN:
        cause = next((call for call in incoming if _is_same_call(call, event)), None)
        if cause is None:
            return one
        return ParsedRecord(
            one.line,
            event._replace(origin=Origin.FORWARD, linked=cause.call, outside_caller=cause.outside_caller),
        )
    if event.origin not in INDIRECT_ORIGINS:
        return one
    fitting = [call for call in incoming if _may_have_caused(call, event)]
    if not fitting:
        return one
    cause = min(fitting, key=lambda call: (call.extension != event.extension, abs(call.at - event.at)))
    outside = event.outside_caller or cause.outside_caller
    return ParsedRecord(one.line, event._replace(linked=cause.call, outside_caller=outside))


def _is_same_call(call: CallRecorded, left: CallRecorded) -> bool:
    """Whether these are the two halves of a forward, in a format that has no mark for it: one telephone,
    or none, is in both from the beginning to the end."""
    return (
        call.extension == left.extension
        and call.trunk != left.trunk
        and left.billed_s > 0
        and abs(call.at - left.at) <= STARTS_TOGETHER_S
        and abs(call.seen_at - left.seen_at) <= ENDS_TOGETHER_S
    )


def _may_have_caused(call: CallRecorded, left: CallRecorded) -> bool:
    if call.extension and left.extension and call.extension != left.extension:
        return False
    if call.trunk and call.trunk == left.trunk:
        return False  # one line carries one call
    before = left.at - call.at
    latest = call.duration_s if left.origin is Origin.TRANSFER else STARTS_APART_S
    if not -STARTS_APART_S / 2 <= before <= max(latest, STARTS_APART_S):
        return False
    return abs(call.seen_at - left.seen_at) <= ENDS_APART_S
