"""First start after the account: five steps, one thing on each page, and a drill at the end.

In: what the guard sees, veilleur.toml, presses. Out: steps that are done. Pitfall: a step is done when what
it asks for is so, not when somebody has pressed a button about it, wherever that can be known; what was left
out stays as a list on tonight's page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import tomlkit
from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from veilleur.history.notices import Notice, notices_of
from veilleur.journal import JournalReader
from veilleur.language import short_days
from veilleur.web.watch.auth.people import Role
from veilleur.web.watch.house import House
from veilleur.web.watch.pages.access import Installer, Owner, Posted, TheHouse, Visitor, back_to, page
from veilleur.web.watch.pages.allowing import code_is_wrong
from veilleur.web.watch.pages.changes.file import put_in_force
from veilleur.web.watch.pages.changes.hours import written
from veilleur.web.watch.pages.normal import normal_now
from veilleur.web.watch.rendering import render
from veilleur.words.errors import JournalError, VeilleurError
from veilleur.words.messages import Message
from veilleur.words.money import euros
from veilleur.words.site import MONDAY_TO_SUNDAY

PBX, HOURS, PEOPLE, CAP, DRILL = "pbx", "hours", "people", "cap", "drill"
STEPS = (PBX, HOURS, PEOPLE, CAP, DRILL)
DRILL_WITHIN_S = 300.0
PRESSED = (HOURS, CAP)  # what only a person can say to be right
WAYS = ("telephone", "sms", "mail", "ntfy")

routes = APIRouter()


async def open_steps(house: House) -> list[str]:
    """What is not done yet, in order."""
    if house.is_demo:
        return []
    seen, past = await house.guard.seen(), await house.past.read()
    limits = house.settings.site.limits
    done = {
        PBX: any(feed["sees"] for feed in (seen.status or {"feeds": ()})["feeds"]),
        HOURS: HOURS in house.people.steps,
        PEOPLE: bool(house.settings.alerts.people),
        CAP: CAP in house.people.steps or _window(house) not in limits.fitting,
        DRILL: past.is_drilled,
    }
    return [step for step in STEPS if not done[step]]


def _window(house: House) -> str:
    """The limit that bounds the worst night; who is always open has no closed hours."""
    return "day" if house.settings.site.hours.always else "closed_hours"


@routes.get("/setup")
async def show_list(request: Request, visitor: Installer, house: TheHouse) -> Response:
    """All steps."""
    return page(request, "setup.html", visitor, steps=STEPS, undone=await open_steps(house))


@routes.get("/setup/contact.vcf")
def contact(visitor: Installer, house: TheHouse) -> Response:
    """A card to save on the telephone that is woken, so that it rings by night and is known."""
    number = house.settings.alerts.telephone.caller if house.settings.alerts.telephone else ""
    if not number:
        raise HTTPException(404)
    name = visitor.speech.say(Message("Veilleur, {site}", site=house.settings.site.name))
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{_escaped(name)}", f"N:{_escaped(name)};;;;"]
    lines += [f"TEL;TYPE=WORK,VOICE:{_escaped(number)}", "END:VCARD", ""]
    disposition = {"Content-Disposition": 'attachment; filename="veilleur.vcf"'}
    return Response("\r\n".join(lines), media_type="text/vcard", headers=disposition)


@routes.get("/setup/drill/found")
async def show_drill(visitor: Installer, house: TheHouse) -> Response:
    """How far the drill is."""
    notices = await asyncio.to_thread(_drill_notices, house)
    return HTMLResponse(render("parts/drill.html", visitor.speech, **_drill_values(house, notices)))


@routes.post("/setup/drill")
async def drill(visitor: Installer, form: Posted, house: TheHouse) -> Response:
    """Begin a rehearsal: nothing is blocked, nobody pays."""
    done = await house.guard.order(visitor.person.name, do="drill")
    house.drill = str(done["conversation"])
    return back_to("/setup/drill")


@routes.post("/setup/people")
async def add_person(request: Request, visitor: Owner, form: Posted, house: TheHouse) -> Response:
    """Somebody more who is called, behind those who are there."""
    refused = await code_is_wrong(house, visitor, form)
    name = form.get("name", "")
    if refused is None:
        edit = partial(_with_person, form)
        try:
            await put_in_force(house, visitor, "alerts", edit, f"alerts: {name[:60]}")
        except VeilleurError as error:
            refused = error.message
    if refused is not None:
        return await _page(request, visitor, house, PEOPLE, form=form, wrong=refused)
    done = Message("Saved: {name} is alerted too.", name=name)
    return page(request, "settings_saved.html", visitor, done=done, restarts=True)


@routes.get("/setup/{step}")
async def show(step: str, request: Request, visitor: Installer, house: TheHouse) -> Response:
    """One step."""
    if step not in STEPS:
        raise HTTPException(404)
    return await _page(request, visitor, house, step)


@routes.post("/setup/{step}")
async def confirm(step: str, visitor: Installer, _form: Posted, house: TheHouse) -> Response:
    """What stands there is right."""
    if step not in PRESSED:
        raise HTTPException(404)
    house.people.step_done(step)
    await house.note("settings", visitor.person.name, f"confirmed: {step}")
    return back_to(f"/setup/{STEPS[STEPS.index(step) + 1]}")


def _with_person(form: Mapping[str, str], section: Any) -> None:
    person = tomlkit.table()
    person["name"] = form.get("name", "")
    for way in WAYS:
        if form.get(way):
            person[way] = form[way]
    section.setdefault("person", tomlkit.aot()).append(person)
    if form.get("word"):
        section["word"] = form["word"]


async def _page(
    request: Request,
    visitor: Visitor,
    house: House,
    step: str,
    *,
    form: Mapping[str, str] | None = None,
    wrong: Message | None = None,
) -> Response:
    place = STEPS.index(step)
    seen = await house.guard.seen()
    values: dict[str, Any] = {
        "step": step,
        "number": place + 1,
        "of": len(STEPS),
        "following": STEPS[place + 1] if place + 1 < len(STEPS) else "",
        "undone": await open_steps(house),
        "now_seen": seen.status if seen.is_fresh else None,
        "form": form or {},
        "wrong": wrong,
    }
    if step == HOURS:
        fields = written(house.settings.site)
        names = short_days(visitor.speech.language)
        values["hours"] = [(names[n], fields[day]) for n, day in enumerate(MONDAY_TO_SUNDAY)]
        values["fields"] = fields
    elif step == PEOPLE:
        values |= {
            "alerts": house.settings.alerts,
            "ways": _ways_there(house),
            "can_add": visitor.may(Role.OWNER),
        }
    elif step == CAP:
        values |= await _cap_values(house, seen.status)
    elif step == DRILL:
        values |= _drill_values(house, await asyncio.to_thread(_drill_notices, house))
        values["people"] = house.settings.alerts.people
    return page(request, f"setup_{step}.html", visitor, status=422 if wrong else 200, **values)


def _ways_there(house: House) -> list[str]:
    """By what somebody can be reached as veilleur.toml stands."""
    alerts = house.settings.alerts
    there = {"telephone": alerts.telephone, "sms": alerts.sms, "mail": alerts.mail, "ntfy": True}
    return [way for way in WAYS if there[way]]


async def _cap_values(house: House, status: Mapping[str, Any] | None) -> dict[str, Any]:
    name = _window(house)
    windows = status["limits"]["windows"] if status else []
    held = next((float(one["limit_eur"]) for one in windows if one["window"] == name), None)
    normal = await normal_now(house)
    nights: Sequence[int] = sorted(normal.closed.values(), reverse=True) if normal else ()
    return {
        "window": name,
        "held": held,
        "nights": len(nights),
        "dearest": float(euros(nights[0])) if nights else 0.0,
    }


def _drill_notices(house: House) -> list[Notice]:
    if not house.drill:
        return []
    try:
        reader = JournalReader(house.settings.journal.file)
    except JournalError:
        return []
    try:
        return notices_of(reader, house.settings.site.name, house.drill)
    except JournalError:
        return []
    finally:
        reader.close()


def _drill_values(house: House, notices: list[Notice]) -> dict[str, Any]:
    began = float(house.drill.rpartition(" ")[2] or 0.0) if house.drill else 0.0
    answered = next((one for one in notices if one.answer == "seen"), None)
    return {
        "is_begun": bool(house.drill),
        "began": began,
        "notices": notices,
        "answered": answered,
        "is_over": answered is not None or house.now() - began > DRILL_WITHIN_S,
    }


def _escaped(text: str) -> str:
    """A value of a vCard."""
    for sign in ("\\", ",", ";"):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())
