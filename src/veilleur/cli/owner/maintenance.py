"""`veilleur maintenance start --for 30m | end`: what is taken away meanwhile is no attack."""

from __future__ import annotations

import json
import re
import sys
from getpass import getpass
from typing import Annotated

import typer

from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_required
from veilleur.cli.owner.guard_call import asked
from veilleur.guard.alerting.alert_calls import CODE_NAME
from veilleur.guard.passcodes import Passcodes
from veilleur.language import Sentence, say
from veilleur.words.errors import InputError

_BEGUN = Sentence(
    "Maintenance annoncée jusqu’à {until|clock}\u00a0: ce qui est retiré d’ici là n’est pas traité comme "
    "une attaque. «\u00a0veilleur maintenance end\u00a0» y met fin tout de suite.",
    "Maintenance is announced until {until|clock}: what is taken away until then is not treated as an "
    "attack. `veilleur maintenance end` ends it at once.",
)
_ENDED = Sentence("La maintenance est terminée.", "The maintenance has ended.")
_NO_CODE = Sentence(
    "Sans code\u00a0: qui est root sur cette machine peut en annoncer une. "
    "«\u00a0veilleur codes set alert\u00a0» en demande un.",
    "Without a code: whoever is root on this machine can announce one. `veilleur codes set alert` makes it "
    "ask.",
)
_LENGTH = re.compile(r"([1-9][0-9]{0,3})(m|min|h)?")
_PROMPT = Sentence("Code d’alerte\u00a0: ", "Alert code: ")


def command(
    action: Annotated[str, typer.Argument(help="start or end")],
    length: Annotated[str, typer.Option("--for", help="How long: 30m, 2h; it ends by itself.")] = "30m",
    config: ConfigOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Announce work on the PBX, so that what is taken away meanwhile is not treated as an attack."""
    settings = settings_required(config)
    language = language_or_error(lang, settings)
    if action not in ("start", "end"):
        raise InputError("Write `veilleur maintenance start --for 30m` or `veilleur maintenance end`.")
    request: dict[str, object] = {
        "do": "maintenance",
        "minutes": _minutes(length) if action == "start" else 0,
    }
    if action == "start" and CODE_NAME in Passcodes.beside(settings.journal.file).extensions():
        prompt = say(_PROMPT, {}, language)
        request["code"] = getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().strip()
    answer = asked(settings, request)
    if as_json:
        print(json.dumps(answer))
        return
    sentence = _BEGUN if action == "start" else _ENDED
    print(say(sentence, {"until": answer["until"] or 0.0}, language, settings.site.timezone))
    if action == "start" and not answer["with_code"]:
        print(say(_NO_CODE, {}, language), file=sys.stderr)


def _minutes(length: str) -> int:
    found = _LENGTH.fullmatch(length.strip())
    if found is None:
        raise InputError("--for {value}: write 30m or 2h.", value=length[:40])
    return int(found[1]) * (60 if found[2] == "h" else 1)
