"""`veilleur verify FILE.zip`: is a dossier as it was signed? Nothing but the file is needed.

In: an archive. Out: each part that is not as it was signed; exit code. Pitfall: without --key it proves that
one key signed all of it, not whose key that is.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from veilleur.language import Sentence, error_in, printable, say
from veilleur.words.errors import InputError, system_cause

if TYPE_CHECKING:
    from veilleur.evidence.bundle.checking import Checked

ARCHIVE = ".zip"
_WHOLE = Sentence(
    "{path}\u00a0: intact, tel qu’il a été signé par la clé {key}.",
    "{path}: whole, as it was signed by the key {key}.",
)
_CHANGED = Sentence("{path}\u00a0: NON intact.", "{path}: NOT whole.")
_FINDING = Sentence("{part}\u00a0: {text}", "{part}: {text}")
_STAMPED = Sentence("Horodaté par {authority}.", "Time-stamped by {authority}.")
_NOT_STAMPED = Sentence(
    "Sans horodatage\u00a0: la date est celle de la machine qui l’a établi.",
    "Not time-stamped: the date is that of the machine that made it.",
)
_FILE = Sentence("Empreinte SHA-256 du fichier\u00a0: {sha256}", "SHA-256 of the file: {sha256}")
_COMPARE = Sentence(
    "Comparez cette clé à celle que l’entreprise a donnée par un autre chemin (--key).",
    "Compare this key with the one that the company gave by another way (--key).",
)


def is_archive(path: Path) -> bool:
    """Whether a path names the archive of a dossier."""
    return path.suffix.lower() == ARCHIVE


def verify_archive(path: Path, key: str, language: str, *, as_json: bool) -> int:
    """Check it, print what was found; gives the exit code.

    Raises:
        InputError: when it cannot be read.
    """
    from veilleur.evidence.bundle.checking import check

    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            "{path}: cannot be read ({why}); check the path and its rights.",
            path=path,
            why=system_cause(error),
        ) from error
    checked = check(data, key.replace(" ", "").lower())
    if as_json:
        _print_json(path, checked)
    else:
        _print_text(path, checked, key, language)
    return 0 if checked.is_whole else 1


def _print_json(path: Path, checked: Checked) -> None:
    for part, text in checked.findings:
        print(json.dumps({"part": printable(part), "text": str(text)}))
    summary = {
        "archive": str(path),
        "whole": checked.is_whole,
        "key": checked.key,
        "sha256": checked.sha256,
        "stamps": [list(one) for one in checked.stamps],
        "unstamped": [list(one) for one in checked.unstamped],
    }
    print(json.dumps({"summary": summary}))


def _print_text(path: Path, checked: Checked, key: str, language: str) -> None:
    for part, text in checked.findings:
        print(say(_FINDING, {"part": printable(part), "text": error_in(text, language)}, language))
    verdict = _WHOLE if checked.is_whole else _CHANGED
    print(say(verdict, {"path": str(path), "key": checked.key}, language))
    if checked.is_whole and not key:
        print(say(_COMPARE, {}, language))
    for authority in sorted({authority for authority, _part, _over in checked.stamps}):
        print(say(_STAMPED, {"authority": authority}, language))
    if not checked.stamps:
        print(say(_NOT_STAMPED, {}, language))
    print(say(_FILE, {"sha256": checked.sha256}, language))
