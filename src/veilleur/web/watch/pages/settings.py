"""Settings: what may be spent, and for how long it may be more or less.

In: a limit, an amount, a time, and for more than now the alert code. Out: an order to the guard, which ends
by itself. Pitfall: tightening is one press for who sets up; loosening is the owner's and needs the code;
while an attack runs the page says so first.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from veilleur.detection.signals.catalog import sentence
from veilleur.web.watch.auth.people import Role
from veilleur.web.watch.house import House
from veilleur.web.watch.pages.access import Installer, Posted, Reader, TheHouse, Visitor, page
from veilleur.web.watch.pages.letting import code_is_wrong
from veilleur.wording.limits import window
from veilleur.words.decisions import Reason
from veilleur.words.errors import ConfigError, VeilleurError
from veilleur.words.messages import Message

WINDOWS = ("closed_hours", "day", "month")
HOURS = (4, 24, 168)
DAY_HOURS = 24

routes = APIRouter()


@routes.get("/settings")
async def show(request: Request, visitor: Reader, house: TheHouse) -> Response:
    """What is in force, and why."""
    return await _page(request, visitor, house)


@routes.post("/settings/limit")
async def order_limit(request: Request, visitor: Installer, form: Posted, house: TheHouse) -> Response:
    """Another limit for a time."""
    name = form.get("window", "")
    hours = next((one for one in HOURS if str(one) == form.get("hours")), None)
    held = await _held(house, name)
    try:
        amount = float(form.get("amount", "").replace(",", ".").replace("€", "").replace("\u202f", ""))
    except ValueError:
        amount = -1.0
    if name not in WINDOWS or hours is None or not 0 <= amount <= 1e6 or held is None:
        wrong = Message("Choose a limit and a time, and write an amount in euros.")
        return await _page(request, visitor, house, wrong=wrong, form=form)
    if amount > held:
        refused: Message | None = Message("Only an owner raises a limit; it can be lowered here.")
        if visitor.may(Role.OWNER):
            refused = await code_is_wrong(house, visitor, form)
        if refused is not None:
            return await _page(request, visitor, house, wrong=refused, form=form)
    try:
        done = await house.guard.order(
            visitor.person.name,
            do="limit",
            window=name,
            way="raise" if amount > held else "lower",
            amount_eur=amount,
            hours=hours,
        )
    except VeilleurError as error:
        return await _page(request, visitor, house, wrong=error.message, form=form)
    speech = visitor.speech
    said = Message(
        "Done: {amount} {window}, until {day}, {clock}. What was before comes back by itself.",
        amount=speech.euros(done["limit_eur"]),
        window=window(name, speech.language),
        day=speech.day(done["until"]),
        clock=speech.at(done["until"]),
    )
    return await _page(request, visitor, house, done=said)


@routes.post("/settings/limit/reset")
async def reset_limit(request: Request, visitor: Installer, form: Posted, house: TheHouse) -> Response:
    """What was in force before an order."""
    name = form.get("window", "")
    if name not in WINDOWS:
        raise ConfigError("A limit is of a day, a month or a closed period; raise, lower or reset one.")
    await house.guard.order(visitor.person.name, do="limit", window=name, way="reset")
    return await _page(request, visitor, house, done=Message("Done: what was before is in force again."))


async def _held(house: House, name: str) -> float | None:
    seen = await house.guard.seen()
    windows = seen.status["limits"]["windows"] if seen.status else []
    return next((float(one["limit_eur"]) for one in windows if one["window"] == name), None)


async def _page(request: Request, visitor: Visitor, house: House, **values: Any) -> Response:
    seen = await house.guard.seen()
    status, language = seen.status, visitor.speech.language
    windows = []
    for one in status["limits"]["windows"] if status else []:
        why = sentence(Reason(one["why"], 0, tuple(one["values"].items())), language)
        windows.append({**one, "name": window(one["window"], language), "said": why[:1].upper() + why[1:]})
    return page(
        request,
        "settings.html",
        visitor,
        status=422 if values.get("wrong") else 200,
        windows=[one for one in windows if not one["window"].startswith("class ") or one["spent_eur"]],
        movable=[one for one in windows if one["window"] in WINDOWS],
        ceiling=status["limits"]["ceiling_eur"] if status else None,
        is_attacked=bool(status and status["incidents_open"]),
        hours=HOURS,
        site_hours=house.settings.site.hours,
        **{"wrong": None, "done": None, "form": {}, **values},
    )
