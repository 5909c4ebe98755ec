"""Answers by signed links: made for people on whose telephone one was opened, taken once, and bound.

In: attempts of the book; presses of the page's form. Out: links; events in the journal through the guard.
Pitfall: a scanner opens links and presses every button, so a device is known only once the right alert code
was typed on it; an answer of any other device that ends nothing is noted, and shown to the next person.
Another alert code makes every device unknown, so a lost telephone is taken back by setting one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Collection
from pathlib import Path

from veilleur.alerts.book import KEEP, SEEN, UNKNOWN, UNPROVEN, AlertBook
from veilleur.alerts.composer import Composer
from veilleur.alerts.conversation import DRILL, Conversation, Stage
from veilleur.alerts.escalation import Attempt
from veilleur.alerts.tokens import LIVES_S, Answered, Tokens
from veilleur.desk.guard_line import GuardLine
from veilleur.desk.post import ESCALATED
from veilleur.web.watch.answer_port import Answer, LinkState, Press, Question, Result
from veilleur.words.events import AlertAnswered
from veilleur.words.plain_json import parsed

LINK, DEVICE = "link", "device"
ALLOW = "allow"
DEVICE_LIVES_S = 180 * 86_400.0
BY_LINK = frozenset({"mail", "ntfy", "apprise"})  # no SMS: banks teach that such a link is the fraud
RESULTS = {KEEP: Result.KEPT, UNKNOWN: Result.PASSED_ON, ALLOW: Result.ALLOWED}
WAITING = (Stage.WAITING, Stage.HELD)
_WORD_BYTES, _MARK_DIGITS = 16, 32


class AnswerLinks:
    """The links of one site. address: of the page as telephones reach it; path: of the file that keeps for
    whom a link was opened. people: who is alerted; who left and came back is somebody new. generation: a word
    that changes with the alert code. now: seconds since 1970 UTC."""

    def __init__(
        self,
        address: str,
        path: Path,
        tokens: Tokens,
        book: AlertBook,
        guard: GuardLine,
        composer: Composer,
        people: Collection[str],
        generation: Callable[[], str],
        now: Callable[[], float],
    ) -> None:
        self._address, self._path, self._tokens = address.rstrip("/"), path, tokens
        self._book, self._guard, self._composer, self._now = book, guard, composer, now
        self._generation = generation
        kept = self._read()  # person -> a word of its own, made when it opened its first link
        self._opened = {person: word for person, word in kept.items() if person in people}
        if self._opened != kept:
            self._keep()
        self._used: set[str] = set()

    # --- outward ----------------------------------------------------------------------------------

    def link(self, attempt: Attempt, about: Conversation) -> str:
        """The link of a message; "" for who has opened none yet, except in the drill that tries it."""
        if attempt.channel not in BY_LINK or attempt.step not in ESCALATED:
            return ""
        if about.kind != DRILL and attempt.person not in self._opened:
            return ""
        answered = Answered(
            conversation=about.id,
            person=attempt.person,
            answer=LINK,
            times_asked=about.times_asked,
            turn=attempt.turn,
            until=self._now() + LIVES_S,
        )
        return f"{self._address}/a/{self._tokens.make(answered)}"

    # --- back -------------------------------------------------------------------------------------

    def question(self, token: str, device: str) -> Question:
        """What a link asks; changes nothing."""
        found = self._found(token)
        if found is None:
            return Question(LinkState.GONE)
        link, about = found
        text = self._composer.text(about, "first")
        if about.stage not in WAITING or token in self._used:
            if not about.answer:
                return Question(LinkState.GONE)
            return Question(
                state=LinkState.SETTLED,
                line=text.line,
                by=about.answered_by,
                at=about.answered_at,
                answer=about.answer,
            )
        scope, value, label = self._composer.may_pass(about)
        return Question(
            state=LinkState.WAITING,
            line=text.line,
            facts=() if about.kind == DRILL else self._composer.facts(about),
            may_pass="" if about.kind == DRILL else label,
            is_drill=about.kind == DRILL,
            is_known=self._is_known(device, link.person),
            nonce=self._tokens.nonce(token, _yes(scope, value), self._now()),
        )

    async def answered(self, token: str, press: Press) -> Answer:
        """Take an answer."""
        found = self._found(token)
        if found is None or not self._tokens.is_nonce(press.nonce, token, self._now()):
            return Answer(Result.NOT_TAKEN)
        link, about = found
        if about.stage not in WAITING or token in self._used:
            return Answer(Result.NOT_TAKEN)
        results = {SEEN: Result.SEEN} if about.kind == DRILL else RESULTS
        if press.answer not in results:
            return Answer(Result.NOT_TAKEN)
        if press.answer == ALLOW:
            return await self._allow(token, link, about, press)
        if press.code and not await self._guard.is_code(press.code):
            return Answer(Result.WRONG_CODE)
        if not (press.code or self._is_known(press.device, link.person)):
            return await self._unproven(link, about, press.answer)
        self._used.add(token)
        await self._put(link, about, press.answer)
        if about.kind == DRILL:
            self._opened.setdefault(link.person, secrets.token_hex(_WORD_BYTES))
            self._keep()
        return Answer(results[press.answer], device=self._device(link.person) if press.code else "")

    async def _allow(self, token: str, link: Answered, about: Conversation, press: Press) -> Answer:
        scope, value, label = self._composer.may_pass(about)
        if not self._tokens.has_offered(press.nonce, token, _yes(scope, value)):
            return Answer(Result.CHANGED)
        if not label:
            return Answer(Result.NOT_TAKEN)
        code = press.code
        if not (code or self._is_known(press.device, link.person)):
            return Answer(Result.NO_CODE)
        self._used.add(token)  # before the wait: two presses at once are one
        by = f"{link.person} ({LINK})"
        done = await self._guard.let_through(scope, value, by, code=code)
        if done is None or done.get("allowed") is False:
            self._used.discard(token)
            return Answer(Result.NO_GUARD if done is None else Result.WRONG_CODE)
        return Answer(
            Result.ALLOWED,
            until=float(done.get("until") or 0.0),
            device=self._device(link.person) if code else "",
            is_on_disk=done.get("on_disk") is True,
            limits_reached=tuple(map(str, done.get("limits_reached", ()))),
        )

    async def _unproven(self, link: Answered, about: Conversation, answer: str) -> Answer:
        """An answer of a device that is not known: it uses up no turn and ends nothing."""
        if about.kind == DRILL:
            return Answer(Result.NO_CODE)
        if answer == UNKNOWN:
            return Answer(Result.PASSED_ON)  # the next person comes in turn
        if link.person not in about.claimed:  # once; a scanner that presses again fills no journal
            await self._put(link, about, UNPROVEN)
        return Answer(Result.UNPROVEN)

    async def _put(self, link: Answered, about: Conversation, answer: str) -> None:
        """Journal an answer; the book reads it there."""
        if answer == UNKNOWN and link.turn + 1 != about.turn:
            return  # the next person has been reached already
        now = self._now()
        event = AlertAnswered(
            at=now, seen_at=now, conversation=about.id, answer=answer, channel=LINK, by=link.person
        )
        if not await self._guard.answered(event):
            self._book.take(event)

    def _found(self, token: str) -> tuple[Answered, Conversation] | None:
        link = self._tokens.read(token, self._now())
        if link is None or link.answer != LINK:
            return None
        about = self._book.conversations.get(link.conversation)
        if about is None or about.stage is Stage.OVER or link.times_asked != about.times_asked:
            return None
        return link, about

    # --- devices ----------------------------------------------------------------------------------

    def _device(self, person: str) -> str:
        until = self._now() + DEVICE_LIVES_S
        return self._tokens.make(Answered(self._mark(person), person, DEVICE, 0, 0, until))

    def _is_known(self, device: str, person: str) -> bool:
        found = self._tokens.read(device, self._now()) if device else None
        if found is None or found.answer != DEVICE or found.person != person:
            return False
        return found.conversation == self._mark(person)

    def _mark(self, person: str) -> str:
        """What a device bears: of the alert code and of the person as they are now."""
        mixed = f"{self._generation()} {self._opened.get(person, '')}"
        return hashlib.sha256(mixed.encode()).hexdigest()[:_MARK_DIGITS]

    def _read(self) -> dict[str, str]:
        try:
            kept = parsed(self._path.read_text(encoding="utf-8"))
            if kept["address"] == self._address:  # another address was opened by nobody yet
                people = kept["people"]  # a list in files of before, when a person had no word
                return {str(name): str(people[name]) if isinstance(people, dict) else "" for name in people}
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return {}

    def _keep(self) -> None:
        temporary = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        with contextlib.suppress(OSError):  # asked again by the next drill
            temporary.unlink(missing_ok=True)
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump({"address": self._address, "people": self._opened}, file)
            temporary.replace(self._path)


def _yes(scope: str, value: str) -> str:
    """What one "yes" lets through, as the form's MAC binds it."""
    return f"{scope}:{value}"
