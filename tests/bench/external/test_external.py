"""A made-up folder of other people's records: what is known of it, and how it is scored."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.bench.external.description import known_sets
from veilleur.bench.external.report import markdown
from veilleur.bench.external.scoring import scored, share_below
from veilleur.words.errors import InputError
from veilleur.words.site import Site

RECORDS = """Date;Direction;Extension;Number;Duration (s)
2026-06-01 10:00:00;Outbound;101;0199000101;60
2026-06-01 11:00:00;Inbound;102;0199000202;30
2026-06-02 09:30:00;Outbound;101;0261910303;0
2026-06-03 14:10:00;Outbound;103;0465710404;125
"""
TRUTH = """at,way,number,seconds
2026-06-01T10:00:00+02:00,out,+33199000101,60
2026-06-01T11:00:00+02:00,in,+33199000202,30
2026-06-02T09:30:00+02:00,out,+33261910303,0
2026-06-03T14:10:00+02:00,out,+33465710404,125
"""
KNOWN = """files = ["calls.csv"]
honest = true
out = 3
in = 1
truth = "truth.csv"
[site]
country = "FR"
timezone = "Europe/Paris"
outside_line = ""
extensions = ["1XX"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "firm"
    place.mkdir()
    (place / "calls.csv").write_text(RECORDS)
    (place / "truth.csv").write_text(TRUTH)
    (place / "known.toml").write_text(KNOWN)
    return tmp_path


def test_honest_records_are_read_and_judged_under_each_configuration(folder: Path) -> None:
    (known,) = known_sets(folder)
    score = scored(known)
    assert (score.read, score.calls_right, score.ways_right) == (4, 1.0, 1.0)
    assert [one.configuration for one in score.verdicts] == ["none", "half", "full", "wrong"]
    assert {one.grade for one in score.verdicts} == {"nothing"}
    table = markdown([score])
    assert "fraud found on 0 of 1 honest sets" in table
    assert "0199" not in table  # figures alone leave the folder


def test_a_call_read_with_another_direction_costs_both_shares(folder: Path) -> None:
    (folder / "firm" / "truth.csv").write_text(TRUTH.replace(",in,", ",out,"))
    (known,) = known_sets(folder)
    score = scored(known)
    assert score.ways_right == 0.75
    assert score.calls_right == 0.75


def test_prices_below_a_deck_are_a_share_of_its_prefixes(tmp_path: Path) -> None:
    deck = tmp_path / "deck.csv"
    deck.write_text("prefix,eur_per_minute\n4930,0.0001\n8816,99.0\n")
    assert share_below(deck, Site()) == 0.5


def test_a_folder_without_a_description_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"known\.toml"):
        known_sets(tmp_path)


def test_an_unknown_key_of_a_description_is_named(folder: Path) -> None:
    (folder / "firm" / "known.toml").write_text(KNOWN.replace("honest", "honnest"))
    with pytest.raises(InputError, match="honnest"):
        known_sets(folder)
