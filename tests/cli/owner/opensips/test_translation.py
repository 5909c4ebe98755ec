"""A limit is proposed only where the rules bound a whole class, and never stops what the table let pass."""

from __future__ import annotations

import pytest

from veilleur.cli.owner.opensips.table import rules_of
from veilleur.cli.owner.opensips.translation import Proposal, e164_prefixes, translated
from veilleur.numbering.dialplan import DialPlan
from veilleur.words.site import Site

HEADING = (
    "prefix;start_hour;end_hour;daysoftheweek;cpm_critical;call_duration_critical;total_calls_critical\n"
)


def proposed(*rows: str, country: str = "FR") -> Proposal:
    site = Site(country=country)
    return translated(rules_of(HEADING + "\n".join(rows), "rules"), site, DialPlan(site))


@pytest.mark.parametrize(
    ("country", "written", "meant"),
    [
        ("FR", "+371", ["371"]),
        ("FR", "371", ["371"]),
        ("FR", "00371", ["371"]),
        ("FR", "00", [""]),
        ("FR", "0899", ["33899"]),
        ("FR", "", [""]),
        ("GB", "0044", ["44"]),
        ("US", "01137", ["37"]),
        ("US", "1876", ["1876"]),
        ("FR", "*21", []),
    ],
)
def test_a_prefix_is_read_as_it_is_dialled_there(country: str, written: str, meant: list[str]) -> None:
    assert e164_prefixes(written, DialPlan(Site(country=country))) == meant


def test_the_longest_call_is_the_widest_of_all_rules_of_a_class() -> None:
    found = proposed(";09:00;17:00;Mon-Fri;5;3601;0", ";00:00;23:59;Mon-Sun;5;1200;0")
    assert found.longest_minutes["international"] == 61
    assert found.longest_minutes["premium"] == 61
    assert found.columns == ["cpm_critical"]


def test_a_bound_for_one_country_is_no_bound_for_all_of_them() -> None:
    found = proposed("371;00:00;23:59;Mon-Sun;0;600;0")
    assert found.longest_minutes == {}
    assert found.part == ["international"]


def test_a_time_without_a_rule_is_a_time_without_a_bound() -> None:
    assert "international" not in proposed(";09:00;17:00;Mon-Fri;0;600;0").longest_minutes


def test_satellites_barred_as_a_whole_are_a_class_on_which_nothing_is_spent() -> None:
    rows = [f"{prefix};00:00;23:59;Mon-Sun;0;0;1" for prefix in ("870", "881")]
    assert proposed(*rows).barred == ["satellite"]
    assert (proposed(rows[0]).barred, proposed(rows[0]).left_out) == ([], ["870"])


def test_a_barred_country_becomes_an_answer_and_a_part_of_one_is_named() -> None:
    found = proposed("371;00:00;23:59;Mon-Sun;0;0;1", "3706;00:00;23:59;Mon-Sun;1;0;0")
    assert (found.territories, found.left_out) == (["LV"], ["3706"])
    jamaica = proposed("1876;00:00;23:59;Mon-Sun;0;0;1")
    assert (jamaica.territories, jamaica.left_out) == ([], ["1876"])
    assert proposed("1876;;;;0;0;1", "1658;;;;0;0;1").territories == ["JM"]


def test_a_longer_prefix_is_heard_before_a_shorter_one() -> None:
    found = proposed(";00:00;23:59;Mon-Sun;0;0;1", "44;00:00;23:59;Mon-Sun;0;600;9")
    assert "GB" not in found.territories
    assert "LV" in found.territories
    assert found.longest_minutes["international"] == 10


def test_the_times_at_which_all_calls_are_barred_are_those_at_which_the_firm_is_closed() -> None:
    found = proposed(";18:30;07:59;Mon-Fri;0;0;1", ";00:00;23:59;Sat,Sun;0;0;1", ";00:00;23:59;Mon-Sun;0;0;0")
    assert found.hours["tue"] == "08:00-18:30"
    assert found.hours["mon"] == "00:00-18:30"  # no rule bars the end of Sunday's night
    assert found.hours["sun"] == "closed"
    assert found.barred == []


def test_a_threshold_of_nought_is_off() -> None:
    found = proposed("371;00:00;23:59;Mon-Sun;0;0;0")
    assert found == Proposal()
