"""The parts of a dossier's archive: pages, tables, figures, raw files, journal, letters, the second verifier.

In: a dossier in one language, the raw files. Out: names and contents in order. Pitfall: raw files, the case
and the personal parts of the journal hold whole numbers: they are in the sealed copy only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files

from veilleur.evidence.bundle import standalone
from veilleur.evidence.bundle.names import CHAIN, VERIFIER
from veilleur.evidence.dossier import tables
from veilleur.evidence.dossier.document import document
from veilleur.evidence.dossier.figures import figures
from veilleur.evidence.dossier.letters.letters import letter_parts
from veilleur.evidence.dossier.pdf import pdf
from veilleur.evidence.dossier.setting import Setting

NAMES = {
    "fr": {"calls": "appels", "steps": "chronologie", "figures": "chiffres"},
    "en": {"calls": "calls", "steps": "timeline", "figures": "figures"},
}


def second_verifier() -> str:
    """The source of the independent program of verification."""
    return files(standalone).joinpath("verifier.py").read_text("utf-8")


def table_parts(setting: Setting) -> dict[str, bytes]:
    """The calls, the time-line and the figures, for programs and spreadsheets."""
    dossier, names = setting.dossier, NAMES[setting.words.lang]
    calls = tables.call_rows(dossier, is_masked=setting.is_masked)
    listed = [figure.data() for figure in figures(dossier)]
    return {
        f"{names['calls']}.csv": tables.as_csv(tables.CALL_HEADS, calls),
        f"{names['calls']}.xlsx": tables.as_xlsx(tables.CALL_HEADS, calls),
        f"{names['steps']}.csv": tables.as_csv(tables.STEP_HEADS, tables.step_rows(dossier)),
        f"{names['figures']}.json": (json.dumps(listed, ensure_ascii=False, indent=1) + "\n").encode(),
    }


def parts_of(setting: Setting, raw: Mapping[str, bytes], journal: bytes = b"") -> dict[str, bytes]:
    """All parts but those that packing adds. raw: name in the archive -> content.

    journal: the extract of the chain, b"" where there is none.

    Raises:
        InputError: when the pages cannot be set.
    """
    parts = {
        "dossier.pdf": pdf("dossier.typ", document(setting), setting.dossier.made_at),
        **table_parts(setting),
        VERIFIER: setting.verifier.encode(),
        **letter_parts(setting),
    }
    if not setting.is_masked:
        parts |= raw
    if journal:
        parts[CHAIN] = journal
    return parts
