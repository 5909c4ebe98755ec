"""The owner's standing answers: found without being used up, and dropped when a verdict says so."""

from __future__ import annotations

import json

from veilleur.detection.judge.memory.owner_overrides import MOST_ANSWERS, Override, OwnerOverrides

CALL = ("+32255", "BE", "104")  # number, territory, extension


def test_a_refusal_wins_over_any_acceptance() -> None:
    answers = OwnerOverrides()
    answers.add(True, "number", "+32255", None, False)
    answers.add(False, "territory", "BE", None, False)
    assert answers.find(0.0, *CALL) == Override(False)
    answers.withdraw("territory", "BE")
    assert answers.find(0.0, *CALL) == Override(True)
    assert answers.find(0.0, "+4420", "GB", "105") == Override(None)


def test_finding_an_answer_for_one_call_does_not_use_it_up() -> None:
    answers = OwnerOverrides()
    answers.add(True, "territory", "BE", None, True)
    found = answers.find(0.0, *CALL)
    assert found == answers.find(0.0, *CALL) == Override(True, (("territory", "BE"),))
    answers.drop(found.spent)
    assert answers.find(0.0, *CALL) == Override(None)


def test_only_the_first_answer_that_decides_is_used_up() -> None:
    answers = OwnerOverrides()
    for scope, value in (("number", "+32255"), ("territory", "BE")):
        answers.add(True, scope, value, None, True)
    assert answers.find(0.0, *CALL).spent == (("number", "+32255"),)


def test_an_answer_holds_until_its_time_and_is_then_to_be_dropped() -> None:
    answers = OwnerOverrides()
    answers.add(True, "extension", "104", 100.0, False)
    assert answers.find(100.0, *CALL) == Override(True)
    assert answers.find(100.1, *CALL) == Override(None, (("extension", "104"),))


def test_an_empty_value_fits_no_call() -> None:
    answers = OwnerOverrides()
    answers.add(True, "number", "", None, False)
    assert answers.find(0.0, "", "BE", "104") == Override(None)


def test_answers_are_bounded_and_survive_a_restart_in_order() -> None:
    answers, again = OwnerOverrides(), OwnerOverrides()
    for n in range(MOST_ANSWERS + 5):
        answers.add(True, "number", f"+{n}", None, False)
    again.load(json.loads(json.dumps(answers.save())))
    assert list(again.kept) == list(answers.kept)
    assert len(again.kept) == MOST_ANSWERS
    assert again.find(0.0, "+4", "", "").accepted is None
    assert again.find(0.0, "+5", "", "").accepted is True
