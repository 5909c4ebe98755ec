"""The manager over TLS: whose certificate is believed.

In: the settings. Out: a context for the connection, and a look at the certificate once it stands. Pitfall: a
certificate that is pinned is its own proof, whoever signed it, so nothing else of it is checked; with a CA of
the owner's own every certificate of that CA is the switch's, for those that Asterisk's own script makes bear
no host name that could be compared.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import ssl

from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.words.errors import SwitchError, system_cause
from veilleur.words.messages import Message, as_said

BANNER = b"Asterisk Call Manager"
BANNER_WITHIN_S = 0.5  # a plain manager speaks first, and at once
HANDSHAKE_WITHIN_S = 2.0


def plain_fingerprint(text: str) -> str:
    """A SHA-256 fingerprint as it is compared: 64 hexadecimal digits, however it is written."""
    return text.replace(":", "").replace(" ", "").lower()


def context_of(settings: AsteriskSettings) -> ssl.SSLContext | None:
    """How the connection is encrypted; None when it is not.

    Raises:
        SwitchError: when the file of the CA cannot be used.
    """
    if not settings.tls:
        return None
    if settings.tls_fingerprint:
        return _without_authority()
    try:
        context = ssl.create_default_context(cafile=settings.tls_ca or None)
    except (OSError, ValueError) as error:  # an SSLError is an OSError
        why = as_said(str(error.reason)) if isinstance(error, ssl.SSLError) else _cause(error)
        raise SwitchError(
            "tls_ca {path} is no file of certificates (PEM) that can be read ({why})",
            path=settings.tls_ca,
            why=why,
        ) from error
    context.check_hostname = not settings.tls_ca
    return context


def refuse_other_certificate(settings: AsteriskSettings, writer: asyncio.StreamWriter) -> None:
    """Raises SwitchError when the far end shows another certificate than the pinned one."""
    if not settings.tls_fingerprint:
        return
    shown = _fingerprint_of(writer)
    if not hmac.compare_digest(shown, plain_fingerprint(settings.tls_fingerprint)):
        raise SwitchError(
            "the manager on {host}:{port} shows another certificate than the one of tls_fingerprint (it "
            "shows {shown}): nothing was sent to it; if its certificate was renewed, write the new "
            "fingerprint",
            host=settings.host,
            port=settings.port,
            shown=shown,
        )


def handshake_failed(settings: AsteriskSettings, error: Exception) -> SwitchError:
    """What to say when no encrypted connection came about."""
    if isinstance(error, ssl.SSLCertVerificationError):
        why = as_said(error.verify_message)
    else:
        why = as_said(str(error.reason)) if isinstance(error, ssl.SSLError) else _cause(error)
    return SwitchError(
        "the manager on {host}:{port} gives no TLS connection that can be believed ({why}): is this the port "
        "of 'tlsbindaddr' in manager.conf, and do tls_ca or tls_fingerprint belong to its certificate?",
        host=settings.host,
        port=settings.port,
        why=why,
    )


async def shown_fingerprint(host: str, port: int) -> str:
    """The fingerprint of the certificate that a manager shows; "" when it speaks in clear, or not at all."""
    with contextlib.suppress(OSError, TimeoutError):
        if await _speaks_in_clear(host, port):
            return ""
        async with asyncio.timeout(HANDSHAKE_WITHIN_S):
            _reader, writer = await asyncio.open_connection(host, port, ssl=_without_authority())
        try:
            return _fingerprint_of(writer)
        finally:
            writer.close()
    return ""


async def _speaks_in_clear(host: str, port: int) -> bool:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        async with asyncio.timeout(BANNER_WITHIN_S):
            return (await reader.read(len(BANNER))) != b""
    except TimeoutError:
        return False
    finally:
        writer.close()


def _without_authority() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _fingerprint_of(writer: asyncio.StreamWriter) -> str:
    shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    return hashlib.sha256(shown or b"").hexdigest()


def _cause(error: Exception) -> Message:
    return system_cause(error) if isinstance(error, OSError) else as_said(str(error) or "no answer")
