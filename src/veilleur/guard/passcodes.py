"""The code by which a colleague who is asked lets a call through: kept as scrypt hashes, never shown.

In: an extension and keyed digits. Out: right or not. Pitfall: a wrong code, a code of an extension that has
none, and a right one take the same time; and the file is read again when it changed, so that `veilleur codes
set` works on a running guard.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import itertools
import json
import os
import re
import secrets
from pathlib import Path
from typing import Any

from veilleur.words.errors import ConfigError, InputError, system_cause
from veilleur.words.messages import Message
from veilleur.words.plain_json import parsed

DIGITS_MIN, DIGITS_MAX = 4, 8  # what a telephone is asked for
EXTENSIONS_MAX = 10_000
# scrypt: 2**14 blocks of 8 are 16 MB and some 40 ms, what its authors give for interactive logins.
COST, BLOCK, PARALLEL = 2**14, 8, 1
_SALT_BYTES, _HASH_BYTES = 16, 32
_EXTENSION = re.compile(r"^[0-9A-Za-z_.-]{1,40}$")
_LARGEST_FILE_BYTES = 4_000_000


class Passcodes:
    """The codes of one site.

    Raises:
        ConfigError: from every method, when the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._kept: dict[str, tuple[bytes, bytes]] = {}
        self._read_at: tuple[int, int, int] | None = None
        # Compared with when an extension has no code, so that the time taken reveals nothing.
        self._nobody = (secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_HASH_BYTES))

    @classmethod
    def beside(cls, journal: Path) -> Passcodes:
        """The codes in the file beside a journal."""
        return cls(journal.with_name("codes.json"))

    def is_right(self, extension: str, number: str, digits: str) -> bool:
        """Whether the digits are the code of the extension. The number called makes no difference."""
        return self.matched(extension, digits) is not None

    def matched(self, extension: str, digits: str) -> bytes | None:
        """The `mark` of the code that the digits are; None when they are not that of the extension."""
        with contextlib.suppress(ConfigError):  # unreadable: the codes known so far hold
            self._read()
        salt, kept = self._kept.get(extension, self._nobody)
        plausible = DIGITS_MIN <= len(digits) <= DIGITS_MAX
        found = _hashed(digits if plausible else "0" * DIGITS_MAX, salt)
        return _mark((salt, kept)) if hmac.compare_digest(found, kept) and plausible else None

    def extensions(self) -> list[str]:
        """The extensions that have a code."""
        self._read()
        return sorted(self._kept)

    def mark(self, extension: str) -> bytes | None:
        """What changes with the code of an extension, and says nothing of it; None when it has none."""
        with contextlib.suppress(ConfigError):  # unreadable: the codes known so far hold
            self._read()
        found = self._kept.get(extension)
        return None if found is None else _mark(found)

    def set(self, extension: str, digits: str) -> None:
        """Give an extension a code.

        Raises:
            InputError: when the code is too short, too long, or one that is guessed first.
        """
        if not _EXTENSION.match(extension):
            raise InputError("{extension!r} is no extension; write one such as 201.", extension=extension)
        weakness = why_weak(extension, digits)
        if weakness:
            raise InputError("This code cannot be taken: {why}.", why=weakness)
        self._read()
        if extension not in self._kept and len(self._kept) >= EXTENSIONS_MAX:
            raise InputError(
                "{path}: there are {count} codes already; remove one first.",
                path=self.path,
                count=EXTENSIONS_MAX,
            )
        salt = secrets.token_bytes(_SALT_BYTES)
        self._kept[extension] = (salt, _hashed(digits, salt))
        self._write()

    def remove(self, extension: str) -> bool:
        """Take the code of an extension away; False when it had none."""
        self._read()
        if self._kept.pop(extension, None) is None:
            return False
        self._write()
        return True

    def _read(self) -> None:
        try:
            status = self.path.stat()
            mark = (status.st_ino, status.st_mtime_ns, status.st_size)
            if mark == self._read_at:
                return
            if status.st_size > _LARGEST_FILE_BYTES:
                raise ValueError("too large")
            data = parsed(self.path.read_text(encoding="ascii"))
            self._kept = {str(extension): _pair(one) for extension, one in data["codes"].items()}
        except FileNotFoundError:
            self._kept, self._read_at = {}, None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ConfigError(
                "{path}: the codes cannot be read; restore the file, or delete it and set them again.",
                path=self.path,
            ) from error
        else:
            self._read_at = mark

    def _write(self) -> None:
        codes = {
            extension: {"salt": _text(salt), "hash": _text(kept)}
            for extension, (salt, kept) in sorted(self._kept.items())
        }
        temporary = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            temporary.unlink(missing_ok=True)
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                json.dump({"codes": codes}, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self.path)
        except OSError as error:
            raise ConfigError(
                "{path}: the codes cannot be written ({why}); check the path and its rights.",
                path=self.path,
                why=system_cause(error),
            ) from error


def why_weak(extension: str, digits: str) -> Message | None:
    """Why a code is not to be taken; None when it is good enough."""
    if not digits.isascii() or not digits.isdigit():
        return Message("it must be digits only")
    if not DIGITS_MIN <= len(digits) <= DIGITS_MAX:
        return Message("it must have {least} to {most} digits", least=DIGITS_MIN, most=DIGITS_MAX)
    steps = {(int(b) - int(a)) % 10 for a, b in itertools.pairwise(digits)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        return Message("repeated or counting digits are tried first")
    if digits.strip("0") == extension or digits == extension:
        return Message("the extension itself is tried first")
    return None


def _mark(code: tuple[bytes, bytes]) -> bytes:
    return hashlib.sha256(b"".join(code)).digest()


def _hashed(digits: str, salt: bytes) -> bytes:
    return hashlib.scrypt(digits.encode(), salt=salt, n=COST, r=BLOCK, p=PARALLEL, dklen=_HASH_BYTES)


def _pair(one: Any) -> tuple[bytes, bytes]:
    return base64.b64decode(one["salt"], validate=True), base64.b64decode(one["hash"], validate=True)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
