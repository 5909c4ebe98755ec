"""Time-stamps of RFC 3161: asked of authorities over HTTP, checked by openssl.

In: a SHA-256 and the address of an authority. Out: its token, or why there is none. Pitfall: a token proves
that the hash existed at that time as far as the authority is believed; only a qualified one is presumed right
(eIDAS, article 41), and none here claims to be.
"""

from __future__ import annotations

import secrets
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from veilleur.words.messages import Message

TIMEOUT_S = 15.0
_MOST_ANSWER_BYTES = 256 * 1024
_OPENSSL = "openssl"


class Authority(NamedTuple):
    """One authority. ca: PEM of the certificates that its tokens are checked against."""

    url: str
    ca: bytes


class Stamp(NamedTuple):
    """What one authority gave. reply: b"" when it gave none; why then says why."""

    authority: Authority
    digest: str
    reply: bytes = b""
    why: Message | None = None


def stamp(authority: Authority, digest: str) -> Stamp:
    """Ask an authority for a token over a SHA-256 in hexadecimal digits; never raises for the network."""
    if shutil.which(_OPENSSL) is None:
        return Stamp(authority, digest, why=Message("openssl is not installed"))
    query = _query(digest)
    request = urllib.request.Request(  # noqa: S310 - checked by the caller: http or https
        authority.url, data=query, headers={"Content-Type": "application/timestamp-query"}
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            token = answer.read(_MOST_ANSWER_BYTES)
    except (urllib.error.URLError, OSError, ValueError) as error:
        return Stamp(authority, digest, why=Message("no answer: {why}", why=str(error)))
    if not is_token_right(token, authority.ca, digest):
        return Stamp(authority, digest, why=Message("the answer is no token that its certificate confirms"))
    return Stamp(authority, digest, token)


@lru_cache(maxsize=64)
def is_token_right(token: bytes, ca: bytes, digest: str) -> bool:
    """Whether openssl confirms a token over a SHA-256 against certificates."""
    with tempfile.TemporaryDirectory() as folder:
        token_file, ca_file = Path(folder, "token"), Path(folder, "ca")
        token_file.write_bytes(token)
        ca_file.write_bytes(ca)
        return _ran(["ts", "-verify", "-digest", digest, "-in", str(token_file), "-CAfile", str(ca_file)])


def _query(digest: str) -> bytes:
    """A time-stamp request: version 1, SHA-256 of the digest, a nonce, the certificate wanted."""
    algorithm = bytes.fromhex("300d06096086480165030402010500")
    imprint = _der(0x30, algorithm + _der(0x04, bytes.fromhex(digest)))
    nonce = _der(0x02, b"\x01" + secrets.token_bytes(8))
    return _der(0x30, _der(0x02, b"\x01") + imprint + nonce + b"\x01\x01\xff")


def _der(tag: int, content: bytes) -> bytes:
    assert len(content) < 128, "a request is short"
    return bytes([tag, len(content)]) + content


def _ran(words: list[str]) -> bool:
    try:
        return subprocess.run([_OPENSSL, *words], capture_output=True, timeout=TIMEOUT_S).returncode == 0  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
