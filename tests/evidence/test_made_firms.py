"""Honest firms are no frauds and ruined ones are seen, whatever the configuration says or leaves out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tools.made_firms import HONEST, RUINED, Firm
from tools.strangers.homes import HOMES

from veilleur.evidence import Examination, examine, taught_judge
from veilleur.numbering import DialPlan
from veilleur.records import guess_site, read
from veilleur.words.site import Site

NOT_AT_HOME = {"FR": "DE", "DE": "FR", "GB": "FR", "US": "GB", "AU": "US", "PT": "ES", "BR": "PT", "SE": "NO"}
CONFIGURED = ("nothing", "half", "a wrong country")


def examined(firm: Firm, configured: str, folder: Path) -> Examination:
    path = folder / "Master.csv"
    path.write_text(firm.text, encoding="utf-8")
    if configured == "nothing":
        site = guess_site(read([path], Site()), Site()).site
    else:
        country = firm.country if configured == "half" else NOT_AT_HOME.get(firm.country, "FR")
        site = replace(Site(), country=country, timezone=HOMES[country].zone)
    records = sorted(read([path], site), key=lambda record: record.at)
    numbering = DialPlan(site)
    return examine(records, site, numbering, taught_judge(records, site, numbering))


@pytest.mark.parametrize("configured", CONFIGURED)
@pytest.mark.parametrize("name", HONEST)
def test_an_honest_firm_is_no_fraud(name: str, configured: str, tmp_path: Path) -> None:
    assert examined(HONEST[name](), configured, tmp_path).incidents == []


@pytest.mark.parametrize("configured", CONFIGURED)
@pytest.mark.parametrize("name", RUINED)
def test_a_ruined_firm_is_to_look_at_at_least(name: str, configured: str, tmp_path: Path) -> None:
    found = examined(RUINED[name](), configured, tmp_path)
    assert found.incidents or found.notices
