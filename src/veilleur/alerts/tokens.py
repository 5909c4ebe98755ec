"""Tokens of buttons: an answer that is ours, bound to one question of one person, and that ends.

In: an answer and its question. Out: a token, and from a token that comes back the answer. Pitfall: a token is
no secret of its owner's once it travels through a push service, so none lets anything through; and it is good
for the turn it was made in, so that an old button cannot pass on a new question.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import secrets
from pathlib import Path
from typing import NamedTuple

from veilleur.words.errors import ConfigError, system_cause
from veilleur.words.plain_json import parsed

LIVES_S = 86_400.0  # WCAG 2.2.1: over twenty hours no prolonging is needed
FORM_LIVES_S = 3_600.0
_KEY_BYTES = 32
_MAC_BYTES = 16
_SECONDS = re.compile(r"[0-9]{1,12}")


class Answered(NamedTuple):
    """What a button says. times_asked and turn: of the conversation when it was made."""

    conversation: str
    person: str
    answer: str
    times_asked: int
    turn: int
    until: float


class Tokens:
    """Signs and checks tokens with one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def beside(cls, journal: Path) -> Tokens:
        """With the key in the file beside a journal, made when it is missing.

        Raises:
            ConfigError: when it cannot be read or made.
        """
        path = journal.with_name("alerts.key")
        try:
            try:
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
            except FileExistsError:
                descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
                with open(descriptor, "rb") as kept:
                    key = kept.read(_KEY_BYTES)
            else:
                key = secrets.token_bytes(_KEY_BYTES)
                with open(descriptor, "wb") as made:
                    made.write(key)
        except OSError as error:
            raise ConfigError(
                "{path}: the key of alerts cannot be kept ({why}); check the folder's rights.",
                path=path,
                why=system_cause(error),
            ) from error
        if len(key) < _KEY_BYTES:
            raise ConfigError("{path}: this is no key; remove the file, another is made.", path=path)
        return cls(key)

    def make(self, answered: Answered) -> str:
        """The token of an answer."""
        body = json.dumps(answered, separators=(",", ":"), ensure_ascii=False).encode()
        return _text(body) + "." + _text(self._mac(body))

    def read(self, token: str, now: float) -> Answered | None:
        """The answer of a token; None when it is not ours or has ended."""
        body_text, _, mac_text = token.partition(".")
        try:
            body, mac = _bytes(body_text), _bytes(mac_text)
        except ValueError:
            return None
        if not hmac.compare_digest(mac, self._mac(body)):
            return None
        answered = Answered(*parsed(body))
        return answered if now <= answered.until else None

    def nonce(self, token: str, yes: str, now: float) -> str:
        """What the form of a link bears: good for an hour, for that link alone. yes: what it offers to let
        through."""
        made = f"{now:.0f}"
        return f"{made}.{self._form_mac(made, token)}.{self._form_mac(made, token, yes)}"

    def is_nonce(self, nonce: str, token: str, now: float) -> bool:
        """Whether a form was made by us for this link, within the hour."""
        made, _, macs = nonce.partition(".")
        if not _SECONDS.fullmatch(made) or not 0 <= now - int(made) + 1 <= FORM_LIVES_S:
            return False
        expected = self._form_mac(made, token)
        return hmac.compare_digest(macs.partition(".")[0].encode(), expected.encode())

    def has_offered(self, nonce: str, token: str, yes: str) -> bool:
        """Whether a form that is ours offered to let this through."""
        made, _, macs = nonce.partition(".")
        expected = self._form_mac(made, token, yes)
        return hmac.compare_digest(macs.partition(".")[2].encode(), expected.encode())

    def _form_mac(self, *parts: str) -> str:
        return _text(self._mac(" ".join(("form", *parts)).encode()))

    def _mac(self, body: bytes) -> bytes:
        return hmac.new(self._key, body, hashlib.sha256).digest()[:_MAC_BYTES]


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    if not text.isascii():
        raise ValueError
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
