"""Heads reach every kind of witness; a witness that hangs delays neither the guard nor the others."""

from __future__ import annotations

import email
import threading
import time
from collections.abc import Callable, Iterator
from email.message import Message as Mail
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from lab.addresses import free_port

from veilleur.config import Settings, load_text
from veilleur.config.witness_section import KINDS
from veilleur.guard.witness import couriers as room
from veilleur.guard.witness.couriers import Couriers
from veilleur.journal.witness.head_line import WitnessedHead, heads_in
from veilleur.journal.witness.server import WitnessServer
from veilleur.journal.witness.service import WitnessBook, new_token, site_file
from veilleur.journal.witness.testimony import read_testimony

AT = 1_795_000_000.0
SITE = "Garage Martin"


def within(seconds: float, holds: Callable[[], Any]) -> Any:
    """What `holds` gives once it is true; the test fails when it never is."""
    until = time.monotonic() + seconds
    pause = threading.Event()
    while not (found := holds()):
        assert time.monotonic() < until, "it never came"
        pause.wait(0.01)
    return found


def settings(folder: Path, *sections: str, more: str = "") -> Settings:
    text = f'[site]\nname = "{SITE}"\n{more}' + "".join(f"[[witness]]\n{one}\n" for one in sections)
    return load_text(text, folder / "veilleur.toml")


class Server:
    """An HTTP server of a test. put: name of each file that was put -> its text."""

    def __init__(self, answers: type[BaseHTTPRequestHandler] | WitnessBook) -> None:
        address = ("127.0.0.1", 0)
        if isinstance(answers, WitnessBook):
            self._server: ThreadingHTTPServer = WitnessServer(address, answers)
        else:
            self._server = ThreadingHTTPServer(address, answers)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def opened() -> Iterator[list[Any]]:
    """What is to be closed at the end."""
    made: list[Any] = []
    yield made
    for one in reversed(made):
        one()


def started(of: Settings, opened: list[Any]) -> Couriers:
    couriers = Couriers(of)
    opened.append(lambda: couriers.stop((0, ""), AT))
    return couriers


def test_a_service_a_file_and_a_folder_of_files_all_get_the_head(tmp_path: Path, opened: list[Any]) -> None:
    book = WitnessBook(_folder(tmp_path), lambda *_: None)
    service = Server(book)
    put: dict[str, str] = {}

    class Files(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            put[self.path] = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.send_response(201)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    files = Server(Files)
    opened += [service.close, files.close]
    of = settings(
        tmp_path,
        f'kind = "service"\nurl = "{service.url}"\ntoken_file = "token"',
        'kind = "file"\nfile = "mounted/heads"',
        f'kind = "http"\nurl = "{files.url}/dav"',
    )
    (tmp_path / "mounted").mkdir()
    couriers = started(of, opened)
    couriers.offer((7, "a" * 64), AT)
    expected = (7, "a" * 64, SITE)

    def is_head(head: WitnessedHead) -> bool:
        return (head.seq, head.hash, head.site) == expected

    within(60, lambda: all(one["vouched_seq"] == 7 for one in couriers.states()))
    assert [is_head(head) for head in read_testimony(site_file(_folder(tmp_path), SITE)).heads] == [True]
    assert [is_head(head) for head in read_testimony(tmp_path / "mounted" / "heads").heads] == [True]
    ((name, text),) = put.items()
    assert name == f"/dav/20261118T110640Z-7-{'a' * 12}.head"
    assert [is_head(head) for head in heads_in(text)] == [True]


def _folder(tmp_path: Path) -> Path:
    token = new_token(tmp_path / "witness", SITE)
    (tmp_path / "token").write_text(token)
    return tmp_path / "witness"


def test_a_mail_holds_the_head_as_it_is(tmp_path: Path, opened: list[Any]) -> None:
    mails: list[Mail] = []

    class Mailbox:
        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
            mails.append(email.message_from_bytes(envelope.content))
            return "250 OK"

    server = Controller(Mailbox(), hostname="127.0.0.1", port=(port := free_port()))
    server.start()
    opened.append(server.stop)
    more = (
        f'[alerts.mail]\nserver = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "v@example.org"\n'
    )
    couriers = started(settings(tmp_path, 'kind = "mail"\nto = "proof@example.org"', more=more), opened)
    couriers.offer((7, "a" * 64), AT)
    within(60, lambda: mails)
    assert f"journal 7:{'a' * 12}" in str(mails[0]["Subject"])
    (head,) = heads_in(mails[0].as_string())
    assert (head.seq, head.hash, head.site) == (7, "a" * 64, SITE)


def test_a_witness_that_hangs_delays_nobody(tmp_path: Path, opened: list[Any]) -> None:
    hanging, may_go_on = threading.Event(), threading.Event()

    class Hangs(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            hanging.set()
            may_go_on.wait(20)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = Server(Hangs)
    opened += [server.close, may_go_on.set]
    of = settings(tmp_path, f'kind = "http"\nurl = "{server.url}/"', 'kind = "file"\nfile = "heads"')
    couriers = Couriers(of)
    couriers.offer((1, "a" * 64), AT)
    assert hanging.wait(20)
    couriers.hurry()
    couriers.offer((2, "b" * 64), AT + 1)
    within(60, lambda: couriers.states()[1]["vouched_seq"])
    assert couriers.states()[0]["vouched_seq"] == 0
    may_go_on.set()
    couriers.stop((3, "c" * 64), AT + 2)
    assert read_testimony(tmp_path / "heads").heads[-1].seq == 3


def test_a_witness_out_of_reach_is_said_once_and_once_when_it_is_back(
    tmp_path: Path, opened: list[Any]
) -> None:
    clock = [0.0]
    couriers = Couriers(settings(tmp_path, 'kind = "file"\nfile = "gone/heads"'), now=lambda: clock[0])
    opened.append(lambda: couriers.stop((0, ""), AT))
    couriers.offer((1, "a" * 64), AT)
    within(60, lambda: couriers.states()[0]["trouble"])
    assert couriers.changes() == []
    clock[0] = 200.0
    within(60, lambda: couriers.states()[0]["blind"])
    (sentence,) = couriers.changes()
    assert "cannot be reached" in sentence
    assert couriers.changes() == []
    (tmp_path / "gone").mkdir()
    clock[0] = 300.0
    couriers.offer((2, "b" * 64), AT + 300)
    within(60, lambda: not couriers.states()[0]["blind"])
    (back,) = couriers.changes()
    assert "takes the journal's head again" in back


def test_a_time_stamp_goes_along_to_the_other_witnesses(
    tmp_path: Path, opened: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from veilleur.evidence.bundle.time_stamps import Authority, Stamp
    from veilleur.guard.witness import delivery

    kinds = {name: kind._replace(least_s=0.0) for name, kind in KINDS.items()}
    monkeypatch.setattr(room, "KINDS", kinds)
    monkeypatch.setattr(
        delivery, "stamp", lambda authority, digest: Stamp(Authority(*authority), digest, b"token")
    )
    (tmp_path / "ca.pem").write_text("certificates")
    (tmp_path / "var").mkdir()
    stamp = 'kind = "stamp"\nurl = "http://stamps.example"\ncertificates_file = "ca.pem"'
    couriers = started(settings(tmp_path, stamp, 'kind = "file"\nfile = "heads"'), opened)
    couriers.offer((4, "d" * 64), AT)
    within(60, lambda: couriers.states()[0]["vouched_seq"])

    def at_the_other() -> list[str]:
        couriers.hurry()
        couriers.offer((5, "e" * 64), AT + 1)
        file = tmp_path / "heads"
        return [head.stamp for head in read_testimony(file).heads if head.stamp] if file.exists() else []

    assert within(60, at_the_other)[0] == "dG9rZW4="
    kept, *_later = read_testimony(tmp_path / "var" / "journal.db.stamps").heads
    assert (kept.seq, kept.stamp) == (4, "dG9rZW4=")


def test_an_unknown_kind_goes_to_nobody(tmp_path: Path) -> None:
    from dataclasses import replace

    from veilleur.guard.witness.delivery import WAYS, delivery_to

    (known,) = settings(tmp_path, 'kind = "file"\nfile = "heads"').witnesses
    with pytest.raises(KeyError):
        delivery_to(replace(known, kind="pigeon"), SITE, tmp_path / "journal.db", None)  # type: ignore[arg-type]
    assert WAYS.keys() == KINDS.keys()
