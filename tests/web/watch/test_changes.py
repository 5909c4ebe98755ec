"""Changes of limits, hours and answers: tried on the past, then saved, and who may do it."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.history.test_preview import BELGIUM, DAY, MONDAY, journal_of_mornings
from tests.web.watch.client import ALERT_CODE, NOW, Client, Reply, Served, form_token, said, serving
from tests.web.watch.test_glance import status

from veilleur.config import load
from veilleur.history.preview import Example, Preview, Trial
from veilleur.web.watch.auth.people import Role
from veilleur.web.watch.pages.changes.hours import opens_more
from veilleur.web.watch.stream.guard import Seen
from veilleur.words.site import Hours, Site

TOML = """# of Garage Martin, by Nadia
[site]
name = "Garage Martin"

[limits]
month_eur = 300  # agreed in March
[hours]
mon-fri = "08:00-18:30"
[page]
port = 0
[journal]
file = "journal.db"
"""
WINDOW = {
    "spent_eur": 1.0,
    "state": "",
    "fitting": False,
    "why": "limit_written",
    "values": {},
    "until": None,
    "before_eur": 300.0,
}


class FakeGuard:
    """Takes orders, and says what the limits are."""

    def __init__(self) -> None:
        self.orders: list[dict[str, Any]] = []
        self.is_slow, self.at_once, self.most_at_once = False, 0, 0
        windows = [{**WINDOW, "window": "month", "limit_eur": 300.0}]
        self.status = status(limits={"windows": windows, "ceiling_eur": 3_000.0}, caps=[])

    def holds(self, amount: float, *, before: float, hours: float = 4) -> None:
        """An order of an owner runs."""
        order = {"limit_eur": amount, "before_eur": before, "until": NOW + hours * 3_600}
        windows = [{**WINDOW, "window": "month", **order}]
        self.status = status(limits={"windows": windows, "ceiling_eur": 3_000.0}, caps=[])

    async def seen(self) -> Seen:
        return Seen(self.status, NOW, True)

    async def order(self, person: str, **request: Any) -> dict[str, Any]:
        self.orders.append({**request, "person": person})
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        if self.is_slow:  # as long as others may come
            await asyncio.sleep(0.3)
        self.at_once -= 1
        until = NOW + 3_600
        return {"until": until, "open_until": until, "limit_eur": request.get("amount_eur"), "on_disk": True}


class FakePreviews:
    """Says at once what it was made with."""

    def __init__(self) -> None:
        self.found: Preview | None = Preview(
            calls=412,
            since=NOW - 90 * DAY,
            until=NOW,
            honest_stopped=(0, 3),
            hostile_stopped=(40, 41),
            cost=(9_000_000, 8_000_000),
            examples=(Example(NOW - DAY, "104", BELGIUM, True),),
        )
        self.asked: list[tuple[Trial, Trial]] = []

    def warm(self, before: Trial) -> None:
        """Nothing to read."""

    async def look(self, before: Trial, after: Trial, hostile: frozenset[str]) -> Preview | None:
        self.asked.append((before, after))
        return self.found


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Served]:
    """A page of a site with a file, and a guard that takes orders."""
    file = tmp_path / "veilleur.toml"
    file.write_text(TOML)
    file.chmod(0o640)
    with serving(load(file)) as served:
        served.house.guard = FakeGuard()  # type: ignore[assignment]
        served.house.previews = FakePreviews()  # type: ignore[assignment]
        yield served


def orders(page: Served) -> list[dict[str, Any]]:
    guard: Any = page.house.guard
    return list(guard.orders)


def file(page: Served) -> Path:
    assert page.house.settings.source is not None
    return page.house.settings.source


def tried(client: Client, path: str, **fields: str) -> tuple[str, str]:
    """A change put to the test: where its page is, and what that says."""
    reply = client.post(path, {"token": token(client), **fields})
    assert reply.status == 303, said(reply.text)
    draft = reply.headers["location"]
    return draft, said(client.get(draft).text)


def token(client: Client) -> str:
    return form_token(client.get("/settings").text)


def saved(client: Client, draft: str, **fields: str) -> Reply:
    return client.post(draft, {"token": token(client), **fields})


RAISED = {"window": "month", "amount": "640", "hours": "good"}


def test_a_limit_raised_for_good_needs_an_owner_the_word_and_the_code(page: Served) -> None:
    owner = page.as_(Role.OWNER)
    draft, shown = tried(owner, "/settings/limit", **RAISED)
    assert "honest calls stopped or asked about 0 3" in shown
    for wrong in (
        {"code": ALERT_CODE},
        {"word": "permanent", "code": "999999"},
        {"word": "yes", "code": ALERT_CODE},
    ):
        assert saved(owner, draft, **wrong).status == 422
    assert file(page).read_text() == TOML
    reply = saved(owner, draft, word="Permanent", code=ALERT_CODE)
    assert "Saved: €640 a month." in said(reply.text)
    assert file(page).read_text() == TOML.replace("month_eur = 300", "month_eur = 640")
    assert stat.S_IMODE(file(page).stat().st_mode) == 0o640
    assert orders(page) == [{"do": "restart", "person": "owner"}]
    assert page.notes[-1] == ("settings", "owner", "limit month: 300 -> 640")
    assert saved(owner, draft, word="permanent", code=ALERT_CODE).status == 404, "a change is saved once"


def test_an_installer_lowers_a_limit_for_good_and_raises_none(page: Served) -> None:
    installer = page.as_(Role.INSTALLER)
    draft, shown = tried(installer, "/settings/limit", window="month", amount="120,50", hours="good")
    assert "alert code" not in shown
    assert saved(installer, draft).status == 200
    assert "month_eur = 120.5  # agreed in March" in file(page).read_text()
    draft, shown = tried(installer, "/settings/limit", **RAISED)
    assert "an owner has to do it" in shown
    assert saved(installer, draft, word="permanent", code=ALERT_CODE).status == 422
    assert "640" not in file(page).read_text()


def order_of_an_owner(page: Served, amount: float, *, hours: float = 4) -> None:
    guard: Any = page.house.guard
    guard.holds(amount, before=300.0, hours=hours)


def test_what_is_less_than_an_order_and_more_than_the_file_is_no_lowering(page: Served) -> None:
    order_of_an_owner(page, 900)
    installer = page.as_(Role.INSTALLER)
    draft, shown = tried(installer, "/settings/limit", window="month", amount="899", hours="good")
    assert "an owner has to do it" in shown
    assert saved(installer, draft, word="permanent", code=ALERT_CODE).status == 422
    longer = {"window": "month", "amount": "899", "hours": "168", "token": token(installer)}
    assert installer.post("/settings/limit", longer).status == 422, "it would outlive the order"
    assert file(page).read_text() == TOML
    assert orders(page) == []
    assert installer.post("/settings/limit", {**longer, "amount": "250"}).status == 200


def test_a_lower_limit_that_ends_before_the_one_in_force_is_no_lowering(page: Served) -> None:
    order_of_an_owner(page, 50, hours=24)
    installer = page.as_(Role.INSTALLER)
    sooner = {"window": "month", "amount": "49", "hours": "4", "token": token(installer)}
    assert installer.post("/settings/limit", sooner).status == 422
    assert installer.post("/settings/limit", {**sooner, "hours": "168"}).status == 200
    assert [one["way"] for one in orders(page)] == ["lower"]


@pytest.mark.parametrize("hours", ["24", "good"])
def test_what_was_a_lowering_when_it_was_looked_at_raises_nothing_later(page: Served, hours: str) -> None:
    installer = page.as_(Role.INSTALLER)
    draft, shown = tried(installer, "/settings/limit/preview", window="month", amount="250", hours=hours)
    assert "Your alert code" not in shown
    order_of_an_owner(page, 100, hours=12)
    assert "would now let more through" in said(saved(installer, draft).text)
    assert file(page).read_text() == TOML
    assert orders(page) == []


def test_hours_that_were_fewer_when_they_were_looked_at_open_nothing_later(page: Served) -> None:
    installer, days = page.as_(Role.INSTALLER), dict.fromkeys(("mon", "tue", "wed", "thu"), "08:00-18:30")
    asked = {**days, "fri": "08:00-16:00", "sat": "closed", "sun": "closed", "holidays": "FR"}
    draft, _ = tried(installer, "/settings/hours", **asked)
    other, _ = tried(installer, "/settings/hours", **{**asked, "fri": "08:00-12:00"})
    assert saved(installer, other).status == 200
    assert "would now let more through" in said(saved(installer, draft).text)
    assert 'fri = "08:00-12:00"' in file(page).read_text()


def test_hours_that_somebody_closed_in_the_file_meanwhile_are_not_opened_unseen(page: Served) -> None:
    installer, days = page.as_(Role.INSTALLER), dict.fromkeys(("mon", "tue", "wed", "thu"), "08:00-18:30")
    asked = {**days, "fri": "08:00-16:00", "sat": "closed", "sun": "closed", "holidays": "FR"}
    draft, _ = tried(installer, "/settings/hours", **asked)
    closed = TOML.replace('mon-fri = "08:00-18:30"', 'mon-fri = "09:00-10:00"')
    file(page).write_text(closed)
    assert "would now let more through" in said(saved(installer, draft).text)
    assert file(page).read_text() == closed


def test_two_presses_at_once_save_a_change_once_and_two_owners_one_after_the_other(page: Served) -> None:
    owner, installer = page.as_(Role.OWNER), page.as_(Role.INSTALLER)
    raised, _ = tried(owner, "/settings/limit", **RAISED)
    lowered, _ = tried(installer, "/settings/limit", window="month", amount="120", hours="good")
    fields = {"token": token(owner), "word": "permanent", "code": ALERT_CODE}
    presses = [lambda: owner.post(raised, fields)] * 3 + [lambda: saved(installer, lowered)]
    guard: Any = page.house.guard
    guard.is_slow = True
    with ThreadPoolExecutor(len(presses)) as pool:
        replies = [one.result() for one in [pool.submit(press) for press in presses]]
    assert sorted(one.status for one in replies[:3]) == [200, 404, 404]
    assert guard.most_at_once == 1
    assert len(orders(page)) == 1 + (replies[3].status == 200)
    assert len(page.notes) == len({one for one in page.notes if one[0] == "settings"}) + sum(
        one[0] != "settings" for one in page.notes
    )


def test_a_closed_day_is_written_as_the_reader_says_it(page: Served) -> None:
    installer, days = page.as_(Role.INSTALLER), dict.fromkeys(("mon", "tue", "wed", "thu"), "08:00-18:30")
    installer.headers["Accept-Language"] = "fr"
    assert 'value="fermé"' in installer.get("/settings/hours").text
    asked = {**days, "fri": "08:00-16:00", "sat": "Fermé", "sun": "ferme", "holidays": "FR"}
    draft, _ = tried(installer, "/settings/hours", **asked)
    assert saved(installer, draft).status == 200
    assert 'sat = "closed"\nsun = "closed"' in file(page).read_text()


def test_a_no_that_came_meanwhile_is_not_replaced_by_a_shorter_one(
    page: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    installer = page.as_(Role.INSTALLER)
    asked = {"way": "no", "scope": "territory", "territory": "BE", "time": "hour"}
    draft, _ = tried(installer, "/settings/answers", **asked)
    monkeypatch.setattr("veilleur.web.watch.pages.changes.answers._is_refused", _yes)
    assert "would now let more through" in said(saved(installer, draft).text)
    assert orders(page) == []


async def _yes(*_about: object) -> bool:
    return True


def test_a_change_that_was_looked_at_half_an_hour_ago_is_gone(page: Served) -> None:
    owner = page.as_(Role.OWNER)
    draft, _ = tried(owner, "/settings/limit", window="month", amount="50", hours="good")
    page.time[0] += 1_799
    assert owner.get(draft).status == 200
    page.time[0] += 1
    assert saved(owner, draft).status == 404
    assert page.house.drafts == {}
    assert file(page).read_text() == TOML


def test_to_take_back_an_owners_lowering_needs_the_owner_and_the_code(page: Served) -> None:
    order_of_an_owner(page, 50)
    asked = {"window": "month"}
    installer, owner = page.as_(Role.INSTALLER), page.as_(Role.OWNER)
    draft, shown = tried(installer, "/settings/limit/reset", **asked)
    assert "an owner has to do it" in shown
    assert saved(installer, draft, code=ALERT_CODE).status == 422
    draft, _ = tried(owner, "/settings/limit/reset", **asked)
    assert saved(owner, draft).status == 422
    assert orders(page) == []
    assert "what was before is in force again" in said(saved(owner, draft, code=ALERT_CODE).text)
    assert [one["way"] for one in orders(page)] == ["reset"]


def test_to_take_back_a_raise_is_one_press(page: Served) -> None:
    order_of_an_owner(page, 900)
    installer = page.as_(Role.INSTALLER)
    sent = {"window": "month", "token": token(installer)}
    assert installer.post("/settings/limit/reset", sent).status == 200
    assert [one["way"] for one in orders(page)] == ["reset"]


def test_a_limit_for_a_time_is_tried_and_ends_by_itself(page: Served) -> None:
    owner = page.as_(Role.OWNER)
    draft, shown = tried(owner, "/settings/limit/preview", **{**RAISED, "hours": "24"})
    assert "permanent" not in shown
    reply = saved(owner, draft, code=ALERT_CODE)
    assert "What was before comes back by itself" in said(reply.text)
    assert orders(page)[-1]["way"] == "raise"
    assert orders(page)[-1]["hours"] == 24
    assert file(page).read_text() == TOML


def test_a_written_limit_may_follow_the_past_again(page: Served) -> None:
    owner = page.as_(Role.OWNER)
    draft, _ = tried(owner, "/settings/limit/follow", window="month")
    assert saved(owner, draft, word="permanent", code=ALERT_CODE).status == 200
    assert "month_eur" not in file(page).read_text()
    assert "month" in page.house.settings.site.limits.fitting


def test_a_preview_that_fails_blocks_nothing_and_says_so(page: Served) -> None:
    previews: Any = page.house.previews
    previews.found = None
    owner = page.as_(Role.OWNER)
    draft, shown = tried(owner, "/settings/limit", window="month", amount="50", hours="good")
    assert "Not verified" in shown
    assert saved(owner, draft).status == 200
    assert "month_eur = 50 " in file(page).read_text()


def test_a_short_past_is_said_and_real_calls_are_shown_without_their_numbers(page: Served) -> None:
    _draft, shown = tried(page.as_(Role.OWNER), "/settings/limit", **RAISED)
    assert "The journal reaches back 90 days only" in shown
    assert "extension 104" in shown
    assert "would be stopped" in shown
    assert "32000000019" not in shown.replace(" ", "")


def test_a_change_is_of_the_session_that_thought_of_it(page: Served) -> None:
    draft, _ = tried(page.as_(Role.OWNER), "/settings/limit", **RAISED)
    other = page.as_(Role.OWNER)
    for path in (draft, f"{draft}/found"):
        assert other.get(path).status == 404
    assert saved(other, draft, word="permanent", code=ALERT_CODE).status == 404


def test_hours_that_open_more_take_the_code_and_hours_that_close_more_do_not(page: Served) -> None:
    installer, days = page.as_(Role.INSTALLER), dict.fromkeys(("mon", "tue", "wed", "thu"), "08:00-18:30")
    less = {**days, "fri": "08:00-12:00", "sat": "closed", "sun": "closed", "holidays": "FR"}
    draft, shown = tried(installer, "/settings/hours", **less)
    assert "alert code" not in shown
    assert saved(installer, draft).status == 200
    assert 'fri = "08:00-12:00"' in file(page).read_text()
    draft, shown = tried(installer, "/settings/hours", **{**less, "sat": "09:00-12:00"})
    assert "an owner has to do it" in shown
    draft, _ = tried(page.as_(Role.OWNER), "/settings/hours", **{**less, "holidays": ""})
    assert page.house.settings.site.hours.holidays == "FR"


def test_only_an_owner_with_the_code_opens_for_longer_and_whoever_sets_up_ends_it(page: Served) -> None:
    installer, owner = page.as_(Role.INSTALLER), page.as_(Role.OWNER)
    asked = {"until": "23:00", "code": ALERT_CODE}
    refused = installer.post("/settings/hours/longer", {**asked, "token": token(installer)})
    assert refused.status == 422
    for wrong in ({**asked, "code": "0000"}, {**asked, "until": "late"}):
        assert owner.post("/settings/hours/longer", {**wrong, "token": token(owner)}).status == 422
    assert not orders(page)
    done = owner.post("/settings/hours/longer", {**asked, "token": token(owner)})
    assert (done.status, "open until" in done.text.lower()) == (200, True)
    assert 0 < orders(page)[-1]["minutes"] <= 24 * 60
    assert installer.post("/settings/hours/again", {"token": token(installer)}).status == 200
    assert orders(page)[-1] == {"do": "hours", "person": orders(page)[-1]["person"]}


def test_a_country_may_pass_for_an_hour_and_for_good_when_that_is_meant(page: Served) -> None:
    owner = page.as_(Role.OWNER)
    asked = {"way": "yes", "scope": "territory", "territory": "BE", "time": "hour"}
    draft, shown = tried(owner, "/settings/answers", **asked)
    assert "Let pass: Belgium" in shown
    assert saved(owner, draft).status == 422
    assert saved(owner, draft, code=ALERT_CODE).status == 200
    previews: Any = page.house.previews
    assert previews.asked[-1][1].answers == (("territory", "BE", True),)
    draft, _ = tried(owner, "/settings/answers", **{**asked, "time": "good"})
    assert saved(owner, draft, code=ALERT_CODE).status == 422
    assert saved(owner, draft, code=ALERT_CODE, word="pour toujours").status == 200
    assert [(one["do"], one["value"], one["minutes"]) for one in orders(page)] == [
        ("answer", "BE", 60),
        ("answer", "BE", None),
    ]


def test_an_installer_may_say_no_and_never_yes(page: Served) -> None:
    installer = page.as_(Role.INSTALLER)
    asked = {"way": "no", "scope": "number", "number": "+32 2 512 00 00", "time": "good"}
    draft, shown = tried(installer, "/settings/answers", **asked)
    assert "512 00" not in shown
    assert saved(installer, draft).status == 200
    assert orders(page)[-1]["value"] == "+3225120000"
    assert orders(page)[-1]["accepted"] is False
    draft, _ = tried(installer, "/settings/answers", **{**asked, "way": "yes"})
    assert saved(installer, draft, code=ALERT_CODE, word="permanent").status == 422
    assert len(orders(page)) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"scope": "number", "number": "0112"},
        {"scope": "number", "number": "hello"},
        {"scope": "territory", "territory": "XX"},
        {"scope": "extension", "extension": "<b>"},
        {"scope": "site", "number": "1"},
        {"scope": "extension", "extension": "104", "time": "never"},
    ],
)
def test_an_answer_about_nothing_is_not_taken(page: Served, fields: dict[str, str]) -> None:
    owner = page.as_(Role.OWNER)
    sent = {"token": token(owner), "way": "yes", "time": "hour", **fields}
    assert owner.post("/settings/answers", sent).status == 422
    assert orders(page) == []


@pytest.mark.parametrize("amount", ["", "-1", "nan", "inf", "1e9", "<b>"])
def test_an_amount_that_is_none_is_not_taken(page: Served, amount: str) -> None:
    owner = page.as_(Role.OWNER)
    for path in ("/settings/limit", "/settings/limit/preview"):
        assert owner.post(path, {**RAISED, "token": token(owner), "amount": amount}).status == 422


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is not stopped by rights; it owns what it writes")
def test_the_file_keeps_its_owner(page: Served) -> None:
    os.chown(file(page), 33, 33)
    owner = page.as_(Role.OWNER)
    draft, _ = tried(owner, "/settings/limit", window="month", amount="50", hours="good")
    assert saved(owner, draft).status == 200
    found = file(page).stat()
    assert (found.st_uid, found.st_gid) == (33, 33)


WEEK = Site(hours=Hours(holidays="FR"))


@pytest.mark.parametrize(
    ("hours", "is_more"),
    [
        (WEEK.hours, False),
        (replace(WEEK.hours, holidays=""), True),
        (replace(WEEK.hours, always=True), True),
        (replace(WEEK.hours, ranges=(*(((480, 1_109),),) * 5, (), ())), False),
        (replace(WEEK.hours, ranges=(*(((480, 1_111),),) * 5, (), ())), True),
        (replace(WEEK.hours, ranges=(*(((480, 720), (840, 1_110)),) * 5, (), ())), False),
        (replace(WEEK.hours, ranges=(*(((480, 1_110),),) * 5, (), ((1_380, 60),))), True),
    ],
)
def test_hours_open_more_when_any_minute_of_the_year_does(hours: Hours, is_more: bool) -> None:
    assert opens_more(WEEK, replace(WEEK, hours=hours), NOW) is is_more


def test_a_real_preview_comes_from_a_process_beside_the_page(tmp_path: Path) -> None:
    toml = tmp_path / "veilleur.toml"
    toml.write_text(TOML.replace("month_eur = 300", "closed_hours_eur = 1"))
    settings = load(toml)
    journal_of_mornings(settings)
    with serving(settings) as page:
        page.time[0] = MONDAY + 20 * DAY
        page.house.guard = FakeGuard()  # type: ignore[assignment]
        owner = page.as_(Role.OWNER)
        days = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "14:00-18:00")
        draft, _ = tried(owner, "/settings/hours", **days, sat="closed", sun="closed", holidays="FR")
        found = said(owner.get(f"{draft}/found").text)
        assert "Of 10 calls out since" in found
        assert "would be stopped" in found
        page.house.previews.close()


def test_the_process_is_ended_and_begun_again_when_it_is_gone(tmp_path: Path) -> None:
    toml = tmp_path / "veilleur.toml"
    toml.write_text(TOML)
    settings = load(toml)
    with serving(settings) as page:
        site = Trial(settings.site)

        async def look() -> Preview | None:
            return await page.house.previews.look(site, site, frozenset())

        async def looks() -> list[Preview | None]:
            first = await look()  # no journal yet: nothing can be played
            journal_of_mornings(settings)
            found = [first, await look()]
            page.house.previews.close()
            return found

        nothing, something = asyncio.run(looks())
        assert nothing is None
        assert something is not None


ODD_SITES = {
    "an amount that no fraction of can be taken": Site(limits=replace(Site().limits, month=10**400)),
    "a cost that cannot be weighed": Site(costs=replace(Site().costs, honest_call_stopped=10**400)),
    "a zone that no map has": Site(timezone="Europe/Nowhere"),
    "a zone that is no name": Site(timezone="../Paris"),
}


@pytest.mark.parametrize("odd", ODD_SITES.values(), ids=ODD_SITES.keys())
def test_a_value_that_cannot_be_played_is_said_and_the_next_is_played(tmp_path: Path, odd: Site) -> None:
    toml = tmp_path / "veilleur.toml"
    toml.write_text(TOML)
    settings = load(toml)
    journal_of_mornings(settings)
    with serving(settings) as page:

        async def looks() -> list[Preview | None]:
            now = Trial(settings.site)
            try:
                return [
                    await page.house.previews.look(now, Trial(one), frozenset())
                    for one in (odd, settings.site)
                ]
            finally:
                page.house.previews.close()

        nothing, something = asyncio.run(looks())
        assert nothing is None
        assert something is not None
