"""The answer to a switch that asks over HTTP: the status alone decides.

In: a question. Out: 200 allow, 202 ask for a code, 403 refuse. Pitfall: whatever fails in us, an emergency
or plain national call passes and all else does not (law 9); "ask" is for callers who can key digits, others
are refused meanwhile and the owner is asked.
"""

from __future__ import annotations

import asyncio
from typing import Any

from veilleur.pbx.adapter import Answer, GuardHooks
from veilleur.pbx.http.shapes import Code, Question
from veilleur.words.events import CallRequested, CodeKeyed
from veilleur.words.messages import Message

STATUS = {"allow": 200, "ask": 202, "refuse": 403}
CODE_WITHIN_S = 60.0  # as long as an answer holds
ASKED_FOR_CODE_MAX = 500
CHECKED_AT_ONCE = 4  # a code takes 40 ms and 16 MB
SIP_REASON = 'SIP;cause=603;text="Veilleur: {word}"'


class Authoriser:
    """Answers the questions of one site. asked, refused: how many there were since the start."""

    def __init__(self, guard: GuardHooks) -> None:
        self.asked = self.refused = 0
        self._guard = guard
        self._open: dict[str, CallRequested] = {}  # who was asked for a code
        self._checks = asyncio.Semaphore(CHECKED_AT_ONCE)

    def is_emergency(self, number: str) -> bool:
        """Whether a number is one that nothing holds up."""
        try:
            return self._guard.numbering.destination(number).is_emergency
        except Exception as error:
            self._guard.on_fault(Message("a number"), error)
            return False

    def answer(self, question: Question) -> tuple[int, dict[str, Any]]:
        """The status and the object that explains it."""
        now = self._guard.now()
        event = CallRequested(
            at=now,
            seen_at=now,
            request=question.request,
            extension=question.extension,
            number=question.number,
            origin=question.origin,
            outside_caller=question.outside_caller,
            trunk=question.trunk,
            address=question.address,
            agent=question.agent,
            linked=question.linked,
            can_key_digits=question.can_key_digits,
            trunk_full=question.trunk_full,
        )
        self.asked += 1
        try:
            answer = self._guard.decide(event)
        except Exception as error:
            self._guard.on_fault(Message("a question over HTTP"), error)
            answer = self._when_at_fault(event.number)
        word = answer.word if answer.word in STATUS else "refuse"
        if word == "ask" and not event.can_key_digits:
            word = "refuse"
        if word == "ask":
            self._remember(event)
        return self._said(word, answer.reasons, event.number)

    async def code(self, code: Code) -> tuple[int, dict[str, Any]]:
        """The answer to the digits that a caller keyed; each question takes one code."""
        event = self._open.pop(code.request, None)
        if event is None or self._guard.now() - event.seen_at > CODE_WITHIN_S:
            return self._said("refuse", ("not_asked",), "")
        async with self._checks:
            right = await asyncio.to_thread(
                self._guard.code_is_right, event.extension, event.number, code.digits
            )
        now = self._guard.now()
        self._guard.emit(
            CodeKeyed(
                at=now,
                seen_at=now,
                request=event.request,
                extension=event.extension,
                number=event.number,
                right=right,
            )
        )
        if right:
            return self._said("allow", (), event.number)
        return self._said("refuse", ("wrong_code",), "")

    def _said(self, word: str, reasons: tuple[str, ...], number: str) -> tuple[int, dict[str, Any]]:
        said: dict[str, Any] = {"decision": word, "reasons": list(reasons)}
        if word == "allow":
            said["most_seconds"] = self._most_seconds(number)
        else:
            self.refused += 1
            said["sip_reason"] = SIP_REASON.format(word="refused" if word == "refuse" else word)
        return STATUS[word], said

    def _most_seconds(self, number: str) -> int | None:
        try:
            return self._guard.most_seconds(number)
        except Exception as error:
            self._guard.on_fault(Message("the longest call"), error)
            return None

    def _when_at_fault(self, number: str) -> Answer:
        try:
            destination = self._guard.numbering.destination(number)
        except Exception:
            return Answer("refuse")
        return Answer("allow" if destination.is_emergency or not destination.is_capped else "refuse")

    def _remember(self, event: CallRequested) -> None:
        self._open.pop(event.request, None)
        while len(self._open) >= ASKED_FOR_CODE_MAX:
            del self._open[next(iter(self._open))]
        self._open[event.request] = event
