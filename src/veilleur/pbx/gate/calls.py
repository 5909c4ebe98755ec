"""The gate's messages as events of the watch, and the calls that they are about.

In: frames. Out: events, and for each question a `CallRequested`. Pitfall: the number is what the operator
gets, and the extension only what the PBX shows: where it shows the company's number alone the extension
stays unknown and the site answers for the call.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote

from veilleur.language import clean
from veilleur.numbering.emergency import extension_pattern, own_country_codes
from veilleur.pbx.gate.frames import Frame
from veilleur.pbx.gate.settings import NAME
from veilleur.words import events
from veilleur.words.calls import Origin
from veilleur.words.events import Event
from veilleur.words.site import Site

CALLS_MAX = 5_000  # alive at once, as the watch bounds them
PROOF_WITHIN_S = 40.0  # a challenged call comes again with its proof, or is over; SIP gives up after 32 s
NAME_MAX_CHARACTERS = 160
SEPARATORS = str.maketrans("", "", " -.()")
CAUSES = {"503": "34", "486": "17", "600": "17", "404": "1", "604": "1", "480": "18", "408": "18"}
_SECONDS = re.compile(r"[0-9]{1,11}", re.ASCII)  # since 1970 UTC; more are none of this world
_SAY_WHERE = frozenset({"rn", "rn-context", "phone-context"})  # parameters that change what is dialled
_SHORT_DIGITS = 4  # of the longest number that belongs to no area: 112, 3631
_USER = re.compile(r"<?(?:sips?|tel):([^@;>?]{1,128})", re.IGNORECASE)
_WRITTEN = re.compile(r"[A-Za-z0-9.!%*_+`'~()<>:\\/\[\]?{}@;=-]+\Z")


class Party(NamedTuple):
    """Who placed a call, as far as its headers show."""

    extension: str
    origin: Origin
    outside_caller: str


@dataclass(frozen=True, slots=True)
class GateCall:
    """A call that left through the gate, by what the gate knows it. sequence: the CSeq of its INVITE."""

    call_id: str
    from_tag: str
    sequence: str


def name_of(call_id: str, from_tag: str) -> str:
    """The id of a call: Call-ID and From-tag, which stay the same through challenges and fail-over."""
    name = f"{call_id};{from_tag}"
    if len(name) <= NAME_MAX_CHARACTERS and _WRITTEN.match(name):
        return name
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()


def _seconds(text: str) -> float | None:
    """A time as the gate writes it; None for what is none."""
    return float(text) if _SECONDS.fullmatch(text) else None


def number_of(user: str) -> str:
    """What the operator reads in the user part of a URI: digits, without separators and parameters."""
    return clean(unquote(user.partition(";")[0], errors="replace").translate(SEPARATORS))[:64]


def dialled_number(user: str, own_country_codes: Collection[str]) -> str:
    """The number that the operator dials for the user part of a Request-URI, with its parameters (RFC 3966).

    A routing number (`rn`) is where the call goes. A context of another country makes it a number of that
    country: whoever leaves it out dials at home what the operator dials abroad. What is escaped twice, in the
    number or in a parameter, and a parameter with two different values, is read by nobody in the same way:
    it comes back as no number.
    """
    if "%" in unquote(user, errors="replace"):
        return f"%{clean(user)}"[:64]
    number = number_of(user)
    written = {(name, value) for name, value in map(_parameter, user.split(";")[1:]) if name in _SAY_WHERE}
    parameters = dict(written)
    if len(written) > len(parameters):  # one operator reads the first of two, the next the last
        return f"%{clean(user)}"[:64]
    routing = number_of(parameters.get("rn", ""))
    if routing:
        return _in_context(routing, parameters.get("rn-context", ""), own_country_codes)
    return _in_context(number, parameters.get("phone-context", ""), own_country_codes)


def _in_context(number: str, written: str, own_country_codes: Collection[str]) -> str:
    """A local number with the country that its context names. One of digits without + is no context of
    RFC 3966; whoever reads it at all reads a country in it. Our own country code says nothing new. What is
    more than it (+1876, +4420) is a country that shares our code, or an area: one operator puts it before the
    number and the next dials the number as it stands, so it comes back as no number. A short number, such as
    an emergency one, has no area."""
    context = number_of(written)
    digits = context.lstrip("+").lstrip("0")
    if number.startswith("+") or not (digits.isascii() and digits.isdecimal()):
        return number
    if digits in own_country_codes:
        return number
    if digits.startswith(tuple(own_country_codes)):
        return number if len(number) <= _SHORT_DIGITS else f"%{digits}{number}"[:64]
    return f"+{digits}{number}"[:64]


def _parameter(text: str) -> tuple[str, str]:
    name, _equals, value = text.partition("=")
    return unquote(name, errors="replace").strip().lower(), value


class GateCalls:
    """The calls of one gate; bounded."""

    def __init__(self, site: Site) -> None:
        self._own_codes = own_country_codes(site)
        self._extensions = [extension_pattern(text) for text in site.extensions]
        self._alive: dict[str, GateCall] = {}
        self._challenged: dict[str, float] = {}  # call -> until when its proof may come
        self._listed: list[events.LiveCall] = []
        self.held = ""  # by the gate itself, when it last named its calls

    def __len__(self) -> int:
        return len(self._alive)

    def called(self, name: str) -> GateCall | None:
        """How the gate knows a call; None when it is gone."""
        return self._alive.get(name)

    def requested(self, frame: Frame, now: float) -> events.CallRequested:
        """The event of a question."""
        party = self._party(frame)
        name = name_of(frame["c"], frame["t"])
        return events.CallRequested(
            at=now,
            seen_at=now,
            request=name,
            extension=party.extension,
            number=dialled_number(frame["n"], self._own_codes),
            origin=party.origin,
            outside_caller=party.outside_caller,
            trunk=NAME,
            address=clean(frame["a"]),
            agent=clean(frame["u"]),
        )

    def events_of(self, frame: Frame, now: float) -> list[Event]:
        """The events of any other message."""
        name = name_of(frame["c"], frame["t"])
        if frame.kind == "started":
            return [self._started(frame, name, now)]
        if frame.kind == "challenged":
            while len(self._challenged) >= CALLS_MAX:
                del self._challenged[next(iter(self._challenged))]
            self._challenged[name] = now + PROOF_WITHIN_S
        elif frame.kind == "answered":
            return [events.CallAnswered(now, now, name)]
        elif frame.kind == "ended":
            self._forget(name)
            return [events.CallEnded(now, now, name, CAUSES.get(frame["s"], ""))]
        elif frame.kind == "incoming":
            return [self._incoming(frame, now)]
        elif frame.kind == "alive":
            self._list(frame, name, now)
        elif frame.kind == "listed":
            self.held = frame["held"]
            return [self._snapshot(frame, now)]
        return []

    def begin_list(self) -> None:
        """A list of all calls is about to come."""
        self._listed.clear()
        self._alive.clear()

    def overdue(self, now: float) -> list[Event]:
        """Calls that were challenged and never proved: they are over."""
        late = [name for name, until in self._challenged.items() if until <= now]
        for name in late:
            self._forget(name)
        return [events.CallEnded(now, now, name) for name in late]

    def _remember(self, name: str, call: GateCall) -> None:
        self._challenged.pop(name, None)
        while len(self._alive) >= CALLS_MAX:
            del self._alive[next(iter(self._alive))]
        self._alive[name] = call

    def _forget(self, name: str) -> None:
        self._alive.pop(name, None)
        self._challenged.pop(name, None)

    def _started(self, frame: Frame, name: str, now: float) -> events.CallStarted:
        self._remember(name, GateCall(frame["c"], frame["t"], frame["q"]))
        party = self._party(frame)
        return events.CallStarted(
            at=now,
            seen_at=now,
            call=name,
            number=dialled_number(frame["n"], self._own_codes),
            request=name,
            extension=party.extension,
            origin=party.origin,
            outside_caller=party.outside_caller,
            trunk=NAME,
            address=clean(frame["a"]),
            agent=clean(frame["u"]),
            outside_line_removed=True,
            let_pass=frame["l"] == "1",
        )

    def _incoming(self, frame: Frame, now: float) -> events.IncomingCall:
        return events.IncomingCall(
            at=now,
            seen_at=now,
            call=name_of(frame["c"], ""),
            outside_caller=number_of(frame["f"]),
            extension=number_of(frame["n"]),
            trunk=NAME,
            address=clean(frame["a"]),
        )

    def _list(self, frame: Frame, name: str, now: float) -> None:
        if len(self._listed) >= CALLS_MAX:
            return
        self._remember(name, GateCall(frame["c"], frame["t"], frame["q"]))
        party = self._party(frame)
        answered_at = _seconds(frame["up"])
        self._listed.append(
            events.LiveCall(
                call=name,
                number=dialled_number(frame["n"], self._own_codes),
                extension=party.extension,
                origin=party.origin,
                trunk=NAME,
                answered_at=answered_at,
                request=name,
            )
        )

    def _snapshot(self, frame: Frame, now: float) -> events.Snapshot:
        """All that is alive, its times moved from the gate's clock to ours."""
        gates_now = _seconds(frame["now"])
        ahead_s = gates_now - now if gates_now is not None else 0.0
        calls = tuple(
            one if one.answered_at is None else one._replace(answered_at=one.answered_at - ahead_s)
            for one in self._listed
        )
        self._listed.clear()
        return events.Snapshot(now, now, NAME, calls)

    def _party(self, frame: Frame) -> Party:
        shown = clean(frame["f"])[:64]
        diverted = self._extension_in(frame["d"], frame["h"])
        if frame["d"] and not self._is_extension(shown):
            return Party(diverted, Origin.FORWARD, number_of(frame["f"]))
        if self._is_extension(shown):
            return Party(shown, Origin.EXTENSION, "")
        extension = self._extension_in(frame["i"], frame["p"], frame["r"])
        return Party(extension, Origin.EXTENSION if extension else Origin.UNKNOWN, "")

    def _extension_in(self, *headers: str) -> str:
        users = [number_of(user) for header in headers for user in _USER.findall(header)]
        return next((user for user in users if self._is_extension(user)), "")

    def _is_extension(self, text: str) -> bool:
        return any(pattern.fullmatch(text) for pattern in self._extensions)
