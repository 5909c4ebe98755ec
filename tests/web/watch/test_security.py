"""Every route: without login, with the wrong role, forged, from another site, by tricks of paths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from tests.web.watch.client import Client, Served, form_token, said, serving, settings_in

from veilleur.web.watch.auth.links import LINK_LIVES_S
from veilleur.web.watch.auth.people import Role

ANYBODY = "anybody"
LEAST: dict[str, str] = {
    "/visit/{link}": ANYBODY,
    "/a/{token}": ANYBODY,
    "/login": ANYBODY,
    "/language": ANYBODY,
    "/start/{link}": ANYBODY,
    "/start/{link}/code": ANYBODY,
    "/static/{name}": ANYBODY,
    "/": Role.READER,
    "/live/tonight": Role.READER,
    "/logout": Role.READER,
    "/prolong": Role.READER,
    "/incidents": Role.READER,
    "/incidents/{incident}": Role.READER,
    "/incidents/{incident}/moment": Role.READER,
    "/normal": Role.READER,
    "/normal/{extension}": Role.READER,
    "/settings": Role.READER,
    "/answer/{word}": Role.INSTALLER,
    "/settings/limit": Role.INSTALLER,
    "/settings/limit/preview": Role.INSTALLER,
    "/settings/limit/follow": Role.INSTALLER,
    "/settings/limit/reset": Role.INSTALLER,
    "/settings/hours": Role.INSTALLER,
    "/settings/hours/longer": Role.INSTALLER,
    "/settings/hours/again": Role.INSTALLER,
    "/settings/answers": Role.INSTALLER,
    "/settings/answers/withdraw": Role.INSTALLER,
    "/settings/draft/{draft}": Role.INSTALLER,
    "/settings/draft/{draft}/found": Role.INSTALLER,
    "/sites": Role.READER,
    "/sites/list": Role.READER,
    "/sites/drill": Role.INSTALLER,
    "/setup": Role.INSTALLER,
    "/setup/{step}": Role.INSTALLER,
    "/setup/drill": Role.INSTALLER,
    "/setup/drill/found": Role.INSTALLER,
    "/setup/contact.vcf": Role.INSTALLER,
    "/setup/people": Role.OWNER,
    "/people": Role.OWNER,
    "/people/invite": Role.OWNER,
    "/people/remove": Role.OWNER,
    "/permissions/withdraw": Role.OWNER,
    "/incidents/{incident}/allow": Role.OWNER,
    "/incidents/{incident}/undo": Role.OWNER,
}
RANK: list[str] = [ANYBODY, Role.READER, Role.INSTALLER, Role.OWNER]
STREAMS = {"/live/tonight"}  # without an end
SHOWN_ELSEWHERE = {"/logout"}  # a logged-in person may; it would end the session that is tried with
A_WEEK_S = 604_800.0
QUERY = ("at", "all", "scope", "territory", "number", "extension", "way", "time")
FIELDS = (
    *QUERY,
    "name",
    "password",
    "code",
    "role",
    "window",
    "amount",
    "hours",
    "conversation",
    "back",
    "word",
)
HTML = "<img src=x onerror=alert(1)>"


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


def filled(path: str, value: str = "i1") -> str:
    return re.sub(r"{\w+}", value, path)


def beyond(least: str) -> list[str]:
    """The roles that are too little for a route that needs `least`."""
    return RANK[: RANK.index(least)]


def test_no_route_is_forgotten(page: Served) -> None:
    """Each route stands in the table with the least role it needs; who adds one decides that here."""
    assert {path for _method, path in routes(page)} == set(LEAST)
    assert {method for method, _path in routes(page)} == {"GET", "POST"}


def test_nobody_comes_in_without_a_login(page: Served) -> None:
    for method, path in routes(page):
        if LEAST[path] == ANYBODY:
            continue
        reply = page.client().ask(method, filled(path), "" if method == "POST" else None, {})
        assert (reply.status, reply.headers["location"]) in ((303, "/login"), (401, None)), (method, path)


def test_nor_with_a_session_that_is_over(page: Served) -> None:
    owner = page.as_(Role.OWNER)
    token = owner.token()
    page.time[0] += A_WEEK_S
    for method, path in routes(page):
        if LEAST[path] == ANYBODY:
            continue
        body = urlencode({"token": token}) if method == "POST" else None
        reply = owner.ask(method, filled(path), body, {})
        assert (reply.status, reply.headers["location"]) in ((303, "/login"), (401, None)), (method, path)


def test_nor_with_a_cookie_that_is_made_up_or_of_somebody_taken_off(page: Served) -> None:
    gone, forged = page.as_(Role.INSTALLER), page.client()
    forged.cookies = {"veilleur": "x" * 43}
    page.house.people.remove(Role.INSTALLER.value)
    for client in (gone, forged):
        for method, path in routes(page):
            if LEAST[path] == ANYBODY:
                continue
            reply = client.ask(method, filled(path), "" if method == "POST" else None, {})
            assert (reply.status, reply.headers["location"]) in ((303, "/login"), (401, None)), path


def test_a_role_does_what_it_may_and_nothing_else(page: Served) -> None:
    for role in (Role.READER, Role.INSTALLER):
        client = page.as_(role)
        token = form_token(client.get("/settings").text)
        for method, path in routes(page):
            if path in STREAMS | SHOWN_ELSEWHERE:
                continue
            body = urlencode({"token": token}) if method == "POST" else None
            reply = client.ask(method, filled(path), body, {})
            is_refused = reply.status == 403 and "Your role does not do this" in said(reply.text)
            assert is_refused is (role in beyond(LEAST[path])), (role, method, path, reply.status)


def test_a_form_without_the_sessions_token_changes_nothing(page: Served) -> None:
    owner, other = page.as_(Role.OWNER), page.as_(Role.OWNER)
    for method, path in routes(page):
        if method != "POST" or LEAST[path] == ANYBODY:
            continue
        for token in ("", "x", other.token()):
            assert owner.post(filled(path), {"token": token, "name": "reader"}).status == 403, path
    assert len(page.house.people.all) == 3
    assert owner.get("/people").status == 200


def test_no_form_of_another_site_reaches_any_route(page: Served) -> None:
    owner = page.as_(Role.OWNER)
    form = {"token": owner.token(), "name": "reader", "code": "1"}
    for method, path in routes(page):
        if method == "POST":
            assert owner.post(filled(path), form, Origin="https://evil.example").status == 403, path


def test_links_that_are_over_or_made_up_open_nothing(page: Served) -> None:
    link = page.house.links.make(Role.OWNER, page.time[0])
    page.time[0] += LINK_LIVES_S + 1
    person = {"name": "Eve", "password": "x" * 20, "password_again": "x" * 20, "alert_code": "271828"}
    for token in (link, "x" * 43, ""):
        for method, path in routes(page):
            if "{link}" in path:
                body = urlencode(person) if method == "POST" else None
                reply = page.client().ask(method, path.replace("{link}", token), body, {})
                assert reply.status in (403, 404, 410), (method, path)
                assert "set-cookie" not in reply.headers
    assert page.house.people.find("Eve") is None


def test_html_in_an_address_is_text_or_nothing(page: Served) -> None:
    owner = page.as_(Role.OWNER)
    for method, path in routes(page):
        if method == "GET" and path not in STREAMS:
            reply = owner.get(
                filled(path, quote(HTML, safe="")) + "?" + urlencode(dict.fromkeys(QUERY, HTML))
            )
            assert HTML not in reply.text, path
            assert reply.status < 500, path


def test_html_in_every_field_of_every_form_is_text_or_nothing(page: Served) -> None:
    owner = page.as_(Role.OWNER)
    fields = {**dict.fromkeys(FIELDS, HTML), "token": owner.token()}
    for method, path in routes(page):
        if method == "POST" and path not in SHOWN_ELSEWHERE:
            reply = owner.post(filled(path), fields)
            assert HTML not in reply.text, path
            assert reply.status < 500, path


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
    for method, path in routes(page):
        if method == "GET" and path not in STREAMS and not path.startswith("/static/"):
            holds_none_of_its_own(owner, filled(path))


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
