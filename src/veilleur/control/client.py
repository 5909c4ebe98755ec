"""The commands' end of the control socket: one request to the running guard, one answer.

In: a request as plain data. Out: the answer, or None when no guard listens. Pitfall: a guard that is frozen
takes the connection and says nothing, so every wait is bounded.
"""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

from veilleur.control.framing import decoded, encoded, short_name
from veilleur.words.errors import ConfigError, system_cause
from veilleur.words.messages import Message, as_said

ANSWER_MAX_BYTES = 8_000_000


def ask(path: Path, request: dict[str, Any], timeout_s: float = 15.0) -> dict[str, Any] | None:
    """Ask the running guard; None when none listens.

    Raises:
        ConfigError: when the socket may not be used, or the guard says that the order cannot be done.
    """
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(timeout_s)
            with short_name(path) as name:
                connection.connect(name)
            connection.sendall(encoded(request))
            answer = _read_line(connection)
    except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError):
        return None
    except TimeoutError:
        raise ConfigError(
            "{path}: the guard does not answer; is it frozen? Start it again.", path=path
        ) from None
    except OSError as error:
        raise ConfigError(
            "{path}: the guard cannot be asked ({why}); run this as the guard's own user.",
            path=path,
            why=system_cause(error),
        ) from error
    try:
        data = decoded(answer)
    except ValueError:
        raise ConfigError(
            "{path}: the guard let go without an answer; run this as its own user.", path=path
        ) from None
    if not isinstance(data, dict) or data.pop("ok", None) is not True:
        raise _refused(data)
    return data


def _refused(data: Any) -> ConfigError:
    """What the guard said."""
    said = data.get("error") if isinstance(data, dict) else None
    if said is None:
        return ConfigError("The guard gave no answer that can be read.")
    return ConfigError.saying(said if isinstance(said, Message) else as_said(str(said)))


def _read_line(connection: socket.socket) -> bytes:
    found = bytearray()
    while not found.endswith(b"\n") and len(found) < ANSWER_MAX_BYTES:
        data = connection.recv(65_536)
        if not data:
            break
        found += data
    return bytes(found)
