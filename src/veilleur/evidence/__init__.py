"""What happened, found in records after the fact, and what is kept to prove it.

`examine(records, site, numbering, taught_judge(records, ...))` finds the incidents in call records;
`CaseFolder` keeps the raw files, hashed, with what was found in them, so that a dossier can be made later.
"""

from veilleur.evidence.case_folder import CaseFolder, KeptFile, SeenFile, describe
from veilleur.evidence.examination import Examination, Examiner, examine
from veilleur.evidence.judge_training import habits, learned_judge, taught_judge
from veilleur.evidence.past_incidents import Notice, PastCall, PastIncident, Total

__all__ = [
    "CaseFolder",
    "Examination",
    "Examiner",
    "KeptFile",
    "Notice",
    "PastCall",
    "PastIncident",
    "SeenFile",
    "Total",
    "describe",
    "examine",
    "habits",
    "learned_judge",
    "taught_judge",
]
