"""What the words in a table of calls mean: direction, answer, kind and price.

In: the text of one value, in French, English or German. Out: its meaning.
Pitfall: a word that is not known means nothing here, and the numbers of the record decide.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from veilleur.records.values.datetimes import REMEMBERED_TEXTS
from veilleur.words.calls import Direction
from veilleur.words.money import MicroEuro, micro_euros

_PRICE = re.compile(r"-?\d+(?:[.,]\d+)*")
_VOLUME = re.compile(r"\d\s*(?:[kmg]?o|[kmg]b|octets?|bytes|sms|mms|messages?)$", re.IGNORECASE)
_NO_CALL_WORDS = frozenset({"sms", "mms", "data", "internet", "gprs", "wap", "texto", "message", "messages"})
_IN_WORDS = frozenset(
    """
    in inbound incoming entrant entrante entrants recu recus received eingehend terminating missed manque
    manques
    """.split()
)
_OUT_WORDS = frozenset(
    """
    out outbound outgoing sortant sortante sortants emis emise originating ausgehend dialed dialled placed
    """.split()
)
_NOT_ANSWERED = frozenset(
    {
        "NO ANSWER",
        "NOANSWER",
        "MISSED",
        "BUSY",
        "FAILED",
        "UNKNOWN",
        "CANCELED",
        "CANCELLED",
        "ABANDONED",
        "UNANSWERED",
        "REDIRECTED",
        "NOT ANSWERED",
        "KO",
        "SANS REPONSE",
        "NON REPONDU",
    }
)


@lru_cache(256)
def _plain_words(text: str) -> str:
    return text.upper().replace("_", " ").replace("-", " ")


@lru_cache(REMEMBERED_TEXTS)
def charged_in(text: str) -> MicroEuro | None:
    """The amount of `12,34 €`, `1 234,56`, `1.234,56` or `-0.10`; None when the text names none."""
    cost = _PRICE.search(re.sub(r"[\s']", "", text))
    if cost is None:
        return None
    whole, sign, parts = cost.group().lstrip("-").replace(",", ".").rpartition(".")
    return micro_euros(f"{whole.replace('.', '')}.{parts}" if sign else parts)


@lru_cache(256)
def _words(text: str) -> frozenset[str]:
    letters = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return frozenset(re.split(r"[^a-z]+", letters))


def direction_in(text: str) -> Direction | None:
    """The direction that a text such as `Outgoing Dial` or `user_in` names; None when it names none."""
    words = _words(text)
    is_in, is_out = not words.isdisjoint(_IN_WORDS), not words.isdisjoint(_OUT_WORDS)
    if is_in == is_out:
        return None
    return Direction.IN if is_in else Direction.OUT


@lru_cache(REMEMBERED_TEXTS)
def is_message_or_data(kind: str, length: str) -> bool:
    """Whether a bill charges a message or megabytes. length: what stands where calls have a duration."""
    return _VOLUME.search(length) is not None or not _NO_CALL_WORDS.isdisjoint(_words(kind))


def is_status_answered(text: str) -> bool:
    """Whether the word for the outcome of a call does not say that nobody answered."""
    return _plain_words(text) not in _NOT_ANSWERED
