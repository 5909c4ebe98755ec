"""`veilleur token make|rotate|remove|list`: by what a switch that asks over HTTP proves itself.

Pitfall: a token is printed once, alone on standard output, and kept as a hash: who loses it rotates it.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Annotated, Optional

import typer

from veilleur.cli.objects import iso_time
from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_required
from veilleur.config import Settings
from veilleur.language import Sentence, say
from veilleur.pbx.http.settings import HttpSettings
from veilleur.pbx.http.tokens import SCOPES, Tokens
from veilleur.words.errors import ConfigError, InputError

OVERLAP_UNIT_S = 3600.0
_MADE = Sentence(
    "Jeton de {name}, montré une seule fois. Veilleur le connaît dès maintenant.",
    "Token of {name}, shown this once. The guard knows it from now on.",
)
_REMOVED = Sentence("Les jetons de {name} ne valent plus.", "The tokens of {name} hold no more.")
_NONE = Sentence("Il n’y a aucun jeton.", "There are no tokens.")
_FOR_GOOD = Sentence("sans fin", "for good")
_ROW = Sentence("{name}\u00a0: {scopes}, {until}", "{name}: {scopes}, {until}")


def command(
    action: Annotated[str, typer.Argument(help="make, rotate, remove or list")],
    name: Annotated[Optional[str], typer.Argument(help="Such as sbc1.")] = None,  # noqa: UP045
    scope: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(help="What it may do: ask, report, orders, read; all of it when left out."),
    ] = None,
    days: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(min=1, max=36_500, help="Days after which it ends by itself."),
    ] = None,
    overlap_hours: Annotated[
        int, typer.Option(min=0, max=8_760, help="Hours for which the old one still holds.")
    ] = 24,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Make, rotate, remove or list the tokens of a switch that asks over HTTP."""
    settings = settings_required(config)
    language = language_or_error(lang, settings)
    tokens, now = _tokens(settings), time.time()
    if action == "list" and name is None:
        _list(tokens, settings, now, language, as_json=as_json)
        return
    if action not in ("make", "rotate", "remove") or name is None:
        raise InputError(
            "Write `veilleur token make sbc1`, `veilleur token rotate sbc1`, "
            "`veilleur token remove sbc1` or `veilleur token list`."
        )
    if action == "remove":
        if not tokens.remove(name):
            raise InputError("There is no token {name!r}.", name=name[:60])
        print(json.dumps({"removed": name}) if as_json else say(_REMOVED, {"name": name}, language))
        return
    if action == "make":
        secret = tokens.make(name, scope or SCOPES, now, days=days)
    else:
        secret = tokens.rotate(name, now, overlap_s=overlap_hours * OVERLAP_UNIT_S)
    if as_json:
        print(json.dumps({"name": name, "token": secret}))
        return
    print(say(_MADE, {"name": name}, language), file=sys.stderr)
    print(secret)


def _tokens(settings: Settings) -> Tokens:
    http = next((one for one in settings.switches if isinstance(one, HttpSettings)), None)
    if http is None:
        raise ConfigError(
            "{path}: there is no [http] here; only a switch that asks over HTTP needs tokens.",
            path=settings.source,
        )
    return Tokens(http.tokens)


def _list(tokens: Tokens, settings: Settings, now: float, language: str, *, as_json: bool) -> None:
    known = [token for token in tokens.all() if token.holds(now)]
    timezone = settings.site.timezone
    if as_json:
        for token in known:
            until = iso_time(token.until or 0.0, timezone)
            print(json.dumps({"name": token.name, "scopes": list(token.scopes), "until": until}))
        return
    if not known:
        print(say(_NONE, {}, language))
    for token in known:
        until = iso_time(token.until or 0.0, timezone) or say(_FOR_GOOD, {}, language)
        blanks = {"name": token.name, "scopes": " ".join(token.scopes), "until": until}
        print(say(_ROW, blanks, language))
