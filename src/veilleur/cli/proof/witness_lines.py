"""What `veilleur verify --witness` reads, and how it says what each witness vouches for.

In: a file, a folder, or the address of a witness service. Out: testimonies, and lines for people. Pitfall:
the token of a service is that of [[witness]] with its address, else of VEILLEUR_WITNESS_TOKEN; it is no
argument, which every user of the machine could read.
"""

from __future__ import annotations

import base64
import os
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from veilleur.config import Settings
from veilleur.journal.witness.check import IsTokenRight, WitnessVerdict
from veilleur.journal.witness.head_line import WitnessedHead, heads_in
from veilleur.journal.witness.testimony import WitnessTestimony, read_testimony
from veilleur.language import Sentence, say
from veilleur.words.errors import InputError

TOKEN = "VEILLEUR_WITNESS_TOKEN"  # noqa: S105 - a variable's name
GAPS_SHOWN = 5
_VOUCHES = Sentence(
    "Témoin {name}\u00a0: répond du journal jusqu’à l’entrée {seq}, du {at|day}, {at|clock}, {clock_of}.",
    "Witness {name}: vouches for the journal up to entry {seq}, {at|day}, {at|clock}, {clock_of}.",
)
_NOTHING = Sentence("Témoin {name}\u00a0: ne répond de rien.", "Witness {name}: vouches for nothing.")
_CLOCK_OF = {
    True: Sentence("à son horloge", "by its own clock"),
    False: Sentence("à l’horloge de Veilleur", "by the guard’s clock"),
}
_GAP = Sentence(
    "  n’a rien reçu du {from|day}, {from|clock}, au {to|day}, {to|clock}",
    "  received nothing from {from|day}, {from|clock}, to {to|day}, {to|clock}",
)
_MORE = Sentence(
    "  et {count|autre silence/autres silences}", "  and {count|further silence/further silences}"
)
_SILENT = Sentence(
    "  plus rien depuis {from|day}, {from|clock}, alors que le journal continue\u00a0: personne ne répond de "
    "la suite",
    "  nothing since {from|day}, {from|clock}, though the journal goes on: nobody vouches for what follows",
)
_ADDRESS = re.compile(r"https?://")


def testimony(where: str, settings: Settings) -> WitnessTestimony:
    """What a witness wrote.

    Raises:
        InputError: when it cannot be read.
    """
    if not _ADDRESS.match(where):
        return read_testimony(Path(where))
    from veilleur.guard.witness.delivery import WitnessError, fetch

    known = next((one for one in settings.witnesses if one.url.rstrip("/") == where.rstrip("/")), None)
    token = known.token if known is not None and known.token else os.environ.get(TOKEN, "")
    request = urllib.request.Request(  # noqa: S310 - one of the two schemes, above
        where.rstrip("/") + "/heads", headers={"Authorization": f"Bearer {token}"}
    )
    try:
        text = fetch(request, known.ca if known is not None else None).decode("utf-8", "replace")
    except WitnessError as error:
        raise InputError(
            "{path}: what the witness wrote cannot be read ({why}).", path=where, why=error.message
        ) from error
    return WitnessTestimony(where, tuple(heads_in(text)))


def token_check(settings: Settings) -> IsTokenRight:
    """Whether one of the configured authorities confirms a time-stamp."""
    files = {one.certificates for one in settings.witnesses if one.certificates is not None}
    files |= {one.certificates for one in settings.time_stamps}

    def is_right(head: WitnessedHead) -> bool:
        from veilleur.evidence.bundle.time_stamps import is_token_right

        try:
            token = base64.b64decode(head.stamp, validate=True)
            return any(is_token_right(token, file.read_bytes(), head.hash) for file in files)
        except (OSError, ValueError):
            return False

    return is_right


def witness_data(verdict: WitnessVerdict) -> dict[str, Any]:
    """One verdict as plain data."""
    return {
        "name": verdict.name,
        "heads": verdict.heads,
        "vouched_seq": verdict.vouched_seq,
        "vouched_at": verdict.vouched_at or None,
        "by_its_own_clock": verdict.is_receipt,
        "gaps": [list(gap) for gap in verdict.gaps],
        "silent_from": verdict.silent_from or None,
    }


def witness_lines(verdicts: list[WitnessVerdict], language: str, timezone: str) -> Iterator[str]:
    """Each verdict as lines for a person."""

    def line(sentence: Sentence, **blanks: Any) -> str:
        return say(sentence, blanks, language, timezone)

    for one in verdicts:
        if not one.vouched_seq:
            yield line(_NOTHING, name=one.name)
        else:
            clock_of = line(_CLOCK_OF[one.is_receipt])
            yield line(_VOUCHES, name=one.name, seq=one.vouched_seq, at=one.vouched_at, clock_of=clock_of)
        for begin, end in one.gaps[:GAPS_SHOWN]:
            yield line(_GAP, **{"from": begin, "to": end})
        if len(one.gaps) > GAPS_SHOWN:
            yield line(_MORE, count=len(one.gaps) - GAPS_SHOWN)
        if one.silent_from:
            yield line(_SILENT, **{"from": one.silent_from})
