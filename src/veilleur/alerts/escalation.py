"""The escalation: person after person, round after round, and then silence, in which all stays blocked.

In: a conversation and the people with their ways. Out: who is to be reached now. Pitfall: two turns belong to
one person, the message and its reminder; a channel that fails hands the turn to the next person at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from veilleur.alerts.conversation import Conversation, Stage

ROUNDS = 3  # then hold; OnCall and GoAlert end as well, else a closed matter wakes somebody months later
DRILL_ROUNDS = 1
REPEAT_WITHIN_S = 120.0  # a second call within three minutes passes "Do not disturb"
FIRST, REMINDER, AGAIN, NEWS, OVER, DIGEST, DRILL, WEEK, SETTLED, MORNING = (
    "first",
    "reminder",
    "again",
    "news",
    "over",
    "digest",
    "drill",
    "week",
    "settled",
    "morning",
)
PROGRAM = ""  # the "person" of the webhook
WEBHOOK = "webhook"
ASKS_ONLY = frozenset({"telephone"})  # ways that are for questions alone: nobody is called to be informed
PAID = frozenset({"sms"})  # ways that cost by the message: they ask once a round, and inform only alone


class Attempt(NamedTuple):
    """One message to be sent. turn: of the escalation; person and channel: who, and by what. is_last: of this
    day, by this way."""

    conversation: str
    step: str
    person: str
    channel: str
    turn: int = 0
    is_last: bool = False


class Escalation:
    """Who comes when. ways: the channels of each person, in the order of the people.

    wait_s: from one person to the next; the reminder comes half-way, or after REPEAT_WITHIN_S.
    """

    def __init__(self, ways: Mapping[str, Sequence[str]], wait_s: float) -> None:
        self._ways = {person: tuple(channels) for person, channels in ways.items()}
        self._people = tuple(self._ways)
        self.wait_s = wait_s

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody, the first to be reached first."""
        return self._people

    def ways(self, person: str) -> tuple[str, ...]:
        """The channels of a person who may have left the configuration since."""
        return self._ways.get(person, ())

    def ways_to_inform(self, person: str) -> tuple[str, ...]:
        """The channels by which somebody hears what needs no answer."""
        ways = tuple(channel for channel in self.ways(person) if channel not in ASKS_ONLY)
        return _cheapest(ways)

    def ways_to_call(self, person: str) -> tuple[str, ...]:
        """The channels by which somebody is called."""
        return tuple(channel for channel in self.ways(person) if channel in ASKS_ONLY)

    def turns(self, conversation: Conversation) -> int:
        """How many turns there are before all is held."""
        rounds = DRILL_ROUNDS if conversation.kind == DRILL else ROUNDS
        return 2 * len(self._people) * rounds

    def due(self, conversation: Conversation, now: float) -> list[Attempt]:
        """The messages of the turn that is due; the conversation is held when there is no further turn."""
        if conversation.stage is not Stage.WAITING or now < conversation.next_at:
            return []
        turn = conversation.turn
        if turn >= self.turns(conversation):
            conversation.stage = Stage.HELD
            return []
        person = self._people[turn // 2 % len(self._people)]
        self.was_taken(conversation, turn, now)
        step = self._step(conversation, turn)
        ways = _cheapest(self._ways[person]) if turn % 2 else self._ways[person]
        return [Attempt(conversation.id, step, person, channel, turn) for channel in ways]

    def was_taken(self, conversation: Conversation, turn: int, at: float) -> None:
        """A turn went out: the reminder is due next, or the next person."""
        if turn >= conversation.turn:
            repeat_s = min(self.wait_s / 2, REPEAT_WITHIN_S)
            wait_s = self.wait_s - repeat_s if turn % 2 else repeat_s
            conversation.turn, conversation.next_at = turn + 1, at + wait_s

    def failed(self, conversation: Conversation, turn: int, at: float) -> None:
        """No channel of a turn took its message: the next person, at once; a whole round later where all had
        their turn, so that an outage of a minute does not use up the night."""
        if conversation.stage is Stage.WAITING and conversation.turn == turn + 1:
            following = 2 * (turn // 2 + 1)
            is_new_round = following % (2 * len(self._people)) == 0
            conversation.turn, conversation.next_at = following, at + (self.wait_s if is_new_round else 0.0)

    def passed_on(self, conversation: Conversation, at: float) -> None:
        """Somebody does not know: the next person, at once."""
        if conversation.stage is Stage.WAITING:
            current = max(0, conversation.turn - 1) // 2
            conversation.turn, conversation.next_at = 2 * (current + 1), at

    def _step(self, conversation: Conversation, turn: int) -> str:
        if conversation.kind == DRILL:
            return DRILL
        if turn % 2 or turn >= 2 * len(self._people):
            return REMINDER
        return FIRST if conversation.times_asked == 1 else AGAIN


def _cheapest(ways: tuple[str, ...]) -> tuple[str, ...]:
    """Without those that cost by the message, where there is another."""
    return tuple(channel for channel in ways if channel not in PAID) or ways
