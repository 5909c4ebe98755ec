"""The witness service adds and never takes back, knows its sites by their tokens, and notices a journal that
goes back."""

from __future__ import annotations

import http.client
import select
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab.waiting import until

from veilleur.journal.witness.head_line import WitnessedHead, head_line, heads_in
from veilleur.journal.witness.server import (
    BODY_MAX_BYTES,
    CONNECTIONS,
    CONNECTIONS_OF_A_SITE,
    WitnessServer,
)
from veilleur.journal.witness.service import (
    BYTES_AN_HOUR,
    HEADS_AN_HOUR,
    STAMP_MAX_BYTES,
    STAMPS_AN_HOUR,
    WitnessBook,
    new_token,
    site_file,
)
from veilleur.words.errors import InputError

AT = 1_795_000_000.0
SITE = "Garage Martin"


class Service:
    """A service on a port of its own, and what it noticed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, AT + 5
        self.tokens = {site: new_token(folder, site) for site in (SITE, "Hôtel du Lac")}
        self.noticed: list[tuple[str, int, int]] = []
        self.open()

    def open(self) -> None:
        self.book = WitnessBook(self.folder, self.contradicts, lambda: self.now)
        self.server = WitnessServer(("127.0.0.1", 0), self.book)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", self.server.server_address[1]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def contradicts(self, site: str, before: WitnessedHead, head: WitnessedHead) -> None:
        self.noticed.append((site, before.seq, head.seq))

    def ask(self, method: str, body: str | None, token: str, path: str = "/heads") -> tuple[int, str]:
        connection = http.client.HTTPConnection(*self.address, timeout=60)
        try:
            connection.request(method, path, body, {"Authorization": f"Bearer {token}"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def post(self, seq: int, sign: str = "a", site: str = SITE) -> int:
        line = head_line(seq, sign * 64, AT + seq, site)
        return self.ask("POST", line, self.tokens[site])[0]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    made = Service(tmp_path / "witness")
    yield made
    made.close()


def test_a_head_is_kept_with_the_time_of_the_witness_and_given_back(service: Service) -> None:
    assert service.post(3) == 204
    status, text = service.ask("GET", None, service.tokens[SITE])
    assert status == 200
    (head,) = heads_in(text)
    assert (head.seq, head.hash, head.at, head.is_receipt) == (3, "a" * 64, AT + 5, True)
    assert service.book.last_received[SITE] == AT + 5


def test_each_site_writes_and_reads_its_own_alone(service: Service) -> None:
    line = head_line(9, "b" * 64, AT, SITE)  # in the name of another
    assert service.ask("POST", line, service.tokens["Hôtel du Lac"])[0] == 204
    assert list(heads_in(service.ask("GET", None, service.tokens[SITE])[1])) == []
    (head,) = heads_in(service.ask("GET", None, service.tokens["Hôtel du Lac"])[1])
    assert head.site == "Hôtel du Lac"


@pytest.mark.parametrize("token", ["", "wrong", "é"])
def test_who_has_no_token_is_not_heard(service: Service, token: str) -> None:
    token = token.encode().decode("latin-1")
    assert service.ask("POST", head_line(1, "a" * 64, AT, SITE), token)[0] == 401
    assert service.ask("GET", None, token)[0] == 401
    assert not site_file(service.folder, SITE).exists()


def test_only_heads_are_kept_of_what_is_sent(service: Service) -> None:
    line = head_line(1, "a" * 64, AT, SITE)
    assert service.ask("POST", f"rm -rf /\n{line}\nreceived 2020: nonsense\n", service.tokens[SITE])[0] == 204
    kept = site_file(service.folder, SITE).read_text()
    assert kept == f"received 2026-11-18T11:06:45Z: {line}\n"
    for nonsense in ("hello", "", "x" * (BODY_MAX_BYTES + 1)):
        assert service.ask("POST", nonsense, service.tokens[SITE])[0] == 400
    assert site_file(service.folder, SITE).read_text() == kept


def test_a_journal_that_goes_back_is_noticed_and_both_heads_are_kept(service: Service) -> None:
    assert [service.post(5), service.post(5), service.post(8)] == [204] * 3
    assert service.noticed == []
    assert [service.post(8, "c"), service.post(2)] == [204] * 2
    assert service.noticed == [(SITE, 8, 8), (SITE, 8, 2)]
    heads = list(heads_in(service.ask("GET", None, service.tokens[SITE])[1]))
    assert [(head.seq, head.hash[0]) for head in heads] == [
        (5, "a"),
        (5, "a"),
        (8, "a"),
        (8, "c"),
        (2, "a"),
    ]


def test_a_service_that_starts_again_knows_the_last_head(service: Service) -> None:
    service.post(8)
    service.close()
    service.open()
    service.post(7)
    assert service.noticed == [(SITE, 8, 7)]


def test_one_site_cannot_fill_the_disk(service: Service) -> None:
    many = "\n".join(head_line(1 + number, "a" * 64, AT, SITE) for number in range(100))
    answers = [service.ask("POST", many, service.tokens[SITE])[0] for _ in range(HEADS_AN_HOUR // 100 + 1)]
    assert answers == [204] * (HEADS_AN_HOUR // 100) + [429]
    service.now += 3_601
    assert service.post(5_000) == 204


def stamped(seq: int, length: int = STAMP_MAX_BYTES) -> str:
    return f"{head_line(seq, 'a' * 64, AT, SITE)} stamped {'A' * length}\n"


def test_time_stamps_are_bounded_in_size_and_number_and_heads_still_come_through(service: Service) -> None:
    service.post(STAMPS_AN_HOUR + 5)
    for seq in range(1, STAMPS_AN_HOUR + 5):
        assert service.ask("POST", stamped(seq), service.tokens[SITE])[0] == 204
    service.now += 3_601
    assert service.ask("POST", stamped(77, STAMP_MAX_BYTES + 4), service.tokens[SITE])[0] == 204
    assert service.post(80) == 204
    heads = list(heads_in(site_file(service.folder, SITE).read_text()))
    assert [head.seq for head in heads] == [STAMPS_AN_HOUR + 5, *range(1, STAMPS_AN_HOUR + 1), 80]
    assert service.noticed == []


def test_the_bytes_of_an_hour_are_bounded_also_in_its_middle(tmp_path: Path) -> None:
    site = "x" * 9_000  # its name stands in each line
    new_token(tmp_path, site)
    now = AT
    book = WitnessBook(tmp_path, lambda *_: None, lambda: now)
    line, sent = head_line(1, "a" * 64, AT, site), 0
    while book.take(site, line):
        sent, now = sent + 1, now + 1
    assert 100 < sent < HEADS_AN_HOUR
    assert site_file(tmp_path, site).stat().st_size <= BYTES_AN_HOUR
    now = AT + 3_600
    assert book.take(site, line)
    assert not book.take(site, line)  # the first minute's bytes are free again, no more


def test_what_is_kept_is_read_in_pieces_while_heads_come(service: Service) -> None:
    service.post(1)
    file, size = service.book.kept(SITE)
    with file:
        assert service.post(2) == 204
        assert [head.seq for head in heads_in(file.read(size).decode())] == [1]


def test_a_start_reads_the_end_of_a_long_file_and_stamps_do_not_hide_the_last_head(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    from veilleur.journal.witness import service as room

    for seq in (7, 8):
        service.post(seq)
    for seq in (3, 4):
        service.ask("POST", stamped(seq), service.tokens[SITE])
    service.close()
    monkeypatch.setattr(room, "_TAIL_BYTES", 1_000)
    service.open()
    assert service.book._last[SITE].seq == 8


def test_who_sends_slowly_is_ended_at_the_deadline_of_the_whole_request(service: Service) -> None:
    service.server.request_within_s = 0.2
    with socket.create_connection(service.address, timeout=0.02) as slow:

        def is_ended() -> bool:
            try:
                slow.sendall(b"G")  # each byte is well within a bound for one read
                return slow.recv(1) == b""
            except TimeoutError:
                return False
            except ConnectionError:
                return True

        until(is_ended, "the connection is ended")


def test_many_connections_without_a_token_shut_out_no_site(service: Service) -> None:
    idle = [socket.create_connection(service.address, timeout=60) for _ in range(CONNECTIONS + 5)]
    try:
        assert service.post(1) == 204
        assert idle[0].recv(1) == b""  # who has waited longest made room
    finally:
        for one in idle:
            one.close()


def test_a_site_takes_few_of_the_places(service: Service) -> None:
    line = head_line(1, "a" * 64, AT, SITE)
    token = f"Authorization: Bearer {service.tokens[SITE]}"
    head = f"POST /heads HTTP/1.1\r\n{token}\r\nContent-Length: {len(line)}\r\n\r\n"
    held = [socket.create_connection(service.address, timeout=60) for _ in range(CONNECTIONS_OF_A_SITE + 1)]
    try:
        for one in held:
            one.sendall(head.encode())
        answered, _, _ = select.select(held, [], [], 20)  # the others wait for their bodies
        assert b" 429 " in answered[0].recv(100)
    finally:
        for one in held:
            one.close()


def test_a_token_is_kept_as_a_hash_and_replaced_by_the_next(tmp_path: Path) -> None:
    old = new_token(tmp_path, SITE)
    new = new_token(tmp_path, SITE)
    book = WitnessBook(tmp_path, lambda *_: None)
    assert (book.site_of(old), book.site_of(new)) == (None, SITE)
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert new.encode() not in kept
    assert (tmp_path / "tokens.json").stat().st_mode & 0o777 == 0o600


def test_a_list_of_tokens_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "tokens.json").write_text('["x"]')
    with pytest.raises(InputError, match="no list of tokens"):
        WitnessBook(tmp_path, lambda *_: None)


@pytest.mark.parametrize("length", ["9" * 5_000, "9" * 12, "-1", "0", "1e3", ""])
def test_a_length_that_is_none_is_refused_and_fills_no_log(
    service: Service, length: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_connection(service.address, timeout=60) as connection:
        head = f"POST /heads HTTP/1.1\r\nAuthorization: Bearer {service.tokens[SITE]}\r\n"
        connection.sendall(f"{head}Content-Length: {length}\r\n\r\n".encode())
        assert b" 400 " in connection.recv(1_000).partition(b"\r\n")[0]
    assert capsys.readouterr().err == ""
