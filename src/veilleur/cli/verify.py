"""`veilleur verify`: is the journal, or the archive of a dossier, as it was written?

In: a journal, or a ZIP of `veilleur dossier`. Out: each thing that is not as it was. Exit 0 whole, 1
something was done to it, 2 it cannot be read.
"""

from __future__ import annotations

import json
from getpass import getpass
from pathlib import Path
from typing import Annotated, Optional

import typer

from veilleur.cli.options import ConfigOption, JsonOption, LangOption, language_or_error, settings_or_default
from veilleur.cli.proof.archive import is_archive, verify_archive
from veilleur.cli.proof.verify_words import COMPARED, FRENCH
from veilleur.cli.proof.witness_lines import testimony, token_check, witness_data, witness_lines
from veilleur.journal import Finding, Verification, verify
from veilleur.journal.sealing.seals import SealKey, first_key, keep_key, new_verification_key, seal_path
from veilleur.words.errors import InputError

_NUMBER_MAX_DIGITS = 18  # no journal has more entries


def command(
    journal: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Argument(help="The journal, or the ZIP of a dossier; else the configured journal."),
    ] = None,
    key: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="The fingerprint of the key of a dossier, as the company gave it."),
    ] = None,
    head: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="NUMBER:HASH from an alert or a report; that entry must be there, unchanged."),
    ] = None,
    seal_key: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="The verification key shown when sealing began; - to type it."),
    ] = None,
    witness: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(help="What a witness wrote: a file, a folder, or the address of a service; repeatable."),
    ] = None,
    begin_seals: Annotated[
        bool, typer.Option(help="Begin to seal the journal, and show the verification key, once.")
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Prove that the journal, or a dossier, is as it was written, or name what is not."""
    settings = settings_or_default(config)
    path = journal or settings.journal.file
    language = language_or_error(lang, settings)
    if is_archive(path):
        raise typer.Exit(verify_archive(path, key or "", language, as_json=as_json))
    if begin_seals:
        print(_BEGUN[language].format(key=_begin_seals(path)))
        return
    result = verify(
        path,
        expected_head=_head(head),
        seal_key=_seal_key(seal_key),
        testimonies=[testimony(one, settings) for one in witness or ()],
        is_token_right=token_check(settings),
    )
    if as_json:
        _print_json(path, result)
    else:
        _print_text(path, result, language)
        for line in witness_lines(result.witnesses, language, settings.site.timezone):
            print(line)
    raise typer.Exit(0 if result.is_whole else 1)


_BEGUN = {
    "en": (
        "Sealing begins. Write this verification key down and keep it away from this machine; it is not kept "
        "here and cannot be shown again:\n\n    {key}\n\nLater: veilleur verify --seal-key -"
    ),
    "fr": (
        "Le journal sera scellé. Notez cette clé de vérification et gardez-la loin de cette machine\u00a0; "
        "elle n’est pas conservée ici et ne sera plus affichée\u00a0:\n\n    {key}\n\n"
        "Plus tard\u00a0: veilleur verify --seal-key -"
    ),
}


def _begin_seals(path: Path) -> str:
    if seal_path(path).exists():
        raise InputError(
            "{path}: sealing has begun already, and its key cannot be shown again; "
            "remove this file to begin again with another key.",
            path=seal_path(path),
        )
    key = new_verification_key()
    path.parent.mkdir(parents=True, exist_ok=True)
    keep_key(path, first_key(key))
    return key


def _seal_key(text: str | None) -> SealKey | None:
    if text is None:
        return None
    if text == "-":
        text = getpass("Verification key: ")
    try:
        return first_key(text)
    except ValueError:
        # The key itself is a secret: it is not repeated.
        raise InputError("--seal-key: this is no verification key; it has 64 hexadecimal digits.") from None


def _head(text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    number, _colon, digest = text.partition(":")
    if not number.isdecimal() or len(number) > _NUMBER_MAX_DIGITS or len(digest) != 64:
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
        "compared_with": result.compared_with,
        "sealed_to": result.sealed_to,
        "sha256": result.sha256,
        "witnesses": [witness_data(one) for one in result.witnesses],
    }
    print(json.dumps({"summary": summary}))


def _print_text(path: Path, result: Verification, lang: str) -> None:
    for finding in result.findings:
        print(_sentence(finding, lang))
    number, digest = result.head
    place = 1 if lang == "fr" else 0
    verdict = ("NOT whole", "NON intact")[place]
    if result.is_whole:
        strongest = next((name for name in COMPARED if name in result.compared_with), "head_file")
        verdict = COMPARED[strongest][place].format(sealed_to=result.sealed_to)
    if lang == "fr":
        print(f"{path}\u00a0: {result.entries} entrées, journal {verdict}.", end=" ")
        print(f"Dernière entrée\u00a0: {number}:{digest}")
        print(f"Empreinte SHA-256 du fichier\u00a0: {result.sha256}")
    else:
        print(f"{path}: {result.entries} entries, the journal is {verdict}. Head: {number}:{digest}")
        print(f"SHA-256 of the file: {result.sha256}")


def _sentence(finding: Finding, lang: str) -> str:
    if lang == "fr":
        return FRENCH[finding.code].format(seq=finding.seq)
    return finding.text
