"""Each operator's requests against a server of its documented shape: only the own country stays open."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from veilleur.config import load_text
from veilleur.guard.protection.operator_closing import OperatorClosing, operator_closing
from veilleur.response.operator_api import closing
from veilleur.response.operator_api.closing import close, operators
from veilleur.response.operator_api.operator import Account
from veilleur.words.errors import ConfigError, SwitchError

SECRETS = {
    "TELNYX_API_KEY": "KEY0",
    "TWILIO_ACCOUNT_SID": "AC0",
    "TWILIO_AUTH_TOKEN": "auth0",
    "OVH_APPLICATION_KEY": "ak",
    "OVH_APPLICATION_SECRET": "as",
    "OVH_CONSUMER_KEY": "ck",
}
VALUES = {"profile": "1293384261075731499", "billing_account": "ab123-ovh-1", "line": "0033972101010"}


class Server:
    """An operator's API. asked: (method, path, headers, body) of each request."""

    def __init__(self, answer: Callable[[str, str], tuple[int, Any]]) -> None:
        self.asked: list[tuple[str, str, dict[str, str], str]] = []
        self.location = ""  # where a redirect leads
        asked, server = self.asked, self

        class Handler(BaseHTTPRequestHandler):
            def handled(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                asked.append((self.command, self.path, dict(self.headers), self.rfile.read(length).decode()))
                code, body = answer(self.command, self.path)
                data = json.dumps(body).encode()
                self.send_response(code)
                self.send_header("Content-Length", str(len(data)))
                if server.location:
                    self.send_header("Location", server.location + self.path)
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self) -> None:
                self.handled()

            def do_POST(self) -> None:
                self.handled()

            def do_PUT(self) -> None:
                self.handled()

            def do_PATCH(self) -> None:
                self.handled()

            def log_message(self, *_arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def account(self, **values: str) -> Account:
        return Account({**VALUES, **values}, SECRETS, "FR", 1_795_000_000.0, self.base)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[str, str], tuple[int, Any]]], Server]]:
    made: list[Server] = []

    def start(answer: Callable[[str, str], tuple[int, Any]]) -> Server:
        made.append(Server(answer))
        return made[-1]

    yield start
    for one in made:
        one.close()


Serve = Callable[[Callable[[str, str], tuple[int, Any]]], Server]


def telnyx(*destinations: str) -> dict[str, Any]:
    return {"data": {"id": "1", "name": "office", "whitelisted_destinations": list(destinations)}}


def test_telnyx_lets_through_to_the_own_country_alone(serve: Serve) -> None:
    server = serve(lambda method, _path: (200, telnyx("FR") if method == "PATCH" else telnyx("FR", "LV")))
    assert close(operators()["telnyx"], server.account()) == 2
    (read, _, headers, _), (write, path, _, body) = server.asked
    assert (read, write, path) == ("GET", "PATCH", "/v2/outbound_voice_profiles/1293384261075731499")
    assert headers["Authorization"] == "Bearer KEY0"
    assert json.loads(body) == {"name": "office", "whitelisted_destinations": ["FR"]}


def test_twilio_takes_every_other_country_away_page_by_page(serve: Serve) -> None:
    def country(code: str, low: bool = True, high: bool = False) -> dict[str, Any]:
        return {
            "iso_code": code,
            "low_risk_numbers_enabled": low,
            "high_risk_special_numbers_enabled": high,
            "high_risk_tollfraud_numbers_enabled": False,
        }

    def answer(method: str, path: str) -> tuple[int, Any]:
        if method == "POST":
            return 201, {"update_count": 3, "update_request": "accepted"}
        if "Page=1" in path:
            return 200, {
                "content": [country("GB"), country("CU", low=False)],
                "meta": {"next_page_url": None},
            }
        more = f"{server.base}/v1/DialingPermissions/Countries?PageSize=100&Page=1"
        return 200, {"content": [country("FR", high=True), country("LV")], "meta": {"next_page_url": more}}

    server = serve(answer)
    assert close(operators()["twilio"], server.account()) == 3
    _, _, headers, body = server.asked[-1]
    assert headers["Authorization"] == "Basic QUMwOmF1dGgw"
    updates = json.loads(parse_qs(body)["UpdateRequest"][0])
    low = {one["iso_code"]: one["low_risk_numbers_enabled"] for one in updates}
    assert low == {"FR": "true", "LV": "false", "GB": "false"}
    assert {one["high_risk_special_numbers_enabled"] for one in updates} == {"false"}


def test_a_page_elsewhere_gets_no_login(serve: Serve) -> None:
    server = serve(lambda *_: (200, {"content": [], "meta": {"next_page_url": "https://attacker.example/"}}))
    with pytest.raises(SwitchError, match="does not answer as it documents"):
        close(operators()["twilio"], server.account())
    assert len(server.asked) == 1


OVH_TIME = 1_795_000_123


def ovh(is_closed: object) -> Callable[[str, str], tuple[int, Any]]:
    def answer(method: str, path: str) -> tuple[int, Any]:
        if path.endswith("/auth/time"):
            return 200, OVH_TIME
        return 200, None if method == "PUT" else {"callRestrictionOutgoing": is_closed, "doNotDisturb": False}

    return answer


def test_ovh_is_signed_by_its_own_clock_and_closes_only_where_another_line_carries_emergencies(
    serve: Serve,
) -> None:
    server = serve(ovh(True))
    with pytest.raises(SwitchError):
        close(operators()["ovh"], server.account(emergency_elsewhere="no"))
    assert server.asked == []
    assert close(operators()["ovh"], server.account(emergency_elsewhere="yes")) == 3
    _, (method, path, headers, body), (read, again, read_headers, _) = server.asked
    assert (method, path) == ("PUT", "/1.0/telephony/ab123-ovh-1/line/0033972101010/options")
    assert (read, again) == ("GET", path)
    assert json.loads(body) == {"callRestrictionOutgoing": True}
    for words, sent in (
        (f"PUT+{server.base}{path}+{body}", headers),
        (f"GET+{server.base}{path}+", read_headers),
    ):
        signed = f"as+ck+{words}+{OVH_TIME}"
        assert sent["X-Ovh-Timestamp"] == str(OVH_TIME)
        assert sent["X-Ovh-Signature"] == f"$1${hashlib.sha1(signed.encode()).hexdigest()}"


def changes_nothing(method: str, _path: str) -> tuple[int, Any]:
    if method == "POST":
        return 201, {"update_count": 0}
    return 200, {"content": [{"iso_code": "LV", "low_risk_numbers_enabled": True}], "meta": {}}


ACCEPTED_ONLY: list[tuple[str, Callable[[str, str], tuple[int, Any]]]] = [
    ("telnyx", lambda *_: (200, telnyx("FR", "LV"))),
    ("ovh", ovh(False)),
    ("ovh", ovh("true")),
    ("ovh", lambda *_: (200, "now")),
    ("twilio", changes_nothing),
]


@pytest.mark.parametrize(("name", "answer"), ACCEPTED_ONLY)
def test_what_the_operator_accepts_and_does_not_do_is_no_closing(
    serve: Serve, name: str, answer: Callable[[str, str], tuple[int, Any]]
) -> None:
    with pytest.raises(SwitchError, match="does not answer as it documents"):
        close(operators()[name], serve(answer).account(emergency_elsewhere="yes"))


# What the three document for a request that they refuse, read on 30 November 2026.
REFUSALS: dict[str, Callable[[int], Any]] = {
    "telnyx": lambda code: {"errors": [{"code": "10011", "title": str(code), "detail": "see the title"}]},
    "twilio": lambda code: {
        "code": 20_000 + code,
        "message": "refused",
        "more_info": f"https://www.twilio.com/docs/errors/{20_000 + code}",
        "status": code,
    },
    "ovh": lambda code: {"class": "Client::Refused", "message": f"refused with {code}"},
}


@pytest.mark.parametrize("name", ["ovh", "telnyx", "twilio"])
@pytest.mark.parametrize("code", [400, 401, 403, 404, 422, 429, 500, 503])
def test_each_documented_refusal_is_its_number_and_nothing_of_the_login(
    serve: Serve, name: str, code: int
) -> None:
    server = serve(lambda *_: (code, REFUSALS[name](code)))
    with pytest.raises(SwitchError, match=f"answered {code}") as raised:
        close(operators()[name], server.account(emergency_elsewhere="yes"))
    assert not any(secret in str(raised.value) for secret in SECRETS.values())
    assert len(server.asked) == 1


@pytest.mark.parametrize("name", ["ovh", "telnyx", "twilio"])
@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_no_login_follows_a_redirect(serve: Serve, name: str, code: int) -> None:
    elsewhere = serve(lambda *_: (200, {}))
    server = serve(lambda *_: (code, {}))
    server.location = elsewhere.base
    with pytest.raises(SwitchError, match=f"answered {code}"):
        close(operators()[name], server.account(emergency_elsewhere="yes"))
    assert elsewhere.asked == []


@pytest.mark.parametrize("name", ["ovh", "telnyx", "twilio"])
def test_an_operator_that_does_not_answer_is_given_up(
    serve: Serve, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "REQUEST_TIMEOUT_S", 0.05)
    is_over = threading.Event()

    def never(*_: object) -> tuple[int, Any]:
        is_over.wait(60)
        return 200, {}

    with pytest.raises(SwitchError, match="cannot be reached"):
        close(operators()[name], serve(never).account(emergency_elsewhere="yes"))
    is_over.set()


def test_an_answer_that_comes_a_little_at_a_time_is_given_up(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "OPERATOR_ANSWER_WITHIN_S", -1.0)
    with pytest.raises(SwitchError, match="cannot be reached"):
        close(operators()["telnyx"], serve(lambda *_: (200, telnyx("FR"))).account())


@pytest.mark.parametrize("name", ["telnyx", "twilio"])
def test_what_an_operator_garbles_is_one_sentence_without_a_secret(serve: Serve, name: str) -> None:
    server = serve(lambda *_: (200, ["x"]))
    with pytest.raises(SwitchError) as raised:
        close(operators()[name], server.account())
    assert not any(secret in str(raised.value) for secret in ("KEY0", "AC0", "auth0"))
    assert len(server.asked) == 1


def test_it_is_tried_again_and_what_came_of_it_is_noted(serve: Serve) -> None:
    answers = iter([(500, None), (200, telnyx("FR", "LV")), (200, telnyx("FR"))])
    server, pauses = serve(lambda *_: next(answers)), list[float]()
    asked = OperatorClosing(operators()["telnyx"], server.account(), pauses.append)
    asked.begin()
    assert asked._thread is not None
    asked._thread.join(20)
    assert asked.outcomes() == [{"note": "last_resort", "operator": "telnyx", "requests": 2}]
    assert len(pauses) == 1


ARMED = '[last_resort]\noperator = "telnyx"\narmed = true\n'


def test_it_is_off_unless_it_is_configured_and_armed() -> None:
    assert operator_closing(load_text("")) is None
    with pytest.raises(ConfigError, match="closes nothing until it is armed"):
        load_text('[last_resort]\noperator = "telnyx"\n')
    account = '[last_resort.account]\nprofile = "1"\n'
    assert operator_closing(load_text(ARMED + account), SECRETS) is not None


@pytest.mark.parametrize(
    ("text", "environ", "said"),
    [
        (ARMED, SECRETS, "needs profile"),
        (ARMED + '[last_resort.account]\nprofile = "1"\n', {}, "needs TELNYX_API_KEY"),
        (ARMED.replace("telnyx", "acme"), SECRETS, "known are ovh, telnyx, twilio"),
    ],
)
def test_what_is_missing_is_said_at_the_start(text: str, environ: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        operator_closing(load_text(text), environ)
