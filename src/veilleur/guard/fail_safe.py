"""Answers when the watch itself has failed on a question: law 1 first, then caution.

In: the question. Out: one word for the switch that waits. Pitfall: an emergency call passes whatever is
broken; what the caps count does not; and the mailboxes open, as they do when nobody answers.
"""

from __future__ import annotations

from veilleur.pbx.adapter import Answer
from veilleur.words.decisions import DecisionKind
from veilleur.words.events import CallRequested, MailboxRequested
from veilleur.words.ports import Numbering

ALLOWED, REFUSED = Answer("allow"), Answer("refuse")
ANSWERS = {DecisionKind.ALLOW: ALLOWED, DecisionKind.REFUSE: REFUSED, DecisionKind.ASK: Answer("ask")}


def answer(numbering: Numbering, event: CallRequested | MailboxRequested) -> Answer:
    """Emergency and ordinary national calls pass; whatever could cost money without bound does not."""
    if isinstance(event, MailboxRequested):
        return ALLOWED
    try:
        destination = numbering.destination(event.number, True)
    except Exception:
        return REFUSED
    if destination.is_emergency or not destination.is_capped:
        return ALLOWED
    return REFUSED
