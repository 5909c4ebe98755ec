"""The control socket: orders of the guard's own user are done, everything else is let go unharmed."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from veilleur.control.client import ask
from veilleur.control.server import CONNECTIONS_MAX, LINE_MAX_BYTES, ControlServer
from veilleur.language import error_in
from veilleur.words.errors import ConfigError, InputError
from veilleur.words.messages import Message


async def do(request: dict[str, Any], user: int) -> dict[str, Any]:
    if request.get("do") == "fail":
        raise InputError("That cannot be done.")
    if request.get("do") == "refuse":
        raise InputError("Extension {extension} has no code.", extension="201")
    if request.get("do") == "break":
        raise RuntimeError("of our own")
    if request.get("do") == "look":
        why = Message("{where} closed the connection", where="192.0.2.7:2300")
        return {"feeds": [{"feed": "smdr", "why": why}, {"feed": "ami", "why": ""}]}
    return {"asked": request.get("do"), "user": user}


@pytest.fixture
async def path(tmp_path: Path) -> AsyncIterator[Path]:
    path = tmp_path / "guard.sock"
    server = ControlServer(path, do)
    await server.start()
    yield path
    await server.stop()


async def asked(path: Path, request: dict[str, Any]) -> dict[str, Any] | None:
    return await asyncio.to_thread(ask, path, request)


async def test_an_order_is_answered_and_who_sent_it_is_known(path: Path) -> None:
    assert await asked(path, {"do": "status"}) == {"asked": "status", "user": os.geteuid()}


async def test_nobody_else_may_use_the_socket(path: Path) -> None:
    assert os.stat(path).st_mode & 0o777 == 0o600


async def test_whoever_is_not_the_guards_user_nor_root_is_not_heard(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("veilleur.control.server._user_of", lambda _writer: os.geteuid() + 4_711)
    with pytest.raises(ConfigError):
        await asked(path, {"do": "status"})


async def test_what_cannot_be_done_is_one_sentence(path: Path) -> None:
    with pytest.raises(ConfigError, match="That cannot be done"):
        await asked(path, {"do": "fail"})
    with pytest.raises(ConfigError, match="RuntimeError"):
        await asked(path, {"do": "break"})
    assert await asked(path, {"do": "status"})


async def test_sentences_of_an_answer_and_of_a_refusal_can_be_said_in_french(path: Path) -> None:
    answer = await asked(path, {"do": "look"})
    assert answer == {
        "feeds": [{"feed": "smdr", "why": "192.0.2.7:2300 closed the connection"}, {"feed": "ami", "why": ""}]
    }
    assert error_in(answer["feeds"][0]["why"], "fr") == "192.0.2.7:2300 a fermé la connexion"
    with pytest.raises(ConfigError) as refused:
        await asked(path, {"do": "refuse"})
    assert error_in(refused.value, "fr") == "Le poste 201 n’a pas de code."


async def test_what_knows_only_text_reads_the_same_answer(path: Path) -> None:
    reader, writer = await asyncio.open_unix_connection(str(path))
    writer.write(b'{"do": "look"}\n')
    data = json.loads(await reader.readline())
    writer.close()
    assert data["feeds"][0] == {"feed": "smdr", "why": "192.0.2.7:2300 closed the connection"}


async def test_with_no_guard_the_answer_is_none(tmp_path: Path) -> None:
    assert ask(tmp_path / "nowhere.sock", {"do": "status"}) is None
    (tmp_path / "file").write_text("")
    assert ask(tmp_path / "file" / "guard.sock", {"do": "status"}) is None


async def test_a_socket_left_by_a_killed_guard_is_taken_over_and_a_living_one_is_not(path: Path) -> None:
    with pytest.raises(ConfigError, match="another guard listens here"):
        await ControlServer(path, do).start()
    dead = path.with_name("dead.sock")
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(dead))
    server = ControlServer(dead, do)
    await server.start()
    assert await asked(dead, {"do": "status"})
    await server.stop()
    assert not dead.exists()


async def test_a_file_that_is_no_socket_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(ConfigError, match="no socket"):
        await ControlServer(tmp_path / "notes", do).start()
    assert (tmp_path / "notes").read_text() == "mine"


async def test_a_path_longer_than_the_kernel_takes_works_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 60) / ("b" * 60) / "guard.sock"
    server = ControlServer(path, do)
    await server.start()
    assert await asked(path, {"do": "status"})
    await server.stop()


async def test_a_line_without_end_is_let_go(path: Path) -> None:
    reader, writer = await asyncio.open_unix_connection(str(path))
    writer.write(b"x" * (4 * LINE_MAX_BYTES))
    assert await asyncio.wait_for(reader.read(), 20) == b""
    writer.close()
    assert await asked(path, {"do": "status"})


async def test_many_connections_do_not_shut_out_the_owner_for_good(path: Path) -> None:
    held = [await asyncio.open_unix_connection(str(path)) for _ in range(CONNECTIONS_MAX * 2)]
    for _reader, writer in held:
        writer.close()
    for reader, _writer in held:
        await reader.read()
    assert await asked(path, {"do": "status"})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=300),
        st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=20).map(
            lambda data: json.dumps(data).encode()
        ),
        st.just(b"[" * 4_000),
    )
)
async def test_no_line_harms_the_guard(path: Path, line: bytes) -> None:
    reader, writer = await asyncio.open_unix_connection(str(path))
    writer.write(line.replace(b"\n", b" ") + b"\n")
    writer.write_eof()
    answer = await asyncio.wait_for(reader.read(), 20)
    writer.close()
    assert json.loads(answer)["ok"] in (True, False)
    assert await asked(path, {"do": "status"})
