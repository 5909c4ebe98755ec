"""Until when the gate's certificate is valid, said before its trunks fall silent.

In: the folder that set-up wrote, or the certificate of its tls.cfg. Out: a time, or a sentence once a day.
Pitfall: Kamailio reads the file at its start; a renewed certificate is in use after
`systemctl restart veilleur-gate` alone.
"""

from __future__ import annotations

import asyncio
import importlib
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from veilleur.pbx.adapter import GuardHooks
from veilleur.words.messages import Message

TLS_CONFIG = "tls.cfg"
RENEW_WITHIN = timedelta(days=21)
LOOKED_EVERY_S = 86_400.0
X509 = "cryptography.x509"
_CERTIFICATE = re.compile(r"^certificate *= *(\S+) *$", re.MULTILINE)


def certificate_of(directory: str) -> Path | None:
    """The certificate of a gate; None where it has none, or its files cannot be read here."""
    try:
        found = _CERTIFICATE.search(Path(directory, TLS_CONFIG).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return Path(found[1]) if found is not None else None


def valid_until(certificate: Path) -> datetime | None:
    """When it expires, in UTC; None where it cannot be read here."""
    from cryptography import x509  # late: 9 MB, and most gates speak UDP

    try:
        return x509.load_pem_x509_certificates(certificate.read_bytes())[0].not_valid_after_utc
    except (OSError, ValueError, x509.InvalidVersion):  # the last is no ValueError
        return None


class CertificateWatch:
    """Of one gate, in a running guard."""

    def __init__(self, directory: str, guard: GuardHooks) -> None:
        self._directory, self._guard = directory, guard
        if directory and certificate_of(directory) is not None:
            # Now, and not in the first look, when a caller may wait: the library takes 100 ms to load.
            importlib.import_module(X509)

    def look(self) -> None:
        """Say that it expires within three weeks, or has expired."""
        path = certificate_of(self._directory) if self._directory else None
        until = valid_until(path) if path is not None else None
        now = datetime.fromtimestamp(self._guard.now(), UTC)
        if path is None or until is None or now < until - RENEW_WITHIN:
            return
        day = f"{until:%Y-%m-%d}"
        if now < until:
            sentence = Message(
                "{path}: the gate's certificate expires on {day}: renew it and restart the gate, else no "
                "call passes over TLS",
                path=path,
                day=day,
            )
        else:
            sentence = Message(
                "{path}: the gate's certificate expired on {day}, and no call passes over TLS: renew it and "
                "restart the gate",
                path=path,
                day=day,
            )
        self._guard.say(sentence)
        self._guard.note({"note": "gate_certificate", "valid_until": until.timestamp()})

    async def repeat(self) -> None:
        """Look each day, until cancelled."""
        while True:
            self.look()
            await asyncio.sleep(LOOKED_EVERY_S)
