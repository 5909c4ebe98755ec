"""`veilleur feeds`: import and list files of numbers known for fraud."""

from __future__ import annotations

import shutil
from pathlib import Path

import typer

from veilleur.cli.options import ConfigOption, settings_or_default
from veilleur.numbering.feeds import Feeds, read_feed
from veilleur.words.errors import InputError

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, help="Numbers known for fraud.")


@app.command("import")
def import_(file: Path, config: ConfigOption = None) -> None:
    """Check a CSV file (number or prefix, reason, date) and keep it."""
    entries = read_feed(file)
    directory = settings_or_default(config).feeds_directory
    try:
        directory.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, directory / f"{file.stem}.csv")
    except (OSError, shutil.SameFileError) as error:
        raise InputError(f"{directory}: the feed cannot be kept here ({error}).") from error
    print(f"{file}: {len(entries)} numbers and prefixes kept in {directory}")


@app.command("list")
def list_(config: ConfigOption = None) -> None:
    """How many numbers and prefixes are known."""
    directory = settings_or_default(config).feeds_directory
    print(f"{directory}: {len(Feeds.load(directory).entries)} numbers and prefixes")
