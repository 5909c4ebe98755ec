"""Tonight at one glance.

In: what the guard says of now. Out: the page. Pitfall: what is shown bears its age, for old news that looks
live is worse than none.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from veilleur.web.watch.pages.access import Reader, page

routes = APIRouter()


@routes.get("/")
def show(request: Request, visitor: Reader) -> Response:
    """The page."""
    return page(request, "tonight.html", visitor)
