"""The switch itself, sans I/O and in virtual time: calls, voicemail, forwards, DISA, trunk, AstDB.

In: bytes of managers and of the FastAGI server, and what people do (`dial`, `voicemail`, ...). Out:
AMI bytes, open `asks`, lines of the voicemail log, and `facts`: what truly happened, for checkers.
"""

from __future__ import annotations

from collections.abc import Callable

from veilleur.simulation.pbx.ground_truth import CallFact
from veilleur.simulation.pbx.kernel import Kernel
from veilleur.simulation.pbx.manager_actions import ManagerActions
from veilleur.simulation.pbx.numbering_plan import GARAGE, Company
from veilleur.simulation.pbx.outgoing import Outgoing
from veilleur.simulation.pbx.transfers import Transfers
from veilleur.simulation.pbx.voicemail import Mailboxes
from veilleur.words.calls import Origin


class EmbeddedPbx(Kernel):
    """A small company's PBX. `asks`: whether Veilleur's dialplan pieces are in force."""

    def __init__(
        self,
        at: float,
        company: Company = GARAGE,
        *,
        asks: bool = True,
        user: str = "veilleur",
        secret: str = "",
        pins: dict[str, str] | None = None,
    ) -> None:
        super().__init__(at, company, asks=asks, user=user, secret=secret, pins=pins)
        self._outgoing = Outgoing(self)
        self._mailboxes = Mailboxes(self)
        self._transfers = Transfers(self, self._outgoing)
        self.ami.handlers.update(ManagerActions(self, self._outgoing).handlers())

    # --- calls out ------------------------------------------------------------------------------

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
        return self._outgoing.dial(
            extension,
            number,
            talk_s,
            origin=origin,
            outside_caller=outside_caller,
            hostile=hostile,
            address=address,
            ring_s=ring_s,
            answers=answers,
        )

    def originate(self, number: str, talk_s: float, *, hostile: bool = False) -> CallFact:
        """AMI originate, call file or click-to-call: straight to the trunk, and nobody is asked."""
        return self._outgoing.originate(number, talk_s, hostile=hostile)

    def forwarded(self, extension: str, outside_caller: str, talk_s: float, *, hostile: bool) -> bool:
        """An incoming call for an extension with a forward leaves again; False when it has none."""
        target = self.database.get(f"/CF/{extension}")
        if target is None:
            return False
        self.dial(
            extension,
            target,
            talk_s,
            origin=Origin.FORWARD,
            outside_caller=outside_caller,
            hostile=hostile,
            address="",
        )
        return True

    def transferred(
        self,
        extension: str,
        outside_caller: str,
        number: str,
        talk_s: float,
        *,
        attended: bool = False,
        hostile: bool = False,
    ) -> None:
        """An incoming call is answered by an extension and sent on to a number, blind or attended."""
        way = self._transfers.attended if attended else self._transfers.blind
        way(extension, outside_caller, number, talk_s, hostile)

    def moved(
        self, extension: str, outside_caller: str, number: str, talk_s: float, *, hostile: bool = False
    ) -> None:
        """An incoming call is answered by a telephone's own SIP 302 towards a number."""
        self._transfers.moved(extension, outside_caller, number, talk_s, hostile)

    # --- access ---------------------------------------------------------------------------------

    def voicemail(
        self, mailbox: str, outside_caller: str, tries: list[str], then: Callable[[], None] | None = None
    ) -> None:
        """An outside call to a mailbox that keys PINs, three at most; `then` follows a right one."""
        self._mailboxes.call(mailbox, outside_caller, tries, then)

    def change_pin(self, mailbox: str, pin: str) -> None:
        """The PIN of a mailbox is changed; the switch reports it in clear, as Asterisk does."""
        self._mailboxes.change_pin(mailbox, pin)

    def set_forward(self, extension: str, number: str) -> None:
        """A forward is written to AstDB; no event reports it."""
        self.database[f"/CF/{extension}"] = number

    def drain_log(self) -> list[str]:
        """Lines for the voicemail log since the last call."""
        lines, self.log = self.log, []
        return lines

    def refuse_registration(self, account: str, address: str) -> None:
        """A wrong password for an account, as the security events report it."""
        fields = (("AccountID", account), ("RemoteAddress", f"IPV4/UDP/{address}/5060"), ("Service", "PJSIP"))
        self.ami.event("InvalidPassword", ("Severity", "Error"), *fields)
