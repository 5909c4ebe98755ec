"""What a switch is answered over HTTP, and what an outsider is not."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

import pytest
from tests.pbx.http.calling import served

from veilleur.pbx.adapter import Answer
from veilleur.pbx.http.server import HEADERS_WITHIN_S
from veilleur.pbx.http.settings import HttpSettings
from veilleur.pbx.http.tokens import Tokens
from veilleur.words.errors import SwitchError
from veilleur.words.events import (
    CallEnded,
    CallRequested,
    CallStarted,
    CodeKeyed,
    FeedLost,
    FeedRestored,
    PinRefused,
    Snapshot,
)

ABROAD = "0037129990000"


@pytest.mark.parametrize(("word", "status"), [("allow", 200), ("refuse", 403), ("ALLOW", 403), ("", 403)])
async def test_the_status_alone_decides(tmp_path: Path, word: str, status: int) -> None:
    async with served(tmp_path, lambda _event: Answer(word, reasons=("attack_calling",))) as caller:
        said = await caller.authorise("c1", ABROAD, extension="203")
        assert said.status == status
        assert said.json["reasons"] == ["attack_calling"]
        assert caller.questions[0].extension == "203"


async def test_an_allow_says_how_long_the_call_may_last(tmp_path: Path) -> None:
    async with served(tmp_path) as caller:
        assert (await caller.authorise("c1", ABROAD)).json == {
            "decision": "allow",
            "reasons": [],
            "most_seconds": 600,
        }


async def test_a_refusal_brings_the_header_that_a_sip_answer_bears(tmp_path: Path) -> None:
    async with served(tmp_path, lambda _event: Answer("refuse")) as caller:
        said = await caller.authorise("c1", ABROAD)
        assert said.headers["reason"] == 'SIP;cause=603;text="Veilleur: refused"'


async def test_only_who_can_key_digits_is_asked_for_a_code(tmp_path: Path) -> None:
    async with served(tmp_path, lambda _event: Answer("ask")) as caller:
        assert (await caller.authorise("c1", ABROAD)).status == 403
        assert (await caller.authorise("c2", ABROAD, can_key_digits=True)).status == 202
        assert (await caller.asks("POST", "/v1/code", {"request": "c2", "digits": "0000"})).status == 403
        assert (await caller.asks("POST", "/v1/code", {"request": "c2", "digits": "4711"})).status == 403
        assert (await caller.authorise("c3", ABROAD, can_key_digits=True)).status == 202
        assert (await caller.asks("POST", "/v1/code", {"request": "c3", "digits": "4711"})).status == 200
        assert [one.right for one in caller.events if isinstance(one, CodeKeyed)] == [False, True]


async def test_a_fault_of_ours_lets_emergency_and_national_calls_pass_alone(tmp_path: Path) -> None:
    def fails(_event: CallRequested) -> Answer:
        raise RuntimeError

    async with served(tmp_path, fails) as caller:
        assert (await caller.authorise("c1", "112")).status == 200
        assert (await caller.authorise("c2", "0145678901")).status == 200
        assert (await caller.authorise("c3", ABROAD)).status == 403
        assert len(caller.faults) == 3


PATHS = [
    "/v1/authorise",
    "/v1/events",
    "/v1/orders",
    "/v1/health",
    "/metrics",
    "/v1/openapi.json",
    "/v1/site",
    "/",
]


@pytest.mark.parametrize("path", PATHS)
async def test_without_a_token_every_path_says_the_same(tmp_path: Path, path: str) -> None:
    async with served(tmp_path) as caller:
        for secret in ("", "veilleur_guessed", caller.secret[:-1]):
            said = await caller.asks("POST", path, {}, secret)
            assert (said.status, said.body) == (401, b'{"error": "token"}')
        assert caller.questions == []


async def test_a_token_may_come_as_the_password_of_a_basic_login(tmp_path: Path) -> None:
    async with served(tmp_path) as caller:
        login = base64.b64encode(f"sbc1:{caller.secret}".encode()).decode()
        said = await caller.asks("GET", "/v1/health", None, "", Authorization=f"Basic {login}")
        assert said.status == 200


async def test_a_token_does_what_it_was_made_for_and_holds_until_it_is_taken_away(tmp_path: Path) -> None:
    async with served(tmp_path) as caller:
        http = caller.settings.switch
        assert isinstance(http, HttpSettings)
        tokens = Tokens(http.tokens)
        reads = tokens.make("monitoring", ["read"], 0.0)
        assert (await caller.asks("GET", "/v1/health", None, reads)).status == 200
        assert (await caller.asks("GET", "/v1/orders", None, reads)).json == {"error": "scope"}
        newer = tokens.rotate("monitoring", caller.now, overlap_s=60.0)
        assert (await caller.asks("GET", "/v1/health", None, reads)).status == 200
        caller.now += 61.0
        assert (await caller.asks("GET", "/v1/health", None, reads)).status == 401
        assert (await caller.asks("GET", "/v1/health", None, newer)).status == 200
        assert tokens.remove("monitoring")
        assert (await caller.asks("GET", "/v1/health", None, newer)).status == 401


async def test_the_file_of_tokens_holds_none(tmp_path: Path) -> None:
    async with served(tmp_path) as caller:
        kept = (tmp_path / "http-tokens.json").read_text()
        assert caller.secret not in kept
        assert (tmp_path / "http-tokens.json").stat().st_mode & 0o777 == 0o600


async def test_too_many_questions_are_put_off_but_an_emergency_never(tmp_path: Path) -> None:
    async with served(tmp_path, toml="questions_per_second = 1") as caller:
        found = [(await caller.authorise(f"c{i}", ABROAD)).status for i in range(4)]
        assert found == [200, 200, 429, 429]
        assert (await caller.authorise("e1", "112")).status == 200
        caller.now += 1.0
        assert (await caller.authorise("c9", ABROAD)).status == 200


async def test_what_is_no_question_is_named_without_its_values(tmp_path: Path) -> None:
    async with served(tmp_path) as caller:
        said = await caller.asks("POST", "/v1/authorise", {"request": "c1", "number": ABROAD, "pin": "9876"})
        assert (said.status, said.json) == (400, {"error": "body", "where": "", "why": "unknown_field"})
        said = await caller.asks("POST", "/v1/authorise", {"request": "c1", "number": 9876})
        assert said.json == {"error": "body", "where": "number", "why": "string_type"}
        assert b"9876" not in said.body


async def test_who_sends_slowly_is_let_go_within_the_half_second(tmp_path: Path) -> None:
    async with served(tmp_path) as caller:
        assert HEADERS_WITHIN_S < 0.5  # which the clock of a busy machine cannot show
        head = f"POST /v1/authorise HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {caller.secret}\r\n"
        said = await caller.sends(head.encode() + b"Content-Length: 50\r\n\r\n{")
        assert said.status == 408
        assert (await caller.sends(b"POST /v1/auth")).status == 408


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET /v1/health HTTP/1.1\r\n\r\n", 400),
        (b"GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"POST /v1/authorise HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n", 413),
        (
            b"POST /v1/authorise HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2710\r\n"
            + b"x" * 10_000,
            413,
        ),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 30_000 + b"\r\n\r\n", 431),
    ],
)
async def test_what_no_request_should_be_ends_with_a_status(tmp_path: Path, data: bytes, status: int) -> None:
    async with served(tmp_path) as caller:
        assert (await caller.sends(data)).status == status
        assert (await caller.authorise("c1", ABROAD)).status == 200


async def test_one_connection_carries_many_questions(tmp_path: Path) -> None:
    async with served(tmp_path) as caller:
        reader, writer = await asyncio.open_connection("127.0.0.1", caller.port)
        body = b'{"request": "c1", "number": "112"}'
        for _turn in range(3):
            writer.write(
                f"POST /v1/authorise HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {caller.secret}\r\n"
                f"Content-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 200")
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(line for line in head.split(b"\r\n") if line.startswith(b"content-length"))
            await reader.readexactly(int(length.split()[1]))
        writer.close()


# --- reports and orders ---


async def test_calls_are_seen_once_the_switch_has_named_them_all(tmp_path: Path) -> None:
    async with served(tmp_path) as caller:
        assert (await caller.reports({"event": "CallStarted", "call": "c1", "number": ABROAD})).json == {
            "taken": 1,
            "repeated": 0,
            "rejected": [],
            "snapshot_wanted": True,
        }
        said = await caller.reports({"event": "Snapshot", "calls": [{"call": "c1", "number": ABROAD}]})
        assert said.json["snapshot_wanted"] is False
        kinds = [type(event) for event in caller.events]
        assert kinds == [FeedLost, CallStarted, Snapshot, FeedRestored]
        assert (await caller.asks("GET", "/v1/health")).json["blind"] == []


async def test_a_switch_that_falls_silent_is_not_seen_any_more(tmp_path: Path) -> None:
    async with served(tmp_path, toml="silent_s = 1") as caller:
        await caller.reports({"event": "Snapshot"})
        await caller.happens(FeedLost, 2)  # the first one: it has not reported yet
        assert (await caller.asks("POST", "/v1/events", b"")).json["snapshot_wanted"] is True


async def test_a_report_that_comes_twice_counts_once(tmp_path: Path) -> None:
    async with served(tmp_path) as caller:
        wrong = {"event": "PinRefused", "mailbox": "201@default"}
        assert (await caller.reports({**wrong, "id": "1"}, {**wrong, "id": "1"})).json["repeated"] == 1
        assert (await caller.reports({**wrong, "id": "1"}, {**wrong, "id": "2"})).json["repeated"] == 1
        assert (await caller.reports({**wrong, "at": 5}, {**wrong, "at": 5})).json["repeated"] == 1
        assert sum(isinstance(event, PinRefused) for event in caller.events) == 3


async def test_a_line_that_cannot_be_used_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    async with served(tmp_path) as caller:
        said = await caller.reports(
            {"event": "CallEnded", "call": "c1"},
            {"event": "Paused", "until": 9},
            {"event": "CallEnded"},
            {"event": "CallEnded", "call": "c2"},
        )
        assert said.status == 422
        assert said.json["taken"] == 2
        assert [(one["line"], one["where"], one["why"]) for one in said.json["rejected"]] == [
            (2, "", "union_tag_invalid"),
            (3, "call", "missing"),
        ]
        assert [event.call for event in caller.events if isinstance(event, CallEnded)] == ["c1", "c2"]


async def test_an_order_is_taken_when_it_is_fetched_and_done_when_the_call_ended(tmp_path: Path) -> None:
    async with served(tmp_path) as caller:
        fetching = asyncio.create_task(caller.asks("GET", "/v1/orders?wait=5"))
        await caller.switch.actuator.cut_call("c1")
        assert (await fetching).json == {"cut": ["c1"]}
        assert (await caller.asks("GET", "/v1/orders")).json == {"cut": ["c1"]}
        await caller.reports({"event": "CallEnded", "call": "c1"})
        assert (await caller.asks("GET", "/v1/orders")).json == {"cut": []}


async def test_an_order_that_nobody_fetches_fails(tmp_path: Path) -> None:
    async with served(tmp_path) as caller:
        with pytest.raises(SwitchError, match="does not fetch its orders"):
            await caller.switch.actuator.cut_call("c1")
