"""What every channel is given, and how it says that it did not take it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from veilleur.alerts.composer import Text
from veilleur.alerts.escalation import Attempt
from veilleur.words.errors import VeilleurError

CHANNEL_TIMEOUT_S = 15.0


class Button(NamedTuple):
    """An answer that can be given from the message itself. token: bound to one question, good once."""

    answer: str
    word: str
    token: str

    def __repr__(self) -> str:
        return f"Button(answer={self.answer!r}, word={self.word!r})"  # who has the token can answer


class Outgoing(NamedTuple):
    """One message on its way. at: seconds since 1970 UTC. times_asked: 1, more after news.

    is_urgent: it may wake somebody. thread: names the incident for ever, for mail programs.
    data: the same for programs. short: the same as one text message.
    link: where it is answered, "" for nobody's; link_word: on its button. spoken: the sounds that say it on a
    telephone; territory: the one country that it is about, "" for none or several.
    """

    attempt: Attempt
    text: Text
    at: float
    is_urgent: bool
    thread: str
    is_first_of_thread: bool
    buttons: tuple[Button, ...] = ()
    data: dict[str, Any] = {}  # noqa: RUF012 - never changed
    short: str = ""
    link: str = ""
    link_word: str = ""
    spoken: tuple[str, ...] = ()
    territory: str = ""


class ChannelError(VeilleurError):
    """A channel did not take a message."""


# What is given back says more of how it was taken (the outcome of a call); mostly nothing.
Send = Callable[[Outgoing], Awaitable[str | None]]
