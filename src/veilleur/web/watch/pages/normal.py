"""What is normal here: hours and days as a heat map, countries, prices, and each extension.

In: the journal of eight weeks. Out: pages, each picture with its table. Pitfall: reading it takes a moment on
a long journal, so one reading serves everybody for a while.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from veilleur.detection.business_hours import Calendar
from veilleur.history.normal import Normal, Use, normal_of
from veilleur.journal import JournalReader
from veilleur.language import short_days
from veilleur.web.watch.house import House
from veilleur.web.watch.pages.access import Reader, TheHouse, Visitor, page
from veilleur.web.watch.pictures.bars import bars_picture
from veilleur.web.watch.pictures.heat_map import heat_map
from veilleur.web.watch.rendering import Speech
from veilleur.words.errors import JournalError
from veilleur.words.money import euros

KEPT_S = 300.0
BARS_MOST, EXTENSIONS_MOST = 12, 60

routes = APIRouter()


@routes.get("/normal")
async def show(request: Request, visitor: Reader, house: TheHouse) -> Response:
    """The whole site."""
    normal = await normal_now(house)
    return page(
        request, "normal.html", visitor, **_values(house, visitor, normal, normal.all if normal else None)
    )


@routes.get("/normal/{extension}")
async def show_extension(extension: str, request: Request, visitor: Reader, house: TheHouse) -> Response:
    """One extension."""
    normal = await normal_now(house)
    use = normal.extensions.get(extension) if normal else None
    if use is None:
        raise HTTPException(404)
    return page(
        request, "normal.html", visitor, **{**_values(house, visitor, normal, use), "extension": extension}
    )


async def normal_now(house: House) -> Normal | None:
    """What is normal; None while there is no journal."""
    async with house.normal_lock:
        if house.normal is not None and abs(house.now() - house.normal.until) < KEPT_S:
            return house.normal
        past = await house.past.read()
        hostile = frozenset(
            one.target for attack in past.attacks if attack.incident.is_announced for one in attack.decisions
        )
        house.normal = await asyncio.to_thread(_read, house, hostile)
        return house.normal


def _read(house: House, hostile: frozenset[str]) -> Normal | None:
    site = house.settings.site
    try:
        reader = JournalReader(house.settings.journal.file)
        try:
            return normal_of(reader, site, house.numbering, house.now(), hostile)
        finally:
            reader.close()
    except JournalError:
        return None


def _values(house: House, visitor: Visitor, normal: Normal | None, use: Use | None) -> dict[str, Any]:
    speech = visitor.speech
    if normal is None or use is None or not use.calls:
        return {"use": None, "normal": normal, "extension": ""}
    names = short_days(speech.language)
    busy = max(use.hours.values())
    places = sorted(use.territories.items(), key=lambda one: -one[1])
    rows = [(_place(speech, name), calls) for name, calls in places[:BARS_MOST]]
    opened = _open_hours(house, normal.until)
    extensions = sorted(normal.extensions.items(), key=lambda one: -one[1].calls)[:EXTENSIONS_MOST]
    return {
        "extension": "",
        "normal": normal,
        "use": use,
        "hours": _span(use),
        "main_places": [_place(speech, name) for name, _calls in places[:3]],
        "codes": [name if len(name) == 2 else "" for name, _calls in places[:BARS_MOST]],
        "in_closed": sum(calls for when, calls in use.hours.items() if when not in opened),
        "share": round(100 * places[0][1] / use.calls),
        "a_day": float(euros(use.cost)) / normal.days,
        "map": heat_map(use.hours, normal.watched, names, opened, speech),
        "bars": bars_picture(rows, speech),
        "rows": rows,
        "names": names,
        "busy": busy,
        "prices": _prices(house, normal, visitor),
        "extensions": [(name, one.calls, one.seconds, float(euros(one.cost))) for name, one in extensions],
    }


def _prices(house: House, normal: Normal, visitor: Visitor) -> list[tuple[str, float, float]]:
    """(country, minutes, euros) of what cost something, dearest first."""
    dear = sorted(normal.territories.items(), key=lambda one: -one[1].cost)
    return [
        (_place(visitor.speech, name), one.seconds / 60, float(euros(one.cost)))
        for name, one in dear[:BARS_MOST]
        if one.cost
    ]


def _place(speech: Speech, name: str) -> str:
    """A country's name; a class of numbers that is of no country keeps its own."""
    return speech.place(name) if len(name) == 2 else name


def _span(use: Use) -> tuple[int, int]:
    """Between which hours nine calls of ten begin."""
    by_hour = [sum(use.hours[weekday, hour] for weekday in range(7)) for hour in range(24)]
    least, total = use.calls * 0.05, 0
    begin = end = 0
    for hour, calls in enumerate(by_hour):
        if total <= least:
            begin = hour
        total += calls
        if total <= use.calls - least:
            end = hour + 1
    return begin, min(24, max(begin, end) + 1)


def _open_hours(house: House, now: float) -> set[tuple[int, int]]:
    """(weekday, hour) in which the company is open, of the last seven days."""
    calendar, zone = Calendar(house.settings.site), ZoneInfo(house.settings.site.timezone)
    found = set()
    for back in range(7 * 24):
        moment = datetime.fromtimestamp(now - back * 3_600.0, zone).replace(minute=30)
        if calendar.moment(moment.timestamp()).is_open:
            found.add((moment.weekday(), moment.hour))
    return found
