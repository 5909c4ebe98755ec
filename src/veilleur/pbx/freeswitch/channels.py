"""The channels of one FreeSWITCH, as its events show them, and the watch's events that come of them.

In: headers of events, rows of `show channels`. Out: events. Pitfall: a call is two channels and more; the
leg that costs is the outbound one on an operator's profile, and the channel that dialled it (`Other-Leg`) is
the one that asked. Legs of `loopback` and of telephones cost nothing, whatever number they bear.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from veilleur.language import clean
from veilleur.numbering.emergency import extension_pattern
from veilleur.pbx.freeswitch.settings import NAME, FreeSwitchSettings
from veilleur.words import events
from veilleur.words.calls import Origin
from veilleur.words.events import Event
from veilleur.words.site import Site

CHANNELS_KNOWN_MAX = 10_000
NUMBER_CHARACTERS = 64
AT_DIGITS_MAX = 18
INSIDE_ENDPOINTS = frozenset({"loopback", "user", "error", "null", "rtc", "verto.rtc", "conference"})
CAUSES_Q850 = {
    "UNALLOCATED_NUMBER": "1",
    "USER_BUSY": "17",
    "NO_USER_RESPONSE": "18",
    "NO_ANSWER": "19",
    "CALL_REJECTED": "21",
    "NORMAL_CIRCUIT_CONGESTION": "34",
}
_SEPARATORS = str.maketrans("", "", " -.()")


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel, as far as it is known. user: who proved to be it; is_outside: it came from an operator."""

    number: str = ""
    caller: str = ""
    user: str = ""
    redirected_by: str = ""
    address: str = ""
    agent: str = ""
    is_outside: bool = False
    is_trunk: bool = False
    is_in_voicemail: bool = False
    mailbox: str = ""


_UNKNOWN = Channel()


class Channels:
    """Every channel that is alive; bounded."""

    def __init__(self, settings: FreeSwitchSettings, site: Site) -> None:
        self._profiles = frozenset(settings.trunk_profiles)
        self._extensions = [extension_pattern(text) for text in site.extensions]
        self._known: dict[str, Channel] = {}

    def __len__(self) -> int:
        return len(self._known)

    def is_trunk_leg(self, name: str) -> bool:
        """Whether a channel is alive that costs."""
        return self._known.get(name, _UNKNOWN).is_trunk

    def party(self, name: str) -> tuple[str, Origin, str]:
        """Who answers for what a channel dials: the extension, how it came, and the outside caller."""
        channel = self._known.get(name)
        if channel is None:
            return "", Origin.UNKNOWN, ""
        extension = self._extension_of(channel)
        if channel.is_in_voicemail:
            return extension, Origin.VOICEMAIL, channel.caller if channel.is_outside else ""
        if channel.is_outside:
            return extension, Origin.FORWARD, channel.caller
        return extension, Origin.EXTENSION if extension else Origin.UNKNOWN, ""

    def telephone(self, name: str) -> tuple[str, str]:
        """The network address of a channel, and what its telephone says it is."""
        channel = self._known.get(name, _UNKNOWN)
        return channel.address, channel.agent

    def events_of(self, headers: Mapping[str, str], now: float) -> list[Event]:
        """The events of one event of the switch."""
        handler = _HANDLERS.get(headers.get("Event-Name", ""))
        return handler(self, headers, _at(headers, now), now) if handler is not None else []

    def snapshot(self, rows: Sequence[Mapping[str, Any]], now: float) -> events.Snapshot:
        """All that is alive, from the rows of `show channels as json`."""
        self._known.clear()
        for row in rows:
            self._remember(str(row.get("uuid", "")), self._of_row(row))
        calls = tuple(self._live(row) for row in rows if self.is_trunk_leg(str(row.get("uuid", ""))))
        return events.Snapshot(now, now, NAME, calls)

    # --- one event each -----------------------------------------------------------------------

    def _created(self, headers: Mapping[str, str], at: float, now: float) -> list[Event]:
        name, channel = headers.get("Unique-ID", ""), self._of_headers(headers)
        if not name:
            return []
        self._remember(name, channel)
        if channel.is_trunk:
            return [self._started(headers, name, channel, at, now)]
        if channel.is_outside and headers.get("Call-Direction") == "inbound":
            return [
                events.IncomingCall(
                    at=at,
                    seen_at=now,
                    call=name,
                    outside_caller=channel.caller,
                    extension=channel.number,
                    trunk=_profile(headers.get("Channel-Name", "")),
                    address=channel.address,
                )
            ]
        return []

    def _started(
        self, headers: Mapping[str, str], name: str, channel: Channel, at: float, now: float
    ) -> events.CallStarted:
        request = headers.get("Other-Leg-Unique-ID") or headers.get("variable_originator", "")
        extension, origin, outside_caller = self.party(request)
        address, agent = self.telephone(request)
        return events.CallStarted(
            at=at,
            seen_at=now,
            call=name,
            number=channel.number,
            request=request,
            extension=extension,
            origin=origin,
            outside_caller=outside_caller,
            trunk=headers.get("variable_sip_gateway_name") or _profile(headers.get("Channel-Name", "")),
            address=address,
            agent=agent,
            linked=headers.get("Channel-Call-UUID", ""),
            outside_line_removed=True,
        )

    def _answered(self, headers: Mapping[str, str], at: float, now: float) -> list[Event]:
        name = headers.get("Unique-ID", "")
        return [events.CallAnswered(at, now, name)] if self.is_trunk_leg(name) else []

    def _ended(self, headers: Mapping[str, str], at: float, now: float) -> list[Event]:
        name = headers.get("Unique-ID", "")
        channel = self._known.pop(name, None)
        if channel is None:
            return []
        if channel.is_trunk:
            cause = headers.get("variable_hangup_cause_q850", "")
            if not _is_digits(cause):
                cause = CAUSES_Q850.get(headers.get("Hangup-Cause", ""), "")
            return [events.CallEnded(at, now, name, cause)]
        return self._left(name, channel, at, now)

    def _executed(self, headers: Mapping[str, str], at: float, now: float) -> list[Event]:
        words = headers.get("Application-Data", "").split()
        if headers.get("Application") != "voicemail" or not words or words[0] != "check":
            return []
        name = headers.get("Unique-ID", "")
        channel = self._known.get(name, _UNKNOWN)
        mailbox = f"{words[-1]}@{words[-2]}" if len(words) > 3 else ""
        self._remember(name, _with(channel, is_in_voicemail=True, mailbox=mailbox))
        return [
            events.MailboxEntered(
                at=at,
                seen_at=now,
                request=name,
                mailbox=mailbox,
                outside_caller=self._outside_caller(headers, channel),
                outside=self._is_from_outside(headers, channel),
                address=channel.address,
            )
        ]

    def _execution_ended(self, headers: Mapping[str, str], at: float, now: float) -> list[Event]:
        name = headers.get("Unique-ID", "")
        channel = self._known.get(name)
        if headers.get("Application") != "voicemail" or channel is None:
            return []
        self._remember(name, _with(channel, is_in_voicemail=False))
        return self._left(name, channel, at, now)

    def _left(self, name: str, channel: Channel, at: float, now: float) -> list[Event]:
        if not channel.is_in_voicemail:
            return []
        return [events.MailboxLeft(at=at, seen_at=now, request=name, mailbox=channel.mailbox)]

    def _renamed(self, headers: Mapping[str, str], at: float, now: float) -> list[Event]:
        """A channel got another id: to the watch the old leg is over and the new one runs."""
        old, name = headers.get("Old-Unique-ID", ""), headers.get("Unique-ID", "")
        channel = self._known.pop(old, None)
        if channel is None or not name:
            return []
        self._remember(name, channel)
        if not channel.is_trunk:
            return []
        started = self._started(headers, name, channel, at, now)
        found: list[Event] = [events.CallEnded(at, now, old), started]
        if headers.get("Answer-State") == "answered":
            found.append(events.CallAnswered(at, now, name))
        return found

    def _custom(self, headers: Mapping[str, str], at: float, now: float) -> list[Event]:
        subclass = headers.get("Event-Subclass", "")
        if "VM-Action" in headers:
            return self._voicemail(headers, at, now)
        account = headers.get("from-user") or headers.get("to-user") or headers.get("username", "")
        address, agent = clean(headers.get("network-ip", "")), clean(headers.get("user-agent", ""))
        if subclass == "sofia::register" and account:
            return [
                events.Registered(at=at, seen_at=now, account=clean(account), address=address, agent=agent)
            ]
        if subclass == "sofia::register_failure":
            account = headers.get("to-user") or account
            return [
                events.RegistrationRefused(
                    at=at, seen_at=now, account=clean(account), address=address, agent=agent
                )
            ]
        return []

    def _voicemail(self, headers: Mapping[str, str], at: float, now: float) -> list[Event]:
        """What the voicemail says of a mailbox; the PIN is not among the headers that are kept."""
        user, name = clean(headers.get("VM-User", "")), headers.get("Unique-ID", "")
        channel = self._known.get(name, _UNKNOWN)
        if not user:
            return []
        kind = _VOICEMAIL.get((headers["VM-Action"], headers.get("VM-Auth-Result", "")))
        if kind is None:
            return []
        return [
            kind(
                at=at,
                seen_at=now,
                mailbox=f"{user}@{clean(headers.get('VM-Domain', ''))}",
                request=name,
                outside_caller=self._outside_caller(headers, channel),
                outside=self._is_from_outside(headers, channel),
            )
        ]

    # --- what a channel is --------------------------------------------------------------------

    def _of_headers(self, headers: Mapping[str, str]) -> Channel:
        name, number = headers.get("Channel-Name", ""), _number(headers.get("Caller-Destination-Number", ""))
        user = (
            headers.get("variable_user_name")
            or headers.get("variable_sip_auth_username")
            or headers.get("Caller-Username", "")
        )
        is_outbound = headers.get("Call-Direction") == "outbound"
        return Channel(
            number=number,
            caller=_number(headers.get("Caller-Caller-ID-Number", "")),
            user=clean(user),
            redirected_by=_number(headers.get("Caller-RDNIS", "")),
            address=clean(headers.get("Caller-Network-Addr", "")),
            agent=clean(headers.get("variable_sip_user_agent", "")),
            is_outside=not is_outbound and not user and _profile(name) in self._profiles,
            is_trunk=is_outbound and self._costs(name, number),
        )

    def _of_row(self, row: Mapping[str, Any]) -> Channel:
        name, number = str(row.get("name", "")), _number(str(row.get("dest", "")))
        is_outbound = row.get("direction") == "outbound"
        user = str(row.get("presence_id", "")).partition("@")[0]
        return Channel(
            number=number,
            caller=_number(str(row.get("cid_num", ""))),
            user=clean(user),
            address=clean(str(row.get("ip_addr", ""))),
            is_outside=not is_outbound and not user and _profile(name) in self._profiles,
            is_trunk=is_outbound and self._costs(name, number),
        )

    def _live(self, row: Mapping[str, Any]) -> events.LiveCall:
        name = str(row["uuid"])
        request = str(row.get("call_uuid", ""))
        extension, origin, _outside = self.party(request)
        created = str(row.get("created_epoch", ""))
        is_answered = row.get("callstate") in ("ACTIVE", "HELD")
        return events.LiveCall(
            call=name,
            number=self._known[name].number,
            extension=extension,
            origin=origin,
            trunk=_profile(str(row.get("name", ""))),
            answered_at=float(created) if is_answered and _is_digits(created) else None,
            request=request if request != name else "",
        )

    def _costs(self, name: str, number: str) -> bool:
        """Whether an outbound channel leads to an operator."""
        endpoint = name.partition("/")[0]
        if endpoint in INSIDE_ENDPOINTS or not endpoint:
            return False
        if _profile(name) in self._profiles:
            return True
        return _is_digits(number.removeprefix("+")) and not self._is_extension(number)

    def _extension_of(self, channel: Channel) -> str:
        for text in (channel.user, channel.redirected_by, channel.caller, channel.number):
            if text and self._is_extension(text):
                return text
        return channel.user

    def _outside_caller(self, headers: Mapping[str, str], channel: Channel) -> str:
        caller = channel.caller or _number(headers.get("Caller-Caller-ID-Number", ""))
        return "" if self._is_extension(caller) else caller

    def _is_from_outside(self, headers: Mapping[str, str], channel: Channel) -> bool:
        return channel.is_outside or (not channel.user and bool(self._outside_caller(headers, channel)))

    def _is_extension(self, text: str) -> bool:
        return any(pattern.fullmatch(text) for pattern in self._extensions)

    def _remember(self, name: str, channel: Channel) -> None:
        self._known.pop(name, None)
        while len(self._known) >= CHANNELS_KNOWN_MAX:
            del self._known[next(iter(self._known))]
        self._known[name] = channel


def _with(channel: Channel, *, is_in_voicemail: bool, mailbox: str | None = None) -> Channel:
    return replace(
        channel,
        is_in_voicemail=is_in_voicemail,
        mailbox=channel.mailbox if mailbox is None else mailbox,
    )


def _number(text: str) -> str:
    return clean(text.translate(_SEPARATORS))[:NUMBER_CHARACTERS]


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _profile(name: str) -> str:
    """The Sofia profile, or what stands in its place: the second part of a channel's name."""
    return name.split("/")[1] if name.count("/") > 1 else ""


def _at(headers: Mapping[str, str], now: float) -> float:
    """The switch's own time of an event."""
    text = headers.get("Event-Date-Timestamp", "")
    return int(text) / 1e6 if _is_digits(text) and len(text) < AT_DIGITS_MAX else now


_VOICEMAIL: dict[
    tuple[str, str], type[events.PinRefused] | type[events.PinAccepted] | type[events.PinChanged]
] = {
    ("authentication", "fail"): events.PinRefused,
    ("authentication", "success"): events.PinAccepted,
    ("change-password", ""): events.PinChanged,
}
_HANDLERS = {
    "CHANNEL_CREATE": Channels._created,
    "CHANNEL_ANSWER": Channels._answered,
    "CHANNEL_HANGUP_COMPLETE": Channels._ended,
    "CHANNEL_EXECUTE": Channels._executed,
    "CHANNEL_EXECUTE_COMPLETE": Channels._execution_ended,
    "CHANNEL_UUID": Channels._renamed,
    "CUSTOM": Channels._custom,
}
EVENTS = (*_HANDLERS, "sofia::register", "sofia::register_failure", "vm::maintenance")
