"""A configuration that was tried in some folder, moved to where a service finds it.

In: a veilleur.toml anywhere. Out: its text for /etc/veilleur, and which files go with it. Pitfall: a relative
path starts at the folder of the file that names it, so each is either taken along or made absolute; what the
guard writes goes to /var/lib/veilleur, since the service may write nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomlkit

from veilleur.config.exposed_files import BESIDE_JOURNAL
from veilleur.config.switch_section import NO_PATHS

SECRET_KEYS = frozenset({"secret_file", "password_file", "token_file"})
# section, key -> the name below the folder of the state
OF_THE_GUARD = {
    ("journal", "file"): "journal.db",
    ("numbers", "feeds_directory"): "feeds",
    ("smdr", "spool"): "smdr",
}
TAKEN_ALONG = {("tariff", "file"), ("smdr", "format")}
OTHER_PATHS = frozenset(
    {
        "log_file",
        "cdr_file",
        "cdr_database",
        "directory",
        "control_socket",
        "page_socket",
        "file",
        "ca_file",
        "certificates_file",
    }
)
SUFFIXES_OF_JOURNAL = ("", "-wal", "-shm", ".head", ".seal")


@dataclass(slots=True)
class Adoption:
    """text: of the new configuration. copies: from where to where; private: those of them with a secret."""

    text: str = ""
    copies: dict[Path, Path] = field(default_factory=dict)
    private: set[Path] = field(default_factory=set)


def adopted(text: str, folder: Path, *, config_folder: Path, state_folder: Path, journal: Path) -> Adoption:
    """The same configuration for a service.

    text, folder: of the file as it is. journal: where its journal lies now.
    """
    document = tomlkit.parse(text)
    adoption = Adoption()
    for section, name, key in _values(document):
        value = str(section[key])
        if (name, key) in OF_THE_GUARD or not value:
            continue  # below, also when the file does not name it
        path = folder / value
        if key in SECRET_KEYS:
            section[key] = path.name
            adoption.copies[path] = config_folder / path.name
            adoption.private.add(config_folder / path.name)
        elif (name, key) in TAKEN_ALONG and path.is_file():
            section[key] = path.name
            adoption.copies[path] = config_folder / path.name
        elif key in OTHER_PATHS and not Path(value).is_absolute() and value not in NO_PATHS:
            section[key] = str(path)
    _state(document, folder, state_folder, adoption)
    old_names = {journal.with_name(journal.name + suffix): suffix for suffix in SUFFIXES_OF_JOURNAL}
    beside = {journal.with_name(name): name for name in BESIDE_JOURNAL}
    for path, suffix in old_names.items():
        if path.is_file():
            adoption.copies[path] = state_folder / f"journal.db{suffix}"
    for path, name in beside.items():
        if path.is_file():
            adoption.copies[path] = state_folder / name
    adoption.text = tomlkit.dumps(document)
    return adoption


def _state(document: tomlkit.TOMLDocument, folder: Path, state_folder: Path, adoption: Adoption) -> None:
    """What the guard writes, named where it will lie."""
    for (name, key), below in OF_THE_GUARD.items():
        section = document.get(name)
        if name != "journal" and not (isinstance(section, MutableMapping) and key in section):
            continue
        if section is None:
            document[name] = section = tomlkit.table()
        old = folder / str(section[key]) if key in section else None
        section[key] = str(state_folder / below)
        if old is not None and old.is_dir():
            adoption.copies[old] = state_folder / below


def _values(section: Any, name: str = "") -> Iterator[tuple[MutableMapping[str, Any], str, str]]:
    """Each text in a document, with the name of its section."""
    for key in [*section]:
        value = section[key]
        if isinstance(value, MutableMapping):
            yield from _values(value, key)
        elif isinstance(value, list):
            for one in value:
                if isinstance(one, MutableMapping):
                    yield from _values(one, key)
        elif isinstance(value, str):
            yield section, name, key
