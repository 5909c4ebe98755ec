"""The page as one ASGI application.

In: a `House`. Out: what uvicorn serves. Pitfall: FastAPI's own pages (a schema, a try-out) are switched off;
and an error of ours is a sentence on a quiet page, never a traceback.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse, Response

from veilleur.web.watch.house import House
from veilleur.web.watch.pages import (
    allowing,
    answer_link,
    incidents,
    login,
    normal,
    people,
    setup,
    sites,
    start,
    tonight,
    visit,
)
from veilleur.web.watch.pages.access import (
    ForgedError,
    NotAllowedError,
    NotLoggedInError,
    page,
    speech_of,
)
from veilleur.web.watch.pages.changes import answers, confirmation, hours, limits
from veilleur.web.watch.shield import Shield
from veilleur.words.errors import VeilleurError
from veilleur.words.messages import Message

STATIC = Path(__file__).parent / "static"
FILES = {
    "watch.css": "text/css; charset=utf-8",
    "watch.js": "text/javascript; charset=utf-8",
    "mark.svg": "image/svg+xml",
}
CHANGES = (limits, hours, answers, confirmation)
ROOMS = (
    *(login, people, start, tonight, incidents, allowing, normal),
    *CHANGES,
    *(setup, sites, visit, answer_link),
)


def application(house: House) -> Shield:
    """The page of one desk."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.house = house
    app.state.tonight = tonight.hub_of(house)
    for room in ROOMS:
        app.include_router(room.routes)
    app.add_api_route("/static/{name}", _static, methods=["GET", "HEAD"])
    for error, answer in _ANSWERS.items():
        app.add_exception_handler(error, answer)
    section = house.settings.page
    assert section is not None
    return Shield(app, section.hosts, section.is_encrypted)


def _static(name: str) -> Response:
    """One of the page's own files, by name: no path is looked up."""
    if name not in FILES:
        raise HTTPException(404)
    return FileResponse(STATIC / name, media_type=FILES[name], headers={"Cache-Control": "max-age=3600"})


def _to_login(request: Request, _error: Exception) -> Response:
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        return RedirectResponse("/login", status_code=303)
    return _said(request, 401, Message("Log in first: your session is over."))


def _not_allowed(request: Request, _error: Exception) -> Response:
    return _said(request, 403, Message("Your role does not do this; ask the owner. Nothing was changed."))


def _forged(request: Request, _error: Exception) -> Response:
    text = Message("This form is of a session that is over, or was changed on its way. Nothing was changed.")
    return _said(request, 403, text)


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return _said(request, status, Message("There is no such page here."))


def _of_ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, VeilleurError)
    return _said(request, 409, error.message)


def _said(request: Request, status: int, text: Message) -> Response:
    speech = speech_of(request, request.app.state.house)
    return page(request, "said.html", speech, status=status, text=text)


_ANSWERS = {
    NotLoggedInError: _to_login,
    NotAllowedError: _not_allowed,
    ForgedError: _forged,
    HTTPException: _http,
    VeilleurError: _of_ours,
}
