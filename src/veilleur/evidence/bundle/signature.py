"""The key that signs dossiers: Ed25519, made at first use, kept beside the journal.

In: where it lies. Out: signatures, the public key as PEM, its fingerprint. Pitfall: a signature proves that
nothing was changed after signing by somebody without the key; that the key is the company's is proved by its
fingerprint, given to the other side by another way.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from veilleur.words.errors import InputError, system_cause

KEY_NAME = "dossier.key"


class SigningKey:
    """The private key of one installation."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def at(cls, path: Path) -> SigningKey:
        """The key that lies there, made when there is none yet.

        Raises:
            InputError: when it cannot be read or written, or is none.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            new = Ed25519PrivateKey.generate()
            pem = new.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW
            try:
                descriptor = os.open(path, flags, 0o600)
            except FileExistsError:
                found = load_pem_private_key(path.read_bytes(), password=None)
                if not isinstance(found, Ed25519PrivateKey):
                    raise InputError("{path}: is no Ed25519 key; move it away.", path=path) from None
                return cls(found)
            with os.fdopen(descriptor, "wb") as file:
                file.write(pem)
            return cls(new)
        except OSError as error:
            raise InputError(
                "{path}: the key that signs dossiers cannot be used ({why}); look at its rights.",
                path=path,
                why=system_cause(error),
            ) from error
        except ValueError as error:
            raise InputError("{path}: is no Ed25519 key; move it away.", path=path) from error

    @property
    def public_pem(self) -> bytes:
        """The public key, for whoever verifies."""
        return self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public key's PEM."""
        return fingerprint_of(self.public_pem)

    def sign(self, data: bytes) -> bytes:
        """64 bytes."""
        return self._key.sign(data)


def fingerprint_of(pem: bytes) -> str:
    """SHA-256 of a public key's PEM, so that `sha256sum` says the same."""
    return hashlib.sha256(pem).hexdigest()


def is_signed(pem: bytes, signature: bytes, data: bytes) -> bool:
    """Whether a signature is the one of this key over these bytes."""
    try:
        key = load_pem_public_key(pem)
        if not isinstance(key, Ed25519PublicKey):
            return False
        key.verify(signature, data)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True
