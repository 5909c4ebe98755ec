"""`veilleur verify`: is the journal as it was written? Exit 0 whole, 1 something was done to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Optional

import typer

from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_or_default
from veilleur.journal import Finding, Verification, verify
from veilleur.words.errors import InputError

_FRENCH = {
    "changed": "L’entrée {seq} a été modifiée ou déplacée.",
    "missing": "Il manque une ou plusieurs entrées à partir de la {seq}.",
    "reordered": "L’entrée {seq} n’est pas à sa place.",
    "cut_off": "La fin du journal a été coupée à partir de l’entrée {seq}.",
    "personal_changed": "La partie personnelle de l’entrée {seq} a été modifiée.",
    "personal_missing": "La partie personnelle de l’entrée {seq} manque, sans effacement prévu.",
    "checkpoint_changed": "L’état gardé avec l’entrée {seq} a été modifié.",
    "head_differs": "L’entrée {seq} n’est pas celle qui avait été annoncée\u00a0: son empreinte est autre.",
}


def command(
    journal: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Argument(help="The journal; else the configured one."),
    ] = None,
    head: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="NUMBER:HASH from an alert or a report; that entry must be there, unchanged."),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Prove that the journal is as it was written, or name each entry that is not."""
    settings = settings_or_default(config)
    path = journal or settings.journal.file
    result = verify(path, expected_head=_head(head))
    if as_json:
        _print_json(path, result)
    else:
        _print_text(path, result, language_or_error(lang, settings))
    raise typer.Exit(0 if result.is_whole else 1)


def _head(text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    number, _colon, digest = text.partition(":")
    if not number.isdigit() or len(digest) != 64:
        raise InputError("--head {text}: write NUMBER:HASH as it stands in the alert or report.", text=text)
    return int(number), digest


def _print_json(path: Path, result: Verification) -> None:
    for finding in result.findings:
        print(json.dumps({"seq": finding.seq, "code": finding.code, "text": finding.text}))
    number, digest = result.head
    summary = {
        "journal": str(path),
        "whole": result.is_whole,
        "entries": result.entries,
        "head": f"{number}:{digest}",
    }
    print(json.dumps({"summary": summary}))


def _print_text(path: Path, result: Verification, lang: str) -> None:
    for finding in result.findings:
        print(_sentence(finding, lang))
    number, digest = result.head
    if lang == "fr":
        verdict = "intact" if result.is_whole else "NON intact"
        print(f"{path}\u00a0: {result.entries} entrées, journal {verdict}. Tête\u00a0: {number}:{digest}")
    else:
        verdict = "whole" if result.is_whole else "NOT whole"
        print(f"{path}: {result.entries} entries, the journal is {verdict}. Head: {number}:{digest}")


def _sentence(finding: Finding, lang: str) -> str:
    if lang == "fr":
        return _FRENCH[finding.code].format(seq=finding.seq)
    return finding.text
