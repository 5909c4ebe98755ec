"""What the journal keeps of an audit, and how two are compared when the note had to be short."""

from __future__ import annotations

import json

from veilleur.audit.drift import drift, note_of, shortened
from veilleur.audit.result import Audit, put_together
from veilleur.words.audit import Observation, Outcome, Survey

MOST = 7_500


def audit_of(files: int, digest: str = "0" * 64) -> Audit:
    """An audit of many files and weaknesses."""
    seen = tuple(Observation(check=40, outcome=Outcome.WEAK, about=str(number)) for number in range(400))
    names = {f"etc/asterisk/file-{number}.conf": digest for number in range(files)}
    return put_together(Survey("PBX", seen, names), {}, 0.0)


def test_a_short_note_stays_as_it_is() -> None:
    note = {"note": "audit", "weak": {}, "files": {"a": "b"}}
    assert shortened(note, MOST) == note


def test_a_long_note_fits_and_still_says_whether_files_changed() -> None:
    note = shortened(note_of(audit_of(300)), MOST)
    assert len(json.dumps(note)) <= MOST
    assert drift(audit_of(300), note, 0.0).files == ()
    assert drift(audit_of(300, "1" * 64), note, 0.0).files == ("*",)
