"""What set-up takes over from a veilleur.toml that is there already, whatever stands in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from veilleur.pbx.asterisk.wizard.telephone import people_in, plan_in, word_in


def test_the_people_and_the_word_are_taken_over(tmp_path: Path) -> None:
    config = tmp_path / "veilleur.toml"
    config.write_text('[alerts]\nword = "heron"\n[[alerts.person]]\nname = "Anne"\n')
    assert people_in(config) == ["Anne"]
    assert word_in(config) == "heron"


@pytest.mark.parametrize(
    "content",
    [
        b"[alerts",
        b"\xff",
        b"a = " + b"[" * 100_000,  # deeper than Python goes
        b"a = " + b"9" * 5_000,  # longer than Python converts
        b"alerts = 1",
        b"[alerts]\nperson = [1]",
        b"[alerts.telephone]\nsecret_file = 'veilleur.toml'\nport = 'none'",
    ],
    ids=["no toml", "no text", "too deep", "too long", "no section", "no person", "no port"],
)
def test_a_file_that_cannot_be_used_gives_none(tmp_path: Path, content: bytes) -> None:
    config = tmp_path / "veilleur.toml"
    config.write_bytes(content)
    assert people_in(config) == []
    assert word_in(config) == ""
    assert plan_in(config) is None
