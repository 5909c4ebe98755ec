"""What the guard makes ready before the first question comes."""

from __future__ import annotations

import gc
import subprocess
import sys

from veilleur.cli.guard.prompt_answers import READ_BEFORE, TURN_S

IN_ITS_OWN_PROCESS = """
import gc, sys
from veilleur.cli.guard.prompt_answers import answer_before_others, keep_start
from veilleur.numbering import DialPlan
from veilleur.words.site import Site

plan = DialPlan(Site())
answer_before_others()
keep_start(plan)
before = set(sys.modules)
for number in ("0044207946000", "+33199001299", "0037129990011", "00493012399"):
    plan.destination(number)
print(sys.getswitchinterval(), gc.get_freeze_count() > 1000, *sorted(set(sys.modules) - before))
"""


def test_the_first_question_waits_for_no_library_and_garbage_is_looked_for_in_what_is_new() -> None:
    """In a process of its own: what is frozen stays so, and the modules of this one are there already."""
    said = subprocess.run(
        [sys.executable, "-c", IN_ITS_OWN_PROCESS], capture_output=True, text=True, check=True, timeout=60
    ).stdout.split()
    assert float(said[0]) == TURN_S
    assert said[1] == "True"
    loaded = [name for name in said[2:] if not name.startswith("phonenumbers.data.region_")]
    assert loaded == []
    assert gc.get_freeze_count() == 0
    assert {number[:3] for number in READ_BEFORE} == {"+33", "+49", "+19", "+37"}
