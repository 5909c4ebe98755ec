"""Of a PBX that only prints its calls no page says that something is, or stays, blocked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.web.watch.client import NOW, Served, said, serving, settings_in
from tests.web.watch.test_glance import QUESTION, attack, status

from veilleur.pbx.smdr.settings import SmdrSettings, Way
from veilleur.web.watch.pages.tonight import parts_of
from veilleur.web.watch.stream.glance import glance
from veilleur.web.watch.stream.guard import Seen
from veilleur.web.watch.stream.hub import View
from veilleur.web.watch.stream.past import Journalled
from veilleur.web.watch.stream.waiting import Waiting

CLAIMS = {
    "en": (
        "blocked.",
        "blocked until",
        "all blocked",
        "proved break-ins act",
        "wait for your code",
        "limits hold",
    ),
    "fr": ("reste bloqué", "Attaque bloquée", "garder bloqué", "agissent", "attendent votre code"),
}
NOTHING = {"en": "Nothing is refused or cut here, whatever the mode", "fr": "Ici rien n’est refusé ni coupé"}
LIMIT = {"windows": [{"state": "limit_reached", "window": "day", "limit_eur": 1.0, "spent_eur": 1.0}]}
MOMENTS: dict[str, dict[str, Any]] = {
    "quiet": {},
    "attack": {"incidents_open": 1},
    "limit": {"limits": LIMIT},
    "paused": {"paused_until": NOW + 60},
    "learning": {"enforces_from": NOW + 86_400},
    "unseen": {"blind": ["SMDR"]},
}


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Served]:
    old_pabx = SmdrSettings(Way.LISTEN, spool=str(tmp_path / "smdr"))
    with serving(settings_in(tmp_path, switches=(old_pabx,))) as served:
        yield served


def shown(page: Served, language: str, waiting: tuple[Waiting, ...], changed: dict[str, Any]) -> str:
    blanks = {"calls_running": 0, "caps": [], "locks": [], "enforces_from": None}
    seen = Seen(status(**{**blanks, "vantage": "records", **changed}), NOW, True)
    found = glance(seen, Journalled(attacks=(attack(),)), waiting, NOW)
    parts = parts_of(found, page.house, View(language, "owner"))
    return said(parts["state"] + parts["question"])


@pytest.mark.parametrize("mode", ["observe", "ask", "enforce"])
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_of_tonight_claims_nothing_in_any_mode(
    page: Served, language: str, moment: str, mode: str
) -> None:
    for waiting in ((), (QUESTION,), (QUESTION._replace(is_held=True),)):
        text = shown(page, language, waiting, {"mode": mode, **MOMENTS[moment]})
        assert NOTHING[language] in text
        assert [claim for claim in CLAIMS[language] if claim in text] == []


def test_where_calls_are_asked_about_the_page_says_that_they_stay_blocked(tmp_path: Path) -> None:
    with serving(settings_in(tmp_path)) as page:
        text = shown(page, "en", (QUESTION,), {"mode": "observe", "vantage": "asked"})
        assert "everything stays blocked" in text
        assert NOTHING["en"] not in text
