"""Passwords, second factors, rescue codes and cookies: made and checked.

In: what a person types. Out: right or not. Pitfall: argon2 takes 64 MB and some 50 ms, so it runs in a thread
and twice at once at most; a check of a name that nobody has takes as long as any other; and a code of the
second factor is good once, so that who looks over a shoulder cannot use it again.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import unicodedata

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST_PASSWORD, LONGEST_TYPED = 12, 200
SHORTEST_ALERT_CODE = 6
RESCUE_CODES = 10
ISSUER = "Veilleur"
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another
_RESCUE_SIGNS = 10  # 49 bits
_STEP_S = 30


class Hasher:
    """Hashes of what people type. hasher: argon2 with other costs, for tests."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_hex(16))
        self._at_once = asyncio.Semaphore(2)

    async def hashed(self, typed: str) -> str:
        """What is kept of a password or code."""
        async with self._at_once:
            return await asyncio.to_thread(self._hasher.hash, _plain(typed))

    async def is_right(self, kept: str, typed: str) -> bool:
        """Whether it is what was kept; kept: "" for nobody, which takes as long."""
        async with self._at_once:
            return await asyncio.to_thread(self._verify, kept or self._nobody, _plain(typed)) and bool(kept)

    def _verify(self, kept: str, typed: str) -> bool:
        try:
            return self._hasher.verify(kept, typed)
        except (VerificationError, InvalidHashError):
            return False


def _plain(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed[:LONGEST_TYPED])


def new_totp() -> str:
    """The secret of a second factor."""
    return pyotp.random_base32()


def totp_address(secret: str, name: str, site: str) -> str:
    """What the picture for an authenticator holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=f"{site} ({name})", issuer_name=ISSUER)


def totp_step(secret: str, typed: str, now: float, used: int) -> int | None:
    """The step of a right code that was not yet used, one before and after allowed; None for a wrong one."""
    digits = "".join(sign for sign in typed if sign.isdecimal())
    totp, found = pyotp.TOTP(secret), None
    for offset in (-1, 0, 1):
        step = int(now // _STEP_S) + offset
        if hmac.compare_digest(totp.at(step * _STEP_S), digits) and step > used:
            found = step
    return found


def new_rescue_codes() -> tuple[str, ...]:
    """Codes for who has lost the second factor, each good once."""

    def one() -> str:
        signs = "".join(secrets.choice(_ALPHABET) for _sign in range(_RESCUE_SIGNS))
        return f"{signs[:5]}-{signs[5:]}"

    return tuple(one() for _code in range(RESCUE_CODES))


def rescue_digest(typed: str) -> str:
    """What is kept of a rescue code."""
    signs = "".join(sign for sign in typed.lower()[:LONGEST_TYPED] if sign in _ALPHABET)
    return hashlib.sha256(signs.encode()).hexdigest()


def new_token() -> str:
    """For a cookie, a link or a form: nobody guesses it."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def is_same(left: str, right: str) -> bool:
    """Compared in a time that shows nothing."""
    return hmac.compare_digest(left.encode("utf-8", "replace"), right.encode("utf-8", "replace"))
