"""Every page in a real browser: axe finds nothing serious; two languages, a telephone, light and dark."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.web.watch.client import ALERT_CODE
from tests.web.watch.conftest import Watched

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
OPEN = ["/login", "/start/nothing"]
PATHS = [
    "/",
    "/incidents",
    "/incidents/i1",
    "/incidents/i1/allow",
    "/incidents/i1/undo",
    "/normal",
    "/settings",
    "/settings/hours",
    "/settings/answers",
    "/people",
    "/setup",
    "/setup/pbx",
    "/setup/hours",
    "/setup/people",
    "/setup/cap",
    "/setup/drill",
    "/no-such-page",
]
SIZE_MOST = 60_000


@pytest.fixture(scope="module")
def attacked(watched: Watched) -> Watched:
    """A site with an incident."""
    watched.attack()
    watched.guard.journal.wait_for(lambda journal: journal.decisions("alert"), "an alert")
    return watched


def what_is_serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_stands_in_anybodys_way(
    attacked: Watched, page: Page, path: str, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(attacked.address + path)
    assert what_is_serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("path", OPEN)
def test_nor_before_anybody_is_logged_in(attacked: Watched, chromium: Browser, path: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(attacked.address + path)
    assert what_is_serious(page) == []
    context.close()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_fits_a_slow_line(attacked: Watched, owner: BrowserContext, path: str) -> None:
    parts = [path, "/static/watch.css", "/static/watch.js", "/static/mark.svg"]
    sizes = [len(owner.request.get(attacked.address + part).body()) for part in parts]
    assert min(sizes) > 0
    assert sum(sizes) < SIZE_MOST


@pytest.fixture
def french(owner: BrowserContext, attacked: Watched) -> Iterator[Page]:
    """The page in French, and back again."""
    page = owner.new_page()
    page.goto(attacked.address)
    page.get_by_role("button", name="Français").click()
    yield page
    page.goto(attacked.address)
    page.get_by_role("button", name="English").click()
    page.close()


def test_all_of_it_speaks_french(attacked: Watched, french: Page) -> None:
    english = re.compile(
        r"\b(the|and|is|are|of|calls|settings|nothing|limit|blocked|until|seen|what|which|your)\b", re.I
    )
    for path in PATHS:
        french.goto(attacked.address + path)
        expect(french.locator("html")).to_have_attribute("lang", "fr")
        text = french.locator("main").inner_text()
        assert english.findall(text) == [], path


def test_the_keyboard_reaches_everything_and_skips_to_the_content(attacked: Watched, page: Page) -> None:
    page.goto(attacked.address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_limit_is_raised_for_a_day(attacked: Watched, page: Page) -> None:
    page.goto(f"{attacked.address}/settings")
    page.get_by_label("Limit").select_option("month")
    page.get_by_label("Amount in euros").fill("2640")
    page.get_by_label("Your alert code, if it is more than now").fill(ALERT_CODE)
    page.get_by_role("button", name="Put it in force").click()
    expect(page.get_by_role("status")).to_contain_text("Done: €2,640 a month, until")
    expect(page.locator(".rows")).to_contain_text("until")
    page.get_by_role("button", name="As before").click()
    expect(page.get_by_role("status")).to_contain_text("in force again")


def test_what_is_normal_leads_to_an_answer_that_is_filled_in(attacked: Watched, page: Page) -> None:
    page.goto(f"{attacked.address}/settings/answers?way=no&scope=territory&territory=LV&time=good")
    expect(page.get_by_label("this may not pass")).to_be_checked()
    expect(page.get_by_label("Country", exact=True)).to_have_value("LV")
    expect(page.get_by_label("for good")).to_be_checked()


def test_a_limit_for_good_is_tried_on_the_past_first(attacked: Watched, page: Page) -> None:
    page.goto(f"{attacked.address}/settings")
    page.get_by_label("Limit").select_option("month")
    page.get_by_label("Amount in euros").fill("100000")
    page.get_by_label("for good").check()
    page.get_by_role("button", name="See what it would have done").click()
    expect(page.get_by_role("status")).to_contain_text("since")
    assert what_is_serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_label("Your alert code").fill(ALERT_CODE)
    page.get_by_label("type: permanent").fill("no")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Type the word permanent")
    assert "month_eur" not in attacked.config.read_text()


def test_a_stream_that_is_cut_changes_the_words_within_15_seconds(attacked: Watched, page: Page) -> None:
    page.goto(attacked.address)
    expect(page.locator("#part-feeds")).to_contain_text("seen since")
    page.clock.install()
    page.goto(attacked.address)
    page.route("**/live/**", lambda route: route.abort())
    page.evaluate("window.stop()")
    attacked.guard.kill()
    page.clock.run_for(15_000)
    expect(page.locator(".stale-banner")).to_contain_text("Display stopped for 15")
    expect(page.locator("[data-live]")).to_have_class("stale")
    attacked.start()
