"""Conversations as text: a subject, a first line that stands alone, and short paragraphs.

In: a conversation, the step that it is at, and what it has cost. Out: text in French or English. Pitfall:
numbers leave this module masked; a name that comes from the telephone network is made harmless by `say`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from veilleur.alerts.conversation import BLIND, DRILL, PROTECTION_LOST, Conversation
from veilleur.alerts.escalation import AGAIN, OVER, REMINDER, SETTLED
from veilleur.alerts.texts import ALERT
from veilleur.detection.signals.catalog import sentence
from veilleur.history.permissions import Permission
from veilleur.language import NO_BREAK, day_and_month, masked, plural, say, territory_phrase
from veilleur.words.money import MicroEuro
from veilleur.words.ports import Numbering
from veilleur.words.site import Site

LISTED_MAX = 6
DIGEST_LINES_MAX = 40
MINUTE_S = 60.0
EVENING, MORNING = 18, 8  # local hours between which an attack is "of a night"
WHO = "telephone-who"  # the prompt that says who calls, with the agreed word
PROBING, CALLING = 1, 3  # how far an attack has come (alerts.urgency)
_UNCONFIRMED = {"cut_unconfirmed", "forward_unconfirmed"}


class Text(NamedTuple):
    """One message. line: stands alone on a locked telephone; paragraphs: the rest, in order."""

    subject: str
    line: str
    paragraphs: tuple[str, ...]

    @property
    def whole(self) -> str:
        """The message as plain text."""
        return "\n\n".join((self.line, *self.paragraphs))


class Composer:
    """Writes the messages of one site. can_stop: something can be refused or cut there at all."""

    def __init__(
        self,
        site: Site,
        numbering: Numbering,
        language: str,
        *,
        word: str = "",
        installer: str = "",
        can_stop: bool = True,
    ) -> None:
        self._site, self._numbering, self._language = site, numbering, language
        self._word, self._installer, self.can_stop = word, installer, can_stop

    def text(
        self, one: Conversation, step: str, spent: MicroEuro | None = None, *, is_last: bool = False
    ) -> Text:
        """The message of a conversation. spent: micro-euros, None when it is not known; is_last: no more
        messages go out on this day."""
        line = self._line(one, step, spent)
        body = list(self._body(one, step))
        if is_last:
            body.append(self._say("last_today"))
        return Text(self._subject(one), line, (*body, *self._foot()))

    def digest(self, waiting: list[Conversation], permissions: Sequence[Permission] = ()) -> Text:
        """What waited for the opening, as one message, with what is still let through."""
        lines = [self._digest_line(one) for one in waiting[:DIGEST_LINES_MAX]]
        if len(waiting) > DIGEST_LINES_MAX:
            lines.append(f"… +{len(waiting) - DIGEST_LINES_MAX}")
        return Text(
            self._say("subject_digest"),
            self._say("digest", count=len(waiting)),
            ("\n".join(f"- {line}" for line in lines), *self._let_through(permissions), *self._foot()),
        )

    def _let_through(self, permissions: Sequence[Permission]) -> Iterator[str]:
        """What was let through and still is."""
        names = []
        for one in permissions:
            what = one.value
            if one.scope == "number":
                what = self._masked(one.value)
            elif one.scope == "territory":
                what = territory_phrase(one.value, self._language)
            code = "until" if one.until is not None else "for_good"
            names.append(self._say(code, what=what, day=one.until or 0.0, until=one.until or 0.0, by=one.by))
        if names:
            yield self._say("let_through", names=_listed(names))

    def moved(self, person: str) -> Text:
        """To a way by which somebody is no longer alerted."""
        return Text(self._say("subject_notice"), self._say("moved", person=person), tuple(self._foot()))

    def button(self, answer: str) -> str:
        """The word on a button."""
        return self._say(self.answer_code(f"button_{answer}"))

    def spoken(self, one: Conversation) -> tuple[str, ...]:
        """The sounds that say it on a telephone: who calls, what happened, what holds."""
        if one.kind == DRILL:
            return (WHO, "telephone-drill")
        if one.kind != "incident":
            return (WHO, "telephone-notice")
        code = self.code_of_line(one)
        what = "calls_stopped" if code.startswith("calls_stopped") else code
        territory = self.territory(one) if one.numbers and code.startswith("calls") else ""
        where = (f"telephone-to-{territory}",) if territory else ()
        return (WHO, f"telephone-{what.replace('_', '-')}", *where, f"telephone-{self.state(one)}")

    def territory(self, one: Conversation) -> str:
        """The one country that its calls went to; "" for none or several."""
        found = {self._numbering.destination(number).territory for number in one.numbers}
        return found.pop() if len(found) == 1 else ""

    @staticmethod
    def is_question(one: Conversation) -> bool:
        """Whether it is an incident that came further than a try."""
        return one.kind == "incident" and (one.level > PROBING or bool(one.stopped))

    @staticmethod
    def code_of_line(one: Conversation) -> str:
        """Which sentence its first line is."""
        if any(alert.reasons and alert.reasons[0].code in _UNCONFIRMED for alert in one.alerts[-1:]):
            return "unconfirmed"
        if one.stopped:
            return "calls_stopped" if one.last_at - one.began_at >= MINUTE_S else "calls_stopped_at_once"
        return "calls_running" if one.numbers and one.level >= CALLING else "entered"

    def state(self, one: Conversation) -> str:
        """ "blocked", "running" or "observes": what holds while nobody answers."""
        if not self.can_stop or (one.alerts and all(alert.observed for alert in one.alerts)):
            return "observes"
        line = self.code_of_line(one)
        # Calls of before were stopped, but one may run on, or the PBX asks no more: nobody sleeps on that.
        if line == "unconfirmed" or one.is_unprotected:
            return "running"
        is_blocked = bool(one.stopped or one.forwards) or line == "entered"
        return "blocked" if is_blocked else "running"

    def notice(self, one: Conversation) -> str:
        """The notice itself: the sentence of its last alert."""
        last = one.alerts[-1] if one.alerts else None
        return sentence(last.reasons[0], self._language) if last is not None and last.reasons else one.id

    def facts(self, one: Conversation) -> tuple[str, ...]:
        """What is known of it, a line each."""
        return tuple(self._facts(one))

    def may_pass(self, one: Conversation) -> tuple[str, str, str]:
        """What one "yes" lets through: scope, value and words; all "" where there are several countries."""
        found = [self._numbering.destination(number) for number in one.numbers]
        names = {number.e164 for number in found}
        territory = self.territory(one)
        if len(names) == 1 and found[0].e164:
            return "number", found[0].e164, masked(found[0].e164)
        if territory:
            return (
                "territory",
                territory,
                self._say("all_of", where=territory_phrase(territory, self._language)),
            )
        return "", "", ""

    # --- parts ----------------------------------------------------------------------------------

    def _what_was_taken(self, one: Conversation) -> str:
        """The part of the protection that its last alert is about; "" when it is about something else."""
        last = one.alerts[-1].reasons if one.alerts else ()
        if not last or last[0].code != PROTECTION_LOST:
            return ""
        return ", ".join(sentence(reason, self._language) for reason in last[1:2])

    def _subject(self, one: Conversation) -> str:
        if one.kind == BLIND:
            return self._say("subject_blind")
        if one.kind == DRILL:
            return self._say("subject_drill")
        if one.kind != "incident":
            is_limit = one.id.startswith("notice limit")
            return self._say("subject_limit" if is_limit else "subject_notice")
        if one.first_numbers:
            where = self._where(one.first_numbers)
            return self._say("subject_calls", where=where, when=self._when(one.began_at))
        return self._say("subject_entry", when=self._when(one.began_at))

    def _line(self, one: Conversation, step: str, spent: MicroEuro | None) -> str:
        if one.kind == DRILL:
            return self._say("drill")
        if one.kind == BLIND:
            feed = one.id.partition(" ")[2]
            return self._say("sees" if step == OVER else "blind", one, feed=feed)
        if not self.is_question(one):
            return self._say("notice", what=self.notice(one))
        lost = "" if spent is None else self._say("lost", spent=spent)
        where, calls = self._where(tuple(one.numbers)), self._calls(len(one.stopped))
        if step == OVER:
            return self._say("over", one, lost=lost)
        if step == SETTLED:
            code = self.answer_code(f"settled_{one.answer}")
            return self._say(code, one, by=one.answered_by, at=one.answered_at)
        code = self.code_of_line(one)
        taken = self._what_was_taken(one)
        if taken and code == "entered":
            return self._say("protection", one, what=taken, lost=lost)
        line = self._say(code, one, where=where, calls=calls, lost=lost)
        return self._say(step, line=line) if step in (REMINDER, AGAIN) else line

    def _body(self, one: Conversation, step: str) -> Iterator[str]:
        if one.kind == DRILL:
            yield self._say("answer_seen", id=one.id.replace(" ", "-"))
            return
        if one.kind != "incident":
            return
        if step == SETTLED:
            yield self._say("settled_change", id=one.id)
            return
        if step == OVER:
            yield self._say("answered", by=one.answered_by, at=one.answered_at, answer=self._answer(one))
            yield self._say("over_todo", id=one.id)
            return
        yield self._silence(one)
        for person, at in one.claimed.items():
            yield self._say("claimed" if self.can_stop else "claimed_seen_afterwards", by=person, at=at)
        yield "\n".join(self._facts(one))
        ways = ("keep", "unknown", "allow") if self.can_stop else ("keep", "unknown")
        yield "\n".join(self._say(self.answer_code(f"answer_{way}"), id=one.id) for way in ways)

    def answer_code(self, code: str) -> str:
        """Which sentence says an answer: where nothing can be stopped, "keep" only says that it was read."""
        return f"{code}_seen_afterwards" if code.endswith("keep") and not self.can_stop else code

    def _answer(self, one: Conversation) -> str:
        return self._say(self.answer_code(one.answer))

    def _silence(self, one: Conversation) -> str:
        if not self.can_stop:
            return self._say("seen_afterwards")
        return self._say(
            {"observes": "observes", "blocked": "silence", "running": "silence_running"}[self.state(one)]
        )

    def _facts(self, one: Conversation) -> Iterator[str]:
        if one.extensions:
            code = "who" if len(one.extensions) > 1 else "who_alone"
            yield self._say(code, names=_listed(list(one.extensions)))
        if one.numbers:
            yield self._say("numbers", names=_listed([self._masked(number) for number in one.numbers]))
        if one.forwards:
            yield self._say("forwards", names=_listed(list(one.forwards)))
        reasons = [sentence(reason, self._language) for alert in one.alerts for reason in alert.reasons[1:4]]
        if reasons:
            yield self._say("saw", reasons=_listed(list(dict.fromkeys(reasons))))

    def _foot(self) -> Iterator[str]:
        if self._word:
            yield self._say("word", word=self._word)
        if self._installer:
            yield self._say("installer", number=self._installer.replace(" ", NO_BREAK))
        yield self._say("no_reply")

    def _digest_line(self, one: Conversation) -> str:
        held = one.kind == "incident" and one.numbers
        line = self._line(one, "first", None) if held else self.notice(one)
        if one.answer:
            said = self._say("answered", by=one.answered_by, at=one.answered_at, answer=self._answer(one))
            return self._say("digest_answered", one, line=line, answered=said, id=one.id)
        return self._say("digest_held" if one.turn else "digest_line", one, line=line, id=one.id)

    def _calls(self, count: int) -> str:
        if self._language == "fr":
            return plural(count, "appel arrêté", "appels arrêtés", "fr")
        return plural(count, "call stopped", "calls stopped", "en")

    def _where(self, numbers: tuple[str, ...]) -> str:
        found = [self._numbering.destination(number).territory for number in numbers]
        territories = [name for name in dict.fromkeys(found) if name]
        if not territories:
            return self._say("abroad")
        return ", ".join(territory_phrase(name, self._language) for name in territories[:3])

    def _when(self, at: float) -> str:
        local = datetime.fromtimestamp(at, ZoneInfo(self._site.timezone))
        if MORNING <= local.hour < EVENING:
            return self._say("day", day=at)
        first = local if local.hour >= EVENING else local - timedelta(days=1)
        last = first + timedelta(days=1)
        is_same_month = first.month == last.month
        begins = str(first.day) if is_same_month else day_and_month(first.date(), self._language)
        return self._say("night", begins=begins, ends=day_and_month(last.date(), self._language))

    def _masked(self, number: str) -> str:
        return masked(self._numbering.destination(number).e164 or number)

    def _say(self, code: str, one: Conversation | None = None, **blanks: str | int | float) -> str:
        if one is not None:
            blanks = {"from": one.began_at, "to": one.last_at, "day": one.began_at, **blanks}
        blanks = {"site": self._site.name, **blanks}
        text = say(ALERT[code], blanks, self._language, self._site.timezone)
        return text if self._language == "fr" else text.replace(NO_BREAK, " ")


def _listed(names: list[str]) -> str:
    more = len(names) - LISTED_MAX
    return ", ".join(names[:LISTED_MAX]) + (f" +{more}" if more > 0 else "")
