"""Voicemail, forwards and registrations: the doors that an attack comes through.

Manager messages and readings of the switch's own database in, events out; no I/O. Easily got wrong: a
wrong PIN has no manager event at all. It is a line of the log, or must be inferred from the rhythm of keys.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from veilleur.pbx.asterisk.ami import Message
from veilleur.pbx.asterisk.channels import Channel, Plan, address_of
from veilleur.words import events
from veilleur.words.events import Event

GROUP_PAUSE_S = 1.5  # a longer pause ends a group of keys; a prompt takes about 3 s (seen)
GROUP_KEYS = 4  # fewer keys are a choice in a menu, not a mailbox or a PIN
MAX_ACCOUNTS = 10_000

FORWARD_FAMILIES = ("CF", "CFB", "CFU", "AMPUSER")


class Doors:
    """The doors of one switch."""

    def __init__(
        self, plan: Plan, channels: Mapping[str, Channel], outside: Callable[[Channel], str]
    ) -> None:
        """outside: the outside party behind a channel, "" for a telephone of the site."""
        self._plan = plan
        self._channels = channels
        self._outside = outside
        self._visitors: dict[str, Channel] = {}
        self.forwards: dict[tuple[str, str], str] = {}
        self.addresses: dict[str, str] = {}
        self.log_is_read = False
        self.poll_wanted = False

    # --- voicemail ---

    def entered(self, channel: Channel, app_data: str, at: float, seen_at: float) -> list[Event]:
        """A channel runs VoiceMailMain."""
        if channel.in_mailbox:
            return []
        first = app_data.split(",", 1)[0].split("&", 1)[0].strip()
        number, _at, context = first.partition("@")
        channel.mailbox = f"{number}@{context or 'default'}" if number else ""
        channel.in_mailbox = channel.voicemail = True
        channel.keys = channel.groups = 0
        channel.accepted = False
        self._visitors[channel.unique] = channel
        caller = self._outside(channel)
        address = self.addresses.get(channel.caller, "")
        return [
            events.MailboxEntered(
                at, seen_at, channel.unique, channel.mailbox, caller, channel.incoming, address
            )
        ]

    def left(self, channel: Channel, at: float, seen_at: float) -> list[Event]:
        """The channel ended or does something else."""
        if not channel.in_mailbox:
            return []
        channel.in_mailbox = False
        self._visitors.pop(channel.unique, None)
        found: list[Event] = []
        needed = 1 if channel.mailbox else 2
        if channel.groups >= needed and not channel.accepted and not self.log_is_read:
            found.append(self._refused(channel, at, seen_at))
        return [*found, events.MailboxLeft(at, seen_at, channel.unique, channel.mailbox)]

    def forgotten(self, channel: Channel) -> None:
        """The channel is no longer remembered."""
        self._visitors.pop(channel.unique, None)

    def key(self, channel: Channel, at: float, seen_at: float) -> list[Event]:
        """A key was pressed; which one is not known here."""
        if not channel.in_mailbox:
            return []
        if at - channel.keys_at > GROUP_PAUSE_S:
            channel.keys = 0
        channel.keys_at = at
        channel.keys += 1
        if channel.keys != GROUP_KEYS:
            return []
        channel.groups += 1
        # A group after a group that should have opened the mailbox: that one was refused.
        needed = 1 if channel.mailbox else 2
        if self.log_is_read or channel.accepted or channel.groups <= needed:
            return []
        if needed == 2 and (channel.groups - 1) % 2:
            return []  # the mailbox is asked for again with each PIN
        return [self._refused(channel, at, seen_at)]

    def _refused(self, channel: Channel, at: float, seen_at: float) -> Event:
        return events.PinRefused(
            at,
            seen_at,
            channel.mailbox,
            channel.unique,
            self._outside(channel),
            channel.incoming,
            inferred=True,
        )

    def logged_refusal(self, mailbox: str, at: float, seen_at: float) -> list[Event]:
        """The log says that a PIN for this mailbox was wrong; who tried it is found here."""
        visitor = self._visitor(mailbox)
        if visitor is None:
            return [events.PinRefused(at, seen_at, mailbox)]
        return [
            events.PinRefused(at, seen_at, mailbox, visitor.unique, self._outside(visitor), visitor.incoming)
        ]

    def _visitor(self, mailbox: str) -> Channel | None:
        fitting = [one for one in self._visitors.values() if one.mailbox in ("", mailbox)]
        return max(fitting, key=lambda one: (one.mailbox == mailbox, one.keys_at), default=None)

    def message_waiting(self, message: Message, at: float, seen_at: float) -> list[Event]:
        """The state of a mailbox is told: within a visit this follows a right PIN."""
        mailbox = _with_context(message.get("mailbox"))
        visitor = self._visitor(mailbox)
        if visitor is None or visitor.accepted or not visitor.groups:
            return []
        return [self._accepted(visitor, mailbox, at, seen_at)]

    def _accepted(self, visitor: Channel, mailbox: str, at: float, seen_at: float) -> Event:
        visitor.accepted = True
        visitor.mailbox = mailbox
        caller = self._outside(visitor)
        return events.PinAccepted(at, seen_at, mailbox, visitor.unique, caller, visitor.incoming)

    def pin_changed(self, message: Message, at: float, seen_at: float) -> list[Event]:
        """VoicemailPasswordChange (since Asterisk 18.21)."""
        mailbox = f"{message.get('mailbox')}@{message.get('context') or 'default'}"
        visitor = self._visitor(mailbox)
        if visitor is None:
            return [events.PinChanged(at, seen_at, mailbox)]
        found: list[Event] = []
        if not visitor.accepted:
            found.append(self._accepted(visitor, mailbox, at, seen_at))
        caller = self._outside(visitor)
        found.append(events.PinChanged(at, seen_at, mailbox, visitor.unique, caller, visitor.incoming))
        return found

    # --- registrations ---

    def security(self, message: Message, at: float, seen_at: float) -> list[Event]:
        """A security event of a SIP channel; those of other services are not ours."""
        if message.get("service").upper() not in ("SIP", "PJSIP", "IAX2", "IAX"):
            return []
        account = message.get("accountid")
        address = address_of(message.get("remoteaddress"))
        if message.name == "SuccessfulAuth":
            return self._registered(account, address, "", at, seen_at)
        unknown = message.name == "InvalidAccountID"
        return [events.RegistrationRefused(at, seen_at, account, address, unknown_account=unknown)]

    def peer_status(self, message: Message, at: float, seen_at: float) -> list[Event]:
        """PeerStatus, of chan_sip and others."""
        if message.get("peerstatus") != "Registered":
            return []
        account = message.get("peer").partition("/")[2]
        return self._registered(account, address_of(message.get("address")), "", at, seen_at)

    def contact_status(self, message: Message, at: float, seen_at: float) -> list[Event]:
        """ContactStatus, of PJSIP."""
        if message.get("contactstatus") not in ("Created", "Updated", "NonQualified", "Reachable"):
            return []
        account = message.get("endpointname") or message.get("aor")
        address = address_of(message.get("uri"))
        return self._registered(account, address, message.get("useragent"), at, seen_at)

    def _registered(self, account: str, address: str, agent: str, at: float, seen_at: float) -> list[Event]:
        # Each call proves its account anew: only a change tells something.
        if not account or not address or self.addresses.get(account) == address:
            return []
        if not self._plan.is_extension(account) and self._plan.is_trunk(f"PJSIP/{account}-0"):
            return []
        self.addresses[account] = address
        if len(self.addresses) > MAX_ACCOUNTS:
            self.addresses.pop(next(iter(self.addresses)))
        return [events.Registered(at, seen_at, account, address, agent)]

    # --- forwards ---

    def forwards_read(self, entries: Mapping[str, str], at: float, seen_at: float) -> list[Event]:
        """The whole of the forwards, as keys of the database: what changed since the last reading."""
        now: dict[tuple[str, str], str] = {}
        for key, value in entries.items():
            name = forward_of(key)
            if name is not None and value.strip():
                now[name] = value.strip()
        found: list[Event] = []
        for name, number in now.items():
            if self.forwards.get(name) != number:
                found.append(events.ForwardSet(at, seen_at, name[0], name[1], number))
        for name, number in self.forwards.items():
            if name not in now:
                found.append(events.ForwardCleared(at, seen_at, name[0], name[1], number))
        self.forwards = now
        return found

    def device_state(self, message: Message) -> None:
        """FreePBX tells of a forward by a device state: the number must be read."""
        if message.get("device").startswith(("Custom:CF", "Custom:FOLLOWME")):
            self.poll_wanted = True


def forward_of(key: str) -> tuple[str, str] | None:
    """Extension and kind of a database key, None when it is no forward."""
    parts = key.strip("/").split("/")
    if len(parts) == 2 and parts[0] in ("CF", "CFB", "CFU"):
        return parts[1], parts[0]
    if len(parts) >= 4 and parts[0] == "AMPUSER":
        if parts[2] == "followme" and parts[3] == "grplist":
            return parts[1], "followme"
        if parts[2] == "vmx" and parts[-1] == "ext":
            return parts[1], "/".join(parts[2:])
    return None


def forward_key(extension: str, kind: str) -> tuple[str, str]:
    """Family and key of the database under which a forward lies."""
    if kind in ("CF", "CFB", "CFU"):
        return kind, extension
    if kind == "followme":
        return "AMPUSER", f"{extension}/followme/grplist"
    return "AMPUSER", f"{extension}/{kind}"


def _with_context(mailbox: str) -> str:
    return mailbox if "@" in mailbox or not mailbox else f"{mailbox}@default"
