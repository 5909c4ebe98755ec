"""A case as `veilleur check` keeps it, made from the stories of call records."""

from __future__ import annotations

from pathlib import Path

from tests.evidence import stories

from veilleur.evidence import CaseFolder, SeenFile, describe, examine, taught_judge
from veilleur.evidence.dossier.content import Dossier
from veilleur.evidence.dossier.gathering.from_case import from_case, manifest_of
from veilleur.numbering import DialPlan
from veilleur.records import SortedRecords, read
from veilleur.words.site import Site

SITE = Site(name="Garage Martin", outside_line="", extensions=("1XX",))
READ_AT = 1_795_000_000.0
MADE_AT = READ_AT + 3_600


def case(folder: Path, name: str = "Master.csv") -> Path:
    """The folder of a case: a clinic’s pumped night after three weeks of an office. name: of the records."""
    records = stories.written(folder, name, stories.office(), stories.clinic_pump())
    numbering = DialPlan(SITE)
    with SortedRecords(read([records], SITE)) as ordered:
        incident = examine(ordered, SITE, numbering, taught_judge(ordered, SITE, numbering)).incidents[0]
    files = describe([SeenFile.of(records)], {str(records): "asterisk-master-csv"}, {}, READ_AT)
    return CaseFolder(folder / "cases").open(incident, files, SITE)


def dossier(folder: Path) -> Dossier:
    """The dossier of such a case."""
    return dossier_of(case(folder))


def dossier_of(kept: Path) -> Dossier:
    """The dossier of the case in a folder."""
    return from_case(
        folder=kept,
        manifest=manifest_of(kept),
        site=SITE,
        numbering=DialPlan(SITE),
        made_at=MADE_AT,
        hours_source="configuration",
    )
