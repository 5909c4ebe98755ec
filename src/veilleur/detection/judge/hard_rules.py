"""Rules that no cost outweighs: what is refused or asked whatever the odds; pure.

In: what was read of a call, the cheapest answer. Out: the stricter answer that a rule wants. A proven attack
(`CallView.is_proven`) is refused before any cost is compared. Pitfall: the other two rules only ever make an
answer stricter, so they are applied to the cheapest one.
"""

from __future__ import annotations

from typing import NamedTuple

from veilleur.detection.judge.call_view import CallView
from veilleur.detection.judge.parameters import KNOWN_ENOUGH_DAYS, USUAL_DETOUR_DAYS
from veilleur.detection.judge_port import UNKNOWN_DETOUR
from veilleur.words.decisions import DecisionKind, Reason


class Precaution(NamedTuple):
    """A stricter answer than the cheapest, and its reason."""

    kind: DecisionKind
    reason: Reason


def precaution(view: CallView, cheapest: DecisionKind) -> Precaution | None:
    """What a rule wants instead of the cheapest answer; None where it may stand."""
    if cheapest is DecisionKind.REFUSE:
        return None
    if is_unknown_detour(view):
        return Precaution(DecisionKind.REFUSE, Reason(UNKNOWN_DETOUR))  # until the owner is asked
    if cheapest is DecisionKind.ALLOW and is_code_not_known(view):
        return Precaution(DecisionKind.ASK, Reason("code_not_known"))
    return None


def is_unknown_detour(view: CallView) -> bool:
    """Whether an outside party, no telephone, or one where none was, calls a number nobody here knows.

    Nobody of the company can be asked for a code then, so the owner is asked, whatever the odds: in the first
    days a single call abroad is little evidence, and an attacker's first call is as expensive as the next.
    """
    facts = view.facts
    if view.familiarity.number >= KNOWN_ENOUGH_DAYS:
        return False
    if facts.is_joined and facts.moment.is_open:
        return False  # somebody of the company spoke with both; at night there is nobody
    if view.is_detour:
        return view.detour_days < USUAL_DETOUR_DAYS
    return view.is_new_network


def is_code_not_known(view: CallView) -> bool:
    """Whether the person who can be asked now, or about this number, did not know the code before."""
    return view.is_askable and view.standing.is_suspect
