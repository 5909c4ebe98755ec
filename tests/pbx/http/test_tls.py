"""The HTTP half over TLS: a client that verifies is served, one that speaks plain text or old TLS is not."""

from __future__ import annotations

import asyncio
import json
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.pbx.http.calling import Caller, served

from veilleur.pbx.http.tls import server_context
from veilleur.words.errors import ConfigError

WAITS_S = 60.0


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("tls"))


def made(folder: Path, name: str = "guard", days: int = 90) -> Path:
    """A certificate of localhost in a folder, its key beside it."""
    certificate = folder / f"{name}.pem"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", str(days), "-subj", "/CN=localhost"]
    words += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run(
        ["openssl", *words, "-keyout", folder / f"{name}.key", "-out", certificate],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    return certificate


@asynccontextmanager
async def over_tls(folder: Path, certificate: Path) -> AsyncIterator[Caller]:
    key = certificate.with_suffix(".key")
    async with served(folder, toml=f'certificate = "{certificate}"\ncertificate_key = "{key}"\n') as caller:
        yield caller


async def asks(caller: Caller, context: ssl.SSLContext) -> int:
    """The status of one question, by a client of its own."""
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", caller.port, ssl=context, server_hostname="localhost"
    )
    body = json.dumps({"request": "1", "number": "0037129990000"}).encode()
    head = f"POST /v1/authorise HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {caller.secret}\r\n"
    writer.write(f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
    try:
        return int((await asyncio.wait_for(reader.readline(), WAITS_S)).split()[1])
    finally:
        writer.close()


async def test_a_switch_that_verifies_the_certificate_is_answered(tmp_path: Path, certificate: Path) -> None:
    async with over_tls(tmp_path, certificate) as caller:
        assert await asks(caller, ssl.create_default_context(cafile=str(certificate))) == 200


async def test_a_switch_that_trusts_another_certificate_sends_no_token(
    tmp_path: Path, certificate: Path
) -> None:
    async with over_tls(tmp_path, certificate) as caller:
        with pytest.raises(ssl.SSLCertVerificationError):
            await asks(caller, ssl.create_default_context(cafile=str(made(tmp_path, "other"))))
        assert not caller.questions


async def test_plain_text_to_the_tls_port_gets_no_answer(tmp_path: Path, certificate: Path) -> None:
    async with over_tls(tmp_path, certificate) as caller:
        reader, writer = await asyncio.open_connection("127.0.0.1", caller.port)
        writer.write(b"GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = await asyncio.wait_for(reader.read(), WAITS_S)
        writer.close()
        assert not answer.startswith(b"HTTP/")


async def test_tls_older_than_1_2_is_refused(tmp_path: Path, certificate: Path) -> None:
    old = ssl.create_default_context(cafile=str(certificate))
    old.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLS"):
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    async with over_tls(tmp_path, certificate) as caller:
        with pytest.raises((ssl.SSLError, ConnectionResetError)):
            await asks(caller, old)


@pytest.mark.parametrize("broken", ["missing", "no PEM", "another key"])
def test_a_certificate_that_cannot_be_used_is_named(tmp_path: Path, certificate: Path, broken: str) -> None:
    path, key = tmp_path / "guard.pem", certificate.with_suffix(".key")
    if broken == "no PEM":
        path.write_text("words")
    elif broken == "another key":
        path.write_bytes(made(tmp_path, "other").read_bytes())
    with pytest.raises(ConfigError, match=r"guard\.pem: the certificate or its key cannot be used"):
        server_context(str(path), str(key))
