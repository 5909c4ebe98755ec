"""Many sites in a real browser of 360 px: nothing serious for axe, French, and words when it stops."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from tests.web.test_drop_page import PHONE
from tests.web.watch.client import NOW, Served
from tests.web.watch.sites.test_ranking import CALL, GONE, site
from tests.web.watch.sites.test_sites_page import news, page_of
from tests.web.watch.test_pages_browser import what_is_serious

from veilleur.web.watch.auth.people import Role

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """An attack, nine sites that are blind for one reason, and a quiet one."""
    sections = [news(tmp_path, f"Site {n}", site(feeds=[GONE]).status) for n in range(9)]
    sections.append(news(tmp_path, "Chemist", site(incidents_open=1, calls=[CALL]).status))
    sections.append(news(tmp_path, "Old", site().status, NOW - 3_600))
    with page_of(tmp_path, *sections) as page:
        yield page


@pytest.fixture
def installer(chromium: Browser, served: Served) -> Iterator[BrowserContext]:
    """A telephone of an installer."""
    context = chromium.new_context(locale="fr-FR", viewport=PHONE)  # type: ignore[arg-type]
    kept = served.as_(Role.INSTALLER).cookies["veilleur"]
    context.add_cookies([{"name": "veilleur", "value": kept, "url": f"http://127.0.0.1:{served.port}"}])
    yield context
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_many_sites_fit_a_telephone(served: Served, installer: BrowserContext, scheme: str) -> None:
    page = installer.new_page()
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(f"http://127.0.0.1:{served.port}/sites")
    expect(page.locator(".sites li").first).to_contain_text("Chemist")
    expect(page.locator("main")).to_contain_text("9 sites, le même non vu")
    assert what_is_serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_list_that_is_loaded_no_more_says_so(served: Served, installer: BrowserContext) -> None:
    page = installer.new_page()
    page.clock.install()
    page.goto(f"http://127.0.0.1:{served.port}/sites")
    page.route("**/sites/list*", lambda route: route.abort())
    page.clock.run_for(15_000)
    expect(page.locator(".stale-banner")).to_contain_text("Affichage arrêté depuis 15")
    page.unroute("**/sites/list*")
    page.clock.run_for(5_500)
    expect(page.locator(".stale-banner")).to_have_text("")
