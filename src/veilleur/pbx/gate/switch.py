"""One gate put together for the guard: its line is feed, questions and orders."""

from __future__ import annotations

from veilleur.config import Settings
from veilleur.pbx.adapter import Coverage, GuardHooks, NoPastCalls, Switch
from veilleur.pbx.gate.certificate import CertificateWatch
from veilleur.pbx.gate.line import GateLine
from veilleur.pbx.gate.settings import NAME, GateSettings


def build(settings: Settings, guard: GuardHooks) -> Switch:
    """The switch of a configuration that names a gate."""
    gate = settings.switch
    assert isinstance(gate, GateSettings)
    line = GateLine(gate, settings.site, guard)
    return Switch(
        feed_name=NAME,
        feed=line,
        questions=line,
        actuator=line,
        inspection=GateInspection(line, CertificateWatch(gate.directory, guard)),
        past_calls=NoPastCalls(),  # a gate keeps none; what runs still is in its list
        vantage=settings.vantage,
    )


class GateInspection:
    """Whether the gate is there. All calls that pass it are asked about, and it keeps the rule alone."""

    can_cut = True

    def __init__(self, line: GateLine, certificate: CertificateWatch) -> None:
        self._line, self._certificate = line, certificate

    @property
    def coverage(self) -> Coverage | None:
        """None until the gate has named its calls."""
        if not self._line.is_connected:
            return None
        return Coverage({NAME: True}, is_complete=True, holds_alone=True)

    async def first(self) -> None:
        """See `Inspection`: the line says itself when it is lost."""

    def returned(self) -> None:
        """See `Inspection`."""

    async def repeat(self) -> None:
        """See `Inspection`: what expires."""
        await self._certificate.repeat()
