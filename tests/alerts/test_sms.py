"""Text messages through a gateway: the shapes of those in the documents, and what is not trusted."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
from itertools import takewhile
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from lab.addresses import free_port
from tests.alerts.http_stand_in import HttpStandIn, Request
from tests.alerts.test_mail import message

from veilleur.alerts.channels import sms
from veilleur.alerts.channels.message import ChannelError
from veilleur.config import load_text
from veilleur.config.alerts_section import AlertSettings, Person

DOCUMENT = Path(__file__).parents[2] / "docs" / "alerts.md"
TEXT = "VEILLEUR Garage 2h14: coupé {secret} {number} & 0,84 €"
SECRET = "s3cret of the test"
PERSON = '[[alerts.person]]\nname = "Paul"\nsms = "06 39 98 00 01"\n'


def settings(section: str, folder: Path) -> AlertSettings:
    (folder / "sms-secret").write_text(SECRET + "\n")
    return load_text(section + "\n" + PERSON, folder / "veilleur.toml").alerts


def sent(alerts: AlertSettings) -> None:
    send = sms.connect(alerts.people[0], alerts, "Garage Martin")
    assert send is not None
    asyncio.run(send(message()._replace(short=TEXT)))  # type: ignore[arg-type]


def examples() -> dict[str, str]:
    """The gateways of docs/alerts.md, by name."""
    found = {}
    for part in DOCUMENT.read_text(encoding="utf-8").split("\n    # ")[1:]:
        name, _, rest = part.partition(":")
        block = takewhile(lambda line: line.startswith("    "), rest.splitlines()[1:])
        lines = [line[4:] for line in block]
        if "[alerts.sms]" in lines:
            found[name] = "\n".join(lines)
    return found


def got_by(name: str, answer: bytes, folder: Path) -> Request:
    """What a local server gets when a gateway of the documents is put in its place."""
    with HttpStandIn(body=answer) as server:
        section = examples()[name]
        address = urlsplit(
            next(line for line in section.splitlines() if line.startswith("url")).split('"')[1]
        )
        section = section.replace(f"{address.scheme}://{address.netloc}", server.address)
        sent(settings(section, folder))
        (got,) = server.requests
    assert got.path.split("?")[0] == address.path
    return got


def fields(got: Request) -> dict[str, str]:
    text = got.body.decode() or urlsplit(got.path).query
    return {name: values[0] for name, values in parse_qs(text).items()}


def login(got: Request) -> str:
    return base64.b64decode(got.headers["Authorization"].removeprefix("Basic ")).decode()


class TestGatewaysOfTheDocuments:
    def test_ovh(self, tmp_path: Path) -> None:
        got = got_by("OVHcloud", b"OK\n85.95\n123456789\n", tmp_path)
        assert (got.method, got.headers["Content-Type"]) == ("POST", "application/x-www-form-urlencoded")
        wanted = {"to": "0033639980001", "message": TEXT, "password": SECRET, "noStop": "1"}
        assert wanted.items() <= fields(got).items()
        with pytest.raises(ChannelError, match="did not take it"):
            got_by("OVHcloud", b"KO\nwrong login\n", tmp_path)

    def test_twilio(self, tmp_path: Path) -> None:
        got = got_by("Twilio", b'{"status":"queued"}', tmp_path)
        assert fields(got) == {"From": "+33939030000", "To": "+33639980001", "Body": TEXT}
        assert login(got) == f"AC0123456789:{SECRET}"

    def test_brevo(self, tmp_path: Path) -> None:
        got = got_by("Brevo", b'{"messageId":1}', tmp_path)
        assert json.loads(got.body) == {"sender": "VEILLEUR", "recipient": "33639980001", "content": TEXT}
        assert {name.lower(): value for name, value in got.headers.items()}["api-key"] == SECRET

    def test_vonage_answers_200_also_when_it_refuses(self, tmp_path: Path) -> None:
        got = got_by("Vonage", b'{"messages":[{"status": "0"}]}', tmp_path)
        assert fields(got) == {"from": "VEILLEUR", "to": "33639980001", "text": TEXT}
        with pytest.raises(ChannelError, match="did not take it"):
            got_by("Vonage", b'{"messages":[{"status": "4"}]}', tmp_path)

    def test_free_mobile(self, tmp_path: Path) -> None:
        got = got_by("Free Mobile", b"", tmp_path)
        assert got.method == "GET"
        assert fields(got) == {"user": "12345678", "pass": SECRET, "msg": TEXT}

    def test_an_android_telephone(self, tmp_path: Path) -> None:
        got = got_by("SMS Gateway for Android", b"{}", tmp_path)
        assert json.loads(got.body) == {"textMessage": {"text": TEXT}, "phoneNumbers": ["+33639980001"]}
        assert login(got) == f"sms:{SECRET}"


class TestServersThatFail:
    def test_an_error_is_one_sentence_without_the_secret(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SMS_KEY", SECRET)
        section = (
            '[alerts.sms]\nurl = "{}/s"\nfields = {{ p = "{{secret}}", m = "{{text}}", n = "{{number}}" }}'
        )
        head = section + '\nsecret_variable = "SMS_KEY"\naccepted = "OK"\n'
        with HttpStandIn(code=500) as server:
            alerts = settings(head.format(server.address), tmp_path)
            with pytest.raises(ChannelError, match="answered 500") as raised:
                sent(alerts)
            server.code, server.body = 200, f"KO {SECRET}".encode()
            with pytest.raises(ChannelError) as refused:
                sent(alerts)
        assert SECRET not in f"{raised.value} {refused.value} {alerts!r}"
        with pytest.raises(ChannelError, match="cannot be reached"):
            sent(settings(head.format(f"http://127.0.0.1:{free_port()}"), tmp_path))

    def test_who_has_no_number_gets_none(self, tmp_path: Path) -> None:
        alerts = settings(examples()["OVHcloud"], tmp_path)
        assert sms.connect(Person("Nadia", mail="n@example.org"), alerts, "Garage") is None


@pytest.mark.parametrize(
    "answer",
    [b"", b"hello", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: " + b"x" * 70_000, b"\x00" * 100],
    ids=["silence", "a word", "a status of letters", "a header without end", "zeros"],
)
def test_a_gateway_that_speaks_no_http_is_one_that_cannot_be_reached(answer: bytes, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def babble() -> None:
            line, _from = server.accept()
            with line:
                line.recv(65_536)
                line.sendall(answer)

        speaker = Thread(target=babble)
        speaker.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        section = f'[alerts.sms]\nurl = "{address}"\nfields = {{ m = "{{text}}" }}\n'
        with pytest.raises(ChannelError, match="cannot be reached"):
            sent(settings(section, tmp_path))
        speaker.join()
