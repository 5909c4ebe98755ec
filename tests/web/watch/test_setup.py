"""The five steps after the first account: each is done when what it asks for is so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.web.watch.client import ALERT_CODE, NOW, Served, form_token, said, serving
from tests.web.watch.test_changes import TOML, WINDOW, FakeGuard, FakePreviews
from tests.web.watch.test_glance import status

from veilleur.config import load
from veilleur.journal import Journal
from veilleur.web.watch.auth.people import People, Role
from veilleur.words.events import AlertAnswered, AlertSent

DRILL = f"drill {NOW:.0f}"


class StartingGuard(FakeGuard):
    """Does not see its PBX yet, and begins drills."""

    def __init__(self) -> None:
        super().__init__()
        windows = [{**WINDOW, "window": "closed_hours", "limit_eur": 10.0}]
        self.status = status(feeds=[], limits={"windows": windows, "ceiling_eur": 3_000.0}, caps=[])
        self.status |= {"vantage": "asked", "calls_running": 0, "mode": "enforce", "enforces_from": None}
        self.status["locks"] = []

    async def order(self, person: str, **request: Any) -> dict[str, Any]:
        done = await super().order(person, **request)
        return {**done, "conversation": DRILL}


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Served]:
    """A page of a guard that has just begun, with nobody to alert."""
    file = tmp_path / "veilleur.toml"
    file.write_text(TOML.replace("month_eur = 300  # agreed in March", ""))
    with serving(load(file)) as served:
        served.house.guard = StartingGuard()  # type: ignore[assignment]
        served.house.previews = FakePreviews()  # type: ignore[assignment]
        yield served


def undone(page: Served) -> list[str]:
    """The steps that tonight's page lists."""
    text = page.as_(Role.OWNER).get("/").text
    steps = ("pbx", "hours", "people", "cap", "drill")
    return [step for step in steps if f'href="/setup/{step}"' in text]


def see_the_pbx(page: Served) -> None:
    guard: Any = page.house.guard
    guard.status["feeds"] = [{"feed": "AMI", "sees": True, "since": NOW, "why": ""}]


def test_what_is_not_done_stands_on_tonights_page(page: Served) -> None:
    assert undone(page) == ["pbx", "hours", "people", "cap", "drill"]
    assert "Still to be set up" not in said(page.as_(Role.READER).get("/").text)


def test_the_pbx_is_a_step_that_nobody_presses(page: Served) -> None:
    owner = page.as_(Role.OWNER)
    assert "not seen yet" in said(owner.get("/setup/pbx").text)
    assert owner.post("/setup/pbx", {"token": form_token(owner.get("/setup").text)}).status == 404
    see_the_pbx(page)
    assert "before it is dialled" in said(owner.get("/setup/pbx").text)
    assert "pbx" not in undone(page)


def test_hours_and_the_cap_are_right_when_somebody_says_so_and_stay_so(page: Served) -> None:
    owner = page.as_(Role.OWNER)
    assert "08:00-18:30" in owner.get("/setup/hours").text
    assert "€10.00 is in force now" in said(owner.get("/setup/cap").text)
    for step, following in (("hours", "people"), ("cap", "drill")):
        token = form_token(owner.get(f"/setup/{step}").text)
        assert owner.post(f"/setup/{step}", {"token": token}).headers["location"] == f"/setup/{following}"
    assert undone(page) == ["pbx", "people", "drill"]
    assert People(page.house.people.path).steps == {"hours", "cap"}


def test_who_is_called_is_written_with_the_code_and_the_others_stay(page: Served) -> None:
    owner, source = page.as_(Role.OWNER), page.house.settings.source
    assert source is not None
    sent = {
        "token": form_token(owner.get("/setup").text) or owner.token(),
        "name": "Nadia",
        "ntfy": "https://ntfy.example/garage",
        "word": "tilleul",
    }
    assert owner.post("/setup/people", {**sent, "code": "999999"}).status == 422
    assert "ntfy" not in source.read_text()
    for name in ("Nadia", "Paul"):
        assert owner.post("/setup/people", {**sent, "name": name, "code": ALERT_CODE}).status == 200
    alerts = load(source).alerts
    assert [one.name for one in alerts.people] == ["Nadia", "Paul"]
    assert alerts.word == "tilleul"
    assert source.read_text().startswith("# of Garage Martin, by Nadia")
    guard: Any = page.house.guard
    assert [one["do"] for one in guard.orders] == ["restart", "restart"]
    reply = owner.post("/setup/people", {**sent, "name": "Eve", "ntfy": "", "code": ALERT_CODE})
    assert reply.status == 422
    assert "no way to be reached" in said(reply.text)


def test_an_installer_sees_who_is_called_and_changes_nobody(page: Served) -> None:
    installer = page.as_(Role.INSTALLER)
    assert "Only an owner changes who is called" in said(installer.get("/setup/people").text)


def test_a_drill_is_passed_when_somebody_answers(page: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    for pause in ("LEAST_PAUSE_S", "PAUSE_TIMES"):  # what was read a moment ago is not kept
        monkeypatch.setattr(f"veilleur.web.watch.stream.past.{pause}", 0.0)
    owner, site = page.as_(Role.OWNER), page.house.settings.site.name
    token = form_token(owner.get("/settings").text)
    assert owner.post("/setup/drill", {"token": token}).headers["location"] == "/setup/drill"
    assert "waiting for an answer" in said(owner.get("/setup/drill/found").text)
    journal = Journal(page.house.settings.journal.file)
    sent = AlertSent(
        at=NOW + 6, seen_at=NOW + 6, conversation=DRILL, step="drill", person="Nadia", channel="telephone"
    )
    seen = AlertAnswered(
        at=NOW + 41, seen_at=NOW + 41, conversation=DRILL, answer="seen", channel="telephone", by="Nadia"
    )
    for event in (sent, seen):
        journal.append_event(site, event)
    journal.flush()
    journal.close()
    found = said(owner.get("/setup/drill/found").text)
    assert "Passed: Nadia answered after 41 s." in found.replace("\u00a0", " ")
    assert "data-more" not in owner.get("/setup/drill/found").text
    assert "drill" not in undone(page)


def test_a_drill_that_nobody_answers_ends(page: Served) -> None:
    owner = page.as_(Role.OWNER)
    owner.post("/setup/drill", {"token": form_token(owner.get("/settings").text)})
    page.time[0] += 301
    assert "Nobody has answered" in said(owner.get("/setup/drill/found").text)


def test_the_card_bears_the_companys_number(tmp_path: Path) -> None:
    file, secret = tmp_path / "veilleur.toml", tmp_path / "secret"
    secret.write_text("x" * 20)
    secret.chmod(0o600)
    file.write_text(
        TOML + '[alerts.telephone]\ndial = "PJSIP/{number}@carrier"\ncaller = "+33199001234"\n'
        'secret_file = "secret"\n'
    )
    with serving(load(file)) as page:
        reply = page.as_(Role.INSTALLER).get("/setup/contact.vcf")
        assert reply.headers["content-type"].startswith("text/vcard")
        assert "FN:Veilleur\\, Garage Martin\r\nN:Veilleur\\, Garage Martin;;;;\r\n" in reply.text
        assert "TEL;TYPE=WORK,VOICE:+33199001234\r\n" in reply.text


def test_without_a_number_there_is_no_card(page: Served) -> None:
    assert page.as_(Role.INSTALLER).get("/setup/contact.vcf").status == 404
    assert page.as_(Role.INSTALLER).get("/setup/nothing").status == 404
