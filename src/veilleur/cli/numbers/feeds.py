"""`veilleur feeds import FILE` and `veilleur feeds list`: numbers known for fraud."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated, Optional

import typer

from veilleur.cli.options import ConfigOption, LangOption, language_or_error, settings_or_default
from veilleur.language import Sentence, plural, say
from veilleur.numbering.feeds import Feeds, read_feed
from veilleur.words.errors import InputError, system_cause

_NUMBER = {
    "fr": ("numéro ou préfixe", "numéros et préfixes"),
    "en": ("number or prefix", "numbers and prefixes"),
}
_LISTED = Sentence("{path}\u00a0: {numbers}", "{path}: {numbers}")
_KEPT = Sentence("{path}\u00a0: {numbers}, gardés dans {folder}", "{path}: {numbers}, kept in {folder}")


def command(
    action: Annotated[str, typer.Argument(help="import or list")],
    file: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Argument(help="CSV: number or prefix, reason, date."),
    ] = None,
    config: ConfigOption = None,
    lang: LangOption = None,
) -> None:
    """Check and keep a list of numbers known for fraud, or say how many are known."""
    language = language_or_error(lang)
    directory = settings_or_default(config).feeds_directory
    if action == "list":
        known = plural(len(Feeds.load(directory).entries), *_NUMBER[language], language)
        print(say(_LISTED, {"path": str(directory), "numbers": known}, language))
        return
    if action != "import" or file is None:
        raise InputError("Write `veilleur feeds import FILE` or `veilleur feeds list`.")
    entries = read_feed(file)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, directory / f"{file.stem}.csv")
    except (OSError, shutil.SameFileError) as error:
        raise InputError(
            "{path}: the feed cannot be kept here ({why}).", path=directory, why=system_cause(error)
        ) from error
    known = plural(len(entries), *_NUMBER[language], language)
    print(say(_KEPT, {"path": str(file), "numbers": known, "folder": str(directory)}, language))
