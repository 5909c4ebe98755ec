"""Pages: a document or a letter set by Typst as PDF/A-3a, accessible, without any network.

In: the plain data of a document. Out: bytes of a PDF, or PNG pages for who looks at them. Needs the optional
extra `dossier` (typst). Pitfall: only the fonts inside Typst are used, so the same data give the same pages
on every machine.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from veilleur.words.errors import InputError

STANDARDS = ["a-3a"]


def pdf(template: str, data: dict[str, Any], made_at: float) -> bytes:
    """The pages of a template, such as "dossier.typ", as one PDF.

    Raises:
        InputError: when the optional extra is not installed.
    """
    return bytes(_compiled(template, data, format="pdf", pdf_standards=STANDARDS, timestamp=int(made_at)))


def pages(template: str, data: dict[str, Any], ppi: float = 110) -> list[bytes]:
    """The same as pictures."""
    found = _compiled(template, data, format="png", ppi=ppi)
    return found if isinstance(found, list) else [found]


def _compiled(template: str, data: dict[str, Any], **how: Any) -> Any:
    try:
        import typst
    except ImportError as error:
        raise InputError(
            "The pages of a dossier need the extra `dossier`: pip install 'veilleur[dossier]'."
        ) from error
    folder = files(__package__).joinpath("templates")
    inputs = {
        "main.typ": folder.joinpath(template).read_bytes(),
        "data.json": json.dumps(data, ensure_ascii=False).encode(),
    }
    return typst.compile(inputs, ignore_system_fonts=True, **how)
