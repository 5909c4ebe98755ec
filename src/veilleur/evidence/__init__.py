"""Floor 4: what happened, told from records after the fact, and what is kept to prove it.

`examine(records, site, numbering, taught_judge(records, ...))` finds the incidents in call records;
`CaseFolder` keeps the raw files, hashed, with what was found in them, so that a dossier can be made later.
"""

from veilleur.evidence.cases import CaseFolder, KeptFile, SeenFile
from veilleur.evidence.examination import Examination, examine
from veilleur.evidence.habits import habits, taught_judge, teach, with_habits_of
from veilleur.evidence.past import Notice, PastCall, PastIncident, Total

__all__ = [
    "CaseFolder",
    "Examination",
    "KeptFile",
    "Notice",
    "PastCall",
    "PastIncident",
    "SeenFile",
    "Total",
    "examine",
    "habits",
    "taught_judge",
    "teach",
    "with_habits_of",
]
