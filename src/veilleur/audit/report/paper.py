"""An audit as PDF/A-3a, accessible, set by Typst without any network.

In: an audit. Out: bytes. Needs the optional extra `dossier` (typst). Pitfall: only the fonts inside Typst are
used, so the same audit gives the same pages on every machine.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from veilleur.audit.drift import Drift
from veilleur.audit.report.page import report_data
from veilleur.audit.result import Audit
from veilleur.words.errors import InputError

STANDARDS = ["a-3a"]


def pdf(audit: Audit, lang: str, *, drift: Drift | None = None, timezone: str = "Europe/Paris") -> bytes:
    """The pages.

    Raises:
        InputError: when the optional extra is not installed.
    """
    return bytes(_compiled(report_data(audit, lang, drift, timezone), audit, format="pdf"))


def pictures(audit: Audit, lang: str, ppi: float = 80) -> list[bytes]:
    """The same as PNG, for who looks at them."""
    found = _compiled(report_data(audit, lang, None, "Europe/Paris"), audit, format="png", ppi=ppi)
    return found if isinstance(found, list) else [found]


def _compiled(data: dict[str, Any], audit: Audit, **how: Any) -> Any:
    try:
        import typst
    except ImportError as error:
        raise InputError(
            "An audit as PDF needs the extra `dossier`: pip install 'veilleur[dossier]'."
        ) from error
    if how["format"] == "pdf":
        how = {**how, "pdf_standards": STANDARDS, "timestamp": int(audit.at)}
    inputs = {
        "main.typ": files(__package__).joinpath("templates/audit.typ").read_bytes(),
        "data.json": json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"),
    }
    return typst.compile(inputs, ignore_system_fonts=True, **how)
