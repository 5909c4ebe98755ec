"""Calls that are sent on: blind, attended, by key or by REFER, and parked. Pure.

Pitfall: the party that stays may be an inside telephone while the outside caller sent himself on; and an
attended transfer joins a leg that already runs, so there it is the running call that changes.
"""

from __future__ import annotations

from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.events.call_origin import extension_of
from veilleur.pbx.asterisk.events.channels import Channel, ChannelTable, lineage, outside_caller
from veilleur.pbx.asterisk.events.peer_names import Plan, bounded
from veilleur.words import events
from veilleur.words.calls import Origin
from veilleur.words.events import Event


class Transfers:
    """The transfers of one switch."""

    def __init__(self, plan: Plan, table: ChannelTable) -> None:
        """table: the channels that are sent on."""
        self._plan = plan
        self._table = table

    def blind(self, message: Message, at: float, seen_at: float) -> list[Event]:
        """BlindTransfer, since Asterisk 12."""
        if message.get("result", "Success") != "Success":
            return []
        self._table.learn(message, "transferer")
        self._table.learn(message, "transferee")
        by, sent_on = message.get("transfereruniqueid"), message.get("transfereeuniqueid")
        return [*self._sent_on(by, sent_on, message.get("extension"), at, seen_at)]

    def attended(self, message: Message, at: float, seen_at: float) -> list[Event]:
        """AttendedTransfer, since Asterisk 12."""
        if message.get("result", "Success") != "Success":
            return []
        by = self._table.by_id.get(message.get("origtransfereruniqueid"))
        second = self._table.by_id.get(message.get("secondtransfereruniqueid"))
        stays = self._table.by_id.get(message.get("transfereeuniqueid"))
        target = self._table.by_id.get(message.get("transfertargetuniqueid")) or self._table.named(
            message.get("transfertargetchannel")
        )
        extension = self._answerable(by or second, stays)
        if stays is not None:
            stays.goes(Origin.TRANSFER, extension)
        # Which of the two parties that are now joined is out there, and runs up the bill?
        leg = self._running_leg(target) or self._running_leg(second) or self._running_leg(stays)
        other = target if leg is not None and leg is stays else stays
        caller = outside_caller(other) if other is not None else ""
        request = message.get("transfereeuniqueid") or message.get("origtransfereruniqueid")
        return [
            events.CallTransferred(
                at,
                seen_at,
                request,
                extension,
                leg.number if leg is not None else "",
                attended=True,
                call=leg.unique if leg is not None else "",
                outside_caller=caller,
            )
        ]

    def old(self, message: Message, at: float, seen_at: float) -> list[Event]:
        """Transfer, of Asterisk 11 and older."""
        by, sent_on = message.get("uniqueid"), message.get("targetuniqueid")
        found = self._sent_on(by, sent_on, message.get("transferexten"), at, seen_at)
        attended = message.get("transfertype") == "Attended"
        return [one._replace(attended=attended) for one in found]

    def parked(self, message: Message, at: float, seen_at: float) -> list[Event]:
        """A call was parked: whoever takes it up, or where it goes when nobody does, it was sent on."""
        sent_on = message.get("parkeeuniqueid") or message.get("uniqueid")
        by = message.get("parkeruniqueid")
        if not by:
            parker = self._table.named(message.get("parkerdialstring") or message.get("from"))
            by = parker.unique if parker is not None else ""
        if not sent_on or by == sent_on:
            return []
        return list(self._sent_on(by, sent_on, "", at, seen_at))

    def taken_up(self, message: Message, at: float, seen_at: float) -> list[Event]:
        """A parked call was taken up: by whoever keyed its place, who may have called from outside and
        is then joined to a leg that runs and that the site pays, as by an attended transfer."""
        parked = self._table.by_id.get(message.get("parkeeuniqueid"))
        by = self._table.by_id.get(message.get("retrieveruniqueid"))
        if parked is None or by is None:
            return []
        leg = self._running_leg(parked) or self._running_leg(by)
        caller = outside_caller(by if leg is self._running_leg(parked) else parked)
        if leg is None or not caller:
            return []
        parker = self._table.named(message.get("parkerdialstring"))
        extension = self._answerable(parker, by) or leg.extension
        return [
            events.CallTransferred(
                at,
                seen_at,
                by.unique,
                extension,
                leg.number,
                attended=True,
                call=leg.unique,
                outside_caller=caller,
            )
        ]

    def _sent_on(
        self, by: str, sent_on: str, number: str, at: float, seen_at: float
    ) -> list[events.CallTransferred]:
        transferer, stays = self._table.by_id.get(by), self._table.by_id.get(sent_on)
        extension = self._answerable(transferer, stays)
        caller = ""
        if stays is not None:
            stays.goes(Origin.TRANSFER, extension)
            caller = outside_caller(stays)
        number = bounded(number)
        if stays is not None and number:
            stays.exten = number
        request = sent_on or by
        return [events.CallTransferred(at, seen_at, request, extension, number, outside_caller=caller)]

    def _answerable(self, transferer: Channel | None, stays: Channel | None) -> str:
        """The inside party of the two: it sent the call on, or let its caller do so."""
        for channel in (transferer, stays):
            if channel is not None:
                extension = extension_of(channel, self._plan)
                if extension:
                    return extension
        return ""

    def _running_leg(self, channel: Channel | None) -> Channel | None:
        """The out leg that a channel is, or that was dialled from it."""
        if channel is None or channel.started:
            return channel
        for one in reversed(self._table.by_id.values()):
            if one.started and channel in lineage(one):
                return one
        return None
