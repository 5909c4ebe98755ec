"""A second machine: a network namespace joined to ours by one cable, with a loopback that ours cannot reach.

In: nothing. Out: two ends with addresses, and `inside`, in which whatever this thread opens or starts belongs
to the second machine. Pitfall: files, processes and clock are shared; only the network is another machine's.
It refuses loudly where the kernel lets us make none.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from lab.addresses import free_network
from lab.install import LabError
from lab.switch import DIES_WITH_US
from lab.waiting import until

_CLONE_NEWNET = 0x40000000
_OWN = Path("/proc/thread-self/ns/net")


class SecondMachine:
    """Use it as a context manager. network: first three numbers of the addresses at both ends of the cable.

    ours, theirs: last numbers of the addresses that lie at each end.
    """

    def __init__(self, ours: range | tuple[int, ...], theirs: range | tuple[int, ...]) -> None:
        self.network = free_network().replace("127.", "10.", 1)
        self._ours, self._theirs = ours, theirs
        self._name = f"vl{os.getpid() % 100_000}"

    def __enter__(self) -> SecondMachine:
        self._holder = subprocess.Popen([*DIES_WITH_US, "unshare", "--net", "sleep", "infinity"])
        try:
            self._join()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    @contextmanager
    def inside(self) -> Iterator[None]:
        """What is opened or started in here is the second machine's."""
        with _OWN.open() as own, Path(f"/proc/{self._holder.pid}/ns/net").open() as other:
            _enter(other.fileno())
            try:
                yield
            finally:
                _enter(own.fileno())

    def _stands(self) -> None:
        own = os.readlink("/proc/self/ns/net")
        place = Path(f"/proc/{self._holder.pid}/ns/net")
        until(lambda: self._holder.poll() is None and os.readlink(place) != own, "the second network", 20.0)

    def _join(self) -> None:
        self._stands()
        near, far = f"{self._name}a", f"{self._name}b"
        _ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", str(self._holder.pid))
        for number in self._ours:
            _ip("addr", "add", f"{self.network}.{number}/24", "dev", near)
        _ip("link", "set", near, "up")
        with self.inside():
            for number in self._theirs:
                _ip("addr", "add", f"{self.network}.{number}/24", "dev", far)
            _ip("link", "set", "lo", "up")
            _ip("link", "set", far, "up")

    def _end(self) -> None:
        self._holder.kill()  # with its last process the namespace goes, and the cable with it
        self._holder.wait()
        subprocess.run(["ip", "link", "del", f"{self._name}a"], capture_output=True, check=False)


class Alone(SecondMachine):
    """A machine without a cable: what is opened inside reaches its own loopback and nobody else."""

    def __init__(self) -> None:
        super().__init__((), ())

    def _join(self) -> None:
        self._stands()
        with self.inside():
            _ip("link", "set", "lo", "up")


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise LabError(f"ip {' '.join(words)}: {done.stderr.strip()}; run the laboratory as root")


def _enter(descriptor: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(descriptor, _CLONE_NEWNET):
        why = os.strerror(ctypes.get_errno())
        raise LabError(f"no second network can be entered here ({why}); run the laboratory as root")
