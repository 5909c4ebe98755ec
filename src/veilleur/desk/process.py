"""The desk's process: reads the journal, alerts people, takes their answers, and pings a heartbeat.

In: settings. Out: messages; events in the journal through the guard. Pitfall: it shares nothing with the
guard but the journal (read only) and a socket; whatever hangs here delays no decision there.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from veilleur.alerts.book import KEEP, SEEN, UNKNOWN, AlertBook
from veilleur.alerts.channels import apprise, mail, ntfy, sms, webhook
from veilleur.alerts.channels.message import ChannelError, Send
from veilleur.alerts.conversation import Conversation, Stage
from veilleur.alerts.escalation import DIGEST, DRILL, PROGRAM, WEBHOOK, WEEK, Attempt, Escalation
from veilleur.alerts.tokens import Tokens
from veilleur.config import Settings
from veilleur.config.alerts_section import Person
from veilleur.desk import telephone
from veilleur.desk.alert_code import generation
from veilleur.desk.former_ways import FormerWays
from veilleur.desk.guard_line import GuardLine
from veilleur.desk.heartbeat import beat
from veilleur.desk.journal_feed import JournalFeed
from veilleur.desk.message_maker import MessageMaker
from veilleur.desk.post import ESCALATED, Post
from veilleur.detection.business_hours import Calendar
from veilleur.history.permissions import Permission, open_permissions
from veilleur.history.week import Week, last_monday, week_at, week_of
from veilleur.journal import JournalReader
from veilleur.pbx.registry import telephone_line
from veilleur.words.errors import JournalError
from veilleur.words.events import AlertAnswered, AlertSent
from veilleur.words.messages import Message

if TYPE_CHECKING:
    from veilleur.desk.answer_links import AnswerLinks
    from veilleur.desk.page_server import PageServer
    from veilleur.web.watch.stream.waiting import Waiting

LOOK_S = 0.5
PRESSED_S = 5.0  # between two looks for pressed buttons, while somebody may press one
CHANNELS = {one.NAME: one.connect for one in (sms, mail, ntfy, apprise)}
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
            week_at=partial(week_at, timezone=settings.site.timezone) if alerts.weekly_report else None,
            caps={sms.NAME: alerts.sms.messages_a_day} if alerts.sms is not None else {},
        )
        bounds_s = {telephone.NAME: self._telephone.bound_s} if self._telephone is not None else {}
        self._post = Post(channels, self._report, now, bounds_s=bounds_s)
        self._tokens = Tokens.beside(settings.journal.file)
        self._messages = MessageMaker(settings, self._numbering, language, self._tokens, now)
        self._links = self._answer_links()
        if self._links is not None:
            self._messages.link = self._links.link
        self._pressed_since: dict[str, str] = {}
        self._used: set[str] = set()
        self._sending: set[asyncio.Task[None]] = set()
        self._trouble = ""
        if any(person.apprise for person in alerts.people) and not apprise.is_installed():
            say(
                Message(
                    "apprise_file is written and the package apprise is not installed: nobody is alerted by "
                    "it. Run `{command}`.",
                    command=apprise.INSTALL,
                )
            )
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
        return telephone.TelephoneChannel(
            wanted, line, self._guard, self.pressed, self._now, settled=self._settled
        )

    def _settled(self, conversation: str) -> telephone.Settled | None:
        """By whom a question was settled that somebody is called about; None while it waits."""
        about = self._book.conversations.get(conversation)
        if about is None or not about.answer or about.kind == DRILL:
            return None
        if about.stage not in (Stage.ANSWERED, Stage.OVER):
            return None
        who = about.answered_by.partition(" (")[0]  # an answer on the page names it beside the person
        is_ours = any(person.name == who for person in self._settings.alerts.people)
        return telephone.Settled(who if is_ours else "", about.answer)

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

    def _answer_links(self) -> AnswerLinks | None:
        """Links in alerts; None where telephones cannot reach the page."""
        address = self._settings.alerts.answer_address
        if not address or self._settings.page is None:
            return None
        from veilleur.desk.answer_links import AnswerLinks  # late: it knows the page

        return AnswerLinks(
            address=address,
            path=self._settings.journal.file.with_name("alerts.links.json"),
            tokens=self._tokens,
            book=self._book,
            guard=self._guard,
            composer=self._messages.composer,
            people=[person.name for person in self._settings.alerts.people],
            generation=partial(generation, self._settings.journal.file),
            now=self._now,
        )

    def _page_server(self, language: str, is_demo: bool) -> PageServer:
        from veilleur.desk.page_server import PageServer  # late: a desk without a page needs no web server

        return PageServer(
            self._settings,
            language,
            self._guard,
            self._say,
            self._now,
            self._waiting,
            is_demo=is_demo,
            answers=self._links,
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
            waiting = []
            if turn[0].step == DIGEST:  # gathered now: the next look must not say it again
                waiting = self._book.for_digest()
                self._book.digest_was_sent()
            task = asyncio.create_task(self._send(turn, waiting))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _send(self, turn: list[Attempt], waiting: list[Conversation]) -> None:
        if turn[0].step == DIGEST:
            permissions = await asyncio.to_thread(self._permissions)
            await self._post.send_turn(self._messages.of_digest(turn, waiting, permissions))
            return
        if turn[0].step == WEEK:
            await self._send_week(turn)
            return
        about = self._book.conversations.get(turn[0].conversation)
        if about is None:
            return
        spent = await self._guard.spent(about.id) if about.kind == "incident" else None
        messages = self._messages.turn(turn, about, spent)
        if not await self._post.send_turn(messages) and turn[0].step in ESCALATED:
            self._book.failed(turn, self._now())

    def _permissions(self) -> list[Permission]:
        reader = JournalReader(self._settings.journal.file)
        try:
            return open_permissions(reader, self._settings.site.name, self._now())
        except JournalError:
            return []  # said by whoever looks for news; the digest goes out without
        finally:
            reader.close()

    async def _send_week(self, turn: list[Attempt]) -> None:
        """The weekly report; one that no channel took is tried again, and the heartbeat waits for it."""
        try:
            week = await asyncio.to_thread(self._week, self._now())
        except JournalError as error:
            self._complain(str(error.message))
            return
        if week is None:
            self._book.nothing_of_the_week(turn[0].conversation)
            return
        await self._post.send_turn(self._messages.of_week(turn, week))

    def _week(self, now: float) -> Week | None:
        site = self._settings.site
        reader = JournalReader(self._settings.journal.file)
        try:
            return week_of(reader, site.name, self._numbering, *last_monday(now, site.timezone))
        finally:
            reader.close()

    async def _report(self, event: AlertSent) -> None:
        if not await self._guard.report(event):
            self._book.take(event)  # the guard is gone: the book knows all the same

    async def _inform_former_ways(self) -> None:
        """Who moves an alert elsewhere is noticed by whom it reached before."""
        former = FormerWays.beside(self._settings.journal.file, self._settings.alerts.people)
        for person in former.gone():
            for (_name, way), send in self._ways_of(person).items():
                message = self._messages.moved(person.name, way)
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
        if answered is None or answered.answer not in (KEEP, UNKNOWN, SEEN) or token in self._used:
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
        is_sent = not self._book.is_week_late(self._now())
        return is_sent and not self._trouble and not self._post.failures

    def _complain(self, sentence: str) -> None:
        if self._trouble != sentence:
            self._trouble = sentence
            self._say(sentence)
