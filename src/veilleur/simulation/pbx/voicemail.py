"""Voicemail of the embedded PBX: calls into it, PINs keyed, PINs changed.

In: what an outside caller does. Out: AMI events and lines of the voicemail log.
Pitfall: a wrong PIN shows only in the log, and there with the PIN in clear, as on the real switch.
"""

from __future__ import annotations

from collections.abc import Callable

from veilleur.simulation.pbx.agi_client import Ask
from veilleur.simulation.pbx.ground_truth import Channel
from veilleur.simulation.pbx.kernel import CAUSE_REJECTED, Kernel


class Mailboxes:
    """The mailboxes of one switch."""

    def __init__(self, pbx: Kernel) -> None:
        self._pbx = pbx

    def call(
        self, mailbox: str, outside_caller: str, tries: list[str], then: Callable[[], None] | None = None
    ) -> None:
        """An outside call to a mailbox that keys PINs, three at most; `then` follows a right one."""
        box = f"{mailbox}@{self._pbx.company.mailbox_context}"
        caller = self._pbx.channel(f"PJSIP/{self._pbx.company.trunk}", outside_caller, mailbox, "Answer")
        arguments = {"mailbox": box, "caller": outside_caller, "channel": caller.name}
        arguments |= {"unique": caller.unique, "address": "", "outside": "1"}

        def enter(ask: Ask | None) -> None:
            if caller.unique not in self._pbx.channels:
                return
            if ask is not None and ask.word == "refuse":
                self._pbx.hang_up(caller, CAUSE_REJECTED)
                return
            caller.application = "VoiceMailMain"
            data = ("AppData", box)
            self._pbx.emit("Newexten", caller, ("Extension", mailbox), ("Application", "VoiceMailMain"), data)
            self._key(caller, mailbox, tries[:3], then)

        if self._pbx.asks_first:
            self._pbx.ask("mailbox", arguments, enter)
        else:
            enter(None)

    def _key(self, caller: Channel, mailbox: str, tries: list[str], then: Callable[[], None] | None) -> None:
        if caller.unique not in self._pbx.channels:
            return
        if not tries:
            self._pbx.hang_up(caller)
            return
        for digit in tries[0] + "#":
            self._pbx.emit(
                "DTMFEnd", caller, ("Digit", digit), ("DurationMs", "100"), ("Direction", "Received")
            )
        if tries[0] == self._pbx.pins.get(mailbox):
            box = f"{mailbox}@{self._pbx.company.mailbox_context}"
            self._pbx.ami.event(
                "MessageWaiting", ("Mailbox", box), ("Waiting", "0"), ("New", "0"), ("Old", "0")
            )
            if then is not None:
                then()
            self._pbx.after(20.0, lambda: self._pbx.hang_up(caller))
            return
        self._pbx.log.append(
            f"VERBOSE[1][C-00000001] app_voicemail.c: Incorrect password '{tries[0]}' for user '{mailbox}' "
            f"(context = {self._pbx.company.mailbox_context})"
        )
        self._pbx.after(3.0, lambda: self._key(caller, mailbox, tries[1:], then))

    def change_pin(self, mailbox: str, pin: str) -> None:
        """The PIN of a mailbox is changed; the switch reports it in clear, as Asterisk does."""
        self._pbx.pins[mailbox] = pin
        fields = (("Context", self._pbx.company.mailbox_context), ("Mailbox", mailbox), ("NewPassword", pin))
        self._pbx.ami.event("VoicemailPasswordChange", *fields)
