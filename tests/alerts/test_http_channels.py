"""Alerts by ntfy and by webhook: what goes out, what comes back, and what is not trusted."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json

import pytest
from lab.addresses import free_port
from tests.alerts.http_stand_in import HttpStandIn
from tests.alerts.test_mail import message

from veilleur.alerts.channels import ntfy, webhook
from veilleur.alerts.channels.message import Button, ChannelError, Outgoing
from veilleur.alerts.escalation import Attempt
from veilleur.config.alerts_section import AlertSettings, Person, Webhook

BUTTONS = (Button("keep", "Tout garder bloqué", "token-1"), Button("unknown", "Je ne sais pas", "token-2"))


def paul(address: str) -> Person:
    return Person("Paul", ntfy=f"{address}/secret-topic")


def publish(address: str, outgoing: Outgoing) -> None:
    send = ntfy.connect(paul(address), AlertSettings(), "Garage Martin")
    assert send is not None
    asyncio.run(send(outgoing))  # type: ignore[arg-type]


class TestNtfy:
    def test_an_alert_rings_and_has_buttons_that_cost_nobody_money(self) -> None:
        with HttpStandIn() as server:
            publish(server.address, message()._replace(buttons=BUTTONS))
            (got,) = server.requests
        sent = json.loads(got.body)
        assert (got.method, got.path, sent["topic"], sent["priority"]) == ("POST", "/", "secret-topic", 5)
        assert [one["label"] for one in sent["actions"]] == ["Tout garder bloqué", "Je ne sais pas"]
        assert all(one["url"].endswith("/secret-topic-answers") for one in sent["actions"])
        assert "Sans réponse, tout reste bloqué." in sent["message"]

    def test_a_later_message_takes_the_place_of_the_earlier_one(self) -> None:
        with HttpStandIn() as server:
            publish(server.address, message())
            over = message()._replace(attempt=Attempt("i1", "over", "Paul", "ntfy"), is_urgent=False)
            publish(server.address, over)
        first, second = (json.loads(one.body) for one in server.requests)
        assert first["sequence_id"] == second["sequence_id"]
        assert second["priority"] == 2

    def test_pressed_buttons_are_read_once_and_nonsense_is_passed_over(self) -> None:
        lines = [
            '{"id":"abc1","event":"open"}',
            '{"id":"abc2","event":"message","message":"token-1"}',
            "not json",
            '["a list"]',
            '{"event":"message","message":"no id"}',
            '{"id":"abc3","event":"message","message":"' + "x" * 5_000 + '"}',
        ]
        with HttpStandIn(body="\n".join(lines).encode()) as server:
            tokens, newest = asyncio.run(ntfy.answers(paul(server.address), ""))
            asyncio.run(ntfy.answers(paul(server.address), newest))
        assert tokens[0] == "token-1"
        assert max(len(one) for one in tokens) == ntfy.TOKEN_MAX
        assert newest == "abc3"
        assert [one.path.rpartition("since=")[2] for one in server.requests] == ["10m", "abc3"]

    def test_an_id_that_would_change_the_address_is_not_used(self) -> None:
        with HttpStandIn(body=b'{"id":"a&b=/../c","event":"message","message":"t"}') as server:
            _tokens, newest = asyncio.run(ntfy.answers(paul(server.address), ""))
        assert newest == ""

    def test_a_person_without_a_topic_has_no_such_channel(self) -> None:
        assert ntfy.connect(Person("Paul", mail="p@example.org"), AlertSettings(), "Garage") is None


class TestWebhook:
    def test_the_signature_covers_time_and_body(self) -> None:
        with HttpStandIn() as server:
            send = webhook.connect(Webhook(server.address + "/hook", "a secret"))
            asyncio.run(send(message()._replace(data={"type": "alert", "text": "é"})))  # type: ignore[arg-type]
            (got,) = server.requests
        at, _, given = got.headers["Veilleur-Signature"].partition(",v1=")
        wanted = hmac.new(b"a secret", f"{at[2:]}.".encode() + got.body, hashlib.sha256).hexdigest()
        assert given == wanted
        assert json.loads(got.body) == {"type": "alert", "text": "é"}


class TestServersThatFail:
    def test_an_error_is_one_sentence(self) -> None:
        with HttpStandIn(code=500) as server, pytest.raises(ChannelError, match="answered 500"):
            publish(server.address, message())

    def test_a_redirect_is_not_followed_with_the_secret(self) -> None:
        with HttpStandIn() as elsewhere, HttpStandIn(code=302, location=elsewhere.address) as server:
            with pytest.raises(ChannelError, match="answered 302"):
                publish(server.address, message())
            assert elsewhere.requests == []

    def test_nobody_there_is_one_sentence(self) -> None:
        with pytest.raises(ChannelError, match="cannot be reached"):
            publish(f"http://127.0.0.1:{free_port()}", message())
