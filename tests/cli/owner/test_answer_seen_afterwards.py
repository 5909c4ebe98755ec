"""`veilleur answer` for a PBX that only prints its calls: what it says back claims no refusal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from veilleur.cli.owner import answer

Run = Callable[..., tuple[int, str, str]]
SMDR = '[site]\nname = "Garage Martin"\n[smdr]\nway = "listen"\nport = 4444\n'


@pytest.fixture
def answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Callable[..., str]:
    """What a person reads of their answer, once the guard has taken it. pbx: the section of the PBX."""
    monkeypatch.setattr(answer, "asked", lambda _settings, _request: {"on_disk": True, "until": None})

    def said(pbx: str, *words: str) -> str:
        config = tmp_path / "veilleur.toml"
        config.write_text(pbx)
        code, out, err = run("answer", *words, "--config", str(config), "--lang", "en")
        assert (code, err) == (0, "")
        return out

    return said


@pytest.mark.parametrize(
    "words",
    [("keep", "i3"), ("unknown", "i3"), ("no", "--territory", "LV"), ("no", "--number", "0037129012345")],
)
def test_no_answer_is_said_to_refuse_or_to_block(
    answered: Callable[..., str], words: tuple[str, ...]
) -> None:
    said = answered(SMDR, *words)
    assert "blocked" not in said
    assert "Refused" not in said


def test_where_calls_are_asked_about_it_is_said_that_all_stays_blocked(answered: Callable[..., str]) -> None:
    asterisk = SMDR.partition("[smdr]")[0]
    assert "all stays blocked" in answered(asterisk, "keep", "i3")
    assert "Refused until withdrawn" in answered(asterisk, "no", "--territory", "LV")
