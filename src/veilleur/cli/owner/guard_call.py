"""What the commands that talk to the running guard share."""

from __future__ import annotations

from typing import Any

from veilleur.config import Settings
from veilleur.control.client import ask
from veilleur.language import Sentence, say
from veilleur.wording.limits import window
from veilleur.words.errors import ConfigError

_REACHED = Sentence(
    "Une limite est presque atteinte ({windows})\u00a0: elle arrête des appels, et ceci n’y change rien."
    " «\u00a0veilleur limits\u00a0» l’explique et la relève.",
    "A limit is nearly used up ({windows}): it stops calls, and this changes nothing about it."
    " `veilleur limits` explains and raises it.",
)


def asked(settings: Settings, request: dict[str, Any]) -> dict[str, Any]:
    """The running guard's answer.

    Raises:
        ConfigError: when no guard runs here, or it says why it cannot do that.
    """
    answer = ask(settings.control_socket, request)
    if answer is None:
        raise ConfigError(
            "No guard runs here (nothing listens on {path}); start `veilleur guard`.",
            path=settings.control_socket,
        )
    return answer


def print_limits(answer: dict[str, Any], language: str) -> None:
    """Say when a limit, not the judge, is what stops calls now."""
    names = answer.get("limits_reached")
    if names:
        print(say(_REACHED, {"windows": ", ".join(window(name, language) for name in names)}, language))
