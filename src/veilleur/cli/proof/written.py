"""A file that only its owner may read, in the place of one of that name. In: where, what. Out: its path."""

from __future__ import annotations

import os
from pathlib import Path

from veilleur.words.errors import InputError, system_cause


def written(folder: Path, name: str, content: bytes) -> Path:
    """Write a file that only its owner may read, in the place of one of that name."""
    path = folder / name
    part = folder / f".{name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
        part.replace(path)
    except OSError as error:
        raise InputError(
            "{path}: cannot be written ({why}); choose another folder with --out.",
            path=path,
            why=system_cause(error),
        ) from error
    return path
