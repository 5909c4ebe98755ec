"""Answers by a link: shown by a GET, decided by a POST, once, and only by who can be known."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.alerts.stories import Night
from tests.web.watch.client import Client, Reply, Served, said, serving, settings_in
from tests.web.watch.conftest import chromium  # noqa: F401 - a fixture

from veilleur.alerts.composer import Composer
from veilleur.alerts.conversation import Stage
from veilleur.alerts.escalation import Attempt
from veilleur.alerts.tokens import LIVES_S, Tokens
from veilleur.config import Settings
from veilleur.config.alerts_section import AlertSettings
from veilleur.desk.answer_links import AnswerLinks
from veilleur.pbx.smdr.settings import SmdrSettings, Way
from veilleur.words.events import AlertAnswered, DrillRequested

ADDRESS = "https://veilleur.example.org"
LINKS, PEOPLE = "alerts.links.json", ("Paul", "Nadia")
LATVIA, CODE = "0037129012345", "271828"


class Guard:
    """The guard, as the desk's line to it speaks."""

    def __init__(self) -> None:
        self.answers: list[AlertAnswered] = []
        self.let: list[tuple[str, str, str, str]] = []
        self.tried: list[str] = []
        self.is_gone = False

    async def answered(self, event: AlertAnswered) -> bool:
        self.answers.append(event)
        return False  # so that the book reads it at once

    async def is_code(self, code: str) -> bool:
        self.tried.append(code)
        return code == CODE

    async def let_through(self, scope: str, value: str, by: str, *, code: str = "") -> dict[str, Any] | None:
        if self.is_gone:
            return None
        if code and code != CODE:
            return {"allowed": False}
        self.let.append((scope, value, by, code))
        return {"allowed": True, "until": 1_795_230_000.0, "on_disk": True, "limits_reached": []}


@dataclass
class Story:
    """One night's links, and the page that they open."""

    night: Night
    guard: Guard
    links: AnswerLinks
    page: Served
    code: list[str]  # the generation of the alert code, which a test may change

    def again(self, path: Path, address: str = ADDRESS, people: tuple[str, ...] = PEOPLE) -> AnswerLinks:
        """The links of a desk that was started again."""
        return links_of(self.night, self.guard, self.page.house.settings, path, self.code, address, people)

    def link(self, person: str = "Paul", conversation: str = "i1", step: str = "first") -> str:
        about = self.night.book.conversations[conversation]
        turn = max(0, about.turn - 1)
        return self.links.link(Attempt(conversation, step, person, "mail", turn), about)

    def path(self, person: str = "Paul", conversation: str = "i1") -> str:
        return self.link(person, conversation).removeprefix(ADDRESS)

    def attack(self) -> str:
        """An attack of which Paul was alerted; the path of his link."""
        self.night.refuse(LATVIA)
        self.night.alert("attack_calling")
        self.night.passes(0)
        return self.path()

    def make_known(self, client: Client, person: str = "Paul") -> None:
        """A drill, answered on that telephone with the code."""
        self.night.take(DrillRequested(self.night.now, self.night.now, "drill 1", "paul"))
        self.night.passes(0)
        reply = press(client, self.path(person, "drill 1"), "seen", CODE)
        assert "From now on" in said(reply.text)

    def client(self) -> Client:
        return Client(self.page.port)


def press(client: Client, path: str, answer: str, code: str = "") -> Reply:
    """Open a link and press one of its buttons."""
    nonce = re.search(r'name="nonce" value="([^"]*)"', client.get(path).text)
    fields = {"nonce": unescape(nonce[1]) if nonce else "", "answer": answer, "code": code}
    return client.post(path, fields)


def links_of(
    night: Night,
    guard: Guard,
    settings: Settings,
    path: Path,
    code: list[str],
    address: str = ADDRESS,
    people: tuple[str, ...] = PEOPLE,
) -> AnswerLinks:
    return AnswerLinks(
        address=address,
        path=path,
        tokens=Tokens(b"k" * 32),
        book=night.book,
        guard=guard,  # type: ignore[arg-type]
        composer=Composer(settings.site, settings.numbering(), "en"),
        people=people,
        generation=lambda: code[0],
        now=lambda: night.now,
    )


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    settings = settings_in(tmp_path, alerts=AlertSettings(answer_address=ADDRESS, word="linden"))
    night, guard, code = Night(), Guard(), ["first"]
    links = links_of(night, guard, settings, tmp_path / LINKS, code)
    with serving(settings, answers=links) as page:
        page.house.language = "en"
        yield Story(night, guard, links, page, code)


def test_where_calls_are_seen_afterwards_a_link_says_nowhere_that_anything_is_blocked(tmp_path: Path) -> None:
    switches = (SmdrSettings(Way.LISTEN, spool=str(tmp_path / "smdr")),)
    alerts = AlertSettings(answer_address=ADDRESS, word="linden")
    settings = settings_in(tmp_path, alerts=alerts, switches=switches)
    night, guard, code = Night(), Guard(), ["first"]
    links = links_of(night, guard, settings, tmp_path / LINKS, code)
    with serving(settings, answers=links) as page:
        page.house.language = "en"
        story = Story(night, guard, links, page, code)
        client = story.client()
        story.make_known(client)
        path = story.attack()
        asked = client.get(path)
        pages = [
            asked.text,
            press(story.client(), path, "keep", "111111").text,
            press(client, path, "keep").text,
        ]
        pages += [client.get(path).text, client.get("/a/no-such-link").text]
    assert asked.status == 200
    assert "Read, call me no more" in asked.text
    assert "Nothing was blocked: nothing can be stopped on this PBX" in asked.text
    assert [
        text for text in pages if "stays blocked" in text or "stays so" in text or "keep all" in text
    ] == []
    assert "let it through" not in asked.text


class TestWhoGetsALink:
    def test_only_who_opened_one_in_a_drill_and_typed_the_code_there(self, story: Story) -> None:
        assert story.attack() == ""
        story.make_known(story.client())
        assert story.path().startswith("/a/")
        assert story.path("Nadia") == ""

    def test_a_drill_without_the_code_proves_nothing(self, story: Story) -> None:
        story.night.take(DrillRequested(story.night.now, story.night.now, "drill 1", "paul"))
        story.night.passes(0)
        for code in ("", "111111"):
            assert press(story.client(), story.path("Paul", "drill 1"), "seen", code).status == 422
        story.attack()
        assert story.path() == ""
        assert story.guard.answers == []

    def test_no_text_message_and_no_digest_holds_one(self, story: Story) -> None:
        story.make_known(story.client())
        story.attack()
        about = story.night.book.conversations["i1"]
        for channel, step in (("sms", "first"), ("telephone", "first"), ("mail", "over"), ("mail", "news")):
            assert story.links.link(Attempt("i1", step, "Paul", channel), about) == ""

    def test_it_is_remembered_for_that_address_alone(self, story: Story, tmp_path: Path) -> None:
        story.make_known(story.client())
        assert (tmp_path / LINKS).stat().st_mode & 0o777 == 0o600
        for address, is_known in ((ADDRESS, True), ("https://other.example.org", False)):
            again = story.again(tmp_path / LINKS, address)
            story.attack()
            about = story.night.book.conversations["i1"]
            assert bool(again.link(Attempt("i1", "first", "Paul", "mail"), about)) is is_known


class TestAnswers:
    @pytest.fixture(autouse=True)
    def known(self, story: Story) -> Client:
        client = story.client()
        story.make_known(client)
        story.guard.answers.clear()
        story.guard.tried.clear()
        return client

    def test_looking_changes_nothing_and_sets_no_cookie(self, story: Story) -> None:
        path, client = story.attack(), story.client()
        for _look in range(3):
            reply = client.get(path)
            assert reply.status == 200
            assert "set-cookie" not in reply.headers
        assert client.ask("HEAD", path, None, {}).status in (200, 405)
        assert len(reply.text) < 3_600
        assert "linden" in reply.text
        assert story.night.book.conversations["i1"].stage is Stage.WAITING
        assert story.guard.answers == []

    def test_keep_on_a_known_telephone_ends_it_for_everybody(self, story: Story, known: Client) -> None:
        path = story.attack()
        assert "all stays blocked" in said(press(known, path, "keep").text)
        about = story.night.book.conversations["i1"]
        assert (about.stage, about.answer, about.answered_by) == (Stage.ANSWERED, "keep", "Paul")
        shown = known.get(path)
        assert re.search(r"Already settled by Paul at \d\d:\d\d: all stays blocked", said(shown.text))
        assert press(known, path, "allow").status == 409  # a link is good once
        assert story.guard.let == []

    def test_yes_on_a_known_telephone_lets_that_number_through_and_says_until_when(
        self, story: Story, known: Client
    ) -> None:
        reply = press(known, story.attack(), "allow")
        assert story.guard.let == [("number", "+37129012345", "Paul (link)", "")]
        assert "Done: +371 2901 ••••, until" in said(reply.text)
        assert "The guard has it in its journal" in said(reply.text)

    def test_several_numbers_of_one_country_are_let_through_as_that_country(
        self, story: Story, known: Client
    ) -> None:
        story.night.refuse("0037129099999")
        assert "all calls to Latvia" in said(press(known, story.attack(), "allow").text)
        assert story.guard.let[0][:2] == ("territory", "LV")

    def test_several_countries_have_no_yes(self, story: Story, known: Client) -> None:
        story.night.refuse("005399999999")
        path = story.attack()
        assert 'value="allow"' not in known.get(path).text
        assert press(known, path, "allow").status == 409
        assert story.guard.let == []

    def test_on_another_telephone_money_needs_the_code(self, story: Story) -> None:
        path, other = story.attack(), story.client()
        assert press(other, path, "allow").status == 422
        assert press(other, path, "allow", "111111").status == 422
        assert story.guard.let == []
        reply = press(other, path, "allow", CODE)
        assert story.guard.let[0][3] == CODE
        cookie = reply.headers["set-cookie"]
        assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/a"))

    def test_a_strangers_keep_ends_nothing_and_the_next_person_reads_it(self, story: Story) -> None:
        path, other = story.attack(), story.client()
        for _press in range(3):
            assert "next person is alerted too" in said(press(other, path, "keep").text)
        about = story.night.book.conversations["i1"]
        assert about.stage is Stage.WAITING
        assert [one.answer for one in story.guard.answers] == ["unproven"]
        assert ("Nadia", "first") in [(one.person, one.step) for one in story.night.passes(400)]
        composer = Composer(story.page.house.settings.site, story.page.house.numbering, "en")
        assert "Paul answered at" in composer.text(about, "first").whole

    def test_a_strangers_unknown_uses_up_no_turn(self, story: Story, known: Client) -> None:
        path = story.attack()
        turn = story.night.book.conversations["i1"].turn
        press(story.client(), path, "unknown")
        assert story.night.book.conversations["i1"].turn == turn
        press(known, path, "unknown")
        assert [(one.person, one.step) for one in story.night.passes(0)] == [("Nadia", "first")]

    def test_yes_lets_through_what_the_form_showed_and_nothing_else(
        self, story: Story, known: Client
    ) -> None:
        path = story.attack()
        nonce = re.search(r'name="nonce" value="([^"]*)"', known.get(path).text)
        assert nonce is not None
        story.night.refuse("0037129099999")  # while they read: now it would be the whole country
        reply = known.post(path, {"nonce": nonce[1], "answer": "allow", "code": CODE})
        assert reply.status == 409
        assert "More was dialled since this page was opened" in said(reply.text)
        assert "all calls to Latvia" in said(reply.text)
        assert story.guard.let == []
        assert known.post(path, {"nonce": nonce[1], "answer": "keep"}).status == 200, (
            "no is no, whatever came"
        )

    def test_another_alert_code_makes_a_lost_telephone_unknown(self, story: Story, known: Client) -> None:
        path = story.attack()
        story.code[0] = "second"
        assert press(known, path, "allow").status == 422
        assert story.guard.let == []
        press(known, path, "allow", CODE)
        assert len(story.guard.let) == 1

    def test_who_left_and_came_back_opens_a_link_and_types_the_code_once_more(
        self, story: Story, known: Client, tmp_path: Path
    ) -> None:
        story.again(tmp_path / LINKS, people=("Nadia",))
        story.links = story.page.house.answers = story.again(tmp_path / LINKS)
        lost = story.client()
        lost.cookies.update(known.cookies)
        story.attack()
        assert story.link() == ""
        story.night.take(DrillRequested(story.night.now, story.night.now, "drill 2", "paul"))
        story.night.passes(0)
        press(known, story.path("Paul", "drill 2"), "seen", CODE)
        press(lost, story.path(), "allow")
        assert story.guard.let == []
        press(known, story.path(), "allow")
        assert len(story.guard.let) == 1

    def test_a_file_of_before_keeps_who_opened_a_link(self, story: Story, tmp_path: Path) -> None:
        (tmp_path / LINKS).write_text(json.dumps({"address": ADDRESS, "people": ["Paul"]}))
        story.links = story.again(tmp_path / LINKS)
        story.attack()
        assert story.link().startswith(f"{ADDRESS}/a/")

    def test_one_persons_telephone_is_not_known_as_anothers(self, story: Story, known: Client) -> None:
        nadia = story.client()
        story.make_known(nadia, "Nadia")
        story.attack()
        press(known, story.path("Nadia"), "allow")
        assert story.guard.let == []


class TestWhatIsRefused:
    @pytest.fixture(autouse=True)
    def known(self, story: Story) -> Client:
        client = story.client()
        story.make_known(client)
        story.guard.answers.clear()
        return client

    def test_a_link_ends_after_a_day(self, story: Story, known: Client) -> None:
        path = story.attack()
        story.night.now += LIVES_S + 1
        assert known.get(path).status == 410
        assert press(known, path, "keep").status == 409

    def test_a_link_dies_with_its_incident(self, story: Story, known: Client) -> None:
        path = story.attack()
        story.night.book.conversations["i1"].stage = Stage.OVER
        assert known.get(path).status == 410
        assert press(known, path, "allow").status == 409

    def test_an_old_link_answers_no_new_question(self, story: Story, known: Client) -> None:
        path = story.attack()
        press(known, path, "keep")
        story.night.alert("cut_unconfirmed")  # the attack comes further
        story.night.passes(0)
        assert known.get(path).status == 410
        assert known.get(story.path()).status == 200

    def test_a_post_without_the_forms_own_nonce(self, story: Story, known: Client) -> None:
        path = story.attack()
        other = re.search(r'name="nonce" value="([^"]*)"', known.get(story.path()).text)
        assert other is not None
        for nonce in ("", "0.x", "99999999999.x", "é", other[1].replace("1", "2", 1)):
            assert known.post(path, {"nonce": nonce, "answer": "keep"}).status == 409
        assert known.post(path, {"answer": "keep"}, Origin="https://evil.example").status == 403
        assert story.guard.answers == []

    def test_forged_and_foreign_tokens(self, story: Story, known: Client) -> None:
        path = story.attack()
        device = known.cookies["veilleur_device"]
        for token in ("x", "a.b", path[3:-4] + "AAAA", device, "A" * 440):
            assert known.get(f"/a/{token}").status == 410
        assert known.get("/a/" + "A" * 480).status in (404, 410)
        forged = story.client()
        forged.cookies["veilleur_device"] = path[3:]  # a link is no device
        press(forged, path, "allow")
        assert story.guard.let == []

    def test_a_guard_that_is_gone_is_said_and_the_link_stays_good(self, story: Story, known: Client) -> None:
        path = story.attack()
        story.guard.is_gone = True
        assert press(known, path, "allow").status == 503
        story.guard.is_gone = False
        assert press(known, path, "allow").status == 200


@pytest.mark.slow
@pytest.mark.xdist_group("browser")
def test_a_scanner_that_runs_scripts_and_presses_every_button_lets_nothing_through(
    story: Story,
    chromium: Browser,  # noqa: F811
) -> None:
    story.make_known(story.client())
    story.guard.answers.clear()
    path = story.attack()
    context = chromium.new_context()
    page = context.new_page()
    for _round in range(2):
        page.goto(f"http://127.0.0.1:{story.page.port}{path}")
        for place in range(page.locator("button").count()):
            page.goto(f"http://127.0.0.1:{story.page.port}{path}")
            for field in page.locator("input:visible").all():
                field.fill("123456" if place else "")
            with page.expect_event("framenavigated"):
                page.locator("button").nth(place).click()
    context.close()
    assert story.guard.let == []
    assert {one.answer for one in story.guard.answers} <= {"unproven"}
    assert story.night.book.conversations["i1"].stage is Stage.WAITING
    assert ("Nadia", "first") in [(one.person, one.step) for one in story.night.passes(400)]


def test_a_page_without_links_has_no_such_route(tmp_path: Path) -> None:
    with serving(replace(settings_in(tmp_path))) as page:
        assert page.client().get("/a/x").status == 404
