"""The control socket: the commands of the same machine and user talk to the running guard.

A Unix socket, mode 0600, one JSON object a line each way. In: hostile bytes all the same. Out: answers.
Easily got wrong: whoever connects must be the guard's own user or root, lines and waits are bounded,
and an order is answered only once its event is on disk.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import struct
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from veilleur.words.errors import ConfigError, VeilleurError

LINE_MAX_BYTES = 8_192
ANSWER_MAX_BYTES = 8_000_000
CONNECTIONS_MAX = 16
IDLE_S = 10.0
PATH_MAX_BYTES = 100  # the kernel takes 107
_PEER = struct.Struct("3i")  # pid, uid, gid

Do = Callable[[dict[str, Any], int], Awaitable[dict[str, Any]]]


class ControlServer:
    """The guard's side. do: carries out one request of a user id and gives its answer."""

    def __init__(self, path: Path, do: Do) -> None:
        self.path = path
        self._do = do
        self._server: asyncio.Server | None = None
        self._open = 0

    async def start(self) -> None:
        """Begin to listen; a socket left by a guard that was killed is taken over.

        Raises:
            ConfigError: when the socket cannot be made, or a guard listens on it.
        """
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with _short(self.path) as name:
                _remove_stale(self.path, name)
                before = os.umask(0o177)
                try:
                    listener.bind(name)
                finally:
                    os.umask(before)
            listener.listen(CONNECTIONS_MAX)
            listener.setblocking(False)
            self._server = await asyncio.start_unix_server(self._serve, sock=listener, limit=LINE_MAX_BYTES)
        except OSError as error:
            listener.close()
            raise ConfigError(
                f"{self.path}: the control socket cannot be made ({error.strerror}); "
                "set another [guard] control_socket."
            ) from error
        except BaseException:
            listener.close()
            raise

    async def stop(self) -> None:
        """Listen no more, and take the socket away."""
        if self._server is not None:
            self._server.close()
            self._server = None
            with contextlib.suppress(OSError):
                self.path.unlink()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._open >= CONNECTIONS_MAX:
            writer.close()
            return
        self._open += 1
        try:
            user = _user_of(writer)
            if user not in (0, os.geteuid()):
                return
            while True:
                async with asyncio.timeout(IDLE_S):
                    line = await reader.readuntil(b"\n")
                    writer.write(await self._answer(line, user))
                    await writer.drain()
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # gone, silent, or babbling: it is let go
        finally:
            self._open -= 1
            writer.close()

    async def _answer(self, line: bytes, user: int) -> bytes:
        try:
            request = json.loads(line)
            if not isinstance(request, dict):
                raise ValueError
        except (ValueError, RecursionError):
            return _line({"ok": False, "error": "The request is not one JSON object on one line."})
        try:
            return _line({"ok": True, **await self._do(request, user)})
        except VeilleurError as error:
            return _line({"ok": False, "error": str(error)})
        except Exception as error:
            return _line({"ok": False, "error": f"A fault of Veilleur's own ({type(error).__name__})."})


def ask(path: Path, request: dict[str, Any], timeout_s: float = 15.0) -> dict[str, Any] | None:
    """Ask the running guard; None when none listens.

    Raises:
        ConfigError: when the socket may not be used, or the guard says that the order cannot be done.
    """
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(timeout_s)
            with _short(path) as name:
                connection.connect(name)
            connection.sendall(_line(request))
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


def _line(data: dict[str, Any]) -> bytes:
    return json.dumps(data).encode() + b"\n"


def _user_of(writer: asyncio.StreamWriter) -> int:
    connection = writer.get_extra_info("socket")
    peer = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size)
    return int(_PEER.unpack(peer)[1])


def _remove_stale(path: Path, name: str) -> None:
    if not path.is_socket():
        if path.exists():
            raise ConfigError(f"{path}: there is a file here that is no socket; set another control_socket.")
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        try:
            probe.connect(name)
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
            return
        except (OSError, TimeoutError):
            pass
    raise ConfigError(
        f"{path}: another guard listens here; stop it first, or set another [guard] control_socket."
    )


@contextmanager
def _short(path: Path) -> Iterator[str]:
    """A name of the path that the kernel takes: long ones go through their folder's descriptor."""
    whole = str(path)
    if len(os.fsencode(whole)) <= PATH_MAX_BYTES:
        yield whole
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
