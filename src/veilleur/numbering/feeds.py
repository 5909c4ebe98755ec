"""Feeds: lists of numbers and prefixes known for fraud. In: CSV files. Out: decibans."""

from __future__ import annotations

from pathlib import Path

from veilleur.numbering.deck_files import bounded_bytes, csv_rows
from veilleur.words.errors import InputError

_LISTED_DB = 10


class Feeds:
    """Listed numbers and prefixes, as E.164 digits. A listing is evidence, never a proof."""

    def __init__(self, entries: dict[str, str] | None = None) -> None:
        self.entries = entries or {}

    @classmethod
    def load(cls, path: Path) -> Feeds:
        """Every feed in a directory (none when it does not exist) or one file.

        Raises:
            InputError: a file or line cannot be used.
        """
        entries: dict[str, str] = {}
        files = sorted(path.glob("*.csv")) if path.is_dir() else [path] if path.is_file() else []
        for file in files:
            entries.update(read_feed(file))
        return cls(entries)

    def risk_db(self, digits: str) -> int:
        """Decibans for E.164 digits."""
        if not self.entries:
            return 0
        return _LISTED_DB if any(digits[:n] in self.entries for n in range(1, len(digits) + 1)) else 0


def read_feed(file: Path) -> dict[str, str]:
    """Lines of `number or prefix, reason, date`.

    Raises:
        InputError: the file or a line cannot be used.
    """
    try:
        text = bounded_bytes(file).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("{path}: the feed cannot be read; give a UTF-8 CSV file.", path=file) from error
    entries: dict[str, str] = {}
    for line, row in csv_rows(file, text, ";" if ";" in text else ","):
        if not row or not row[0].strip() or row[0].startswith("#"):
            continue
        number = row[0].strip().replace(" ", "").removeprefix("+").removeprefix("00")
        if not (number.isascii() and number.isdigit()):
            if line == 1:
                continue  # names of the columns
            raise InputError(
                "{path}:{line}: {text!r} is no number; write one such as +371.",
                path=file,
                line=line,
                text=row[0],
            )
        entries[number] = row[1].strip() if len(row) > 1 else ""
    return entries
