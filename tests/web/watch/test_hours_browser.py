"""Hours in a real browser: what they would have done, then saved, and the guard goes on by them."""

from __future__ import annotations

import pytest
from lab.waiting import until
from playwright.sync_api import Page, expect
from tests.web.watch.conftest import Watched

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
WATCHES = "Veilleur watches Garage Martin"


def test_what_cannot_be_used_is_said_and_nothing_is_saved(watched: Watched, page: Page) -> None:
    before = watched.config.read_text()
    page.goto(f"{watched.address}/settings/hours")
    page.get_by_label("Mon").fill("from eight")
    page.get_by_role("button", name="See what it would have done").click()
    expect(page.get_by_role("alert")).to_contain_text("from")
    assert watched.config.read_text() == before


def test_hours_are_previewed_saved_and_in_force(watched: Watched, page: Page) -> None:
    page.goto(watched.address)
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("link", name="Hours and holidays…").click()
    page.get_by_label("open day and night").uncheck()
    page.get_by_label("Sat").fill("09:00-12:00")
    page.get_by_label("Closed besides, a line each: 2026-08-03/2026-08-21").fill(
        "2026-08-03/2026-08-21\n2026-12-24"
    )
    page.get_by_role("button", name="See what it would have done").click()
    expect(page.get_by_role("status")).to_contain_text("This journal knows no call out yet")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_contain_text("Saved: the hours and holidays.")
    text = watched.config.read_text()
    assert 'sat = "09:00-12:00"' in text
    assert '"2026-12-24"' in text
    assert "always" not in text
    until(lambda: watched.guard.said.count(WATCHES) == 2, "the guard to watch again")
    until(watched.answers, "the page of the desk that began again")
    page.goto(f"{watched.address}/settings/hours")
    expect(page.get_by_label("Sat")).to_have_value("09:00-12:00")
    until(lambda: watched.ask("0112", unique="h1") == "allow", "an answer of the guard that began again")
