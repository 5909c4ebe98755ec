"""A one-time link becomes a person of the page: the first owner, or somebody who was invited.

In: the link's token. Out: a person with a password, a second factor and rescue codes. Pitfall: GET shows and
changes nothing; the first form that is posted binds the link to that browser, and a second browser with the
same link reads when and from where it was opened.
"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from veilleur.web.watch.auth import secrets
from veilleur.web.watch.auth.links import LINK_LIVES_S, Link
from veilleur.web.watch.auth.people import Person, Role
from veilleur.web.watch.pages.access import (
    OpenForm,
    TheHouse,
    TheSpeech,
    address_of,
    back_to,
    page,
    set_cookie,
)
from veilleur.web.watch.pages.login import opened
from veilleur.web.watch.pictures.code import code_picture
from veilleur.web.watch.rendering import Speech
from veilleur.words.messages import Message

COOKIE = "veilleur-start"
NAME_MOST = 40

routes = APIRouter()


@routes.get("/start/{link}")
def show(link: str, request: Request, house: TheHouse, speech: TheSpeech) -> Response:
    """The first form, or the second one where this browser has filled in the first."""
    found = house.links.find(link, house.wall())
    if found is None:
        return page(request, "start_over.html", speech, status=410, opened_at=0.0, opened_from="")
    if found.bound_to and not _is_bound(found, request):
        return _is_anothers(request, speech, found)
    if found.bound_to:
        return _second_form(request, speech, link, found)
    return page(request, "start.html", speech, link=link, wrong=None, name="", of_role=found.role.value)


@routes.post("/start/{link}")
async def fill_in(
    link: str, request: Request, form: OpenForm, house: TheHouse, speech: TheSpeech
) -> Response:
    """Name, password and, for who decides, an alert code."""
    found = house.links.find(link, house.wall())
    if found is None:
        return page(request, "start_over.html", speech, status=410, opened_at=0.0, opened_from="")
    if found.bound_to and not _is_bound(found, request):
        return _is_anothers(request, speech, found)
    name, wrong = form.get("name", ""), _what_is_wrong(form, found.role)
    if wrong is None and house.people.find(name) is not None:
        wrong = Message("Somebody of this page has this name already; write another.")
    if wrong is not None:
        return page(
            request,
            "start.html",
            speech,
            status=422,
            link=link,
            wrong=wrong,
            name=name[:NAME_MOST],
            of_role=found.role.value,
        )
    password = await house.hasher.hashed(form["password"])
    alert_code = await house.hasher.hashed(form["alert_code"]) if found.role is Role.OWNER else ""
    cookie = secrets.new_token()
    found.bound_to, found.opened_at, found.opened_from = (
        secrets.digest(cookie),
        house.wall(),
        address_of(request),
    )
    found.name, found.password, found.alert_code = name, password, alert_code
    found.totp = found.totp or secrets.new_totp()
    response = back_to(f"/start/{link}")
    set_cookie(response, house, COOKIE, cookie, LINK_LIVES_S)
    return response


@routes.post("/start/{link}/code")
async def prove(link: str, request: Request, form: OpenForm, house: TheHouse, speech: TheSpeech) -> Response:
    """The second factor's first code: the link is spent, and the person is made."""
    found, now = house.links.find(link, house.wall()), house.wall()
    if found is None:
        return page(request, "start_over.html", speech, status=410, opened_at=0.0, opened_from="")
    if not found.bound_to or not _is_bound(found, request):
        return _is_anothers(request, speech, found)
    step = None
    if house.codes.begin((f"start {found.bound_to}",), now):
        step = secrets.totp_step(found.totp, form.get("code", ""), now, 0)
    if step is None:
        return _second_form(request, speech, link, found, is_wrong=True)
    house.links.spend(link)
    codes = secrets.new_rescue_codes()
    person = Person(
        name=found.name,
        role=found.role,
        password=found.password,
        totp=found.totp,
        alert_code=found.alert_code,
        used_step=step,
        rescue=tuple(map(secrets.rescue_digest, codes)),
        language=speech.language,
    )
    house.people.keep(person)
    await house.note("person", person.name, f"{person.name}: {person.role.value}")
    session = await opened(house, person)
    following = "/setup" if person.role is Role.OWNER else "/"
    response = page(request, "start_codes.html", speech, codes=codes, following=following)
    for name, value in session.raw_headers:
        if name == b"set-cookie":
            response.raw_headers.append((name, value))
    return response


def _is_bound(link: Link, request: Request) -> bool:
    return secrets.is_same(link.bound_to, secrets.digest(request.cookies.get(COOKIE, "")))


def _is_anothers(request: Request, speech: Speech, link: Link) -> Response:
    return page(
        request,
        "start_over.html",
        speech,
        status=410,
        opened_at=link.opened_at,
        opened_from=link.opened_from,
    )


def _second_form(
    request: Request, speech: Speech, link: str, found: Link, *, is_wrong: bool = False
) -> Response:
    house_name = request.app.state.house.settings.site.name
    return page(
        request,
        "start_code.html",
        speech,
        status=422 if is_wrong else 200,
        link=link,
        secret=found.totp,
        picture=code_picture(secrets.totp_address(found.totp, found.name, house_name)),
        is_wrong=is_wrong,
    )


def _what_is_wrong(form: Mapping[str, str], role: Role) -> Message | None:
    name, password, code = (form.get(key, "") for key in ("name", "password", "alert_code"))
    if not 0 < len(name) <= NAME_MOST or not name.isprintable():
        return Message("Write a name of at most {most} letters.", most=NAME_MOST)
    if not secrets.SHORTEST_PASSWORD <= len(password) <= secrets.LONGEST_TYPED:
        return Message(
            "A password needs {least} signs; several words are fine.", least=secrets.SHORTEST_PASSWORD
        )
    if password != form.get("password_again", ""):
        return Message("The two passwords differ; write them again.")
    if role is not Role.OWNER:
        return None
    if len(code) < secrets.SHORTEST_ALERT_CODE or not code.isdecimal() or len(set(code)) < 3:
        return Message(
            "The alert code has {least} digits or more, of which three differ.",
            least=secrets.SHORTEST_ALERT_CODE,
        )
    return None
