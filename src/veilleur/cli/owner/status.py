"""`veilleur status`: what is going on, from the running guard, or from its journal when none runs.

Exit 0 seen and quiet; 1 no guard, blind, a limit near or reached, or an attack going on; 2 the configuration
cannot be used.
"""

from __future__ import annotations

import time
from typing import Annotated, Any

import typer

from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_required
from veilleur.control.client import ask
from veilleur.history.status import of_stopped
from veilleur.language import json_line
from veilleur.pbx.registry import speaking_of
from veilleur.wording.metrics import exposition, metrics_of
from veilleur.wording.status import state_of, status_lines

NOT_WELL = 1
ANSWERS_WITHIN_S = 5.0  # else it is frozen, which is said


def command(
    config: ConfigOption = None,
    as_json: JsonOption = False,
    prometheus: Annotated[
        bool,
        typer.Option(
            "--prometheus", help="Print metrics for Prometheus; no number or name of a call is in them."
        ),
    ] = False,
    lang: LangOption = None,
) -> None:
    """What is going on: feeds, calls with their money, caps, locks, and which promises hold here."""
    settings = settings_required(config)
    language = language_or_error(lang, settings)
    answer = ask(settings.control_socket, {"do": "status"}, ANSWERS_WITHIN_S)
    status: dict[str, Any] = answer["status"] if answer else of_stopped(settings, time.time())
    state = state_of(status)
    if prometheus:
        print(exposition(metrics_of(status)), end="")
    elif as_json:
        print(json_line({"state": state, **status}))
    else:
        switch = speaking_of(settings).describe(language)
        for line in status_lines(status, timezone=settings.site.timezone, language=language, switch=switch):
            print(line)
    raise typer.Exit(0 if state in ("quiet", "paused") else NOT_WELL)
