"""Network addresses of the laboratory: all on the loopback interface, none used by two companies."""

from __future__ import annotations

import random
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from lab.install import LabError

_TRIES = 100


def free_network() -> str:
    """The first three numbers of a loopback network that nobody uses now."""
    for _try in range(_TRIES):
        network = f"127.{random.randint(1, 250)}.{random.randint(1, 250)}"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind((f"{network}.1", 5060))
            except OSError:
                continue
        return network
    raise LabError("no loopback network is free")


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
