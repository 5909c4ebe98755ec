"""What the commands that talk to the running guard share."""

from __future__ import annotations

from typing import Any

from veilleur.config import Settings
from veilleur.control.client import ask
from veilleur.words.errors import ConfigError


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
