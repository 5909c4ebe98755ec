"""A file that is not understood: what was seen in it, a description, three calls, and a question."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from veilleur.cli.records import formats
from veilleur.records import read
from veilleur.words.errors import InputError

POSITIONS = "".join(
    f"X{place};2026-06-{place:02} 10:00:00;20{place};00535550{place:04};{60 + place}\n"
    for place in range(1, 9)
)

app = typer.Typer()
app.command()(formats.command)


def strange(tmp_path: Path, text: str = POSITIONS) -> Path:
    path = tmp_path / "strange.dat"
    path.write_text(text)
    return path


def test_the_refusal_says_what_was_seen_and_what_to_do(tmp_path: Path) -> None:
    path = strange(tmp_path)
    with pytest.raises(InputError) as refused:
        list(read([path]))
    assert "a date and a time (column 2)" in str(refused.value)
    assert "a number (column 4)" in str(refused.value)
    assert "veilleur formats describe" in str(refused.value)
    assert "005355500001" not in str(refused.value)


def test_the_refusal_names_the_headings_and_what_is_missing(tmp_path: Path) -> None:
    path = strange(tmp_path, "Kolumna;Inna;Trzecia\na;b;c\nd;e;f\n")
    with pytest.raises(InputError) as refused:
        list(read([path]))
    assert "Kolumna, Inna, Trzecia" in str(refused.value)
    assert "a duration" in str(refused.value)


@pytest.mark.parametrize(("answer", "is_kept"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_a_description_is_proposed_shown_asked_for_and_written(
    tmp_path: Path, answer: str, is_kept: bool
) -> None:
    path = strange(tmp_path)
    result = CliRunner().invoke(app, ["describe", str(path)], input=answer)
    assert result.exit_code == 0, result.output
    assert 'start = "YYYY-MM-DD HH:mm:ss"' in result.output
    assert result.output.count("2026-06-0") == 3
    assert path.with_name("strange.dat.toml").exists() == is_kept
    if is_kept:
        found = list(read([path]))
        assert [(one.extension, one.number, one.billed_s) for one in found][:1] == [
            ("201", "005355500001", 61)
        ]


def test_too_little_is_no_proposal(tmp_path: Path) -> None:
    path = strange(tmp_path, "a;b;c\nd;e;f\n")
    result = CliRunner().invoke(app, ["describe", str(path)])
    assert result.exit_code != 0
    assert not path.with_name("strange.dat.toml").exists()


def test_a_link_that_leads_nowhere_is_not_followed_by_the_description(tmp_path: Path) -> None:
    path, elsewhere = strange(tmp_path), tmp_path / "elsewhere"
    path.with_name(f"{path.name}.toml").symlink_to(elsewhere)
    shown = CliRunner().invoke(app, ["describe", str(path)], input="y\n")
    assert shown.exit_code != 0
    assert not elsewhere.exists()
