"""An incident in a real browser: its timeline, the slider, a yes with the alert code, and its end."""

from __future__ import annotations

import re

import pytest
from lab.guard import GuardProcess
from playwright.sync_api import Page, expect
from tests.web.watch.client import ALERT_CODE
from tests.web.watch.conftest import FOREIGN, Watched

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def attacked(watched: Watched) -> Watched:
    """Calls leave that nobody asked about, and an honest call to the same place is refused."""
    watched.attack()
    watched.guard.journal.wait_for(lambda journal: journal.decisions("alert"), "an alert")
    words = []
    for number in range(12):
        words.append(watched.ask(FOREIGN, unique=f"a{number}"))
        if words[-1] != "allow":
            return watched
        watched.attack()
    raise AssertionError(words)


def test_the_list_leads_to_the_timeline(attacked: Watched, page: Page) -> None:
    page.goto(f"{attacked.address}/incidents")
    page.locator(".incidents a").first.click()
    expect(page.locator(".timeline li").first).to_be_visible()
    expect(page.locator(".timeline")).to_contain_text(re.compile("Cutting the call|Caller hung up"))
    expect(page.locator(".sums")).to_contain_text("avoided (estimate)")
    assert "881612345678" not in page.content()


def test_the_slider_shows_each_second(attacked: Watched, page: Page) -> None:
    page.goto(f"{attacked.address}/incidents/i1")
    slider = page.get_by_label("Time")
    before = page.locator("#moment [data-clock]").inner_text()
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator("#moment [data-clock]")).not_to_have_text(before)
    expect(page.locator("#moment")).to_contain_text("No call is running.")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"\d\d:\d\d"))


def test_letting_through_needs_the_code(attacked: Watched, page: Page) -> None:
    page.goto(f"{attacked.address}/incidents/i1")
    page.get_by_role("link", name="Let something through…").click()
    page.get_by_label("Your alert code").fill("999999")
    page.get_by_role("button", name="Let it through").click()
    expect(page.get_by_role("alert")).to_have_text(
        "That is not the code. Nothing changed, all stays blocked."
    )
    assert attacked.ask(FOREIGN, unique="u2") != "allow"


def test_a_yes_lets_the_honest_call_pass_and_ends_after_its_hour(attacked: Watched, page: Page) -> None:
    page.goto(f"{attacked.address}/incidents/i1/allow")
    page.get_by_label("1\u00a0h\u00a000\u00a0min").check()
    page.get_by_label("Your alert code").fill(ALERT_CODE)
    page.get_by_role("button", name="Let it through").click()
    expect(page.locator("h1")).to_contain_text("Done: this number alone")
    assert attacked.ask(FOREIGN, unique="u3") == "allow"

    page.get_by_role("link", name="To tonight's page").click()
    expect(page.locator("#part-permissions")).to_contain_text("by Paul (page)")

    attacked.guard.kill()
    attacked.guard = GuardProcess(attacked.config, attacked.folder / "var" / "journal.db", ahead_s=3_700.0)
    attacked.start()
    assert attacked.ask(FOREIGN, unique="u4") != "allow"
