"""What the paths to a way out show of the question."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from veilleur.pbx.asterisk.dialplan.model import Step


class Finding(StrEnum):
    """What the paths to a step show; the later ones weigh more."""

    ASKED = "asked"
    UNCERTAIN = "uncertain"
    TOO_MANY = "too_many"
    OTHER_NUMBER = "other_number"
    IGNORED = "answer_ignored"
    CONDITIONAL = "conditional"
    AROUND = "jumped_over"
    NONE = "no_question"


class Answer(NamedTuple):
    """What was found, and the question that a path goes around, is put about another number or is ignored."""

    finding: Finding
    question: Step | None = None
