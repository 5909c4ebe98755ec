"""What files do not show is asked of a person: which questions, and their answers kept between two sittings.

In: the checks nobody has judged, a file of answers. Out: observations. Pitfall: "do not know" is an answer
that is asked again next time; "no" is a weakness until somebody says yes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from veilleur.audit.check import Check, How
from veilleur.audit.checks import CATALOGUE, CHECKS
from veilleur.config.writing import write_new
from veilleur.words.audit import Observation, Outcome
from veilleur.words.errors import InputError
from veilleur.words.plain_json import parsed

YES, NO = "yes", "no"
_OUTCOMES = {YES: Outcome.HOLDS, NO: Outcome.WEAK}
_VERSION = 1


def to_ask(judged: Iterable[int], answered: Mapping[int, str]) -> list[Check]:
    """The checks that neither files nor an earlier answer have judged, the worst first."""
    known = {*judged, *answered}
    left = [one for one in CHECKS if one.number not in known]
    return sorted(left, key=lambda one: (one.severity.rank, one.how is not How.ASK, one.number))


def observations(answers: Mapping[int, str]) -> dict[int, Observation]:
    """What was answered, as observations."""
    return {
        number: Observation(check=number, outcome=_OUTCOMES[word])
        for number, word in answers.items()
        if number in CATALOGUE and word in _OUTCOMES
    }


def read_answers(path: Path) -> dict[int, str]:
    """The answers of earlier sittings; none where there is no file.

    Raises:
        InputError: when the file is none of ours.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("{path}: the answers cannot be read; give another file.", path=path) from error
    try:
        data = parsed(text)
        found = {int(number): str(word) for number, word in data["answers"].items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError("{path}: this file holds no answers of an audit.", path=path) from error
    return {number: word for number, word in found.items() if word in _OUTCOMES}


def keep_answers(path: Path, answers: Mapping[int, str]) -> None:
    """Write the answers, after each one.

    Raises:
        ConfigError: when the file cannot be written.
    """
    data = {"version": _VERSION, "answers": {str(number): answers[number] for number in sorted(answers)}}
    write_new(path, json.dumps(data, indent=1) + "\n", 0o600)
