"""What a page of the PBX may ask: to look, to answer, to undo; and who is heard on its socket."""

from __future__ import annotations

import asyncio
import json
import os
import pwd
import re
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from veilleur.config import Settings, load_text
from veilleur.control.client import ask
from veilleur.control.page_code import TRIES_MOST, TRIES_WITHIN_S, PageCode, kept_of, new_code
from veilleur.control.server import ControlServer
from veilleur.history.page_orders import PageOrders, page_server
from veilleur.journal import Journal
from veilleur.words.errors import ConfigError, InputError

CODE = "k7mp-x3nq-9vtd"
KEPT = kept_of(CODE)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    journal = tmp_path / "journal.db"
    Journal(journal).close()
    return load_text(f'[site]\nname = "x"\n[journal]\nfile = "{journal}"\n', tmp_path / "veilleur.toml")


async def passed_on(request: dict[str, Any], user: int) -> dict[str, Any]:
    return {"status": {"site": "x"}} if request["do"] == "status" else {"got": request, "by": user}


async def test_it_may_look(settings: Settings) -> None:
    orders = PageOrders(settings, passed_on)
    assert await orders.do({"do": "status"}, 33) == {"status": {"site": "x", "attacks": []}}
    assert await orders.do({"do": "incidents"}, 33) == {"incidents": []}


async def test_it_may_undo_and_answer_for_an_hour_at_most_with_its_code(settings: Settings) -> None:
    orders = PageOrders(replace(settings, page_code=KEPT), passed_on)
    undone = await orders.do({"do": "undo", "id": "i1", "code": CODE}, 33)
    assert undone == {"got": {"do": "undo", "id": "i1"}, "by": 33}, "the code goes no further"
    yes = {"do": "answer", "accepted": True, "minutes": 525_600}
    found = await orders.do({**yes, "code": CODE.upper().replace("-", " ")}, 33)
    assert found["got"] == {**yes, "minutes": 60}


async def test_it_cannot_order_in_the_name_of_a_person_nor_restart_the_guard(settings: Settings) -> None:
    orders = PageOrders(replace(settings, page_code=KEPT), passed_on)
    found = await orders.do({"do": "answer", "accepted": False, "person": "Paul"}, 33)
    assert "person" not in found["got"]
    for order in ("restart", "page_note", "limit", "pause"):
        with pytest.raises(InputError, match="may not give"):
            await orders.do({"do": order, "code": CODE}, 33)


@pytest.mark.parametrize(
    "request_",
    [
        {"do": "undo", "id": "i1"},
        {"do": "answer", "accepted": True},
        {"do": "answer", "accepted": 1},
        {"do": "answer"},
        {"do": "answer", "accepted": True, "code": ["a"]},
        {"do": "answer", "accepted": True, "code": "k7mp-x3nq-9vtc"},
    ],
)
async def test_what_lets_calls_pass_needs_the_code_and_a_no_does_not(
    settings: Settings, request_: dict[str, Any]
) -> None:
    orders = PageOrders(replace(settings, page_code=KEPT), passed_on)
    with pytest.raises(InputError, match="code is not right"):
        await orders.do(request_, 33)
    assert (await orders.do({"do": "answer", "accepted": False}, 33))["by"] == 33


async def test_five_wrong_codes_are_the_last_for_an_hour_and_the_right_one_too(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = PageOrders(replace(settings, page_code=KEPT), passed_on)
    now = [1000.0]
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: now[0])
    wrong, right = ({"do": "undo", "id": "i1", "code": code} for code in ("no", CODE))
    for _try in range(TRIES_MOST):
        with pytest.raises(InputError, match="not right"):
            await orders.do(wrong, 33)
    for request in (wrong, right):
        with pytest.raises(InputError, match="too often"):
            await orders.do(request, 33)
    now[0] += TRIES_WITHIN_S
    assert (await orders.do(right, 33))["by"] == 33
    for _try in range(TRIES_MOST):
        with pytest.raises(InputError, match="not right"):
            await orders.do(wrong, 33)


async def test_without_a_code_there_is_no_yes_and_one_that_is_none_is_named(settings: Settings) -> None:
    with pytest.raises(InputError, match="setup freepbx --page"):
        await PageOrders(settings, passed_on).do({"do": "answer", "accepted": True, "code": ""}, 33)
    for kept in ("1234", "a:b", KEPT[:-8], "é:è"):
        with pytest.raises(ConfigError, match="page_code"):
            PageOrders(replace(settings, page_code=kept), passed_on)


def test_a_code_is_kept_as_a_hash_of_its_own_and_never_shown() -> None:
    first, second = new_code(), new_code()
    assert first != second
    assert re.fullmatch(r"[2-9a-hjkmnp-z]{4}(-[2-9a-hjkmnp-z]{4}){2}", first)
    assert kept_of(first) != kept_of(first)
    assert PageCode(kept_of(first)).is_right(first)
    assert not PageCode(kept_of(first)).is_right(second)
    assert first not in repr(Settings(page_code=kept_of(first)))
    assert kept_of(first)[:8] not in repr(Settings(page_code=kept_of(first)))


@pytest.mark.parametrize(
    "order", ["pause", "resume", "limit", "withdraw", "confirm_clock", "flush", "None", ""]
)
async def test_it_may_give_no_other_order(settings: Settings, order: str) -> None:
    with pytest.raises(InputError, match="may not give the order"):
        await PageOrders(settings, passed_on).do({"do": order}, 33)


def test_without_a_socket_there_is_no_page_and_an_unknown_user_is_named(tmp_path: Path) -> None:
    assert page_server(load_text("[site]\nname = 'x'\n"), passed_on) is None
    text = "[site]\nname = 'x'\n[guard]\npage_socket = 'page.sock'\npage_user = 'nobody-at-all'\n"
    with pytest.raises(ConfigError, match="no user of this machine"):
        page_server(load_text(text, tmp_path / "veilleur.toml"), passed_on)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user")
@pytest.mark.parametrize(("user", "is_heard"), [("www-data", True), ("nobody", False)])
async def test_its_user_is_heard_and_no_other(tmp_path: Path, user: str, is_heard: bool) -> None:
    _open_to_all(tmp_path)
    path = tmp_path / "page.sock"
    server = ControlServer(path, passed_on, also_heard=pwd.getpwnam("www-data").pw_uid)
    await server.start()
    try:
        answer = await asyncio.to_thread(_as_user, pwd.getpwnam(user).pw_uid, path)
        assert (b'"ok": true' in answer) is is_heard
        assert await asyncio.to_thread(ask, path, {"do": "status"}) == {"status": {"site": "x"}}
    finally:
        await server.stop()


def _open_to_all(folder: Path) -> None:
    for parent in (folder, *list(folder.parents)[:3]):
        parent.chmod(parent.stat().st_mode | 0o011)


def _as_user(user: int, path: Path) -> bytes:
    """What a process of that user is answered."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setuid(user)
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(60)
                connection.connect(str(path))
                connection.sendall(json.dumps({"do": "status"}).encode() + b"\n")
                os.write(write, connection.recv(65_536))
        finally:
            os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with os.fdopen(read, "rb") as answer:
        return answer.read()
