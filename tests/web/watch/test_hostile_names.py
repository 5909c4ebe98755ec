"""What a hostile telephone network names itself is text on every part of the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.web.watch.client import NOW, Served, serving, settings_in
from tests.web.watch.test_glance import QUESTION, attack, status

from veilleur.history.permissions import Permission
from veilleur.web.watch.pages.tonight import parts_of
from veilleur.web.watch.stream.glance import glance
from veilleur.web.watch.stream.guard import Seen
from veilleur.web.watch.stream.hub import View
from veilleur.web.watch.stream.past import Journalled

HOSTILE = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>\u202e"


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Served]:
    """A page whose parts can be rendered."""
    with serving(settings_in(tmp_path)) as served:
        yield served


def hostile_status() -> dict[str, Any]:
    """A guard whose switch names everything as an attacker would."""
    call = {
        "call": HOSTILE,
        "extension": HOSTILE,
        "number": HOSTILE,
        "territory": "",
        "class": HOSTILE,
        "answered_s": None,
        "cost_eur": 0.0,
        "capped": True,
    }
    return status(
        feeds=[{"feed": HOSTILE, "sees": False, "since": NOW, "why": HOSTILE}],
        blind=[HOSTILE],
        calls=[call],
        calls_running=1,
        caps=[{"window": "day", "limit_eur": 1.0, "spent_eur": 0.5, "left_eur": 0.5, "state": ""}],
        locks=[{"kind": HOSTILE, "name": HOSTILE, "until": NOW}],
        enforces_from=None,
        mode="enforce",
    )


@pytest.mark.parametrize("role", ["owner", "installer", "reader"])
@pytest.mark.parametrize("incidents_open", [0, 1])
def test_every_part_shows_it_as_text(page: Served, role: str, incidents_open: int) -> None:
    past = Journalled(
        attacks=(attack(extensions=(HOSTILE,), mailboxes=(HOSTILE,), numbers=(HOSTILE,)),),
        permissions=(Permission("extension", HOSTILE, NOW, NOW + 60, False, HOSTILE),),
    )
    seen = Seen({**hostile_status(), "incidents_open": incidents_open}, NOW, True)
    question = QUESTION._replace(reached=(HOSTILE,))
    found = glance(seen, past, (question,), NOW)
    parts = parts_of(found, page.house, View("fr", role))
    text = "".join(parts.values())
    assert "<script" not in text
    assert "<img" not in text
    assert "\u202e" not in text
    assert "&lt;img" in text


def test_parts_hold_no_token_for_all_readers_share_them(page: Served) -> None:
    found = glance(Seen(hostile_status(), NOW, True), Journalled(), (), NOW)
    assert 'name="token"' not in "".join(parts_of(found, page.house, View("en", "owner")).values())
