"""Short numbers of each country that the library lacks: emergency services, and cheap public services.

In: a country. Out: its emergency numbers, its public ones, and where they were checked. A site in France or
overseas has a table of its own in `french`.
Pitfall: the library names the numbers that every handset must know. Spain's national police (091) is none of
them, and an emergency call to it was asked for a code. A row adds to the library and never takes away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

# A row names the lists that it was held against by these letters; all were read on 30 November 2026.
SOURCES = {
    "A": "Android Open Source Project, services/Telephony ecc/input/eccdata.txt, revision of 2023-12-28",
    "W": "Wikipedia, List of emergency telephone numbers, a copy of 2024",
    "H": "armenta-i/health-routes, emergencyNumbers.js (crisis and emergency lines), 2025-09-10",
    "F": "ARCEP's plan and service-public pages, see `french`",
    "O": "official: CH, SR 784.104 art. 28 as of 2021-01-01",
}

# Where the library has all that the other lists have: sources | countries.
_CONFIRMED = """\
W | AC AQ AX BQ CC CX GG IM JE
AW | AD AF AG AI AS AU AW BB BF BG BJ BM BS BT BW BZ CD CF CG CK CR CU CV CZ DK DM DO EE ER FI FK FM
AW | FO GD GE GH GI GL GU HK IE IS JM JO KE KG KM KN KW KY LC LK LR LT LU MD MH MK ML MN MP MS MT MU
AW | MY MZ NC NE NG NI NP NR NU OM PF PG PR PS PW QA RO SH SL SM SS ST TC TD TO UG VA VC VE VI WF WS
AW | XK YE ZW
WF | BL MF MQ YT
AWF | FR GF GP PM RE
"""

# What the library lacks: country sources | emergency services | public services at no or little cost.
_ADDED = """\
AE AW | 996 | 901 922 991
AL AW | 125 126 |
AM AW | 104 108 177 |
AO AW | 116 |
AR AW | 103 105 106 |
AT AW | 128 140 141 | 142 147
AZ AW | 104 | 199 902
BA AW | 121 |
BD AW |  | 106 109 333
BE AW |  | 1722
BH AW | 994 |
BI AW | 118 |
BN AW | 998 |
BO AW | 114 120 |
BR AW | 153 185 191 194 197 198 199 | 100 180 188
BY AW | 104 |
CA AW |  | 311
CH AWHO | 143 145 147 1414 1415 |
CI AW | 185 |
CL AWH | 130 134 137 138 |
CM AW | 118 119 |
CN AW | 122 |
CO AW | 125 165 |
CW W | 912 |
CY AW | 1441 | 1401 1410 1498
DE AW | 19222 |
DJ AW | 19 |
DZ AWH | 1021 1055 1548 |
EC AW | 103 115 131 |
EG AW | 126 128 129 | 121
EH W | 150 |
ES AWH | 061 062 080 091 092 1006 | 016 017 021 024 028
ET AW | 907 945 |
FJ AW | 910 | 919
GA AW | 177 |
GB AW |  | 101 105 111 119
GM AW |  | 124 125
GN AWH | 18 19 115 117 118 122 1717 |
GQ AWH | 113 114 115 116 |
GR AW | 108 109 171 1591 | 197
GT AWH | 122 128 | 1554
GW AW | 119 |
GY AW |  | 914
HN AW | 195 198 |
HR AW | 195 | 1987
HT AW | 115 116 122 |
HU AW |  | 1817
ID AW | 115 129 1131 | 123
IL AW | 104 105 | 103 106 110
IN AW | 104 1906 | 181 1098 1363
IO AW | 999 |
IQ AW | 130 |
IR AW |  | 123 141
IT AW | 114 117 1515 1530 |
JP AW | 118 |
KH AW |  | 1280
KI AWH | 999 |
KP AW | 110 |
KR AW | 111 113 117 118 122 125 | 110 127 182 1330
KZ AW | 104 |
LA AW | 1190 1191 1195 |
LB AW | 125 160 |
LI AWH | 143 145 147 1414 |
LS AW | 121 122 123 |
LV AW | 114 |
LY AW | 1515 |
MA AW | 150 190 | 110 113 114 160
MC AWH | 196 |
ME AW | 129 |
MG AW | 124 3600 |
MM AW | 191 192 1880 |
MO AW | 110 993 |
MR AW | 101 116 117 118 119 |
MV AW | 100 115 191 |
MW AW | 990 |
MX AW |  | 089
NA AW | 10111 |
NF H | 000 |
NL AW |  | 144
NO AW | 120 | 02800 1412
NZ AW |  | 105
PA AW | 103 104 |
PE AW | 106 110 115 | 100
PH AW |  | 163 1343
PK AW | 130 1915 | 1043 1121 1422
PL AW | 984 985 986 987 991 992 993 994 995 996 | 981 982 983
PT AW | 117 | 144
PY AW | 131 132 141 912 |
RS AW | 192 193 194 1985 |
RU AW | 104 | 121 123
RW AWH | 110 113 912 |
SA AWH | 993 996 998 |
SB AW | 111 988 |
SC AW | 133 151 |
SD AW | 333 |
SE AW |  | 1177 11313 11414
SG AW |  | 1777
SI AW |  | 1987
SJ H | 120 |
SK AW | 159 |
SN AW | 15 1515 |
SO AW | 777 |
SR AW | 110 113 |
SV AW | 132 |
SX W | 912 |
SY AW | 115 |
SZ AW | 933 977 |
TA W | 999 |
TG AW | 8200 |
TH AW | 1155 1193 1646 | 1197
TJ AW | 104 |
TK AW | 111 |
TL AW | 110 |
TM AW | 001 002 003 004 04 |
TN AW | 193 |
TR AWH | 114 153 156 158 177 | 121 183 184 185 186 187
TT AW | 811 |
TV AW | 000 999 |
TW AW | 118 | 113
TZ AW |  | 199
UA AW | 104 |
US AW |  | 311
UY AW | 104 105 106 109 |
UZ AW | 101 102 103 104 1050 | 1055
VG AW | 311 |
VN AW |  | 111
VU AW | 111 113 |
ZA AW | 107 10111 10177 |
ZM AW | 992 |
"""
# Harmonised in Europe and free (Commission decision 2007/116/EC and its changes to 2009).
_SHORT_LENGTHS = (3, 4)
_HARMONISED = ("116000", "116006", "116111", "116117", "116123")


class ShortNumbers(NamedTuple):
    """What a country has beyond the library. sources: keys of `SOURCES`."""

    emergency: frozenset[str]
    public: frozenset[str]
    sources: str


def short_numbers(country: str) -> ShortNumbers:
    """The row of a country; an empty one for a country that no list names."""
    return _rows().get(country, ShortNumbers(frozenset(), frozenset(), ""))


@lru_cache(maxsize=256)
def library_emergency(country: str) -> frozenset[str]:
    """Emergency numbers that the library knows in a country."""
    return frozenset(_matching(country, "emergency", (2, 3, 4)))


@lru_cache(maxsize=256)
def public_numbers(country: str) -> frozenset[str]:
    """Short numbers of public services that cost nothing or little; emergency numbers are none of them."""
    row = short_numbers(country)
    free = set(_matching(country, "toll_free", _SHORT_LENGTHS)) | row.public
    dear = set(_matching(country, "premium_rate", _SHORT_LENGTHS)) - row.public
    return frozenset(free - dear - library_emergency(country) - row.emergency)


def _matching(country: str, kind: str, lengths: tuple[int, ...]) -> Iterator[str]:
    from phonenumbers import PhoneMetadata  # late: a French site needs none

    metadata = PhoneMetadata.short_metadata_for_region(country)
    described = getattr(metadata, kind, None)
    if described is None or not described.national_number_pattern:
        return
    pattern = re.compile(described.national_number_pattern)
    for length in lengths:
        yield from (text for n in range(10**length) if pattern.fullmatch(text := f"{n:0{length}d}"))
    yield from (text for text in _HARMONISED if pattern.fullmatch(text))


@lru_cache(maxsize=1)
def _rows() -> dict[str, ShortNumbers]:
    nothing: frozenset[str] = frozenset()
    rows = {}
    for line in _CONFIRMED.splitlines():
        sources, countries = line.split("|")
        rows.update(
            {country: ShortNumbers(nothing, nothing, sources.strip()) for country in countries.split()}
        )
    for line in _ADDED.splitlines():
        head, emergency, public = (line + " |").split("|")[:3]
        country, sources = head.split()
        rows[country] = ShortNumbers(frozenset(emergency.split()), frozenset(public.split()), sources)
    return rows
