"""What may always pass and what may not: countries, numbers and extensions, with what it would have done.

In: a scope, its value, yes or no, a time. Out: an answer of the owner in the guard's journal, in force from
the next call on. Pitfall: a yes lets more through, and so does a no that is taken back: both are an owner's
and take the code; a limit holds whatever is answered, and an emergency number needs no answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

from veilleur.history.permissions import Permission
from veilleur.history.preview import Trial
from veilleur.language import masked, territory_name
from veilleur.numbering import territories
from veilleur.web.watch.house import House
from veilleur.web.watch.pages.access import Installer, Posted, TheHouse, Visitor, page
from veilleur.web.watch.pages.changes.confirmation import Change, answers_now, begin, in_force
from veilleur.web.watch.rendering import Speech
from veilleur.web.watch.stream.glance import permission_key
from veilleur.words.messages import Message

MINUTES = {"hour": 60, "day": 1_440, "week": 10_080, "month": 43_200}
FOR_GOOD = "good"
SCOPES = ("territory", "number", "extension")
WAYS = {"yes": True, "no": False}
_EXTENSION = re.compile(r"[0-9A-Za-z_.*#-]{1,20}")
_ASIDE = re.compile(r"[\s.()/-]")

routes = APIRouter()


class Asked(NamedTuple):
    """What a form asks. minutes: None for good."""

    scope: str
    value: str
    accepted: bool
    minutes: int | None


@routes.get("/settings/answers")
async def show(request: Request, visitor: Installer, house: TheHouse) -> Response:
    """What holds, and a form; its fields may stand in the address."""
    house.previews.warm(await in_force(house))
    return await _form(request, visitor, house, dict(request.query_params))


@routes.post("/settings/answers")
async def try_answer(request: Request, visitor: Installer, form: Posted, house: TheHouse) -> Response:
    """What an answer would have done."""
    asked = _asked(house, form)
    if asked is None:
        wrong = Message("Choose a country, or write a number or an extension, and for how long.")
        return await _form(request, visitor, house, form, wrong)
    now = await answers_now(house)
    others = tuple(one for one in now if one[:2] != (asked.scope, asked.value))

    async def apply(house: House, visitor: Visitor) -> Message:
        await house.guard.order(
            visitor.person.name,
            do="answer",
            scope=asked.scope,
            value=asked.value,
            accepted=asked.accepted,
            minutes=asked.minutes,
        )
        return _done(visitor.speech, asked)

    async def is_looser() -> bool:
        return asked.accepted or await _is_refused(house, asked.scope, asked.value)

    change = Change(
        title=_title(house, visitor.speech, asked.scope, asked.value, asked.accepted),
        back="/settings/answers",
        after=Trial(house.settings.site, (*others, (asked.scope, asked.value, asked.accepted))),
        is_looser=is_looser,
        is_for_good=asked.minutes is None,
        restarts=False,
        apply=apply,
    )
    return await begin(house, visitor, change)


@routes.post("/settings/answers/withdraw")
async def try_withdrawal(request: Request, visitor: Installer, form: Posted, house: TheHouse) -> Response:
    """What it would have done without an answer that holds."""
    past = await house.past.read(must_be_new=True)
    held = [*past.permissions, *past.refusals]
    one = next((one for one in held if permission_key(one) == form.get("answer")), None)
    if one is None:
        return await _form(request, visitor, house, {})

    async def apply(house: House, visitor: Visitor) -> Message:
        await house.guard.order(visitor.person.name, do="withdraw", scope=one.scope, value=one.value)
        return Message("Done: what was answered is taken back.")

    async def is_looser() -> bool:  # a no may have come in its place
        return not one.accepted or await _is_refused(house, one.scope, one.value)

    now = await answers_now(house)
    change = Change(
        title=Message("Taken back: {what}", what=about(house, visitor.speech, one.scope, one.value)),
        back="/settings/answers",
        after=Trial(house.settings.site, tuple(each for each in now if each[:2] != (one.scope, one.value))),
        is_looser=is_looser,
        is_for_good=not one.accepted,
        restarts=False,
        apply=apply,
    )
    return await begin(house, visitor, change)


def about(house: House, speech: Speech, scope: str, value: str) -> str:
    """What an answer is about, said without a whole number."""
    if scope == "territory":
        return speech.place(value)
    if scope == "number":
        return masked(house.numbering.destination(value).e164 or value)
    return speech.say("extension {name}", name=value)


async def _is_refused(house: House, scope: str, value: str) -> bool:
    """Whether a no holds now; another no in its place may end earlier."""
    past = await house.past.read(must_be_new=True)
    return any((one.scope, one.value) == (scope, value) for one in past.refusals)


def _asked(house: House, form: Mapping[str, str]) -> Asked | None:
    """None when it cannot be understood."""
    scope, way, time = form.get("scope", ""), form.get("way", ""), form.get("time", "")
    if scope not in SCOPES or way not in WAYS or (time not in MINUTES and time != FOR_GOOD):
        return None
    value = _value(house, scope, form.get(scope, ""))
    return Asked(scope, value, WAYS[way], MINUTES.get(time)) if value else None


def _value(house: House, scope: str, written: str) -> str:
    if scope == "territory":
        return written if written in territories() else ""
    if scope == "extension":
        return written if _EXTENSION.fullmatch(written) else ""
    digits = _ASIDE.sub("", written)
    if digits.startswith("+"):
        digits = f"{house.settings.site.outside_line}00{digits[1:]}"
    meant = house.numbering.destination(digits)
    return "" if meant.is_emergency else meant.e164


def _title(house: House, speech: Speech, scope: str, value: str, accepted: bool) -> Message:
    what = about(house, speech, scope, value)
    if accepted:
        return Message("Let pass: {what}", what=what)
    return Message("Do not let pass: {what}", what=what)


def _done(speech: Speech, asked: Asked) -> Message:
    if asked.minutes is None:
        return Message("Done: it holds from the next call on, until it is taken back.")
    return Message(
        "Done: it holds from the next call on, and ends by itself after {time}.",
        time=speech.lasted(asked.minutes * 60),
    )


async def _form(
    request: Request,
    visitor: Visitor,
    house: House,
    fields: Mapping[str, str],
    wrong: Message | None = None,
) -> Response:
    past = await house.past.read(must_be_new=True)

    def row(one: Permission) -> tuple[str, str, Permission]:
        return permission_key(one), about(house, visitor.speech, one.scope, one.value), one

    return page(
        request,
        "answers.html",
        visitor,
        status=422 if wrong else 200,
        wrong=wrong,
        form=fields,
        yes=list(map(row, past.permissions)),
        no=list(map(row, past.refusals)),
        places=_places(visitor.speech.language),
    )


@lru_cache(4)
def _places(language: str) -> tuple[tuple[str, str], ...]:
    """Every territory by name."""
    named = [(territory_name(one, language), one) for one in territories()]
    return tuple((code, name) for name, code in sorted(named, key=lambda one: _plain(one[0])))


def _plain(name: str) -> str:
    return unicodedata.normalize("NFD", name.casefold()).encode("ascii", "ignore").decode()
