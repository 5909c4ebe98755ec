"""What Asterisk lets us do, by its manager interface (words.ports.Actuator).

Pitfall: "accepted" is not "done"; the proof is the event that follows.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable

from veilleur.pbx.asterisk.ami.protocol import Message
from veilleur.pbx.asterisk.events.forward_store import Entry, cleared, lamps_of, set_to
from veilleur.words import messages
from veilleur.words.errors import SwitchError

CALL_REJECTED = "21"
_NO_LAMP = ("UNKNOWN", "INVALID")  # of a state that nobody has set
Act = Callable[[str, dict[str, str]], Awaitable[list[Message]]]


class AsteriskActuator:
    """Orders to one Asterisk."""

    def __init__(
        self, act: Act, name_of: Callable[[str], str], forwards_changed: Callable[[], None] = lambda: None
    ) -> None:
        """act: does a manager action. name_of: channel name of a unique id, "" when it is gone.
        forwards_changed: called after each order about a forward, so that they are read at once."""
        self._act = act
        self._name_of = name_of
        self._forwards_changed = forwards_changed

    async def cut_call(self, call: str) -> None:
        """Hang up an out leg."""
        await self.hang_up_channel(call)

    async def hang_up_channel(self, channel: str) -> None:
        """Hang up any channel, by its unique id or its name."""
        name = self._name_of(channel) or (channel if "/" in channel else "")
        if not name:
            raise SwitchError("channel {channel} is not alive on the PBX", channel=channel)
        await self._order("Hangup", {"Channel": name, "Cause": CALL_REJECTED})

    async def clear_forward(self, extension: str, kind: str) -> None:
        """Remove a forward of an extension."""
        if kind == "phone":
            raise SwitchError(
                "the forward of {extension} lies in the telephone itself: remove it there",
                extension=extension,
            )
        await self._write(cleared(extension, kind))

    async def restore_forward(self, extension: str, kind: str, number: str) -> None:
        """Put a forward back."""
        if kind == "phone":
            raise SwitchError(
                "the forward of {extension} lies in the telephone itself: set it there", extension=extension
            )
        await self._write(set_to(extension, kind, number))

    async def _write(self, entry: Entry) -> None:
        fields = {"Family": entry.family, "Key": entry.key}
        try:
            if entry.value:
                await self._order("DBPut", {**fields, "Val": entry.value})
            else:
                await self._order("DBDel", fields)
        finally:
            # A refusal too: what is to be deleted may be gone already, which only a reading shows.
            self._forwards_changed()
        await self._show(lamps_of(entry))

    async def _show(self, lamps: dict[str, str]) -> None:
        """Let the lamps of FreePBX's telephones say what its database says; where there are none, nothing."""
        for lamp, state in lamps.items():
            variable = f"DEVICE_STATE({lamp})"
            with contextlib.suppress(SwitchError, ValueError):  # the forward itself is what counts
                shown = (await self._act("Getvar", {"Variable": variable}))[0].get("value")
                if shown and shown not in _NO_LAMP:
                    await self._order("Setvar", {"Variable": variable, "Value": state})

    async def _order(self, action: str, fields: dict[str, str]) -> None:
        try:
            answer = (await self._act(action, fields))[0]
        except ValueError as error:
            raise SwitchError("a value of action {action} holds a line break", action=action) from error
        if answer.get("response") != "Success":
            raise SwitchError(
                "Asterisk refuses {action}: {why}",
                action=action,
                why=answer.get("message") or messages.Message("no reason given"),
            )
