"""A Debian 12 that is booted: systemd is its first process, and nothing of it is left afterwards.

In: a folder with a whole Debian. Out: a machine with processes, mounts, loopback and a control group of its
own, in which commands are run. Pitfall: kernel and clock are ours; its only network is loopback.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import TracebackType

from lab.install import LabError
from lab.switch import DIES_WITH_US
from lab.waiting import until

COMMAND_LIMIT_S = 120
SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
ENVIRONMENT = {"PATH": SYSTEM_PATH, "LANG": "C.UTF-8", "HOME": "/root", "TERM": "dumb"}
# $1: the root; $2: its first process; then pairs of a folder of ours and where it lies there.
# With cgroup2 in its place systemd leaves the machine's other hierarchies alone.
_BOOT = """\
set -e
root=$1; init=$2; shift 2
mount --make-rprivate /
mount --bind "$root" "$root"
while [ $# -gt 0 ]; do mkdir -p "$root/$2"; mount --bind "$1" "$root/$2"; shift 2; done
cd "$root"
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs tmpfs tmp
mount -t tmpfs -o mode=755 tmpfs dev
for name in null zero full random urandom tty; do : > dev/$name; mount --bind /dev/$name dev/$name; done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mount -t tmpfs tmpfs dev/shm
ip link set lo up
mkdir -p .outside
pivot_root . .outside
umount -l /.outside
rmdir /.outside
exec env -i container=lab PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 $init
"""
_SYSTEMD = "/lib/systemd/systemd --system --log-target=journal --show-status=no"
_ENTER = 'echo $$ > "$1/cgroup.procs" && shift && exec "$@"'
_APART = ["--mount", "--pid", "--fork", "--kill-child", "--uts", "--ipc", "--cgroup", "--net"]


class BootedDebian:
    """A running machine; use it as a context manager. shared: folders of ours by where they lie there."""

    def __init__(self, root: Path, shared: Mapping[str, Path] | None = None) -> None:
        self.root = root
        self._shared = shared or {}
        self._process: subprocess.Popen[bytes] | None = None
        self.init = 0  # process id of its systemd

    def __enter__(self) -> BootedDebian:
        try:
            self._boot()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    @cached_property
    def _group(self) -> Path:
        return _unified_hierarchy() / f"veilleur-lab-{os.getpid()}-{self.root.name}"

    def refusal(self) -> str:
        """Why this machine lets nobody boot another inside it, as a container does; "" when it lets us."""
        try:
            self._group.mkdir()
            done = subprocess.run(
                self._first("/bin/true"), capture_output=True, text=True, check=False, timeout=COMMAND_LIMIT_S
            )
            self._end()
        except (OSError, LabError) as error:
            return str(error)
        return "" if done.returncode == 0 else done.stderr.strip()

    def inside(self, *command: str) -> list[str]:
        """The words that run a command there."""
        words = [f"{name}={value}" for name, value in ENVIRONMENT.items()]
        return [
            "nsenter",
            "--target",
            str(self.init),
            "--all",
            "--root",
            "--wd",
            "env",
            "-i",
            *words,
            *command,
        ]

    def on_its_loopback(self, *command: str) -> list[str]:
        """The words that run a command of ours where only its network is seen."""
        return ["nsenter", "--target", str(self.init), "--net", *command]

    def run(self, *command: str, code: int | None = 0, typed: str = "") -> str:
        """What a command says there. code: the exit code that is expected, None for any."""
        done = subprocess.run(
            self.inside(*command),
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            timeout=COMMAND_LIMIT_S,
        )
        said = done.stdout + done.stderr
        if code is not None and done.returncode != code:
            raise LabError(f"{' '.join(command)}: exit {done.returncode}, expected {code}: {said}")
        return said

    def path(self, inside: str) -> Path:
        """Where a file of the machine is seen from here."""
        return Path(f"/proc/{self.init}/root") / inside.lstrip("/")

    def _boot(self) -> None:
        self._group.mkdir()
        self._process = subprocess.Popen(
            [*DIES_WITH_US, *self._first(_SYSTEMD)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        until(self._is_up, "systemd is up", 60.0)

    def _first(self, init: str) -> list[str]:
        """The words that start a first process with everything around it."""
        pairs = [word for place, folder in self._shared.items() for word in (str(folder), place)]
        apart = ["unshare", *_APART, "sh", "-c", _BOOT, "boot", str(self.root), init, *pairs]
        return ["sh", "-c", _ENTER, "enter", str(self._group), *apart]

    def _is_up(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            assert self._process.stderr is not None
            raise LabError(f"the machine does not boot: {self._process.stderr.read().decode()}")
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        self.init = int(children[0]) if children else 0
        return bool(self.init) and self.run("systemctl", "is-system-running", code=None).strip() == "running"

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()  # its child, the machine's first process, goes with it, and so does all
            self._process.wait()
        until(self._remove_group, "the machine's processes are gone", 20.0)

    def _remove_group(self) -> bool:
        for folder, _folders, _files in os.walk(self._group, topdown=False):
            with contextlib.suppress(OSError):  # a process is still ending
                Path(folder).rmdir()
        return not self._group.exists()


def _unified_hierarchy() -> Path:
    """Where control groups of the second version are."""
    for line in Path("/proc/mounts").read_text().splitlines():
        _device, place, kind, *_rest = line.split()
        if kind == "cgroup2":
            return Path(place)
    raise LabError("no cgroup2 is mounted here; systemd cannot be booted")
