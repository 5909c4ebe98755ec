"""Conversations as one text message: what fits into 160 characters, the most needed first.

In: a conversation and its step. Out: one line in the alphabet of text messages. Pitfall: it must fit whatever
the site, the country and the word are called, so parts that can be missed are left out one by one; that all
stays blocked, and the agreed word, never are.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from veilleur.alerts.composer import Composer
from veilleur.alerts.conversation import BLIND, DRILL, Conversation
from veilleur.alerts.escalation import OVER, SETTLED
from veilleur.alerts.gsm7 import SMS_SEPTETS, clipped, folded, septets
from veilleur.alerts.short_texts import SHORT
from veilleur.language import clean, plural, say, territory_phrase
from veilleur.words.money import MicroEuro
from veilleur.words.ports import Numbering
from veilleur.words.site import Site

SHORT_WORD_MAX = 40  # 30 characters of the file may fold to a few more
SITE_LENGTHS = (30, 20, 12)  # of its name, the longest that fits


class ShortMessages:
    """Writes the text messages of one site. composer: says what a conversation is about."""

    def __init__(
        self, site: Site, numbering: Numbering, language: str, composer: Composer, *, word: str = ""
    ) -> None:
        self._site, self._numbering, self._language = site, numbering, language
        self._composer, self._word = composer, word

    def text(
        self,
        one: Conversation,
        step: str,
        spent: MicroEuro | None = None,
        *,
        is_called: bool = False,
        is_last: bool = False,
    ) -> str:
        """The message of a conversation. is_called: the PBX calls that person too; is_last: of this day."""
        if one.kind == DRILL:
            return self._fitted(one.began_at, self._say("drill"), [], is_last)
        if one.kind == BLIND:
            code = "sees" if step == OVER else "blind"
            return self._fitted(one.last_at if step == OVER else one.began_at, self._say(code), [], is_last)
        if not self._composer.is_question(one):
            return self._fitted(one.last_at, self._composer.notice(one), [], is_last)
        lost = [] if spent is None else [self._say("lost", spent=spent)]
        if step == OVER:
            return self._fitted(one.last_at, self._say("over", clock=self._clock(one.last_at)), lost, is_last)
        if step == SETTLED:
            by, clock = clipped(folded(one.answered_by), 30), self._clock(one.answered_at)
            return self._fitted(
                one.last_at,
                self._say(self._composer.answer_code(f"settled_{one.answer}"), by=by, clock=clock),
                [],
                is_last,
            )
        code = self._composer.code_of_line(one).removesuffix("_at_once")
        what = self._say(code, calls=self._calls(len(one.stopped)), where=self._where(tuple(one.numbers)))
        called = [self._say("calls_you")] if is_called else []
        return self._fitted(
            one.last_at, what, [*lost, *called], is_last, state=self._say(self._composer.state(one))
        )

    def digest(self, count: int, at: float, *, is_last: bool = False) -> str:
        """That something waited for the opening."""
        code = "digest" if self._composer.can_stop else "digest_seen_afterwards"
        return self._fitted(at, self._say(code, count=count), [], is_last)

    def week(self, incidents: int, blocked: int, at: float, *, is_last: bool = False) -> str:
        """How the week was."""
        return self._fitted(at, self._say("week", count=incidents, blocked=blocked), [], is_last)

    def moved(self, person: str, at: float) -> str:
        """To a number at which somebody is no longer alerted."""
        return self._fitted(at, self._say("moved", person=clipped(folded(person), 20)), [], is_last=False)

    def _fitted(self, at: float, what: str, may_miss: list[str], is_last: bool, state: str = "") -> str:
        """One message: parts that can be missed go first, then the site's name is cut, then what happened."""
        always = [state] if state else []
        if is_last:
            always.append(self._say("last_today"))
        if self._word:
            always.append(self._say("word", word=clipped(folded(clean(self._word)), SHORT_WORD_MAX)))
        site, clock = folded(clean(self._site.name)), self._clock(at)
        for length in SITE_LENGTHS:
            for kept in range(len(may_miss), -1, -1):
                head = self._say("head", site=clipped(site, length), clock=clock, what=what)
                text = folded(" ".join([f"{head.rstrip('.')}.", *may_miss[:kept], *always]))
                if septets(text) <= SMS_SEPTETS:
                    return text
        rest = folded(" ".join(["", *always]))
        head = self._say("head", site=clipped(site, SITE_LENGTHS[-1]), clock=clock, what=what)
        return clipped(folded(head), SMS_SEPTETS - septets(rest)) + rest

    def _calls(self, count: int) -> str:
        if self._language == "fr":
            return plural(count, "appel coupé", "appels coupés", "fr")
        return plural(count, "call cut", "calls cut", "en")

    def _where(self, numbers: tuple[str, ...]) -> str:
        found = {self._numbering.destination(number).territory for number in numbers} - {""}
        if not found:
            return self._say("abroad")
        if len(found) > 1:
            return self._say("countries", count=len(found))
        return territory_phrase(found.pop(), self._language)

    def _clock(self, at: float) -> str:
        local = datetime.fromtimestamp(at, ZoneInfo(self._site.timezone))
        return f"{local.hour}h{local:%M}" if self._language == "fr" else f"{local:%H:%M}"

    def _say(self, code: str, **blanks: str | int | float) -> str:
        return say(SHORT[code], blanks, self._language, self._site.timezone)
