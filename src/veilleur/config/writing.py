"""Files that set-up makes for the owner: written whole or not at all, and TOML's own spelling of a text.

In: a path and its text. Out: the file. Pitfall: a secret's file gets its mode when it is made, not
afterwards, so that nobody reads it in between.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from veilleur.words.errors import ConfigError, system_cause


def write_new(path: Path, text: str, mode: int) -> None:
    """Write a file whole or not at all.

    Raises:
        ConfigError: when it cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ConfigError(
            "{path}: this file cannot be written ({why}); check the path, its rights, the space.",
            path=path,
            why=system_cause(error),
        ) from error


def quoted(value: str) -> str:
    """A basic string of TOML."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
