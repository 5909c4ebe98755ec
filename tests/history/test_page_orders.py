"""What a page of the PBX may ask: to look, to answer, to undo; and who is heard on its socket."""

from __future__ import annotations

import asyncio
import json
import os
import pwd
import socket
from pathlib import Path
from typing import Any

import pytest

from veilleur.config import Settings, load_text
from veilleur.control.client import ask
from veilleur.control.server import ControlServer
from veilleur.history.page_orders import PageOrders, page_server
from veilleur.journal import Journal
from veilleur.words.errors import ConfigError, InputError


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


async def test_it_may_undo_and_answer_for_an_hour_at_most(settings: Settings) -> None:
    orders = PageOrders(settings, passed_on)
    assert await orders.do({"do": "undo", "id": "i1"}, 33) == {"got": {"do": "undo", "id": "i1"}, "by": 33}
    found = await orders.do({"do": "answer", "accepted": True, "minutes": 525_600}, 33)
    assert found["got"]["minutes"] == 60


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
                connection.settimeout(5)
                connection.connect(str(path))
                connection.sendall(json.dumps({"do": "status"}).encode() + b"\n")
                os.write(write, connection.recv(65_536))
        finally:
            os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with os.fdopen(read, "rb") as answer:
        return answer.read()
