"""Letting through and taking back: what spends money, and so needs the alert code.

In: an incident, a scope, a time, the code. Out: an answer of the owner, or an undo, ordered from the guard.
Pitfall: whole numbers never travel through the browser: a choice is named by its place in the incident; a
code that is wrong five times in an hour is not heard any more, and all stays blocked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

from veilleur.language import masked
from veilleur.web.watch.house import House
from veilleur.web.watch.pages.access import Owner, Posted, TheHouse, Visitor, page
from veilleur.web.watch.pages.incidents import found
from veilleur.web.watch.rendering import Speech
from veilleur.words.decisions import Decision, DecisionKind, Subject
from veilleur.words.incidents import Attack
from veilleur.words.messages import Message

MINUTES = (15, 60, 240, 1_440)
DEFAULT_MINUTES = 60
CHOICES_MOST = 8
WRONG_CODE = Message("That is not the code. Nothing changed, all stays blocked.")
NO_MORE_TRIES = Message("All stays blocked: the code was wrong too often. It is asked again in an hour.")

routes = APIRouter()


class Choice(NamedTuple):
    """One thing that can be let through. key: its name in the form."""

    key: str
    scope: str
    value: str
    label: str


@routes.get("/incidents/{incident}/allow")
async def ask_allow(incident: str, request: Request, visitor: Owner, house: TheHouse) -> Response:
    """What, for how long, and the code."""
    attack = await found(house, incident)
    return _allow_form(request, visitor, house, attack, {}, None)


@routes.post("/incidents/{incident}/allow")
async def allow(incident: str, request: Request, visitor: Owner, form: Posted, house: TheHouse) -> Response:
    """Let it through for a time."""
    attack = await found(house, incident)
    choice = next(
        (one for one in choices(house, attack, visitor.speech) if one.key == form.get("what")), None
    )
    minutes = next((one for one in MINUTES if str(one) == form.get("minutes")), None)
    if choice is None or minutes is None:
        wrong = Message("Choose what may pass, and for how long.")
        return _allow_form(request, visitor, house, attack, form, wrong)
    refused = await code_is_wrong(house, visitor, form)
    if refused is not None:
        return _allow_form(request, visitor, house, attack, form, refused)
    done = await house.guard.order(
        visitor.person.name,
        do="answer",
        scope=choice.scope,
        value=choice.value,
        accepted=True,
        minutes=minutes,
    )
    await house.past.read(must_be_new=True)
    return page(
        request,
        "allowed.html",
        visitor,
        incident=incident,
        what=choice.label,
        until=done["until"],
        is_on_disk=done["on_disk"],
        limits_reached=done["limits_reached"],
        locks=[one for one in undoable(attack) if one.kind is DecisionKind.LOCK],
    )


@routes.get("/incidents/{incident}/undo")
async def ask_undo(incident: str, request: Request, visitor: Owner, house: TheHouse) -> Response:
    """What may be taken back, one thing at a time."""
    attack = await found(house, incident)
    return _undo_form(request, visitor, house, attack, None)


@routes.post("/incidents/{incident}/undo")
async def undo(incident: str, request: Request, visitor: Owner, form: Posted, house: TheHouse) -> Response:
    """Take one decision back."""
    attack = await found(house, incident)
    decision = next((one for one in undoable(attack) if one.id == form.get("decision")), None)
    if decision is None:
        return _undo_form(request, visitor, house, attack, Message("Choose what to take back."))
    refused = await code_is_wrong(house, visitor, form)
    if refused is not None:
        return _undo_form(request, visitor, house, attack, refused)
    await house.guard.order(visitor.person.name, do="undo", id=decision.id)
    await house.past.read(must_be_new=True)
    return page(request, "undone.html", visitor, incident=incident)


async def code_is_wrong(house: House, visitor: Visitor, form: Mapping[str, str]) -> Message | None:
    """Why the alert code is not taken; None when it is right."""
    key = (f"code {visitor.person.name.casefold()}",)
    if not house.codes.begin(key, house.wall()):
        return NO_MORE_TRIES
    if not await house.hasher.is_right(visitor.person.alert_code, form.get("code", "")):
        return WRONG_CODE
    house.codes.succeeded(key)
    return None


def choices(house: House, attack: Attack, speech: Speech) -> list[Choice]:
    """What an incident's calls can be let through by: its numbers, their countries, its extensions."""
    listed: list[Choice] = []
    territories: dict[str, None] = {}
    for place, dialled in enumerate(attack.incident.numbers[:CHOICES_MOST]):
        meant = house.numbering.destination(dialled)
        if meant.territory:
            territories[meant.territory] = None
        value = meant.e164 or dialled
        label = speech.say(Message("this number alone: {number}", number=masked(value)))
        listed.append(Choice(f"number{place}", "number", value, label))
    for territory in territories:
        label = speech.say(Message("all of {country}", country=speech.place(territory)))
        listed.append(Choice(f"territory{territory}", "territory", territory, label))
    for place, name in enumerate(attack.incident.extensions[:CHOICES_MOST]):
        label = speech.say(Message("all calls of extension {name}", name=name))
        listed.append(Choice(f"extension{place}", "extension", name, label))
    return listed


def undoable(attack: Attack) -> list[Decision]:
    """Forwards that were removed and locks, which a person may want back."""
    return [
        one
        for one in attack.decisions
        if one.kind in (DecisionKind.UNDO, DecisionKind.LOCK)
        and not one.observed
        and one.attempt == 1
        and one.id not in attack.taken_back
    ]


def _allow_form(
    request: Request,
    visitor: Visitor,
    house: House,
    attack: Attack,
    form: Mapping[str, str],
    wrong: Message | None,
) -> Response:
    return page(
        request,
        "allow.html",
        visitor,
        status=422 if wrong else 200,
        incident=attack.incident.id,
        choices=choices(house, attack, visitor.speech),
        chosen=form.get("what", ""),
        minutes=MINUTES,
        chosen_minutes=form.get("minutes", str(DEFAULT_MINUTES)),
        wrong=wrong,
    )


def _undo_form(
    request: Request, visitor: Visitor, house: House, attack: Attack, wrong: Message | None
) -> Response:
    def label(decision: Decision) -> str:
        if decision.subject is Subject.FORWARD:
            number = masked(house.numbering.destination(decision.number).e164 or decision.number)
            said = Message(
                "put the forward of extension {name} to {number} back", name=decision.extension, number=number
            )
        elif decision.subject is Subject.MAILBOX:
            said = Message("open mailbox {name} again", name=decision.target.partition("@")[0])
        elif decision.subject is Subject.EXTENSION:
            said = Message(
                "let extension {name} call abroad again", name=decision.extension or decision.target
            )
        else:
            said = Message("let the caller {name} to the mailboxes again", name=masked(decision.target))
        return visitor.speech.say(said)

    return page(
        request,
        "undo.html",
        visitor,
        status=422 if wrong else 200,
        incident=attack.incident.id,
        listed=[(one.id, label(one)) for one in undoable(attack)],
        wrong=wrong,
    )
