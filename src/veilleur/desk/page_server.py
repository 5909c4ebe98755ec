"""The page of the watch, served by the desk.

In: settings, the line to the guard. Out: the page on its address, and a one-time link on the console while
nobody decides here yet. Pitfall: an address that is taken must not end the desk: alerts go on without a page,
and it is tried again.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import Callable, Iterator

import uvicorn

from veilleur.config import Settings
from veilleur.desk.guard_line import GuardLine
from veilleur.desk.page_connections import PAGE_CONNECTIONS_MAX, BoundedProtocol, allow_descriptors
from veilleur.web.watch.answer_port import AnswerLinks
from veilleur.web.watch.app import application
from veilleur.web.watch.auth.people import People, Role
from veilleur.web.watch.house import House
from veilleur.web.watch.stream.guard import GuardWord
from veilleur.web.watch.stream.past import Past
from veilleur.web.watch.stream.waiting import Waiting
from veilleur.words.errors import system_cause
from veilleur.words.messages import Message

BIND_AGAIN_S = 10.0
PAGE_STOPS_WITHIN_S = 1


class PageServer:
    """Serves one site's page. say: prints one sentence. now: seconds since 1970 UTC.

    Raises:
        ConfigError: from the constructor, when the people of the page cannot be read.
    """

    def __init__(
        self,
        settings: Settings,
        language: str,
        guard: GuardLine,
        say: Callable[[str], None],
        now: Callable[[], float],
        waiting: Callable[[], list[Waiting]],
        *,
        is_demo: bool = False,
        answers: AnswerLinks | None = None,
    ) -> None:
        assert settings.page is not None
        self._settings, self._page, self._say = settings, settings.page, say
        people = People(settings.journal.file.with_name("page.json"))
        self.house = House(
            settings=settings,
            people=people,
            note=guard.note,
            now=now,
            wall=time.time,
            guard=GuardWord(settings.control_socket, now),
            past=Past(settings, now),
            waiting=waiting,
            language=language,
            is_demo=is_demo,
            answers=answers,
        )

    async def run(self) -> None:
        """Serve until cancelled."""
        allow_descriptors()
        complained = ""
        while True:
            try:
                listener = self._listener()
                break
            except OSError as error:
                sentence = Message(
                    "The page cannot be served on {address}, port {port} ({why}); write another [page] port.",
                    address=self._page.address,
                    port=self._page.port,
                    why=system_cause(error),
                )
                if sentence != complained:
                    self._say(sentence)
                    complained = sentence
                await asyncio.sleep(BIND_AGAIN_S)
        address = self._address(listener)
        if self.house.is_demo:
            link = self.house.links.make(Role.OWNER, self.house.wall())
            self._say(
                Message("Look at this night in a browser: {address}/visit/{link}", address=address, link=link)
            )
            await self._server().serve([listener])
            return
        self._say(Message("The page of the watch: {address}/", address=address))
        if not self.house.people.has_owner:
            link = self.house.links.make(Role.OWNER, self.house.wall())
            self._say(
                Message(
                    "Nobody decides there yet. Open this link within an hour, once: {address}/start/{link}",
                    address=address,
                    link=link,
                )
            )
        await self._server().serve([listener])

    def _listener(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._page.address else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((self._page.address, self._page.port))
            listener.listen(socket.SOMAXCONN)
        except OSError:
            listener.close()
            raise
        return listener

    def _address(self, listener: socket.socket) -> str:
        name = self._page.names[0] if self._page.names else self._page.address
        scheme = "https" if self._page.is_encrypted else "http"
        return f"{scheme}://{f'[{name}]' if ':' in name else name}:{listener.getsockname()[1]}"

    def _server(self) -> uvicorn.Server:
        config = uvicorn.Config(
            application(self.house),
            http=BoundedProtocol,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            proxy_headers=False,
            limit_concurrency=PAGE_CONNECTIONS_MAX + 1,
            timeout_graceful_shutdown=PAGE_STOPS_WITHIN_S,
            ssl_certfile=self._page.certificate,
            ssl_keyfile=self._page.key,
        )
        return _Server(config)


class _Server(uvicorn.Server):
    """Leaves the signals to the desk."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield
