"""Where `veilleur check` keeps cases: a folder for each incident, and the lines that were not understood.

In: incidents, the files they were read from, the folder. Out: the folder of each case, and since when it is
known. Pitfall: a case that cannot be kept is reported and stops nothing, for the page matters more.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from veilleur.config.settings import LINES_NOT_UNDERSTOOD
from veilleur.words.errors import VeilleurError

if TYPE_CHECKING:
    from veilleur.config import Settings
    from veilleur.evidence import PastIncident, SeenFile
    from veilleur.records import Reader

CASES_WITHOUT_CONFIG = Path("veilleur-cases")
REJECTED_NAME = LINES_NOT_UNDERSTOOD


def cases_folder(option: Path | None, settings: Settings) -> Path:
    """Where cases are kept: where the option says, else beside the configured journal, else here."""
    return option or (settings.journal.cases if settings.source else CASES_WITHOUT_CONFIG)


def kept_cases(
    incidents: Sequence[PastIncident],
    reading: Reader,
    seen: Sequence[SeenFile],
    folder: Path,
    settings: Settings,
    read_at: float,
) -> tuple[dict[str, Path], list[str]]:
    """The folder of each incident; and a sentence for what could not be kept."""
    from veilleur.evidence import CaseFolder, describe

    kept: dict[str, Path] = {}
    if not incidents:
        return kept, []
    cases = CaseFolder(folder)
    usable = [file for file in seen if file.path not in reading.unusable]
    try:
        files = describe(usable, reading.formats, dict(reading.rejected_by_file), read_at)
        for incident in incidents:
            kept[incident.id] = cases.open(incident, files, settings.site)
    except VeilleurError as error:
        return kept, [error.message]
    return kept, []


def known_since(kept: dict[str, Path], folder: Path, now: float) -> float:
    """When the first of the cases was shown for the first time: a second look gives no new 72 hours."""
    from veilleur.evidence import CaseFolder

    cases = CaseFolder(folder)
    opened = [cases.opened_at(case) for case in kept.values()]
    return min([now, *(at for at in opened if at is not None)])
