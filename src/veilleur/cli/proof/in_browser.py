"""`veilleur dossier` in a browser: the cases that `check` kept there, without a PDF and without a signature.

In: a language, which copy. Out: archives. Pitfall: a key made in a page would be gone with it, so none is.
"""

from __future__ import annotations

import time

from veilleur.cli.check.browser import CASES
from veilleur.cli.options import settings_or_default
from veilleur.cli.proof.sources import gathered
from veilleur.evidence.bundle.unsigned import unsigned
from veilleur.evidence.dossier.setting import Setting
from veilleur.evidence.dossier.wording import Words


def dossiers(language: str, *, is_masked: bool) -> list[tuple[str, bytes]]:
    """Name and content of the dossier of each case. is_masked: the copy for circulation.

    Raises:
        InputError: when a case cannot be read again.
    """
    copy = "circulated" if is_masked else "sealed"
    settings = settings_or_default(None)
    made = []
    for folder in sorted(path.parent for path in CASES.glob("*/case.json")):
        found = gathered(folder.name, CASES, settings, time.time(), b"", whole=not is_masked)
        setting = Setting(found.dossier, Words(language, found.dossier.timezone), is_masked=is_masked)
        made.append((f"dossier-{setting.dossier.reference}-{copy}.zip", unsigned(setting, found.raw)))
    return made
