"""The manager over TLS: the right certificate is believed, any other is sent nothing, not even the login."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from veilleur.pbx.asterisk.ami.connection import AmiConnection
from veilleur.pbx.asterisk.ami.tls import shown_fingerprint
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.words.errors import SwitchError


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate in one file, as Asterisk has them, without a name that could be compared."""
    return made(tmp_path_factory.mktemp("tls"), "pbx")


def made(folder: Path, name: str) -> Path:
    key, certificate = folder / f"{name}.key", folder / f"{name}.crt"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"]
    subprocess.run(
        ["openssl", *words, "-keyout", key, "-out", certificate], check=True, stderr=subprocess.DEVNULL
    )
    both = folder / f"{name}.pem"
    both.write_text(key.read_text() + certificate.read_text())
    return both


def fingerprint(certificate: Path) -> str:
    text = certificate.read_text()
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(text[text.index("-----BEGIN CERT") :])).hexdigest()


class Manager:
    """Takes every login, and remembers what it was sent."""

    def __init__(self) -> None:
        self.port = 0
        self.received = b""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(b"Asterisk Call Manager/9.0.0\r\n")
            while True:
                block = await reader.readuntil(b"\r\n\r\n")
                self.received += block
                (mark,) = [line for line in block.splitlines() if line.startswith(b"ActionID")]
                writer.write(b"Response: Success\r\n" + mark + b"\r\n\r\n")
        except (asyncio.IncompleteReadError, OSError):
            writer.close()


@asynccontextmanager
async def manager(certificate: Path | None) -> AsyncIterator[Manager]:
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    found = Manager()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0, ssl=context)
    found.port = server.sockets[0].getsockname()[1]
    async with server:
        yield found


async def log_in(port: int, **of_tls: object) -> None:
    settings = AsteriskSettings(port=port, secret="hush", tls=True, answer_s=5.0, **of_tls)  # type: ignore[arg-type]
    connection = AmiConnection(settings, frozenset(), lambda _message: None)
    task = await connection.open()
    await connection.close(task)


@pytest.mark.parametrize(
    "spelt",
    [
        lambda text: text,
        str.upper,
        lambda text: ":".join(text[at : at + 2] for at in range(0, 64, 2)).upper(),  # as openssl prints it
    ],
)
async def test_the_pinned_certificate_is_believed_however_it_is_spelt(
    certificate: Path, spelt: Callable[[str], str]
) -> None:
    async with manager(certificate) as far_end:
        await log_in(far_end.port, tls_fingerprint=spelt(fingerprint(certificate)))
        assert b"Username: veilleur" in far_end.received


async def test_a_ca_of_the_owner_is_believed_and_its_certificate_needs_no_name(certificate: Path) -> None:
    async with manager(certificate) as far_end:
        await log_in(far_end.port, tls_ca=str(certificate))
        assert b"Username: veilleur" in far_end.received


@pytest.mark.parametrize(
    ("belief", "says"),
    [
        ("pin", "another certificate"),
        ("authority", "gives no TLS connection that can be believed"),
        ("system", "gives no TLS connection that can be believed"),
    ],
)
async def test_whoever_stands_between_with_a_certificate_of_their_own_is_sent_nothing(
    certificate: Path, tmp_path: Path, belief: str, says: str
) -> None:
    between = made(tmp_path, "pbx")
    beliefs = {
        "pin": {"tls_fingerprint": fingerprint(certificate)},
        "authority": {"tls_ca": str(certificate)},
        "system": {},
    }
    async with manager(between) as far_end:
        with pytest.raises(SwitchError, match=says):
            await log_in(far_end.port, **beliefs[belief])
        assert far_end.received == b""


async def test_a_manager_that_speaks_in_clear_is_not_fallen_back_to(certificate: Path) -> None:
    async with manager(None) as far_end:
        with pytest.raises(SwitchError, match="gives no TLS connection"):
            await log_in(far_end.port, tls_fingerprint=fingerprint(certificate))
        assert b"Username" not in far_end.received


async def test_a_file_that_holds_no_certificates_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(SwitchError, match="no file of certificates"):
        await log_in(1, tls_ca=str(tmp_path / "ca.pem"))
    with pytest.raises(SwitchError, match="no file of certificates"):
        await log_in(1, tls_ca=str(tmp_path / "gone.pem"))


async def test_set_up_sees_whether_a_port_speaks_tls(certificate: Path) -> None:
    async with manager(certificate) as encrypted, manager(None) as plain:
        assert await shown_fingerprint("127.0.0.1", encrypted.port) == fingerprint(certificate)
        assert await shown_fingerprint("127.0.0.1", plain.port) == ""
    assert await shown_fingerprint("127.0.0.1", encrypted.port) == ""
