"""`veilleur cases`: what `veilleur check` has kept, and how it is forgotten.

In: nothing to list them; `forget` with names, or with --older-than. Out: one line a case. Pitfall: the
guard deletes cases beside its journal once they are older than `[privacy] keep_cases_months`; whoever has no
more use for the numbers of people in a case before, or keeps cases elsewhere, forgets it with this command.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from veilleur.cli.check.case_files import REJECTED_NAME, cases_folder
from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_or_default
from veilleur.config.settings import MONTH_S
from veilleur.language import Sentence, day, plural
from veilleur.words.errors import InputError

if TYPE_CHECKING:
    from veilleur.evidence.case_folder import KeptCase

_NOTHING = Sentence("Rien n’est gardé dans {folder}.", "Nothing is kept in {folder}.")
_CASE = Sentence(
    "{name}  ouvert le {day}  {calls}  {megabytes} Mo", "{name}  opened on {day}  {calls}  {megabytes} MB"
)
_LINES = Sentence(
    "{name}  lignes non comprises, le {day}  {megabytes} Mo",
    "{name}  lines not understood, on {day}  {megabytes} MB",
)
_FORGOTTEN = Sentence("Oublié\u00a0: {name}.", "Forgotten: {name}.")
_CALL = {"fr": ("appel", "appels"), "en": ("call", "calls")}


def command(
    action: Annotated[
        Optional[str],  # noqa: UP045 - typer reads the annotation at run time
        typer.Argument(help="Nothing to list the cases; forget to delete some."),
    ] = None,
    names: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(help="The cases to forget, as the list names them."),
    ] = None,
    older_than: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option("--older-than", metavar="MONTHS", min=1, help="Forget all that are older."),
    ] = None,
    config: ConfigOption = None,
    cases: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Where the cases are kept; else beside the journal, or here."),
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """The cases that check has kept, with the files of call records in them; forget those of no more use."""
    from veilleur.evidence import CaseFolder

    if action not in (None, "forget"):
        raise InputError("veilleur cases {action}: write nothing, or forget.", action=action)
    settings = settings_or_default(config)
    language = language_or_error(lang, settings)
    folder = cases_folder(cases, settings)
    kept = CaseFolder(folder).kept(REJECTED_NAME)
    if action == "forget":
        chosen = _chosen(kept, names or [], older_than, folder)
        for case in chosen:
            CaseFolder(folder).forget(case)
            print(_say(_FORGOTTEN, language, name=case.name))
        return
    for case in kept:
        if as_json:
            print(case.as_json())
        else:
            print(_line(case, settings.site.timezone, language))
    if not kept and not as_json:
        print(_say(_NOTHING, language, folder=str(folder)))


def _chosen(kept: list[KeptCase], names: list[str], older_than: int | None, folder: Path) -> list[KeptCase]:
    if bool(names) == (older_than is not None):
        raise InputError("veilleur cases forget: name the cases, or give --older-than MONTHS.")
    if older_than is not None:
        return [case for case in kept if case.kept_at < time.time() - older_than * MONTH_S]
    by_name = {case.name: case for case in kept}
    for name in names:
        if name not in by_name:
            raise InputError(
                "{folder}: no case is called {name}; `veilleur cases` names them.", folder=folder, name=name
            )
    return [by_name[name] for name in names]


def _line(case: KeptCase, timezone: str, lang: str) -> str:
    calls = "" if case.calls is None else plural(case.calls, *_CALL[lang], lang)
    megabytes = f"{case.size_bytes / 1e6:.1f}"
    if lang == "fr":
        megabytes = megabytes.replace(".", ",")
    sentence = _LINES if case.calls is None else _CASE
    blanks = {"day": day(case.kept_at, timezone, lang), "calls": calls, "megabytes": megabytes}
    return _say(sentence, lang, name=case.name, **blanks)


def _say(sentence: Sentence, lang: str, **blanks: str) -> str:
    return (sentence.fr if lang == "fr" else sentence.en).format(**blanks)
