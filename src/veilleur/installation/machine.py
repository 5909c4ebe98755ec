"""The machine that a service is put on: its users, groups, addresses, and its commands.

In: questions and orders. Out: answers; the exit code of a command. Pitfall: everything that needs root goes
through here, so that a set-up can be seen whole without being root, and tried without a systemd.
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from veilleur.words.errors import ConfigError

RUNS_AT_MOST_S = 120.0


class Machine(Protocol):
    """What set-up asks and orders."""

    def is_root(self) -> bool:
        """Whether we may change the machine."""
        ...

    def has_systemd(self) -> bool:
        """Whether systemd runs it."""
        ...

    def has_user(self, name: str) -> bool:
        """Whether there is a user of this name."""
        ...

    def group_of(self, path: Path) -> str | None:
        """The group of a file, or of its nearest folder that exists; None for root's."""
        ...

    def addresses_of(self, host: str) -> tuple[str, ...]:
        """The addresses of a host.

        Raises:
            ConfigError: when its name is not known.
        """
        ...

    def run(self, command: Sequence[str]) -> tuple[int, str]:
        """Run a command; its exit code and what it wrote."""
        ...

    def give(self, path: Path, user: str) -> None:
        """Make a file or folder, and what is in it, a user's own."""
        ...


class ThisMachine:
    """The one that we run on."""

    def is_root(self) -> bool:
        """Whether we are root."""
        return os.geteuid() == 0

    def has_systemd(self) -> bool:
        """As sd_booted(3) looks."""
        return Path("/run/systemd/system").is_dir() and shutil.which("systemctl") is not None

    def has_user(self, name: str) -> bool:
        """By the system's own list."""
        try:
            pwd.getpwnam(name)
        except KeyError:
            return False
        return True

    def group_of(self, path: Path) -> str | None:
        """Group of the file, or of its folder while there is no file."""
        for place in (path, *path.parents):
            if place.exists():
                number = place.stat().st_gid
                break
        else:
            return None
        if number == 0:
            return None
        try:
            return grp.getgrgid(number).gr_name
        except KeyError:
            return None

    def addresses_of(self, host: str) -> tuple[str, ...]:
        """By the system's resolver."""
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except OSError:
            raise ConfigError(
                "{host}: the address of this host is not known here; write the address itself.", host=host
            ) from None
        return tuple(dict.fromkeys(str(one[4][0]) for one in found))

    def run(self, command: Sequence[str]) -> tuple[int, str]:
        """A program of the system, for two minutes at most."""
        try:
            done = subprocess.run(  # noqa: S603 - fixed words, no shell
                [*command], capture_output=True, text=True, timeout=RUNS_AT_MOST_S, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return 127, str(error)
        return done.returncode, (done.stdout + done.stderr).strip()

    def give(self, path: Path, user: str) -> None:
        """No link is followed."""
        entry = pwd.getpwnam(user)
        inside = [
            Path(folder, name) for folder, folders, files in os.walk(path) for name in (*folders, *files)
        ]
        for one in (path, *inside):
            os.chown(one, entry.pw_uid, entry.pw_gid, follow_symlinks=False)
