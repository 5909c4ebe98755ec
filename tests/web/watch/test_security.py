"""Every route: without login, with the wrong role, forged, from another site, by tricks of paths."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.web.watch.client import Client, Served, serving, settings_in

from veilleur.web.watch.auth.people import Role

OPEN = {"/visit/{link}", "/login", "/language", "/start/{link}", "/start/{link}/code", "/static/{name}"}
OF_OWNERS = {"/people", "/people/invite", "/people/remove", "/permissions/withdraw"}
OF_OWNERS |= {"/incidents/{incident}/allow", "/incidents/{incident}/undo"}
OF_INSTALLERS = {"/answer/{word}", "/settings/limit", "/settings/limit/reset"}
OF_INSTALLERS |= {"/settings/hours", "/settings/hours/preview"}


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Served]:
    """A page with an owner, an installer and a reader."""
    with serving(settings_in(tmp_path)) as served:
        yield served


def routes(page: Served) -> list[tuple[str, str]]:
    """(method, path) of every route there is."""
    found: list[tuple[str, str]] = []

    def walk(some: list[Any]) -> None:
        for route in some:
            if hasattr(route, "methods"):
                found.extend((method, route.path) for method in route.methods or () if method != "HEAD")
            elif hasattr(route, "original_router"):
                walk(route.original_router.routes)
            elif hasattr(route, "routes"):
                walk(route.routes)

    walk(page.app._app.router.routes)
    return sorted(found)


def filled(path: str) -> str:
    for name in ("link", "incident", "name", "extension", "window", "word"):
        path = path.replace("{" + name + "}", "i1")
    return path


def test_there_are_routes_to_look_at(page: Served) -> None:
    assert len(routes(page)) >= 12


def test_nobody_comes_in_without_a_login(page: Served) -> None:
    for method, path in routes(page):
        if path in OPEN:
            continue
        reply = page.client().ask(method, filled(path), "" if method == "POST" else None, {})
        assert (reply.status, reply.headers["location"]) in ((303, "/login"), (401, None)), (method, path)


def test_a_role_does_what_it_may_and_nothing_else(page: Served) -> None:
    for role in (Role.READER, Role.INSTALLER):
        client = page.as_(role)
        refused = OF_OWNERS | (OF_INSTALLERS if role is Role.READER else set())
        for method, path in routes(page):
            if path in refused:
                reply = client.ask(method, filled(path), "token=x" if method == "POST" else None, {})
                assert reply.status == 403, (role, method, path)


def test_a_form_without_the_sessions_token_changes_nothing(page: Served) -> None:
    owner, other = page.as_(Role.OWNER), page.as_(Role.OWNER)
    for method, path in routes(page):
        if method != "POST" or path in OPEN:
            continue
        for token in ("", "x", other.token()):
            assert owner.post(filled(path), {"token": token, "name": "reader"}).status == 403, path
    assert len(page.house.people.all) == 3
    assert owner.get("/people").status == 200


def test_another_site_posts_nothing(page: Served) -> None:
    owner = page.as_(Role.OWNER)
    form = {"token": owner.token(), "name": "reader"}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Origin": f"http://127.0.0.1:{page.port + 1}"},
    ):
        assert owner.post("/people/remove", form, **headers).status == 403
        assert page.client().post("/login", {"name": "owner"}, **headers).status == 403
    assert page.house.people.find("reader") is not None
    ours = {"Origin": f"http://127.0.0.1:{page.port}", "Sec_Fetch_Site": "same-origin"}
    assert owner.post("/people/remove", form, **ours).status == 303
    assert page.house.people.find("reader") is None


def test_another_name_of_this_machine_is_not_answered(page: Served) -> None:
    for host in ("evil.example", "evil.example:80", "127.0.0.1.evil.example", "[::1", ""):
        assert page.client().get("/login", Host=host).status in (400, 421)
    assert page.client().get("/login", Host="localhost:1").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static/....//app.py",
        "/static/watch.css%00.txt",
        "/static/..%5capp.py",
        "//evil.example/",
        "/start/../people",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/static/" + "a" * 3_000,
    ],
)
def test_no_path_leads_out_of_the_page(page: Served, path: str) -> None:
    reply = page.client().get(path)
    assert reply.status in (303, 307, 404), reply.status
    assert "import" not in reply.text
    assert reply.headers.get("location", "/login") == "/login"


def test_every_answer_bears_the_headers(page: Served) -> None:
    owner = page.as_(Role.OWNER)
    for client, path in (
        (page.client(), "/login"),
        (owner, "/people"),
        (owner, "/static/watch.js"),
        (owner, "/no"),
    ):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["server"] is None
    assert owner.get("/people").headers["cache-control"] == "no-store"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(page: Served) -> None:
    client = page.client()
    reply = client.log_in("owner", code=page.code())
    cookie = reply.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


@pytest.mark.parametrize("body", ["a" * 20_000, "&".join(f"a{n}=1" for n in range(100)), "name=%ff%fe"])
def test_a_body_beyond_all_bounds_is_refused(page: Served, body: str) -> None:
    assert page.client().ask("POST", "/login", body, {}).status == 403


def test_a_body_that_is_no_form_is_refused(page: Served) -> None:
    reply = page.client().ask("POST", "/login", "{}", {"Content-Type": "application/json"})
    assert reply.status == 403


def test_no_page_holds_a_script_a_style_or_a_handler_of_its_own(page: Served) -> None:
    owner = page.as_(Role.OWNER)
    for path in ("/login", "/people", "/", "/incidents", "/normal", "/settings"):
        holds_none_of_its_own(owner, path)


def holds_none_of_its_own(client: Client, path: str) -> None:
    """No inline script or style: the policy would not run it."""
    text = client.get(path).text.lower()
    assert "<style" not in text, path
    assert " style=" not in text, path
    assert "javascript:" not in text, path
    assert text.count("<script") == text.count('<script src="/static/'), path
    assert " on" not in [part[:3] for part in text.split('"') if part.endswith("=")], path


def test_html_in_names_is_text(page: Served) -> None:
    client = page.client()
    reply = client.log_in('"><script>alert(1)</script>', code=page.code())
    assert "<script>alert" not in reply.text
    assert "&lt;script&gt;" in reply.text
