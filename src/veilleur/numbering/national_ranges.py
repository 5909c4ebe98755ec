"""Ranges of other countries than France that the library lacks: premium, shared, and those of fiction.

In: E.164 digits without `+`. Out: the range they lie in. `french` has France.
Pitfall: the library knows a range only where numbers of it are assigned; what it does not know is read as no
number of the country at all, so 905 in Spain became Turkey and 178 in Italy America. A number of fiction
(films, documentation) is never assigned: it is an ordinary number of its country, and costs what those do.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from veilleur.words.destinations import NumberClass

# Where a range is named; the plans were read in part only, from copies, on 30 November 2026.
SOURCES = {
    "BIPT": "Belgium, numbering plan of BIPT: 070 and 078 by their own tariff, 090x premium",
    "BNetzA": "Germany, numbering plan: 0190 (until 2005) and 0900 premium, 0700 personal",
    "BAKOM": "Switzerland, OFCOM: 0900, 0901, 0906 premium",
    "Ofcom": "United Kingdom, National Telephone Numbering Plan; numbers for drama: bbc.com/news 32348371",
    "IET": "Spain, Orden IET/2733/2015: 803, 806, 807 and 905 premium, 907 premium data",
    "AGCOM": "Italy, delibera 26/08/CIR, articles 17 to 20: 89x premium (144, 166 before), 178 and 199",
    "ACM": "Netherlands, numbering plan: 0900, 0906, 0909",
    "ANACOM": "Portugal, national numbering plan: 601, 607, 608, 646, 648, 760, 761, 762",
    "UKE": "Poland, numbering plan: 70x premium, 300 and 400 by their own tariff",
    "DoT": "India, National Numbering Plan 2003: 1900 premium, 1860 shared",
    "ComReg": "Ireland, numbering conditions: 15xx premium; 020 91x for drama",
    "PTS": "Sweden, numbering plan: 0900, 0939, 0944; 070-1740605 to 99 for fiction (2020)",
    "RTR": "Austria, KEM-V: 090x and 093x premium",
}
_P, _S, _N, _M = NumberClass.PREMIUM, NumberClass.SHARED_COST, NumberClass.NATIONAL, NumberClass.MOBILE


class NationalRange(NamedTuple):
    """A range of one country. pattern: of the national digits, all of them."""

    territory: str
    country_code: str
    pattern: re.Pattern[str]
    number_class: NumberClass
    source: str


def _range(territory: str, code: str, pattern: str, number_class: NumberClass, source: str) -> NationalRange:
    return NationalRange(territory, code, re.compile(pattern), number_class, source)


RANGES: tuple[NationalRange, ...] = (
    _range("BE", "32", r"90\d{6}|90\d{3}", _P, "BIPT"),
    _range("BE", "32", r"7[08]\d{6}", _S, "BIPT"),
    _range("DE", "49", r"190\d{6}|900[135]?\d{6,7}", _P, "BNetzA"),
    _range("DE", "49", r"700\d{6,8}", _S, "BNetzA"),
    _range("CH", "41", r"90[016]\d{6}", _P, "BAKOM"),
    _range("GB", "44", r"909879\d{4}|9[01]\d{8}", _P, "Ofcom"),
    _range("GB", "44", r"7700900\d{3}", _M, "Ofcom"),
    _range("GB", "44", r"1632960\d{3}|(?:11[3-8]|1[2-6]1)4960\d{3}|191498\d{4}", _N, "Ofcom"),
    _range("GB", "44", r"2079460\d{3}|28964960\d{2}|29201800\d{2}|3069990\d{3}", _N, "Ofcom"),
    _range("ES", "34", r"(?:803|806|807|905|907)\d{6}", _P, "IET"),
    _range("IT", "39", r"89[2-59]\d{3,7}|1(?:44|66)\d{6}", _P, "AGCOM"),
    _range("IT", "39", r"1(?:78|99)\d{5,7}", _S, "AGCOM"),
    _range("NL", "31", r"90[069](?:\d{4}|\d{7})", _P, "ACM"),
    _range("PT", "351", r"(?:60[178]|64[68]|76[0-2])\d{6}", _P, "ANACOM"),
    _range("PL", "48", r"70\d{7}", _P, "UKE"),
    _range("PL", "48", r"[34]00\d{6}", _S, "UKE"),
    _range("IN", "91", r"1900\d{6}", _P, "DoT"),
    _range("IN", "91", r"1860\d{6,7}", _S, "DoT"),
    _range("IE", "353", r"15[1-9]\d{7}", _P, "ComReg"),
    _range("IE", "353", r"2091\d{5}", _M, "ComReg"),
    _range("SE", "46", r"9(?:00|39|44)\d{5,7}", _P, "PTS"),
    _range("SE", "46", r"7017406(?:0[5-9]|[1-9]\d)", _M, "PTS"),
    _range("AT", "43", r"9(?:0[01]|3[01]|39)\d{6}", _P, "RTR"),
)
_BY_CODE: dict[str, list[NationalRange]] = {}
for _one in RANGES:
    _BY_CODE.setdefault(_one.country_code, []).append(_one)


def range_of(digits: str) -> NationalRange | None:
    """The range of E.164 digits, None where the library may be believed."""
    for length in (2, 3):
        for one in _BY_CODE.get(digits[:length], ()):
            if one.pattern.fullmatch(digits, length):
                return one
    return None
