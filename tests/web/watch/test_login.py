"""First start, login, sessions: who comes in, and what nobody learns who does not."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from tests.web.watch.client import ALERT_CODE, PASSWORD, Served, said, serving, settings_in

from veilleur.web.watch.auth.people import Role

ME = {
    "name": "Paul",
    "password": PASSWORD,
    "password_again": PASSWORD,
    "alert_code": ALERT_CODE,
}


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Served]:
    """A page that nobody has opened yet."""
    with serving(settings_in(tmp_path), is_new=True) as served:
        yield served


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Served]:
    """A page with an owner, an installer and a reader."""
    with serving(settings_in(tmp_path)) as served:
        yield served


def link_of(served: Served, role: Role = Role.OWNER) -> str:
    return f"/start/{served.house.links.make(role, served.time[0])}"


def enrolled(served: Served, path: str) -> str:
    """Go through the first forms; the key of the second factor."""
    client = served.client()
    assert client.post(path, ME).status == 303
    key = re.search(r'<code class="key">(\w+)</code>', client.get(path).text)
    assert key
    reply = client.post(f"{path}/code", {"code": pyotp.TOTP(key[1]).at(served.time[0])})
    assert "Ten rescue codes" in said(reply.text), said(reply.text)
    return key[1]


def test_the_first_owner_comes_by_a_link_and_is_logged_in(new: Served) -> None:
    path, client = link_of(new), new.client()
    assert "Who are you?" in said(client.get(path).text)
    assert client.post(path, ME).status == 303
    second = client.get(path).text
    key = re.search(r'<code class="key">(\w+)</code>', second)
    assert key
    assert "<svg" in second
    reply = client.post(f"{path}/code", {"code": pyotp.TOTP(key[1]).at(new.time[0])})
    assert len(re.findall(r"<li><code>", reply.text)) == 10
    assert client.get("/people").status == 200
    assert [(one.name, one.role) for one in new.house.people.all] == [("Paul", Role.OWNER)]
    assert ("person", "Paul", "Paul: owner") in new.notes


def test_opening_the_link_spends_nothing_and_the_last_form_does(new: Served) -> None:
    path = link_of(new)
    for _scanner in range(3):
        assert new.client().get(path).status == 200
        assert new.client().ask("HEAD", path, None, {}).status in (200, 405)
    enrolled(new, path)
    assert new.client().get(path).status == 410
    assert new.client().post(path, ME).status == 410


def test_a_second_browser_with_the_link_reads_when_it_was_opened(new: Served) -> None:
    path = link_of(new)
    new.client().post(path, ME)
    other = new.client()
    for reply in (other.get(path), other.post(path, ME), other.post(f"{path}/code", {"code": "123456"})):
        assert reply.status == 410
        assert "opened on Saturday 21" in said(reply.text).replace("\u00a0", " ")
    assert new.house.people.all == []


def test_a_link_ends_after_an_hour(new: Served) -> None:
    path = link_of(new)
    new.time[0] += 3_601
    assert new.client().get(path).status == 410
    assert new.client().post(path, ME).status == 410


@pytest.mark.parametrize(
    ("wrong", "because"),
    [
        ({"name": ""}, "Write a name"),
        ({"password": "short", "password_again": "short"}, "12 signs"),
        ({"password_again": "another lamp is enough"}, "differ"),
        ({"alert_code": "111111"}, "three differ"),
        ({"alert_code": "12a456"}, "three differ"),
    ],
)
def test_what_cannot_be_used_is_said_and_keeps_the_link(
    new: Served, wrong: dict[str, str], because: str
) -> None:
    path = link_of(new)
    reply = new.client().post(path, {**ME, **wrong})
    assert (reply.status, because in said(reply.text)) == (422, True)
    assert new.client().post(path, ME).status == 303


def test_a_login_needs_password_and_second_factor(page: Served) -> None:
    code = page.code()
    assert page.client().log_in("owner", code="000000").status == 403
    assert page.client().log_in("owner", "wrong lamps are many", code).status == 403
    client = page.client()
    assert client.log_in("OWNER", code=code).status == 303
    assert client.get("/people").status == 200
    assert ("login", "owner", "") in page.notes
    assert page.notes[0] == ("login_refused", "", "")


def test_a_code_is_good_once(page: Served) -> None:
    assert page.client().log_in("owner", code=page.code()).status == 303
    assert page.client().log_in("owner", code=page.code()).status == 403


def test_a_rescue_code_is_good_once(new: Served) -> None:
    path, client = link_of(new), new.client()
    client.post(path, ME)
    key = re.search(r'<code class="key">(\w+)</code>', client.get(path).text)
    assert key
    reply = client.post(f"{path}/code", {"code": pyotp.TOTP(key[1]).at(new.time[0])})
    rescue = re.findall(r"<li><code>([\w-]+)</code>", reply.text)[3]
    assert new.client().log_in("Paul", code=rescue).status == 303
    assert new.client().log_in("Paul", code=rescue).status == 403


def test_who_is_wrong_cannot_see_what_was_wrong(page: Served) -> None:
    texts = {
        re.sub(r'value="[^"]*"', "", page.client().log_in(name, password, code).text)
        for name, password, code in (
            ("owner", "wrong lamps are many", page.code()),
            ("owner", PASSWORD, "000000"),
            ("nobody", PASSWORD, page.code()),
        )
    }
    assert len(texts) == 1


def test_tries_are_limited_and_being_shut_out_looks_like_being_wrong(page: Served) -> None:
    wrong = [page.client().log_in("owner", "wrong lamps are many", page.code()) for _try in range(5)]
    right = page.client().log_in("owner", code=page.code())
    assert right.status == 403
    assert right.text == wrong[0].text
    page.time[0] += 901
    assert page.client().log_in("owner", code=page.code()).status == 303


def test_a_session_ends_by_time_by_logging_out_and_with_its_person(page: Served) -> None:
    reader, owner = page.as_(Role.READER), page.as_(Role.OWNER)
    assert owner.post("/people/remove", {"token": owner.token(), "name": "reader"}).status == 303
    assert reader.get("/").status == 303
    token = owner.token()
    stolen = dict(owner.cookies)
    assert owner.post("/logout", {"token": token}).status == 303
    attacker = page.client()
    attacker.cookies = stolen
    assert attacker.get("/people").headers["location"] == "/login"
    again = page.as_(Role.OWNER)
    page.time[0] += 12 * 3_600 + 1
    assert again.get("/people").headers["location"] == "/login"


def test_sessions_outlive_the_desk_and_no_cookie_lies_on_disk(page: Served, tmp_path: Path) -> None:
    client = page.as_(Role.OWNER)
    kept = tmp_path / "page.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    text = kept.read_text()
    assert client.cookies["veilleur"] not in text
    assert PASSWORD not in text
    assert len(json.loads(text)["sessions"]) == 1


def test_the_owner_invites_an_installer_who_cannot_invite(page: Served) -> None:
    owner = page.as_(Role.OWNER)
    reply = owner.post("/people/invite", {"token": owner.token(), "role": "installer"})
    found = re.search(r"http://[^/]+(/start/[\w-]+)", reply.text)
    assert found
    nadia = page.client()
    form = {key: value for key, value in ME.items() if key != "alert_code"} | {"name": "Nadia"}
    assert nadia.post(found[1], form).status == 303
    key = re.search(r'<code class="key">(\w+)</code>', nadia.get(found[1]).text)
    assert key
    nadia.post(f"{found[1]}/code", {"code": pyotp.TOTP(key[1]).at(page.time[0])})
    assert nadia.get("/people").status == 403
    assert ("invited", "owner", "installer") in page.notes


def test_the_last_owner_stays(page: Served) -> None:
    owner = page.as_(Role.OWNER)
    owner.post("/people/remove", {"token": owner.token(), "name": "owner"})
    assert page.house.people.find("owner") is not None


def test_the_page_speaks_french_and_english(page: Served) -> None:
    client = page.client()
    assert '<html lang="en">' in client.get("/login").text
    client.post("/language", {"language": "fr", "back": "/login"})
    assert '<html lang="fr">' in client.get("/login").text
    assert client.post("/language", {"language": "fr", "back": "//evil.example"}).headers["location"] == "/"
    assert client.post("/language", {"language": "fr", "back": "/\\evil"}).headers["location"] == "/"
