"""A dossier without its PDF and its signature: what a browser can make, where neither Typst nor a key is.

In: a setting without a key, the raw files. Out: one archive. Pitfall: its list of hashes proves nothing by
itself, for whoever changes a file can write another list: it counts from when a third party has it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from veilleur.evidence.bundle.container import packed
from veilleur.evidence.bundle.names import MANIFEST, SUMS
from veilleur.evidence.bundle.parts import table_parts
from veilleur.evidence.dossier.document import document
from veilleur.evidence.dossier.html import html
from veilleur.evidence.dossier.letters.letters import editable_letters
from veilleur.evidence.dossier.setting import Setting

PAGES = "dossier.html"


def unsigned(setting: Setting, raw: Mapping[str, bytes]) -> bytes:
    """The archive: pages, tables, letters, raw files (in the sealed copy), manifest and hashes.

    Raises:
        InputError: when the parts are too large for one archive.
    """
    dossier = setting.dossier
    parts = {
        PAGES: html(document(setting)).encode(),
        **table_parts(setting),
        **editable_letters(setting),
    }
    if not setting.is_masked:
        parts |= raw
    listed = [
        {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in parts.items()
    ]
    manifest: dict[str, Any] = {
        "veilleur_dossier": 1,
        "reference": dossier.reference,
        "copy": "circulated" if setting.is_masked else "sealed",
        "program": dossier.program,
        "made_at": dossier.made_at,
        "journal": None,
        "key": None,
        "files": listed,
    }
    parts[MANIFEST] = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in parts.items())
    return packed([*parts.items(), (SUMS, sums.encode())])
