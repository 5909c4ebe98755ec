"""The values of a record by role -> an event, whatever gave them their names.

In: a `Layout` (which names mean what) and the `Values` of one record. Out: a `CallRecorded`.
Pitfall: an unknown word for the direction leaves it to the two numbers only where the layout says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from veilleur.records.format import SHORT_NUMBER, Context, call_record, way_between
from veilleur.records.values.currencies import foreign_currency
from veilleur.records.values.datetimes import day_alone, moment, number_of, seconds
from veilleur.records.values.keywords import charged_in, direction_in, is_message_or_data, is_status_answered
from veilleur.records.values.local_time import LocalClock
from veilleur.words.calls import Direction, Origin
from veilleur.words.destinations import HIDDEN_DIGIT
from veilleur.words.errors import LineError
from veilleur.words.events import CallRecorded

INTERNATIONAL_DIGITS = 11  # no telephone of a site and no French number is as long
_NONE = ("0001-01-01T00:00:00Z", "0")
# An Enum's member takes its time in a hot path.
_OUT, _IN, _INTERNAL, _UNKNOWN = Direction.OUT, Direction.IN, Direction.INTERNAL, Origin.UNKNOWN


@dataclass(frozen=True, slots=True)
class Layout:
    """What the names of one format mean.

    roles: role -> names, accents and signs left out. Roles: start, date, time, end, answer (time of
    it, empty when there was none), caller, called, duration, billed, ring, status, direction,
    call, linked, cost, source_trunk, trunk, did (the number first reached), forwarder (the party
    that sent it on), answered (a word for yes), kind (messages and data are no calls).
    either: one of these roles must be there too.
    needed: the roles without which it is another format. marks: names that must be there.
    directions and origins: what the words of the role direction mean, in small letters.
    diverted_by (role): the party that diverted the call, empty when none did.
    names_forwards: the format has its own word for a forwarded call, so that "inbound" is inbound.
    any_direction: a word for the direction that is not known leaves it to the numbers.
    utc: the times are UTC and do not say so. start_is_end: the time is the end of the call.
    """

    roles: Mapping[str, tuple[str, ...]]
    needed: frozenset[str]
    either: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    directions: Mapping[str, Direction] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    only_outgoing: bool = False
    names_forwards: bool = False
    any_direction: bool = False
    utc: bool = False
    start_is_end: bool = False


class Values(NamedTuple):
    """The values of one record by role; a role that the file does not have is empty.

    has_billed: the file has the role `billed`, even if this record leaves it empty.
    """

    start: str = ""
    date: str = ""
    time: str = ""
    end: str = ""
    answer: str = ""
    caller: str = ""
    called: str = ""
    duration: str = ""
    billed: str = ""
    ring: str = ""
    status: str = ""
    direction: str = ""
    call: str = ""
    linked: str = ""
    cost: str = ""
    source_trunk: str = ""
    trunk: str = ""
    did: str = ""
    forwarder: str = ""
    diverted_by: str = ""
    answered: str = ""
    kind: str = ""
    currency: str = ""
    has_billed: bool = False

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Values:
        """The values of a record whose texts stand under the names of their roles."""
        known = {role: text.strip() for role, text in texts.items() if role in cls._fields}
        return cls(**known, has_billed="billed" in texts)

    def is_message_or_data(self) -> bool:
        """Whether a bill charges a message or megabytes here: it is no call."""
        return is_message_or_data(self.kind, self.duration)


CURRENCY_NAMES = frozenset(
    "currency currencycode priceunit devise monnaie waehrung wahrung valuta moneda moeda".split()
)


@lru_cache(4096)
def plain(name: str) -> str:
    """A heading with accents, signs, blanks and capitals taken off."""
    letters = unicodedata.normalize("NFKD", name.lower())
    return re.sub(r"[^a-z0-9]", "", letters)


def headings(**roles: str) -> dict[str, tuple[str, ...]]:
    """Role -> the headings it may have, each role's given as one text of words."""
    return {role: tuple(words.split()) for role, words in roles.items()}


def named_record(line: int, value: Values, layout: Layout, context: Context) -> CallRecorded:
    """The event of one record whose values are got by role. Raises ValueError with the cause."""
    clock = context.clock
    at = moment(value.start or f"{day_alone(value.date)} {value.time}".strip(), clock)
    duration, billed = _lengths(at, value, layout, clock)
    answered = billed > 0 and is_status_answered(value.status)
    if value.answered and value.answered.lower() in ("false", "no", "non", "0", "f"):
        answered = False
    did = number_of(value.did)
    caller, called = _with_plus(number_of(value.caller), number_of(value.called))
    word = value.direction.lower()
    direction = _direction(word, caller, called, layout, context)
    origin, extension, outside = layout.origins.get(word, _UNKNOWN), "", ""
    forwarder = number_of(value.forwarder)
    diverted_by = number_of(value.diverted_by)
    may_leave_again = direction is _IN and not (layout.names_forwards or layout.origins)
    if may_leave_again and _left_again(called, did, context):
        # The record of an incoming call that a forward sent out again bears "inbound".
        direction, origin, outside = _OUT, Origin.FORWARD, caller
        extension = forwarder
    elif direction is _IN:
        extension, outside = called if context.is_extension(called) else "", caller
    elif direction is _OUT and origin is not _UNKNOWN:
        extension = forwarder or (caller if forwarder == caller else "")
        outside = "" if caller == extension else caller
    elif direction is _OUT and (value.source_trunk or diverted_by):
        origin, extension = Origin.FORWARD, diverted_by
        outside = "" if caller == diverted_by else caller
    else:
        extension = caller
        origin = _UNKNOWN if layout.only_outgoing else Origin.EXTENSION
    if layout.start_is_end:
        at -= duration
    charged = charged_in(value.cost) if value.cost else None
    return call_record(
        context=context,
        line=line,
        at=at,
        direction=direction,
        extension=extension,
        number=called,
        duration=duration,
        billed=billed,
        answered=answered,
        origin=origin,
        outside=outside,
        trunk=value.trunk,
        call=value.call,
        linked=value.linked,
        charged=charged,
        currency=foreign_currency(value.currency, value.cost) if value.cost else "",
    )


def _lengths(at: float, value: Values, layout: Layout, clock: LocalClock) -> tuple[float, float]:
    """Seconds from start to end, and from answer to end."""
    end = value.end
    until_end = max(0.0, moment(end, clock) - at) if end and end not in _NONE else 0.0
    if "answer" in layout.roles:
        answer = value.answer
        if not answer or answer in _NONE:
            return max(until_end, seconds(value.duration)), 0.0
        waited = max(0.0, moment(answer, clock) - at)
        said = value.billed or value.duration
        # A length that is written holds, also when it is 0: the rest was ringing.
        billed = seconds(said) if said else max(0.0, until_end - waited)
        return waited + billed, billed
    duration = seconds(value.duration) if value.duration else until_end
    billed = seconds(value.billed) if value.has_billed else duration
    return max(duration, until_end, billed + seconds(value.ring)), billed


def _with_plus(caller: str, called: str) -> tuple[str, str]:
    """Operators write +33... without its sign: a caller as long as that shows it for both numbers."""
    if not (_is_number(caller) and len(caller) >= INTERNATIONAL_DIGITS and caller[0] != "0"):
        return caller, called
    if _is_number(called) and len(called) > SHORT_NUMBER and called[0] != "0":
        called = f"+{called}"
    return f"+{caller}", called


def _is_number(text: str) -> bool:
    return text.rstrip(HIDDEN_DIGIT).isdecimal()


def _left_again(called: str, did: str, context: Context) -> bool:
    if not did and called.startswith(_home_prefixes(context.site.country)):
        return False  # a number of its own that the company was reached by
    outside_number = len(called.lstrip("+")) >= 8 and _is_number(called.lstrip("+"))
    return outside_number and (called.startswith(("00", "+")) or bool(did and called != did))


@lru_cache(64)
def _home_prefixes(country: str) -> tuple[str, str]:
    from phonenumbers import country_code_for_region

    code = country_code_for_region(country)
    return f"+{code}", f"00{code}"


def _direction(word: str, caller: str, called: str, layout: Layout, context: Context) -> Direction:
    """The direction by the format's own word, else by the numbers."""
    known = layout.directions.get(word)
    if known is None and layout.any_direction:
        known = direction_in(word)
    is_station = len(called) <= SHORT_NUMBER or not _is_number(called)
    if known is not None and (known is not _INTERNAL or is_station or not layout.any_direction):
        return known  # an operator's "local" call is none inside the company
    if layout.only_outgoing:
        if word and context.is_extension(called) and not context.is_extension(caller):
            raise LineError("direction not understood: {word!r}", word=word)
        return _OUT
    if word and layout.directions and not layout.any_direction:
        raise LineError("direction not understood: {word!r}", word=word)
    return way_between(caller, called, context)
