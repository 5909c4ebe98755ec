"""Tonight in a real browser of 360 px: first start, the attack that arrives by itself, the stream cut."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.web.watch.conftest import Watched

from veilleur.words.events import AlertAnswered

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


def test_the_first_owner_sees_a_calm_night(watched: Watched, page: Page) -> None:
    page.goto(watched.address)
    expect(page.locator("#part-state .word")).to_have_text("Calm")
    expect(page.locator("#part-feeds")).to_contain_text("seen since")
    expect(page.locator("#part-calls")).to_contain_text("None.")


def test_an_attack_arrives_without_a_reload(watched: Watched, page: Page) -> None:
    page.goto(watched.address)
    expect(page.locator("#part-state .word")).to_have_text("Calm")
    loaded = page.evaluate("performance.timeOrigin")
    watched.attack()
    expect(page.locator("#part-state .word")).to_have_text("Attack")
    expect(page.locator("#part-state h1")).to_contain_text(re.compile("Attack blocked|Cut ordered"))
    expect(page.locator("#part-question")).to_contain_text("Without an answer, everything stays blocked")
    assert page.evaluate("performance.timeOrigin") == loaded


def test_a_held_display_moves_no_more(watched: Watched, page: Page) -> None:
    page.goto(watched.address)
    page.get_by_role("button", name="Hold the display").click()
    expect(page.locator(".stale-banner")).to_have_text("The display is held.")
    page.get_by_role("button", name="Let it move again").click()
    expect(page.locator(".stale-banner")).to_have_text("")


def test_keeping_all_blocked_takes_one_press(watched: Watched, page: Page) -> None:
    page.goto(watched.address)
    page.get_by_role("button", name="No, keep all blocked").click()
    expect(page.locator("#part-question")).not_to_contain_text("Without an answer")


def test_who_did_what_stands_in_the_journal(watched: Watched, page: Page) -> None:
    page.goto(watched.address)
    entries = watched.guard.journal.entries()
    notes = [entry.data for entry in entries if entry.data.get("note") == "page"]
    assert [(note["what"], note["by"]) for note in notes][:2] == [
        ("person", "Paul (page)"),
        ("login", "Paul (page)"),
    ]
    watched.guard.journal.wait_for(lambda journal: journal.events(AlertAnswered), "the answer")
    answers = watched.guard.journal.events(AlertAnswered)
    assert [(one.answer, one.channel, one.by) for one in answers] == [("keep", "page", "Paul")]


def test_nothing_is_wider_than_a_telephone(watched: Watched, page: Page) -> None:
    for path in ("/", "/people"):
        page.goto(watched.address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
