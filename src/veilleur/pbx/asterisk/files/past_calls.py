"""Asterisk's own call records, from which a gap in the watch is filled (pbx.adapter.PastCalls).

In: the file of veilleur.toml, and whether the module that writes it is loaded. Out: calls, or one sentence
that says why there are none. Pitfall: a file that exists may have been written by a module that is not
loaded any more, and a module that is loaded writes nothing when `cdr.conf` has no [csv]: it has declined.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from veilleur.pbx.adapter import PastCall
from veilleur.pbx.asterisk.dialplan.reading.config_file import read
from veilleur.pbx.asterisk.files.master_csv import passed_between, trouble_with
from veilleur.words.messages import Message
from veilleur.words.site import Site

CDR_CONF = "cdr.conf"
RECORDS_FOLDER = "cdr-csv"  # of Asterisk's module cdr_csv


def trouble_with_records(
    records: Path | None, module_is_loaded: bool | None, directory: Path | None = None
) -> str:
    """Why call records cannot be read; "" when they can. module_is_loaded: cdr_csv, None when not known;
    directory: where the configuration of the PBX is, None when not known."""
    if records is None:
        return Message("veilleur.toml names no call records ([asterisk] cdr_file)")
    if module_is_loaded is False and records.parent.name == RECORDS_FOLDER:
        return Message("Asterisk does not write {path}: its module cdr_csv is not loaded", path=records)
    if directory is not None and records.parent.name == RECORDS_FOLDER and _has_declined(directory):
        return Message(
            "Asterisk does not write {path}: cdr.conf has no [csv], so cdr_csv is loaded and does nothing",
            path=records,
        )
    return trouble_with(records) or ""


def _has_declined(directory: Path) -> bool:
    """Whether cdr.conf, with what it includes, asks for no CSV file; not when it may not be read."""
    found = read(directory, CDR_CONF)
    return bool(found.files) and not found.blind and not found.named("csv")


class AsteriskPastCalls:
    """The calls of Master.csv. is_written: whether cdr_csv is loaded, None when the switch does not say."""

    def __init__(
        self,
        records: Path | None,
        site: Site,
        is_written: Callable[[], bool | None],
        directory: Path | None = None,
    ) -> None:
        self._records, self._site, self._is_written = records, site, is_written
        self._directory = directory

    def trouble(self) -> str:
        """See `PastCalls`."""
        return trouble_with_records(self._records, self._is_written(), self._directory)

    def between(self, began_at: float, ended_at: float) -> list[PastCall]:
        """See `PastCalls`."""
        assert self._records is not None
        return passed_between(self._records, self._site, began_at, ended_at)
