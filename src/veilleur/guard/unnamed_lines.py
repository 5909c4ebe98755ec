"""Lines whose calls are judged and never stored by name, such as those of staff representatives.

In: events of a switch. Out: the same, with one word for all of these lines and the last digits of the other
party hidden; and a decision about their forwards as the switch knows it.
Pitfall: the watch itself sees no more than this, so that what is journalled, kept as state, shown and
replayed after a restart is one and the same. It judges these lines as one: a lock of one locks them all.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, TypeVar

from veilleur.journal.privacy.pseudonyms import bare
from veilleur.numbering.emergency import extension_pattern
from veilleur.words.decisions import Decision, Subject
from veilleur.words.destinations import HIDDEN_DIGIT
from veilleur.words.events import (
    AnswerWithdrawn,
    CallEnded,
    CallRecorded,
    Event,
    ForwardCleared,
    ForwardSet,
    OwnerAnswered,
    Snapshot,
)
from veilleur.words.ports import Numbering

UNNAMED = HIDDEN_DIGIT * 3  # stands for every such line, in any language
HIDDEN_AT_END = 4  # French practice for what a company may look at
SHORTEST_HIDDEN = 7  # shorter numbers are services
CALLS_MAX = 5_000
FORWARDS_MAX = 1_000
_NAMES = ("extension", "mailbox", "account")
_OTHER_PARTY = ("number", "outside_caller")
_Record = TypeVar("_Record", bound=Any)


class UnnamedLines:
    """The lines of one site that are not monitored by name. patterns: such as "210" or "21X"."""

    def __init__(self, patterns: tuple[str, ...], numbering: Numbering) -> None:
        self._patterns = [extension_pattern(text) for text in patterns]
        self._numbering = numbering
        self._calls: OrderedDict[str, None] = OrderedDict()  # of such lines, by request or call
        self._forwards: OrderedDict[tuple[str, str], str] = OrderedDict()  # extension and kind -> number

    def hide(self, event: Event) -> Event:
        """The event without the name of such a line."""
        if not self._patterns:
            return event
        if isinstance(event, Snapshot):
            return event._replace(calls=tuple(self._hidden(call) for call in event.calls))
        if isinstance(event, OwnerAnswered | AnswerWithdrawn):
            is_theirs = event.scope == "extension" and self._is_unnamed(event.value)
            return event._replace(value=UNNAMED) if is_theirs else event
        if isinstance(event, ForwardSet) and self._is_unnamed(event.extension):
            self._forwards[event.extension, event.kind] = event.number
            if len(self._forwards) > FORWARDS_MAX:
                self._forwards.popitem(last=False)
        if isinstance(event, ForwardCleared):
            self._forwards.pop((event.extension, event.kind), None)
        hidden: Event = self._hidden(event)
        if isinstance(event, CallEnded | CallRecorded):
            self._calls.pop(event.call, None)
        return hidden

    def hidden_record(self, record: CallRecorded) -> CallRecorded:
        """The record of a past call without the name of such a line."""
        return self._hidden(record) if self._patterns else record

    def as_the_switch_knows(self, decision: Decision) -> list[Decision]:
        """What is ordered for a decision: forwards of such lines bear their own names again."""
        line, _slash, kind = decision.target.partition("/")
        if decision.subject is not Subject.FORWARD or line != UNNAMED:
            return [decision]
        return [
            decision._replace(target=f"{extension}/{of}", extension=extension, number=number)
            for (extension, of), number in self._forwards.items()
            if of == kind and decision.number in ("", self._other_party(number))
        ]

    def _hidden(self, record: _Record) -> _Record:
        """An event or a call in one, without names."""
        changes = {
            field: UNNAMED + bare(value)[1]
            for field in _NAMES
            if (value := getattr(record, field, "")) and self._is_unnamed(bare(value)[0])
        }
        ids = [getattr(record, field, "") for field in ("request", "call")]
        if changes:
            self._remember(ids)
        is_theirs = bool(changes) or any(one in self._calls for one in ids if one)
        for field in _OTHER_PARTY:
            value = getattr(record, field, "")
            if value and (is_theirs or self._is_unnamed(value)):
                changes[field] = self._other_party(value)
        if not changes:
            return record
        hidden: _Record = record._replace(**changes)
        return hidden

    def _remember(self, ids: list[str]) -> None:
        for one in filter(None, ids):
            self._calls[one] = None
        while len(self._calls) > CALLS_MAX:
            self._calls.popitem(last=False)

    def _other_party(self, text: str) -> str:
        """A number whose last digits are hidden as far as class and price stay what they are."""
        if self._is_unnamed(text):
            return UNNAMED
        if len(text) < SHORTEST_HIDDEN or not (text.isascii() and text[-HIDDEN_AT_END:].isdecimal()):
            return text
        whole = self._meaning(text)
        for count in range(HIDDEN_AT_END, 0, -1):
            written = text[:-count] + HIDDEN_DIGIT * count
            if self._meaning(written) == whole:
                return written
        return text

    def _meaning(self, text: str) -> tuple[object, ...]:
        found = self._numbering.destination(text)
        return found.number_class, found.territory, found.price, found.is_capped

    def _is_unnamed(self, text: str) -> bool:
        return any(pattern.fullmatch(text) for pattern in self._patterns)
