"""The arithmetic of the chain: how an entry is committed to, and to the one before it.

Pure functions; writer and verifier both use them, so they can only agree.

An entry's hash covers its sequence number, site, time, kind, public part, the commitment to its
personal part and the hash of the entry before. The commitment is SHA-256 over a random salt and
the personal part: deleting salt and personal part together (retention) leaves the chain whole and
the forgotten part unguessable.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

# What the first entry names as the hash before it.
GENESIS = "0" * 64

SALT_BYTES = 16


def canonical(data: Any) -> str:
    """The one JSON text for the data: sorted keys, no blanks, no escapes it does not need."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        # Half a surrogate pair, from a hostile name: no database takes it, so it is escaped.
        return json.dumps(data, sort_keys=True, separators=(",", ":"))
    return text


def state_digest(state: str) -> str:
    """SHA-256 of a kept state; the chain names it, so that a state that was changed is not believed."""
    return hashlib.sha256(state.encode("utf-8", "surrogatepass")).hexdigest()


def checkpoint_note(state: str) -> dict[str, str]:
    """The public part of the entry that vouches for a kept state."""
    return {"note": "checkpoint", "state": state_digest(state)}


def commitment(salt: bytes, personal: str) -> str:
    """SHA-256 over salt and personal part; "" when there is no personal part to commit to."""
    if not personal:
        return ""
    return hashlib.sha256(salt + personal.encode("utf-8", "surrogatepass")).hexdigest()


def entry_hash(
    seq: int, site: str, at: float, kind: str, public: str, personal_commitment: str, previous: str
) -> str:
    """SHA-256 of one entry, which names the entry before it."""
    text = canonical([seq, site, repr(at), kind, public, personal_commitment, previous])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
