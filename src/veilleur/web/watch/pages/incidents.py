"""Incidents: the list, one incident from the first probe to the last undo, and a slider through its night.

In: the journal. Out: pages. Pitfall: an incident is what the watch says of it; the night beside it is every
call of that time, honest ones too, so that what was let through is seen as well.
"""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from veilleur.history.night import Moment, Night, night_of
from veilleur.history.notices import Notice, notices_of
from veilleur.journal import JournalReader
from veilleur.language import masked
from veilleur.web.watch.house import House
from veilleur.web.watch.pages.access import Reader, TheHouse, page
from veilleur.web.watch.pictures.night import night_picture
from veilleur.web.watch.rendering import Speech, render
from veilleur.wording.decisions import decision_line
from veilleur.wording.incidents import IncidentPage
from veilleur.wording.places import where
from veilleur.words.errors import JournalError
from veilleur.words.incidents import Attack
from veilleur.words.money import euros

LISTED_MOST = 200
NIGHTS_KEPT = 8
CALLS_SHOWN = 12
SAID_MOST = 6

routes = APIRouter()


@routes.get("/incidents")
async def show_all(request: Request, visitor: Reader, house: TheHouse) -> Response:
    """The list, newest first; with ?all=1 also what never mattered."""
    past = await house.past.read(must_be_new=True)
    is_all = request.query_params.get("all") == "1"
    attacks = [one for one in reversed(past.attacks) if is_all or one.incident.is_announced]
    words = IncidentPage(house.numbering, house.settings.site.timezone, visitor.speech.language)
    return page(
        request,
        "incidents.html",
        visitor,
        attacks=attacks[:LISTED_MOST],
        closed=past.closed,
        is_all=is_all,
        has_others=any(not one.incident.is_announced for one in past.attacks),
        data=words.data,
        micro=_micro,
    )


@routes.get("/incidents/{incident}")
async def show(incident: str, request: Request, visitor: Reader, house: TheHouse) -> Response:
    """One incident."""
    attack = await found(house, incident)
    words = IncidentPage(house.numbering, house.settings.site.timezone, visitor.speech.language)
    notices, night = await asyncio.gather(
        asyncio.to_thread(_notices, house, incident), asyncio.to_thread(night_for, house, attack)
    )
    at = _asked_time(request, attack)
    past = await house.past.read()
    return page(
        request,
        "incident.html",
        visitor,
        data=words.data(attack, whole=True),
        attack=attack,
        notices=notices,
        is_closed=incident in past.closed,
        is_waiting=any(one.conversation == incident for one in house.waiting()),
        night=night,
        picture=night_picture(night, at, visitor.speech) if night else None,
        moment=_moment_values(house, night.moment(at), visitor.speech) if night else None,
        micro=_micro,
    )


@routes.get("/incidents/{incident}/moment")
async def show_moment(incident: str, request: Request, visitor: Reader, house: TheHouse) -> Response:
    """One second of the night, for the slider."""
    attack = await found(house, incident)
    night = await asyncio.to_thread(night_for, house, attack)
    if night is None:
        raise HTTPException(404)
    moment = night.moment(_asked_time(request, attack))
    values = _moment_values(house, moment, visitor.speech)
    return HTMLResponse(render("parts/moment.html", visitor.speech, moment=values))


async def found(house: House, incident: str) -> Attack:
    """An incident by its id.

    Raises:
        HTTPException: 404 when there is none.
    """
    for must_be_new in (False, True):
        past = await house.past.read(must_be_new=must_be_new)
        for attack in past.attacks:
            if attack.incident.id == incident:
                return attack
    raise HTTPException(404)


def night_for(house: House, attack: Attack) -> Night | None:
    """The night of an incident, read once while nothing is added to it; None when it cannot be read."""
    incident = attack.incident
    key = (incident.id, incident.began_at, incident.last_at, incident.is_open)
    kept: dict[tuple[Any, ...], Night] = house.nights
    if key not in kept or incident.is_open:
        try:
            reader = JournalReader(house.settings.journal.file)
        except JournalError:
            return None
        try:
            night = night_of(
                reader, house.settings.site.name, house.numbering, incident.began_at, incident.last_at
            )
        except JournalError:
            return None
        finally:
            reader.close()
        while len(kept) >= NIGHTS_KEPT:
            kept.pop(next(iter(kept)), None)
        kept[key] = night
    return kept[key]


def _notices(house: House, incident: str) -> list[Notice]:
    try:
        reader = JournalReader(house.settings.journal.file)
    except JournalError:
        return []
    try:
        return notices_of(reader, house.settings.site.name, incident)
    except JournalError:
        return []
    finally:
        reader.close()


def _asked_time(request: Request, attack: Attack) -> float:
    """The time of the slider; by default where the incident ended."""
    try:
        at = float(request.query_params.get("at", ""))
    except ValueError:
        at = attack.incident.last_at
    return at if abs(at) < 1e11 else attack.incident.last_at


def _moment_values(house: House, moment: Moment, speech: Speech) -> dict[str, Any]:
    numbering = house.numbering

    def number(value: str) -> str:
        return masked(numbering.destination(value).e164 or value)

    def place(value: str) -> str:
        return where(numbering.destination(value), speech.language)

    return {
        "at": moment.at,
        "spent": _micro(moment.spent),
        "calls": [
            {
                "place": speech.place(leg.territory) if leg.territory else "",
                "number": number(leg.number),
                "extension": leg.extension,
                "lasted": moment.at - leg.answered_at
                if leg.answered_at and leg.answered_at <= moment.at
                else None,
                "cost": _micro(cost) if leg.price is not None else None,
            }
            for leg, cost in moment.running[:CALLS_SHOWN]
        ],
        "more": max(0, len(moment.running) - CALLS_SHOWN),
        "said": list(
            dict.fromkeys(
                decision_line(one._replace(attempt=1), speech.language, number, place)
                for one in moment.decisions
            )
        )[-SAID_MOST:],
    }


def _micro(amount: int) -> float:
    return float(euros(amount))
