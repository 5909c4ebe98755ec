"""Emergency numbers as the owner's own lines send them to a trunk: behind the digits of a carrier.

In: a model of the dialplan and a site. Out: numbers. Pitfall: the question is about the whole string that the
trunk gets, so that 112 behind the digits of a carrier is no emergency number that anybody knows: a gate
before such a line would ask about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from veilleur.numbering.emergency import emergency_numbers
from veilleur.pbx.asterisk.dialplan import Model, Step
from veilleur.pbx.asterisk.dialplan.patterns import signs
from veilleur.pbx.asterisk.dialplan.text import whole
from veilleur.words.site import Site

# Digits before the number that was keyed, the first digits of which may be left out.
_BEHIND_DIGITS = re.compile(r"(\+?\d*)\$\{(\w+)(?::(\d+))?\}")
_NUMBER = re.compile(r"\+?\d+")


def sent_emergency_numbers(model: Model, site: Site) -> tuple[str, ...]:
    """Emergency numbers as lines of the plan send them, beside those that are never asked about anyway."""
    of_country = emergency_numbers(replace(site, emergency_numbers=()))
    found: dict[str, None] = {}
    for way in model.ways:
        for one in way.destinations if way.step is not None else ():
            assert way.step is not None
            number = model.values.constant(one.number)
            found |= dict.fromkeys(_sent(number, way.step, sorted(of_country)))
    known = {*of_country, *(site.outside_line + one for one in of_country), *site.emergency_numbers}
    return tuple(one for one in found if one not in known)


def _sent(number: str, step: Step, emergency: list[str]) -> Iterator[str]:
    if _NUMBER.fullmatch(number):
        if step.pattern in emergency and number.endswith(step.pattern):  # `exten => 15,1,Dial(TRUNK/88815)`
            yield number
        return
    behind = _BEHIND_DIGITS.fullmatch(number)
    if behind is None or not behind[1]:
        return
    for one in emergency:
        if behind[2] != "EXTEN" or _takes(step.pattern, whole(behind[3] or "0"), one):
            yield behind[1] + one


def _takes(pattern: str, left_out: int, number: str) -> bool:
    """Whether an extension takes a number behind the digits that its line leaves out."""
    sets, tail = signs(pattern)
    if len(sets) < left_out:
        return bool(tail)
    rest = sets[left_out:]
    if len(number) < len(rest) + (tail == ".") or (not tail and len(number) != len(rest)):
        return False
    return all(digit in one for digit, one in zip(number, rest, strict=False))
