"""Pages about what did not work: no red, no blame, no haste; an attack alone is shown as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.web.watch.client import Client, Served, said, serving, settings_in

from veilleur.web.watch.auth.people import Role

STATES = re.compile(r'class="[^"]*\battack\b')
HARSH = re.compile(
    r"!|\b(oops|sorry|please|invalid|illegal|forbidden|error|failed|danger|urgent|immediately"
    r"|désolé|veuillez|invalide|interdit|erreur|échec|immédiatement)\b",
    re.IGNORECASE,
)


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Served]:
    """A page whose guard is gone and whose journal was never made."""
    with serving(settings_in(tmp_path)) as served:
        yield served


def failures(page: Served) -> dict[str, tuple[Client, str, dict[str, str] | None]]:
    """What a person may run into: who asks, the path, and the form, None to look."""
    owner, reader = page.as_(Role.OWNER), page.as_(Role.READER)
    return {
        "no such page": (owner, "/nothing-here", None),
        "no such incident": (owner, "/incidents/i999", None),
        "a form of another session": (owner, "/setup/people", {"token": "of another", "name": "Nadia"}),
        "a role that may not": (reader, "/people", None),
        "a link that is over": (page.client(), "/start/made-up", None),
        "a guard that is gone": (owner, "/setup/drill", {"token": owner.token()}),
    }


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_did_not_work_is_said_without_red_and_without_blame(page: Served, language: str) -> None:
    for name, (client, path, form) in failures(page).items():
        client.headers["Accept-Language"] = language
        reply = client.get(path) if form is None else client.post(path, form)
        assert reply.status >= 300, name
        assert len(said(reply.text)) > 20, name  # it says something
        assert not STATES.search(reply.text), name
        assert not HARSH.search(said(reply.text)), (name, HARSH.search(said(reply.text)))
