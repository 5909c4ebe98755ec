"""Install the machines of the laboratory: `python -m lab.install 22 16 debian`.

The numbers are versions of the real Asterisk; `debian` is a newcomer's Debian 12, with Python and systemd.
Each version is a small Debian of its own, made by debootstrap in a cache outside the checkout.
Packages come from the machine's own Debian mirror; their signatures are checked with Debian's
keyring. A version is made beside its place and renamed into it when whole, so a half-made one is
never used; running again costs nothing.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
SCRIPTS = Path("/usr/share/debootstrap/scripts")
STAMP = "veilleur-lab.stamp"
# debootstrap makes a Debian in about 90 s on two cores; a hanging mirror must not hang a test run.
DEBOOTSTRAP_LIMIT_S = 900


class LabError(Exception):
    """The laboratory cannot be set up; one sentence for a person."""


@dataclass(frozen=True)
class Release:
    """One Asterisk version and where Debian has it, or a plain Debian.

    recipe: increase to rebuild all caches.
    """

    version: str
    suite: str
    packages: tuple[str, ...]
    recipe: int = 1

    @property
    def title(self) -> str:
        """For people."""
        return "Debian 12" if self.version == PLAIN else f"Asterisk {self.version}"

    @property
    def stamp(self) -> str:
        """What the stamp of a whole installation says; anything else is rebuilt."""
        return f"{self.suite} {self.recipe} {' '.join(self.packages)}\n"


PLAIN = "debian"
_PACKAGES = ("asterisk", "asterisk-core-sounds-en-gsm")
RELEASES = {
    "22": Release("22", "forky", _PACKAGES),
    # Debian 11 keeps voicemail in a package of its own.
    "16": Release("16", "bullseye", (*_PACKAGES, "asterisk-voicemail")),
    PLAIN: Release(PLAIN, "bookworm", ("python3", "systemd", "systemd-sysv", "acl")),
}


def cache_dir() -> Path:
    """Where the installed versions are kept."""
    return Path(os.environ.get("VEILLEUR_CACHE") or Path.home() / ".cache" / "veilleur")


def root_of(version: str) -> Path:
    """The root directory of an installed version."""
    return cache_dir() / ("debian-12" if version == PLAIN else f"asterisk-{version}")


def is_installed(version: str) -> bool:
    """Whether the version is there, whole and of the present recipe."""
    try:
        return (root_of(version) / STAMP).read_text() == RELEASES[version].stamp
    except FileNotFoundError:
        return False


def ensure(version: str) -> Path:
    """The root of the version, installed when it is missing, half-made or of an old recipe.

    Raises:
        LabError: when it cannot be installed here; the message says why.
    """
    if version not in RELEASES:
        raise LabError(f"No {version} in the laboratory; known are {', '.join(RELEASES)}.")
    if is_installed(version):
        return root_of(version)
    if os.geteuid() != 0:
        raise LabError(
            f"Installing {RELEASES[version].title} needs root (debootstrap and chroot); run it as root."
        )
    cache_dir().mkdir(parents=True, exist_ok=True)
    with locked(root_of(version).with_suffix(".lock")):
        if not is_installed(version):  # another run may have made it while we waited
            _ensure_debian_packages()
            _build(RELEASES[version])
    return root_of(version)


def mirror() -> str:
    """The Debian mirror of this machine, from apt's own configuration.

    Raises:
        LabError: when apt knows none.
    """
    answer = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(ORIGIN)\t$(LABEL)\t$(SITE)"],
        capture_output=True,
        text=True,
        check=False,
    )
    for line in answer.stdout.splitlines():
        origin, label, site = line.split("\t")
        if (origin, label) == ("Debian", "Debian") and site:
            return site
    raise LabError("apt knows no Debian mirror here; check /etc/apt/sources.list.d and run apt-get update.")


def _ensure_debian_packages() -> None:
    missing = [
        package
        for package, command in (("debootstrap", "debootstrap"), ("sip-tester", "sipp"))
        if shutil.which(command) is None
    ]
    if not missing:
        return
    names = " and ".join(missing)
    if shutil.which("apt-get") is None:
        raise LabError(f"The laboratory needs {names}, and there is no apt-get here to install it with.")
    subprocess.run(["apt-get", "update"], capture_output=True, check=False)
    done = subprocess.run(
        ["apt-get", "install", "-y", "--no-install-recommends", *missing], capture_output=True, check=False
    )
    if done.returncode:
        raise LabError(f"apt-get could not install {names}; is the network there?")


def _build(release: Release) -> None:
    target = root_of(release.version)
    source = mirror()
    with tempfile.TemporaryDirectory(prefix="making-", dir=cache_dir()) as made:
        root = Path(made) / "root"
        command = ["debootstrap", "--variant=minbase", f"--keyring={KEYRING}"]
        command += [f"--include={','.join(release.packages)}", release.suite, str(root), source]
        if not (SCRIPTS / release.suite).exists():
            command.append(str(SCRIPTS / "sid"))  # a suite newer than this debootstrap
        print(f"Installing {release.title} into {target} (about 90 s)...", flush=True)
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=DEBOOTSTRAP_LIMIT_S, check=False
        )
        if done.returncode:
            said = (done.stdout + done.stderr).strip().splitlines() or ["no word from debootstrap"]
            raise LabError(
                f"debootstrap could not make Debian {release.suite} from the mirror of this machine "
                f"(is the network there, and the suite still on that mirror?): {said[-1]}"
            )
        (root / STAMP).write_text(release.stamp)
        if target.exists():
            shutil.rmtree(target)
        root.rename(target)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a file lock, so that two runs do not make the same version at once."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(versions: list[str]) -> int:
    """Install the versions asked for, all when none is named; 2 when that is impossible."""
    for version in versions or list(RELEASES):
        try:
            root = ensure(version)
            print(f"{RELEASES[version].title}: {root}")
        except LabError as error:
            print(error, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
