"""One old PABX put together for the guard: records in, and polite refusals for all that it cannot do."""

from __future__ import annotations

import asyncio
import dataclasses

from veilleur.config import Settings
from veilleur.pbx.adapter import Coverage, GuardHooks, NoPastCalls, Switch
from veilleur.pbx.smdr.feed import SmdrFeed
from veilleur.pbx.smdr.settings import NAME, SmdrSettings
from veilleur.words.errors import SwitchError


def build(settings: Settings, guard: GuardHooks) -> Switch:
    """The switch of a configuration that names an old PABX.

    Raises:
        InputError: when its records cannot be kept, or their format is not known.
    """
    smdr = settings.switch
    assert isinstance(smdr, SmdrSettings)
    smdr = dataclasses.replace(smdr, keep_s=settings.journal.keep_personal_s)
    return Switch(
        feed_name=NAME,
        feed=SmdrFeed(smdr, settings.site, guard.now, guard.chance),
        questions=_NobodyAsks(),
        actuator=_NoOrders(),
        inspection=_NothingToInspect(),
        past_calls=NoPastCalls(),  # its records are the feed itself, and lie in the spool
        vantage=settings.vantage,
    )


class _NoOrders:
    """The actuator of a switch that takes no orders."""

    async def cut_call(self, call: str) -> None:
        raise _refusal()

    async def hang_up_channel(self, channel: str) -> None:
        raise _refusal()

    async def clear_forward(self, extension: str, kind: str) -> None:
        raise _refusal()

    async def restore_forward(self, extension: str, kind: str, number: str) -> None:
        raise _refusal()


def _refusal() -> SwitchError:
    return SwitchError("this PBX only prints its calls and takes no orders; act on it by hand")


class _NobodyAsks:
    async def start(self) -> int:
        return 0

    async def stop(self) -> None:
        return None


class _NothingToInspect:
    can_cut = True  # never looked at: at this vantage no cut is promised
    coverage: Coverage | None = None

    async def first(self) -> None:
        return None

    def returned(self) -> None:
        return None

    async def repeat(self) -> None:
        await asyncio.get_running_loop().create_future()
