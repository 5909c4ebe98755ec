"""What a page of the PBX itself (FreePBX's module) may ask of the guard: to look, to answer, to undo.

In: a request and who sent it. Out: plain data, numbers masked. Pitfall: whoever owns the web server of the
PBX speaks here, so that pauses, limits and clocks are no matter of this socket; what lets calls pass (a yes,
an undo) needs the code that set-up showed once; and each order is journalled under the name of that user.
"""

from __future__ import annotations

import asyncio
import pwd
from typing import Any

from veilleur.config import Settings
from veilleur.control.page_code import PageCode
from veilleur.control.server import ControlServer, Do
from veilleur.history import incidents
from veilleur.wording.incidents import IncidentPage
from veilleur.words.errors import ConfigError, InputError

PASSED_ON = ("answer", "undo")
SHOWN_MOST = 50
LONGEST_YES_MINUTES = 60


class PageOrders:
    """The orders of one page. do: those of the guard itself."""

    def __init__(self, settings: Settings, do: Do) -> None:
        """Raises ConfigError when the code in veilleur.toml is none."""
        self._settings, self._do = settings, do
        try:
            self._code = PageCode(settings.page_code)
        except ValueError:
            raise ConfigError(
                "{path}: [guard] page_code is not what `veilleur setup freepbx --page` makes; run it again.",
                path=settings.source,
            ) from None

    async def do(self, request: dict[str, Any], user: int) -> dict[str, Any]:
        """Carry out one request.

        Raises:
            InputError: when the page may not give that order; one sentence.
        """
        order = str(request.get("do"))
        if order == "status":
            found = await self._do({"do": "status"}, user)
            attacks = [one["id"] for one in await self._incidents() if one["is_open"]]
            return {"status": {**found["status"], "attacks": attacks}}
        if order == "incidents":
            return {"incidents": await self._incidents()}
        if order not in PASSED_ON:
            raise InputError("A page may not give the order {word!r}.", word=order[:40])
        code = request.get("code")
        request = {key: value for key, value in request.items() if key not in ("code", "person")}
        if order == "undo" or request.get("accepted") is not False:
            await self._must_be_right(code if isinstance(code, str) else "")
        if order == "answer":
            request = {**request, "minutes": LONGEST_YES_MINUTES}
        return await self._do(request, user)

    async def _must_be_right(self, code: str) -> None:
        """Raises InputError when it is not the code of this page, or was tried too often."""
        self._code.begin_try(asyncio.get_running_loop().time())
        if not await asyncio.to_thread(self._code.is_right, code):
            raise InputError("This code is not right.")
        self._code.succeed()

    async def _incidents(self) -> list[dict[str, Any]]:
        """The latest ones that mattered, newest first."""
        language = self._settings.language or "fr"
        page = IncidentPage(self._settings.numbering(), self._settings.site.timezone, language)
        known = await asyncio.to_thread(incidents.read, self._settings)
        shown = [one for one in reversed(known) if one.incident.is_announced][:SHOWN_MOST]
        return [{**page.data(one), "summary": page.row(one.incident)} for one in shown]


def page_server(settings: Settings, do: Do) -> ControlServer | None:
    """The socket of the page; None when none is configured.

    Raises:
        ConfigError: when its user is not known on this machine, or its code is none.
    """
    if settings.page_socket is None:
        return None
    try:
        user = pwd.getpwnam(settings.page_user).pw_uid
    except KeyError:
        raise ConfigError(
            "{path}: [guard] page_user {name!r} is no user of this machine.",
            path=settings.source,
            name=settings.page_user,
        ) from None
    return ControlServer(settings.page_socket, PageOrders(settings, do).do, also_heard=user)
