"""The demo's way in: a link and one press open a session, without password or second factor.

In: the link that the demo prints. Out: a session of an owner who is made up. Pitfall: it is there for a demo
alone, whose calls and money are simulated; a desk that watches a real PBX answers 404.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from veilleur.web.watch.auth import secrets
from veilleur.web.watch.auth.people import Person, Role
from veilleur.web.watch.house import House
from veilleur.web.watch.pages.access import OpenForm, TheHouse, TheSpeech, page
from veilleur.web.watch.pages.login import opened

NAME = "Demo"
DEMO_ALERT_CODE = "271828"

routes = APIRouter()


@routes.get("/visit/{link}")
def show(link: str, request: Request, house: TheHouse, speech: TheSpeech) -> Response:
    """What this is, and a button."""
    _check(house, link)
    return page(request, "visit.html", speech, link=link, code=DEMO_ALERT_CODE)


@routes.post("/visit/{link}")
async def enter(link: str, _form: OpenForm, house: TheHouse) -> Response:
    """A session."""
    _check(house, link)
    person = Person(
        name=NAME,
        role=Role.OWNER,
        password=await house.hasher.hashed(secrets.new_token()),
        totp=secrets.new_totp(),
        alert_code=await house.hasher.hashed(DEMO_ALERT_CODE),
    )
    house.people.keep(person)
    return await opened(house, person)


def _check(house: House, link: str) -> None:
    if not house.is_demo or house.links.find(link, house.wall()) is None:
        raise HTTPException(404)
