"""Alerts by mail, taken by a real SMTP server on loopback: both parts, one thread, and what fails."""

from __future__ import annotations

import asyncio
import email
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from lab.addresses import free_port
from tests.alerts.stories import NIGHT

from veilleur.alerts.channels import mail
from veilleur.alerts.channels.message import ChannelError, Outgoing
from veilleur.alerts.composer import Text
from veilleur.alerts.escalation import Attempt
from veilleur.config.alerts_section import AlertSettings, MailServer, Person

PAUL = Person("Paul", mail="paul@example.org")
TEXT = Text(
    "[Veilleur] Garage Martin\u00a0: appels vers la Lettonie",
    "Garage Martin\u00a0: 3\u00a0appels arrêtés vers la Lettonie. Perdu\u00a0: 0,84\u00a0€.",
    (
        "Sans réponse, tout reste bloqué.",
        "Postes\u00a0: <b>104</b>.\nNuméros\u00a0: +371\u00a02901\u00a0••••.",
    ),
)


class Box:
    """What the server took."""

    def __init__(self, refusal: str = "") -> None:
        self.taken: list[EmailMessage] = []
        self._refusal = refusal

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self._refusal:
            return self._refusal
        assert isinstance(envelope.content, bytes)
        self.taken.append(email.message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return "250 taken"


@pytest.fixture
def box() -> Iterator[tuple[Box, MailServer]]:
    box = Box()
    with serving(box) as server:
        yield box, server


class serving:  # noqa: N801 - a context manager
    """A mail server on a free port of loopback."""

    def __init__(self, box: Box, password: str = "") -> None:
        def is_right(
            _server: object, _session: object, _envelope: object, _kind: str, data: object
        ) -> AuthResult:
            found = (getattr(data, "login", b""), getattr(data, "password", b""))
            return AuthResult(success=found == (b"paul", password.encode()), handled=False)

        login = {"authenticator": is_right, "auth_require_tls": False} if password else {}
        self._controller = Controller(box, hostname="127.0.0.1", port=free_port(), **login)

    def __enter__(self) -> MailServer:
        self._controller.start()
        return MailServer("127.0.0.1", self._controller.port, "none", "veilleur@example.org")

    def __exit__(self, *_error: object) -> None:
        self._controller.stop()


def message(step: str = "first", *, is_first: bool = True, at: float = NIGHT) -> Outgoing:
    return Outgoing(
        attempt=Attempt("i1", step, "Paul", "mail"),
        text=TEXT,
        at=at,
        is_urgent=True,
        thread="Garage Martin i1 1795223640",
        is_first_of_thread=is_first,
    )


def send(server: MailServer, outgoing: Outgoing) -> None:
    channel = mail.connect(PAUL, AlertSettings(people=(PAUL,), mail=server), "Garage Martin")
    assert channel is not None
    asyncio.run(channel(outgoing))  # type: ignore[arg-type]


def test_both_parts_say_the_same_and_show_right(box: tuple[Box, MailServer]) -> None:
    taken, server = box
    send(server, message())
    (found,) = taken.taken
    plain = found.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    html = found.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "Perdu : 0,84 €." in plain
    assert "\u00a0" not in plain
    assert "Perdu\u00a0: 0,84\u00a0€." in html
    assert "&lt;b&gt;104&lt;/b&gt;" in html  # a name from the network is no markup
    assert "http" not in html.replace("https://www.w3.org", "")
    assert len(found.as_bytes()) < 102_000


def test_headers_keep_machines_from_answering_and_name_the_sender(box: tuple[Box, MailServer]) -> None:
    taken, server = box
    send(server, message())
    (found,) = taken.taken
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["X-Auto-Response-Suppress"] == "All"
    assert found["From"] == '"Veilleur, Garage Martin" <veilleur@example.org>'
    assert found["Subject"] == "[Veilleur] Garage Martin : appels vers la Lettonie"
    assert found["Date"] == "Sat, 21 Nov 2026 01:14:00 +0000"


def test_an_incident_is_one_thread_also_after_a_restart(box: tuple[Box, MailServer]) -> None:
    taken, server = box
    send(server, message())
    send(server, message("reminder", is_first=False, at=NIGHT + 90))
    send(server, message("over", is_first=False, at=NIGHT + 3_600))
    first, second, third = taken.taken
    assert second["In-Reply-To"] == third["References"] == first["Message-ID"]
    assert len({one["Message-ID"] for one in taken.taken}) == 3
    assert len({one["Subject"] for one in taken.taken}) == 1


def test_a_subject_from_the_network_adds_no_header(box: tuple[Box, MailServer]) -> None:
    taken, server = box
    outgoing = message()._replace(text=TEXT._replace(subject="x\u2028Bcc: eve@example.org"))
    send(server, outgoing)
    assert taken.taken[0]["Bcc"] is None


def test_a_login_is_made_where_one_is_configured() -> None:
    box = Box()
    with serving(box, password="right") as server:
        send(MailServer(server.server, server.port, "none", server.sender, "paul", "right"), message())
        assert len(box.taken) == 1
        with pytest.raises(ChannelError, match=r"refused it \(code 535\)"):
            send(MailServer(server.server, server.port, "none", server.sender, "paul", "wrong"), message())


def test_a_server_that_refuses_is_one_sentence() -> None:
    with (
        serving(Box(refusal="554 no")) as server,
        pytest.raises(ChannelError, match=r"refused it \(code 554\)"),
    ):
        send(server, message())


def test_a_server_that_is_gone_is_one_sentence() -> None:
    with pytest.raises(ChannelError, match="cannot be reached"):
        send(MailServer("127.0.0.1", free_port(), "none", "veilleur@example.org"), message())


def test_without_encryption_where_it_is_wanted_nothing_is_sent(box: tuple[Box, MailServer]) -> None:
    taken, server = box
    with pytest.raises(ChannelError):
        send(MailServer(server.server, server.port, "starttls", server.sender, "paul", "secret"), message())
    assert taken.taken == []


def test_the_password_is_in_no_repr() -> None:
    assert "secret" not in repr(MailServer("h", 1, "tls", "s@example.org", "paul", "secret"))


def test_the_link_comes_before_what_is_typed_on_the_machine_in_both_parts() -> None:
    asked = Outgoing(
        attempt=Attempt("i1", "first", "Paul", "mail"),
        text=TEXT,
        at=NIGHT,
        is_urgent=True,
        thread="i1",
        is_first_of_thread=True,
        link="https://veilleur.example.org/a/t",
        link_word="Répondre sur ce téléphone",
    )
    found = mail.compose(asked, "veilleur@example.org", "paul@example.org", "Garage Martin")
    for kind in ("plain", "html"):
        part = found.get_body((kind,))
        assert part is not None
        said = part.get_content()
        assert said.index("tout reste bloqué") < said.index("/a/t") < said.index("Postes")
        assert "Répondre sur ce téléphone" in said
