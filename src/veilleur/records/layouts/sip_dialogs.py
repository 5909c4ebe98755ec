"""Accounting of SIP proxies: the lines of one dialogue -> one call.

Pitfall: the BYE names no numbers, and whoever hangs up swaps the tags; the two are joined by their call id
alone. A file may begin in the middle of a call.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import NamedTuple

from veilleur.records.format import (
    NOT_UNDERSTOOD,
    BadLine,
    Context,
    ParsedRecord,
    call_record,
    cause_of,
    way_between,
)
from veilleur.records.values.digits import shown_digits
from veilleur.words.calls import Direction, Origin
from veilleur.words.events import CallRecorded
from veilleur.words.messages import Message

DIALOGS_REMEMBERED = 1 << 16


class Transaction(NamedTuple):
    """One line of accounting."""

    line: int
    raw: str
    at: float  # seconds since 1970 UTC
    method: str
    call_id: str
    code: int
    caller: str = ""
    called: str = ""
    trunk: str = ""


class Dialogs:
    """Joins INVITE and BYE; a bounded number of dialogues is open at once."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._open: OrderedDict[str, Transaction] = OrderedDict()

    def add(self, one: Transaction) -> Iterator[ParsedRecord | BadLine]:
        """What a line completes."""
        if one.method == "INVITE" and 200 <= one.code < 300:
            if one.call_id not in self._open:  # a re-INVITE belongs to the same call
                self._open[one.call_id] = one
            if len(self._open) > DIALOGS_REMEMBERED:
                yield self._call(self._open.popitem(last=False)[1], 0.0)
        elif one.method == "INVITE":
            yield self._call(one, 0.0, answered=False)
        elif one.method == "BYE":
            began = self._open.pop(one.call_id, None)
            if began is not None:
                yield self._call(began, max(0.0, one.at - began.at))
            else:
                yield BadLine(
                    one.line, Message("the end of a call whose beginning is not in this file"), one.raw
                )

    def remaining(self) -> Iterator[ParsedRecord | BadLine]:
        """Calls that were answered and whose end is not in the file: how long is not known."""
        for one in self._open.values():
            yield self._call(one, 0.0)

    def _call(self, one: Transaction, billed: float, answered: bool = True) -> ParsedRecord | BadLine:
        try:
            return ParsedRecord(one.line, self._record(one, billed, answered))
        except NOT_UNDERSTOOD as error:
            return BadLine(one.line, cause_of(error), one.raw)

    def _record(self, one: Transaction, billed: float, answered: bool) -> CallRecorded:
        caller, called = shown_digits(one.caller), shown_digits(one.called)
        direction = way_between(caller, called, self._context)
        incoming = direction is Direction.IN
        return call_record(
            context=self._context,
            line=one.line,
            at=one.at,
            direction=direction,
            extension=(called if self._context.is_extension(called) else "") if incoming else caller,
            number=called,
            duration=billed,
            billed=billed,
            answered=answered,
            origin=Origin.UNKNOWN,
            outside=caller if incoming else "",
            trunk=one.trunk,
            call=one.call_id,
        )
