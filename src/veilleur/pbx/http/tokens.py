"""The tokens by which a switch proves itself: kept as hashes, shown once, replaced without a gap.

In: a token that somebody sent. Out: whose it is and what it may do. Pitfall: a token is 256 random bits, so
a plain SHA-256 is enough and costs nothing in the half second of an answer; a word that a person chose would
need scrypt. The file is read again when it changed: a running guard takes new tokens at once.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

from veilleur.config.writing import write_new
from veilleur.words.errors import ConfigError, InputError
from veilleur.words.plain_json import parsed

TOKEN_PREFIX = "veilleur_"  # noqa: S105 - what every token begins with
SCOPES = ("ask", "report", "orders", "read")
TOKEN_DAY_S = 86_400.0
TOKENS_MAX = 1_000
LARGEST_TOKENS_FILE_BYTES = 1_000_000
_SECRET_BYTES = 32
_NAME = re.compile(r"[A-Za-z0-9._-]{1,40}\Z")


class Token(NamedTuple):
    """A token as it is kept. until: seconds since 1970 UTC; None for good."""

    name: str
    digest: str
    scopes: tuple[str, ...]
    made_at: float
    until: float | None = None

    def holds(self, now: float) -> bool:
        """Whether it may still be used."""
        return self.until is None or now < self.until


class Tokens:
    """The tokens in one file.

    Raises:
        ConfigError: from every method but `owner_of`, when the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._kept: tuple[Token, ...] = ()
        self._read_at: tuple[int, int, int] | None = None

    def owner_of(self, secret: str, now: float) -> Token | None:
        """Whose token this is; None when it is nobody's, or holds no more."""
        with contextlib.suppress(ConfigError):  # unreadable: the tokens known so far hold
            self._read()
        digest = _digest(secret)
        found = None
        for token in self._kept:  # all of them, so that the time taken says nothing of which one it is
            if hmac.compare_digest(token.digest, digest) and token.holds(now):
                found = token
        return found

    def all(self) -> tuple[Token, ...]:
        """Every token that is kept, in the order in which they were made."""
        self._read()
        return self._kept

    def make(self, name: str, scopes: Collection[str], now: float, *, days: int | None = None) -> str:
        """Make a token; gives it, which nobody can do a second time.

        Raises:
            InputError: when the name is none, or there already.
        """
        if not _NAME.match(name):
            raise InputError("{name!r} is no name of a token: letters, digits, . _ - only.", name=name[:60])
        unknown = sorted(set(scopes) - set(SCOPES))
        if unknown or not scopes:
            raise InputError(
                "A token may do {known}, not {given!r}.",
                known=", ".join(SCOPES),
                given=" ".join(unknown)[:60],
            )
        kept = [token for token in self.all() if token.holds(now)]
        if any(token.name == name and token.until is None for token in kept):
            raise InputError("There is a token {name!r} already: rotate it, or take it away.", name=name)
        if len(kept) >= TOKENS_MAX:
            raise InputError("There are {count} tokens already; take one away first.", count=TOKENS_MAX)
        until = None if days is None else now + days * TOKEN_DAY_S
        return self._add(kept, name, tuple(one for one in SCOPES if one in scopes), now, until)

    def rotate(self, name: str, now: float, *, overlap_s: float) -> str:
        """Another token of the same name; the old one holds for `overlap_s` seconds more.

        Raises:
            InputError: when there is none of that name.
        """
        kept = [token for token in self.all() if token.holds(now)]
        old = next((token for token in reversed(kept) if token.name == name), None)
        if old is None:
            raise InputError("There is no token {name!r}.", name=name[:60])
        ends = now + overlap_s
        kept = [
            one._replace(until=ends if one.until is None else min(one.until, ends))
            if one.name == name
            else one
            for one in kept
        ]
        until = None if old.until is None else now + (old.until - old.made_at)
        return self._add(kept, name, old.scopes, now, until)

    def remove(self, name: str) -> bool:
        """Take every token of a name away at once; False when there was none."""
        kept = [token for token in self.all() if token.name != name]
        if len(kept) == len(self._kept):
            return False
        self._write(kept)
        return True

    def _add(
        self, kept: list[Token], name: str, scopes: tuple[str, ...], now: float, until: float | None
    ) -> str:
        secret = TOKEN_PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
        token = Token(name=name, digest=_digest(secret), scopes=scopes, made_at=now, until=until)
        self._write([*kept, token])
        return secret

    def _read(self) -> None:
        try:
            status = self.path.stat()
            mark = (status.st_ino, status.st_mtime_ns, status.st_size)
            if mark == self._read_at:
                return
            if status.st_size > LARGEST_TOKENS_FILE_BYTES:
                raise ValueError("too large")
            self._kept = tuple(_token(one) for one in parsed(self.path.read_bytes())["tokens"])
        except FileNotFoundError:
            self._kept, self._read_at = (), None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ConfigError(
                "{path}: the tokens cannot be read; restore the file, or delete it and make them again.",
                path=self.path,
            ) from error
        else:
            self._read_at = mark

    def _write(self, kept: Collection[Token]) -> None:
        data = {"tokens": [{**token._asdict(), "scopes": list(token.scopes)} for token in kept]}
        write_new(self.path, json.dumps(data, indent=1) + "\n", 0o600)
        self._read()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def _token(data: dict[str, Any]) -> Token:
    until = data["until"]
    return Token(
        name=str(data["name"]),
        digest=str(data["digest"]),
        scopes=tuple(str(scope) for scope in data["scopes"] if scope in SCOPES),
        made_at=float(data["made_at"]),
        until=None if until is None else float(until),
    )
