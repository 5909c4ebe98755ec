"""Tonight at one glance, kept live.

In: what the guard says of now, and the journal. Out: the page, and the stream of its parts. Pitfall: the
parts are the same for all readers of one language and role, so they hold no token: their buttons belong to a
form that stands beside them on the page.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from veilleur.language import masked
from veilleur.web.watch.auth.people import Role
from veilleur.web.watch.house import House
from veilleur.web.watch.pages.access import Installer, Owner, Posted, Reader, TheHouse, Visitor, back_to, page
from veilleur.web.watch.pages.setup import open_steps
from veilleur.web.watch.rendering import Speech, as_html, render
from veilleur.web.watch.stream.glance import Glance, glance, permission_key
from veilleur.web.watch.stream.hub import Hub, Parts, Render, TooManyError, View
from veilleur.wording.limits import window
from veilleur.wording.status_sentences import SAY
from veilleur.words.money import euros

PARTS = ("state", "question", "money", "calls", "feeds", "permissions", "last")
CALLS_LISTED = 12
SAFE_ANSWERS = {"keep": "keep", "unknown": "unknown", "close": "seen"}  # none lets anything through

routes = APIRouter()


def hub_of(house: House) -> Hub:
    """What keeps this page live."""

    async def look() -> Render:
        seen, past = await house.guard.seen(), await house.past.read()
        is_known = any(one.incident.is_open and one.incident.is_announced for one in past.attacks)
        if seen.status is not None and seen.status["incidents_open"] and not is_known:
            past = await house.past.read(must_be_new=True)
        found = glance(seen, past, house.waiting(), house.now())
        return lambda view: parts_of(found, house, view)

    return Hub(look, house.now)


def parts_of(found: Glance, house: House, view: View) -> Parts:
    """Each part of the page as HTML."""
    site = house.settings.site
    speech = Speech(view.language, site.timezone)
    values = _values(found, house, speech)
    values["role"] = view.role
    return {name: render(f"parts/{name}.html", speech, **values) for name in PARTS}


def _values(found: Glance, house: House, speech: Speech) -> dict[str, Any]:
    numbering = house.numbering

    def number(value: str) -> str:
        return masked(numbering.destination(value).e164 or value)

    def about(scope: str, value: str) -> str:
        if scope == "territory":
            return speech.place(value)
        return number(value) if scope == "number" else value

    def window_name(name: str) -> str:
        return speech.sentence(SAY[name]) if name in SAY else window(name, speech.language)

    return {
        "glance": found,
        "status": found.status,
        "can_stop": house.can_stop,
        "calls_most": CALLS_LISTED,
        "number": number,
        "about": about,
        "window": window_name,
        "key": permission_key,
        "in_euros": lambda micro: float(euros(micro)),
        "now": house.now(),
        "capped": found.status["caps"] if found.status else [],
        "near": _near(found),
    }


def _near(found: Glance) -> list[dict[str, Any]]:
    """Limits of classes of numbers that are nearly used up: the windows themselves stand above."""
    windows = found.status["limits"]["windows"] if found.status else []
    return [one for one in windows if one["state"] and one["window"].startswith("class ")]


@routes.get("/")
async def show(request: Request, visitor: Reader, house: TheHouse) -> Response:
    """The page."""
    view = View(visitor.speech.language, visitor.person.role.value)
    parts = await request.app.state.tonight.parts(view)
    undone = await open_steps(house) if visitor.may(Role.OWNER, Role.INSTALLER) else []
    return page(request, "tonight.html", visitor, parts=as_html(parts), undone=undone)


@routes.get("/live/tonight")
async def stream(request: Request, visitor: Reader, house: TheHouse) -> Response:
    """Its parts as they change."""
    hub: Hub = request.app.state.tonight
    view = View(visitor.speech.language, visitor.person.role.value)

    def is_over() -> bool:
        return house.people.session(visitor.digest, house.wall()) is None

    return await live_response(hub, view, is_over)


async def live_response(hub: Hub, view: View, is_over: Any) -> Response:
    """A stream, begun: who comes when too many are open is refused before it begins."""
    events = hub.stream(view, is_over)
    try:
        first = await anext(events)
    except TooManyError:
        return HTMLResponse("", status_code=503)

    async def all_of() -> AsyncIterator[str]:
        try:
            yield first
            async for event in events:
                yield event
        finally:
            await events.aclose()  # type: ignore[attr-defined]

    return StreamingResponse(all_of(), media_type="text/event-stream")


@routes.post("/permissions/withdraw")
async def withdraw(visitor: Owner, form: Posted, house: TheHouse) -> Response:
    """Take a permission back before it ends."""
    found = await house.past.read(must_be_new=True)
    for one in found.permissions:
        if permission_key(one) == form.get("permission"):
            await house.guard.order(visitor.person.name, do="withdraw", scope=one.scope, value=one.value)
            await house.past.read(must_be_new=True)
    return back_to("/")


@routes.post("/answer/{word}")
async def answer(word: str, visitor: Installer, form: Posted, house: TheHouse) -> Response:
    """Keep all blocked, or pass the question on to the next person: both are safe."""
    if word in SAFE_ANSWERS:
        await _answer(SAFE_ANSWERS[word], form.get("conversation", ""), visitor, house)
    return back_to(f"/incidents/{form.get('conversation', '')}" if form.get("back") else "/")


async def _answer(word: str, conversation: str, visitor: Visitor, house: House) -> None:
    await house.guard.order(
        visitor.person.name,
        do="alert_answered",
        conversation=conversation,
        answer=word,
        channel="page",
        by=visitor.person.name,
    )
    await house.past.read(must_be_new=True)
