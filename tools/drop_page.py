"""The drop page as a folder that any web server serves: `python -m tools.drop_page --out build/drop`.

In: the page's own files, the packages of this environment, Python for the browser (Pyodide, from npm) and the
one compiled package (pydantic_core, from PyPI). Out: a folder. Pitfall: versions are pinned here and in
constraints.txt, what is fetched is kept outside the tree, and the same tree gives the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from lab.install import cache_dir

PYODIDE = "314.0.7"  # CPython 3.14.2
PLATFORM = ("314", "cp314", "pyemscripten_2026_0_wasm32")
RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
ROOT = Path(__file__).parents[1]
PAGE = ROOT / "src" / "veilleur" / "web" / "drop"
OURS = ("index.html", "style.css", "page.js", "worker.js", "offline.js")
# Not in a browser, or compiled and fetched apart.
LEFT_OUT = {"polars", "sqlalchemy", "pyserial", "pydantic-core", "tomlkit"}
LEFT_OUT |= {"fastapi", "starlette", "uvicorn", "argon2-cffi", "pyotp", "segno"}  # of the guard's page
# Parts of packages that `check` never reads: most of their size.
UNREAD = re.compile(
    r"phonenumbers/(geodata|carrierdata)/|babel/locale-data/(?!(root|en|fr)\.dat)|\.(so|pyi|pyc|c|h)$|/tests?/|"
    r"^(bin|\.\.)/|veilleur/(bench|simulation|guard|desk|journal)/|pygments/lexers/(?!__init__|_mapping)"
)
EPOCH = (1980, 1, 1, 0, 0, 0)


def build(out: Path) -> None:
    """Write the folder.

    Raises:
        OSError, subprocess.CalledProcessError: when something cannot be fetched or written.
    """
    shutil.rmtree(out, ignore_errors=True)
    (out / "pyodide").mkdir(parents=True)
    for name in OURS:
        shutil.copyfile(PAGE / name, out / name)
    runtime = fetched_runtime()
    for name in RUNTIME:
        shutil.copyfile(runtime / name, out / "pyodide" / name)
    pack(out / "python.zip")
    names = sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for name in names:
        digest.update(name.encode() + (out / name).read_bytes())
    files = ["./", *names]
    (out / "files.json").write_text(
        json.dumps({"version": f"veilleur-{digest.hexdigest()[:16]}", "files": files}, indent=1)
    )


def pack(archive: Path) -> None:
    """All packages in one archive, ours with them."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, path in sorted(dict(_files()).items()):
            packed.writestr(zipfile.ZipInfo(name, EPOCH), path.read_bytes(), zipfile.ZIP_DEFLATED)
        with zipfile.ZipFile(fetched_wheel()) as wheel:
            for name in sorted(wheel.namelist()):
                if not name.endswith(".pyi"):
                    packed.writestr(zipfile.ZipInfo(name, EPOCH), wheel.read(name), zipfile.ZIP_DEFLATED)


def _files() -> Iterator[tuple[str, Path]]:
    for name in _distributions():
        for file in metadata.distribution(name).files or ():
            if not UNREAD.search(str(file)) and "__pycache__" not in str(file):
                yield str(file), Path(str(file.locate()))
    package = ROOT / "src"
    for path in package.joinpath("veilleur").rglob("*"):
        name = str(path.relative_to(package))
        if path.is_file() and "__pycache__" not in name and not UNREAD.search(name):
            yield name, path


def _distributions() -> list[str]:
    """What Veilleur needs, and what that needs, without extras."""
    found: set[str] = set()
    queue = ["veilleur"]
    while queue:
        for requirement in metadata.requires(queue.pop()) or ():
            name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower().replace("_", "-")
            if "extra ==" in requirement or name in LEFT_OUT | found:
                continue
            try:
                metadata.distribution(name)
            except metadata.PackageNotFoundError:
                continue  # of another system
            found.add(name)
            queue.append(name)
    return sorted(found)


def fetched_runtime() -> Path:
    """Pyodide's folder."""
    folder = cache_dir() / f"pyodide-{PYODIDE}"
    if not (folder / RUNTIME[0]).exists():
        with tempfile.TemporaryDirectory() as scratch:
            command = ["npm", "pack", "--silent", f"pyodide@{PYODIDE}"]
            subprocess.run(command, cwd=scratch, check=True, stdout=subprocess.DEVNULL)
            (packed,) = Path(scratch).glob("pyodide-*.tgz")
            with tarfile.open(packed) as archive:
                archive.extractall(scratch, filter="data")
            folder.parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
            shutil.move(str(Path(scratch) / "package"), folder)
    return folder


def fetched_wheel() -> Path:
    """The compiled package, of the very version that pydantic wants."""
    version = metadata.version("pydantic-core")
    folder = cache_dir() / f"pydantic_core-{version}-wasm"
    if not any(folder.glob("*.whl")):
        python, abi, platform = PLATFORM
        wanted = ["--only-binary=:all:", "--no-deps", "--implementation", "cp", "--python-version", python]
        wanted += ["--abi", abi, "--platform", platform, "--dest", str(folder)]
        command = [sys.executable, "-m", "pip", "download", "--quiet", f"pydantic_core=={version}", *wanted]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return next(folder.glob("*.whl"))


def main() -> int:
    """Build the folder named by --out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", type=Path, default=Path("build/drop"))
    out = parser.parse_args().out
    build(out)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    print(f"{out}: {size / 1e6:.1f} MB; serve it with: python -m http.server --directory {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
