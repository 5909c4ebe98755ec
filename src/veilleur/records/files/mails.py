"""A mail, or a box of mails, as a file -> the files and texts in it.

In: an opened file that begins as a mail does. Out: the bytes of each attachment, and of a body only where a
mail has no attachment of use.
Pitfall: a mail is held in memory to be read, so a larger box is given as the plain text it is; pictures and
signatures are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

MOST_MAIL_BYTES = 64 << 20
LOOKED_AT_FOR_HEADERS = 512
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,40}: ?[^\r\n]*\r?\n")
_OF_MAIL = re.compile(
    rb"^(?:from|to|subject|received|return-path|delivered-to|message-id|mime-version|content-type|date|"
    rb"x-[a-z-]+|dkim-signature|authentication-results|reply-to):",
    re.IGNORECASE | re.MULTILINE,
)
_OF_MAIL_ALONE = re.compile(
    rb"^(?:subject|received|return-path|message-id|mime-version|content-type):", re.I | re.M
)
_FROM = re.compile(rb"(?m)^From (?=\S)")
_YEAR_AT_END = re.compile(rb"\d{4}\r?\Z")
LONGEST_FROM_BYTES = 500  # the line before a mail in a box
_LITTER = ("image/", "application/pgp", "application/pkcs7", "text/calendar", "text/vcard", "text/x-vcard")


def is_mail(head: bytes) -> bool:
    """Whether a file begins as a mail or a box of mails: with two headers or more that it knows."""
    at = 0
    if head.startswith(b"From "):
        at = head.find(b"\n") + 1
    lines = 0
    while (found := _HEADER.match(head, at)) is not None:
        at = found.end()
        lines += 1
        while head[at : at + 1] in (b" ", b"\t"):  # goes on
            at = head.find(b"\n", at) + 1 or len(head)
    headers = head[: at or None]
    return lines >= 2 and len(_OF_MAIL.findall(headers)) >= 2 and _OF_MAIL_ALONE.search(headers) is not None


def parts_of(whole: bytes) -> Iterator[bytes]:
    """The attachments and bodies of all mails, as they were before they were sent."""
    begins = list(_begins(whole)) or [0]
    for begin, end in zip(begins, [*begins[1:], len(whole)], strict=True):
        mail = whole[begin:end]
        if mail.startswith(b"From "):
            mail = mail[mail.find(b"\n") + 1 :]
        yield from _parts(message_from_bytes(mail, policy=policy.default))


def _begins(whole: bytes) -> Iterator[int]:
    """Where each mail of a box begins: `From somebody ... 2026` on a line of its own."""
    for found in _FROM.finditer(whole):
        line = whole[found.end() : found.end() + LONGEST_FROM_BYTES].partition(b"\n")[0]
        if _YEAR_AT_END.search(line, max(1, len(line) - 5)):
            yield found.start()


def _parts(mail: EmailMessage) -> Iterator[bytes]:
    attached = [part for part in mail.iter_attachments() if not _is_litter(part)]
    for part in attached:
        if part.get_content_type() == "message/rfc822":
            yield from _parts(cast(EmailMessage, part.get_content()))
        else:
            yield _content(part)
    if attached:
        return
    body = mail.get_body(("html",))
    if body is not None and b"<t" in _content(cast(EmailMessage, body)).lower():
        yield _content(cast(EmailMessage, body))
        return
    body = mail.get_body(("plain", "html"))
    if body is not None:
        yield _content(cast(EmailMessage, body))


def _is_litter(part: EmailMessage) -> bool:
    return part.get_content_type().startswith(_LITTER)


def _content(part: EmailMessage) -> bytes:
    """The bytes of one part; of a text in UTF-8, for its character set stands in the mail alone."""
    raw = part.get_payload(decode=True)
    content = raw if isinstance(raw, bytes) else b""
    charset = part.get_content_charset()
    if part.get_content_maintype() == "text" and charset:
        with suppress(LookupError, UnicodeDecodeError):
            content = content.decode(charset).encode()
    return content if content.endswith(b"\n") or part.get_content_maintype() != "text" else content + b"\n"
