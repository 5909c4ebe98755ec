"""Where calls come from, and what a site lets us see of them."""

from __future__ import annotations

from enum import StrEnum


class Origin(StrEnum):
    """How a call came to leave the site."""

    EXTENSION = "extension"  # a telephone of the site dialled it
    FORWARD = "forward"  # a call forward sent it on
    VOICEMAIL = "voicemail"  # dialled from within voicemail: call-back, dial-out, exit
    DISA = "disa"  # an outside caller got the dial tone of the site
    TRANSFER = "transfer"  # a running call was sent on
    UNKNOWN = "unknown"


# `.value` says the same, but takes its time in a hot path.
ORIGIN_WORDS: dict[Origin, str] = {origin: origin.value for origin in Origin}

# Nobody at a telephone of the site keyed this number just now: the caller cannot be asked.
INDIRECT_ORIGINS = frozenset({Origin.FORWARD, Origin.VOICEMAIL, Origin.DISA, Origin.TRANSFER})


class Direction(StrEnum):
    """Direction of a recorded call, seen from the site."""

    OUT = "out"
    IN = "in"
    INTERNAL = "internal"


class Vantage(StrEnum):
    """What the site lets us see of a call."""

    RECORDS = "records"  # after it has ended
    LIVE = "live"  # while it runs
    ASKED = "asked"  # before it is dialled


class Mode(StrEnum):
    """How much the judge may do on its own. Caps bind in every mode."""

    OBSERVE = "observe"  # says what it would have done
    ASK = "ask"  # may ask; refuses only what an attack is proved behind
    ENFORCE = "enforce"
