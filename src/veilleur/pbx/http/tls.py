"""TLS of the HTTP half: the guard's certificate, loaded to serve, and looked at.

In: files in PEM. Out: a context, or until when it is valid. Pitfall: a switch that does not verify the
certificate gives its token to whoever answers; that is its own setting, and nothing here can see it.
"""

from __future__ import annotations

import ssl
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from veilleur.words.errors import ConfigError, system_cause

if TYPE_CHECKING:
    from cryptography import x509


def server_context(certificate: str, key: str) -> ssl.SSLContext:
    """What the guard serves with: TLS 1.2 or newer.

    Raises:
        ConfigError: when the certificate or its key cannot be used.
    """
    try:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(
            "{path}: the certificate or its key cannot be used ({why}).",
            path=certificate,
            why=system_cause(error),
        ) from error
    return context


def own_certificate(path: str) -> x509.Certificate:
    """The first certificate of a file, which is the guard's own.

    Raises:
        ConfigError: when there is none.
    """
    from cryptography import x509  # late, as below: 9 MB, which a guard that serves needs not

    try:
        return x509.load_pem_x509_certificates(Path(path).read_bytes())[0]
    except (OSError, ValueError) as error:
        why = system_cause(error) if isinstance(error, OSError) else "not PEM"
        raise ConfigError(
            "{path}: the certificate or its key cannot be used ({why}).", path=path, why=why
        ) from error


def der(certificate: x509.Certificate) -> bytes:
    """The certificate as it is sent."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.DER)


def valid_until(certificate: x509.Certificate) -> datetime:
    """When it expires, in UTC."""
    return certificate.not_valid_after_utc
