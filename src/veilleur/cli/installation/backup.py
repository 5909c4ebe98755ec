# ruff: noqa: E501 - a sentence is one line
"""`veilleur backup FILE`: configuration, secrets, journal and codes in one file, also while the guard runs.

Exit 0 done, 1 done but the journal is not whole, 2 not done.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_required
from veilleur.installation.backup import back_up
from veilleur.language import Sentence, say

DAMAGED = 1
_KEPT = Sentence(
    "Sauvegardé\u00a0: {path} ({kilobytes} ko), {entries} entrées du journal.",
    "Backed up: {path} ({kilobytes} kB), {entries} entries of the journal.",
)
_SECRETS = Sentence(
    "Ce fichier contient des secrets et des numéros de personnes\u00a0: gardez-le hors du standard, à l’abri.",
    "This file holds secrets and people’s numbers: keep it away from the PBX, in a safe place.",
)
_DAMAGED = Sentence(
    "Le journal n’est pas intact\u00a0: il est sauvegardé tel quel. Regardez «\u00a0veilleur verify\u00a0».",
    "The journal is not whole: it is backed up as it is. Look at `veilleur verify`.",
)
_NO_SECRETS = Sentence(
    "Les secrets n’y sont pas\u00a0: après «\u00a0veilleur restore\u00a0», il faudra les écrire de nouveau.",
    "The secrets are not in it: after `veilleur restore` they have to be written again.",
)


def command(
    file: Annotated[Path, typer.Argument(help="Where to write, for example veilleur.tar.gz.")],
    without_secrets: Annotated[
        bool, typer.Option("--without-secrets", help="Leave passwords and codes out.")
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Keep in one file what this site cannot lose."""
    settings = settings_required(config)
    language = language_or_error(lang, settings)
    kept = back_up(settings, file, with_secrets=not without_secrets)
    if as_json:
        print(
            json.dumps(
                {
                    "type": "backup",
                    "file": str(kept.path),
                    "bytes": kept.size,
                    "entries": kept.entries,
                    "whole": kept.is_whole,
                    "members": list(kept.names),
                }
            )
        )
        raise typer.Exit(0 if kept.is_whole else DAMAGED)
    blanks = {"path": str(kept.path), "kilobytes": str(-(-kept.size // 1000)), "entries": str(kept.entries)}
    print(say(_KEPT, blanks, language))
    print(say(_NO_SECRETS if without_secrets else _SECRETS, {}, language))
    if not kept.is_whole:
        print(say(_DAMAGED, {}, language), file=sys.stderr)
        raise typer.Exit(DAMAGED)
