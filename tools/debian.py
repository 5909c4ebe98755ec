"""Debian packages that the whole test suite needs, installed by name when we are root.

Without root the missing ones are named, with the command to type; exit 2.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

# program -> Debian package that brings it
NEEDED = {
    "debootstrap": "debootstrap",
    "sipp": "sip-tester",
    "ip": "iproute2",
    "espeak-ng": "espeak-ng",
    "mariadbd": "mariadb-server-core",
    "my_print_defaults": "mariadb-client-core",  # its installation asks for it
    "php": "php-cli",
    "chromium": "chromium",
    "npm": "npm",
    "kamailio": "kamailio",
    "groff": "groff-base",
    "systemd-analyze": "systemd",
}
# module of Kamailio -> Debian package that brings it
KAMAILIO_MODULES = {
    "evapi.so": "kamailio-extra-modules",
    "tls.so": "kamailio-tls-modules",
    "http_client.so": "kamailio-utils-modules",
}


def missing() -> list[str]:
    """Names of the packages whose program or module is not there."""
    search = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    absent = {package for program, package in NEEDED.items() if shutil.which(program, path=search) is None}
    for module, package in KAMAILIO_MODULES.items():
        if not any(Path("/usr/lib").glob(f"*/kamailio/modules/{module}")):
            absent.add(package)
    return sorted(absent)


def main() -> int:
    """Install what is missing, or say what to install."""
    packages = missing()
    if not packages:
        return 0
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(
            f"These packages are missing: {', '.join(packages)}. "
            f"Install them (sudo {' '.join(command)}), then run again.",
            file=sys.stderr,
        )
        return 2
    print(f"Installing {', '.join(packages)} ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["apt-get", "update", "-q"], command):
        done = subprocess.run(step, env=environment, capture_output=True, text=True, check=False)
        # A third party's repository that does not answer is no harm if the packages are found.
        if done.returncode != 0 and step is command:
            print(done.stdout + done.stderr, file=sys.stderr)
            print(f"apt-get could not install {', '.join(packages)}; see above.", file=sys.stderr)
            return 2
    left = missing()
    if left:
        print(f"Still missing after the installation: {', '.join(left)}.", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
