"""Opening hours and holidays, with what they would have done before they are saved.

In: hours as a person writes them. Out: veilleur.toml with them, and a guard that starts again by them.
Pitfall: what cannot be used is said in the words of the configuration, and nothing is saved; when the preview
fails, saving stays possible and says that it is not verified; the file keeps its comments and its order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import tomlkit
from fastapi import APIRouter, Request
from starlette.responses import Response
from tomlkit.exceptions import TOMLKitError

from veilleur.config.load import load_text
from veilleur.config.writing import write_new
from veilleur.history.preview import Preview, preview_apart
from veilleur.language import masked, short_days
from veilleur.pbx.registry import sections
from veilleur.web.watch.house import House
from veilleur.web.watch.pages.access import Installer, Posted, TheHouse, Visitor, page
from veilleur.web.watch.rendering import lines
from veilleur.words.errors import ConfigError, VeilleurError, system_cause
from veilleur.words.messages import Message
from veilleur.words.money import euros
from veilleur.words.site import Site

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PREVIEW_WITHIN_S = 60.0
LINES_OF_CLOSED_MOST = 40

routes = APIRouter()


@routes.get("/settings/hours")
async def show(request: Request, visitor: Installer, house: TheHouse) -> Response:
    """The hours that are in force."""
    return _form(request, visitor, _written(house.settings.site))


@routes.post("/settings/hours/preview")
async def show_preview(request: Request, visitor: Installer, form: Posted, house: TheHouse) -> Response:
    """What these hours would have done."""
    try:
        _text, site = _with_hours(house, form)
    except VeilleurError as error:
        return _form(request, visitor, form, wrong=error.message)
    found = await _preview(house, site)
    examples = [
        (
            one.at,
            one.extension,
            masked(house.numbering.destination(one.number).e164 or one.number),
            one.is_stopped,
        )
        for one in (found.examples if found else ())
    ]
    costs = tuple(float(euros(one)) for one in found.cost) if found else (0.0, 0.0)
    return page(
        request,
        "hours_preview.html",
        visitor,
        fields=_fields(form),
        closed=lines(form.get("closed", "")),
        found=found,
        examples=examples,
        costs=costs,
    )


@routes.post("/settings/hours")
async def save(request: Request, visitor: Installer, form: Posted, house: TheHouse) -> Response:
    """Write them, and let the guard start again by them."""
    try:
        text, site = _with_hours(house, form)
        assert house.settings.source is not None
        mode = house.settings.source.stat().st_mode & 0o777
        write_new(house.settings.source, text, mode)
    except OSError as error:
        return _form(request, visitor, form, wrong=Message("Not saved: {why}.", why=system_cause(error)))
    except VeilleurError as error:
        return _form(request, visitor, form, wrong=error.message)
    house.settings = replace(house.settings, site=site)
    await house.note("settings", visitor.person.name, "hours")
    await house.guard.order(visitor.person.name, do="restart")
    return page(request, "hours_saved.html", visitor)


async def _preview(house: House, site: Site) -> Preview | None:
    """In a process of its own; None when it fails or takes too long."""
    past = await house.past.read()
    hostile = frozenset(
        one.target for attack in past.attacks if attack.incident.is_announced for one in attack.decisions
    )
    bare = replace(house.settings, switches=())
    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
    try:
        async with asyncio.timeout(PREVIEW_WITHIN_S):
            return await asyncio.get_running_loop().run_in_executor(
                pool, preview_apart, bare, house.settings.vantage, site, house.now(), hostile
            )
    except (TimeoutError, BrokenProcessPool, VeilleurError, OSError):
        return None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _with_hours(house: House, form: Mapping[str, str]) -> tuple[str, Site]:
    """The configuration's text with these hours, and the site that it means.

    Raises:
        ConfigError: when they cannot be used, or the file cannot be changed from here.
    """
    source = house.settings.source
    if source is None:
        raise ConfigError("This page was started without a veilleur.toml, so it changes none.")
    try:
        document = tomlkit.parse(source.read_text(encoding="utf-8-sig"))
    except (OSError, TOMLKitError, UnicodeDecodeError) as error:
        raise ConfigError("{path}: cannot be read ({why}).", path=source, why=error) from error
    if not isinstance(document.get("site", {}), Mapping):
        raise ConfigError("{path} holds several sites; change their hours there.", path=source)
    inside = document.get("site", {}).get("hours")
    section = inside if inside is not None else document.setdefault("hours", tomlkit.table())
    for key in [key for key in section if key not in ("subdivision",)]:
        del section[key]
    if form.get("always"):
        section["always"] = True
    for day in DAYS:
        section[day] = form.get(day, "").replace(" ", "") or "closed"
    section["holidays"] = form.get("holidays", "").strip().upper()
    closed = [line.strip() for line in form.get("closed", "").splitlines() if line.strip()]
    if closed:
        section["closed"] = closed[:LINES_OF_CLOSED_MOST]
    text = tomlkit.dumps(document)
    return text, load_text(text, Path(source), sections()).site


def _written(site: Site) -> dict[str, str]:
    """The hours of a site as fields."""
    hours = site.hours
    fields = {day: _ranges(hours.ranges[place]) for place, day in enumerate(DAYS)}
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


def _fields(form: Mapping[str, str]) -> dict[str, str]:
    return {key: form.get(key, "") for key in (*DAYS, "always", "holidays", "closed")}


def _form(
    request: Request, visitor: Visitor, fields: Mapping[str, str], wrong: Message | None = None
) -> Response:
    return page(
        request,
        "hours.html",
        visitor,
        status=422 if wrong else 200,
        fields=_fields(fields),
        closed=lines(fields.get("closed", "")),
        days=DAYS,
        names=short_days(visitor.speech.language),
        wrong=wrong,
    )
