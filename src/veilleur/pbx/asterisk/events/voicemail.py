"""Voicemail as the switch reports it: visits, wrong PINs, right PINs, changed PINs. Pure.

Pitfall: a wrong PIN has no manager event at all. It is a line of the log, or is inferred from the rhythm of
keys; and who is only listening to a greeting is no visitor of the mailbox.
"""

from __future__ import annotations

from collections.abc import Callable

from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.events.channels import Channel, outside_caller
from veilleur.pbx.asterisk.events.mailbox_visit import Visit
from veilleur.words import events
from veilleur.words.calls import Origin
from veilleur.words.events import Event

MAX_MAILBOX_CHARACTERS = 80


class Voicemail:
    """The visits of one switch. log_is_read: wrong PINs are read in the log, so none is inferred."""

    def __init__(self, address_of: Callable[[Channel], str]) -> None:
        """address_of: the network address behind a channel, "" when unknown."""
        self.log_is_read = False
        self._address_of = address_of
        self._visitors: dict[str, Channel] = {}

    def entered(
        self, channel: Channel, app_data: str, at: float, seen_at: float, *, is_gate: bool = False
    ) -> list[Event]:
        """A channel runs VoiceMailMain; or VMAuthenticate (is_gate), whose PIN only lets the call go on."""
        if channel.visit is not None:
            return []
        first, _comma, options = app_data.partition(",")
        mailbox = _mailbox(first)
        visit = channel.visit = Visit(mailbox, not mailbox or "p" in options, "s" not in options)
        self._visitors[channel.unique] = channel
        if is_gate:
            visit.gate_of = channel.exten
        else:
            channel.goes(Origin.VOICEMAIL, mailbox.partition("@")[0] or channel.first_extension)
        return [
            events.MailboxEntered(
                at=at,
                seen_at=seen_at,
                request=channel.unique,
                mailbox=visit.mailbox,
                outside_caller=outside_caller(channel),
                outside=is_outside(channel),
                address=self._address_of(channel),
            )
        ]

    def greeted(self, channel: Channel, app_data: str) -> None:
        """A channel runs VoiceMail: it hears a greeting, from which `0` or `*` may lead elsewhere."""
        channel.goes(Origin.VOICEMAIL, _mailbox(app_data).partition("@")[0] or channel.first_extension)

    def left(self, channel: Channel, at: float, seen_at: float, *, ended: bool = False) -> list[Event]:
        """The channel ended or does something else."""
        visit = channel.visit
        if visit is None:
            return []
        found: list[Event] = []
        # The line after VMAuthenticate is reached with the right PIN alone.
        let_on = bool(visit.gate_of) and not ended and channel.exten == visit.gate_of and visit.keys_at > 0
        if not self.log_is_read:
            refused = visit.refused_at_the_end(last_was_right=let_on)
            found += self._refusals(channel, visit, refused, at, seen_at)
        if let_on:
            found += self._accepted(channel, visit.mailbox, at, seen_at)
        self.forgotten(channel)
        return [*found, events.MailboxLeft(at, seen_at, channel.unique, visit.mailbox)]

    def forgotten(self, channel: Channel) -> None:
        """The channel is no longer remembered."""
        channel.visit = None
        self._visitors.pop(channel.unique, None)

    def key(self, channel: Channel, is_hash: bool, at: float, seen_at: float) -> list[Event]:
        """A key was pressed; no more is known of it than whether it ends a group."""
        visit = channel.visit
        if visit is None:
            return []
        refused = visit.key(at, is_hash)
        return [] if self.log_is_read else self._refusals(channel, visit, refused, at, seen_at)

    def _refusals(self, channel: Channel, visit: Visit, count: int, at: float, seen_at: float) -> list[Event]:
        refused = events.PinRefused(
            at=at,
            seen_at=seen_at,
            mailbox=visit.mailbox,
            request=channel.unique,
            outside_caller=outside_caller(channel),
            outside=is_outside(channel),
            inferred=True,
        )
        return [refused] * count

    def logged_refusal(self, mailbox: str, at: float, seen_at: float) -> list[Event]:
        """The log says that a PIN for this mailbox was wrong; who tried it is found here."""
        visitor = self._visitor(mailbox)
        if visitor is None:
            return [events.PinRefused(at, seen_at, mailbox)]
        assert visitor.visit is not None
        visitor.visit.reported += 1
        return [
            events.PinRefused(
                at=at,
                seen_at=seen_at,
                mailbox=mailbox,
                request=visitor.unique,
                outside_caller=outside_caller(visitor),
                outside=is_outside(visitor),
            )
        ]

    def message_waiting(self, message: Message, at: float, seen_at: float) -> list[Event]:
        """The state of a mailbox is reported: on the channel of a visitor this follows a right PIN."""
        mailbox = _mailbox(message.get("mailbox"))
        unique = message.get("uniqueid")
        visitor = self._visitors.get(unique) if unique else self._visitor(mailbox, sure=True)
        if visitor is None or visitor.visit is None:
            return []
        found = self._accepted(visitor, mailbox, at, seen_at)
        visit = visitor.visit
        if visit.seems_changed() and not visit.changed:
            visit.changed = True
            caller = outside_caller(visitor)
            found.append(
                events.PinChanged(
                    at=at,
                    seen_at=seen_at,
                    mailbox=mailbox,
                    request=visitor.unique,
                    outside_caller=caller,
                    outside=is_outside(visitor),
                    inferred=True,
                )
            )
        return found

    def pin_changed(self, message: Message, at: float, seen_at: float) -> list[Event]:
        """VoicemailPasswordChange (since Asterisk 18.21)."""
        mailbox = _mailbox(f"{message.get('mailbox')}@{message.get('context')}")
        visitor = self._visitor(mailbox)
        if visitor is None:
            return [events.PinChanged(at, seen_at, mailbox)]
        assert visitor.visit is not None
        visitor.visit.changed = True
        found = self._accepted(visitor, mailbox, at, seen_at)
        caller = outside_caller(visitor)
        found.append(
            events.PinChanged(
                at=at,
                seen_at=seen_at,
                mailbox=mailbox,
                request=visitor.unique,
                outside_caller=caller,
                outside=is_outside(visitor),
            )
        )
        return found

    def _accepted(self, visitor: Channel, mailbox: str, at: float, seen_at: float) -> list[Event]:
        visit = visitor.visit
        assert visit is not None
        if not visit.gate_of:
            visitor.goes(Origin.VOICEMAIL, mailbox.partition("@")[0])
        visit.mailbox = mailbox
        if visit.accepted or not visit.asks_pin:
            return []
        visit.accepted = True
        caller = outside_caller(visitor)
        return [
            events.PinAccepted(
                at=at,
                seen_at=seen_at,
                mailbox=mailbox,
                request=visitor.unique,
                outside_caller=caller,
                outside=is_outside(visitor),
            )
        ]

    def _visitor(self, mailbox: str, *, sure: bool = False) -> Channel | None:
        """Who is in this mailbox, or may be: where it is still being keyed, the last to press a key."""
        best: Channel | None = None
        rank = (False, 0.0)
        for one in self._visitors.values():
            visit = one.visit
            if visit is None or visit.mailbox not in ("", mailbox) or (sure and not visit.keys_at):
                continue
            mine = (visit.mailbox == mailbox, visit.keys_at)
            if best is None or mine > rank:
                best, rank = one, mine
        return best


def is_outside(channel: Channel) -> bool:
    """Whether the call that this channel belongs to came from outside the site."""
    while channel.parent is not None:
        channel = channel.parent
    return channel.incoming


def _mailbox(text: str) -> str:
    """number@context of the first mailbox that is named; "" when none is."""
    number, _at, context = text.split(",", 1)[0].split("&", 1)[0].strip().partition("@")
    return f"{number}@{context or 'default'}"[:MAX_MAILBOX_CHARACTERS] if number else ""
