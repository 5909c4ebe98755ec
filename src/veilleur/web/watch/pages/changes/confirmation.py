"""A change that is thought of: what it would have done with the past, and then its saving.

In: a change that a form has made. Out: a page that shows the preview when it is there, and the change in
force. Pitfall: a preview that fails or takes long blocks nothing, it only says that nothing was verified;
what lets more through is an owner's, takes the alert code, and for good only when that is typed as a word.
Whether it does is seen twice: what was no loosening when it was looked at must be none when it is saved.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from veilleur.history.preview import Preview, Trial
from veilleur.language import masked
from veilleur.web.watch.auth.people import Role
from veilleur.web.watch.auth.secrets import is_same, new_token
from veilleur.web.watch.drafts import DRAFT_LIVES_S, DRAFTS_MAX, Draft
from veilleur.web.watch.house import House
from veilleur.web.watch.pages.access import Installer, Posted, TheHouse, Visitor, back_to, page
from veilleur.web.watch.pages.allowing import code_is_wrong
from veilleur.web.watch.rendering import Speech, render
from veilleur.words.errors import VeilleurError
from veilleur.words.messages import Message
from veilleur.words.money import euros

DONE_WITHIN_S = 1.0  # a preview that is there at once is part of the page
WHOLE_S = 330 * 86_400.0  # of twelve months: less is said
PERMANENT = frozenset({"permanent", "pour toujours"})
MOVED_SINCE = Message(
    "Something else has changed meanwhile, and this would now let more through. Begin it once more."
)

routes = APIRouter()


class Change(NamedTuple):
    """One change. title: what it is. back: the form that made it. after: what is tried.

    is_looser: whether it lets more through than now, whenever that is asked. is_for_good: does not end by
    itself. apply: puts it in force, and says what was done. restarts: the guard begins again with it.
    """

    title: Message
    back: str
    after: Trial
    is_looser: Callable[[], Awaitable[bool]]
    is_for_good: bool
    restarts: bool
    apply: Callable[[House, Visitor], Awaitable[Message]]


async def answers_now(house: House) -> tuple[tuple[str, str, bool], ...]:
    """What people let through or refused until they take it back."""
    past = await house.past.read()
    yes = [(one.scope, one.value, True) for one in past.permissions if one.until is None and not one.once]
    return (*yes, *((one.scope, one.value, False) for one in past.refusals if one.until is None))


async def in_force(house: House) -> Trial:
    """The site and the answers as they are."""
    return Trial(house.settings.site, await answers_now(house))


async def begin(house: House, visitor: Visitor, change: Change) -> RedirectResponse:
    """Try a change on the past, in the background, and show its page."""
    past = await house.past.read()
    hostile = frozenset(
        one.target for attack in past.attacks if attack.incident.is_announced for one in attack.decisions
    )
    before = await in_force(house)
    is_looser = await change.is_looser()
    task = asyncio.create_task(house.previews.look(before, change.after, hostile))
    key = new_token()
    while len(house.drafts) >= DRAFTS_MAX:
        house.drafts.pop(next(iter(house.drafts))).preview.cancel()
    house.drafts[key] = Draft(
        session=visitor.digest,
        change=change,
        preview=task,
        is_looser=is_looser,
        until=house.wall() + DRAFT_LIVES_S,
    )
    return back_to(f"/settings/draft/{key}")


@routes.get("/settings/draft/{draft}")
async def show(draft: str, request: Request, visitor: Installer, house: TheHouse) -> Response:
    """What it is, what it would have done, and how it is saved."""
    return await _page(request, visitor, house, draft)


@routes.get("/settings/draft/{draft}/found")
async def show_found(draft: str, visitor: Installer, house: TheHouse) -> Response:
    """The preview alone, when it is there."""
    found = await asyncio.shield(_of(house, visitor, draft).preview)
    return HTMLResponse(_found(house, visitor.speech, found))


@routes.post("/settings/draft/{draft}")
async def save(draft: str, request: Request, visitor: Installer, form: Posted, house: TheHouse) -> Response:
    """Put it in force."""
    async with house.saving:  # nothing else is saved between the last look and this
        held = _of(house, visitor, draft)
        change: Change = held.change
        try:
            refused = await _refused(house, visitor, held, form)
            if refused is None:
                done = await change.apply(house, visitor)
        except VeilleurError as error:
            refused = error.message
        if refused is not None:
            return await _page(request, visitor, house, draft, wrong=refused, word=form.get("word", ""))
        held.preview.cancel()
        house.drafts.pop(draft, None)
    await house.past.read(must_be_new=True)
    return page(request, "settings_saved.html", visitor, done=done, restarts=change.restarts)


async def _refused(house: House, visitor: Visitor, draft: Draft, form: Mapping[str, str]) -> Message | None:
    change: Change = draft.change
    if not draft.is_looser:
        return MOVED_SINCE if await change.is_looser() else None
    if not visitor.may(Role.OWNER):
        return Message("Only an owner lets more through than now. Nothing was changed.")
    if change.is_for_good and form.get("word", "").casefold() not in PERMANENT:
        return Message("Type the word permanent where it is asked for, or choose a time.")
    return await code_is_wrong(house, visitor, form)


def _of(house: House, visitor: Visitor, key: str) -> Draft:
    draft = house.drafts.get(key)
    if draft is None or not is_same(draft.session, visitor.digest):
        raise HTTPException(404)
    if house.wall() >= draft.until:
        house.drafts.pop(key).preview.cancel()
        raise HTTPException(404)
    return draft


async def _page(
    request: Request,
    visitor: Visitor,
    house: House,
    key: str,
    *,
    wrong: Message | None = None,
    word: str = "",
) -> Response:
    draft = _of(house, visitor, key)
    await asyncio.wait([draft.preview], timeout=DONE_WITHIN_S)
    is_done = draft.preview.done() and not draft.preview.cancelled()
    seen = await house.guard.seen()
    return page(
        request,
        "draft.html",
        visitor,
        status=422 if wrong else 200,
        key=key,
        change=draft.change,
        is_looser=draft.is_looser,
        wrong=wrong,
        word=word,
        is_attacked=bool(seen.status and seen.status["incidents_open"]),
        is_done=is_done,
        **(_values(house, draft.preview.result()) if is_done else {}),
    )


def _found(house: House, speech: Speech, found: Preview | None) -> str:
    return render("parts/preview.html", speech, **_values(house, found))


def _values(house: House, found: Preview | None) -> dict[str, Any]:
    def number(value: str) -> str:
        return masked(house.numbering.destination(value).e164 or value)

    return {
        "found": found,
        "costs": tuple(float(euros(one)) for one in found.cost) if found else (0.0, 0.0),
        "is_short": found is not None and found.until - found.since < WHOLE_S,
        "days": max(1, round((found.until - found.since) / 86_400)) if found else 0,
        "number": number,
    }
