"""The Debian package of this checkout, built once for all tests that install it.

In: the files that make it. Out: its path, in the cache outside the checkout. Pitfall: it is found again by
the content of those files, so that no test installs the package of another state.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from tools.debian_package import build
from tools.lock import HASHES, ROOT

from lab.install import cache_dir, locked

_BESIDE_THE_SOURCE = ("tools/debian_package.py", "tools/shell_pages.py", "pyproject.toml")
_KEPT = 4  # of different checkouts that are worked on at once


def package() -> Path:
    """The package, built now unless it lies there."""
    folder = cache_dir() / "packages"
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / "lock"):
        place = folder / _content()
        if not place.is_dir():
            made = folder / "made"
            build(made, precompiled=False)
            made.rename(place)
        else:
            place.touch()
        for old in sorted((one for one in folder.iterdir() if one.is_dir()), key=_age)[_KEPT:]:
            for file in old.iterdir():
                file.unlink()
            old.rmdir()
        return next(place.glob("*.deb"))


def _age(path: Path) -> float:
    return -path.stat().st_mtime


def _content() -> str:
    content = hashlib.sha256()
    files = [HASHES, *(ROOT / name for name in _BESIDE_THE_SOURCE)]
    source = (path for path in (ROOT / "src").rglob("*") if path.is_file())
    files += sorted(path for path in source if "__pycache__" not in path.parts)
    for path in files:
        content.update(f"{path.relative_to(ROOT)}\0".encode())
        content.update(hashlib.sha256(path.read_bytes()).digest())
    return content.hexdigest()[:32]
