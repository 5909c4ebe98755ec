"""A made gate before a made Asterisk or another PBX: each call is seen by both, under a name of each."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from veilleur.conformance.fakes.asterisk import MadeAsterisk
from veilleur.conformance.fakes.gate import MadeGate
from veilleur.conformance.made_switch import EXTENSION, Ability, BaseSwitch, MadeSwitch

COMPANY_NUMBER = "0199001200"  # what the gate sees of who calls


class PbxBehind(MadeSwitch, Protocol):
    """A made PBX whose legs have Call-IDs."""

    def names_calls(self) -> None:
        """From now on who asks is given them."""
        ...

    def asker(self, call: str) -> str:
        """The id of the channel that dials."""
        ...


class MadeGatedAsterisk(BaseSwitch):
    """See `MadeSwitch`. Who calls is shown by the PBX alone; what becomes of it first by the gate."""

    feeds = frozenset({"asterisk", "gate"})
    abilities = MadeAsterisk.abilities - {Ability.ASKS_WITHOUT_FEED}

    def __init__(self) -> None:
        self._gate, self._pbx = MadeGate(), self._made_pbx()
        super().__init__()
        self._pbx.names_calls()
        self._begun: set[str] = set()
        self._dialled: set[str] = set()

    def _made_pbx(self) -> PbxBehind:
        return MadeAsterisk()

    @property
    def ordered(self) -> list[str]:
        """The orders to both."""
        return [*self._gate.ordered, *self._pbx.ordered]

    @ordered.setter
    def ordered(self, calls: list[str]) -> None:
        assert not calls

    @property
    def obeys(self) -> bool:
        """Both do."""
        return self._gate.obeys

    @obeys.setter
    def obeys(self, obeys: bool) -> None:
        self._gate.obeys = self._pbx.obeys = obeys

    def section(self, folder: Path) -> str:
        """Both; the dialplan asks nothing."""
        return f"{self._gate.section(folder)}{self._pbx.section(folder)}asks = false\n"

    async def start(self) -> None:
        """See `MadeSwitch`."""
        await self._pbx.start()
        await self._gate.start()

    async def stop(self) -> None:
        """See `MadeSwitch`."""
        await self._gate.stop()
        await self._pbx.stop()

    def name(self, call: str) -> str:
        """The gate's; before the call leaves, that of the channel which dials."""
        return self._pbx.asker(call) if call not in self._begun else self._gate.name(call)

    async def asks(self, call: str, number: str, extension: str = EXTENSION) -> str:
        """The PBX dials, and the gate asks."""
        await self._dials(call, number, extension)
        return await self._gate.asks(call, number, COMPANY_NUMBER)

    async def begins(self, call: str, number: str, extension: str = EXTENSION) -> None:
        """See `MadeSwitch`."""
        self._begun.add(call)
        await self._dials(call, number, extension)
        await self._gate.begins(call, number, COMPANY_NUMBER)

    async def is_answered(self, call: str) -> None:
        """See `MadeSwitch`."""
        self._begun.add(call)
        await self._gate.is_answered(call)
        await self._pbx.is_answered(call)

    async def ends(self, call: str, busy: bool = False) -> None:
        """See `MadeSwitch`."""
        self._begun.add(call)
        await self._gate.ends(call, busy)
        await self._pbx.ends(call, busy)

    async def repeats(self) -> None:
        """See `MadeSwitch`."""
        await self._gate.repeats()
        await self._pbx.repeats()

    async def comes_in(self, call: str) -> None:
        """See `MadeSwitch`."""
        await self._gate.comes_in(call)
        await self._pbx.comes_in(call)

    async def enters_pin(self, is_right: bool) -> None:
        """See `MadeSwitch`."""
        await self._pbx.enters_pin(is_right)

    async def changes_pin(self) -> None:
        """See `MadeSwitch`."""
        await self._pbx.changes_pin()

    async def registers(self, is_right: bool) -> None:
        """See `MadeSwitch`."""
        await self._pbx.registers(is_right)

    async def forwards(self, number: str) -> None:
        """See `MadeSwitch`."""
        await self._pbx.forwards(number)

    async def talks_nonsense(self) -> None:
        """See `MadeSwitch`."""
        await self._pbx.talks_nonsense()
        await self._gate.talks_nonsense()

    async def loses_line(self) -> None:
        """See `MadeSwitch`."""
        await self._pbx.loses_line()
        await self._gate.loses_line()

    async def finds_line(self) -> None:
        """See `MadeSwitch`."""
        await self._pbx.finds_line()
        await self._gate.finds_line()

    async def meets(self, port: int) -> None:
        """See `MadeSwitch`."""
        await self._pbx.meets(port)

    async def _dials(self, call: str, number: str, extension: str) -> None:
        if call not in self._dialled:
            self._dialled.add(call)
            await self._pbx.begins(call, number, extension)
