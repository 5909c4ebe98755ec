"""Who may open the page: the owner invites others by one-time links, and takes them off.

In: a role, a name. Out: a link that is shown once. Pitfall: the last owner cannot be taken off, or nobody
would decide any more.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from veilleur.web.watch.auth.people import Role
from veilleur.web.watch.pages.access import Owner, Posted, TheHouse, back_to, page

routes = APIRouter()


@routes.get("/people")
def show(request: Request, visitor: Owner, house: TheHouse) -> Response:
    """Everybody, with their roles."""
    return page(request, "people.html", visitor, people=house.people.all, link="")


@routes.post("/people/invite")
async def invite(request: Request, visitor: Owner, form: Posted, house: TheHouse) -> Response:
    """A one-time link for somebody else, shown once."""
    word = form.get("role", "")
    if word not in [role.value for role in Role]:
        return back_to("/people")
    link = house.links.make(Role(word), house.wall())
    await house.note("invited", visitor.person.name, word)
    address = f"{request.url.scheme}://{request.url.netloc}/start/{link}"
    return page(request, "people.html", visitor, people=house.people.all, link=address)


@routes.post("/people/remove")
async def remove(visitor: Owner, form: Posted, house: TheHouse) -> Response:
    """Take somebody off, with all their sessions."""
    person = house.people.find(form.get("name", ""))
    owners = [one for one in house.people.all if one.role is Role.OWNER]
    if person is not None and (person.role is not Role.OWNER or len(owners) > 1):
        house.people.remove(person.name)
        await house.note("person_removed", visitor.person.name, person.name)
    return back_to("/people")
