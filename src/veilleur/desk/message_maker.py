"""Messages on their way: for each attempt of the book the text, its short form, its buttons, and its data.

In: an attempt and its conversation. Out: an `Outgoing`. Pitfall: one text belongs to a whole turn, so that
two ways to a person never disagree; what differs by way is the short form, the buttons and the spoken one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from veilleur.alerts.book import KEEP, SEEN, UNKNOWN
from veilleur.alerts.channels import sms
from veilleur.alerts.channels.message import Button, Outgoing
from veilleur.alerts.composer import Composer, Text
from veilleur.alerts.conversation import Conversation
from veilleur.alerts.escalation import DRILL, MORNING, WEBHOOK, Attempt
from veilleur.alerts.short_messages import ShortMessages
from veilleur.alerts.tokens import LIVES_S, Answered, Tokens
from veilleur.alerts.weekly import weekly_text
from veilleur.config import Settings
from veilleur.desk import telephone
from veilleur.desk.post import ESCALATED
from veilleur.history.permissions import Permission
from veilleur.history.week import Week
from veilleur.words.calls import Vantage
from veilleur.words.money import MicroEuro
from veilleur.words.ports import Numbering

MOVED_SOUNDS = ("telephone-who", "telephone-moved")


class MessageMaker:
    """Makes the messages of one site. now: seconds since 1970 UTC."""

    def __init__(
        self,
        settings: Settings,
        numbering: Numbering,
        language: str,
        tokens: Tokens,
        now: Callable[[], float],
    ) -> None:
        alerts = settings.alerts
        self._site, self._tokens, self._now = settings.site.name, tokens, now
        self._place, self._language, self._alerts = settings.site, language, alerts
        self._called = {person.name for person in alerts.people if person.telephone}
        self.composer = Composer(
            settings.site,
            numbering,
            language,
            word=alerts.word,
            installer=alerts.installer,
            can_stop=settings.vantage is not Vantage.RECORDS,
        )
        self.link: Callable[[Attempt, Conversation], str] = lambda _attempt, _about: ""
        self._short = ShortMessages(settings.site, numbering, language, self.composer, word=alerts.word)

    def turn(
        self, attempts: list[Attempt], about: Conversation, spent: MicroEuro | None = None
    ) -> list[Outgoing]:
        """The messages of one turn of a conversation, all with one text."""
        is_last = any(attempt.is_last for attempt in attempts)
        text = self.composer.text(about, attempts[0].step, spent, is_last=is_last)
        return [self._of(attempt, text, about, self._short_of(attempt, about, spent)) for attempt in attempts]

    def of_digest(
        self, attempts: list[Attempt], waiting: list[Conversation], permissions: Sequence[Permission]
    ) -> list[Outgoing]:
        """The messages of a digest: what waited for the opening, and what is still let through."""
        text = self.composer.digest(waiting, permissions)
        short = self._short.digest(len(waiting), self._now(), is_last=any(one.is_last for one in attempts))
        return [self._of(attempt, text, None, short) for attempt in attempts]

    def of_week(self, attempts: list[Attempt], week: Week) -> list[Outgoing]:
        """The messages of a weekly report."""
        is_last = any(one.is_last for one in attempts)
        text = weekly_text(
            week, self._place, self._language, word=self._alerts.word, installer=self._alerts.installer
        )
        short = self._short.week(week.incidents, week.blocked, self._now(), is_last=is_last)
        return [self._of(attempt, text, None, short) for attempt in attempts]

    def moved(self, person: str, way: str) -> Outgoing:
        """To a way by which somebody is no longer alerted."""
        now = self._now()
        return Outgoing(
            attempt=Attempt("people", telephone.MOVED, person, way),
            text=self.composer.moved(person),
            at=now,
            is_urgent=False,
            thread=f"people {now:.0f}",
            is_first_of_thread=True,
            short=self._short.moved(person, now),
            spoken=MOVED_SOUNDS,
        )

    def _short_of(self, attempt: Attempt, about: Conversation, spent: MicroEuro | None) -> str:
        if attempt.channel != sms.NAME:
            return ""
        return self._short.text(
            about,
            attempt.step,
            spent,
            is_called=attempt.person in self._called and attempt.step in ESCALATED,
            is_last=attempt.is_last,
        )

    def _of(self, attempt: Attempt, text: Text, about: Conversation | None, short: str) -> Outgoing:
        thread = f"{self._site} {attempt.conversation}"
        if about is not None:
            thread += f" {about.began_at:.0f}"  # a new journal counts incidents from one again
        return Outgoing(
            attempt=attempt,
            text=text,
            at=self._now(),
            is_urgent=attempt.step in ESCALATED,
            thread=thread,
            is_first_of_thread=about is None or attempt.person not in about.reached,
            buttons=tuple(self._buttons(attempt, about)),
            data=self._data(attempt, text, about) if attempt.channel == WEBHOOK else {},
            short=short,
            link=self.link(attempt, about) if about is not None else "",
            link_word=self.composer.button("link"),
            spoken=self.composer.spoken(about) if about is not None else (),
            territory=self.composer.territory(about) if about is not None else "",
        )

    def _buttons(self, attempt: Attempt, about: Conversation | None) -> Iterator[Button]:
        if about is None or attempt.step not in (*ESCALATED, MORNING):
            return
        for answer in (SEEN,) if attempt.step == DRILL else (KEEP, UNKNOWN):
            answered = Answered(
                conversation=about.id,
                person=attempt.person,
                answer=answer,
                times_asked=about.times_asked,
                turn=attempt.turn,
                until=self._now() + LIVES_S,
            )
            yield Button(answer, self.composer.button(answer), self._tokens.make(answered))

    def _data(self, attempt: Attempt, text: Text, about: Conversation | None) -> dict[str, object]:
        data: dict[str, object] = {
            "type": "alert",
            "version": 1,
            "site": self._site,
            "at": self._now(),
            "conversation": attempt.conversation,
            "text": text.line,
        }
        if about is not None:
            data |= {
                "stage": about.stage.value,
                "began_at": about.began_at,
                "last_at": about.last_at,
                "codes": [alert.reasons[0].code for alert in about.alerts if alert.reasons],
                "extensions": list(about.extensions),
                "calls_stopped": len(about.stopped),
                "answer": about.answer,
            }
        return data
