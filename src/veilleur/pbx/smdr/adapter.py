"""The switch that one guard watches, whichever it is: what it tells, what it asks, what it lets us do.

In: settings. Out: a `Switch`. Easily got wrong: a PABX that only prints its calls is watched at vantage
`records`: nothing is refused or cut there, caps and the judge can only alarm.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from veilleur.config import Settings
from veilleur.pbx.asterisk.probe import Probe
from veilleur.pbx.asterisk.settings import AsteriskSettings
from veilleur.pbx.smdr.feed import SmdrFeed
from veilleur.pbx.smdr.settings import SmdrSettings, Way
from veilleur.words.calls import Vantage
from veilleur.words.errors import ConfigError, SwitchError
from veilleur.words.events import Event
from veilleur.words.ports import Actuator


class Feed(Protocol):
    """What tells of the switch."""

    async def run(self, on_event: Callable[[Event], None]) -> None:
        """Give events until cancelled."""
        ...


class Questions(Protocol):
    """Where the switch asks for leave."""

    async def start(self) -> int:
        """Listen; the port."""
        ...

    async def stop(self) -> None:
        """Listen no more."""
        ...


class Looking(Protocol):
    """The look at the switch, at the start and later."""

    seen: Probe | None
    dialplan: dict[str, bool] | None

    async def first(self) -> None:
        """At the start."""
        ...

    def returned(self) -> None:
        """It is seen again."""
        ...

    async def again_and_again(self) -> None:
        """Until cancelled."""
        ...


@dataclass(frozen=True, slots=True)
class Switch:
    """One switch, put together."""

    feed_name: str
    feed: Feed
    actuator: Actuator
    questions: Questions
    inspection: Looking
    vantage: Vantage


def asterisk_settings(settings: Settings) -> AsteriskSettings:
    """How to reach the Asterisk of a configuration.

    Raises:
        ConfigError: when it names none.
    """
    section = settings.asterisk
    source = settings.source or "veilleur.toml"
    if section is None:
        raise ConfigError(f"{source}: no PBX is named; add [asterisk] with host and secret_file, or [smdr].")
    return AsteriskSettings(
        host=section.host,
        port=section.port,
        username=section.username,
        secret=section.secret,
        log_file=section.log_file,
        truncate_log=section.own_log,
        agi_host=section.agi_host,
        agi_port=section.agi_port,
        poll_forwards_s=section.poll_forwards_s,
        trunks=settings.site.trunks,
        code_prompt=section.code_prompt,
    )


def old_pabx(settings: Settings, now: Callable[[], float], chance: Callable[[], float]) -> Switch:
    """A PABX that only prints its calls.

    Raises:
        ConfigError: when the settings name none.
        InputError: when its records cannot be kept, or their format is not known.
    """
    section = settings.smdr
    if section is None:
        raise ConfigError(f"{settings.source or 'veilleur.toml'}: [smdr] is missing.")
    smdr = SmdrSettings(
        way=Way(section.way),
        spool=section.spool,
        format_name=section.format,
        host=section.host,
        port=section.port,
        login=section.login,
        secret=section.secret,
        peers=section.peers,
        device=section.device,
        baud=section.baud,
        bits=section.bits,
        parity=section.parity,
        stop_bits=section.stop_bits,
        file=section.file,
        keep_s=settings.journal.keep_personal_s,
    )
    feed = SmdrFeed(smdr, settings.site, now, chance)
    return Switch(
        feed_name="smdr",
        feed=feed,
        actuator=_NothingCanBeDone(),
        questions=_NobodyAsks(),
        inspection=_NothingToSee(),
        vantage=Vantage.RECORDS,
    )


class _NothingCanBeDone:
    """The actuator of a switch that takes no orders."""

    async def cut_call(self, call: str) -> None:
        """See `Actuator`."""
        raise _refusal()

    async def hang_up_channel(self, channel: str) -> None:
        """See `Actuator`."""
        raise _refusal()

    async def clear_forward(self, extension: str, kind: str) -> None:
        """See `Actuator`."""
        raise _refusal()

    async def restore_forward(self, extension: str, kind: str, number: str) -> None:
        """See `Actuator`."""
        raise _refusal()


def _refusal() -> SwitchError:
    return SwitchError("this PBX only prints its calls and takes no orders; act on it by hand")


class _NobodyAsks:
    async def start(self) -> int:
        return 0

    async def stop(self) -> None:
        return None


class _NothingToSee:
    def __init__(self) -> None:
        self.seen: Probe | None = None
        self.dialplan: dict[str, bool] | None = None

    async def first(self) -> None:
        return None

    def returned(self) -> None:
        return None

    async def again_and_again(self) -> None:
        await asyncio.get_running_loop().create_future()
