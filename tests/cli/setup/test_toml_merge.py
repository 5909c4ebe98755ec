"""What the owner wrote in veilleur.toml is kept as it stands when set-up runs again."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veilleur.cli.setup.toml_merge import with_kept

KEYS = {"switch": frozenset({"host", "port", "log_file"})}
NEW = """\
[site]
name = "Garage Martin"
country = "FR"
extensions = ["3XX"]

[hours]
mon-fri = "08:00-18:30"
holidays = "FR"

[switch]
host = "127.0.0.1"
port = 5039
"""
OLD = """\
# The garage, since 1998.
[site]  # one site
country = "FR"
name = 'Garage'  # of my father
trunk_channels = 4
trunks = ["PJSIP/old*"]

[switch]
asks = false # not yet
log_file = "/var/log/old"
port = 5038

[hours]
closed = [
  "2026-08-03/2026-08-21",  # Brittany
]
sat = "09:00-12:00"

[journal]
keep_personal_months = 6
"""


def test_comments_order_and_spelling_stay_and_what_is_asked_is_replaced() -> None:
    assert (
        with_kept(NEW, OLD, KEYS)
        == """\
# The garage, since 1998.
[site]  # one site
country = "FR"
name = "Garage Martin"  # of my father
trunk_channels = 4
extensions = ["3XX"]

[switch]
asks = false # not yet
port = 5039
host = "127.0.0.1"

[hours]
closed = [
  "2026-08-03/2026-08-21",  # Brittany
]
mon-fri = "08:00-18:30"
holidays = "FR"

[journal]
keep_personal_months = 6
"""
    )


def test_a_section_that_was_not_there_comes_to_the_end() -> None:
    old = '[site]\nname = "Garage Martin"\ncountry = "FR"\nextensions = ["3XX"]  # all of them\n\n\n'
    merged = with_kept(NEW, old, KEYS)
    assert merged.startswith(old.rstrip("\n") + '\n\n[hours]\nmon-fri = "08:00-18:30"\n')
    assert merged.endswith('[switch]\nhost = "127.0.0.1"\nport = 5039\n')


def test_a_limit_that_set_up_does_not_ask_is_the_owners() -> None:
    old = "[limits]\nday_eur = 220  # no more\nusual_month_eur = 400\nceiling_month_eur = 4000\n"
    merged = with_kept(NEW + "\n[limits]\nusual_month_eur = 30\n", old, KEYS)
    assert tomllib.loads(merged)["limits"] == {"day_eur": 220, "usual_month_eur": 30}


def test_a_section_within_that_of_the_site_is_found() -> None:
    merged = with_kept(NEW, '[site]\nname = "Old"\n\n[site.hours]\nclosed = ["2026-08-03"]\n', KEYS)
    assert tomllib.loads(merged)["site"]["hours"] == {
        "closed": ["2026-08-03"],
        "mon-fri": "08:00-18:30",
        "holidays": "FR",
    }


@pytest.mark.parametrize("old", ["", "[site\n", '[[site]]\nname = "A"\n\n[[site]]\nname = "B"\n'])
def test_what_cannot_be_merged_is_replaced(old: str) -> None:
    assert with_kept(NEW, old, KEYS) == NEW


VALUES = st.one_of(
    st.integers(-9, 9), st.booleans(), st.text(max_size=5), st.lists(st.integers(0, 9), max_size=3)
)
SITES = st.dictionaries(st.sampled_from(["name", "country", "trunks", "trunk_channels"]), VALUES, max_size=4)


@given(SITES, st.sampled_from(["", "  # said", "\n# said"]))
def test_what_is_merged_says_both_and_merging_again_changes_nothing(
    site: dict[str, object], remark: str
) -> None:
    import tomlkit

    lines = [f"{tomlkit.dumps({key: value}).rstrip()}{remark}" for key, value in site.items()]
    merged = with_kept(NEW, "\n".join(["[site]", *lines, ""]), KEYS)
    said, asked = tomllib.loads(merged), tomllib.loads(NEW)
    kept = {"trunk_channels": site["trunk_channels"]} if "trunk_channels" in site else {}
    assert said == {**asked, "site": {**asked["site"], **kept}}
    assert with_kept(NEW, merged, KEYS) == merged
