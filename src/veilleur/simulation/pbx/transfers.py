"""Calls that are sent on by the embedded PBX: blind and attended transfers, and a telephone's own 302.

In: an incoming call and where it is sent. Out: AMI events in Asterisk's order, and a `CallFact`.
Pitfall: in an attended transfer the second call is an ordinary one of the extension until it is joined; only
then is the outside caller on its out leg.
"""

from __future__ import annotations

from veilleur.simulation.pbx.ground_truth import CallFact, Channel
from veilleur.simulation.pbx.kernel import Kernel
from veilleur.simulation.pbx.outgoing import Outgoing
from veilleur.words.calls import Origin

RINGS_S, TALKS_S, CONSULTS_S = 2.0, 5.0, 4.0


class Transfers:
    """Transfers and deflections of one switch."""

    def __init__(self, pbx: Kernel, outgoing: Outgoing) -> None:
        self._pbx = pbx
        self._outgoing = outgoing

    def blind(self, extension: str, outside_caller: str, number: str, talk_s: float, hostile: bool) -> None:
        """The extension answers, then sends its caller on to a number without waiting."""
        pbx = self._pbx
        caller, telephone = self._incoming(extension, outside_caller)

        def send() -> None:
            if not self._both_alive(caller, telephone):
                return
            pbx.ami.event(
                "BlindTransfer",
                ("Result", "Success"),
                *_party("Transferer", telephone),
                *_party("Transferee", caller),
                ("IsExternal", "Yes"),
                ("Context", "veilleur"),
                ("Extension", number),
            )
            caller.exten = number
            pbx.emit("Newexten", caller, ("Extension", number), ("Application", "Dial"), ("AppData", number))
            pbx.hang_up(telephone)
            caller.call = self._fact(
                caller=caller,
                extension=extension,
                outside_caller=outside_caller,
                number=number,
                talk_s=talk_s,
                hostile=hostile,
            )
            self._outgoing.leave(caller.call, caller)

        pbx.after(RINGS_S + TALKS_S, send)

    def attended(
        self, extension: str, outside_caller: str, number: str, talk_s: float, hostile: bool
    ) -> None:
        """The extension answers, calls the number, and joins the two."""
        pbx = self._pbx
        caller, telephone = self._incoming(extension, outside_caller)

        def consult() -> None:
            if self._both_alive(caller, telephone):
                made = self._outgoing.dial(extension, number, talk_s + CONSULTS_S, hostile=hostile)
                pbx.after(1.0 + CONSULTS_S, lambda: join(made))

        def join(made: CallFact) -> None:
            leg, dialler = pbx.channels.get(made.out_leg), pbx.channels.get(made.unique)
            if leg is None or dialler is None or made.answered_at is None:
                pbx.hang_up(caller)
                pbx.hang_up(telephone)
                return
            pbx.ami.event(
                "AttendedTransfer",
                ("Result", "Success"),
                *_party("OrigTransferer", telephone),
                *_party("SecondTransferer", dialler),
                *_party("Transferee", caller),
                *_party("TransferTarget", leg),
                ("DestType", "Bridge"),
            )
            # The out leg now belongs to the outside caller; the telephone's two channels end.
            made.unique, made.origin, made.outside_caller = caller.unique, Origin.TRANSFER, outside_caller
            dialler.call, caller.call = None, made
            pbx.hang_up(dialler)
            pbx.hang_up(telephone)

        pbx.after(RINGS_S + TALKS_S, consult)

    def moved(self, extension: str, outside_caller: str, number: str, talk_s: float, hostile: bool) -> None:
        """The telephone answers with 302: the switch dials the number through a Local channel."""
        pbx = self._pbx
        caller = pbx.channel(f"PJSIP/{pbx.company.trunk}", outside_caller, extension, "Dial")
        telephone = pbx.channel(f"PJSIP/{extension}", extension, extension, "AppDial", caller.linked)
        pbx.dial_event("DialBegin", caller, telephone, ("DialString", extension))

        def deflect() -> None:
            if not self._both_alive(caller, telephone):
                return
            forward = f"Local/{number}@veilleur"
            pbx.dial_event("DialEnd", caller, telephone, ("DialStatus", "CANCEL"), ("Forward", forward))
            pbx.hang_up(telephone)
            near, far = pbx.local(number, outside_caller, caller.linked)
            pbx.dial_event("DialBegin", caller, near, ("DialString", f"{number}@veilleur"))
            call = self._fact(
                caller=far,
                extension=extension,
                outside_caller=outside_caller,
                number=number,
                talk_s=talk_s,
                hostile=hostile,
            )
            call.origin = Origin.FORWARD
            far.call = near.call = caller.call = call
            self._outgoing.leave(call, far)

        pbx.after(1.0, deflect)

    def _incoming(self, extension: str, outside_caller: str) -> tuple[Channel, Channel]:
        pbx = self._pbx
        caller = pbx.channel(f"PJSIP/{pbx.company.trunk}", outside_caller, extension, "Dial")
        telephone = pbx.channel(f"PJSIP/{extension}", extension, extension, "AppDial", caller.linked)
        pbx.dial_event("DialBegin", caller, telephone, ("DialString", extension))

        def answer() -> None:
            if self._both_alive(caller, telephone):
                telephone.state = caller.state = "6"
                pbx.emit("Newstate", telephone)
                pbx.dial_event("DialEnd", caller, telephone, ("DialStatus", "ANSWER"))

        pbx.after(RINGS_S, answer)
        return caller, telephone

    def _both_alive(self, one: Channel, other: Channel) -> bool:
        return one.unique in self._pbx.channels and other.unique in self._pbx.channels

    def _fact(
        self,
        caller: Channel,
        extension: str,
        outside_caller: str,
        number: str,
        talk_s: float,
        hostile: bool,
    ) -> CallFact:
        pbx = self._pbx
        return CallFact(
            unique=caller.unique,
            number=number,
            extension=extension,
            origin=Origin.TRANSFER,
            hostile=hostile,
            emergency=pbx.company.is_emergency(number),
            at=pbx.now,
            talk_s=talk_s,
            outside_caller=outside_caller,
            channel=caller.name,
        )


def _party(name: str, channel: Channel) -> tuple[tuple[str, str], ...]:
    return (
        (f"{name}Channel", channel.name),
        (f"{name}CallerIDNum", channel.caller),
        (f"{name}Exten", channel.exten),
        (f"{name}Uniqueid", channel.unique),
        (f"{name}Linkedid", channel.linked),
    )
