"""An audit as text of any width: the score, then the weaknesses, worst first.

In: an audit, a language, the width in columns. Out: lines, none wider. Pitfall: names come from files that a
stranger may have written: each goes through `printable`, so that no terminal obeys it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from veilleur.audit.drift import Drift
from veilleur.audit.report import phrases
from veilleur.audit.result import Audit, Judged
from veilleur.language import NO_BREAK, Sentence, error_in, printable, say
from veilleur.words.audit import Observation, Outcome, Severity

_MOST_SHOWN = 5  # weaknesses of one check
_LEAST_WIDTH = 30


def lines(
    audit: Audit, lang: str, width: int = 80, *, drift: Drift | None = None, timezone: str = "Europe/Paris"
) -> Iterator[str]:
    """The report."""
    width = max(width, _LEAST_WIDTH)
    for line in _lines(audit, lang, drift, timezone):
        yield from _wrapped(line, width)


def _lines(audit: Audit, lang: str, drift: Drift | None, timezone: str) -> Iterator[str]:
    yield _say(phrases.TITLE, lang, switch=audit.switch)
    yield _say(phrases.SCORE, lang, score=audit.score)
    if audit.is_entered:
        yield _say(phrases.ENTERED, lang)
    yield _say(
        phrases.COUNTS,
        lang,
        weak=len(audit.weak),
        critical=audit.count(Severity.CRITICAL),
        high=audit.count(Severity.HIGH),
        medium=audit.count(Severity.MEDIUM),
        low=audit.count(Severity.LOW),
        held=sum(one.outcome is Outcome.HOLDS for one in audit.judged),
        unknown=len(audit.unknown),
    )
    if drift is not None:
        yield from _since(audit, drift, lang, timezone)
    if not audit.weak:
        yield ""
        yield _say(phrases.NONE, lang)
    for judged in audit.weak:
        yield ""
        yield from _weakness(judged, lang, drift)
    yield ""
    numbers = ", ".join(str(one.check.number) for one in audit.unknown)
    if numbers:
        yield _say(phrases.UNKNOWN, lang, numbers=numbers)
    for why, known in audit.reasons:
        listed = ", ".join(str(one) for one in known)
        yield _say(phrases.NOT_KNOWN, lang, why=error_in(why, lang), numbers=listed)
    yield _say(phrases.NO_TRUST, lang)
    yield _say(phrases.LEGAL, lang)


def _since(audit: Audit, drift: Drift, lang: str, timezone: str) -> Iterator[str]:
    yield say(phrases.SINCE, blanks_of(audit, drift), lang, timezone)
    for number in dict.fromkeys(drift.mended):
        yield "  - " + _say(phrases.MENDED, lang, rules=number)
    for name in drift.files[:20]:
        yield f"  - {printable(name)}"


def blanks_of(audit: Audit, drift: Drift) -> dict[str, str | int | float]:
    """What the sentence about an earlier audit says."""
    return {
        "day": drift.since,
        "before": drift.score_before,
        "now": audit.score,
        "new": len(drift.new),
        "mended": len(drift.mended),
        "files": len(drift.files),
    }


def _weakness(judged: Judged, lang: str, drift: Drift | None) -> Iterator[str]:
    check, colon = judged.check, _say(phrases.COLON, lang)
    severity = _say(phrases.SEVERITIES[judged.severity], lang)
    rule = _say(phrases.NOT_SO, lang, rule=error_in(check.rule, lang))
    yield f"{check.number}. [{severity}] {rule}"
    for seen in judged.observations[:_MOST_SHOWN]:
        is_new = drift is not None and seen.key in drift.new
        mark = f"({_say(phrases.NEW, lang)})" if is_new else ""
        said = " ".join(one for one in (mark, observation(seen, lang)) if one)
        if said:
            yield f"   - {said}"
        if seen.path:
            yield f"     {_say(phrases.PATH, lang)}{colon}"
            yield from (f"       > {printable(step)}" for step in seen.path)
    more = len(judged.observations) - _MOST_SHOWN
    if more > 0:
        yield f"   - {_say(phrases.MORE, lang, count=more)}"
    yield f"   {_say(phrases.WHY, lang)}{colon} {error_in(check.why, lang)} ({cited(check.source, lang)})"
    yield f"   {_say(phrases.MEND, lang)}{colon} {error_in(check.mend, lang)}"
    yield from (f"       {line}" for line in check.lines)
    if check.clicks:
        yield f"   {_say(phrases.CLICKS, lang)}{colon} {check.clicks}"


def cited(source: str, lang: str) -> str:
    """The sources of a check."""
    if lang != "fr":
        return source
    for phrase in phrases.OF_SOURCES:
        source = source.replace(phrase.en, phrase.fr)
    return source.replace("; ", f"{NO_BREAK}; ")


def observation(seen: Observation, lang: str) -> str:
    """One observation with its place."""
    what = printable(error_in(seen.what, lang)) if seen.what is not None else ""
    return " ".join(one for one in (f"{printable(seen.place)}:" if seen.place else "", what) if one)


def _say(sentence: Sentence, lang: str, **blanks: str | int | float) -> str:
    return say(sentence, blanks, lang)


def _wrapped(line: str, width: int) -> list[str]:
    if len(line) <= width:
        return [line]
    indent = len(line) - len(line.lstrip(" "))
    behind = " " * min(indent + 2, width // 3)
    return textwrap.wrap(line, width, subsequent_indent=behind, break_on_hyphens=False) or [""]
