"""Where the dialplan of a FreeSWITCH asks: one small HTTP server on loopback, for mod_curl.

In: the channel's id and the number. Out: 200 and the word allow, or 403 and refuse. Pitfall: who asks is
taken from the event socket and not from the request, so that a dialplan that says it wrongly changes nothing;
a token would stand in FreeSWITCH's own log (law 8), so loopback is all the proof, as with FastAGI.
"""

from __future__ import annotations

from urllib.parse import unquote

from pydantic import ValidationError

from veilleur.pbx.adapter import GuardHooks
from veilleur.pbx.freeswitch.channels import Channels
from veilleur.pbx.freeswitch.settings import FreeSwitchSettings
from veilleur.pbx.http.authorise import Authoriser
from veilleur.pbx.http.server import BodyLimit, HttpServer, Request, Response
from veilleur.pbx.http.shapes import Question

PATH = "/v1/authorise"
ASKED_WITH = BodyLimit(most_bytes=2_048, within_s=0.4)


class DialplanQuestions:
    """See `pbx.adapter.Questions`."""

    def __init__(self, settings: FreeSwitchSettings, guard: GuardHooks, channels: Channels) -> None:
        self.authoriser = Authoriser(guard)
        self._settings, self._channels = settings, channels
        self._server = HttpServer(self._answer, lambda _path, _headers: ASKED_WITH)

    async def start(self) -> int:
        """Listen; gives the port."""
        return await self._server.start(self._settings.ask_host, self._settings.ask_port)

    async def stop(self) -> None:
        """Listen no more."""
        await self._server.stop()

    async def _answer(self, request: Request) -> Response:
        if request.path != PATH or request.method != "POST":
            return _said(404, "path")
        try:
            fields = _fields(request.body.decode("ascii"))
            question = self._question(fields["request"], fields["number"])
        except (KeyError, ValueError, ValidationError):
            return _said(400, "body")
        status, said = self.authoriser.answer(question)
        return _said(status, said["decision"])

    def _question(self, name: str, number: str) -> Question:
        extension, origin, outside_caller = self._channels.party(name)
        address, agent = self._channels.telephone(name)
        return Question(
            request=name,
            number=number,
            extension=extension,
            origin=origin,
            outside_caller=outside_caller,
            address=address,
            agent=agent,
        )


def _fields(body: str) -> dict[str, str]:
    """The fields of a form. mod_curl sends a `+` as it is: it is the one of a number, and no blank."""
    pairs = (pair.partition("=") for pair in body.split("&"))
    return {name: unquote(value) for name, _equals, value in pairs}


def _said(status: int, word: str) -> Response:
    return Response(status, word.encode(), content_type="text/plain")
