"""Rules that no cost outweighs: what is refused or asked whatever the odds; pure.

In: what was read of a call. Out: whether the rule holds. A proven attack (`CallView.is_proven`) is refused
before any cost is compared. Pitfall: the other two rules only ever make an answer stricter, so they are
applied to the cheapest one.
"""

from __future__ import annotations

from veilleur.detection.judge.call_view import CallView, is_nobodys
from veilleur.detection.judge.parameters import KNOWN_ENOUGH_DAYS, USUAL_DETOUR_DAYS
from veilleur.detection.profile.parameters import DAY_S, FIRST_DAYS
from veilleur.words.calls import INDIRECT_ORIGINS


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
    if facts.origin in INDIRECT_ORIGINS or is_nobodys(facts):
        return view.detour_days < USUAL_DETOUR_DAYS
    return view.is_new_network and facts.moment.at < view.began + FIRST_DAYS * DAY_S


def is_code_not_known(view: CallView) -> bool:
    """Whether the person who can be asked now, or about this number, did not know the code before."""
    return view.is_askable and view.standing.is_suspect
