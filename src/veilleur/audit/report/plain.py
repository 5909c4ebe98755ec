"""An audit as plain data for JSON: each weakness, then the summary."""

from __future__ import annotations

from typing import Any

from veilleur.audit.drift import Drift
from veilleur.audit.result import Audit, Judged
from veilleur.language import error_in, printable
from veilleur.words.audit import Observation, Outcome, Severity


def finding(judged: Judged, lang: str, drift: Drift | None = None) -> dict[str, Any]:
    """One check with its outcome."""
    check = judged.check
    return {
        "number": check.number,
        "code": check.code,
        "outcome": judged.outcome.value,
        "severity": judged.severity.value,
        "rule": error_in(check.rule, lang),
        "why": error_in(check.why, lang),
        "source": check.source,
        "mend": error_in(check.mend, lang),
        "lines": list(check.lines),
        "clicks": check.clicks,
        "observations": [_observation(seen, lang, drift) for seen in judged.observations],
    }


def _observation(seen: Observation, lang: str, drift: Drift | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "key": seen.key,
        "text": printable(error_in(seen.what, lang)) if seen.what is not None else "",
        "file": printable(seen.file),
        "line": seen.line,
        "path": [printable(step) for step in seen.path],
    }
    return found if drift is None else {**found, "is_new": seen.key in drift.new}


def summary(audit: Audit, drift: Drift | None = None) -> dict[str, Any]:
    """The score and the counts."""
    found: dict[str, Any] = {
        "switch": audit.switch,
        "at": audit.at,
        "score": audit.score,
        "signs_of_intruder": audit.is_entered,
        "weak": {one.value: audit.count(one) for one in Severity},
        "holds": [one.check.number for one in audit.judged if one.outcome is Outcome.HOLDS],
        "unknown": [one.check.number for one in audit.unknown],
        "unknown_because": [
            {"why": why.template, "numbers": list(numbers)} for why, numbers in audit.reasons
        ],
        "files": {printable(name): digest for name, digest in audit.files.items()},
    }
    if drift is not None:
        found["drift"] = {
            "since": drift.since,
            "score_before": drift.score_before,
            "new": sorted(drift.new),
            "mended": list(drift.mended),
            "files": [printable(name) for name in drift.files],
        }
    return found
