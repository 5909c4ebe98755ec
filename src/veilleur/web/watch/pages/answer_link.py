"""The page behind a link of an alert: no login, no script; it shows, and a button decides.

In: a link, and a form. Out: the question, and what came of the answer. Pitfall: mail programs and scanners
open links and press buttons, so a GET changes nothing and sets no cookie, letting through needs the code or a
device on which it was typed before, and any other answer of a stranger's device ends nothing.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from veilleur.web.watch.answer_port import Answer, LinkState, Press, Question, Result
from veilleur.web.watch.house import House
from veilleur.web.watch.pages.access import OpenForm, TheHouse
from veilleur.web.watch.rendering import Speech, render

DEVICE_COOKIE = "veilleur_device"
DEVICE_LIVES_S = 180 * 86_400
TOKEN_MOST = 450
_STATUS = {
    Result.WRONG_CODE: 422,
    Result.NO_CODE: 422,
    Result.NOT_TAKEN: 409,
    Result.CHANGED: 409,
    Result.NO_GUARD: 503,
}

routes = APIRouter()


@routes.get("/a/{token}")
def show(token: str, request: Request, house: TheHouse) -> Response:
    """The question; nothing is changed by looking at it."""
    question = _question(token, request, house)
    status = 410 if question.state is LinkState.GONE else 200
    return _page(house, "answer.html", status, token=token, question=question, result="")


@routes.post("/a/{token}")
async def answer(token: str, request: Request, form: OpenForm, house: TheHouse) -> Response:
    """An answer."""
    question = _question(token, request, house)  # as it stood when the button was pressed
    assert house.answers is not None
    press = Press(
        answer=form.get("answer", ""),
        nonce=form.get("nonce", ""),
        code=form.get("code", ""),
        device=request.cookies.get(DEVICE_COOKIE, ""),
    )
    done = await house.answers.answered(token, press)
    if done.result in (Result.WRONG_CODE, Result.NO_CODE, Result.NOT_TAKEN, Result.CHANGED):
        now = _question(token, request, house)
        return _page(
            house, "answer.html", _STATUS[done.result], token=token, question=now, result=done.result.value
        )
    shown = _page(house, "answered.html", _STATUS.get(done.result, 200), question=question, done=done)
    if done.device:
        _keep(shown, house, done)
    return shown


def _question(token: str, request: Request, house: House) -> Question:
    if house.answers is None or len(token) > TOKEN_MOST:
        raise HTTPException(404)
    return house.answers.question(token, request.cookies.get(DEVICE_COOKIE, ""))


def _keep(shown: Response, house: House, done: Answer) -> None:
    address = house.settings.alerts.answer_address
    shown.set_cookie(
        DEVICE_COOKIE,
        done.device,
        max_age=DEVICE_LIVES_S,
        httponly=True,
        samesite="lax",  # a link in a mail is followed from elsewhere
        secure=address.startswith("https://"),
        path="/a",
    )


def _page(house: House, template: str, status: int, **values: Any) -> HTMLResponse:
    """In the language of the alert, whatever the browser says."""
    alerts, speech = house.settings.alerts, Speech(house.language, house.settings.site.timezone)
    text = render(
        template,
        speech,
        site=house.settings.site.name,
        can_stop=house.can_stop,
        word=alerts.word,
        installer_phone=alerts.installer,
        **values,
    )
    return HTMLResponse(text, status_code=status)
