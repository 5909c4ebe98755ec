"""`veilleur codes set|remove|list`: the codes by which asked colleagues let a call through.

A code is read from a prompt or from standard input, never from the command line, where other users of
the machine could see it; and it is never printed.
"""

from __future__ import annotations

import getpass
import json
import sys
from typing import Annotated, Optional

import typer

from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_required
from veilleur.guard.passcodes import DIGITS_MAX, DIGITS_MIN, Passcodes
from veilleur.language import Sentence, clean, say
from veilleur.words.errors import InputError

_ASK = Sentence(
    "Code du poste {extension} ({least} à {most} chiffres)\u00a0: ",
    "Code of extension {extension} ({least} to {most} digits): ",
)
_AGAIN = Sentence("Encore une fois\u00a0: ", "Once more: ")
_SET = Sentence("Le code du poste {extension} est enregistré.", "The code of extension {extension} is set.")
_REMOVED = Sentence(
    "Le code du poste {extension} est retiré.", "The code of extension {extension} is removed."
)
_NONE = Sentence("Aucun poste n’a de code.", "No extension has a code.")
_LIST = Sentence("Postes qui ont un code\u00a0: {extensions}", "Extensions that have a code: {extensions}")
_LINE_MAX = 100


def command(
    action: Annotated[str, typer.Argument(help="set, remove or list")],
    extension: Annotated[Optional[str], typer.Argument(help="Such as 201.")] = None,  # noqa: UP045
    config: ConfigOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Set, remove or list the codes that let a call through when Veilleur asks."""
    settings = settings_required(config)
    language = language_or_error(lang, settings)
    codes = Passcodes.beside(settings.journal.file)
    if action == "list" and extension is None:
        known = codes.extensions()
        if as_json:
            print(json.dumps({"extensions": known}))
        else:
            text = _LIST if known else _NONE
            print(say(text, {"extensions": ", ".join(known[:20])}, language))
        return
    if action not in ("set", "remove") or extension is None:
        raise InputError(
            "Write `veilleur codes set 201`, `veilleur codes remove 201` or `veilleur codes list`."
        )
    if action == "set":
        codes.set(extension, _read_code(extension, language))
    elif not codes.remove(extension):
        raise InputError("Extension {extension} has no code.", extension=clean(extension)[:40])
    if as_json:
        print(json.dumps({"extension": extension, "has_code": action == "set"}))
    else:
        print(say(_SET if action == "set" else _REMOVED, {"extension": extension}, language))


def _read_code(extension: str, language: str) -> str:
    """The code, from a prompt that shows nothing, or the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline(_LINE_MAX).strip()
    blanks: dict[str, str | int | float] = {"extension": extension, "least": DIGITS_MIN, "most": DIGITS_MAX}
    first = getpass.getpass(say(_ASK, blanks, language)).strip()
    if getpass.getpass(say(_AGAIN, {}, language)).strip() != first:
        raise InputError("The two codes differ; nothing was changed.")
    return first
