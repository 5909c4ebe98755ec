"""An audit as SARIF 2.1.0, which code hosts and editors show beside the lines.

Pitfall: a result needs a place; what has none (a question, a machine) points at the folder itself.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from veilleur.audit.report.text import observation
from veilleur.audit.result import Audit, Judged
from veilleur.language import error_in, printable
from veilleur.words.audit import Observation, Severity

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
}
# What code hosts sort by: CVSS-like, expert estimate.
_SECURITY = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.0", Severity.LOW: "2.0"}


def document(audit: Audit, lang: str, version: str) -> dict[str, Any]:
    """The whole log."""
    weak = audit.weak
    driver = {
        "name": "Veilleur",
        "version": version,
        "rules": [_rule(one, lang) for one in weak],
    }
    results = [
        _result(judged, place, seen, lang)
        for place, judged in enumerate(weak)
        for seen in judged.observations
    ]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "language": lang, "results": results}],
    }


def _rule(judged: Judged, lang: str) -> dict[str, Any]:
    check = judged.check
    help_text = "\n".join((error_in(check.mend, lang), *check.lines, check.clicks)).strip()
    return {
        "id": f"audit/{check.code}",
        "name": check.code,
        "shortDescription": {"text": error_in(check.rule, lang)},
        "fullDescription": {"text": f"{error_in(check.why, lang)} ({check.source})"},
        "help": {"text": help_text},
        "properties": {"security-severity": _SECURITY[judged.severity], "number": check.number},
    }


def _result(judged: Judged, place: int, seen: Observation, lang: str) -> dict[str, Any]:
    severity = seen.severity or judged.check.severity
    text = observation(seen, lang) or error_in(judged.check.rule, lang)
    result: dict[str, Any] = {
        "ruleId": f"audit/{judged.check.code}",
        "ruleIndex": place,
        "level": _LEVELS[severity],
        "message": {"text": text},
        "locations": [_location(seen.file or ".", seen.line)],
        "partialFingerprints": {"veilleurAudit/v1": seen.key},
    }
    if seen.path:
        steps = [{"location": {"message": {"text": printable(step)}}} for step in seen.path]
        result["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
    return result


def _location(file: str, line: int) -> dict[str, Any]:
    where: dict[str, Any] = {"artifactLocation": {"uri": quote(file.encode("utf-8", "surrogateescape"))}}
    if line > 0:
        where["region"] = {"startLine": line}
    return {"physicalLocation": where}
