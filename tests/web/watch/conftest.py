"""A guard with its desk and page on a living PBX, and a real Chromium to open it with."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest
from lab.addresses import free_port
from lab.waiting import until
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from tests.cli.conftest import LivingPbx, Site
from tests.web.test_drop_page import PHONE, QUIET
from tests.web.watch.client import ALERT_CODE, PASSWORD

expect.set_options(timeout=60_000)  # a busy machine takes its time; what is there is not waited for

EXTRA = '[judge]\nmode = "enforce"\n[guard]\nlanguage = "en"\n[page]\nport = {port}\n'
FOREIGN = "000881612345678"  # satellite: dear whoever calls


class Watched(Site):
    """A site whose guard serves a page."""

    def __init__(self, folder: Path, switch: LivingPbx) -> None:
        super().__init__(folder, switch)
        self.page_port = free_port()
        self.config.write_text(self.config.read_text() + EXTRA.format(port=self.page_port))
        self.key = ""

    @property
    def address(self) -> str:
        """Where its page is."""
        return f"http://127.0.0.1:{self.page_port}"

    def start(self) -> None:
        """Start the guard, and wait for its page: the next test may be one that asks the guard nothing."""
        self.guard.start()
        until(self.answers, "the page", limit_s=60)

    def link(self) -> str:
        """The first owner's link, as the console shows it."""
        until(lambda: f"{self.address}/start/" in self.guard.said, "a link on the console", limit_s=30)
        found = re.findall(rf"{self.address}/start/[\w-]+", self.guard.said)
        return str(found[-1])

    def answers(self) -> bool:
        """Whether something listens where the page is."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.page_port)) == 0

    def attack(self) -> None:
        """A call leaves that nobody asked about, to a dear number."""
        self.switch.do(lambda: self.switch.pbx.originate(FOREIGN, 600.0))

    def code(self) -> str:
        """The second factor's code of now; waits for one that was not used."""
        return pyotp.TOTP(self.key).now()


def begin(page: Page, site: Watched) -> None:
    """First start: the owner makes their account, as a person does."""
    page.goto(site.link())
    page.get_by_label("Name").fill("Paul")
    page.get_by_label("Password, twelve signs or more").fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.get_by_label("Alert code, six digits or more").fill(ALERT_CODE)
    page.get_by_role("button", name="Go on").click()
    site.key = page.locator("code.key").inner_text()
    page.get_by_label("The six digits that it shows").fill(site.code())
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="I have them").click()
    expect(page.locator("h1")).to_have_text("Five steps, ten minutes")
    page.get_by_role("link", name="Later, to tonight's page").click()
    expect(page.locator("#part-state .word")).to_have_text(re.compile("Calm|Blind|Attack"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; its absence is a failure. Its loop ends with the module, for asyncio's tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """A watched PBX with its page; one for all tests of a module."""
    switch = LivingPbx()
    site = Watched(tmp_path_factory.mktemp("site"), switch)
    try:
        site.start()
        yield site
    finally:
        site.guard.kill()
        switch.stop()


@pytest.fixture(scope="module")
def owner(chromium: Browser, watched: Watched) -> Iterator[BrowserContext]:
    """A telephone of 360 px on which the first owner has logged in."""
    context = chromium.new_context(locale="en-GB", viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    begin(page, watched)
    page.close()
    yield context
    context.close()


def is_fault(message: ConsoleMessage) -> bool:
    """An error of a script or the policy; an answer such as 422, or a guard that was ended, is none."""
    return message.type == "error" and not message.text.startswith("Failed to load resource")


@pytest.fixture
def page(owner: BrowserContext) -> Iterator[Page]:
    """A new tab; what the browser complains about fails the test."""
    page = owner.new_page()
    complaints: list[Any] = []
    page.on("console", lambda message: complaints.append(message.text) if is_fault(message) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    assert complaints == []
