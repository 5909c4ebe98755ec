"""The French numbering plan, where neither the library nor E.164 alone will do. Pure tables and reads.

In: digits as they are dialled in France or its overseas territories. Out: classes.
Pitfall: overseas numbers are dialled nationally (0262, 0590, 0692...) but have country codes of their own,
with prices of their own; the library takes 0508 and 0269 for metropolitan France (tried, 9.0.43).
"""

from __future__ import annotations

import re

from veilleur.words.destinations import NumberClass

TERRITORIES = frozenset(["FR", "RE", "YT", "GP", "MQ", "GF", "PM", "BL", "MF"])

# Service-public pages and the ARCEP plan; 116000 missing children, 116117 doctor on call, 114 by text,
# 191 air and 196 sea rescue, 197 attack alert.
EMERGENCY = frozenset(["15", "17", "18", "112", "114", "115", "116000", "116117", "119", "191", "196", "197"])

# Short numbers, first match wins. The library calls 10xx premium and cannot parse 3635 (tried).
_SHORT = (
    (re.compile(r"10\d\d"), NumberClass.OPERATOR),  # operators' customer services
    (re.compile(r"118\d{3}"), NumberClass.DIRECTORY),
    (re.compile(r"116\d{3}"), NumberClass.FREE),  # European harmonised services
    # ARCEP decision 2018-0881 (amended 2019-0954, 2022-1583), annex 1: 3000-3007, 3009-3169, 3180-3199.
    (re.compile(r"30(?!08)\d\d|31[0-689]\d"), NumberClass.FREE),
    (re.compile(r"3919"), NumberClass.FREE),  # violence against women; free though it is a 39PQ
    (re.compile(r"3\d{3}"), NumberClass.PREMIUM_SHORT),
)

_LONGEST_SHORT = 6

# 08 numbers by their first four digits, ARCEP decision 2012-0856; the library takes 0819, 0829 and 0860
# for premium (tried). All that is not named is dear: 089x, 0836, 0868 and what is not opened.
_FREE_08 = range(800, 806)
_ORDINARY_08 = range(806, 810)
_SHARED_08 = frozenset([*range(810, 830), 860, 884])

# Dialled nationally, with country codes of their own: ARCEP plan, metropolitan and overseas blocks.
_OVERSEAS = (
    (re.compile(r"026[238]\d{6}|069[23]\d{6}|07092\d{5}"), "262"),
    (re.compile(r"0269\d{6}|0639(?!98)\d{6}|07093[5-7]\d{4}"), "262"),
    (re.compile(r"0590\d{6}|069[01]\d{6}|07090\d{5}"), "590"),
    (re.compile(r"0594\d{6}|0694\d{6}|07093[0-3]\d{4}"), "594"),
    (re.compile(r"0596\d{6}|069[67]\d{6}|07091\d{5}"), "596"),
    (re.compile(r"0508\d{6}|0708[45]\d{5}"), "508"),
)


def short_class(text: str) -> NumberClass | None:
    """Class of a short number, None when the digits are none."""
    if len(text) > _LONGEST_SHORT:
        return None
    return next((found for pattern, found in _SHORT if pattern.fullmatch(text)), None)


def overseas_code(text: str) -> str:
    """Country code of a national number of ten digits that belongs overseas, else ""."""
    return next((code for pattern, code in _OVERSEAS if pattern.match(text)), "")


def is_whole(text: str) -> bool:
    """Whether a national number has all its digits: ten, or fourteen between machines (0700)."""
    return len(text) == 10 or (text.startswith("0700") and len(text) == 14)


def national_class(text: str) -> NumberClass:
    """Class of a national number that starts with 0 and is not overseas."""
    if text.startswith("08"):
        number = int(text[:4]) if len(text) >= 4 else 899
        if number in _FREE_08:
            # Digits too many or too few are no free number: what is dialled is not known.
            return NumberClass.FREE if is_whole(text) else NumberClass.NATIONAL
        if number in _ORDINARY_08:
            return NumberClass.NATIONAL
        return NumberClass.SHARED_COST if number in _SHARED_08 else NumberClass.PREMIUM
    return NumberClass.MOBILE if text[1:2] in ("6", "7") else NumberClass.NATIONAL
