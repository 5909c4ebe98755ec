"""Opening hours and holidays, with what they would have done before they are saved.

In: hours as a person writes them. Out: veilleur.toml with them, and a guard that starts again by them.
Pitfall: what cannot be used is said in the words of the configuration, and nothing is saved; hours that open
any minute of the coming year that was closed let more through, so they take the alert code.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.responses import Response

from veilleur.detection.business_hours import Calendar, next_clock
from veilleur.history.preview import Trial
from veilleur.language import short_days
from veilleur.web.watch.auth.people import Role
from veilleur.web.watch.house import House
from veilleur.web.watch.pages.access import Installer, Posted, TheHouse, Visitor, page
from veilleur.web.watch.pages.allowing import code_is_wrong
from veilleur.web.watch.pages.changes.confirmation import Change, answers_now, begin, in_force
from veilleur.web.watch.pages.changes.file import edited, put_in_force
from veilleur.web.watch.rendering import lines
from veilleur.words.errors import VeilleurError
from veilleur.words.messages import Message
from veilleur.words.site import MONDAY_TO_SUNDAY, Site

LINES_OF_CLOSED_MOST = 40
COMPARED_DAYS = 366
DAY_MINUTES = 1_440
CLOSED_WORDS = ("", "closed", "fermé", "ferme")

routes = APIRouter()


@routes.get("/settings/hours")
async def show(request: Request, visitor: Installer, house: TheHouse) -> Response:
    """The hours that are in force."""
    house.previews.warm(await in_force(house))
    return _form(request, visitor, written(house.settings.site))


@routes.post("/settings/hours")
async def try_hours(request: Request, visitor: Installer, form: Posted, house: TheHouse) -> Response:
    """What these hours would have done."""
    edit = partial(_put, form)
    try:
        _text, site = edited(house, "hours", edit)
    except VeilleurError as error:
        return _form(request, visitor, form, wrong=error.message)

    async def apply(house: House, visitor: Visitor) -> Message:
        house.people.step_done("hours")
        await put_in_force(house, visitor, "hours", edit, "hours")
        return Message("Saved: the hours and holidays.")

    async def is_looser() -> bool:
        _text, site = edited(house, "hours", edit)
        _text, in_file = edited(house, "hours", lambda _section: None)  # somebody may have changed it
        return any(opens_more(one, site, house.now()) for one in (house.settings.site, in_file))

    change = Change(
        title=Message("Other hours and holidays"),
        back="/settings/hours",
        after=Trial(site, await answers_now(house)),
        is_looser=is_looser,
        is_for_good=True,
        restarts=True,
        apply=apply,
    )
    return await begin(house, visitor, change)


@routes.post("/settings/hours/longer")
async def open_longer(request: Request, visitor: Installer, form: Posted, house: TheHouse) -> Response:
    """Open until a time today, whatever the hours: the owner's, with the code, for it lets more through."""
    refused: Message | None = Message("Only an owner opens for longer.")
    if visitor.may(Role.OWNER):
        refused = await code_is_wrong(house, visitor, form)
    now, site = house.now(), house.settings.site
    if refused is not None:
        return _form(request, visitor, written(site), wrong=refused)
    try:
        minutes = (next_clock(form.get("until", ""), site.timezone, now) - now) / 60
        done = await house.guard.order(visitor.person.name, do="hours", minutes=minutes)
    except VeilleurError as error:
        return _form(request, visitor, written(site), wrong=error.message)
    speech = visitor.speech
    said = Message(
        "Done: open until {day}, {clock}. Then the hours hold again by themselves.",
        day=speech.day(done["open_until"]),
        clock=speech.at(done["open_until"]),
    )
    return _form(request, visitor, written(site), done=said)


@routes.post("/settings/hours/again")
async def hours_again(request: Request, visitor: Installer, form: Posted, house: TheHouse) -> Response:
    """The hours hold again at once."""
    await house.guard.order(visitor.person.name, do="hours")
    return _form(request, visitor, written(house.settings.site), done=Message("Done: the hours hold again."))


def opens_more(before: Site, after: Site, now: float) -> bool:
    """Whether any minute of the coming year is open that was closed."""
    zone = ZoneInfo(before.timezone)
    midnight = datetime.fromtimestamp(now, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    edges = {0}
    for site in (before, after):
        for ranges in site.hours.ranges:
            edges |= {minute % DAY_MINUTES for one in ranges for minute in one}
    was, will = Calendar(before), Calendar(after)
    for day in range(COMPARED_DAYS):
        begin_of_day = midnight + timedelta(days=day)
        for minute in edges:
            at = begin_of_day.replace(hour=minute // 60, minute=minute % 60).timestamp()
            if will.moment(at).is_open and not was.moment(at).is_open:
                return True
    return False


def _put(form: Mapping[str, str], section: Any) -> None:
    for key in [key for key in section if key not in ("subdivision",)]:
        del section[key]
    if form.get("always"):
        section["always"] = True
    for day in MONDAY_TO_SUNDAY:
        typed = form.get(day, "").replace(" ", "")
        section[day] = "closed" if typed.casefold() in CLOSED_WORDS else typed
    section["holidays"] = form.get("holidays", "").strip().upper()
    closed = [line.strip() for line in form.get("closed", "").splitlines() if line.strip()]
    if closed:
        section["closed"] = closed[:LINES_OF_CLOSED_MOST]


def written(site: Site) -> dict[str, str]:
    """The hours of a site as fields."""
    hours = site.hours
    fields = {day: _ranges(hours.ranges[place]) for place, day in enumerate(MONDAY_TO_SUNDAY)}
    closed = [f"{first}/{last}" if first != last else f"{first}" for first, last in hours.closed]
    return {
        **fields,
        "always": "1" if hours.always else "",
        "holidays": hours.holidays or "",
        "closed": "\n".join(closed),
    }


def _ranges(ranges: tuple[tuple[int, int], ...]) -> str:
    def clock(minute: int) -> str:
        return f"{minute // 60:02d}:{minute % 60:02d}"

    return ", ".join(f"{clock(begin)}-{clock(end)}" for begin, end in ranges) or "closed"


def _form(
    request: Request,
    visitor: Visitor,
    fields: Mapping[str, str],
    wrong: Message | None = None,
    done: Message | None = None,
) -> Response:
    return page(
        request,
        "hours.html",
        visitor,
        status=422 if wrong else 200,
        fields={key: fields.get(key, "") for key in (*MONDAY_TO_SUNDAY, "always", "holidays")},
        closed=lines(fields.get("closed", "")),
        days=MONDAY_TO_SUNDAY,
        names=short_days(visitor.speech.language),
        wrong=wrong,
        done=done,
    )
