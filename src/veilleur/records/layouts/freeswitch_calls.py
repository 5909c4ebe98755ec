"""What one FreeSWITCH call record means, whatever template or document it stands in.

Pitfall: `context` says where the call came in, not where it went; what was sent to a trunk stands in the
bridge's argument (`sofia/gateway/TRUNK/NUMBER`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from veilleur.records.format import SHORT_NUMBER, Context, call_record
from veilleur.records.values.digits import shown_digits
from veilleur.words.calls import Direction, Origin
from veilleur.words.events import CallRecorded

_TO_TRUNK = re.compile(r"sofia/(?:gateway/)?([^/]+)/(?:sip:)?(\+?[0-9*#]{3,})(?:@[^,|\s]+)?")
_DIGITS = re.compile(r"\+?[0-9*#]+$")
_ABROAD = re.compile(r"(?:\+|00|011)\d{6,}$")
INSIDE_PROFILES = ("internal", "internal-ipv6")


class Leg(NamedTuple):
    """The values of one record that decide its meaning; times are seconds since 1970 UTC."""

    at: float
    duration: float
    billed: float
    caller: str
    dialled: str
    context: str = ""
    bridged_to: str = ""  # argument of the bridge or the channel it was joined to
    account: str = ""  # who proved itself; empty for a call from outside
    profile: str = ""  # SIP profile the call came in by
    cause: str = ""
    call: str = ""
    linked: str = ""


def leg_record(context: Context, line: int, leg: Leg) -> CallRecorded:
    """The event. Raises ValueError for a duration that cannot be."""
    trunk, sent = trunk_of(leg.bridged_to)
    inside_account = context.is_extension(leg.account) or context.is_extension(leg.caller)
    from_outside = not leg.account and (
        leg.profile not in ("", *INSIDE_PROFILES) or leg.context == "public" or not inside_account
    )
    dialled = shown_digits(leg.dialled) if _DIGITS.match(leg.dialled) else leg.dialled
    inside_number = context.is_extension(dialled) or not _DIGITS.match(dialled) or dialled[0] in "*#"
    origin, extension, outside = Origin.EXTENSION, leg.account or leg.caller, ""
    number = dialled
    if from_outside:
        origin, outside = Origin.UNKNOWN, leg.caller
        extension = dialled if context.is_extension(dialled) else ""
        direction = Direction.IN
        if trunk:
            direction, origin, number = Direction.OUT, Origin.FORWARD, sent
        elif _ABROAD.match(dialled):
            # Nobody abroad is reached by a number of the site: an outside caller dialled out.
            direction, origin = Direction.OUT, Origin.UNKNOWN
    elif trunk:
        direction = Direction.OUT
        number = dialled if dialled[-6:] == sent[-6:] else sent
    elif not leg.dialled.strip("&*"):
        direction, number = Direction.OUT, ""  # the exporter hid the number
    else:
        short = inside_number or len(dialled) <= SHORT_NUMBER - 2
        direction = Direction.INTERNAL if short else Direction.OUT
    return call_record(
        context=context,
        line=line,
        at=leg.at,
        direction=direction,
        extension=extension,
        number=number,
        duration=leg.duration,
        billed=leg.billed,
        origin=origin,
        outside=outside,
        trunk=trunk,
        call=leg.call,
        linked=leg.linked,
    )


def trunk_of(bridged_to: str) -> tuple[str, str]:
    """The trunk and the number sent to it, when a bridge goes to one; else empty."""
    found = _TO_TRUNK.search(bridged_to)
    if found is None or found.group(1) in INSIDE_PROFILES:
        return "", ""
    return found.group(1), found.group(2)
