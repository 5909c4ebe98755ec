"""The installer's view over many sites: worst first, causes grouped, what is quiet as one count.

In: what each guard says, and what is searched for in the address. Out: one page, kept fresh. Pitfall: nothing
on it ever lets a call through: who decides does so at the site itself; a drill may be begun at several.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from veilleur.web.watch.house import House
from veilleur.web.watch.pages.access import Installer, Posted, Reader, TheHouse, page
from veilleur.web.watch.rendering import Speech, render
from veilleur.web.watch.sites.ranking import QUIET, SITES_NAMED_MOST, STATES, SiteStatus, groups, ranked
from veilleur.words.errors import VeilleurError
from veilleur.words.messages import Message

SEARCHED_MOST = 60
SITES_DRILLED_MOST = 50
DRILLED = "drill"  # before the name of a site, as a field

routes = APIRouter()


@routes.get("/sites")
async def show(request: Request, visitor: Reader, house: TheHouse) -> Response:
    """All sites, or those that are searched for."""
    _check(house)
    return page(request, "sites.html", visitor, done=None, **await _values(request, house, visitor.speech))


@routes.get("/sites/list")
async def show_list(request: Request, visitor: Reader, house: TheHouse) -> Response:
    """The list alone, as it is now."""
    _check(house)
    values = await _values(request, house, visitor.speech)
    role = visitor.person.role.value
    return HTMLResponse(render("parts/sites.html", visitor.speech, role=role, **values))


@routes.post("/sites/drill")
async def drill(request: Request, visitor: Installer, form: Posted, house: TheHouse) -> Response:
    """Rehearse the alerts of the sites that were chosen."""
    _check(house)
    begun, refused = 0, ""
    wanted = [name.removeprefix(f"{DRILLED} ") for name in form if name.startswith(f"{DRILLED} ")]
    for name in wanted[:SITES_DRILLED_MOST]:
        try:
            await house.sites.drill(name, visitor.person.name)
            begun += 1
        except VeilleurError as error:
            refused = visitor.speech.say(error)
    done = visitor.speech.say(Message("Drills begun: {number}. {why}", number=begun, why=refused))
    return page(request, "sites.html", visitor, done=done, **await _values(request, house, visitor.speech))


def _check(house: House) -> None:
    if house.settings.page is None or not house.settings.page.sites:
        raise HTTPException(404)


async def _values(request: Request, house: House, speech: Speech) -> dict[str, Any]:
    own = await house.guard.seen()
    here = SiteStatus(
        house.settings.site.name, own.status if own.is_fresh else None, house.wall(), "no_guard"
    )
    rows = ranked([here, *await house.sites.read()], house.wall())
    searched = request.query_params.get("q", "")[:SEARCHED_MOST].strip()
    state = request.query_params.get("state", "")
    wanted = [
        row
        for row in rows
        if searched.casefold() in row.name.casefold() and (state not in STATES or row.state == state)
    ]
    shows_quiet = bool(searched) or state in STATES
    return {
        "rows": [row for row in wanted if shows_quiet or row.state != QUIET],
        "quiet": 0 if shows_quiet else sum(1 for row in wanted if row.state == QUIET),
        "all_sites": len(rows),
        "counts": [(one, sum(1 for row in rows if row.state == one)) for one in STATES],
        "groups": groups(wanted),
        "named_most": SITES_NAMED_MOST,
        "searched": searched,
        "state": state if state in STATES else "",
        "here": house.settings.site.name,
        "address": "/sites/list?" + urlencode({"q": searched, "state": state if state in STATES else ""}),
    }
