"""A dossier as a document: blocks of headings, sentences and tables in one language.

In: a setting. Out: plain data that the template `dossier.typ` sets.
"""

from __future__ import annotations

from typing import Any

from veilleur.evidence.dossier import chapter_of_settings, chapters, chapters_of_proof
from veilleur.evidence.dossier.blocks import Block
from veilleur.evidence.dossier.setting import Setting
from veilleur.evidence.dossier.summary import summary

CHAPTERS = (
    chapters.timeline,
    chapters.calls,
    chapters.money,
    chapters.traces,
    chapters.before,
    chapters_of_proof.closed,
    chapters_of_proof.measures,
    chapter_of_settings.security_settings,
    chapters_of_proof.alerts,
    chapters_of_proof.law,
    chapters_of_proof.method,
    chapters_of_proof.sources,
    chapters_of_proof.files,
    chapters_of_proof.annexes,
)


def document(setting: Setting) -> dict[str, Any]:
    """All of it as plain data."""
    dossier, words = setting.dossier, setting.words
    say = words.say
    return {
        "lang": words.lang,
        "title": say("title"),
        "subtitle": say("subtitle"),
        "copy": say("circulated" if setting.is_masked else "sealed"),
        "about": [
            [say("site"), words.set(dossier.site_name)],
            [say("reference"), dossier.reference],
            [
                say("period"),
                " – ".join(dict.fromkeys(map(words.day_of, dossier.whole_span))),
            ],
            [say("made"), words.moment(dossier.made_at)],
            [say("program"), dossier.program],
            [say("times"), say("times_text", zone=dossier.timezone)],
        ],
        "page": say("page"),
        "lawyer": say("lawyer"),
        "reference": dossier.reference,
        "grade": {"name": say(f"grade.{dossier.grade}"), "text": say(f"grade.{dossier.grade}_text")},
        "summary": summary(setting),
        "blocks": _blocks(setting),
    }


def _blocks(setting: Setting) -> list[Block]:
    return [block for chapter in CHAPTERS for block in chapter(setting)]
