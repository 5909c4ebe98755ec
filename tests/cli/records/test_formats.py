"""`veilleur formats` lists the formats and shows what is understood of a file."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from veilleur.cli.records import formats as formats_command

SAMPLE = Path(__file__).parents[2] / "records" / "asterisk_master_csv" / "sample.csv"


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer()
    made.command()(formats_command.command)
    return made


def test_the_list_names_each_format_and_how_sure_it_is(app: typer.Typer) -> None:
    shown = CliRunner().invoke(app, [])
    assert shown.exit_code == 0
    assert "operator-bill-fr" in shown.output
    assert "guessed" in shown.output


def test_trying_a_file_shows_calls_masked_and_counts_what_is_lost(app: typer.Typer) -> None:
    shown = CliRunner().invoke(app, ["try", str(SAMPLE)])
    assert "4\u00a0calls read, 1\u00a0line not understood" in shown.output
    assert "0021655500044" not in shown.output
    assert "0044" in shown.output
    assert "line 4" in shown.output


def test_no_link_is_followed_where_lines_are_kept(app: typer.Typer, tmp_path: Path) -> None:
    victim, link = tmp_path / "victim", tmp_path / "rejects.txt"
    victim.write_text("of somebody else")
    link.symlink_to(victim)
    shown = CliRunner().invoke(app, ["try", str(SAMPLE), "--rejects", str(link)])
    assert shown.exit_code != 0
    assert victim.read_text() == "of somebody else"
    link.unlink()
    assert CliRunner().invoke(app, ["try", str(SAMPLE), "--rejects", str(link)]).exit_code == 0
    assert link.stat().st_mode & 0o777 == 0o600
