"""One switch over HTTP put together for the guard."""

from __future__ import annotations

import asyncio
import ssl

from veilleur.config import Settings
from veilleur.pbx.adapter import Coverage, GuardHooks, NoPastCalls, Switch
from veilleur.pbx.http.api import Api
from veilleur.pbx.http.orders import HttpOrders
from veilleur.pbx.http.reports import HttpFeed
from veilleur.pbx.http.server import HttpServer
from veilleur.pbx.http.settings import NAME, HttpSettings
from veilleur.pbx.http.tls import server_context


def build(settings: Settings, guard: GuardHooks) -> Switch:
    """The switch of a configuration that names HTTP.

    Raises:
        ConfigError: when the certificate cannot be used.
    """
    http = settings.switch
    assert isinstance(http, HttpSettings)
    orders = HttpOrders()
    feed = HttpFeed(guard, orders, http.silent_s)
    api = Api(settings=http, guard=guard, feed=feed, orders=orders)
    return Switch(
        feed_name=NAME,
        feed=feed,
        questions=HttpQuestions(http, HttpServer(api.handle, api.limit_of, _context_of(http))),
        actuator=orders,
        inspection=_HttpInspection(feed),
        past_calls=NoPastCalls(),  # what was not reported is not known
        vantage=settings.vantage,
    )


def _context_of(http: HttpSettings) -> ssl.SSLContext | None:
    return server_context(http.certificate, http.certificate_key) if http.certificate else None


class HttpQuestions:
    """Where the switch asks; see `pbx.adapter.Questions`."""

    def __init__(self, settings: HttpSettings, server: HttpServer) -> None:
        self._settings, self._server = settings, server

    async def start(self) -> int:
        """Listen; gives the port."""
        return await self._server.start(self._settings.host, self._settings.port)

    async def stop(self) -> None:
        """Listen no more."""
        await self._server.stop()


class _HttpInspection:
    """What such a switch asks about, and whether it holds alone, nobody but its maker knows."""

    can_cut = True

    def __init__(self, feed: HttpFeed) -> None:
        self._feed = feed

    @property
    def coverage(self) -> Coverage | None:
        """None until the switch has named its calls."""
        if not self._feed.is_seeing:
            return None
        return Coverage({NAME: True}, is_complete=False, holds_alone=False)

    async def first(self) -> None:
        """See `Inspection`: silence says itself."""

    def returned(self) -> None:
        """See `Inspection`."""

    async def repeat(self) -> None:
        """See `Inspection`."""
        await asyncio.get_running_loop().create_future()
