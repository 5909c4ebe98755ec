"""What set-up prints: sentences as they come, or all of them in one JSON object at the end.

In: reports of an adapter. Out: text, or JSON. Pitfall: sentences go to stderr, so that the pieces alone can
be piped into a file.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from veilleur.cli.setup.texts import SAY
from veilleur.language import Sentence, error_in, say
from veilleur.pbx.setup_port import CheckReport, HandOut, RemovalReport


class Reporter:
    """Speaks while set-up runs (pbx.setup_port.Notices)."""

    def __init__(self, language: str, as_json: bool) -> None:
        self.language = language
        self._as_json = as_json
        self._kept: list[dict[str, str]] = []

    def say(self, code: str, sentence: Sentence, **blanks: str) -> None:
        """One sentence, with a code for machines."""
        self._report(code, say(sentence, blanks, self.language))

    def pass_on(self, text: str) -> None:
        """A sentence that was made elsewhere."""
        self._report("capability", error_in(text, self.language))

    def wrote(self, path: Path) -> None:
        """A file that was written."""
        self.say("wrote", SAY["wrote"], path=str(path))

    def finish(self, facts: dict[str, Any], hand_out: HandOut, next_step: str) -> None:
        """What is left to a person; or all that was found and said, as JSON."""
        if self._as_json:
            print(json.dumps({**facts, "notices": self._kept, **hand_out.data}, ensure_ascii=False))
            return
        for line in hand_out.lines:
            print(line)
        print(f"\n{next_step}")

    def _report(self, code: str, text: str) -> None:
        if self._as_json:
            self._kept.append({"code": code, "text": text})
        else:
            print(text, file=sys.stderr)


def print_check(report: CheckReport, *, as_json: bool) -> None:
    """Whether what was set up is in force; what is not, on stderr."""
    if as_json:
        print(json.dumps(report.data, ensure_ascii=False))
        return
    for line in report.lines:
        print(line)
    for notice in report.notices:
        print(notice, file=sys.stderr)
    print(report.sentence, file=sys.stdout if report.is_in_force else sys.stderr)


def print_removal(report: RemovalReport, language: str, *, as_json: bool) -> None:
    """What was taken out."""
    if as_json:
        print(json.dumps({**report.data, "removed": [str(path) for path in report.paths]}))
        return
    for path in report.paths:
        print(say(SAY["removed"], {"path": str(path)}, language))
    print(report.sentence)
