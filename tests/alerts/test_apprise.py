"""Alerts by apprise: one message for each service, no secret in a log, and a desk that starts without it."""

from __future__ import annotations

import asyncio
import json
import logging
import sys

import pytest
from lab.addresses import free_port
from tests.alerts.http_stand_in import HttpStandIn
from tests.alerts.test_mail import message

from veilleur.alerts.channels import apprise
from veilleur.alerts.channels.message import ChannelError
from veilleur.config.alerts_section import AlertSettings, Person


def address(server: HttpStandIn, secret: str = "topic-of-the-test") -> str:
    return server.address.replace("http://", "json://") + f"/{secret}"


def send(addresses: str) -> None:
    deliver = apprise.connect(Person("Paul", apprise=addresses), AlertSettings(), "Garage Martin")
    assert deliver is not None
    asyncio.run(deliver(message()))  # type: ignore[arg-type]


def test_a_service_gets_the_whole_message_as_it_is_written() -> None:
    with HttpStandIn() as server:
        send(address(server))
        (got,) = server.requests
    sent = json.loads(got.body)
    assert got.path.startswith("/topic-of-the-test")
    assert sent["title"] == message().text.subject
    assert "Sans réponse, tout reste bloqué." in sent["message"]
    assert "<b>104</b>" in sent["message"]  # a name from the network is no markup
    assert sent["type"] == "warning"


def test_one_service_of_two_that_takes_it_is_enough() -> None:
    with HttpStandIn() as server:
        send(f"json://127.0.0.1:{free_port()}/x {address(server)}")
        assert len(server.requests) == 1


def test_a_service_that_refuses_is_one_sentence_and_no_secret_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with (
        caplog.at_level(logging.DEBUG),
        HttpStandIn(code=500) as server,
        pytest.raises(ChannelError, match="did not take it"),
    ):
        send(address(server))
    assert "topic-of-the-test" not in caplog.text
    with pytest.raises(ChannelError, match="does not know this address"):
        send("no-such-service://x")


def test_without_the_package_it_is_one_sentence_and_the_other_ways_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(ChannelError, match=r"pip install 'veilleur\[channels\]'"):
        send("json://127.0.0.1:1/x")


def test_its_addresses_are_in_no_repr() -> None:
    assert "secret" not in repr(Person("Paul", apprise="tgram://secret/1"))
