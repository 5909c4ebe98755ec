"""`veilleur pause --minutes N`, `veilleur pause --end`: the judge stands aside; caps and law 1 go on."""

from __future__ import annotations

import json
from typing import Annotated, Optional

import typer

from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_required
from veilleur.cli.owner.guard_call import asked, print_limits
from veilleur.language import Sentence, say
from veilleur.words.errors import InputError

_PAUSED = Sentence(
    "En pause jusqu’à {until|clock}. Les limites restent actives. "
    "«\u00a0veilleur pause --end\u00a0» y met fin tout de suite.",
    "Paused until {until|clock}. The limits stay active. `veilleur pause --end` ends the pause at once.",
)
_RESUMED = Sentence("La surveillance a repris.", "The watch goes on.")


def command(
    minutes: Annotated[Optional[int], typer.Option(min=1, max=1440, help="For how long.")] = None,  # noqa: UP045
    end: Annotated[bool, typer.Option("--end", help="Go on now.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Let the judge stand aside for some minutes. Caps and emergency numbers hold on; it is journalled."""
    if (minutes is None) is not end:
        raise InputError("Write `veilleur pause --minutes 30`, or `veilleur pause --end`.")
    settings = settings_required(config)
    language = language_or_error(lang, settings)
    answer = asked(settings, {"do": "resume"} if end else {"do": "pause", "minutes": minutes})
    limits = {"limits_reached": answer["limits_reached"]} if "limits_reached" in answer else {}
    if as_json:
        print(json.dumps({"paused_until": answer.get("until"), "on_disk": answer["on_disk"], **limits}))
        return
    text = _RESUMED if end else _PAUSED
    print(say(text, {"until": answer.get("until") or 0.0}, language, settings.site.timezone))
    print_limits(answer, language)
