"""Logging in and out, and the reader's language.

In: name, password, and a code of the second factor or a rescue code. Out: a session. Pitfall: whatever was
wrong, the sentence and the time are the same, also for who has tried too often: the page shows nothing of who
has an account here.
"""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from veilleur.web.watch.auth.people import Person, Session
from veilleur.web.watch.auth.secrets import digest, new_token, rescue_digest, totp_step
from veilleur.web.watch.house import House
from veilleur.web.watch.pages.access import (
    COOKIE,
    COOKIE_LIVES_S,
    LANGUAGE_COOKIE,
    LANGUAGES,
    SESSION_S,
    OpenForm,
    Posted,
    Reader,
    TheHouse,
    TheSpeech,
    address_of,
    back_to,
    page,
    set_cookie,
)

routes = APIRouter()


@routes.get("/login")
def show_login(request: Request, speech: TheSpeech) -> Response:
    """The form."""
    return page(request, "login.html", speech, is_wrong=False, name="")


@routes.post("/login")
async def log_in(request: Request, form: OpenForm, house: TheHouse, speech: TheSpeech) -> Response:
    """Open a session."""
    name, now = form.get("name", "")[:60], house.wall()
    keys = (f"address {address_of(request)}", f"name {name.casefold()}")
    is_allowed = house.logins.begin(keys, now)
    person = house.people.find(name)
    is_right = await house.hasher.is_right(person.password if person else "", form.get("password", ""))
    proved = _proved(person, form.get("code", ""), now) if person and is_right and is_allowed else None
    if proved is None:
        await house.note("login_refused", "", "")
        return page(request, "login.html", speech, status=403, is_wrong=True, name=name)
    house.logins.succeeded(keys)
    house.people.keep(proved)
    return await opened(house, proved)


async def opened(house: House, person: Person) -> Response:
    """A session of a person who has proved who they are."""
    cookie, now = new_token(), house.wall()
    session = Session(person.name, began_at=now, until=now + SESSION_S, token=new_token())
    house.people.open_session(digest(cookie), session, now)
    await house.note("login", person.name, "")
    response = back_to("/")
    set_cookie(response, house, COOKIE, cookie, SESSION_S)
    return response


def _proved(person: Person, code: str, now: float) -> Person | None:
    """The person with this code used up; None when it is none of theirs."""
    step = totp_step(person.totp, code, now, person.used_step)
    if step is not None:
        return replace(person, used_step=step)
    used = rescue_digest(code)
    if used in person.rescue:
        return replace(person, rescue=tuple(one for one in person.rescue if one != used))
    return None


@routes.post("/logout")
async def log_out(visitor: Reader, _form: Posted, house: TheHouse) -> Response:
    """End this session."""
    house.people.close_session(visitor.digest)
    await house.note("logout", visitor.person.name, "")
    response = back_to("/login")
    response.delete_cookie(COOKIE, path="/")
    return response


@routes.post("/prolong")
def prolong(request: Request, visitor: Reader, _form: Posted, house: TheHouse) -> Response:
    """Let this session go on."""
    house.people.prolong(visitor.digest, house.wall() + SESSION_S)
    response = back_to("/")
    set_cookie(response, house, COOKIE, request.cookies[COOKIE], SESSION_S)
    return response


@routes.post("/language")
def choose_language(form: OpenForm, house: TheHouse) -> Response:
    """The reader's language, kept in a cookie."""
    chosen, back = form.get("language", ""), form.get("back", "/")
    is_ours = back.startswith("/") and not back.startswith("//") and back.isprintable() and "\\" not in back
    response = back_to(back if is_ours else "/")
    if chosen in LANGUAGES:
        set_cookie(response, house, LANGUAGE_COOKIE, chosen, COOKIE_LIVES_S)
    return response
