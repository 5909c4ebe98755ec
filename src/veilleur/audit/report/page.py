"""An audit as one HTML page that needs nothing else: to read, to print, to hand over.

Pitfall: names come from files of strangers; the template escapes all of them, and `printable` takes out what
an escape leaves.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, Template

from veilleur.audit.drift import Drift
from veilleur.audit.report import phrases
from veilleur.audit.report.text import blanks_of, cited, observation
from veilleur.audit.result import Audit, Judged
from veilleur.language import Sentence, error_in, printable, say
from veilleur.words.audit import Outcome, Severity
from veilleur.words.messages import Message

FREEPBX = "FreePBX"  # where its clicks are shown
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'")
_MOST_SHOWN = 20  # weaknesses of one check


@lru_cache(maxsize=1)
def _template() -> Template:
    loader = PackageLoader("veilleur.audit.report", "templates")
    made = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return made.get_template("audit.html")


def page(audit: Audit, lang: str, *, drift: Drift | None = None, timezone: str = "Europe/Paris") -> str:
    """The page."""
    return _template().render(d=report_data(audit, lang, drift, timezone))


def report_data(audit: Audit, lang: str, drift: Drift | None, timezone: str) -> dict[str, Any]:
    """All that a page shows, said in one language: the same for the browser and for paper."""

    def words(sentence: Sentence, **blanks: str | int | float) -> str:
        return say(sentence, blanks, lang, timezone)

    at = datetime.fromtimestamp(audit.at, ZoneInfo(timezone))
    counts = words(
        phrases.COUNTS,
        weak=len(audit.weak),
        critical=audit.count(Severity.CRITICAL),
        high=audit.count(Severity.HIGH),
        medium=audit.count(Severity.MEDIUM),
        low=audit.count(Severity.LOW),
        held=sum(one.outcome is Outcome.HOLDS for one in audit.judged),
        unknown=len(audit.unknown),
    )
    return {
        "lang": lang,
        "title": words(phrases.TITLE, switch=audit.switch),
        "at": words(phrases.MADE, when=audit.at, zone=timezone, year=at.year),
        "at_iso": at.isoformat(timespec="minutes"),
        "colon": words(phrases.COLON),
        "score": words(phrases.SCORE, score=audit.score),
        "entered": words(phrases.ENTERED) if audit.is_entered else "",
        "counts": counts,
        "since": words(phrases.SINCE, **blanks_of(audit, drift)) if drift is not None else "",
        "none": "" if audit.weak else words(phrases.NONE),
        "weak": [_weakness(one, lang, is_freepbx=audit.switch == FREEPBX) for one in audit.weak],
        "unknown": [f"{one.check.number}. {_printed(one.check.rule, lang)}" for one in audit.unknown],
        "ask": words(phrases.ASK),
        "ask_command": phrases.ASK_COMMAND,
        "why": words(phrases.WHY),
        "mend": words(phrases.MEND),
        "clicks": words(phrases.CLICKS),
        "no_trust": words(phrases.NO_TRUST),
        "legal": words(phrases.LEGAL),
    }


def _printed(message: Message, lang: str) -> str:
    """A sentence of a check with the apostrophes of print."""
    return _APOSTROPHE.sub("’", error_in(message, lang))


def _weakness(one: Judged, lang: str, *, is_freepbx: bool) -> dict[str, Any]:
    return {
        "number": one.check.number,
        "severity": one.severity.value,
        "severity_word": say(phrases.SEVERITIES[one.severity], {}, lang),
        "rule": say(phrases.NOT_SO, {"rule": _printed(one.check.rule, lang)}, lang),
        "why": _printed(one.check.why, lang),
        "source": cited(one.check.source, lang),
        # Between backticks, which paper has no use for, stand commands: every second part is code.
        "mend_parts": _printed(one.check.mend, lang).split("`"),
        "lines": list(one.check.lines),
        "clicks": one.check.clicks if is_freepbx else "",
        "seen": [
            {"text": observation(seen, lang), "path": [printable(step) for step in seen.path]}
            for seen in one.observations[:_MOST_SHOWN]
            if observation(seen, lang)  # what a person answered says no more than the check
        ],
    }
