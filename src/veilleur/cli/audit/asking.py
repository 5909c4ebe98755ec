"""The questions of an audit on a terminal: one at a time, each answer kept at once, to go on later.

In: a survey, the configuration. Out: observations of what was answered. Pitfall: without --ask the answers of
earlier sittings still count: they are what people said, with the date of the file.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from veilleur.audit import questionnaire
from veilleur.audit.report import phrases
from veilleur.language import Sentence, error_in, say
from veilleur.words.audit import Observation, Survey

if TYPE_CHECKING:
    from veilleur.config import Settings

NAME = "audit-answers.json"
_INTRODUCTION = Sentence(
    "{count|question/questions}. Répondez o (oui), n (non), ? (je ne sais pas), ou q pour continuer plus"
    " tard.",
    "{count|question/questions}. Answer y (yes), n (no), ? (I do not know), or q to go on later.",
)
_IS_IT_SO = Sentence("Est-ce le cas\u00a0? [o/n/?/q] ", "Is it so? [y/n/?/q] ")
_LATER = Sentence(
    "{left|question/questions} pour une autre fois\u00a0: «\u00a0veilleur audit --ask\u00a0».",
    "{left|question/questions} for another time: `veilleur audit --ask`.",
)
_WORDS = {"y": "yes", "yes": "yes", "o": "yes", "oui": "yes", "n": "no", "no": "no", "non": "no"}


def answers(settings: Settings, survey: Survey, lang: str, *, is_asked: bool) -> dict[int, Observation]:
    """What people answered, now and before."""
    path = answers_path(settings)
    kept = questionnaire.read_answers(path)
    if is_asked:
        _ask(path, kept, survey, lang)
    return questionnaire.observations(kept)


def answers_path(settings: Settings) -> Path:
    """Where the answers lie: beside the journal; in the folder of the command where there is no site."""
    return settings.journal.file.with_name(NAME) if settings.source is not None else Path(NAME)


def _ask(path: Path, kept: dict[int, str], survey: Survey, lang: str) -> None:
    left = questionnaire.to_ask((one.check for one in survey.observations), kept)
    print(say(_INTRODUCTION, {"count": len(left)}, lang), file=sys.stderr)
    for place, check in enumerate(left):
        severity = say(phrases.SEVERITIES[check.severity], {}, lang)
        print(f"\n{check.number}. [{severity}] {error_in(check.rule, lang)}", file=sys.stderr)
        print(f"   {error_in(check.why, lang)} ({check.source})", file=sys.stderr)
        word = _answer(lang)
        if word == "q":
            print(say(_LATER, {"left": len(left) - place}, lang), file=sys.stderr)
            return
        if word:
            kept[check.number] = word
            questionnaire.keep_answers(path, kept)


def _answer(lang: str) -> str:
    """ "yes", "no", "" for "I do not know", "q" to stop; the end of the input stops too."""
    while True:
        print(say(_IS_IT_SO, {}, lang), end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline(100)
        word = line.strip().lower()
        if not line or word == "q":
            return "q"
        if word in _WORDS:
            return _WORDS[word]
        if word in ("?", ""):
            return ""
