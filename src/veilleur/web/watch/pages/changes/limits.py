"""What may be spent: seen, moved for a time, or written for good.

In: a limit, an amount, a time. Out: an order to the guard that ends by itself, or veilleur.toml with it.
Pitfall: tightening for a time is one press for who sets up; loosening is the owner's and needs the code; for
good it is always tried on the past first; while an attack runs the page says so. Below what holds now is not
tighter by itself: while an order runs, what comes back when it ends counts too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from math import inf
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

from veilleur.detection.signals.catalog import sentence
from veilleur.history.page_changes import changes_of
from veilleur.history.preview import Trial
from veilleur.journal import JournalReader
from veilleur.web.watch.auth.people import Role
from veilleur.web.watch.house import House
from veilleur.web.watch.pages.access import Installer, Posted, Reader, TheHouse, Visitor, page
from veilleur.web.watch.pages.allowing import code_is_wrong
from veilleur.web.watch.pages.changes.confirmation import Change, answers_now, begin, in_force
from veilleur.web.watch.pages.changes.file import edited, put_in_force
from veilleur.wording.limits import window
from veilleur.words.decisions import Reason
from veilleur.words.errors import ConfigError, JournalError, VeilleurError
from veilleur.words.messages import Message
from veilleur.words.money import euros, micro_euros
from veilleur.words.site import Limits

WINDOWS = ("closed_hours", "day", "month")
HOURS = (4, 24, 168)
FOR_GOOD = "good"

routes = APIRouter()


class Held(NamedTuple):
    """What a limit is, in euros. until: its order ends then, None without one. before: what comes back then;
    infinite for no limit."""

    amount: float
    until: float | None
    before: float


@routes.get("/settings")
async def show(request: Request, visitor: Reader, house: TheHouse) -> Response:
    """What is in force, and why."""
    if not visitor.may(Role.READER):
        house.previews.warm(await in_force(house))
    return await _page(request, visitor, house)


@routes.post("/settings/limit")
async def order_limit(request: Request, visitor: Installer, form: Posted, house: TheHouse) -> Response:
    """Another limit: for a time at once, for good by way of its preview."""
    asked = _asked(form)
    held = await _held(house, form.get("window", ""))
    if asked is None or held is None:
        return await _page(request, visitor, house, wrong=NOT_UNDERSTOOD, form=form)
    name, amount, hours = asked
    if hours is None:
        return await try_limit(request, visitor, form, house)
    if _is_looser(house, name, amount, hours, held):
        refused: Message | None = Message("Only an owner raises a limit; it can be lowered here.")
        if visitor.may(Role.OWNER):
            refused = await code_is_wrong(house, visitor, form)
        if refused is not None:
            return await _page(request, visitor, house, wrong=refused, form=form)
    try:
        done = await _order(house, visitor, name, amount, hours, way=_way(amount, held))
    except VeilleurError as error:
        return await _page(request, visitor, house, wrong=error.message, form=form)
    return await _page(request, visitor, house, done=done)


@routes.post("/settings/limit/preview")
async def try_limit(request: Request, visitor: Installer, form: Posted, house: TheHouse) -> Response:
    """What another limit would have done."""
    asked = _asked(form)
    if asked is None:
        return await _page(request, visitor, house, wrong=NOT_UNDERSTOOD, form=form)
    name, amount, hours = asked
    way = _way(amount, await _held(house, name))
    site = house.settings.site
    if hours is None:
        try:
            _text, after = edited(house, "limits", lambda section: _put(section, name, amount))
        except VeilleurError as error:
            return await _page(request, visitor, house, wrong=error.message, form=form)
    else:
        after = replace(site, limits=_moved(site.limits, name, amount))

    async def apply(house: House, visitor: Visitor) -> Message:
        if hours is not None:
            return await _order(house, visitor, name, amount, hours, way=way)
        before = house.settings.site.limits
        await put_in_force(
            house,
            visitor,
            "limits",
            lambda section: _put(section, name, amount),
            f"limit {name}: {_amount(before, name)} -> {amount:g}",
        )
        return Message("Saved: {amount} {window}.", amount=_said_amount(amount, visitor), window=_name(name))

    async def is_looser() -> bool:
        return _is_looser(house, name, amount, hours, await _held(house, name))

    def _name(name: str) -> str:
        return window(name, visitor.speech.language)

    title = Message("A limit of {amount} {window}", amount=_said_amount(amount, visitor), window=_name(name))
    change = Change(
        title=title,
        back="/settings",
        after=Trial(after, await answers_now(house)),
        is_looser=is_looser,
        is_for_good=hours is None,
        restarts=hours is None,
        apply=apply,
    )
    return await begin(house, visitor, change)


@routes.post("/settings/limit/follow")
async def try_following(request: Request, visitor: Installer, form: Posted, house: TheHouse) -> Response:
    """A written limit follows the site's own past again."""
    name = form.get("window", "")
    if name not in WINDOWS or name in house.settings.site.limits.fitting:
        return await _page(request, visitor, house, wrong=NOT_UNDERSTOOD)

    def edit(section: Any) -> None:
        section.pop(f"{name}_eur", None)

    try:
        _text, after = edited(house, "limits", edit)
    except VeilleurError as error:
        return await _page(request, visitor, house, wrong=error.message)

    async def apply(house: House, visitor: Visitor) -> Message:
        about = f"limit {name}: {_amount(house.settings.site.limits, name)} -> follows the past"
        await put_in_force(house, visitor, "limits", edit, about)
        return Message("Saved: this limit follows the past again.")

    change = Change(
        title=Message(
            "The limit {window} follows the past again", window=window(name, visitor.speech.language)
        ),
        back="/settings",
        after=Trial(after, await answers_now(house)),
        is_looser=_always,  # nobody knows where it will stand
        is_for_good=True,
        restarts=True,
        apply=apply,
    )
    return await begin(house, visitor, change)


@routes.post("/settings/limit/reset")
async def reset_limit(request: Request, visitor: Installer, form: Posted, house: TheHouse) -> Response:
    """What was in force before an order: at once, or by way of its preview when that is more than now."""
    name = form.get("window", "")
    if name not in WINDOWS:
        raise ConfigError("A limit is of a day, a month or a closed period; raise, lower or reset one.")

    async def apply(house: House, visitor: Visitor) -> Message:
        await house.guard.order(visitor.person.name, do="limit", window=name, way="reset")
        return Message("Done: what was before is in force again.")

    async def is_looser() -> bool:
        held = await _held(house, name)
        return held is None or held.before > held.amount

    if not await is_looser():
        return await _page(request, visitor, house, done=await apply(house, visitor))
    change = Change(
        title=Message(
            "As before the order: the limit {window}", window=window(name, visitor.speech.language)
        ),
        back="/settings",
        after=Trial(house.settings.site, await answers_now(house)),
        is_looser=is_looser,
        is_for_good=False,
        restarts=False,
        apply=apply,
    )
    return await begin(house, visitor, change)


NOT_UNDERSTOOD = Message("Choose a limit and a time, and write an amount in euros.")


def _asked(form: Mapping[str, str]) -> tuple[str, float, int | None] | None:
    """Window, amount and hours (None for good) of a form; None when it cannot be understood."""
    name, word = form.get("window", ""), form.get("hours", "")
    hours = next((one for one in HOURS if str(one) == word), None)
    try:
        amount = float(form.get("amount", "").replace(",", ".").replace("€", "").replace("\u202f", ""))
    except ValueError:
        return None
    if name not in WINDOWS or (hours is None and word != FOR_GOOD) or not 0 <= amount <= 1e6:
        return None
    return name, round(amount, 2), hours


def _put(section: Any, name: str, amount: float) -> None:
    section[f"{name}_eur"] = int(amount) if amount == int(amount) else amount


def _moved(limits: Limits, name: str, amount: float) -> Limits:
    """Limits with one of them at an amount."""
    fitting = tuple(one for one in limits.fitting if one != name)
    moved: dict[str, Any] = {name: micro_euros(amount)}
    return replace(limits, fitting=fitting, **moved)


def _amount(limits: Limits, name: str) -> str:
    if name in limits.fitting:
        return "follows the past"
    amount = getattr(limits, name)
    return "none" if amount is None else f"{float(euros(amount)):g}"


def _said_amount(amount: float, visitor: Visitor) -> str:
    return visitor.speech.euros(amount)


async def _order(
    house: House, visitor: Visitor, name: str, amount: float, hours: int, *, way: str
) -> Message:
    """way: as it was looked at, so that the guard refuses when what holds has moved to the other side."""
    done = await house.guard.order(
        visitor.person.name,
        do="limit",
        window=name,
        way=way,
        amount_eur=amount,
        hours=hours,
    )
    speech = visitor.speech
    return Message(
        "Done: {amount} {window}, until {day}, {clock}. What was before comes back by itself.",
        amount=speech.euros(done["limit_eur"]),
        window=window(name, speech.language),
        day=speech.day(done["until"]),
        clock=speech.at(done["until"]),
    )


async def _held(house: House, name: str) -> Held | None:
    seen = await house.guard.seen()
    windows = seen.status["limits"]["windows"] if seen.status else []
    one = next((one for one in windows if one["window"] == name), None)
    if one is None:
        return None
    before = one["before_eur"]
    return Held(float(one["limit_eur"]), one["until"], inf if before is None else float(before))


async def _always() -> bool:
    return True


def _way(amount: float, held: Held | None) -> str:
    return "raise" if held is None or amount > held.amount else "lower"


def _is_looser(house: House, name: str, amount: float, hours: int | None, held: Held | None) -> bool:
    """Whether at any time to come more may be spent than if nothing was changed."""
    if held is None or amount > held.amount:
        return True
    if hours is None:
        return amount > min(held.before, _in_file(house, name))
    if held.until is None:
        return False
    if house.now() + hours * 3_600 > held.until:
        return amount > held.before
    return held.before > held.amount  # the order in force would end earlier


def _in_file(house: House, name: str) -> float:
    """The written amount, which somebody may have changed since the guard began; infinite for none."""
    _text, site = edited(house, "limits", lambda _section: None)
    amount = None if name in site.limits.fitting else getattr(site.limits, name)
    return inf if amount is None else float(euros(amount))


def _changes(house: House) -> list[Any]:
    try:
        reader = JournalReader(house.settings.journal.file)
    except JournalError:
        return []
    try:
        return changes_of(reader, house.settings.site.name)
    except JournalError:
        return []
    finally:
        reader.close()


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
        written=[one for one in WINDOWS if one not in house.settings.site.limits.fitting],
        ceiling=status["limits"]["ceiling_eur"] if status else None,
        is_attacked=bool(status and status["incidents_open"]),
        hours=HOURS,
        changes=await asyncio.to_thread(_changes, house),
        **{"wrong": None, "done": None, "form": {}, **values},
    )
