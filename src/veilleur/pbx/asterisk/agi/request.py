"""What the dialplan asks over FastAGI: a request read from hostile bytes, and the event it means.

Pitfall: what the dialplan passes about a call is a hint that it may get wrong or leave out. The channel
itself, as the manager interface has reported it, knows better whether a call comes from a telephone of the
house, from voicemail, from a forward or from outside.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from veilleur.pbx.asterisk.events.call_origin import WayOut
from veilleur.pbx.asterisk.events.peer_names import address_of, peer_of
from veilleur.words import events
from veilleur.words.calls import INDIRECT_ORIGINS, Origin

MAX_HEADERS = 200
MAX_ARGUMENTS = 40


class AgiError(Exception):
    """The bytes are not those of a request that we know."""


async def read_request(reader: asyncio.StreamReader) -> tuple[str, dict[str, str]]:
    """Script name and fields (`agi_` headers, and the arguments `name=value`).

    Raises:
        AgiError: for anything but a bounded, well-formed request.
        ValueError: for a line longer than the reader's limit.
    """
    fields: dict[str, str] = {}
    for _number in range(MAX_HEADERS):
        line = await reader.readline()
        if not line.endswith(b"\n"):
            raise AgiError("the request was cut off")
        text = line.decode("utf-8", "replace").strip("\r\n")
        if not text:
            break
        key, colon, value = text.partition(":")
        if not colon or not key.startswith("agi_"):
            raise AgiError("a line is no header")
        fields.setdefault(key, value.strip())
    else:
        raise AgiError("too many headers")
    request = fields.get("agi_request", "")
    script = fields.get("agi_network_script", "")
    if not script and request.startswith("agi://"):
        script = request[6:].partition("/")[2]
    name, _comma, inline = script.partition(",")
    pieces = inline.split(",") if inline else []
    pieces += [fields[f"agi_arg_{n}"] for n in range(1, MAX_ARGUMENTS) if f"agi_arg_{n}" in fields]
    for piece in pieces:
        key, equals, value = piece.partition("=")
        if equals and not key.startswith("agi_"):
            fields.setdefault(key, value)
    return name.strip("/").partition("?")[0], fields


def request_of(fields: Mapping[str, str]) -> str:
    """The id of the channel that asks."""
    return fields.get("unique") or fields.get("agi_uniqueid", "")


def call_requested(
    fields: Mapping[str, str],
    now: float,
    extension_of_peer: Callable[[str], str],
    way: WayOut | None = None,
) -> events.CallRequested:
    """The event for an `ask`.

    extension_of_peer: the extension a telephone's account names, "" for none. way: how the call leaves
    as the manager interface shows it; None while it has not reported the channel.
    """
    try:
        origin = Origin(fields.get("origin") or "extension")
    except ValueError:
        origin = Origin.UNKNOWN
    forwarder = fields.get("forwarder", "")
    if forwarder and origin is Origin.EXTENSION:
        origin = Origin.FORWARD
    seems_inside = origin is Origin.EXTENSION and (way is None or way.origin is Origin.EXTENSION)
    if fields.get("stranger") == "1" and seems_inside:
        # No account of the house: neither the channel's name nor the number shown says whose call it is.
        origin, way = Origin.FORWARD, None
        fields = {**fields, "channel": "", "agi_channel": "", "caller": ""}
    # The `caller` of a forwarded call names the trunk it came by; who called is in the AGI header.
    caller = fields.get("agi_callerid", "") or fields.get("caller", "")
    account = _account(fields, extension_of_peer)
    extension = forwarder or account
    if way is not None:
        if origin is Origin.EXTENSION:
            origin = way.origin
            extension = way.extension or (account if origin in (Origin.EXTENSION, Origin.UNKNOWN) else "")
        elif not extension_of_peer(extension):
            # What the dialplan names may be the number dialled from outside, or the trunk.
            extension = way.extension or extension
        caller = way.outside_caller or caller
    outside = origin in INDIRECT_ORIGINS and not extension_of_peer(caller)
    # Of a call that somebody else began, the network address is no telephone's of this extension.
    own_telephone = origin is Origin.EXTENSION and bool(account) and _is_telephone(fields)
    return events.CallRequested(
        at=now,
        seen_at=now,
        request=request_of(fields),
        extension=extension,
        number=fields.get("number", ""),
        origin=origin,
        outside_caller=caller if outside and caller != "unknown" else "",
        trunk=fields.get("trunk", ""),
        address=address_of(fields.get("address", "")) if own_telephone else "",
        agent=fields.get("agent", "") if own_telephone else "",
        linked=fields.get("linked", ""),
        can_key_digits=own_telephone,
    )


def mailbox_requested(
    fields: Mapping[str, str], now: float, is_outside: bool | None = None
) -> events.MailboxRequested:
    """The event for a `mailbox`. is_outside: as the manager interface shows it; None while unknown."""
    if is_outside is None:
        is_outside = fields.get("outside", "1") != "0"
    mailbox = fields.get("mailbox", "")
    if mailbox and "@" not in mailbox:
        mailbox += "@default"
    return events.MailboxRequested(
        at=now,
        seen_at=now,
        request=request_of(fields),
        mailbox=mailbox,
        outside_caller=fields.get("caller", "") if is_outside else "",
        outside=is_outside,
        address=address_of(fields.get("address", "")),
    )


def _is_telephone(fields: Mapping[str, str]) -> bool:
    channel = fields.get("channel") or fields.get("agi_channel", "")
    return "/" in channel and not channel.startswith("Local/")


def _account(fields: Mapping[str, str], extension_of_peer: Callable[[str], str]) -> str:
    """The extension: by the channel's own account first, since a caller id can be forged."""
    if _is_telephone(fields):
        channel = fields.get("channel") or fields.get("agi_channel", "")
        return extension_of_peer(peer_of(channel))
    return extension_of_peer(fields.get("caller", ""))
