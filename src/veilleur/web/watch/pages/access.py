"""Who asks, and whether they may: what every route depends on.

In: a request. Out: a `Visitor`, or a refusal. Pitfall: a route without one of these is open to all; a test
walks through every route and holds that only the login, the one-time links and the style are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from veilleur.web.watch.auth.people import Person, Role, Session
from veilleur.web.watch.auth.secrets import digest, is_same
from veilleur.web.watch.forms import NoFormError, form_of
from veilleur.web.watch.house import House
from veilleur.web.watch.rendering import Speech, render

COOKIE, LANGUAGE_COOKIE = "veilleur", "language"
SESSION_S, WARNED_BEFORE_S = 12 * 3_600.0, 600.0
TOKEN = "token"  # noqa: S105 - the name of a field
LANGUAGES = ("fr", "en")
COOKIE_LIVES_S = 366 * 86_400


class NotLoggedInError(Exception):
    """Nobody known asks."""


class NotAllowedError(Exception):
    """Who asks may not do this."""


class ForgedError(Exception):
    """A form that is none of ours, or of a session that is over."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is logged in, and how the page speaks to them."""

    person: Person
    session: Session
    digest: str
    speech: Speech

    def may(self, *roles: Role) -> bool:
        """Whether they have one of these roles."""
        return self.person.role in roles


def house_of(request: Request) -> House:
    """What the desk put together."""
    house: House = request.app.state.house
    return house


TheHouse = Annotated[House, Depends(house_of)]


def speech_of(request: Request, house: TheHouse) -> Speech:
    """The reader's language: as chosen, else as the browser says, else the site's."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen not in LANGUAGES:
        wanted = request.headers.get("accept-language", "")[:2].lower()
        chosen = wanted if wanted in LANGUAGES else house.language
    return Speech(chosen, house.settings.site.timezone)


TheSpeech = Annotated[Speech, Depends(speech_of)]


def visitor_of(request: Request, house: TheHouse, speech: TheSpeech) -> Visitor:
    """Who is logged in.

    Raises:
        NotLoggedInError: nobody.
    """
    kept = digest(request.cookies.get(COOKIE, ""))
    found = house.people.session(kept, house.wall())
    if found is None:
        raise NotLoggedInError
    session, person = found
    return Visitor(person, session, kept, speech)


Reader = Annotated[Visitor, Depends(visitor_of)]


def _with_role(*roles: Role) -> Callable[[Visitor], Visitor]:
    def allowed(visitor: Reader) -> Visitor:
        if not visitor.may(*roles):
            raise NotAllowedError
        return visitor

    return allowed


Owner = Annotated[Visitor, Depends(_with_role(Role.OWNER))]
Installer = Annotated[Visitor, Depends(_with_role(Role.OWNER, Role.INSTALLER))]


async def posted_by(request: Request, visitor: Reader) -> Mapping[str, str]:
    """The fields of a form that this session's own page has sent.

    Raises:
        ForgedError: for any other.
    """
    form = await open_form(request)
    if not is_same(form.get(TOKEN, ""), visitor.session.token):
        raise ForgedError
    return form


async def open_form(request: Request) -> Mapping[str, str]:
    """The fields of a form that needs no session: a login, a one-time link.

    Raises:
        ForgedError: when it is no form.
    """
    try:
        return await form_of(request)
    except NoFormError as error:
        raise ForgedError from error


Posted = Annotated[Mapping[str, str], Depends(posted_by)]
OpenForm = Annotated[Mapping[str, str], Depends(open_form)]


def page(
    request: Request, template: str, visitor: Visitor | Speech, /, *, status: int = 200, **values: Any
) -> HTMLResponse:
    """A whole page."""
    house = house_of(request)
    known = visitor if isinstance(visitor, Visitor) else None
    speech = visitor.speech if isinstance(visitor, Visitor) else visitor
    text = render(
        template,
        speech,
        site=house.settings.site.name,
        can_stop=house.can_stop,
        installer_phone=house.settings.alerts.installer,
        visitor=known,
        has_sites=house.settings.page is not None and bool(house.settings.page.sites),
        role=known.person.role.value if known else "",
        token=known.session.token if known else "",
        path=request.url.path,
        now=house.now(),
        ends_soon=known is not None and known.session.until - house.wall() < WARNED_BEFORE_S,
        **values,
    )
    return HTMLResponse(text, status_code=status)


def back_to(path: str) -> RedirectResponse:
    """After a POST: the page is loaded again, so that a reload posts nothing twice."""
    return RedirectResponse(path, status_code=303)


def set_cookie(response: Response, house: House, name: str, value: str, lives_s: float) -> None:
    """A cookie that scripts cannot read and other sites do not post with."""
    is_encrypted = house.settings.page is not None and house.settings.page.is_encrypted
    response.set_cookie(
        name, value, max_age=int(lives_s), httponly=True, samesite="lax", secure=is_encrypted, path="/"
    )


def address_of(request: Request) -> str:
    """Where a request comes from."""
    return request.client.host if request.client is not None else ""
