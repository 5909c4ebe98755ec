"""One switch, many called people at once: what each of them does with an alert call, and what was heard.

In: behaviours. Out: for each the outcome of the ringing, and the answer that was taken. Pitfall: the sounds
are short hums of the lab, so that a hundred talks take seconds; what people hear is tested elsewhere.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from lab.addresses import free_network, free_port
from lab.called_person import Step, nudge, scenario
from lab.sip import Sip
from lab.sounds import hums
from lab.switch import RealAsterisk
from lab.waiting import until
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.pbx.asterisk.telephone.line import AsteriskLine
from veilleur.pbx.asterisk.telephone.pieces import TelephonePlan, context, manager_section
from veilleur.pbx.asterisk.telephone.talk import Patience, Reached
from veilleur.pbx.telephone_port import Menu, Option, Reply
from veilleur.words.errors import SwitchError

LIMIT_S = 120.0
KEEP, UNKNOWN, ALLOW = "7", "4", "2"  # the keys of the menu here; in the field they are other ones each time
CODE = "58213"
MENU = Menu(
    ("telephone-who", "telephone-calls-stopped"),
    (
        Option("keep", ("telephone-keep",), KEEP),
        Option("unknown", ("telephone-unknown",), UNKNOWN),
        Option("allow", ("telephone-allow",), ALLOW),
    ),
)


@dataclass(frozen=True)
class Behaviour:
    """What a called person or machine does. nudged_at: the steps of the talk at which it goes on, in order;
    holds: the talk waits there until it has typed."""

    steps: Sequence[Step]
    nudged_at: tuple[str, ...] = ()
    holds: bool = False


@dataclass
class Heard:
    """What became of one call."""

    outcome: str = ""
    answers: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)


class TelephoneBench:
    """A switch with a line, and called people beside it; use `open`. dtmf: how the trunk carries keys."""

    def __init__(self, version: str, behaviours: Mapping[str, Behaviour], *, dtmf: str = "rfc4733") -> None:
        self.version, self._behaviours, self._dtmf = version, behaviours, dtmf
        self.network = free_network()
        self.plan = TelephonePlan(port=free_port())
        self._addresses = {name: f"{self.network}.{10 + place}" for place, name in enumerate(behaviours)}
        self._numbers = {name: f"06399800{10 + place}" for place, name in enumerate(behaviours)}
        self._sips: dict[str, Sip] = {}

    @contextmanager
    def open(self) -> Iterator[TelephoneBench]:
        """Start the switch and whoever is called."""
        with ExitStack() as stack:
            home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="veilleur-called-")))
            for name, behaviour in self._behaviours.items():
                folder = home / self._numbers[name]
                folder.mkdir()
                address = self._addresses[name]
                place = ("-i", address, "-mi", address, "-p", "5060")
                sip = Sip(scenario(behaviour.steps, folder), *place, limit_s=LIMIT_S)
                stack.callback(sip.stop)
                self._sips[name] = sip
            self.switch = RealAsterisk(self.version, self._files(), more_manager=manager_section(self.plan))
            hums(self.switch.path(self.switch.home) / "sounds")
            stack.enter_context(self.switch)
            yield self

    async def ring(self, ring_s: float = 3.0) -> dict[str, Heard]:
        """Call everybody at once; returns when every talk is over."""
        found = {name: Heard() for name in self._behaviours}
        by_number = {self._numbers[name]: name for name in found}
        line = AsteriskLine(
            AsteriskSettings(port=self.switch.ami_port, username=self.plan.user, secret=self.plan.secret),
            dial="SIP/{number}" if self.version == "16" else "PJSIP/{number}",
            caller="0199001200",
            port=self.plan.port,
            sounds=f"{self.switch.home}/sounds",
            ring_s=ring_s,
            patience=Patience(rounds=2, key_wait_ms=6_000, burst_ms=1_200, code_wait_ms=6_000),
            reached=lambda number: self._reached(by_number[number], found[by_number[number]]),
        )
        await line.start()
        try:
            async with asyncio.TaskGroup() as tasks:
                for name in found:
                    tasks.create_task(self._one(line, name, found[name]))
            async with asyncio.timeout(LIMIT_S):
                await asyncio.gather(*(line.over(number) for number in by_number))
        finally:
            line.stop()
        return found

    async def _one(self, line: AsteriskLine, name: str, heard: Heard) -> None:
        async def answered(answer: str, code: str) -> Reply:
            if code:
                heard.codes.append(code)
            if answer == "allow" and code != CODE:
                return Reply(("telephone-wrong-code",) if code else (), asks_code=True)
            heard.answers.append(answer)
            return Reply(("telephone-kept",))

        try:
            heard.outcome = (await line.call(self._numbers[name], lambda: MENU, answered)).value
        except SwitchError as error:
            heard.outcome = str(error.message)

    def _reached(self, name: str, heard: Heard) -> Reached:
        """What the called person hears at a step of the talk."""
        sip, address, behaviour = self._sips[name], self._addresses[name], self._behaviours[name]
        nudges = list(behaviour.nudged_at)

        async def reached(step: str) -> None:
            heard.steps.append(step)
            if not nudges or nudges[0] != step:
                return
            nudges.pop(0)
            call_id = (await asyncio.to_thread(sip.wait_for, r"up (\S+)")).partition(" ")[2]
            keyed = len(behaviour.nudged_at) - len(nudges) - 1  # whoever still types would take no nudge
            await asyncio.to_thread(until, lambda: sip.written().count("keyed") >= keyed, f"{name} types")
            nudge(address, 5060, call_id)
            if behaviour.holds:
                await asyncio.to_thread(until, lambda: sip.written().count("keyed") > keyed, f"{name} types")

        return reached

    def _files(self) -> dict[str, str]:
        files = {
            "extensions.conf": "[general]\n[incoming]\n" + context(self.plan),
            "cdr.conf": "[general]\nenable=no\n",
            "rtp.conf": "[general]\nrtpstart=20000\nrtpend=29999\n",
        }
        return {**files, **(self._sip_files() if self.version == "16" else self._pjsip_files())}

    def _sip_files(self) -> dict[str, str]:
        mode = {"rfc4733": "rfc2833"}.get(self._dtmf, self._dtmf)
        general = (
            f"[general]\nudpbindaddr={self.network}.1:5060\ncontext=incoming\nallowguest=no\n"
            f"disallow=all\nallow=alaw\ndirectmedia=no\ndtmfmode={mode}\n"
        )
        peers = "".join(
            f"[{number}]\ntype=peer\nhost={self._addresses[name]}\nport=5060\ncontext=incoming\n"
            for name, number in self._numbers.items()
        )
        return {"sip.conf": general + peers, "pjsip.conf": ""}

    def _pjsip_files(self) -> dict[str, str]:
        transport = f"[udp]\ntype=transport\nprotocol=udp\nbind={self.network}.1:5060\n"
        peers = "".join(
            f"[{number}]\ntype=aor\ncontact=sip:{number}@{self._addresses[name]}:5060\n"
            f"[{number}]\ntype=endpoint\ntransport=udp\naors={number}\ncontext=incoming\ndisallow=all\n"
            f"allow=alaw\ndirect_media=no\ndtmf_mode={self._dtmf}\nbind_rtp_to_media_address=yes\n"
            f"media_address={self.network}.1\n"
            for name, number in self._numbers.items()
        )
        return {"pjsip.conf": transport + peers}
