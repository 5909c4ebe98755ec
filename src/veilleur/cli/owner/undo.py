"""`veilleur undo ID`: take a decision back, or all of an incident: forwards put back, locks opened."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_required
from veilleur.cli.owner.guard_call import asked
from veilleur.language import Sentence, say
from veilleur.words.errors import InputError

_UNDONE = Sentence("Annulé\u00a0: {decisions}.", "Undone: {decisions}.")


def command(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="d17 (a decision) or i3 (an incident).")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Put a removed forward back, or open a lock; of one decision or of a whole incident."""
    if identifier[:1] not in ("d", "i") or not identifier[1:].isdecimal():
        raise InputError(
            "{name!r} is no decision (d17) nor incident (i3); see `veilleur incidents`.", name=identifier[:40]
        )
    settings = settings_required(config)
    language = language_or_error(lang, settings)
    answer = asked(settings, {"do": "undo", "id": identifier})
    if as_json:
        print(json.dumps({"undone": answer["undone"], "on_disk": answer["on_disk"]}))
    else:
        print(say(_UNDONE, {"decisions": ", ".join(answer["undone"])}, language))
