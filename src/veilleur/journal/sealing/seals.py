"""Forward-secure seals: what was sealed before a break-in cannot be rewritten after it, not even by root.

A seal is a note of the chain that carries HMAC-SHA256(key_n, index n, number and hash of the entry before).
After each seal the key becomes key_{n+1} = SHA-256("veilleur seal" || key_n) and the old one is overwritten.
Whoever owns the machine today has today's key only: it makes no seal of yesterday. The first key is the
verification key: it is shown once to a person, never kept here, and proves every seal made from it.

In: a journal's path. Out: seals, and whether those of a journal are right. Pitfall: a seal says that the
chain up to it is the one that stood then; entries after the last seal are vouched for by nothing yet.
Formula and trap: forward secure sealing of journald; CVE-2023-31439 let old entries verify with newer keys,
so here seal n verifies with key n alone, and the indices must count up by one.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from veilleur.journal import chain

KEY_BYTES = 32
_NEXT = b"veilleur seal"
_IDENTITY = b"veilleur seal identity"
_FILE_BYTES = 10 + 1 + 2 * KEY_BYTES + 1 + 16 + 1  # index, key, identity: always written whole


@dataclass(frozen=True, slots=True)
class SealKey:
    """The key of one moment.

    index: of the seal that it makes next. identity: names the verification key without revealing it.
    """

    index: int
    identity: str
    secret: bytes

    def __repr__(self) -> str:
        return f"SealKey(index={self.index}, identity={self.identity!r})"

    def next(self) -> SealKey:
        """The key after this one; there is no way back."""
        return SealKey(self.index + 1, self.identity, hashlib.sha256(_NEXT + self.secret).digest())

    def note(self, seq: int, digest: str) -> dict[str, Any]:
        """The seal over the chain up to entry `seq` whose hash is `digest`."""
        return {"note": "seal", "key": self.identity, "index": self.index, "mac": self._mac(seq, digest)}

    def is_right(self, note: dict[str, Any], seq: int, digest: str) -> bool:
        """Whether a seal is the one that this key makes over entry `seq`."""
        mac = str(note.get("mac", ""))
        return note.get("index") == self.index and hmac.compare_digest(
            mac.encode("utf-8", "replace"), self._mac(seq, digest).encode()
        )

    def _mac(self, seq: int, digest: str) -> str:
        text = chain.canonical([self.identity, self.index, seq, digest])
        return hmac.new(self.secret, text.encode(), hashlib.sha256).hexdigest()


def first_key(verification_key: str) -> SealKey:
    """The key that a verification key stands for.

    Raises:
        ValueError: when it is not one.
    """
    secret = bytes.fromhex("".join(character for character in verification_key if character not in " -\n\t"))
    if len(secret) != KEY_BYTES:
        raise ValueError("a verification key has 64 hexadecimal digits")
    identity = hashlib.sha256(_IDENTITY + secret).hexdigest()[:16]
    return SealKey(index=0, identity=identity, secret=secret)


def new_verification_key() -> str:
    """A verification key, in eight groups of eight digits, to be written down by a person."""
    digits = secrets.token_hex(KEY_BYTES)
    return " ".join(digits[place : place + 8] for place in range(0, len(digits), 8))


def seal_path(path: Path) -> Path:
    """Where the current key of the journal at `path` lies; without it nothing is sealed."""
    return path.with_name(path.name + ".seal")


def keep_key(path: Path, key: SealKey) -> None:
    """Overwrite the current key of the journal at `path`.

    Raises:
        OSError: when it cannot be written.
    """
    text = f"{key.index:>10} {key.secret.hex()} {key.identity}\n".encode()
    descriptor = os.open(seal_path(path), os.O_CREAT | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
    try:
        os.pwrite(descriptor, text, 0)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def kept_key(path: Path) -> SealKey | None:
    """The current key of the journal at `path`; None when sealing was never begun.

    Raises:
        OSError: when it cannot be read. ValueError: when the file holds no key.
    """
    try:
        text = seal_path(path).read_bytes()
    except FileNotFoundError:
        return None
    words = text.decode("ascii", "replace").split()
    if len(text) != _FILE_BYTES or len(words) != 3 or not words[0].isdecimal():
        raise ValueError("the seal file does not hold a key")
    return SealKey(index=int(words[0]), identity=words[2], secret=bytes.fromhex(words[1]))
