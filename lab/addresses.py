"""Addresses and ports of the laboratory: all on the loopback interface, none given to two that live together.

Out: the next of a circle that all processes of this machine share, so that what was just given, and is not
used yet, is given to nobody else. Pitfall: a port that the system picks (0) is free only at that moment: the
next client that connects anywhere may get it before its listener does. These lie below the system's own.
"""

from __future__ import annotations

import errno
import fcntl
import random
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from lab.install import LabError, cache_dir

_TRIES = 100
RTP = range(20_000, 30_000)  # of all switches
_PORTS = range(30_100, 32_700)  # the system picks from 32768 on
_NETWORKS = 250


def free_port() -> int:
    """A port of loopback, TCP and UDP, that is free now, and given to nobody else for a long time."""
    for _try in range(_TRIES):
        port = _PORTS[_next("port", len(_PORTS))]
        if all(_is_free("127.0.0.1", port, kind) for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM)):
            return port
    raise LabError("no port is free")


def free_network() -> str:
    """The first three numbers of a loopback network that nobody uses now."""
    for _try in range(_TRIES):
        second, third = divmod(_next("network", _NETWORKS**2), _NETWORKS)
        network = f"127.{second + 1}.{third + 1}"
        if _is_free(f"{network}.1", 5060, socket.SOCK_DGRAM):
            return network
    raise LabError("no loopback network is free")


def _next(name: str, count: int) -> int:
    """The next number of a circle, counted in a file that one process has at a time."""
    cache_dir().mkdir(parents=True, exist_ok=True)
    with (cache_dir() / f"last-{name}").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        number = (int(file.read() or -1) + 1) % count
        file.truncate(0)
        file.write(str(number))
    return number


def _is_free(host: str, port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind == socket.SOCK_STREAM:  # as a listener that does not wait for old connections to be forgotten
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return False
    return True


@contextmanager
def foreign_address() -> Iterator[str]:
    """An address of the documentation range 198.51.100.0/24, put on the loopback interface for a time.

    To Veilleur it is an address of the internet, while all of 127/8 is the company's own network.

    Raises:
        LabError: when it cannot be put there.
    """
    ip = shutil.which("ip", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if ip is None:
        raise LabError("the laboratory needs the program ip; install iproute2")
    said = ""
    for _try in range(_TRIES):
        address = f"198.51.100.{random.randint(1, 254)}"
        place = [f"{address}/32", "dev", "lo"]
        done = subprocess.run([ip, "addr", "add", *place], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            try:
                yield address
            finally:
                subprocess.run([ip, "addr", "del", *place], capture_output=True, check=False)
            return
        said = done.stderr.strip()
        if "exists" not in said:  # another company has it: try the next
            break
    raise LabError(f"no address can be put on the loopback interface ({said}); run as root")
