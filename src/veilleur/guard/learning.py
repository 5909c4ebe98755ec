"""Learning while the guard runs: habits and limits of a past that `veilleur learn` has read.

In: the name of a file that the command wrote, a JSON object: the profile of a judge, the dearest windows, and
a note that says which records these are. Out: the running judge with those habits, the limits that fit them,
and a state that is kept at once. Pitfall: habits are no event, so what makes them last is the state; "done"
is said only once that is on disk.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from veilleur.detection.watch import real_judge
from veilleur.guard.guard_port import GuardPort
from veilleur.words.errors import InputError
from veilleur.words.events import PastLearned
from veilleur.words.plain_json import parsed

FILE_MOST_BYTES = 64_000_000


def read_past(name: str) -> dict[str, Any]:
    """What the command wrote.

    Raises:
        InputError: when it cannot be read.
    """
    path = Path(name)
    try:
        if path.stat().st_size > FILE_MOST_BYTES:
            raise ValueError
        data = parsed(path.read_text(encoding="utf-8"))
        if not isinstance(data, dict) or not isinstance(data["profile"], dict):
            raise ValueError
    except (OSError, ValueError, KeyError) as error:
        raise InputError("{path}: no past to learn can be read there.", path=name[:200]) from error
    return data


def learn(guard: GuardPort, past: dict[str, Any], *, may_replace: bool, by: str) -> None:
    """Give the running judge these habits and the site the limits that fit them.

    Raises:
        InputError: when the guard has habits of its own, or these cannot be used.
    """
    site, judge = guard.settings.site, guard.watch.rooms.judge
    state, fresh = judge.save(), real_judge(site)
    if state["profile"] != fresh.save()["profile"] and not may_replace:
        raise InputError(
            "{path}: the guard has habits of its own already, newer than any past; give "
            "--replace to forget them and begin with these records.",
            path=guard.settings.journal.file,
        )
    changed = json.loads(json.dumps({**state, "profile": past["profile"]}))
    now = guard.clock.now()
    try:
        event = past_event(past["dearest"], now, by)
        fresh.load(json.loads(json.dumps(changed)))  # tried on a judge that nobody needs
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise InputError("These habits are of another version; run `veilleur learn` of this one.") from error
    judge.load(changed)
    guard.order(event)
    guard.journal.append_note(site.name, now, {"note": "learned", **past["what"]})
    guard.keep_state()


def past_event(dearest: dict[str, Any], now: float, by: str) -> PastLearned:
    """The event that lets fitting limits start from a past."""
    return PastLearned(
        at=now,
        seen_at=now,
        closed_hours=int(dearest["closed_hours"]),
        day=int(dearest["day"]),
        month=int(dearest["month"]),
        classes=tuple((str(word), int(amount)) for word, amount in dearest["classes"]),
        days=int(dearest["days"]),
        by=by,
    )
