"""The installer's page over many sites: read from sockets and files, searched, and never a bulk yes."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.web.watch.client import NOW, Served, form_token, said, serving
from tests.web.watch.sites.test_ranking import CALL, GONE, site
from tests.web.watch.test_changes import FakeGuard
from tests.web.watch.test_glance import status

from veilleur.config import load, load_text
from veilleur.config.page_section import WatchedSite
from veilleur.control.server import ControlServer
from veilleur.web.watch.auth.people import Role
from veilleur.web.watch.sites.ranking import SiteStatus
from veilleur.web.watch.sites.reading import SitesReading
from veilleur.words.errors import ConfigError

TOML = """[site]
name = "Garage Martin"
[journal]
file = "journal.db"
[page]
port = 0
"""
SITE = '[[page.site]]\nname = "{name}"\n{kind} = "{path}"\n'
ANSWERS: dict[str, Any] = {"status": site().status}


@contextmanager
def guard_on(path: Path) -> Iterator[list[dict[str, Any]]]:
    """A guard of another site, in a thread of its own, that answers status and begins drills."""
    asked: list[dict[str, Any]] = []
    loop = asyncio.new_event_loop()

    async def do(request: dict[str, Any], _user: int) -> dict[str, Any]:
        asked.append(request)
        return ANSWERS if request["do"] == "status" else {"conversation": "drill 1"}

    server = ControlServer(path, do)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.start(), loop).result(10)
        yield asked
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def news(folder: Path, name: str, data: object, at: float = NOW) -> str:
    """A file of a site's status, as old as wanted; its section."""
    path = folder / f"{name}.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data))
    os.utime(path, (at, at))
    return SITE.format(name=name, kind="file", path=path.name)


@contextmanager
def page_of(folder: Path, *sections: str) -> Iterator[Served]:
    """The page of Garage Martin, from which these others are looked after."""
    file = folder / "veilleur.toml"
    file.write_text(TOML + "".join(sections))
    with serving(load(file)) as page:
        guard: Any = FakeGuard()
        guard.status = status(caps=[], calls_running=0)
        page.house.guard = guard
        yield page


def shown(page: Served, path: str = "/sites", role: Role = Role.INSTALLER) -> str:
    return said(page.as_(role).get(path).text)


def test_the_worst_is_first_and_what_is_quiet_is_one_count(tmp_path: Path) -> None:
    sections = [
        news(tmp_path, "Quiet one", site().status),
        news(tmp_path, "Bakery", site(feeds=[GONE]).status),
        news(tmp_path, "Chemist", site(incidents_open=1, calls=[CALL]).status),
    ]
    with page_of(tmp_path, *sections) as page:
        text = shown(page)
        assert text.index("Chemist") < text.index("Bakery")
        assert "2 other sites are calm" in text
        assert "Quiet one" not in text
        assert "Quiet one" in shown(page, "/sites?state=quiet")


def test_search_stands_in_the_address(tmp_path: Path) -> None:
    sections = [news(tmp_path, name, site(feeds=[GONE]).status) for name in ("Bakery", "Chemist")]
    with page_of(tmp_path, *sections) as page:
        text = shown(page, "/sites?q=bak")
        assert "Bakery" in text
        assert "Chemist" not in text
        assert "No site is named like that" in shown(page, "/sites?q=nobody")
        assert "Chemist" in shown(page, "/sites/list?q=chem", Role.READER)


def test_a_shared_cause_is_said_once(tmp_path: Path) -> None:
    sections = [news(tmp_path, f"S{n}", site(feeds=[GONE]).status) for n in range(9)]
    with page_of(tmp_path, *sections) as page:
        text = shown(page)
        assert "9 sites, the same unseen: no answer of the operator" in text
        assert "and 3 more" in text


def test_what_cannot_be_read_is_blind_and_says_why(tmp_path: Path) -> None:
    sections = [
        news(tmp_path, "Old", site().status, NOW - 3_600),
        news(tmp_path, "Broken", "{" * 9_000),
        SITE.format(name="None", kind="file", path="none.json"),
        SITE.format(name="Stopped", kind="socket", path="none.sock"),
    ]
    with page_of(tmp_path, *sections) as page:
        text = shown(page)
        for why in ("no news any more", "cannot be read", "no news has come yet", "no guard runs"):
            assert why in text


def test_a_pipe_in_the_place_of_a_file_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    reading = SitesReading((WatchedSite(name="Pipe", file=tmp_path / "pipe.json"),), lambda: NOW)
    reader = threading.Thread(target=lambda: found.extend(asyncio.run(reading.read())), daemon=True)
    found: list[SiteStatus] = []
    reader.start()
    reader.join(20)
    with contextlib.suppress(OSError):  # lets go whoever waits for it
        os.close(os.open(tmp_path / "pipe.json", os.O_WRONLY | os.O_NONBLOCK))
    assert [(one.name, one.why) for one in found] == [("Pipe", "unreadable")]


def test_html_in_a_status_is_text(tmp_path: Path) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    gone = {**GONE, "why": hostile, "feed": hostile}
    sections = [news(tmp_path, f"S{n}", site(feeds=[gone]).status) for n in range(2)]
    with page_of(tmp_path, *sections) as page:
        text = page.as_(Role.INSTALLER).get("/sites").text
        assert "<img" not in text
        assert "&lt;img" in text


def test_a_drill_is_begun_where_a_guard_of_this_machine_runs(tmp_path: Path) -> None:
    with guard_on(tmp_path / "other.sock") as asked:
        section = SITE.format(name="Bakery", kind="socket", path="other.sock")
        with page_of(tmp_path, section, news(tmp_path, "Far", site().status)) as page:
            installer = page.as_(Role.INSTALLER)
            assert 'name="drill Bakery"' in installer.get("/sites?q=bak").text
            assert 'name="drill Far"' not in installer.get("/sites?q=far").text
            token = form_token(installer.get("/sites").text)
            sent = {"token": token, "drill Bakery": "1", "drill Far": "1"}
            text = said(installer.post("/sites/drill", sent).text)
            assert "Drills begun: 1." in text
            assert "Far: no guard answers there" in text
            assert {one["do"] for one in asked} == {"status", "drill"}
            assert asked[-1]["person"] == "installer"


def test_nothing_on_it_lets_anything_through(tmp_path: Path) -> None:
    with page_of(tmp_path, news(tmp_path, "Bakery", site(incidents_open=1).status)) as page:
        text = page.as_(Role.OWNER).get("/sites").text
        actions = {part.split('"')[1] for part in text.split("action=")[1:]}
        assert actions == {"/language", "/sites", "/sites/drill", "/logout"}


def test_without_other_sites_there_is_no_such_page(tmp_path: Path) -> None:
    with page_of(tmp_path) as page:
        client = page.as_(Role.OWNER)
        assert client.get("/sites").status == 404
        assert 'href="/sites"' not in client.get("/").text


@pytest.mark.parametrize(
    "section",
    [
        '[[page.site]]\nname = "a"\n',
        '[[page.site]]\nname = "a"\nsocket = "x"\nfile = "y"\n',
        SITE.format(name="a", kind="file", path="x") + SITE.format(name="A", kind="file", path="y"),
        '[[page.site]]\nname = "a"\nurl = "http://x"\n',
    ],
)
def test_a_site_that_cannot_be_read_is_named_when_it_is_configured(section: str) -> None:
    with pytest.raises(ConfigError):
        load_text(TOML + section)
