"""Each row of ours in the library's stead has a number that shows it, and a source."""

from __future__ import annotations

import pytest

from veilleur.numbering import DialPlan
from veilleur.numbering.corrections import CORRECTIONS
from veilleur.words.site import Site

SHOWN_BY = {
    "inmarsat": "00870000000001",
    "inmarsat_retired": "00872000000001",
    "mobile_satellite": "00881600000001",
    "thuraya": "0088216000001",
    "network_satellite": "0088234000001",
    "international_network": "00883511000001",
    "personal_international": "00878100000000001",
    "international_premium": "00979000000001",
    "international_shared_cost": "0080800000001",
    "withdrawn_code": "00888000000001",
    "nanp_900": "0019005550100",
    "nanp_976": "0012129765555",
    "canada_600": "0016005550100",
}


def test_every_row_is_shown_and_sourced() -> None:
    assert set(SHOWN_BY) == {row.code for row in CORRECTIONS}
    assert all(row.reason and row.source for row in CORRECTIONS)


@pytest.mark.parametrize("row", CORRECTIONS, ids=lambda row: row.code)
def test_the_row_decides_and_the_number_is_dear(row) -> None:
    explained = DialPlan(Site()).explain(SHOWN_BY[row.code])
    assert explained.rule == f"correction:{row.code}"
    assert explained.destination.number_class is row.number_class
    assert explained.destination.territory == row.territory
    assert explained.destination.is_capped
    assert explained.destination.price.cost(60) > 0
