"""What a minute costs, by territory: a usual and a cautious estimate, fixed and mobile apart.

In: nothing. Out: `ESTIMATES`. Euros a minute with French VAT (20 %), no fee a call, for a company without a
plan. usual: the median over the price lists of what each asks for the territory (the median of its networks).
cautious: half as much again as the dearest network of any list, and at least the dearest public French price
that was found. The figures are ours, computed on 30 November 2026; docs/prices.md says how, and how far they
are from a list that was kept out of them.
Pitfall: a price list is one operator's of one year. What a company pays stands on its own bill; these are for
those who gave none.
"""

from __future__ import annotations

from typing import NamedTuple

# A row names the lists that it was computed from by these letters. Their prices are before tax and in their
# own currency; the rates of exchange to the euro are rounded ones of the month of the list.
SOURCES = {
    "V": "Voys South Africa (Izwi), international call rates of August 2020, 1,118 rows, 20.4 ZAR a euro",
    "F": "Fastmetrics (United States, for companies), rates as of September 2022, 540 rows, 1.00 USD a euro",
    "C": "Caribbean operator, rates as of November 2018, 817 prefixes, 1.14 USD a euro",
    "I": "Interconn (Italy), retail rates of December 2016: only where it raised a cautious estimate",
    "=": "no list names it apart: taken as the territory whose plan of numbers it shares",
}


class Minute(NamedTuple):
    """Euros a minute with VAT."""

    usual_fixed: str
    usual_mobile: str
    cautious_fixed: str
    cautious_mobile: str
    sources: str


# territory, usual to a fixed and to a mobile telephone, cautious to a fixed and to a mobile one, sources.
_ROWS = """\
AC 1.06 1.06 3.59 3.59 CFV
AD 0.048 0.32 0.35 0.69 CFV
AE 0.27 0.27 1.4 1.4 CFV
AF 0.47 0.47 2 2 CFV
AG 0.23 0.25 1.4 1.4 CFV
AI 0.21 0.34 1.4 1.4 CFV
AL 0.16 0.6 0.9 0.95 CFV
AM 0.18 0.32 1.4 1.4 CFV
AO 0.19 0.26 1.4 1.4 CFV
AQ 1.92 8.8 7.89 13.2 CFV
AR 0.058 0.28 0.9 0.9 CFV
AS 0.12 0.68 1.4 1.4 CFV
AT 0.053 0.25 0.58 0.46 CFV
AU 0.032 0.18 0.9 0.9 CFV
AW 0.18 0.32 1.4 1.4 CFV
AX 0.073 0.17 0.35 0.39 =FI
AZ 0.28 0.44 1.4 1.4 CFV
BA 0.23 0.51 0.9 0.9 CFV
BB 0.17 0.34 1.4 1.4 CFV
BD 0.13 0.074 1.4 1.4 CFV
BE 0.04 0.31 0.35 0.58 CFV
BF 0.31 0.52 1.4 1.4 CFV
BG 0.067 0.35 0.9 1.03 CFV
BH 0.17 0.21 1.4 1.4 CFV
BI 0.14 0.18 1.4 1.4 CFV
BJ 0.3 0.36 1.4 1.4 CFV
BL 0.058 0.41 0.9 0.9 =GP
BM 0.078 0.078 1.4 1.4 CFV
BN 0.095 0.095 1.4 1.4 CFV
BO 0.2 0.26 1.4 1.4 CFV
BQ 0.19 0.23 1.4 1.4 =CW
BR 0.062 0.3 0.9 0.9 CFV
BS 0.12 0.12 1.4 1.4 CFV
BT 0.2 0.19 1.4 1.4 CFV
BW 0.18 0.36 1.4 1.4 CFV
BY 0.47 0.55 1.4 1.4 CFV
BZ 0.33 0.33 1.4 1.4 CFV
CA 0.2 0.2 0.54 0.54 V
CC 2.13 2.13 3.38 3.38 =NF
CD 0.51 0.47 1.4 1.4 CV
CF 0.79 0.71 2 2 CFV
CG 0.41 0.68 1.4 1.4 CFV
CH 0.043 0.38 0.35 1.08 CFV
CI 0.36 0.38 1.4 1.4 CFV
CK 1.13 1.13 3.97 3.97 CFV
CL 0.053 0.22 1.92 0.9 CFV
CM 0.26 0.42 1.4 1.4 CFV
CN 0.23 0.23 0.9 0.9 FV
CO 0.061 0.16 1.4 1.4 CFV
CR 0.095 0.095 1.4 1.4 CFV
CU 1.58 1.58 3.15 3.15 CFV
CV 0.34 0.37 2 2 CFV
CW 0.19 0.23 1.4 1.4 FV
CX 2.13 2.13 3.38 3.38 =NF
CY 0.049 0.086 0.9 0.9 CFV
CZ 0.044 0.21 0.9 0.9 CFV
DE 0.021 0.28 0.35 0.49 CFV
DJ 0.47 0.62 1.4 1.4 CFV
DK 0.029 0.24 0.35 0.43 CFV
DM 0.23 0.33 1.4 1.4 CFV
DO 0.11 0.18 1.4 1.4 CFV
DZ 0.15 0.3 1.4 1.87 CFV
EC 0.23 0.3 1.4 1.4 CFV
EE 0.034 0.53 0.9 0.91 CFV
EG 0.19 0.17 1.4 1.4 CFV
EH 0.24 0.61 1.4 1.4 =MA
ER 0.33 0.32 2 2 CFV
ES 0.35 0.27 1.01 0.47 CFV
ET 0.37 0.37 1.4 1.4 CFV
FI 0.073 0.17 0.35 0.39 CFV
FJ 0.39 0.57 2 2 CFV
FK 1.05 1.05 3.39 3.39 CFV
FM 0.42 0.42 2 2 CFV
FO 0.2 0.12 0.9 0.9 CFV
FR 0.036 0.19 0.35 0.75 CFV
GA 0.3 0.44 1.4 1.58 CFV
GB 0.18 0.23 0.75 0.72 CFV
GD 0.21 0.37 1.4 1.4 CFV
GE 0.095 0.24 1.4 1.4 CFV
GF 0.08 0.22 0.9 0.9 CFIV
GG 0.18 0.23 0.9 0.9 =GB
GH 0.13 0.37 1.4 1.4 CFV
GI 0.084 0.22 0.9 0.9 CFV
GL 0.61 0.88 2 1.93 CFV
GM 0.67 0.67 2 2 CFV
GN 0.71 0.58 2 2 CFV
GP 0.058 0.41 0.9 0.9 CFIV
GQ 0.55 0.55 1.4 1.4 FV
GR 0.029 0.24 0.9 0.9 CFV
GT 0.17 0.22 1.4 1.4 CFV
GU 0.069 0.069 1.4 1.4 CV
GW 0.84 0.79 2 2 CFV
GY 0.38 0.4 1.4 1.4 CFV
HK 0.04 0.036 0.9 0.9 FV
HN 0.27 0.32 1.4 1.4 CFV
HR 0.038 0.24 0.9 0.9 CFV
HT 0.34 0.61 1.4 1.4 CFV
HU 0.063 0.23 0.9 0.9 CFV
ID 0.12 0.18 1.4 1.4 CFV
IE 0.029 0.22 0.35 0.51 CFV
IL 0.15 0.18 0.9 0.9 CFV
IM 0.18 0.23 0.9 0.9 =GB
IN 0.041 0.048 0.9 0.9 FV
IO 1.75 1.75 2.72 2.72 CFV
IQ 0.21 0.29 1.4 1.4 CFV
IR 0.21 0.23 1.4 1.4 CFV
IS 0.034 0.25 0.9 0.9 CFV
IT 0.028 0.38 0.35 0.71 CFV
JE 0.18 0.23 0.9 0.9 =GB
JM 0.15 0.31 1.4 1.4 CFV
JO 0.18 0.25 1.4 1.4 CFV
JP 0.044 0.18 0.9 0.9 CFV
KE 0.23 0.3 1.4 1.4 CFV
KG 0.27 0.18 1.4 1.4 CFV
KH 0.11 0.11 1.4 1.4 CFV
KI 1.32 1.32 6.41 6.41 CFV
KM 0.63 0.75 2 2 CFV
KN 0.23 0.33 1.4 1.4 CFV
KP 0.68 0.68 4.5 4.5 CFV
KR 0.046 0.073 0.9 0.9 CFV
KW 0.12 0.18 1.4 1.4 CFV
KY 0.19 0.32 1.4 1.4 CFV
KZ 0.12 0.21 1.4 1.4 CV
LA 0.11 0.1 1.4 1.4 CFV
LB 0.14 0.27 1.4 1.4 CFV
LC 0.24 0.34 1.4 1.4 CFV
LI 0.09 0.76 0.9 2.44 CFV
LK 0.2 0.22 1.4 1.4 CFV
LR 0.61 0.55 2 2 CFV
LS 0.31 0.54 1.4 1.4 CFV
LT 0.077 0.21 0.9 0.9 CFV
LU 0.053 0.31 0.45 0.49 CFV
LV 0.15 0.31 1.1 1.34 CFV
LY 0.34 0.46 1.4 1.4 CFV
MA 0.24 0.61 1.4 1.4 CFV
MC 0.084 0.57 0.35 1.1 CFV
MD 0.29 0.31 0.9 0.9 CFV
ME 0.26 0.54 0.9 1.66 CFV
MF 0.058 0.41 0.9 0.9 =GP
MG 0.6 0.68 1.4 2.31 CFV
MH 0.41 0.41 2 2 CFV
MK 0.18 0.52 0.9 0.9 CFV
ML 0.53 0.43 2 2 CFV
MM 0.41 0.39 1.4 1.4 CFV
MN 0.095 0.11 1.4 1.4 CFV
MO 0.084 0.11 1.4 1.4 CFV
MP 0.083 0.083 1.4 1.4 CV
MQ 0.14 0.38 0.9 0.9 CIV
MR 0.36 0.78 1.4 1.67 CFV
MS 0.25 0.21 1.4 1.4 CFV
MT 0.18 0.47 0.9 0.92 CFV
MU 0.23 0.19 1.4 1.4 CFV
MV 0.29 0.41 2 2 CFV
MW 0.26 0.33 1.4 1.4 CFV
MX 0.053 0.11 0.9 0.9 CFV
MY 0.056 0.071 0.9 0.9 CFV
MZ 0.19 0.35 1.4 1.4 CFV
NA 0.17 0.26 1.4 1.4 CFV
NC 0.43 0.43 2 2 CFV
NE 0.23 0.34 1.4 1.4 CFV
NF 2.13 2.13 3.38 3.38 CFV
NG 0.14 0.24 1.4 1.4 CFV
NI 0.28 0.41 1.4 1.4 CFV
NL 0.034 0.32 0.35 0.49 CF
NO 0.14 0.24 0.65 0.4 CFV
NP 0.31 0.27 1.4 1.4 CFV
NR 2.47 2.84 4.26 4.26 CFV
NU 1.32 1.32 6.92 6.92 CFV
NZ 0.053 0.31 0.9 0.95 CFV
OM 0.24 0.38 1.4 1.4 CFV
PA 0.082 0.18 1.4 1.4 CFV
PE 0.04 0.34 1.4 1.4 CFV
PF 0.41 0.51 2 2 CFV
PG 2.9 2.9 7.18 7.18 FV
PH 0.18 0.21 1.4 1.4 CFV
PK 0.2 0.19 1.4 1.4 CFV
PL 0.029 0.25 0.9 0.9 CFV
PM 0.37 0.68 1.03 1.03 CFIV
PR 0.029 0.059 1.4 1.4 V
PS 0.25 0.29 1.4 1.4 CFV
PT 0.041 0.24 0.35 0.47 CFV
PW 0.52 0.36 2 2 CFV
PY 0.11 0.18 1.4 1.4 CFV
QA 0.31 0.37 1.4 1.4 CFV
RE 0.21 0.34 1.09 1.26 CFIV
RO 0.049 0.34 0.9 0.9 CFV
RS 0.13 0.48 0.9 0.9 CFV
RU 0.095 0.18 1.4 1.4 CFV
RW 0.22 0.27 1.4 1.4 CFV
SA 0.17 0.27 1.4 1.4 CFV
SB 1.86 1.86 9.61 9.61 CFV
SC 0.29 0.89 1.41 1.49 CFV
SD 0.22 0.22 1.4 1.4 CFV
SE 0.029 0.15 0.35 0.76 CFV
SG 0.042 0.053 0.9 0.9 CFV
SH 1.51 1.51 4.49 4.49 CFV
SI 0.084 0.6 0.9 1.1 CFV
SJ 0.14 0.24 0.65 0.4 =NO
SK 0.038 0.26 0.9 0.9 CFV
SL 0.63 0.7 2 2 CFV
SM 0.05 0.18 0.9 0.9 CFV
SN 0.25 0.41 1.4 1.4 CFV
SO 0.68 0.38 2 2 CFV
SR 0.36 0.36 1.4 1.4 CFV
SS 0.43 0.59 2 2 CV
ST 1.79 1.79 3.11 3.11 CFV
SV 0.19 0.23 1.4 1.4 CFV
SX 0.18 0.18 1.4 1.4 V
SY 0.29 0.36 1.4 1.4 CFV
SZ 0.15 0.22 1.4 1.4 CFV
TA 1.51 1.51 4.49 4.49 =SH
TC 0.23 0.35 1.4 1.4 CFV
TD 0.33 0.51 2 14.8 CFV
TG 0.5 0.5 2 2 CFV
TH 0.063 0.059 0.9 0.9 CFV
TJ 0.2 0.22 1.4 1.4 CFV
TK 2.2 2.2 7.69 7.69 CFV
TL 1.04 0.35 4.5 4.5 CFV
TM 0.2 0.21 1.4 1.4 CFV
TN 0.32 0.71 1.76 1.77 CFV
TO 0.65 0.65 3.72 3.72 CFV
TR 0.049 0.27 0.9 0.9 CFV
TT 0.14 0.18 1.4 1.4 CFV
TV 0.97 0.97 6.41 6.41 CFV
TW 0.037 0.14 0.9 0.9 CFV
TZ 0.25 0.25 1.4 1.4 CFV
UA 0.19 0.29 0.9 0.9 CFV
UG 0.19 0.39 1.4 1.4 CFV
UY 0.13 0.26 1.4 1.4 CFV
UZ 0.15 0.14 1.4 1.4 CFV
VA 0.041 0.041 0.9 0.9 CV
VC 0.24 0.33 1.4 1.4 CFV
VE 0.084 0.21 1.4 1.4 CFV
VG 0.23 0.28 1.4 1.4 CFV
VI 0.035 0.035 1.4 1.4 V
VN 0.11 0.12 1.4 1.4 CFV
VU 1.78 3.42 5.13 5.13 CFV
WF 1.13 1.13 2.4 2.4 CFIV
WS 0.55 1.55 3.33 3.59 CFV
XK 0.26 0.74 1.4 1.4 V
YE 0.19 0.18 1.4 1.4 CFV
YT 0.062 0.22 0.9 0.9 IV
ZA 0.084 0.29 1.4 1.4 CFV
ZM 0.12 0.37 1.4 1.4 CFV
ZW 0.15 0.65 2 2 CFV
"""
ESTIMATES: dict[str, Minute] = {
    territory: Minute(*rest) for territory, *rest in (line.split() for line in _ROWS.splitlines())
}
# A country that no list names: as dear as Africa's dearer half; expert estimate.
OTHER = Minute("0.60", "0.60", "2.00", "2.00", "")
