"""The witness that alerts: a journal that is heard of no more, or that contradicts what it said before.

In: heads that a witness service takes in. Out: sentences, and messages to the people of [alerts] by mail and
push. Pitfall: this is the one alarm that shares nothing with the guarded PBX, so it also comes when power or
the Internet is gone there; its words say both.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from veilleur.alerts.channels import mail, ntfy
from veilleur.alerts.channels.message import Outgoing, Send
from veilleur.alerts.composer import Text
from veilleur.alerts.escalation import Attempt
from veilleur.alerts.texts import ALERT
from veilleur.config import Settings
from veilleur.desk.post import Post
from veilleur.journal.witness.head_line import WitnessedHead
from veilleur.journal.witness.server import WitnessServer
from veilleur.journal.witness.service import WitnessBook
from veilleur.language import NO_BREAK, say
from veilleur.words.errors import ConfigError, system_cause
from veilleur.words.events import AlertSent

SILENCE_LOOK_S = 1.0
CHANNELS = {mail.NAME: mail.connect, ntfy.NAME: ntfy.connect}
STEP = "news"  # needs no answer; tried again where it is not taken
SILENT, BACK, CONTRADICTS = "witness_silent", "witness_back", "witness_contradicts"


class News(NamedTuple):
    """What people are to hear. code: of a sentence in ALERT; at: seconds since 1970 UTC."""

    code: str
    site: str
    at: float


class Silence:
    """Which sites are silent: each is reported once, and once when it is back."""

    def __init__(self, after_s: float) -> None:
        self._after_s = after_s
        self._silent: set[str] = set()

    def news(self, last_received: dict[str, float], now: float) -> list[News]:
        """What is new. A site that was never heard of is not set up yet."""
        found: list[News] = []
        for site, at in last_received.items():
            is_silent = at > 0 and now - at >= self._after_s
            if is_silent and site not in self._silent:
                self._silent.add(site)
                found.append(News(SILENT, site, at))
            elif not is_silent and site in self._silent:
                self._silent.discard(site)
                found.append(News(BACK, site, at))
        return found


class Serving(NamedTuple):
    """A service that runs. port: where it listens; stop: ends it."""

    port: int
    stop: Callable[[], None]


class WitnessWatch:
    """Looks at what a witness service takes in. say: takes a sentence about a site."""

    def __init__(
        self,
        settings: Settings,
        language: str,
        complain: Callable[[str], None],
        silent_after_s: float,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._settings, self._language, self._complain, self._now = settings, language, complain, now
        self._silence = Silence(silent_after_s)
        self._contradictions: list[News] = []  # from the threads of the service
        self._contradicting: set[str] = set()
        self._sending: set[asyncio.Task[bool]] = set()

    def contradicts(self, site: str, _before: WitnessedHead, _head: WitnessedHead) -> None:
        """The heads of a site cannot be of one journal; reported once."""
        if site not in self._contradicting:
            self._contradicting.add(site)
            self._contradictions.append(News(CONTRADICTS, site, self._now()))

    def serve(self, book: WitnessBook, address: str, port: int, context: ssl.SSLContext | None) -> Serving:
        """Take heads in, in threads of their own.

        Raises:
            ConfigError: when the address cannot be used.
        """
        try:
            server = WitnessServer((address, port), book, context)
        except OSError as error:
            raise ConfigError(
                "{address}:{port} cannot be listened on ({why}); give --address and --port.",
                address=address,
                port=port,
                why=system_cause(error),
            ) from error
        threading.Thread(target=server.serve_forever, name="witness", daemon=True).start()

        def stop() -> None:
            server.shutdown()
            server.server_close()

        return Serving(server.server_address[1], stop)

    async def run(self, book: WitnessBook) -> None:
        """Report until cancelled."""
        while True:
            for news in self.due(book.last_received):
                self.report(news)
            await asyncio.sleep(SILENCE_LOOK_S)

    def due(self, last_received: dict[str, float]) -> list[News]:
        """What is to be reported now."""
        waiting, self._contradictions = self._contradictions, []
        return [*waiting, *self._silence.news(last_received, self._now())]

    def report(self, news: News) -> None:
        """Say it, and send it to everybody."""
        text = self.text(news)
        self._complain(text.line)
        alerts = self._settings.alerts
        channels: dict[tuple[str, str], Send] = {}
        messages = []
        for person in alerts.people:
            for name, connect in CHANNELS.items():
                send = connect(person, alerts, news.site)
                if send is not None:
                    channels[person.name, name] = send
                    messages.append(self._outgoing(news, text, person.name, name))
        if messages:
            task = asyncio.create_task(Post(channels, _unreported, self._now).send_turn(messages))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    def text(self, news: News) -> Text:
        """The message."""
        line, subject = self._say(news.code, news), self._say("subject_witness", news)
        return Text(subject, line, (self._say(f"{news.code}_todo", news), self._say("no_reply", news)))

    def _outgoing(self, news: News, text: Text, person: str, channel: str) -> Outgoing:
        return Outgoing(
            attempt=Attempt(f"witness {news.site}", STEP, person, channel),
            text=text,
            at=self._now(),
            is_urgent=news.code != BACK,
            thread=f"witness {news.site} {news.at:.0f}",
            is_first_of_thread=True,
        )

    def _say(self, code: str, news: News) -> str:
        zone = self._settings.site.timezone
        text = say(ALERT[code], {"site": news.site, "at": news.at}, self._language, zone)
        return text if self._language == "fr" else text.replace(NO_BREAK, " ")


async def _unreported(_event: AlertSent) -> None:
    """The witness keeps no journal."""
