"""The report of an audit in the wanted format, on the screen or into a file."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from veilleur import __version__
from veilleur.audit.drift import Drift
from veilleur.audit.result import Audit
from veilleur.cli.objects import object_line
from veilleur.words.errors import InputError, system_cause

if TYPE_CHECKING:
    from veilleur.config import Settings

FORMATS = ("text", "json", "html", "pdf", "sarif")
_ENDINGS = {
    ".html": "html",
    ".pdf": "pdf",
    ".sarif": "sarif",
    ".json": "json",
    ".jsonl": "json",
    ".txt": "text",
}
_WIDEST = 100


def format_of(word: str, output: Path | None) -> str:
    """The format that was asked for, or that a file's ending says.

    Raises:
        InputError: for another word, and for a PDF without a file.
    """
    if word == "text" and output is not None:
        word = _ENDINGS.get(output.suffix.lower(), word)
    if word not in FORMATS:
        raise InputError("--format {word}: write text, json, html, pdf or sarif.", word=word[:40])
    if word == "pdf" and output is None:
        raise InputError("--format pdf: name a file with --output.")
    return word


def report(
    audit: Audit, change: Drift | None, lang: str, settings: Settings, form: str, output: Path | None
) -> None:
    """Print the report, or write it.

    Raises:
        InputError: when the file cannot be written.
    """
    content = _content(audit, change, lang, settings.site.timezone, form, output)
    if output is None:
        sys.stdout.write(content.decode("utf-8"))
        sys.stdout.flush()
        return
    try:
        with output.open("wb") as file:
            file.write(content)
    except OSError as error:
        raise InputError(
            "{path}: the report cannot be written ({why}).", path=output, why=system_cause(error)
        ) from error


def _content(
    audit: Audit, change: Drift | None, lang: str, timezone: str, form: str, output: Path | None
) -> bytes:
    if form == "pdf":
        from veilleur.audit.report.paper import pdf

        return pdf(audit, lang, drift=change, timezone=timezone)
    if form == "html":
        from veilleur.audit.report.page import page

        return page(audit, lang, drift=change, timezone=timezone).encode("utf-8", "replace")
    if form == "sarif":
        from veilleur.audit.report.sarif import document

        return (json.dumps(document(audit, lang, __version__), indent=1) + "\n").encode()
    if form == "json":
        from veilleur.audit.report import plain

        lines = [object_line("finding", plain.finding(one, lang, change)) for one in audit.weak]
        lines.append(object_line("audit", plain.summary(audit, change)))
    else:
        from veilleur.audit.report import text

        columns = shutil.get_terminal_size((80, 24)).columns if output is None else 80
        lines = list(text.lines(audit, lang, min(columns, _WIDEST), drift=change, timezone=timezone))
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")
