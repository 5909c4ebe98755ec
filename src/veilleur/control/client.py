"""The commands' end of the control socket: one request to the running guard, one answer.

In: a request as plain data. Out: the answer, or None when no guard listens. Pitfall: a guard that is frozen
takes the connection and says nothing, so every wait is bounded.
"""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

from veilleur.control.framing import encoded, short_name
from veilleur.words.errors import ConfigError

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
        raise ConfigError(f"{path}: the guard does not answer; is it frozen? Start it again.") from None
    except OSError as error:
        raise ConfigError(
            f"{path}: the guard cannot be asked ({error.strerror}); run this as the guard's own user."
        ) from error
    try:
        data = json.loads(answer)
    except ValueError:
        raise ConfigError(f"{path}: the guard let go without an answer; run this as its own user.") from None
    if not isinstance(data, dict) or data.pop("ok", None) is not True:
        raise ConfigError(str(data.get("error", "The guard gave no answer that can be read.")))
    return data


def _read_line(connection: socket.socket) -> bytes:
    found = bytearray()
    while not found.endswith(b"\n") and len(found) < ANSWER_MAX_BYTES:
        data = connection.recv(65_536)
        if not data:
            break
        found += data
    return bytes(found)
