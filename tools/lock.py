"""`python -m tools.lock`: constraints-hashes.txt and sbom.cdx.json, what users install and what was tested.

In: pyproject.toml, constraints.txt, and pip's own report on each package. Out: for each package of the
program (with its extras for users, and with what builds it) the version that was tested and the SHA-256 of
its wheels on the systems below; and the same as a bill of materials (CycloneDX).
Pitfall: nothing here names a registry: pip asks whichever the machine is set to, and refuses a file whose
hash is another.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
import uuid
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PINS, HASHES, BILL = ROOT / "constraints.txt", ROOT / "constraints-hashes.txt", ROOT / "sbom.cdx.json"
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = (
    "manylinux2014_x86_64",
    "manylinux_2_28_x86_64",
    "manylinux2014_aarch64",
    "manylinux_2_28_aarch64",
)
HEAD = """\
# Written by `python -m tools.lock`: what was tested, for CPython 3.11 to 3.13 on Linux (x86_64, aarch64).
#     pip install --require-hashes --only-binary :all: -r constraints-hashes.txt
#     pip install --no-deps --no-build-isolation .
"""


def normalised(name: str) -> str:
    """The name of a package as registries compare it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=~!;\[ (]", name.strip())[0]).lower()


def pins() -> dict[str, str]:
    """Name -> version of constraints.txt."""
    lines = (line.partition("#")[0].strip() for line in PINS.read_text("utf-8").splitlines())
    return {
        normalised(name): version for name, _, version in (line.partition("==") for line in lines if line)
    }


def wanted(*, with_build: bool = True) -> set[str]:
    """The packages of the program, of its extras for users, and of the build, with their needs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    optional = project["project"]["optional-dependencies"]
    first = [
        *project["project"]["dependencies"],
        *optional["freepbx"],
        *optional["pdf"],
        *optional["dossier"],
        *optional["channels"],
    ]
    found: set[str] = set()
    todo = [normalised(one) for one in [*first, *(project["build-system"]["requires"] if with_build else ())]]
    while todo:
        name = todo.pop()
        if name in found:
            continue
        found.add(name)
        for needed in metadata.requires(name) or []:
            requirement, _, marker = needed.partition(";")
            if "extra ==" not in marker and not re.search(
                r"python(_full)?_version\s*<|win32|Windows", marker
            ):
                todo.append(normalised(requirement))
    return found


def hashes_of(names: list[str]) -> dict[str, set[str]]:
    """Name -> SHA-256 of its wheels, as pip would install them on each system."""
    known = pins()
    found: dict[str, set[str]] = {name: set() for name in names}
    with tempfile.TemporaryDirectory() as folder:
        for python in PYTHONS:
            for machine in ("x86_64", "aarch64"):
                platforms = [
                    word for one in PLATFORMS if one.endswith(machine) for word in ("--platform", one)
                ]
                report = Path(folder) / "report.json"
                subprocess.run(
                    [
                        sys.executable,
                        "-m",
                        "pip",
                        "install",
                        "--quiet",
                        "--dry-run",
                        "--ignore-installed",
                        "--no-deps",
                        "--only-binary",
                        ":all:",
                        "--python-version",
                        python,
                        *platforms,
                        "--target",
                        folder,
                        "--report",
                        str(report),
                        *(f"{name}=={known[name]}" for name in names),
                    ],
                    check=True,
                )
                for one in json.loads(report.read_text())["install"]:
                    digest = one["download_info"]["archive_info"]["hashes"]["sha256"]
                    found[normalised(one["metadata"]["name"])].add(digest)
    return found


def bill(locked: dict[str, tuple[str, list[str]]]) -> dict[str, Any]:
    """The bill of materials; the same for the same lock, whenever and wherever it is made."""
    text = json.dumps(locked, sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, text)}",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "veilleur", "bom-ref": "veilleur"}},
        "components": [
            {
                "type": "library",
                "bom-ref": f"pkg:pypi/{name}@{version}",
                "purl": f"pkg:pypi/{name}@{version}",
                "name": name,
                "version": version,
                "licenses": [{"license": {"name": licence_of(name)}}],
                "properties": [{"name": "wheel:sha256", "value": digest} for digest in digests],
            }
            for name, (version, digests) in sorted(locked.items())
        ],
    }


def licence_of(name: str) -> str:
    """The licence as the installed package names it."""
    about = metadata.metadata(name)
    classifiers = [one for one in about.get_all("Classifier") or [] if one.startswith("License ::")]
    short = about.get("License-Expression") or (classifiers and classifiers[-1].rpartition(":: ")[2])
    return str(short or (about.get("License") or "unknown").splitlines()[0])


def locked() -> dict[str, tuple[str, list[str]]]:
    """Name -> version and hashes, as constraints-hashes.txt says."""
    text = HASHES.read_text("utf-8").replace("\\\n", " ")
    return {
        line.split("==")[0]: (line.split("==")[1].split()[0], sorted(_digests(line)))
        for line in text.splitlines()
        if "==" in line and not line.startswith("#")
    }


def _digests(line: str) -> Iterator[str]:
    return (one.group(1) for one in re.finditer(r"--hash=sha256:([0-9a-f]{64})", line))


def main() -> None:
    """Write both files."""
    names, known = sorted(wanted()), pins()
    missing = [name for name in names if name not in known]
    if missing:
        sys.exit(f"not in constraints.txt: {', '.join(missing)}")
    lines = [HEAD]
    for name, digests in sorted(hashes_of(names).items()):
        hashes = " \\\n".join(f"    --hash=sha256:{digest}" for digest in sorted(digests))
        lines.append(f"{name}=={known[name]} \\\n{hashes}\n")
    HASHES.write_text("".join(lines), "utf-8")
    BILL.write_text(json.dumps(bill(locked()), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
