"""Reading: what one way of understanding a dialled string gives, before it is priced.

Pitfall: `clearness` compares readings of one string with each other and says nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

from veilleur.words.destinations import NumberClass


class Reading(NamedTuple):
    """One understanding of a string.

    clearness: 3 a whole known form, 2 a known code but an odd number, 1 no prefix, 0 a guess, -1 none.
    digits: of E.164 without `+` where is_e164, else those of a short number or extension.
    kind: "fixed", "mobile" or "", for plans that cover one of them.
    rule: code of the rule that decided, for `veilleur price`.
    """

    clearness: int
    digits: str
    is_e164: bool
    territory: str
    number_class: NumberClass
    kind: str = ""
    forward_target: str = ""
    rule: str = ""


UNKNOWN = Reading(-1, "", False, "", NumberClass.UNASSIGNED, rule="not_understood")
