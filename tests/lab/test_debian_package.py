"""The Debian package on a fresh Debian 12: installed, used, upgraded with its data, taken off, purged.

Pitfall: a chroot has no systemd running: the service itself is started in test_booted_machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab.install import ensure
from lab.package import package

pytestmark = [pytest.mark.lab, pytest.mark.slow]
JOURNAL = "/var/lib/veilleur/journal.db"


class Machine:
    """A Debian 12 of its own, of which nothing is left afterwards."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, *command: str, code: int = 0, **environment: str) -> str:
        done = subprocess.run(
            ["chroot", str(self.root), *command],
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/root", **environment},
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def take(self, package: Path) -> str:
        shutil.copy(package, self.root / "root" / package.name)
        return f"/root/{package.name}"


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """This version, and the next one."""
    folder = tmp_path_factory.mktemp("deb")
    first = package()
    return first, _as_version(first, "9.9.9", folder)


def _as_version(package: Path, version: str, folder: Path) -> Path:
    """The same package as another version, without building it again."""
    tree = folder / "again"
    subprocess.run(["dpkg-deb", "--raw-extract", str(package), str(tree)], check=True)
    control = tree / "DEBIAN" / "control"
    lines = control.read_text().splitlines(keepends=True)
    control.write_text(
        "".join(f"Version: {version}\n" if one.startswith("Version:") else one for one in lines)
    )
    target = folder / f"veilleur_{version}.deb"
    words = ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z1", "--build", str(tree), str(target)]
    subprocess.run(words, check=True, capture_output=True)
    shutil.rmtree(tree)
    return target


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    assert os.geteuid() == 0, "the laboratory needs root"
    root = tmp_path / "machine"
    subprocess.run(["cp", "-a", str(ensure("debian")), str(root)], check=True)
    yield Machine(root)
    shutil.rmtree(root)


@pytest.mark.timeout(1200)  # of unpacking and removing, which a busy disk makes long
def test_from_nothing_to_a_watch_upgraded_with_its_past_and_gone_without_a_trace(
    machine: Machine, packages: tuple[Path, Path]
) -> None:
    first, next_version = packages
    said = machine.run("dpkg", "--install", machine.take(first))
    assert "sudo veilleur setup service" in said
    machine.run("getent", "passwd", "veilleur")
    assert "veilleur" in machine.run("veilleur", "--version")
    assert "Aurait été perdu sans Veilleur" in machine.run("veilleur", "demo", "--lang", "fr")
    for page in (
        "man/man1/veilleur.1.gz",
        "man/fr/man1/veilleur.1.gz",
        "bash-completion/completions/veilleur",
    ):
        assert (machine.root / "usr/share" / page).exists()
    assert (machine.root / "lib/systemd/system/veilleur.service").read_text().count("WatchdogSec=15") == 1

    (machine.root / "etc/veilleur/veilleur.toml").write_text(
        f'[site]\nname = "Garage"\n[journal]\nfile = "{JOURNAL}"\n'
        '[asterisk]\nport = 5\nsecret = "of-the-test"\n'
    )
    simulated = "/tmp/Master.csv"
    machine.run("veilleur", "simulate", "--out", simulated, "--days", "60")
    machine.run("veilleur", "learn", simulated)
    before = machine.run("veilleur", "verify")
    assert "systemd" in machine.run("veilleur", "setup", "service", code=2)

    machine.run("dpkg", "--install", machine.take(next_version))
    assert machine.run("dpkg-query", "--show", "--showformat=${Version}", "veilleur") == "9.9.9"
    assert machine.run("veilleur", "verify") == before

    machine.run("dpkg", "--remove", "veilleur")
    assert (machine.root / JOURNAL.lstrip("/")).exists()
    assert not (machine.root / "usr/bin/veilleur").is_symlink()

    machine.run("dpkg", "--purge", "veilleur")
    left = [
        path
        for path in ("etc/veilleur", "var/lib/veilleur", "opt/veilleur")
        if (machine.root / path).exists()
    ]
    assert left == []
    machine.run("getent", "passwd", "veilleur", code=2)


def test_the_manual_pages_are_read_by_man_itself_without_a_complaint(tmp_path: Path) -> None:
    from tools.shell_pages import manual_page

    for lang in ("en", "fr"):
        page = tmp_path / f"veilleur.{lang}.1"
        page.write_text(manual_page(lang))
        done = subprocess.run(
            ["groff", "-man", "-Tutf8", "-ww", "-k", str(page)], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")


def test_the_completion_knows_each_command_and_its_options(tmp_path: Path) -> None:
    from tools.shell_pages import completion

    script = tmp_path / "veilleur"
    script.write_text(completion())
    ask = 'COMP_WORDS=(veilleur {words}); COMP_CWORD={at}; _veilleur; echo "${{COMPREPLY[@]}}"'
    for words, at, wanted in (
        ("sta", 1, "status"),
        ("status --js", 2, "--json"),
        ("check --fo", 2, "--follow"),
    ):
        done = subprocess.run(
            ["bash", "-c", f"source {script}; {ask.format(words=words, at=at)}"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert wanted in done.stdout.split(), done.stderr
