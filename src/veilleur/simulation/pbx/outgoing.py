"""Calls that leave the embedded PBX: the dialplan's question, the guard's word, the trunk.

In: who calls which number, and for how long. Out: a `CallFact`, and AMI events in Asterisk's order.
Pitfall: a call is asked about only where Veilleur's dialplan pieces are in force; an originate never is.
"""

from __future__ import annotations

from veilleur.simulation.pbx.agi_client import CODE_WITHIN_S, Ask
from veilleur.simulation.pbx.ground_truth import CallFact, Channel, Outcome
from veilleur.simulation.pbx.kernel import CAUSE_CONGESTION, CAUSE_REJECTED, Kernel
from veilleur.words.calls import Origin

EMERGENCY_RETRY_S = 0.5  # a full trunk is tried again for an emergency call
EMERGENCY_TRIES_MAX = 600  # five minutes: long enough for a guard to make room, and bounded
# What a guard may say; any other word is nonsense, and the fail policy decides (law 9).
WORDS = frozenset({"allow", "ask", "refuse"})


class Outgoing:
    """The outgoing calls of one switch."""

    def __init__(self, pbx: Kernel) -> None:
        self._pbx = pbx

    def dial(
        self,
        extension: str,
        number: str,
        talk_s: float,
        *,
        origin: Origin = Origin.EXTENSION,
        outside_caller: str = "",
        hostile: bool = False,
        address: str = "192.0.2.10",
        ring_s: float = 1.0,
        answers: bool = True,
    ) -> CallFact:
        """A party of the site calls out by the dialplan: asked first where Veilleur's pieces are in force."""
        technology = (
            f"PJSIP/{extension}" if origin is Origin.EXTENSION else f"PJSIP/{self._pbx.company.trunk}"
        )
        reached = number if origin is Origin.EXTENSION else extension
        first = "DISA" if origin is Origin.DISA else "Dial"
        caller = self._pbx.channel(technology, outside_caller or extension, reached, first)
        if reached != number:
            caller.exten = number
            data = ("AppData", f"Local/{number}@veilleur")
            self._pbx.emit("Newexten", caller, ("Extension", number), ("Application", "Dial"), data)
        call = CallFact(
            unique=caller.unique,
            number=number,
            extension=extension,
            origin=origin,
            hostile=hostile,
            emergency=self._pbx.company.is_emergency(number),
            at=self._pbx.now,
            talk_s=talk_s,
            outside_caller=outside_caller,
            channel=caller.name,
            ring_s=ring_s,
            answers=answers,
        )
        caller.call = call
        self.leave(call, caller, address)
        return call

    def leave(self, call: CallFact, caller: Channel, address: str = "") -> None:
        """The dialplan is about to let a call out: it asks first, where Veilleur's pieces are in force."""
        self._pbx.facts.append(call)
        if call.emergency or not self._pbx.asks_first:
            self._to_trunk(call, caller)
            return
        arguments = {
            "number": self._pbx.company.dialled(call.number),
            "caller": call.outside_caller or call.extension,
            "channel": caller.name,
            "unique": caller.unique,
            "linked": caller.linked,
            "trunk": self._pbx.company.trunk,
            "address": address,
            "agent": "Telephone/1.0",
            "forwarder": "" if call.origin is Origin.EXTENSION else call.extension,
            "origin": call.origin.value,
        }
        self._pbx.ask("ask", arguments, lambda ask: self._judged(call, caller, ask))

    def originate(self, number: str, talk_s: float, *, hostile: bool = False) -> CallFact:
        """AMI originate, call file or click-to-call: straight to the trunk, and nobody is asked."""
        call = CallFact(
            unique="",
            number=number,
            extension="",
            origin=Origin.UNKNOWN,
            hostile=hostile,
            emergency=self._pbx.company.is_emergency(number),
            at=self._pbx.now,
            talk_s=talk_s,
        )
        self._pbx.facts.append(call)
        self._to_trunk(call, None)
        return call

    def _judged(self, call: CallFact, caller: Channel, ask: Ask) -> None:
        if caller.unique not in self._pbx.channels:
            return
        call.why = ask.why
        unspoken = ask.word not in WORDS
        if ask.allows:
            self._to_trunk(call, caller)
        elif ask.word == "ask" and ask.script == "ask":
            question = {
                "unique": caller.unique,
                "number": self._pbx.company.dialled(call.number),
                "caller": call.extension,
            }
            self._pbx.ask("code", question, lambda reply: self._judged(call, caller, reply), CODE_WITHIN_S)
        elif ask.script == "code":
            call.outcome = Outcome.REFUSED  # a question left open is never a yes
            self._pbx.hang_up(caller, CAUSE_REJECTED)
        elif unspoken and not (
            self._pbx.company.must_wait(call.number) and not self._pbx.company.is_open(self._pbx.now)
        ):
            self._to_trunk(call, caller)  # law 9: the site chose to let these pass
        else:
            call.outcome = Outcome.HELD if unspoken else Outcome.REFUSED
            self._pbx.hang_up(caller, CAUSE_REJECTED)

    def _to_trunk(self, call: CallFact, caller: Channel | None, tries: int = 1) -> None:
        if caller is not None and caller.unique not in self._pbx.channels:
            return
        if self._pbx.trunk_legs() >= self._pbx.company.trunk_channels:
            if call.emergency and tries < EMERGENCY_TRIES_MAX:
                self._pbx.after(EMERGENCY_RETRY_S, lambda: self._to_trunk(call, caller, tries + 1))
                return
            call.outcome = Outcome.CONGESTED
            call.ended_at = self._pbx.now
            if caller is not None:
                self._pbx.hang_up(caller, CAUSE_CONGESTION)
            return
        linked = caller.linked if caller is not None else ""
        plain = self._pbx.company.dialled(call.number)
        leg = self._pbx.channel(f"PJSIP/{self._pbx.company.trunk}", call.extension, plain, "AppDial", linked)
        leg.call = call
        call.out_leg = leg.unique
        call.unique = call.unique or leg.unique
        call.outcome = Outcome.RINGING
        self._pbx.dial_event("DialBegin", caller, leg, ("DialString", f"{plain}@{self._pbx.company.trunk}"))
        leg.state = "5"
        self._pbx.emit("Newstate", leg)
        if call.answers:
            self._pbx.after(call.ring_s, lambda: self._answer(call, caller, leg))
        else:
            self._pbx.after(call.ring_s, lambda: self._pbx.hang_up(leg))

    def _answer(self, call: CallFact, caller: Channel | None, leg: Channel) -> None:
        if leg.unique not in self._pbx.channels:
            return
        leg.state = "6"
        call.answered_at = self._pbx.now
        call.outcome = Outcome.ANSWERED
        self._pbx.emit("Newstate", leg)
        self._pbx.dial_event("DialEnd", caller, leg, ("DialStatus", "ANSWER"))
        self._pbx.after(call.talk_s, lambda: self._pbx.hang_up(leg))
