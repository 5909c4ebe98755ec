"""The desk is killed while a page is open: no decision changes, and the page goes on by itself."""

from __future__ import annotations

import os
import signal

import pytest
from lab.waiting import until
from playwright.sync_api import Browser, Page, expect
from tests.cli.guard.test_desk_process import desk_of
from tests.web.watch.conftest import Watched

from veilleur.words.events import OwnerAnswered

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
NUMBERS = ("0199001234", "0112", "00032000000019")


def test_killing_the_desk_changes_no_decision(watched: Watched, page: Page) -> None:
    page.goto(watched.address)
    expect(page.locator("#part-feeds")).to_contain_text("seen since")
    before = [watched.ask(number, unique=f"b{number}") for number in NUMBERS]
    first = desk_of(watched.guard.pid)
    os.kill(first, signal.SIGKILL)
    assert [watched.ask(number, unique=f"a{number}") for number in NUMBERS] == before
    until(lambda: desk_of(watched.guard.pid) not in (0, first), "another desk")
    until(watched.answers, "its page")
    expect(page.locator("[data-live]")).not_to_have_class("stale")
    page.reload()
    expect(page.locator("#part-feeds")).to_contain_text("seen since")  # the session lives on


def test_a_crawler_that_presses_every_button_lets_nothing_through(
    watched: Watched, chromium: Browser
) -> None:
    until(watched.answers, "the page")
    context = chromium.new_context()
    page = context.new_page()
    seen: set[str] = set()
    todo = ["/", "/login", "/incidents/i1/allow", "/people", "/settings", "/start/guess"]
    while todo and len(seen) < 30:
        path = todo.pop()
        seen.add(path)
        page.goto(watched.address + path)
        for place in range(page.locator("button").count()):
            page.goto(watched.address + path)
            for field in page.locator("input:visible").all():
                field.fill("123456")
            with page.expect_event("framenavigated"):
                page.locator("button").nth(place).click()
        page.goto(watched.address + path)
        found = page.locator("a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        todo += [href for href in found if href.startswith("/") and href not in seen]
    context.close()
    assert "/login" in seen
    assert watched.guard.journal.events(OwnerAnswered) == []
