"""`veilleur limits fit FILE...`: the limits that fit call records, proposed and written into veilleur.toml.

In: call records of the company's past. Out: the limits beside those of the file, with what each would have
stopped; on a yes the same in [limits]. Pitfall: what is written there stands and no longer fits itself; who
wants limits that follow the site leaves [limits] out and lets `veilleur learn` give the guard its past.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from veilleur.cli.records.input_files import on_disk, report_bad_lines
from veilleur.cli.records.limit_verdict import in_euros
from veilleur.cli.records.progress import progress
from veilleur.language import Sentence, json_line, plural, say
from veilleur.wording.limits import windows

if TYPE_CHECKING:
    from veilleur.config import Settings

YES = ("o", "oui", "y", "yes")
_WOULD_STOP = Sentence(
    "Vos limites actuelles auraient arrêté {calls} de ce passé.",
    "Your present limits would have stopped {calls} of this past.",
)
_NONE_STOPPED = Sentence(
    "Vos limites actuelles n’auraient rien arrêté de ce passé.",
    "Your present limits would have stopped nothing of this past.",
)
_ADVISED = Sentence("Limites conseillées\u00a0: {limits}.", "Limits advised: {limits}.")
_AS_WRITTEN = Sentence("Dans [limits] de veilleur.toml\u00a0:", "In [limits] of veilleur.toml:")
_ASK = Sentence("Les écrire dans {path}\u00a0? oui/non", "Write them into {path}? yes/no")
_WROTE = Sentence(
    "Écrit dans {path}\u00a0; redémarrez Veilleur. Ces limites ne s’ajustent plus d’elles-mêmes.",
    "Written into {path}; restart the guard. These limits no longer fit themselves.",
)
_CALL = {"fr": ("appel", "appels"), "en": ("call", "calls")}


def fit(files: list[Path], settings: Settings, language: str, *, as_json: bool, may_write: bool) -> None:
    """Propose the limits that fit these records, and write them on a yes."""
    from veilleur.evidence import examine, taught_judge
    from veilleur.evidence.limit_headroom import room
    from veilleur.records import SortedRecords, read_confined

    site, numbering = settings.site, settings.numbering()
    with on_disk(files) as paths:
        reading = read_confined(paths, site)
        with (
            progress(language, as_json=as_json, passes=3) as shown,
            SortedRecords(shown.reading(reading)) as records,
        ):
            judge = taught_judge(shown.going_through(records, reading), site, numbering)
            found = examine(shown.going_through(records, reading), site, numbering, judge)
            past = room(shown.going_through(records, reading), site, numbering, found.suspect_ids)
    report_bad_lines(reading, language)
    values = in_euros(past.fitting)
    wrote = False
    if not as_json:
        calls = plural(past.calls_stopped, *_CALL[language], language)
        print(say(_WOULD_STOP if past.calls_stopped else _NONE_STOPPED, {"calls": calls}, language))
        if values:
            print(say(_ADVISED, {"limits": windows(past.fitting, language)}, language))
            print(say(_AS_WRITTEN, {}, language))
        for key, value in values.items():
            print(f"    {key} = {value:g}")
    path = settings.source
    can_ask = not as_json and sys.stdin.isatty()
    if path is not None and values and (may_write or (can_ask and agrees(path, language))):
        write_limits(path, values)
        wrote = True
        if not as_json:
            print(say(_WROTE, {"path": str(path)}, language))
    if as_json:
        print(json_line({"calls_stopped": past.calls_stopped, "limits": values, "wrote": wrote}))


def write_limits(path: Path, values: Mapping[str, float]) -> None:
    """Put limits into [limits] of a configuration; all else in it stays as it is.

    Raises:
        InputError: when it holds several sites, of which none is meant more than another.
    """
    from veilleur.config.site_file import edit, section

    whole = {key: int(value) if value == int(value) else value for key, value in values.items()}
    edit(path, lambda document: section(document, "limits").update(whole))


def agrees(path: Path, language: str) -> bool:
    """Whether a person at the terminal agrees that the file is changed."""
    return input(say(_ASK, {"path": str(path)}, language) + " ").strip().lower() in YES
