"""The code that a yes on a page of the PBX needs: shown once by set-up, kept as a scrypt hash.

In: a code as a person keys it, and what veilleur.toml keeps of it. Out: right or not. Pitfall: whoever owns
the web server may try as often as they like, so that tries are limited here, a try counts before it is looked
at, and the time it takes shows nothing. They may read veilleur.toml too: the code is long enough for that.
What they see while an owner keys the code is theirs.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections import deque

from veilleur.words.errors import InputError

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another
GROUPS, GROUP = 3, 4  # 12 signs: 59 bits
_LONGEST_TRY = 100
TRIES_MOST, TRIES_WITHIN_S = 5, 3600.0
COST, BLOCK, PARALLEL = 2**14, 8, 1  # as of the codes of telephones: 16 MB and some 40 ms
_SALT_BYTES, _HASH_BYTES = 16, 32


def new_code() -> str:
    """A code that nobody has seen."""
    groups = ("".join(secrets.choice(ALPHABET) for _sign in range(GROUP)) for _group in range(GROUPS))
    return "-".join(groups)


def kept_of(code: str) -> str:
    """What veilleur.toml keeps of a code."""
    salt = secrets.token_bytes(_SALT_BYTES)
    return ":".join(base64.b64encode(one).decode() for one in (salt, _hashed(code, salt)))


def parts_of(kept: str) -> tuple[bytes, bytes]:
    """Salt and hash.

    Raises:
        ValueError: when it was not made by `kept_of`.
    """
    try:
        salt, hashed = (base64.b64decode(one, validate=True) for one in kept.split(":"))
    except binascii.Error as error:
        raise ValueError(str(error)) from error
    if (len(salt), len(hashed)) != (_SALT_BYTES, _HASH_BYTES):
        raise ValueError("of another length")
    return salt, hashed


class PageCode:
    """The code of one page, and how often it was tried. kept: of veilleur.toml; "" when there is none."""

    def __init__(self, kept: str) -> None:
        self._kept = parts_of(kept) if kept else None
        self._tries: deque[float] = deque()

    def begin_try(self, now_s: float) -> None:
        """Count a try before it is looked at; now_s: of a clock that only goes on.

        Raises:
            InputError: when there is no code, or it was tried too often.
        """
        if self._kept is None:
            raise InputError(
                "A yes on this page needs a code and there is none: run `veilleur setup freepbx --page`."
            )
        while self._tries and self._tries[0] <= now_s - TRIES_WITHIN_S:
            self._tries.popleft()
        if len(self._tries) >= TRIES_MOST:
            raise InputError("The code was wrong too often: this page is heard again in an hour.")
        self._tries.append(now_s)

    def is_right(self, code: str) -> bool:
        """Whether a try is the code; it takes some 40 ms."""
        assert self._kept is not None
        salt, hashed = self._kept
        return hmac.compare_digest(_hashed(code[:_LONGEST_TRY], salt), hashed)

    def succeed(self) -> None:
        """The last try was right: the ones before it were mistakes."""
        self._tries.clear()


def _hashed(code: str, salt: bytes) -> bytes:
    signs = "".join(sign for sign in code.lower() if sign in ALPHABET)
    return hashlib.scrypt(signs.encode(), salt=salt, n=COST, r=BLOCK, p=PARALLEL, dklen=_HASH_BYTES)
