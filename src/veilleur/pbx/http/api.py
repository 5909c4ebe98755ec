"""The paths of /v1: who may, how much, and what is answered.

In: requests. Out: responses. Pitfall: without a token that holds every path, known or not, answers the same
401, so that an outsider learns nothing of a site; and a status other than 200 never lets a call through.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from veilleur.pbx.adapter import GuardHooks
from veilleur.pbx.http.authorise import Authoriser
from veilleur.pbx.http.metrics import http_metrics
from veilleur.pbx.http.openapi import document
from veilleur.pbx.http.orders import HttpOrders
from veilleur.pbx.http.rate_limit import RateLimit
from veilleur.pbx.http.reports import HttpFeed
from veilleur.pbx.http.server import REQUEST_BODY_MAX_BYTES, BodyLimit, Request, Response
from veilleur.pbx.http.settings import HttpSettings
from veilleur.pbx.http.shapes import Code, FaultyError, Question, faulty
from veilleur.pbx.http.tokens import Token, Tokens
from veilleur.wording.metrics import METRICS_TYPE, exposition
from veilleur.words.messages import Message

CODE_ANSWERED_WITHIN_S = 0.5
QUESTION = BodyLimit(most_bytes=8_192, within_s=0.4)
REPORTS = BodyLimit(most_bytes=REQUEST_BODY_MAX_BYTES, within_s=5.0)
ORDERS_WAIT_MAX_S = 25
RETRY_AFTER = (("retry-after", "1"),)

Shape = TypeVar("Shape", bound=BaseModel)
Answer = Callable[[Request, Token], Awaitable[Response]]


class Path(NamedTuple):
    """One path. scope: what a token must be allowed, "" for any. query: the names of its parameters."""

    method: str
    scope: str
    limit: BodyLimit
    answer: Answer
    query: frozenset[str] = frozenset()


class Api:
    """The API of one guard."""

    def __init__(
        self,
        *,
        settings: HttpSettings,
        guard: GuardHooks,
        feed: HttpFeed,
        orders: HttpOrders,
    ) -> None:
        self.authoriser = Authoriser(guard)
        self._guard, self._feed, self._orders = guard, feed, orders
        self._tokens = Tokens(settings.tokens)
        self._questions = RateLimit(settings.questions_per_second)
        self._reports = RateLimit(settings.events_per_second)
        self._paths = {
            "/v1/authorise": Path("POST", "ask", QUESTION, self._authorise),
            "/v1/code": Path("POST", "ask", QUESTION, self._code),
            "/v1/events": Path("POST", "report", REPORTS, self._events),
            "/v1/orders": Path("GET", "orders", QUESTION, self._fetch_orders, frozenset({"wait"})),
            "/v1/health": Path("GET", "read", QUESTION, self._health),
            "/metrics": Path("GET", "read", QUESTION, self._metrics),
            "/v1/openapi.json": Path("GET", "", QUESTION, self._openapi),
        }

    def limit_of(self, path: str, headers: dict[str, str]) -> BodyLimit:
        """What a path takes; to an outsider all take the same."""
        known = self._paths.get(path)
        if known is None or self._tokens.owner_of(_secret(headers), self._guard.now()) is None:
            return QUESTION
        return known.limit

    async def handle(self, request: Request) -> Response:
        """One request, whoever sent it."""
        token = self._tokens.owner_of(_secret(request.headers), self._guard.now())
        if token is None:
            return _said(401, {"error": "token"}, (("www-authenticate", "Bearer"),))
        path = self._paths.get(request.path)
        if path is None:
            return _said(404, {"error": "path"})
        if request.method != path.method:
            return _said(405, {"error": "method"}, (("allow", path.method),))
        if path.scope and path.scope not in token.scopes:
            return _said(401, {"error": "scope"}, (("www-authenticate", "Bearer"),))
        if not path.query.issuperset(request.query):
            return _said(400, {"error": "body", "where": "query", "why": "unknown_field"})
        try:
            return await path.answer(request, token)
        except FaultyError as error:
            return _said(400, {"error": "body", "where": error.where, "why": error.why})
        except Exception as error:
            self._guard.on_fault(Message("a request over HTTP"), error)
            return _said(500, {"error": "fault"})

    async def _authorise(self, request: Request, token: Token) -> Response:
        question = _shape(Question, request.body)
        if not self._questions.admits(token.name, self._guard.now()) and not self.authoriser.is_emergency(
            question.number
        ):
            return _said(429, {"error": "rate"}, RETRY_AFTER)
        status, said = self.authoriser.answer(question)
        reason = said.get("sip_reason")
        return _said(status, said, (("reason", reason),) if reason else ())

    async def _code(self, request: Request, token: Token) -> Response:
        code = _shape(Code, request.body)
        if not self._questions.admits(token.name, self._guard.now()):
            return _said(429, {"error": "rate"}, RETRY_AFTER)
        try:
            async with asyncio.timeout(CODE_ANSWERED_WITHIN_S):
                status, said = await self.authoriser.code(code)
        except TimeoutError:
            return _said(403, {"decision": "refuse", "reasons": ["too_slow"]})
        return _said(status, said)

    async def _events(self, request: Request, token: Token) -> Response:
        count = request.body.count(b"\n") + 1
        if not self._reports.admits(token.name, self._guard.now(), count):
            return _said(429, {"error": "rate"}, RETRY_AFTER)
        taken = await self._feed.take(request.body)
        rejected = [{"line": line, "where": where, "why": why} for line, where, why in taken.rejected]
        return _said(
            200 if not rejected else 422,
            {
                "taken": taken.taken,
                "repeated": taken.repeated,
                "rejected": rejected,
                "snapshot_wanted": not self._feed.is_seeing,
            },
        )

    async def _fetch_orders(self, request: Request, token: Token) -> Response:
        text = request.query.get("wait", "0")
        if not (text.isascii() and text.isdigit() and len(text) <= 2 and int(text) <= ORDERS_WAIT_MAX_S):
            raise FaultyError("wait", "not_a_wait")
        calls = await self._orders.fetch(float(text))
        return _said(200, {"cut": calls})

    async def _health(self, request: Request, token: Token) -> Response:
        return _said(
            200,
            {
                "blind": [] if self._feed.is_seeing else ["http"],
                "asked": self.authoriser.asked,
                "refused": self.authoriser.refused,
                "orders_open": len(self._orders),
            },
        )

    async def _metrics(self, request: Request, token: Token) -> Response:
        found = http_metrics(
            asked=self.authoriser.asked,
            refused=self.authoriser.refused,
            orders_open=len(self._orders),
            is_seeing=self._feed.is_seeing,
        )
        return Response(200, exposition(found).encode(), content_type=METRICS_TYPE)

    async def _openapi(self, request: Request, token: Token) -> Response:
        return _said(200, document())


def _secret(headers: dict[str, str]) -> str:
    """The token of a request: as bearer, or as the password of a basic login."""
    kind, _space, value = headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    if kind.lower() == "basic":
        try:
            login = base64.b64decode(value.strip(), validate=True).decode("ascii")
        except (binascii.Error, UnicodeDecodeError):
            return ""
        return login.partition(":")[2]
    return ""


def _shape(model: type[Shape], body: bytes) -> Shape:
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise faulty(error) from None


def _said(status: int, data: dict[str, Any], headers: tuple[tuple[str, str], ...] = ()) -> Response:
    return Response(status, json.dumps(data).encode(), headers=headers)
