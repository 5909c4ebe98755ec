"""Alerts by mail: two parts written by us, one thread for an incident, sent through the owner's own server.

In: one message. Out: a mail, taken by the server. Pitfall: what a mail server takes is not yet read by
anybody; and an automatic answer to an alert must not begin a conversation of two machines (RFC 3834).
"""

from __future__ import annotations

import asyncio
import hashlib
import smtplib
import ssl
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from importlib import resources

from jinja2 import Environment

from veilleur.alerts.channels.message import CHANNEL_TIMEOUT_S, ChannelError, Outgoing, Send
from veilleur.alerts.composer import Text
from veilleur.config.alerts_section import AlertSettings, MailServer, Person
from veilleur.language import clean
from veilleur.words.errors import system_cause
from veilleur.words.messages import Message

NAME = "mail"
_TEMPLATE = "mail.html"


def connect(person: Person, settings: AlertSettings, site: str) -> Send | None:
    """The mailbox of a person; None when they have none."""
    server = settings.mail
    if not person.mail or server is None:
        return None

    async def send(outgoing: Outgoing) -> None:
        mail = compose(outgoing, server.sender, person.mail, site)
        await asyncio.to_thread(deliver, mail, server)

    return send


def compose(outgoing: Outgoing, sender: str, to: str, site: str) -> EmailMessage:
    """The mail, headers and both parts."""
    mail = EmailMessage(policy=SMTP)
    name, _, domain = sender.rpartition("@")
    mail["From"] = Address(f"Veilleur, {clean(site)}", name, domain)
    mail["To"] = to
    mail["Subject"] = _plain(clean(outgoing.text.subject))
    mail["Date"] = format_datetime(datetime.fromtimestamp(outgoing.at, UTC))
    root = f"<{_digest(outgoing.thread)}@{domain}>"
    if outgoing.is_first_of_thread:
        mail["Message-ID"] = root
    else:
        attempt = outgoing.attempt
        part = f"{outgoing.thread} {attempt.step} {attempt.person} {attempt.turn} {outgoing.at}"
        mail["Message-ID"] = f"<{_digest(part)}@{domain}>"
        mail["In-Reply-To"] = root
        mail["References"] = root
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if outgoing.is_urgent:
        mail["Importance"] = "high"
    mail.set_content(_plain(_text(outgoing).whole), cte="quoted-printable")
    mail.add_alternative(_html(outgoing), subtype="html", cte="quoted-printable")
    return mail


def _text(outgoing: Outgoing) -> Text:
    """The text part. The link comes before what is typed on the machine: nobody stands before it at night."""
    text, link = outgoing.text, outgoing.link
    if not link:
        return text
    first, rest = text.paragraphs[:1], text.paragraphs[1:]
    return text._replace(paragraphs=(*first, f"{outgoing.link_word}\n{link}", *rest))


def _html(outgoing: Outgoing) -> str:
    source = resources.files("veilleur.alerts").joinpath("templates", _TEMPLATE).read_text(encoding="utf-8")
    template = Environment(autoescape=True).from_string(source)
    return template.render(
        text=outgoing.text, link=outgoing.link, word=outgoing.link_word, is_urgent=outgoing.is_urgent
    )


def _plain(text: str) -> str:
    """Ordinary spaces: old programs show a no-break space as a question mark."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def deliver(mail: EmailMessage, server: MailServer) -> None:
    """Hand a mail to the server.

    Raises:
        ChannelError: when it is not there, or does not take it.
    """
    try:
        with _connected(server) as connection:
            if server.user:
                connection.login(server.user, server.password)
            connection.send_message(mail)
    except smtplib.SMTPResponseException as error:
        raise ChannelError("the mail server refused it (code {code})", code=error.smtp_code) from None
    except smtplib.SMTPException as error:
        raise ChannelError("the mail server failed ({why})", why=type(error).__name__) from None
    except OSError as error:
        raise ChannelError(
            "{server}:{port} cannot be reached ({why})",
            server=server.server,
            port=server.port,
            why=system_cause(error) if error.errno else Message("no answer"),
        ) from None


def _connected(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.security == "tls":
        return smtplib.SMTP_SSL(server.server, server.port, timeout=CHANNEL_TIMEOUT_S, context=context)
    connection = smtplib.SMTP(server.server, server.port, timeout=CHANNEL_TIMEOUT_S)
    if server.security == "starttls":
        try:
            connection.starttls(context=context)
        except BaseException:
            connection.close()
            raise
    return connection
