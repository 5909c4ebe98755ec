"""The desk's process: reads the journal, alerts people, takes their answers, and pings a heartbeat.

In: settings. Out: messages; events in the journal through the guard. Pitfall: it shares nothing with the
guard but the journal (read only) and a socket; whatever hangs here delays no decision there.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from veilleur.alerts.book import KEEP, SEEN, UNKNOWN, AlertBook
from veilleur.alerts.channels import mail, ntfy, webhook
from veilleur.alerts.channels.message import Button, ChannelError, Outgoing, Send
from veilleur.alerts.composer import Composer, Text
from veilleur.alerts.conversation import Conversation, Stage
from veilleur.alerts.escalation import DIGEST, DRILL, PROGRAM, WEBHOOK, Attempt, Escalation
from veilleur.alerts.tokens import LIVES_S, Answered, Tokens
from veilleur.config import Settings
from veilleur.config.alerts_section import Person
from veilleur.desk import telephone
from veilleur.desk.former_ways import FormerWays
from veilleur.desk.guard_line import GuardLine
from veilleur.desk.heartbeat import beat
from veilleur.desk.journal_feed import JournalFeed
from veilleur.desk.post import ESCALATED, Post
from veilleur.detection.business_hours import Calendar
from veilleur.pbx.registry import telephone_line
from veilleur.words.errors import JournalError
from veilleur.words.events import AlertAnswered, AlertSent

if TYPE_CHECKING:
    from veilleur.desk.page_server import PageServer
    from veilleur.web.watch.stream.waiting import Waiting

LOOK_S = 0.5
PRESSED_S = 5.0  # between two looks for pressed buttons, while somebody may press one
CHANNELS = {mail.NAME: mail.connect, ntfy.NAME: ntfy.connect}
MOVED_SOUNDS = ("telephone-who", "telephone-moved")
WAYS = (telephone.NAME, *CHANNELS)


class Desk:
    """One site's desk.

    say: prints one sentence about itself. now: seconds since 1970 UTC. is_demo: its page needs no login.

    Raises:
        ConfigError: from the constructor, when its key cannot be kept.
    """

    def __init__(
        self,
        settings: Settings,
        language: str,
        say: Callable[[str], None],
        now: Callable[[], float] = time.time,
        *,
        is_demo: bool = False,
    ) -> None:
        self._settings, self._say, self._now = settings, say, now
        alerts = settings.alerts
        self._numbering = settings.numbering()
        self._composer = Composer(
            settings.site, self._numbering, language, word=alerts.word, installer=alerts.installer
        )
        self._guard = GuardLine(settings.control_socket)
        self._telephone = self._telephone_channel()
        channels = self._channels()
        ways = {
            person.name: tuple(name for name in WAYS if (person.name, name) in channels)
            for person in alerts.people
        }
        calendar = Calendar(settings.site)
        self._book = AlertBook(
            Escalation(ways, alerts.wait_s),
            is_open=lambda at: calendar.moment(at).is_open,
            is_about=self._is_about,
            messages_a_day=alerts.messages_a_day,
            has_program=alerts.webhook is not None,
        )
        bounds_s = {telephone.NAME: self._telephone.bound_s} if self._telephone is not None else {}
        self._post = Post(channels, self._report, now, bounds_s=bounds_s)
        self._tokens = Tokens.beside(settings.journal.file)
        self._pressed_since: dict[str, str] = {}
        self._used: set[str] = set()
        self._sending: set[asyncio.Task[None]] = set()
        self._trouble = ""
        self._page = self._page_server(language, is_demo) if settings.page is not None else None

    async def run(self) -> None:
        """Work until cancelled."""
        feed = await self._opened()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._look_for_ever(feed))
                tasks.create_task(self._read_buttons())
                tasks.create_task(self._inform_former_ways())
                if self._page is not None:
                    tasks.create_task(self._page.run())
                if self._telephone is not None:
                    tasks.create_task(telephone.serve(self._telephone, self._complain))
                if self._settings.alerts.heartbeat_url:
                    tasks.create_task(beat(self._settings.alerts.heartbeat_url, self._is_well))
        finally:
            feed.close()
            for task in self._sending:
                task.cancel()

    def _telephone_channel(self) -> telephone.TelephoneChannel | None:
        """The telephone; None where nobody is called, or this PBX cannot."""
        wanted = self._settings.alerts.telephone
        line = telephone_line(self._settings) if wanted is not None else None
        if wanted is None or line is None:
            return None
        return telephone.TelephoneChannel(wanted, line, self._guard, self.pressed, self._now)

    def _channels(self) -> dict[tuple[str, str], Send]:
        """Every way to everybody."""
        alerts = self._settings.alerts
        found: dict[tuple[str, str], Send] = {}
        for person in alerts.people:
            found |= self._ways_of(person)
        if alerts.webhook is not None:
            found[PROGRAM, WEBHOOK] = webhook.connect(alerts.webhook)
        return found

    def _ways_of(self, person: Person) -> dict[tuple[str, str], Send]:
        """Every way to one person."""
        found: dict[tuple[str, str], Send] = {}
        for name, connect in CHANNELS.items():
            send = connect(person, self._settings.alerts, self._settings.site.name)
            if send is not None:
                found[person.name, name] = send
        call = self._telephone.connect(person) if self._telephone is not None else None
        if call is not None:
            found[person.name, telephone.NAME] = call
        return found

    def _page_server(self, language: str, is_demo: bool) -> PageServer:
        from veilleur.desk.page_server import PageServer  # late: a desk without a page needs no web server

        return PageServer(
            self._settings, language, self._guard, self._say, self._now, self._waiting, is_demo=is_demo
        )

    def _waiting(self) -> list[Waiting]:
        """Questions that wait for a person, those first that were asked first."""
        from veilleur.web.watch.stream.waiting import Waiting

        return [
            Waiting(
                conversation=one.id,
                since=one.began_at,
                reached=tuple(one.reached),
                is_held=one.stage is Stage.HELD,
            )
            for one in self._book.conversations.values()
            if one.stage in (Stage.WAITING, Stage.HELD) and one.kind != DRILL
        ]

    # --- journal in, messages out -----------------------------------------------------------------

    async def _opened(self) -> JournalFeed:
        """The journal, read up to now; waits for the guard to make it."""
        while True:
            try:
                feed = JournalFeed(self._settings.journal.file, self._settings.site.name)
                for heard in await asyncio.to_thread(feed.past, self._now()):
                    self._book.take(heard)
                self._book.began(self._now())
                return feed
            except JournalError as error:
                self._complain(str(error.message))
                await asyncio.sleep(LOOK_S)

    async def _look_for_ever(self, feed: JournalFeed) -> None:
        while True:
            try:
                for heard in await asyncio.to_thread(feed.news):
                    self._book.take(heard)
                self._trouble = ""
            except JournalError as error:
                self._complain(str(error.message))
            self._hand_out(self._book.due(self._now()))
            await asyncio.sleep(LOOK_S)

    def _hand_out(self, attempts: list[Attempt]) -> None:
        for _, group in groupby(attempts, key=lambda one: (one.conversation, one.step, one.person)):
            turn = list(group)
            text = self._digest() if turn[0].step == DIGEST else None
            task = asyncio.create_task(self._send(turn, text))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    def _digest(self) -> Text:
        text = self._composer.digest(self._book.for_digest())
        self._book.digest_was_sent()
        return text

    async def _send(self, turn: list[Attempt], text: Text | None) -> None:
        conversation = self._book.conversations.get(turn[0].conversation)
        spent = None
        if conversation is not None and conversation.kind == "incident":
            spent = await self._guard.spent(conversation.id)
        if text is None:
            if conversation is None:
                return
            text = self._composer.text(conversation, turn[0].step, spent)
        messages = [self._outgoing(attempt, text, conversation) for attempt in turn]
        if not await self._post.send_turn(messages) and turn[0].step in ESCALATED:
            self._book.failed(turn, self._now())

    def _outgoing(self, attempt: Attempt, text: Text, about: Conversation | None) -> Outgoing:
        now = self._now()
        thread = f"{self._settings.site.name} {attempt.conversation}"
        if about is not None:
            thread += f" {about.began_at:.0f}"  # a new journal counts incidents from one again
        return Outgoing(
            attempt=attempt,
            text=text,
            at=now,
            is_urgent=attempt.step in ESCALATED,
            thread=thread,
            is_first_of_thread=about is None or attempt.person not in about.reached,
            buttons=tuple(self._buttons(attempt, about)),
            data=self._data(attempt, text, about) if attempt.channel == WEBHOOK else {},
            spoken=self._composer.spoken(about) if about is not None else (),
            territory=self._composer.territory(about) if about is not None else "",
        )

    def _buttons(self, attempt: Attempt, about: Conversation | None) -> Iterator[Button]:
        if about is None or attempt.step not in ESCALATED:
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
            yield Button(answer, self._composer.button(answer), self._tokens.make(answered))

    def _data(self, attempt: Attempt, text: Text, about: Conversation | None) -> dict[str, object]:
        data: dict[str, object] = {
            "type": "alert",
            "version": 1,
            "site": self._settings.site.name,
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

    async def _report(self, event: AlertSent) -> None:
        if not await self._guard.report(event):
            self._book.take(event)  # the guard is gone: the book knows all the same

    async def _inform_former_ways(self) -> None:
        """Who moves an alert elsewhere is noticed by whom it reached before."""
        former = FormerWays.beside(self._settings.journal.file, self._settings.alerts.people)
        for person in former.gone():
            for (_name, way), send in self._ways_of(person).items():
                attempt = Attempt("people", telephone.MOVED, person.name, way)
                message = Outgoing(
                    attempt=attempt,
                    text=self._composer.moved(person.name),
                    at=self._now(),
                    is_urgent=False,
                    thread=f"people {self._now():.0f}",
                    is_first_of_thread=True,
                    spoken=MOVED_SOUNDS,
                )
                bounds_s = {telephone.NAME: self._telephone.bound_s} if self._telephone is not None else {}
                post = Post({(person.name, way): send}, self._report, self._now, bounds_s=bounds_s)
                await post.send_turn([message])
        former.keep()

    # --- answers ----------------------------------------------------------------------------------

    async def _read_buttons(self) -> None:
        people = [person for person in self._settings.alerts.people if person.ntfy]
        while people:
            if any(one.stage in (Stage.WAITING, Stage.HELD) for one in self._book.conversations.values()):
                for person in people:
                    with contextlib.suppress(ChannelError):  # asked again soon
                        since = self._pressed_since.get(person.name, "")
                        tokens, newest = await ntfy.answers(person, since)
                        self._pressed_since[person.name] = newest
                        for token in tokens:
                            await self.pressed(token, ntfy.NAME)
            await asyncio.sleep(PRESSED_S)

    async def pressed(self, token: str, channel: str) -> bool:
        """A button was pressed; False when its token is not ours, used up, or of a question that is over."""
        answered = self._tokens.read(token, self._now())
        if answered is None or token in self._used:
            return False
        about = self._book.conversations.get(answered.conversation)
        if about is None or answered.times_asked != about.times_asked:
            return False
        if answered.answer == UNKNOWN and answered.turn + 1 != about.turn:
            return False  # the next person has been reached already
        self._used.add(token)
        now = self._now()
        event = AlertAnswered(
            at=now,
            seen_at=now,
            conversation=about.id,
            answer=answered.answer,
            channel=channel,
            by=answered.person,
        )
        if not await self._guard.answered(event):
            self._book.take(event)
        return True

    def _is_about(self, scope: str, value: str, conversation: Conversation) -> bool:
        if scope == "extension":
            return value in conversation.extensions
        found = [self._numbering.destination(number) for number in conversation.numbers]
        if scope == "territory":
            return any(one.territory == value for one in found)
        return any(one.e164 == value for one in found) or value in conversation.numbers

    def _is_well(self) -> bool:
        return not self._trouble and not self._post.failures

    def _complain(self, sentence: str) -> None:
        if self._trouble != sentence:
            self._trouble = sentence
            self._say(sentence)
