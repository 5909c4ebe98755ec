"""`veilleur check` in a browser: run on files of a virtual folder, its output and its cases given back.

In: names of files, a language, a width. Out: plain data. Pitfall: Python runs there in one process and
without sockets; reading that elsewhere happens in a child happens here, in a tab that the browser itself
confines.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import zipfile
from pathlib import Path

from veilleur.cli.app import main

CASES = Path("veilleur-cases")
WIDTH_MIN, WIDTH_MAX = 40, 120


def run(names: list[str], language: str, width: int) -> dict[str, object]:
    """What `veilleur check` says. code: 0 nothing found, 1 fraud, 2 unusable, 70 a fault of ours."""
    words = ["veilleur", "check", *names, "--lang", language, "--cases", str(CASES)]
    os.environ["COLUMNS"] = str(min(WIDTH_MAX, max(WIDTH_MIN, width)))
    before, sys.argv = sys.argv, words
    out = io.StringIO()
    code = 0
    try:
        with contextlib.redirect_stdout(out):
            main()
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        sys.argv = before
    return {"code": code, "text": out.getvalue()}


def cases_as_zip() -> bytes:
    """The folder of cases, packed; empty when no case was kept."""
    if not CASES.is_dir():
        return b""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(CASES.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(CASES.parent))
    return packed.getvalue()
