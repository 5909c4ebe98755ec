"""The manager's secret: read from its file, or made there.

Pitfall: a secret that was already there is tried before anything is written, so reading and making are two.
"""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from veilleur.config.writing import write_new
from veilleur.words.errors import ConfigError, system_cause
from veilleur.words.messages import Message

SECRET_BYTES = 24
SECRET_FILE = "ami-secret"  # noqa: S105 - a name of a file


def read_or_make_secret(path: Path) -> tuple[str, bool]:
    """The manager's secret, and whether it was made now; a new file is readable by its owner only.

    Raises:
        ConfigError: when the file cannot be read or made, or holds nothing.
    """
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        secret = secrets.token_urlsafe(SECRET_BYTES)
        write_new(path, secret + "\n", 0o600)
        return secret, True
    except (OSError, UnicodeDecodeError) as error:
        cause = system_cause(error) if isinstance(error, OSError) else Message("not text")
        raise ConfigError(
            "{path}: the secret cannot be read ({why}); check the path and its rights.", path=path, why=cause
        ) from error
    if not secret or re.search(r"\s", secret):
        raise ConfigError(
            "{path}: this file must hold one secret on one line; delete it to have one made, or write one.",
            path=path,
        )
    return secret, False
