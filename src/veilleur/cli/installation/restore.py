# ruff: noqa: E501 - a sentence is one line
"""`veilleur restore FILE`: a backup put back, on this machine or a new one. Restore only your own backups."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error
from veilleur.installation.restore import restore
from veilleur.language import Sentence, say

_WRITTEN = Sentence("Remis\u00a0: {path}", "Put back: {path}")
_ASIDE = Sentence("Gardé à côté\u00a0: {path}", "Kept beside it: {path}")
_DONE = Sentence(
    "Sauvegarde du {made_at} remise, {entries} entrées du journal. Ce qui s’est passé depuis n’y est pas\u00a0: au démarrage, Veilleur lit les relevés du standard là où il y en a.",
    "The backup of {made_at} is back, {entries} entries of the journal. What happened since is not in it: at its start the guard reads the PBX’s own call records where there are any.",
)


def command(
    file: Annotated[Path, typer.Argument(help="A file of `veilleur backup`.")],
    force: Annotated[bool, typer.Option("--force", help="What is there already goes aside.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Put a backup back, while no guard runs."""
    language = language_or_error(lang)
    done = restore(file, config=config, may_replace=force)
    if as_json:
        print(
            json.dumps(
                {
                    "type": "restore",
                    "made_at": done.made_at,
                    "entries": done.entries,
                    "written": [str(path) for path in done.written],
                    "aside": [str(path) for path in done.aside],
                }
            )
        )
        return
    for path in done.written:
        print(say(_WRITTEN, {"path": str(path)}, language))
    for path in done.aside:
        print(say(_ASIDE, {"path": str(path)}, language))
    print(say(_DONE, {"made_at": done.made_at, "entries": str(done.entries)}, language))
