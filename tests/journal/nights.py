"""A night's calls as a journal keeps them, and hands that change its file behind its back."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from veilleur.journal import Journal
from veilleur.words.decisions import Decision, DecisionKind, Reason, Subject
from veilleur.words.events import CallRequested

NIGHT = 1_795_000_000.0
ATTACKER = "+37129990000"


def write_night(journal: Journal, calls: int = 20) -> None:
    for number in range(calls):
        at = NIGHT + number
        request = CallRequested(at, at, f"c{number}", "104", f"00{ATTACKER[1:]}")
        journal.append_event("Garage Martin", request)
        reason = Reason("new_territory", 80, (("number", ATTACKER),))
        decision = Decision(
            f"d{number}", at, DecisionKind.REFUSE, Subject.REQUEST, f"c{number}", (reason,), number=ATTACKER
        )
        journal.append_decision("Garage Martin", decision)


def change(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(statement)
    connection.close()
