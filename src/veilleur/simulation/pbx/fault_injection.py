"""Things that go wrong between switch and watch, by seed: a feed, a server and a clock that lie.

In: whole AMI messages as bytes, an open `Ask`, a time. Out: the same, broken in one chosen way. Nothing
here invents an event: a fault only loses, doubles, delays or reorders what was truly sent.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from enum import StrEnum

from veilleur.simulation.pbx.agi_client import Ask


class FeedFault(StrEnum):
    """What may happen to a stream of AMI messages."""

    NONE = "none"
    DOUBLED = "doubled"
    LATE = "late"
    OUT_OF_ORDER = "out_of_order"
    CUT_IN_LINE = "cut_in_line"  # the connection drops in the middle of a line


class AgiFault(StrEnum):
    """What may happen to a FastAGI server."""

    UNANSWERED = "unanswered"  # nobody listens
    FROZEN = "frozen"  # it accepts and says nothing
    CLOSING = "closing"
    NONSENSE = "nonsense"


def broken_feed(messages: Iterable[bytes], fault: FeedFault, seed: int) -> list[bytes]:
    """The messages as they would arrive under a fault; `CUT_IN_LINE` ends with half a line."""
    chance = random.Random(seed)  # noqa: S311 - a story, not a secret
    sent = list(messages)
    if fault is FeedFault.DOUBLED:
        return [copy for one in sent for copy in ([one, one] if chance.random() < 0.3 else [one])]
    if fault is FeedFault.LATE:
        return _moved(sent, chance, furthest=20)
    if fault is FeedFault.OUT_OF_ORDER:
        return _moved(sent, chance, furthest=2)
    if fault is FeedFault.CUT_IN_LINE and sent:
        last = chance.randrange(len(sent))
        return [*sent[:last], sent[last][: chance.randrange(1, len(sent[last]) - 4)]]
    return sent


def _moved(sent: list[bytes], chance: random.Random, furthest: int) -> list[bytes]:
    places = [
        (place + (chance.randint(1, furthest) + 0.5 if chance.random() < 0.3 else 0), place)
        for place in range(len(sent))
    ]
    return [sent[place] for _arrival, place in sorted(places)]


def answer_badly(ask: Ask, fault: AgiFault, seed: int = 0) -> None:
    """Treat an exchange as a broken server would. A frozen one is left to its two seconds."""
    ask.take_output()
    if fault is AgiFault.NONSENSE:
        chance = random.Random(seed)  # noqa: S311
        ask.receive(chance.randbytes(200) + b'\nSET VARIABLE VEILLEUR allow now\nVEILLEUR="allow"\n')
    if fault is not AgiFault.FROZEN:
        ask.close()


class SteppingClock:
    """A wall clock that is set now and then while true time goes on; by seed."""

    def __init__(self, seed: int, furthest_s: float = 3600.0, chance_per_look: float = 0.02) -> None:
        self._chance = random.Random(seed)  # noqa: S311
        self._furthest_s = furthest_s
        self._per_look = chance_per_look
        self.offset_s = 0.0

    def wall(self, true_time: float) -> float:
        """What the wall clock shows at a true time, both in seconds since 1970 UTC."""
        if self._chance.random() < self._per_look:
            self.offset_s += self._chance.uniform(-self._furthest_s, self._furthest_s)
        return true_time + self.offset_s
