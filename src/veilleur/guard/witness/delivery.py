"""How a head gets to a witness: one function for each kind of [[witness]].

In: a text of one or two lines. Out: it is taken, or a `WitnessError`. Pitfall: they block, so they run in a
thread of their own witness; each has its own bound on time.
"""

from __future__ import annotations

import base64
import os
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any, NamedTuple

from veilleur.alerts.channels.mail import deliver
from veilleur.alerts.channels.message import ChannelError
from veilleur.config.alerts_section import MailServer
from veilleur.config.witness_section import Kind, WitnessSettings
from veilleur.evidence.bundle.time_stamps import Authority, stamp
from veilleur.guard.witness.timetable import OwnHead
from veilleur.journal.witness.head_line import head_line
from veilleur.words.errors import VeilleurError, system_cause
from veilleur.words.messages import Message

TIMEOUT_S = 15.0
STAMPS = ".stamps"  # beside the journal: tokens that an authority gave
SUBJECT_HASH_DIGITS = 12

Deliver = Callable[[OwnHead, str], str]  # the head, lines to go along; gives a line for the other witnesses


class WitnessError(VeilleurError):
    """A witness did not take a head."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        return None


def delivery_to(witness: WitnessSettings, site: str, journal: Path, mail: MailServer | None) -> Deliver:
    """The delivery to one witness.

    Raises:
        KeyError: when nothing here delivers to its kind.
    """
    deliver_to = WAYS[witness.kind]
    sender = _Sender(site, journal, mail)
    return lambda head, more: deliver_to(witness, sender, head, more)


class _Sender(NamedTuple):
    """Whose heads they are."""

    site: str
    journal: Path
    mail: MailServer | None

    def lines(self, head: OwnHead, more: str = "") -> str:
        return f"{head_line(head.seq, head.hash, head.at, self.site)}\n{more}"


def _into_file(witness: WitnessSettings, sender: _Sender, head: OwnHead, more: str) -> str:
    assert witness.file is not None
    append(witness.file, sender.lines(head, more))
    return ""


def append(path: Path, text: str) -> None:
    """Append to a file that only grows.

    Raises:
        WitnessError: when it cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
        try:
            os.write(descriptor, text.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise WitnessError("{path} cannot be written ({why})", path=path, why=system_cause(error)) from None


def _to_service(witness: WitnessSettings, sender: _Sender, head: OwnHead, more: str) -> str:
    return _send(witness, witness.url.rstrip("/") + "/heads", "POST", sender.lines(head, more))


def _put(witness: WitnessSettings, sender: _Sender, head: OwnHead, more: str) -> str:
    """A file for each head: a server that lets files be added and none be replaced keeps them all."""
    name = f"{datetime.fromtimestamp(head.at, UTC):%Y%m%dT%H%M%SZ}-{head.seq}-{head.hash[:12]}.head"
    return _send(witness, f"{witness.url.rstrip('/')}/{name}", "PUT", sender.lines(head, more))


def _send(witness: WitnessSettings, url: str, method: str, text: str) -> str:
    headers = {"Content-Type": "text/plain; charset=utf-8", "User-Agent": "Veilleur"}
    if witness.token:
        headers["Authorization"] = f"Bearer {witness.token}"
    request = urllib.request.Request(url, data=text.encode(), headers=headers, method=method)  # noqa: S310
    fetch(request, witness.ca)
    return ""


def fetch(request: urllib.request.Request, ca: Path | None) -> bytes:
    """The answer of a witness. ca: who signed its certificate; None for those of the system.

    Raises:
        WitnessError: when it cannot be reached, or answers that it does not take it.
    """
    try:
        context = ssl.create_default_context(cafile=ca)
        # No proxy of the environment and no redirect: a token goes where the configuration says.
        opener = urllib.request.build_opener(
            _NoRedirect, urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
        )
        with opener.open(request, timeout=TIMEOUT_S) as answer:
            body: bytes = answer.read()
            return body
    except urllib.error.HTTPError as error:
        error.close()
        raise WitnessError("the server answered {code}", code=error.code) from None
    except urllib.error.URLError as error:
        cause = error.reason if isinstance(error.reason, OSError) else OSError()
        why = system_cause(cause) if cause.errno else Message("no answer")
        raise WitnessError("the server cannot be reached ({why})", why=why) from None
    except (OSError, ValueError) as error:
        why = system_cause(error) if isinstance(error, OSError) and error.errno else Message("no answer")
        raise WitnessError("the server cannot be reached ({why})", why=why) from None


def _by_mail(witness: WitnessSettings, sender: _Sender, head: OwnHead, _more: str) -> str:
    """One head alone: a token is too long a line for mail."""
    server = sender.mail
    assert server is not None, "checked with the configuration"
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = server.sender, witness.to
    short = head.hash[:SUBJECT_HASH_DIGITS]
    mail["Subject"] = f"[Veilleur] {sender.site}: journal {head.seq}:{short}"
    mail["Date"] = format_datetime(datetime.fromtimestamp(head.at, UTC))
    mail["Message-ID"] = make_msgid(domain=server.sender.rpartition("@")[2])
    mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"] = "auto-generated", "All"
    mail.set_content(sender.lines(head), cte="7bit")
    try:
        deliver(mail, server)
    except ChannelError as error:
        raise WitnessError.saying(error.message) from None
    return ""


def _stamped(witness: WitnessSettings, sender: _Sender, head: OwnHead, _more: str) -> str:
    assert witness.certificates is not None
    try:
        authority = Authority(witness.url, witness.certificates.read_bytes())
    except OSError as error:
        raise WitnessError(
            "{path} cannot be read ({why})", path=witness.certificates, why=system_cause(error)
        ) from None
    got = stamp(authority, head.hash)
    if got.why is not None:
        raise WitnessError.saying(got.why)
    token = base64.b64encode(got.reply).decode()
    line = f"{sender.lines(head).rstrip()} stamped {token}\n"
    append(sender.journal.with_name(sender.journal.name + STAMPS), line)
    return line


WAYS: dict[Kind, Callable[[WitnessSettings, _Sender, OwnHead, str], str]] = {
    "service": _to_service,
    "file": _into_file,
    "http": _put,
    "mail": _by_mail,
    "stamp": _stamped,
}
