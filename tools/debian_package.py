"""Veilleur as a Debian package: `python -m tools.debian_package --out build`.

In: this checkout, and the wheels that constraints-hashes.txt names. Out: veilleur_VERSION_ARCH.deb for
Debian 12, with an environment of its own in /opt/veilleur, unit, manual pages and completion. Pitfall:
compiled wheels fit one Python only, so the package asks for Python 3.11, which is Debian 12's (and FreePBX
17's) own.
"""

from __future__ import annotations

import argparse
import compileall
import gzip
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.lock import HASHES, ROOT, wanted
from tools.shell_pages import completion, manual_page
from veilleur import __version__
from veilleur.installation.unit import unit_text

PYTHON = "3.11"
PLACE = Path("opt/veilleur")
PACKAGES = PLACE / "lib" / f"python{PYTHON}" / "site-packages"
WHEELS_OF = {"amd64": "x86_64", "arm64": "aarch64"}
PLATFORMS = ("manylinux2014", "manylinux_2_28")
LAUNCHER = """\
#!/opt/veilleur/bin/python3 -I
import sys

from veilleur.cli import main

sys.exit(main())
"""
# A guard that runs while its files are replaced would report an attack: an upgrade stops it first, and starts
# what it stopped when the new files, or after a failed upgrade the old ones, are in place.
WAS_RUNNING = "/run/veilleur-was-running"
SCRIPTS = {
    "preinst": f"""\
#!/bin/sh
set -e
if [ "$1" = upgrade ] && [ -d /run/systemd/system ] && systemctl is-active --quiet veilleur.service; then
    : >{WAS_RUNNING}
    systemctl stop veilleur.service
fi
""",
    "postinst": f"""\
#!/bin/sh
set -e
if [ "$1" = configure ]; then
    if ! getent passwd veilleur >/dev/null; then
        useradd --system --user-group --home-dir /var/lib/veilleur --no-create-home \\
            --shell /usr/sbin/nologin veilleur
    fi
    install -d -m 0755 /etc/veilleur
    install -d -m 0700 -o veilleur -g veilleur /var/lib/veilleur
    if [ -d /run/systemd/system ]; then
        systemctl daemon-reload
    fi
    if [ -z "$2" ]; then
        echo "Now: sudo veilleur setup asterisk (or freepbx, gate), then sudo veilleur setup service."
    fi
fi
if [ -e {WAS_RUNNING} ]; then
    rm -f {WAS_RUNNING}
    systemctl start veilleur.service || true
fi
""",
    "prerm": """\
#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
    systemctl disable --now veilleur.service veilleur-log.path || true
fi
""",
    "postrm": """\
#!/bin/sh
set -e
# What Python compiled there is no file of the package.
if [ "$1" = remove ] || [ "$1" = purge ]; then rm -rf /opt/veilleur; fi
if [ "$1" = purge ]; then
    rm -rf /etc/veilleur /var/lib/veilleur /etc/systemd/system/veilleur.service.d
    rm -f /etc/systemd/system/veilleur-log.path /etc/systemd/system/veilleur-log.service
    if getent passwd veilleur >/dev/null; then userdel veilleur || true; fi
fi
if [ -d /run/systemd/system ]; then systemctl daemon-reload || true; fi
""",
}


def main() -> int:
    """Build the package and print where it lies."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=ROOT / "build")
    print(build(parser.parse_args().out))
    return 0


def build(out: Path, *, version: str = __version__, precompiled: bool = True) -> Path:
    """Build the package into a folder; its path. precompiled: quicker starts, a minute more here."""
    architecture = _said("dpkg", "--print-architecture").strip()
    out.mkdir(parents=True, exist_ok=True)
    target = out / f"veilleur_{version}_{architecture}.deb"
    with tempfile.TemporaryDirectory(prefix="veilleur-deb-") as folder:
        tree = Path(folder) / "tree"
        _environment(tree, architecture, precompiled)
        _system_files(tree)
        _control(tree, version, architecture)
        _said("dpkg-deb", "--root-owner-group", "-Zzstd", "-z6", "--build", str(tree), str(target))
    return target


def _environment(tree: Path, architecture: str, precompiled: bool) -> None:
    """/opt/veilleur: an environment that starts with the system's own Python and sees no package of its."""
    packages = tree / PACKAGES
    packages.mkdir(parents=True)
    platforms = [word for one in PLATFORMS for word in ("--platform", f"{one}_{WHEELS_OF[architecture]}")]
    quiet = ["--quiet", "--disable-pip-version-check"]
    pip = [sys.executable, "-m", "pip"]
    with tempfile.TemporaryDirectory() as folder:
        needed = Path(folder) / "requirements.txt"
        needed.write_text(_locked(wanted(with_build=False)))
        install = [
            *pip,
            "install",
            *quiet,
            "--no-compile",
            "--target",
            str(packages),
            "--only-binary",
            ":all:",
        ]
        _said(
            *install,
            "--python-version",
            PYTHON,
            *platforms,
            "--no-deps",
            "--require-hashes",
            "-r",
            str(needed),
        )
        _said(*pip, "wheel", *quiet, "--no-deps", "--wheel-dir", folder, str(ROOT))
        (wheel,) = Path(folder).glob("veilleur-*.whl")
        _said(*install, "--no-deps", str(wheel))
    shutil.rmtree(packages / "bin", ignore_errors=True)  # commands of libraries, which nobody calls here
    if precompiled:
        if sys.version_info[:2] != tuple(map(int, PYTHON.split("."))):
            raise SystemExit(f"Build the package with Python {PYTHON}, for which it is.")
        where = str(Path("/", PACKAGES))
        compileall.compile_dir(str(packages), quiet=2, stripdir=str(packages), prependdir=where)
    commands = tree / PLACE / "bin"
    commands.mkdir()
    (commands / "python3").symlink_to(f"/usr/bin/python{PYTHON}")
    (commands / "veilleur").write_text(LAUNCHER)
    (commands / "veilleur").chmod(0o755)
    (tree / PLACE / "pyvenv.cfg").write_text(
        f"home = /usr/bin\ninclude-system-site-packages = false\nversion = {PYTHON}\n"
    )


def _locked(names: set[str]) -> str:
    """The part of constraints-hashes.txt about these packages."""
    entries = re.split(r"\n(?=[a-z0-9])", HASHES.read_text("utf-8"))
    kept = [entry for entry in entries if entry.partition("==")[0] in names]
    missing = names - {entry.partition("==")[0] for entry in kept}
    if missing:
        raise SystemExit(f"{HASHES.name} lacks {', '.join(sorted(missing))}; run `python -m tools.lock`.")
    return "\n".join(kept) + "\n"


def _system_files(tree: Path) -> None:
    command = tree / "usr" / "bin" / "veilleur"
    command.parent.mkdir(parents=True)
    command.symlink_to("/opt/veilleur/bin/veilleur")
    _put(tree / "lib" / "systemd" / "system" / "veilleur.service", unit_text(Path("/usr/bin/veilleur")))
    _put(tree / "usr" / "share" / "bash-completion" / "completions" / "veilleur", completion())
    for folder, lang in (("man1", "en"), ("fr/man1", "fr")):
        path = tree / "usr" / "share" / "man" / folder / "veilleur.1.gz"
        path.parent.mkdir(parents=True)
        path.write_bytes(gzip.compress(manual_page(lang).encode(), mtime=0))
    documents = tree / "usr" / "share" / "doc" / "veilleur"
    _put(documents / "copyright", (ROOT / "LICENSE").read_text("utf-8"))
    for name in ("README.md", "README.fr.md", "CHANGELOG.md"):
        shutil.copy(ROOT / name, documents / name)
    shutil.copytree(ROOT / "docs", documents / "docs")
    shutil.copytree(ROOT / "contrib", tree / "usr" / "share" / "veilleur" / "contrib")


def _control(tree: Path, version: str, architecture: str) -> None:
    size = sum(path.lstat().st_size for path in tree.rglob("*") if path.is_file()) // 1024
    _put(
        tree / "DEBIAN" / "control",
        f"Package: veilleur\nVersion: {version}\nArchitecture: {architecture}\nSection: comm\n"
        "Priority: optional\n"
        f"Maintainer: The Veilleur developers <veilleur@veilleur.example>\nInstalled-Size: {size}\n"
        f"Depends: python{PYTHON}, passwd, acl\n"
        "Suggests: asterisk, kamailio, kamailio-extra-modules\n"
        "Description: night watchman of a company's telephone system\n"
        " Sees a break-in into a PBX as it happens, refuses and cuts the calls, bounds the loss in\n"
        " euros, wakes the owner, and proves afterwards what happened.\n",
    )
    for name, text in SCRIPTS.items():
        _put(tree / "DEBIAN" / name, text)
        (tree / "DEBIAN" / name).chmod(0o755)


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)


def _said(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} {command[-1]}: {done.stderr.strip()[-800:]}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
