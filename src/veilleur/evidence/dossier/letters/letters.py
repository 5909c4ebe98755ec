"""Letters ready to sign, filled in from a dossier: operator, maintainer, insurer, complaint, public help.

In: a setting. Out: letters as plain values, and as DOCX to edit and PDF to read. Pitfall: a template with its
note at the head, to be checked by a lawyer; what only the signatory knows stays in brackets.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from veilleur.evidence.dossier.letters.docx import docx
from veilleur.evidence.dossier.letters.letter import Letter
from veilleur.evidence.dossier.pdf import pdf
from veilleur.evidence.dossier.setting import Setting
from veilleur.evidence.dossier.summary import cost_of, summary_sentences
from veilleur.wording.deadlines import COMPLAINT_WITHIN_S

KINDS = ("operator", "maintainer", "insurer", "complaint", "help")
LINES_NAMED = 6


def letters(setting: Setting) -> list[Letter]:
    """All letters, in the language of the dossier."""
    texts = _texts(setting.words.lang)
    blanks, lists = _blanks(setting), _lists(setting)

    def fill(text: str) -> str:
        return setting.words.set(text.format(**blanks))

    def filled(lines: list[str]) -> tuple[str, ...]:
        return tuple(fill(line) for line in lines)

    def paragraphs(lines: list[str]) -> tuple[str, ...]:
        return tuple(text for line in lines for text in (lists[line] if line in lists else (fill(line),)))

    with_dossier = texts["with_pdf" if setting.key else "with_pages"]
    return [
        Letter(
            file=texts[kind]["file"],
            sender=filled(texts["sender"]),
            to=filled(texts[kind]["to"]),
            how=fill(texts[kind]["how"]),
            place=fill(texts["place"]),
            subject=setting.words.labelled(fill(texts["object"]), fill(texts[kind]["subject"])),
            reference=setting.words.labelled(fill(texts["reference"]), setting.dossier.reference),
            paragraphs=paragraphs(texts[kind]["paragraphs"]),
            sign=filled(texts["sign"]),
            enclosed_title=fill(texts["enclosed"]),
            enclosed=(
                fill(with_dossier),
                *filled(texts[kind]["enclosed_more"]),
            ),
            note=fill(texts["note"]),
        )
        for kind in KINDS
    ]


def letter_parts(setting: Setting) -> dict[str, bytes]:
    """Name in the archive -> content: each letter as DOCX and as PDF.

    Raises:
        InputError: when the pages cannot be set.
    """
    parts = editable_letters(setting)
    for letter in letters(setting):
        data = {"lang": setting.words.lang, **letter._asdict()}
        parts[f"{_folder(setting)}/{letter.file}.pdf"] = pdf("letter.typ", data, setting.dossier.made_at)
    return parts


def editable_letters(setting: Setting) -> dict[str, bytes]:
    """Name in the archive -> content: each letter as DOCX alone, where no pages can be set."""
    return {f"{_folder(setting)}/{letter.file}.docx": docx(letter) for letter in letters(setting)}


def _folder(setting: Setting) -> str:
    return "lettres" if setting.words.lang == "fr" else "letters"


def _blanks(setting: Setting) -> dict[str, str]:
    dossier, words = setting.dossier, setting.words
    return {
        "site": dossier.site_name,
        "reference": dossier.reference,
        "facts": " ".join(summary_sentences(setting)),
        "period": words.period(*dossier.whole_span),
        "known": words.moment(dossier.known_at),
        "deadline": words.moment(dossier.known_at + COMPLAINT_WITHIN_S),
        "cost": cost_of(setting),
    }


def _lists(setting: Setting) -> dict[str, tuple[str, ...]]:
    """Paragraphs for a blank alone on its line: a heading, and a line for each; one sentence is not read."""
    say = setting.words.say
    unknown = setting.words.labelled(say("letters.measures"), say("letters.to_complete"))
    return {
        "{measures}": _listed(setting, say("letters.measures"), setting.lines("done")) or (unknown,),
        "{traces}": _listed(setting, say("letters.traces"), setting.lines("seen")),
    }


def _listed(setting: Setting, heading: str, lines: list[str]) -> tuple[str, ...]:
    if not lines:
        return ()
    left = len(lines) - LINES_NAMED
    more = [setting.words.say("letters.more", count=setting.words.number(left))] if left > 0 else []
    items = [f"{line.rstrip('.')}." for line in lines[:LINES_NAMED]]
    return (setting.words.labelled(heading, "").rstrip(), *(f"– {item}" for item in [*items, *more]))


@lru_cache(maxsize=2)
def _texts(lang: str) -> dict[str, Any]:
    name = f"letters.{'fr' if lang == 'fr' else 'en'}.toml"
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))
