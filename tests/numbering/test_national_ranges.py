"""Premium, shared and fiction ranges of other countries, at home and from abroad."""

from __future__ import annotations

import pytest

from veilleur.numbering import DialPlan
from veilleur.numbering.national_ranges import RANGES, SOURCES
from veilleur.words.site import Site

# country, as its people dial it, class at home
AT_HOME = """
BE 090012345 premium
BE 090912345 premium
BE 070123456 shared_cost
BE 078123456 shared_cost
DE 09001234567 premium
DE 09003123456 premium
DE 0190123456 premium
DE 0700123456 shared_cost
DE 01805123456 shared_cost
DE 01377123456 premium
DE 08001234567 free
DE 110 emergency
CH 0900123456 premium
CH 0901123456 premium
CH 0906123456 premium
CH 0848123456 shared_cost
CH 0800123456 free
CH 144 emergency
GB 09011234567 premium
GB 09812345678 premium
GB 08711234567 premium
GB 07700900123 mobile
GB 01632960123 national
GB 02079460123 national
GB 08001234567 free
GB 999 emergency
BR 0900123456 premium
BR 05001234567 premium
BR 03001234567 shared_cost
BR 08001234567 free
BR 190 emergency
IN 1900123456 premium
IN 18601234567 shared_cost
IN 18001234567 free
IN 108 emergency
ES 803123456 premium
ES 806123456 premium
ES 807123456 premium
ES 905123456 premium
ES 907123456 premium
ES 902123456 shared_cost
ES 900123456 free
ES 091 emergency
IT 899123456 premium
IT 892123 premium
IT 894123456 premium
IT 895123456 premium
IT 178123456 shared_cost
IT 199123456 shared_cost
IT 800123456 free
IT 113 emergency
NL 09001234 premium
NL 09061234 premium
NL 09091234567 premium
NL 08001234 free
NL 112 emergency
PT 760123456 premium
PT 761123456 premium
PT 607123456 premium
PT 808123456 shared_cost
PT 800123456 free
PT 112 emergency
PL 700123456 premium
PL 708123456 premium
PL 300123456 shared_cost
PL 801123456 shared_cost
PL 800123456 free
PL 999 emergency
AT 0900123456 premium
AT 0930123456 premium
AT 0800123456 free
AT 144 emergency
IE 1520123456 premium
IE 1590123456 premium
IE 0209112345 mobile
IE 1800123456 free
SE 09001234567 premium
SE 0939123456 premium
SE 0701740612 mobile
SE 020123456 free
LU 90112345 premium
DK 90123456 premium
NO 82912345 premium
FI 070012345 premium
US 19005550100 premium
US 8005550100 free
US 2125550123 national
AU 1900123456 premium
AU 0491570156 mobile
AU 000 emergency
"""
ROWS = [line.split() for line in AT_HOME.strip().splitlines()]
# The same from France: what costs extra there is dear from here, what is ordinary is a call abroad.
FROM_FRANCE = [
    ("+34905123456", "ES", "premium"),
    ("+39895123456", "IT", "premium"),
    ("+3270123456", "BE", "international"),
    ("+447700900123", "GB", "international"),
    ("+919001234567", "IN", "international"),
    ("+905321234567", "TR", "international"),
    ("+390612345678", "IT", "international"),
]


@pytest.mark.parametrize(
    ("country", "dialled", "number_class"), ROWS, ids=[" ".join(row[:2]) for row in ROWS]
)
def test_what_people_dial_at_home(country: str, dialled: str, number_class: str) -> None:
    found = DialPlan(Site(country=country, outside_line="", extensions=("2XX",))).destination(dialled)
    assert (found.number_class.value, found.territory) == (number_class, country)
    assert found.is_capped == (number_class in ("premium", "shared_cost"))


@pytest.mark.parametrize(("dialled", "territory", "number_class"), FROM_FRANCE)
def test_the_same_from_france(dialled: str, territory: str, number_class: str) -> None:
    found = DialPlan(Site()).destination(dialled)
    assert (found.territory, found.number_class.value) == (territory, number_class)


def test_a_number_of_fiction_costs_what_its_country_costs() -> None:
    plan = DialPlan(Site())
    drama, real = plan.destination("+447700900123"), plan.destination("+447400123456")
    assert (drama.usual, drama.cautious, drama.risk_db) == (real.usual, real.cautious, real.risk_db)


def test_each_range_names_its_source() -> None:
    assert {one.source for one in RANGES} == set(SOURCES)
